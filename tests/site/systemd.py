"""What stands in for systemd on the machine of tests/site/plain_machine.py: it runs units as their files say.

Their commands, environment, directory, sockets and readiness are real; their sandbox and when timers fire are not.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests.site.serving import program

if TYPE_CHECKING:
    from tests.site.plain_machine import Machine

Unit = dict[str, list[str]]


class Systemd:
    """Runs units as their files say: commands, environment, directory, sockets, and what they wait for."""

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.directory = machine.root / "etc/systemd/system"
        self.known: set[str] = set()  # read by the last daemon-reload
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.sockets: dict[str, socket.socket] = {}
        self.timers: set[str] = set()
        self.enabled: set[str] = set()

    def systemctl(self, command: str, *arguments: str) -> str:
        names = [name if "." in name else f"{name}.service" for name in arguments if not name.startswith("--")]
        options = {name for name in arguments if name.startswith("--")}
        if command == "daemon-reload":
            self.known = {path.name for path in self.directory.glob("newsroom-*.*") if path.is_file()}
            return ""
        assert options <= ({"--now"} if command == "enable" else set()), options
        for name in names:
            assert name == "nginx.service" or name in self.known, f"Unit {name} not found."
        if command == "enable":
            assert all("WantedBy" in self.read(name) for name in names), "it can't be enabled"
            self.enabled |= set(names)
        if command == "is-active":
            assert all(self.is_active(name) for name in names), [name for name in names if not self.is_active(name)]
            return "active\n" * len(names)
        if command == "reload":
            assert names == ["nginx.service"], names
            self._reload_nginx()
            return ""
        assert command in {"enable", "start", "stop", "restart"}, f"systemctl {command}"
        for name in names:
            if command in {"stop", "restart"}:
                self.stop(name)
            if command != "stop" and (command != "enable" or "--now" in options):
                self.start(name)
        return ""

    def journalctl(self, *arguments: str) -> str:
        [pattern] = [value for name, value in pairwise(arguments) if name == "--unit"]
        logs = sorted((self.machine.root / "var/log").glob(f"{pattern}.log"))
        assert logs, f"nothing is logged by {pattern}"
        return "".join(log.read_text() for log in logs)

    def read(self, name: str) -> Unit:
        """Return what a unit and its drop-ins say, without sections: key -> values, in order."""
        prefix = name.partition("-")[0] + "-." + name.rpartition(".")[2] + ".d"
        files = [self.directory / name, *sorted((self.directory / prefix).glob("*.conf"))]
        unit: Unit = {}
        for file in files:
            for line in re.sub(r"\\\n\s*", " ", file.read_text()).splitlines():
                key, is_set, value = line.partition("=")
                if is_set and not line.startswith(("#", ";")):
                    unit.setdefault(key, []).append(value)
        return unit

    def is_active(self, name: str) -> bool:
        running = self.processes.get(name)
        return name in self.timers or name in self.sockets or (running is not None and running.poll() is None)

    def start(self, name: str) -> None:
        if self.is_active(name):
            return
        if name == "nginx.service":
            command = [program("nginx", "nginx"), *self.machine.nginx_options(), "-g", "daemon off;"]
            self.processes[name] = subprocess.Popen(command, env=self.machine.environment, start_new_session=True)
            _wait_for_port(self.machine.ports["http"])
            return
        unit = self.read(name)
        for needed in unit.get("Requires", []):
            self.start(needed)
        if name.endswith(".socket"):
            host, _, port = unit["ListenStream"][0].rpartition(":")
            self.sockets[name] = socket.create_server((host, int(port)), backlog=4096)
        elif name.endswith(".timer"):
            assert unit["OnCalendar"]
            assert name.replace(".timer", ".service") in self.known
            self.timers.add(name)
        else:
            self._start_service(name, unit)

    def _start_service(self, name: str, unit: Unit) -> None:
        assert all(user in self.machine.users.read_text().split() for user in unit["User"] + unit["Group"])
        environment = {"PATH": f"{self.machine.postgresql}:{self.machine.environment['PATH']}", "LANG": "C.UTF-8"}
        environment["TMPDIR"] = self.machine.environment["TMPDIR"]
        for file in unit["EnvironmentFile"]:
            environment |= _settings(Path(file))
        [directory] = unit["WorkingDirectory"]
        commands = [_words(line) for line in unit["ExecStart"]]
        with (self.machine.root / "var/log" / f"{name.removesuffix('.service')}.log").open("ab") as log:
            if unit.get("Type") == ["oneshot"]:
                for command in commands:
                    subprocess.run(command, check=True, cwd=directory, env=environment, stdout=log, stderr=log)
                return
            [command] = commands
            self.processes[name] = self._started(name, unit, command, directory, environment, log)

    def _started(
        self, name: str, unit: Unit, command: list[str], directory: str, environment: dict[str, str], log: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        listening = self.sockets.get(name.replace(".service", ".socket"))
        passed: tuple[int, ...] = ()
        if listening:
            passed = (listening.fileno(),)
            give = f'exec 3<&{passed[0]}; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'
            command = [program("bash", "bash"), "-c", give, "bash", *command]
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            if unit.get("Type") == ["notify"]:
                address = self.machine.root / "run" / f"{name}.notify"
                address.unlink(missing_ok=True)
                ready.bind(str(address))
                ready.settimeout(60)
                environment = environment | {"NOTIFY_SOCKET": str(address)}
            process = subprocess.Popen(
                command, cwd=directory, env=environment, stdout=log, stderr=log, pass_fds=passed, start_new_session=True
            )
            while unit.get("Type") == ["notify"] and b"READY=1" not in ready.recv(4096):
                pass
        return process

    def stop(self, name: str) -> None:
        """End a unit as systemd does: ask its main process (`KillMode=mixed`) or all of them, and wait."""
        self.timers.discard(name)
        if name in self.sockets:
            self.sockets.pop(name).close()
        process = self.processes.pop(name, None)
        if process is None:
            return
        mixed = name != "nginx.service" and self.read(name).get("KillMode") == ["mixed"]
        with suppress(ProcessLookupError):
            (os.kill if mixed or name == "nginx.service" else os.killpg)(process.pid, signal.SIGTERM)
        try:
            process.wait(90)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def end(self) -> None:
        for name in [*self.processes, *self.sockets]:
            self.stop(name)

    def _reload_nginx(self) -> None:
        """Let nginx read its files again; return once its new workers are there."""
        nginx = self.processes["nginx.service"]
        before = _children(nginx.pid)
        os.kill(nginx.pid, signal.SIGHUP)
        for _ in range(200):
            if _children(nginx.pid) - before:
                return
            time.sleep(0.05)
        raise AssertionError((self.machine.root / "var/log/nginx/error.log").read_text())


def _children(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def _wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


def _settings(file: Path) -> dict[str, str]:
    """Return what an EnvironmentFile= says. It must be nobody else's to read."""
    assert file.stat().st_mode & 0o077 == 0, f"others may read {file}"
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _, value in (line.partition("=") for line in lines)}


def _words(line: str) -> list[str]:
    """Return the words of an ExecStart=, with %% and $$ as systemd reads them."""
    words = shlex.split(line)
    assert not {*"%$"} & {*line.replace("%%", "").replace("$$", "")}, f"{line} has a specifier or a variable"
    return [word.replace("%%", "%").replace("$$", "$") for word in words]
