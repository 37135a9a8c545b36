"""Django's test client, but through the front (newsroom/delivery/front.py), as gunicorn serves the site."""

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from newsroom.delivery.front import front


class FrontClient(Client):
    """Counts in `answered_by_front` the answers that never reached Django."""

    answered_by_front = 0

    def __init__(self, *args: Any, count: Callable[[], Callable[[], None] | None] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.count = count
        self.handler = _Handler(self)


class _Handler(ClientHandler):
    def __init__(self, client: FrontClient) -> None:
        super().__init__(client.handler.enforce_csrf_checks)
        self.client = client

    def __call__(self, environ: dict[str, Any]) -> Any:
        django: list[Any] = []
        started: list[Any] = []
        application = front(
            lambda *passed_on: django.append(passed_on) or [],  # type: ignore[func-returns-value]
            self.client.count,
        )
        body = b"".join(application(environ, lambda *start: started.extend(start)))
        if django:  # the way of every test client
            return super().__call__(environ)
        self.client.answered_by_front += 1
        status, headers = started
        response = HttpResponse(body, status=int(status[:3]), headers=dict(headers))
        response.wsgi_request = WSGIRequest(environ)  # type: ignore[attr-defined]
        return response
