"""Real servers under real load: gunicorn, nginx and Redis started on free ports, wrk to ask, /proc to say what it took."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.database import HOST, ROOT
from tests.site.serving import Server, nginx_conf

CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """What one run of wrk found; times in milliseconds, `cpu` for one request in all processes named."""

    rate: float
    p50: float
    p99: float
    cpu: float


def need(program: str) -> str:
    """Where `program` is. Ends the run, naming the cure, if it is not installed."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if not found:
        package = {"redis-server": "redis-server"}.get(program, program)
        raise SystemExit(
            f"{program} is needed for this: apt install {package} (or your system's package of that name)."
        )
    return found


def run_wrk(url: str, seconds: float, processes: Iterable[int], host: str = HOST, *, readers: bool = False) -> Measured:
    """Ask for `url` over 16 connections; `processes` and their children are what serves it.

    With `readers`, each request names another address in X-Forwarded-For, as searches are limited per address.
    """
    before = cpu_seconds(processes)
    command = [
        need("wrk"),
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{max(1, round(seconds))}s",
        "-H",
        f"Host: {host}",
        "-s",
        str(Path(__file__).with_name("wrk.lua")),
        url,
        *(["--", "readers"] if readers else []),
    ]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = cpu_seconds(processes) - before
    said = {name: int(value) for name, _, value in (line.partition(" ") for line in out.splitlines()[-6:])}
    if said["refused"] or not said["requests"] or said["broken"] > CONNECTIONS:
        raise SystemExit(f"{url} failed under load:\n{out}")
    return Measured(
        rate=said["requests"] / said["microseconds"] * 1e6,
        p50=said["p50"] / 1e3,
        p99=said["p99"] / 1e3,
        cpu=spent / said["requests"] * 1e3,
    )


def cpu_seconds(processes: Iterable[int]) -> float:
    """CPU time that these processes and all below them, those that have ended too, have had in user and kernel mode."""
    children: dict[int, list[int]] = {}
    spent: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        pid = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = sum(map(int, fields[11:15]))
    growing = list(processes)
    for pid in growing:
        growing += children.get(pid, [])
    return sum(spent.get(pid, 0) for pid in growing) / TICKS


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """A server until the block ends; yields its process id once it answers on `port`."""
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                raise SystemExit(f"{command[0]} did not start: see above.")
            time.sleep(0.05)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def gunicorn(application: str, port: int, threads: int) -> list[str]:
    """As docker-compose starts it: two workers."""
    options = f"--bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads {threads} --no-control-socket --log-level error"
    return [sys.executable, "-m", "gunicorn", application, *options.split()]


def redis(port: int) -> list[str]:
    return [need("redis-server"), "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]


def nginx_as_deployed(directory: Path, port: int, application_port: int) -> list[str]:
    """nginx with deploy/nginx.conf, on another port, before another server, with its files in `directory`."""
    conf = nginx_conf(directory, port, [Server(application_port)])
    return [need("nginx"), "-c", str(conf), "-e", "stderr"]


def nginx_with_file(directory: Path, port: int, content: bytes) -> list[str]:
    """nginx that serves `content` at any address, as a file, and keeps no log."""
    (directory / "file").mkdir(exist_ok=True)
    (directory / "file" / "index.html").write_bytes(content)
    conf = f"""
        worker_processes auto; pid {directory}/file.pid; error_log stderr warn;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; default_type text/html;
            client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy; fastcgi_temp_path {directory}/fastcgi;
            uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
            server {{ listen 127.0.0.1:{port}; root {directory}/file; location / {{ try_files /index.html =404; }} }}
        }}"""
    path = directory / "file.conf"
    path.write_text(conf)
    return [need("nginx"), "-c", str(path), "-g", "daemon off;"]
