"""A newsroom on a database of the other kind: `python -m tests.archive.elsewhere ARCHIVE USERNAME EXPORT ADDRESS …`.

Imports an archive into an empty database, exports it, and prints JSON: the `pages` at the addresses (address -> HTML), and
by how many megabytes the process has `grown`.
DATABASE_URL names a file of SQLite; without it, a server of PostgreSQL is started as for the tests.
"""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LOG = "publishing.auditentry.jsonl"
PLACE = re.compile(
    r"(before=[\dT.-]+\.)\d+"
)  # in a link to more results: the id of a row of the index, which is made anew


def arrive(archive: Path, username: str, export: Path, now: datetime, addresses: Sequence[str] = ()) -> Any:
    """Run this module beside the running tests, at the instant `now`, and return what it prints."""
    from django.db import connection

    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "VAR_DIR")}
    words: list[Any] = ["-m", "tests.archive.elsewhere", archive, username, export, now.isoformat(), *addresses]
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            words = ["-m", "tests.on_postgresql", "python", *words]
        else:
            env["DATABASE_URL"] = f"sqlite:///{folder}/elsewhere.sqlite3"
        done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def same_but_for_the_import(before: Path, after: Path) -> None:
    """Assert that two archives are equal to the byte, but for the audit row of the import between them."""
    old, new = _files(before), _files(after)
    assert old.keys() == new.keys()
    log, longer = old.pop(LOG), new.pop(LOG)
    assert longer.startswith(log)
    (imported,) = [json.loads(line) for line in longer[len(log) :].splitlines()]
    assert imported["verb"] == "import_archive"
    manifests = [json.loads(each.pop("archive.json")) for each in (old, new)]
    for manifest in manifests:
        del manifest["files"][LOG], manifest["ids"]["publishing.auditentry"]
    first, second = manifests
    for part in ("ids", "files"):
        mine, theirs = first.pop(part), second.pop(part)
        apart = [(key, mine.get(key), theirs.get(key)) for key in mine | theirs if mine.get(key) != theirs.get(key)]
        assert not apart, apart
    assert first == second
    assert [name for name in old if old[name] != new[name]] == []


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Return the names of the pages that differ in more than the place at which more results begin."""
    return [name for name in here if PLACE.sub(r"\1", here[name]) != PLACE.sub(r"\1", there[name])]


def main() -> None:
    """Do what this module is for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    import time_machine
    from django.test import Client
    from django.test.utils import setup_databases, setup_test_environment

    from newsroom.archive.export import export
    from newsroom.archive.importing import import_archive

    archive, username, target, now, *addresses = sys.argv[1:]
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        import_archive(Path(archive), username)
        export(Path(target))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        client = Client()
        pages = {address: client.get(address).content.decode() for address in addresses}
        print(json.dumps({"pages": pages, "grown": grown}))  # noqa: T201


if __name__ == "__main__":
    main()
