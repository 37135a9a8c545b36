"""Other people's validators, installed by `make standards` from package-lock.json. They need Node, Java and a Chromium."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import browser  # noqa: F401  the same Chromium as in the journeys

NU_HTML_CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture
def markup_errors(tmp_path: Path) -> Callable[[Mapping[str, str]], dict[str, list[str]]]:
    """`markup_errors({name: html})`: what the Nu HTML Checker calls an error, each with its line, by the page's name."""

    def markup_errors(pages: Mapping[str, str]) -> dict[str, list[str]]:
        names = list(pages)
        files = [tmp_path / f"{number}.html" for number in range(len(names))]
        for file, html in zip(files, pages.values(), strict=True):
            file.write_text(html)
        command = [
            "java",
            "-jar",
            str(NU_HTML_CHECKER),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            *map(str, files),
        ]
        checked = subprocess.run(command, capture_output=True, text=True, check=True)
        found: dict[str, list[str]] = {}
        for message in json.loads(checked.stdout)["messages"]:
            if message["type"] == "error":
                name = names[int(Path(message["url"]).stem)]
                found.setdefault(name, []).append(f"line {message.get('lastLine')}: {message['message']}")
        return found

    return markup_errors
