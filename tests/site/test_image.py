"""The image, made and started step by step as the Dockerfile and docker-compose.yml say, in a directory instead of a container.

Left to a container engine: the base image, its packages and its user. The Python is of the image's version where this
machine has it. What is installed comes from a package registry, as `make install` has it.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests import dockerfile
from tests.site.serving import HOST, Server, free_port, running

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.xdist_group("image")]
ROOT = dockerfile.ROOT
OUTSIDE = re.compile(r"HOME|LANG|PIP_\w+|UV_(INDEX|CACHE)\w*|SSL_\w+|\w+_(proxy|PROXY)")  # the way to the registry
FOR_AN_ENGINE = ("apt-get ", "useradd ")
# What the site writes where nothing else is given; compose gives it Redis and PostgreSQL.
WRITTEN = {"newsroom.sqlite3", "newsroom.sqlite3-shm", "newsroom.sqlite3-wal", "cache", "limits", "outage"}


class Image:
    """A directory with what the image has, the environment of its processes, and what it says of how to run them."""

    def __init__(self, root: Path) -> None:
        """Follow the Dockerfile. An instruction that isn't known here fails."""
        self.root = self.here = root
        self.environment: dict[str, str] = {}
        self.says: dict[str, str] = {}
        (root / "bin").mkdir()
        for name, rest in dockerfile.instructions():
            if name in {"USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}:
                self.says[name] = rest
            else:
                getattr(self, f"follow_{name.lower()}")(rest)

    def inside(self, text: str) -> str:
        """Return a text of the Dockerfile or of compose with paths of the image made paths of this machine."""
        return re.sub(r"(?<![\w./-])/(app|srv)\b", rf"{self.root}/\1", text)

    def run(self, command: list[str]) -> None:
        """Run a command as a container of compose would."""
        done = subprocess.run(
            [self.inside(each) for each in command],
            cwd=self.here,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"

    def follow_from(self, rest: str) -> None:
        version = re.match(r"python:(3\.\d+)-slim", rest)
        assert version, rest
        python = self.root / "bin" / "python"
        python.unlink(missing_ok=True)
        python.symlink_to(interpreter(version[1]))
        outside = {name: value for name, value in os.environ.items() if OUTSIDE.fullmatch(name)}
        self.environment = outside | {"PATH": f"{python.parent}:/usr/bin:/bin"}

    def follow_workdir(self, rest: str) -> None:
        self.here = Path(self.inside(rest))
        self.here.mkdir(exist_ok=True)

    def follow_env(self, rest: str) -> None:
        for name, _, value in (each.partition("=") for each in shlex.split(rest)):
            self.environment[name] = self.inside(value.replace("$PATH", self.environment["PATH"]))

    def follow_copy(self, rest: str) -> None:
        *sources, target = rest.split()
        if sources[0] == "--from=build":
            assert (sources[-1], target) == ("/app", "/app"), "A virtual environment can't be moved."
            return
        for source in sources:
            copy(ROOT / source, self.here / target / Path(source).name if target.endswith("/") else self.here / target)

    def follow_run(self, rest: str) -> None:
        if not rest.startswith(FOR_AN_ENGINE):
            # The machine's caches serve a second run, and belong to no image; so does the user.
            self.run(["sh", "-ec", re.sub(r" --no-cache(-dir)?\b| -o newsroom -g newsroom", "", rest)])


def interpreter(version: str) -> str:
    """Return the Python of that version on this machine, or else the one of the tests."""
    find = [sys.executable, "-m", "uv", "python", "find", "--no-project", "--no-python-downloads", version]
    return subprocess.run(find, capture_output=True, text=True, check=False).stdout.strip() or sys.executable


def copy(source: Path, target: Path) -> None:
    """Copy what the build is sent of a file or directory of this checkout."""
    assert not dockerfile.left_out(source), f"{source.name} is copied, and .dockerignore leaves it out."
    target.parent.mkdir(exist_ok=True)
    if source.is_file():
        shutil.copy(source, target)
        return
    shutil.copytree(
        source,
        target,
        ignore=lambda folder, names: [name for name in names if dockerfile.left_out(Path(folder, name))],
    )


def files(image: Image) -> set[Path]:
    """Return the files below /app, but for compiled code and what the site writes without compose's servers."""
    app = image.root / "app"
    found = {path.relative_to(app) for path in app.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    return {path for path in found if not (path.parts[0] == "var" and path.parts[1] in WRITTEN)}


@pytest.fixture
def image(tmp_path: Path) -> Iterator[Image]:
    """The image, made; it is as large as one, so nothing of it stays."""
    yield Image(tmp_path)
    shutil.rmtree(tmp_path)


def test_the_image_migrates_and_serves_as_compose_runs_it_and_writes_nowhere_else(image: Image) -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    image.environment.update(SECRET_KEY="k" * 50, PUBLIC_URL=f"http://{HOST}")
    as_made = files(image)
    image.run(services["migrate"]["command"])
    image.run(services["worker"]["healthcheck"]["test"][1:])
    with serving(image) as server:
        home = server.get("/")
        assert home.status == 200
        [sheet] = re.findall(rb'href="(/static/css/site\.[^"]+\.css)"', home.body)
        assert server.get(sheet.decode()).status == 200
        assert (image.root / "srv" / sheet.decode()[1:]).is_file()  # what nginx sends
    assert files(image) == as_made


@contextmanager
def serving(image: Image) -> Iterator[Server]:
    """Run what the image runs, on a free port of this machine, and ask its health."""
    port = free_port()
    command = [each.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for each in json.loads(image.says["CMD"])]
    alone = ["env", "-i", *(f"{name}={value}" for name, value in image.environment.items())]
    with running({port: ["sh", "-c", 'cd "$0" && exec "$@"', str(image.root / "app"), *alone, *command]}):
        yield Server(port)
        asks = json.loads(image.says["HEALTHCHECK"].partition("CMD ")[2])
        image.run([each.replace("localhost:8000", f"localhost:{port}") for each in asks])
