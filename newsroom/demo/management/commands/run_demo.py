"""manage.py run_demo: what `make run` does, from an empty directory to a site that answers."""

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

HOST = "127.0.0.1"
PATIENCE = 15  # seconds in which a process that was asked to end may end by itself


class Command(BaseCommand):
    help = "Makes the demo, serves it on this machine, and makes the sizes of its pictures meanwhile. Ctrl+C ends it."
    requires_system_checks = ()  # `migrate` and gunicorn check for themselves

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.NEWSROOM_DEMO:
            raise CommandError("This serves the demo, whose passwords everybody knows. `make run` starts it.")
        refuse_taken_port(settings.PORT)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self._prepare()
            self._serve()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. `make run` goes on from here.")

    def _prepare(self) -> None:
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        self.say("Collecting style sheets and scripts …")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo", no_renditions=True, stdout=self.stdout)

    def _serve(self) -> None:
        """Run gunicorn and, beside it, the making of renditions, until one is interrupted or gunicorn ends."""
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        bind = ["--bind", f"{HOST}:{settings.PORT}", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        self.say("Starting the server …")
        processes = [started([sys.executable, "-m", "gunicorn", "newsroom.wsgi", *bind])]
        try:
            while processes[0].poll() is None and not answers(settings.PORT):
                time.sleep(0.1)
            if processes[0].poll() is not None:
                raise CommandError("The server did not start; what it said stands above.")
            url = f"http://{HOST}:{settings.PORT}/"
            self.say(f"\nThe newsroom is at  {url}\nIts desk is at      {url}admin/\nCtrl+C stops it.\n")
            # Until they are made, pages show larger files: nobody need wait for them.
            processes.append(started([*manage, "make_renditions"], nice=10))
            processes[0].wait()
        finally:
            end(processes)

    def say(self, words: str) -> None:
        """Tell it at once, also where the output is a pipe."""
        self.stdout.write(words)
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    """Raise CommandError, with the cure, if something else listens there. Before minutes were spent on the demo."""
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: a port just left is free
        try:
            own.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is not free ({error.strerror}): another program, or another `make run`, has it. "
                f"Stop that, or choose another port: PORT={port + 1} make run"
            ) from None


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with socket.socket() as knock:
        return knock.connect_ex((HOST, port)) == 0


def started(command: list[str], nice: int = 0) -> "subprocess.Popen[bytes]":
    """A child that Ctrl+C does not reach: this process ends it, in its own time and without a traceback."""

    def before() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.nice(nice)

    return subprocess.Popen(command, preexec_fn=before, cwd=settings.BASE_DIR)  # noqa: S603


def end(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask all to end, wait, and end those that do not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl+C must not leave any of them behind
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
