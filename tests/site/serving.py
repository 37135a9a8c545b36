"""Real servers for the proofs: gunicorn, nginx as deploy/nginx.conf has it, Redis. Each on a port of its own, each stopped.

A machine without nginx or Redis skips what needs them, unless REQUIRE_SERVERS=1 makes their absence a failure.
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
HOST = "news.test"
NAMED = "Location", "Cache-Control", "X-Cache", "Retry-After", "Surrogate-Key"  # headers


class Answer(NamedTuple):
    """What a server said."""

    status: int
    location: str
    body: bytes
    cache_control: str
    x_cache: str
    made: bool
    retry_after: str = ""
    surrogate_key: str = ""


class Server:
    """A web server on this machine; asked by the site's own name, whatever its port."""

    def __init__(self, port: int, process: subprocess.Popen[bytes] | None = None) -> None:
        self.port, self.process = port, process
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, address: str, at: datetime | None = None, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET, as of `at` if named."""
        instant = {"X-Instant": at.isoformat()} if at else {}
        return self._asked("GET", address, None, instant | (headers or {}))

    def post(self, address: str, form: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a form, already encoded."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._asked("POST", address, form, kind | (headers or {}))

    def _asked(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> Answer:
        self.connection.request(method, address, body, headers={"Host": HOST} | headers)
        response = self.connection.getresponse()
        named = [response.headers.get(name, "") for name in NAMED]
        made = "X-Made" in response.headers
        return Answer(response.status, named[0], response.read(), named[1], named[2], made, *named[3:])


def program(name: str, package: str) -> str:
    """Where that program is; without it the test is skipped, or fails if the machine has to have it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        cure = f"No {name} was found: install one (apt-get install {package})."
        if os.environ.get("REQUIRE_SERVERS") == "1":
            pytest.fail(cure)
        pytest.skip(cure)
    return found


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(
    commands: dict[int, list[str]], environment: dict[str, str] | None = None
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Those programs, once each answers on its port (the key), until the end of the block."""
    servers = [
        subprocess.Popen(command, cwd=ROOT, env=os.environ | (environment or {}), stdout=subprocess.DEVNULL)
        for command in commands.values()
    ]
    try:
        for port, server in zip(commands, servers, strict=True):
            for _ in range(600):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, f"{commands[port][0]} ended at once"
                time.sleep(0.05)
        yield servers
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()


def database_url() -> str:
    """The test database, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def site_environment(directory: Path, **environment: str) -> dict[str, str]:
    """The environment of another process of the site: the test database, VAR_DIR, and the files of this process.

    With S3_BUCKET it has the files of the bucket, and nothing of this process.
    """
    (directory / "static").mkdir(exist_ok=True)
    if "S3_BUCKET" not in environment and not (directory / "media").is_symlink():
        (directory / "media").symlink_to(settings.MEDIA_ROOT)
    known = {
        "DJANGO_SETTINGS_MODULE": "tests.site.serving_settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(directory),
        "PUBLIC_URL": f"http://{HOST}",
        "PAGE_CACHE": "yes",
    }
    return known | environment


@contextmanager
def gunicorns(directory: Path, number: int, **environment: str) -> Iterator[list[Server]]:
    """So many web processes on the test database, with one VAR_DIR, each on a port: so that each of them can be asked."""
    options = ["--threads", "4", "--keep-alive", "30", "--no-control-socket", "--log-level", "error"]
    gunicorn = [sys.executable, "-m", "gunicorn", "tests.site.at_an_instant:application", *options]
    commands = {port: [*gunicorn, "--bind", f"127.0.0.1:{port}"] for port in (free_port() for _ in range(number))}
    with running(commands, site_environment(directory, **environment)) as processes:
        yield [Server(port, process) for port, process in zip(commands, processes, strict=True)]


@contextmanager
def redis() -> Iterator[str]:
    """A Redis of this test's own; its address."""
    port = free_port()
    with running({port: [program("redis-server", "redis-server"), "--port", str(port), "--save", ""]}):
        yield f"redis://127.0.0.1:{port}/0"


def nginx_conf(directory: Path, port: int, servers: list[Server]) -> Path:
    """deploy/nginx.conf with the addresses and directories of this test, and nothing else changed."""
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    workers = " ".join(f"server 127.0.0.1:{server.port};" for server in servers)
    for theirs, ours in [
        ("listen 8080 default_server;", f"listen 127.0.0.1:{port} default_server;"),
        ("        listen [::]:8080 default_server;\n", ""),
        ("server web:8000;", workers or "server 127.0.0.1:9;"),
        (" /tmp/", f" {directory}/"),
        ("$files /srv;", f"$files {directory};"),
        ("$pages /srv/pages;", f"$pages {ROOT}/deploy;"),
        ("/etc/nginx/newsroom/", f"{ROOT}/deploy/nginx/"),
        ("/dev/stdout", f"{directory}/access.log"),
    ]:
        assert theirs in conf, f"deploy/nginx.conf has no {theirs!r} any more"
        conf = conf.replace(theirs, ours)
    path = directory / "nginx.conf"
    as_root = "user root;\n" if os.geteuid() == 0 else ""  # its workers have to read this directory
    path.write_text(f"daemon off;\n{as_root}{conf}")
    return path


@contextmanager
def nginx(directory: Path, servers: list[Server]) -> Iterator[Server]:
    """nginx in front of those web processes, as docker-compose.yml has it."""
    port = free_port()
    command = [program("nginx", "nginx"), "-c", str(nginx_conf(directory, port, servers)), "-e", "stderr"]
    with running({port: command}):
        yield Server(port)
