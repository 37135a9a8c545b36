"""A release says one version everywhere, and upgrades the databases of the releases before it."""

import hashlib
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


def test_the_migrations_of_a_release_are_never_rewritten() -> None:
    released = (settings.BASE_DIR / "tests" / "released_migrations.txt").read_text().splitlines()
    assert len(released) > 30
    for line in released:
        sha256, name = line.split()
        assert hashlib.sha256((settings.BASE_DIR / name).read_bytes()).hexdigest() == sha256, name
