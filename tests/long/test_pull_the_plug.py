"""The server is killed a hundred times in the middle of a save or an autosave, and no word is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser

from tests.articles.factories import ArticleFactory
from tests.e2e.conftest import browser as browser  # the fixture
from tests.e2e.pulling_the_plug import plugged_in, pull_the_plug
from tests.people import journalist

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(4))
def test_pull_the_plug(browser: Browser, tmp_path: Path, figures: Callable[[str], None], seed: int) -> None:
    writer = journalist("mira")
    story = ArticleFactory(owner=writer)
    with plugged_in(tmp_path) as plug:
        counted = pull_the_plug(browser, plug, story, writer, times=25, seed=seed)
    figures(f"{connection.vendor}: {dict(counted)}")
    assert counted["offered back"] > 0
    assert counted["was saved"] > 0
