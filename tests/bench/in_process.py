"""CPU time of pages in this one process, without sockets or load: steady on a busy machine, and quick to ask for.

Rounds of the page and of the bare view take turns; the quietest round of each counts. Serving adds to both what
gunicorn and the kernel take, so the fractions of `make bench` come out higher than these. Pages that are not cached are
made each time.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings

from newsroom import rate_limits
from newsroom.delivery.front import Application, front
from tests.bench.database import HOST
from tests.bench.pages import Page

ROUNDS = 7


def measure(pages: Sequence[Page], requests: int) -> None:
    """Print a line for each page: its CPU in Python and PostgreSQL, the bare view's, and that as a fraction of it."""
    connection.settings_dict["CONN_MAX_AGE"] = None  # one process of PostgreSQL throughout
    with bare():
        yardstick = WSGIHandler()
    site = front(WSGIHandler())
    heads = ("Python", "PostgreSQL", "together", "bare view", "of it", "bytes", "queries")
    print(" " * 26 + "".join(f"{head:>11}" for head in heads) + "   ms of CPU a request")
    for page in pages:
        with override_settings(PAGE_CACHE=bool(page.cache)):
            print(f"{page.name:26}{_line(page, site, yardstick, requests)}", flush=True)


def _line(page: Page, site: Application, yardstick: Application, requests: int) -> str:
    rate_limits.forget()  # searches are limited per network, and this is one network
    path = page.path()
    status, size = ask(site, path)
    if status != "200 OK":
        return f"{path} answered {status}"
    rounds = [round_of(partial(ask, site, path), partial(ask, yardstick, "/"), requests) for _ in range(ROUNDS)]
    python, database, _ = min(rounds, key=lambda row: row[0] + row[1])
    base, together = min(row[2] for row in rounds), python + database
    times = "".join(f"{ms:11.3f}" for ms in (python, database, together, base))
    return f"{times}{base / together:11.2f}{size:11,}{count_queries(partial(ask, site, path)):11}"


def round_of(page: Callable[[], Any], yardstick: Callable[[], Any], requests: int) -> tuple[float, float, float]:
    """What the page costs in Python and in PostgreSQL, and the yardstick in Python, one after the other."""
    rate_limits.forget()
    python, database = cost(page, requests)
    with bare():
        return python, database, cost(yardstick, requests)[0]


def bare() -> Any:
    return override_settings(ROOT_URLCONF="tests.bench.bare", MIDDLEWARE=[])


def cost(work: Callable[[], Any], times: int) -> tuple[float, float]:
    """Milliseconds of CPU that one time takes here and in the database's process behind this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        schedstat = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    began, database_began = time.process_time(), int(schedstat.read_text().split()[0])
    for _ in range(times):
        work()
    here, there = time.process_time() - began, int(schedstat.read_text().split()[0]) - database_began
    return here / times * 1e3, there / times / 1e6


def ask(application: Application, path: str) -> tuple[str, int]:
    """The status and the length of what `application` answers."""
    parts, answered = urlsplit(path), []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

    def start_response(status: str, _headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
        answered.append(status)
        return lambda _body: None

    response = application(environ, start_response)
    size = sum(len(part) for part in response)
    if hasattr(response, "close"):
        response.close()
    return answered[0], size


def count_queries(work: Callable[[], Any]) -> int:
    asked = []

    def noting(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noting):
        work()
    return len(asked)
