"""One of the hundred times that tests/long/test_pull_the_plug.py pulls it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.articles.factories import ArticleFactory
from tests.e2e.pulling_the_plug import plugged_in, pull_the_plug
from tests.people import journalist

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_a_server_that_is_killed_while_somebody_writes_loses_no_word(browser: Browser, tmp_path: Path) -> None:
    writer = journalist("mira")
    story = ArticleFactory(owner=writer)
    with plugged_in(tmp_path) as plug:
        counted = pull_the_plug(browser, plug, story, writer, times=1, seed=4)
    assert counted["offered back"] > 0
