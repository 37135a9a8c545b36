"""Logs as JSON, one object a line, each with the request and the user that it is about (LOG_FORMAT=json).

Pages that the front answers from the cache never get here: gunicorn's access log has them.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

USABLE = re.compile(r"[\w.:-]{1,64}", re.ASCII)  # an id of a proxy; anything else could be made to look like a log line

_request: ContextVar[HttpRequest | None] = ContextVar("request_of_log", default=None)


def request_of_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request an id, that of the proxy if it has one, and name it in the response and in every line of the log."""
    if settings.LOG_FORMAT != "json":
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        theirs = request.headers.get("X-Request-ID", "")
        request.log_id = theirs if USABLE.fullmatch(theirs) else uuid4().hex  # type: ignore[attr-defined]
        token = _request.set(request)
        try:
            response = get_response(request)
        finally:
            _request.reset(token)
        response.headers["X-Request-ID"] = request.log_id  # type: ignore[attr-defined]
        return response

    return middleware


def about() -> dict[str, Any]:
    """Return the id and the user of the request that is being answered, as far as they are known."""
    request = _request.get()
    if request is None:
        return {}
    found: dict[str, Any] = {"request_id": request.log_id}  # type: ignore[attr-defined]
    # Only a user who was read already: a line in the log must not ask the database.
    if user := getattr(getattr(request, "_cached_user", None), "pk", None):
        found["user"] = user
    return found


class Formatter(JsonFormatter):
    """Formats a record as one line: time, level, logger, message, request_id, user, exception."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data |= {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **about(),
        }
        if record.exc_info:
            log_data["exception"] = self.formatException(record.exc_info)
