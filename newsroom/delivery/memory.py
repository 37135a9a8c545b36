"""A memory of each process that lasts as long as the site generation, for things such as the sections."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock

Remembered = TypeVar("Remembered")
A_DAY = timedelta(days=1)

# The generation and its values, replaced together, so that no lock is needed.
_memory: tuple[int, dict[str, Any]] = (0, {})


def remember(request: TimedRequest, name: str, make: Callable[[], Remembered]) -> Remembered:
    """Return `make()`, cached under `name` by this process for as long as the site generation lasts.

    Use few names, not one per row. All requests share the value, so nobody may change it. Only GET and HEAD cache:
    other methods may be inside an action that is rolled back.
    """
    return remember_for(request.generation, name, make) if request.method in ("GET", "HEAD") else make()


def remember_for(generation: int, name: str, make: Callable[[], Remembered]) -> Remembered:
    """Like `remember`, for any request: of what no action reads again after it has changed it."""
    global _memory
    number, values = _memory
    if number != generation:
        values = {}
        _memory = (generation, values)
    if name not in values:
        values[name] = make()
    value: Remembered = values[name]
    return value


def remember_upcoming(request: TimedRequest, name: str, make: Callable[[datetime], Remembered]) -> Remembered:
    """Return `make(instant)`: everything live at an instant or due after it, and possibly older things.

    It is cached as by `remember`, from a day ago on; for an earlier `request.now` it is made separately.
    """

    def remembered() -> tuple[datetime, Remembered]:
        since = clock.now() - A_DAY
        return since, make(since)

    since, found = remember(request, name, remembered)
    return found if request.now >= since else make(request.now)


class Remember(Extension):
    """The tag {% remember "masthead", today, section %} … {% endremember %} of readers' templates.

    It renders a part of many pages once per generation; the part may depend only on what is published and on these
    values.
    """

    tags = {"remember"}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        values = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            values.append(parser.parse_expression())
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        call = self.call_method("_remembered", [nodes.ContextReference(), nodes.List(values)])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _remembered(self, context: Context, values: list[Any], caller: Callable[[], str]) -> str:
        request = context.get("request")
        if not hasattr(request, "generation"):
            return caller()
        return remember(request, f"part {' '.join(map(str, values))}", caller)


def forget() -> None:
    """Clear the memory, for tests, whose generations repeat after each rollback."""
    global _memory
    _memory = (0, {})
