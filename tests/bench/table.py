"""The table of `make bench`: every page under load in slices, which take turns with slices of its yardstick.

The figures are medians, as what else a machine does in a second may double them.
"""

import os
import platform
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from django.db import connection

from tests.bench import load
from tests.bench.database import HOST
from tests.bench.load import Measured, running
from tests.bench.pages import Page
from tests.site.serving import free_port

HEADS = ("page", "requests/s", "p50 ms", "p99 ms", "CPU ms", "of the yardstick's rate", "of its CPU", "goal", "")
SLICES = 5


@dataclass
class Site:
    """A server and every process that works for it."""

    port: int
    processes: list[int] = field(default_factory=list)

    def measure(self, path: str, seconds: float, *, readers: bool = False) -> Measured:
        return load.run_wrk(f"http://127.0.0.1:{self.port}{path}", seconds, self.processes, readers=readers)


def measure(pages: Sequence[Page], environment: Mapping[str, str], seconds: float, threads: int) -> None:
    """Print the table, in Markdown, a line as soon as it is known."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    print(
        f"{os.cpu_count()} processors, Python {platform.python_version()}, PostgreSQL {version}, gunicorn with 2 workers "
        f"of {threads} threads, wrk with {load.CONNECTIONS} connections for {seconds:g} s; CPU is server + database\n"
    )
    print(f"| {' | '.join(HEADS)} |\n|---|{'---:|' * (len(HEADS) - 2)}---|")
    ours: Measured | None = None
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-bench-")))
        sites = _Sites(stack, environment, directory, threads)
        for page in pages:
            path = page.path()
            site, yardstick = sites.of(page), sites.yardstick(page, path)
            if missing := _trouble(site.port, path) or _trouble(yardstick.port, "/"):
                print(f"| {page.name} | {missing} |{' |' * 7}", flush=True)
                continue
            site.measure(path, seconds / 3, readers=page.limited)  # connections and caches are there from now on
            base, found = [], []
            for _ in range(SLICES):
                base.append(yardstick.measure("/", seconds / SLICES))
                found.append(site.measure(path, seconds / SLICES, readers=page.limited))
            print(_line(page, found, base), flush=True)
            if page.name == "article":
                ours = _middle(found)
        for name, site in sites.yardsticks():
            print(f"{_beginning(name, site.measure('/', seconds))} 1 | 1 | | |")
    if wagtail := os.environ.get("WAGTAIL_URL"):
        print(_wagtail(wagtail, seconds, ours))


def _line(page: Page, found: Sequence[Measured], base: Sequence[Measured]) -> str:
    pairs = list(zip(found, base, strict=True))
    rate = median(ours.rate / yardstick.rate for ours, yardstick in pairs)
    cpu = median(yardstick.cpu / ours.cpu for ours, yardstick in pairs)
    verdict, reached = "", cpu if page.yardstick == "bare" else rate
    if page.goal:
        verdict = "met" if reached >= page.goal else f"missed: {reached / page.goal:.0%} of it"
    return f"{_beginning(page.name, _middle(found))} {rate:.3f} | {cpu:.3f} | {page.goal or ''} | {verdict} |"


def _beginning(name: str, found: Measured) -> str:
    return f"| {name} | {found.rate:,.0f} | {found.p50:.1f} | {found.p99:.1f} | {found.cpu:.3f} |"


def _middle(found: Sequence[Measured]) -> Measured:
    """Return the median of each figure."""
    return Measured(*(median(figures) for figures in zip(*map(astuple, found), strict=True)))


def _wagtail(url: str, seconds: float, ours: Measured | None) -> str:
    """The row of a page of a Wagtail site that runs already, beside our story if that was measured."""
    processes = [int(pid) for pid in os.environ.get("WAGTAIL_PIDS", "").split()]
    load.run_wrk(url, seconds / 3, processes, host=urlsplit(url).netloc)
    found = load.run_wrk(url, seconds, processes, host=urlsplit(url).netloc)
    beside = f"{found.cpu / ours.cpu:.1f} × the CPU of our article" if ours and processes else ""
    return f"{_beginning('Wagtail', found)} | | | {beside} |"


def _trouble(port: int, path: str) -> str:
    """Why there is nothing to measure; "" if the page is there."""
    try:
        with urllib.request.urlopen(_ask(port, path)) as response:
            return "" if response.status == 200 else f"answered {response.status}"
    except urllib.error.HTTPError as error:
        return f"answered {error.code}"


def _ask(port: int, path: str) -> urllib.request.Request:
    return urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST})


class _Sites:
    """The servers that the pages need, each started when the first page asks for it."""

    def __init__(self, stack: ExitStack, environment: Mapping[str, str], directory: Path, threads: int) -> None:
        self.stack, self.environment, self.directory, self.threads = stack, dict(environment), directory, threads
        self.started: dict[str, Site] = {}

    def of(self, page: Page) -> Site:
        if page.through_nginx:
            return self._once("nginx", page)
        return self._once(page.cache or "uncached", page)

    def _once(self, name: str, page: Page) -> Site:
        if name not in self.started:
            self.started[name] = self._nginx(page) if name == "nginx" else self._site(name)
        return self.started[name]

    def _site(self, cache: str) -> Site:
        port, environment, others = free_port(), dict(self.environment), [_postmaster()]
        if cache == "uncached":
            environment |= {"PAGE_CACHE": "no", "PROXY_COUNT": "1"}  # wrk says from which address each request comes
        else:
            environment["PAGE_CACHE"] = "yes"
        if cache == "redis":
            redis_port = free_port()
            others.append(self.stack.enter_context(running(load.redis(redis_port), redis_port)))
            environment["REDIS_URL"] = f"redis://127.0.0.1:{redis_port}/0"
        command = load.gunicorn("newsroom.wsgi", port, self.threads)
        return Site(port, [self.stack.enter_context(running(command, port, environment)), *others])

    def _nginx(self, page: Page) -> Site:
        behind, port = self._once(page.cache, page), free_port()
        directory = self.directory / "nginx"
        directory.mkdir()
        command = load.nginx_as_deployed(directory, port, behind.port)
        return Site(port, [self.stack.enter_context(running(command, port)), *behind.processes])

    def yardstick(self, page: Page, path: str) -> Site:
        if page.yardstick not in self.started:
            port = free_port()
            if page.yardstick == "file":
                with urllib.request.urlopen(_ask(self.of(page).port, path)) as response:
                    content = response.read()
                self.directory.chmod(0o755)
                command = load.nginx_with_file(self.directory, port, content)
                self.started["file"] = Site(port, [self.stack.enter_context(running(command, port))])
            else:
                command = load.gunicorn("tests.bench.bare:application()", port, self.threads)
                environment = {name: value for name, value in self.environment.items() if "DJANGO" not in name}
                self.started["bare"] = Site(port, [self.stack.enter_context(running(command, port, environment))])
        return self.started[page.yardstick]

    def yardsticks(self) -> Iterator[tuple[str, Site]]:
        names = {"bare": "a bare Django view, 12 KB", "file": "the same bytes as a file, nginx"}
        return ((said, self.started[name]) for name, said in names.items() if name in self.started)


def _postmaster() -> int:
    """The process id of the database server that this connection leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory')")
        return int((Path(cursor.fetchone()[0]) / "postmaster.pid").read_text().split()[0])
