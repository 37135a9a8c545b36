"""Other people's validators, installed by `make standards` from package-lock.json. They need Node, Java and a Chromium."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import browser  # noqa: F401  the same Chromium as in the journeys

NU_HTML_CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(scope="session")
def markup_errors() -> Callable[[str], list[str]]:
    """`markup_errors(html)`: what the Nu HTML Checker calls an error, each with its line."""

    def markup_errors(html: str) -> list[str]:
        command = ["java", "-jar", str(NU_HTML_CHECKER), "--format", "json", "--stdout", "--exit-zero-always", "-"]
        checked = subprocess.run(command, input=html, capture_output=True, text=True, check=True)
        messages = json.loads(checked.stdout)["messages"]
        return [f"line {m.get('lastLine')}: {m['message']}" for m in messages if m["type"] == "error"]

    return markup_errors
