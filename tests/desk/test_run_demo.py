"""`make run` reports what it does, and errors first. tests/long/test_run_demo.py runs all of it."""

import signal
import socket
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from newsroom.demo.management.commands import run_demo


def test_it_is_refused_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="make run"):
        call_command("run_demo")


def test_a_port_that_is_taken_is_named_with_the_cure_before_anything_is_made(settings: Any) -> None:
    settings.NEWSROOM_DEMO = True
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = port = other.getsockname()[1]
        out = StringIO()
        with pytest.raises(CommandError, match=f"Port {port} is not free.*PORT={port + 1} make run"):
            call_command("run_demo", stdout=out)
        assert out.getvalue() == ""
    run_demo.refuse_taken_port(port)


def test_no_child_outlives_it_and_none_hears_ctrl_c() -> None:
    waits = [sys.executable, "-c", "import signal, time; assert signal.getsignal(2) is signal.SIG_IGN; time.sleep(60)"]
    children = [run_demo.started(waits), run_demo.started(waits, nice=5)]
    heard = signal.getsignal(signal.SIGINT)
    try:
        run_demo.end(children)
    finally:
        signal.signal(signal.SIGINT, heard)
    assert all(child.returncode is not None for child in children)
