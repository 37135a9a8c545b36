"""What gunicorn serves in the proofs of the page cache: the site, at the instant that a request names in `X-Instant`.

So several real processes can be asked as of one instant to the microsecond, or each by a clock of its own. An answer
that a view has just made says so in `X-Made`; one without came from a cache.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from newsroom.publishing import clock

_made: ContextVar[list[str]] = ContextVar("made")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site; by the running clock where no instant is named."""
    made: list[str] = []
    _made.set(made)

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start_response(status, [*headers, ("X-Made", "yes")] if made else headers, *more)

    instant = environ.pop("HTTP_X_INSTANT", "")
    if not instant:
        return site(environ, start)
    with clock.pretending(datetime.fromisoformat(instant)):
        return site(environ, start)


def note_what_is_made(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware, the last: whatever gets here is made by a view."""

    def middleware(request: Any) -> Any:
        _made.get().append(request.path)
        return get_response(request)

    return middleware


from newsroom.wsgi import application as site  # noqa: E402  at the end: it loads the middleware above
