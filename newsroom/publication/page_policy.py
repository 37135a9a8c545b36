"""The other hosts that a page's content security policy must let it use."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from newsroom.delivery.request_clock import TimedRequest


def note_hosts(request: Any, hosts: Iterable[str], *directives: str) -> None:
    """Note that the page being made uses these hosts in these directives."""
    noted: dict[str, list[str]] = vars(request).setdefault("noted_hosts", {})
    for directive in directives:
        noted.setdefault(directive, []).extend(hosts)


def allow_noted_hosts(request: TimedRequest, response: HttpResponse) -> None:
    """Let the page use the hosts that were noted while it was made, and no others."""
    noted: dict[str, list[str]] | None = vars(request).get("noted_hosts")
    if noted:
        allowed: dict[str, list[str]] = dict(getattr(response, "_csp_update", None) or {})
        for directive, hosts in noted.items():
            allowed[directive] = [*allowed.get(directive, ()), *dict.fromkeys(hosts)]
        response._csp_update = allowed  # type: ignore[attr-defined]  # as django-csp's decorators do
