"""Every kind of page asked by axe at both widths, in light and in dark, and the pages of every verb."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from articles.models import Article
from tests.e2e import test_accessibility as sample
from tests.e2e.axe import PHONE, WIDE
from tests.e2e.conftest import SignIn
from tests.e2e.conftest import browser as browser  # the fixture
from tests.e2e.conftest import open_window as open_window  # the fixture
from tests.e2e.conftest import probed_page as probed_page  # the fixture
from tests.e2e.conftest import sign_in as sign_in  # the fixture
from tests.e2e.conftest import windows as windows  # the fixture
from tests.e2e.test_accessibility import complaints
from tests.e2e.test_accessibility import sasha as sasha  # the fixture
from tests.e2e.test_accessibility import story as story  # the fixture
from tests.people import administrator, journalist


@pytest.mark.parametrize("part", sample.DESK_PAGES)
def test_the_desk_is_accessible(part: str, probed_page: Page, sign_in: SignIn, sasha: User, story: Article) -> None:
    check(sample.DESK_PAGES[part], sasha, probed_page, sign_in, story)


def test_pages_of_administrators_are_accessible(probed_page: Page, sign_in: SignIn, story: Article) -> None:
    check(sample.ADMINISTRATORS_PAGES, administrator("ada"), probed_page, sign_in, story)


def test_pages_of_journalists_are_accessible(probed_page: Page, sign_in: SignIn, story: Article) -> None:
    check(sample.JOURNALISTS_PAGES, journalist("noor"), probed_page, sign_in, story)


def check(addresses: Iterable[str], user: User, page: Page, sign_in: SignIn, story: Article) -> None:
    sign_in(page, user)
    places, found = sample.places_at_the_desk(story), dict[str, Any]()
    for address in addresses:
        found |= sample.complaints_at_the_desk(page, address.format(**places))
    assert found == {}


def test_the_readers_pages_are_accessible(probed_page: Page, story: Article) -> None:
    found: dict[str, Any] = {}
    for address in sample.readers_addresses(story):
        found |= complaints(probed_page, address, light=[PHONE, WIDE], dark=[PHONE, WIDE])
    assert found == {}
