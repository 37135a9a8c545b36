"""With LOG_FORMAT=json, a line of the log is one object that names the request and the user."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from newsroom.operations.json_log import Formatter
from tests.people import journalist


def broken(request: HttpRequest) -> HttpResponse:
    assert request.user.pk
    raise ValueError("It\nbroke.")


urlpatterns = [path("broken", broken)]


@pytest.fixture
def log(settings: Any) -> Iterator[StringIO]:
    settings.LOG_FORMAT = "json"
    settings.ROOT_URLCONF = __name__
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Formatter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def said(log: StringIO, logger: str) -> dict[str, Any]:
    """Return the one line of a logger."""
    (line,) = [found for found in map(json.loads, log.getvalue().splitlines()) if found["logger"] == logger]
    return dict(line)


@pytest.mark.django_db
@pytest.mark.once
def test_an_error_is_one_line_with_request_user_time_and_traceback(log: StringIO) -> None:
    user = journalist()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    response = client.get("/broken", headers={"X-Request-ID": "proxy-1.2:3"})
    line = said(log, "django.request")
    assert response.headers["X-Request-ID"] == line["request_id"] == "proxy-1.2:3"
    assert line["user"] == user.pk
    assert line["level"] == "ERROR"
    assert line["time"].endswith("+00:00")
    assert line["message"] == "Internal Server Error: /broken"
    assert line["exception"].endswith("ValueError: It\nbroke.")


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("theirs", ["", "two words", 'a"b', "é", "x" * 65])
def test_a_request_without_a_usable_id_gets_one(log: StringIO, theirs: str) -> None:
    ids = {Client().get("/nothing", headers={"X-Request-ID": theirs}).headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert {len(each) for each in ids} == {32}


def test_outside_a_request_there_is_none(log: StringIO) -> None:
    logging.getLogger("newsroom.somewhere").warning("%s of %s", 1, 2)
    line = said(log, "newsroom.somewhere")
    assert line.keys() == {"time", "level", "logger", "message"}
    assert line["message"] == "1 of 2"


@pytest.mark.django_db
@pytest.mark.once
def test_plain_logs_add_no_header() -> None:
    assert "X-Request-ID" not in Client().get("/healthz").headers
