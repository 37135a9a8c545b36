"""What readers notice of a sign-in flood: `python -m tests.bench.flood [--nginx] [--addresses]`.

Sixteen connections guess passwords of made-up names at gunicorn (2 workers of 4 threads, PostgreSQL, no page cache)
while one reader asks for a story twenty times a second. With --nginx both go through deploy/nginx.conf; with
--addresses each guess comes from an address of its own, as from a botnet.
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.database import HOST, archive
from tests.bench.load import gunicorn, need, nginx_as_deployed, running
from tests.site.serving import free_port

CONNECTIONS = 16
LOGIN = "/admin/login/"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flood", description=__doc__)
    parser.add_argument("--nginx", action="store_true", help="through deploy/nginx.conf")
    parser.add_argument("--addresses", action="store_true", help="each guess from an address of its own")
    parser.add_argument("--seconds", type=float, default=15)
    asked = parser.parse_args()
    with archive(1_000) as environment, ExitStack() as servers:
        environment |= {"PAGE_CACHE": "no", "PROXY_COUNT": "1" if asked.nginx or asked.addresses else "0"}
        environment["MALLOC_ARENA_MAX"] = os.environ.get("MALLOC_ARENA_MAX", "2")
        port = application = free_port()
        servers.enter_context(running(gunicorn("newsroom.wsgi", application, 4), application, environment))
        if asked.nginx:
            directory = Path(servers.enter_context(tempfile.TemporaryDirectory()))
            port = free_port()
            servers.enter_context(running(nginx_as_deployed(directory, port, application), port))
        story = _story(port)
        _read(port, story, 2)  # warm
        print("quiet  ", _told(_read(port, story, asked.seconds)))
        flood = _guess(port, asked.seconds + 2, addresses=asked.addresses)
        time.sleep(1)
        print("flooded", _told(_read(port, story, asked.seconds)))
        print(flood.communicate()[0])


def _get(port: int, address: str) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Host": HOST})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


def _story(port: int) -> str:
    found = re.search(r'href="(/\d{4}/\d\d/\d\d/[-\w]+/)"', _get(port, "/")[1])
    assert found, "the front page links to no story"
    return found[1]


def _read(port: int, story: str, seconds: float) -> list[float]:
    """Milliseconds of each answer, asked for one after the other, at most twenty a second; each makes the page."""
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.monotonic()
        response, _ = _get(port, story)
        assert response.status == 200, response.status
        took.append((time.monotonic() - begun) * 1e3)
        time.sleep(max(0.0, 0.05 - (time.monotonic() - begun)))
    return took


def _told(took: list[float]) -> str:
    if len(took) < 2:
        return f"{len(took)} page: {took} ms"
    cuts = statistics.quantiles(took, n=20)
    return (
        f"{len(took)} pages: median {statistics.median(took):.1f} ms, p95 {cuts[-1]:.1f} ms, worst {max(took):.1f} ms"
    )


def _guess(port: int, seconds: float, *, addresses: bool) -> "subprocess.Popen[str]":
    response, page = _get(port, LOGIN)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    cookie = re.search(r"csrftoken=(\w+)", response.headers.get("Set-Cookie", ""))
    assert token
    assert cookie
    command = [
        need("wrk"),
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{round(seconds)}s",
        "--timeout",
        "30s",
        "-H",
        f"Host: {HOST}",
    ]
    command += ["-s", str(Path(__file__).with_name("guess.lua")), f"http://127.0.0.1:{port}{LOGIN}"]
    command += ["--", token[1], cookie[1], "yes" if addresses else "no"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    main()
