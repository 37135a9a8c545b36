"""manage.py run_demo: make and serve the demo, for `make run` and `make dev`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from newsroom.demo.management.commands.load_demo import say

HOST = "127.0.0.1"
PATIENCE = 15  # seconds before a process that was asked to end is killed


class Command(BaseCommand):
    help = "Makes the demo and serves it on this machine, making its pictures' sizes meanwhile, with a worker. Ctrl+C stops it."
    requires_system_checks = ()  # `migrate` and the server run them

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.NEWSROOM_DEMO:
            raise CommandError("This serves the demo, whose passwords are public. `make run` starts it.")
        refuse_taken_port(settings.PORT)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self._prepare()
            self._serve()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. `make run` starts it again.")

    def _prepare(self) -> None:
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        if not settings.DEBUG:
            self.say("Collecting style sheets and scripts …")
            call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo", no_renditions=True, stdout=self.stdout)

    def _serve(self) -> None:
        """Run the server and make renditions, until Ctrl+C or the server ends."""
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        bind = ["--bind", f"{HOST}:{settings.PORT}", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        gunicorn = [sys.executable, "-m", "gunicorn", "newsroom.wsgi", *bind]
        self.say("Starting the server …")
        processes = [started([*manage, "runserver", f"{HOST}:{settings.PORT}"] if settings.DEBUG else gunicorn)]
        try:
            while processes[0].poll() is None and not answers(settings.PORT):
                time.sleep(0.1)
            if processes[0].poll() is not None:
                raise CommandError("The server didn’t start. See its messages above.")
            url = f"http://{HOST}:{settings.PORT}/"
            self.say(f"\nThe newsroom is at  {url}\nIts desk is at      {url}admin/\nCtrl+C stops it.\n")
            # Until they are made, pages show larger files.
            processes.append(started([*manage, "make_renditions"], nice=10))
            processes.append(started([*manage, "db_worker", "--interval", "2"], nice=10))
            processes[0].wait()
        finally:
            end(processes)

    def say(self, words: str) -> None:
        say(self.stdout, words)


def refuse_taken_port(port: int) -> None:
    """Raise CommandError, with the cure, if the port is taken: before minutes are spent on the demo."""
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # like the server: a port just released is free
        try:
            own.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is not free ({error.strerror}): another program or `make run` uses it. "
                f"Stop that, or choose another port: PORT={port + 1} make run"
            ) from None


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with socket.socket() as knock:
        return knock.connect_ex((HOST, port)) == 0


def started(command: list[str], nice: int = 0) -> "subprocess.Popen[bytes]":
    """Start a child that Ctrl+C does not reach: this process ends it, without a traceback."""

    def before() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(nice)

    return subprocess.Popen(command, preexec_fn=before, cwd=settings.BASE_DIR)  # noqa: S603


def end(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask all to end, wait, and kill those that don't."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C must not leave any of them behind
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
