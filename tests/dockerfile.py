"""The Dockerfile, read as Docker reads it, as far as ours goes."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parents[1]


def instructions() -> Iterator[tuple[str, str]]:
    """Yield each instruction of the Dockerfile with the rest of its line; lines that go on are one."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, rest.strip()


def left_out(path: Path) -> bool:
    """Return whether .dockerignore keeps this file or directory of the checkout from the build: its last match decides."""
    name, out = path.relative_to(ROOT).as_posix(), False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if not line or line.startswith("#"):
            continue
        if pattern.startswith("**/"):
            matches = fnmatchcase(path.name, pattern[3:])
        else:
            parents = [each.as_posix() for each in path.relative_to(ROOT).parents][:-1]
            matches = any(
                fnmatchcase(each, pattern) and each.count("/") <= pattern.count("/") for each in [name, *parents]
            )
        if matches:
            out = not line.startswith("!")
    return out
