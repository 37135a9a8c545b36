"""Under gunicorn, the counts of all processes are told by any of them, and logs are JSON."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from newsroom.operations.metrics import STEP

TOKEN = "a-token-of-some-length"


@pytest.mark.long
def test_two_processes_are_counted_together_and_the_log_is_json(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k" * 50,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(tmp_path),
        "METRICS_TOKEN": TOKEN,
        "LOG_FORMAT": "json",
    }
    at: Any = {"env": environment, "cwd": settings.BASE_DIR}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], check=True, **at)
    subprocess.run([*manage, "collectstatic", "--no-input", "--verbosity=0"], check=True, **at)
    log = tmp_path / "log"
    with log.open("w") as lines:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "newsroom.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2"],
            stderr=lines,
            stdout=lines,
            **at,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urlopen(f"{address}/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        for _ in range(200):
            urlopen(f"{address}/").close()
        request = Request(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        told = urlopen(request).read().decode()
        again = urlopen(request).read().decode()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)

    def count(text: str) -> float:
        return sum(float(line.split()[1]) for line in text.splitlines() if line.startswith("newsroom_pages_total"))

    assert count(told) == count(again)
    assert 200 - 2 * STEP < count(told) <= 200
    assert {json.loads(line)["level"] for line in log.read_text().splitlines()} == {"INFO"}
