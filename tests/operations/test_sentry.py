"""With SENTRY_DSN, an error is reported, without anything of the person who met it."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings

from newsroom import __version__

# The secrets are its arguments: source that a traceback shows is ours, and is reported.
FAILING = """
import sys
secret, address = sys.argv[1:]
import django
django.setup()
from django.test import RequestFactory
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path
import newsroom.urls

def broken(request, token):
    typed = request.POST["headline"]
    raise ValueError("It broke.")

newsroom.urls.urlpatterns.insert(0, path("reset/<str:token>/", broken))
environ = RequestFactory().post(
    f"/reset/{secret}-TOKEN/?q={secret}-WORDS", {"headline": f"{secret}-HEADLINE"}, headers={"Cookie": f"x={secret}-COOKIE"},
    REMOTE_ADDR=address,
).environ
from django.conf import settings
settings.MIDDLEWARE = []
b"".join(WSGIHandler()(environ, lambda *_: None))
import sentry_sdk
sentry_sdk.flush(timeout=10)
"""


@pytest.fixture
def received() -> Iterator[tuple[str, list[bytes]]]:
    """Return the DSN of a recorder on this machine, and what it received."""
    bodies: list[bytes] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Recorder)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", bodies
    server.shutdown()


def run(tmp_path: Path, dsn: str) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "k" * 50,
        "PUBLIC_URL": "http://testserver",
        "VAR_DIR": str(tmp_path),
        "SENTRY_DSN": dsn,
        "PATH": os.environ["PATH"],
    }
    failing = [sys.executable, "-c", FAILING, "SECRET", "203.0.113.9"]
    subprocess.run(failing, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True)


def test_an_error_is_reported_with_its_place_and_release_and_nothing_of_the_person(
    received: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    dsn, bodies = received
    run(tmp_path, dsn)
    everything = b"".join(bodies).decode()
    (event,) = [found for line in everything.splitlines() if "exception" in (found := json.loads(line))]
    assert event["exception"]["values"][0]["value"] == "It broke."
    assert event["release"] == f"newsroom@{__version__}"
    assert event["transaction"] == "/reset/{token}/"
    assert event["request"] == {"method": "POST"}
    assert "SECRET" not in everything
    assert "203.0.113.9" not in everything


def test_without_a_dsn_nothing_is_sent(received: tuple[str, list[bytes]], tmp_path: Path) -> None:
    run(tmp_path, "")
    assert received[1] == []
