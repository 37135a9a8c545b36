"""The demo, as an archive, arrives on PostgreSQL as it was on SQLite."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from newsroom.archive.export import export
from tests.archive import elsewhere
from tests.desk.conftest import LOADED_AT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("demo"), pytest.mark.sqlite]  # it has the demo

STORY = "/2024/11/08/north-korean-soldiers-take-casualties-in-kursk/"


def test_the_demo_moves_from_sqlite_to_postgresql(demo: Any, tmp_path: Path) -> None:
    addresses = ["/", STORY, "/world/", "/search/?q=kursk", "/timelines/kursk-oblast-2024/", "/feed/"]
    export(tmp_path / "here")
    there = elsewhere.arrive(tmp_path / "here", "administrator", tmp_path / "there", LOADED_AT, addresses)["pages"]
    elsewhere.same_but_for_the_import(tmp_path / "here", tmp_path / "there")
    here = {address: Client().get(address).content.decode() for address in addresses}
    assert elsewhere.differing(here, there) == []
