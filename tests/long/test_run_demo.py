"""`make run` as a newcomer starts it: from an empty directory to a page, and to its end by Ctrl+C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from django.conf import settings

LONGEST = 300  # seconds until a page; some 20 on a quiet machine


def test_from_an_empty_directory_to_a_page_and_to_its_end(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    unwanted = {"DATABASE_URL", "DEBUG", "SECRET_KEY", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE", "PAGE_CACHE"}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {"NEWSROOM_DEMO": "1", "VAR_DIR": str(tmp_path), "PORT": str(port)}
    said = tmp_path / "said"
    with said.open("wb") as output:
        command = [sys.executable, "manage.py", "run_demo"]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            until = time.monotonic() + LONGEST
            while "The newsroom is at" not in said.read_text():
                assert process.poll() is None, said.read_text()
                assert time.monotonic() < until, said.read_text()
                time.sleep(0.2)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                assert page.status == 200
            ready = sum(1 for _ in (tmp_path / "media" / "__processed__").rglob("*.avif"))
            assert ready < 100, "it waited for renditions"
            os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to the whole group
            assert process.wait(60) == 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    words = said.read_text()
    assert "Traceback" not in words
    lines = [
        "Preparing the database",
        "Collecting style sheets",
        "Adding",
        "Writing timelines",
        "The newsroom is at",
        "Stopped",
    ]
    assert [words.index(line) for line in lines] == sorted(words.index(line) for line in lines)
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0
