"""A release says one version everywhere."""

import re
import subprocess
import sys

from django.conf import settings

from newsroom import __version__


def test_the_wheel_and_the_changelog_have_the_version_of_the_package() -> None:
    hatchling = [sys.executable, "-m", "hatchling", "version"]
    built = subprocess.run(hatchling, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert built.stdout.strip() == __version__
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    assert re.findall(r"^## \[(\d.*)\] - 20\d\d-\d\d-\d\d$", changelog, re.MULTILINE)[0] == __version__
