"""The cache of files, for installations without Redis."""

import os
from pathlib import Path

import pytest

from newsroom.delivery import file_cache
from newsroom.delivery.file_cache import PageFiles


def test_a_full_cache_drops_what_was_written_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_cache, "ONE_IN", 1)
    pages = PageFiles(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 30}})
    for generation in (1, 2):
        for number in range(15):
            pages.set(f"{generation}-{number}", "page")
            written = Path(pages._key_to_file(f"{generation}-{number}"))  # type: ignore[attr-defined]
            os.utime(written, (generation * 100 + number,) * 2)
    pages.set("2-15", "page")
    assert [pages.get(f"1-{number}") for number in range(15)] == [None] * 10 + ["page"] * 5
    assert [pages.get(f"2-{number}") for number in range(16)] == ["page"] * 16
