"""Pages are valid HTML, says the Nu HTML Checker."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import resolve
from lxml import html

from articles.blocks import new
from newsroom.demo.loading import load
from tests.articles.block_surfaces import address, page, published
from tests.articles.test_block_surfaces import CASES

ERROR_PAGES = sorted(path.name for path in Path(settings.BASE_DIR, "templates").glob("[45]*.html"))
MarkupErrors = Callable[[Mapping[str, str]], dict[str, list[str]]]
OF_EACH = 3
MUST_BE_MET = {
    *("home", "section_detail", "timelines:timeline_list", "timelines:timeline_detail"),
    *(f"articles:{name}" for name in ("article_detail", "tag_detail", "author_detail", "author_list", "search")),
    *(f"articles:{name}" for name in ("change_log", "report_error", "correction_list", "archive_index")),
    *(f"articles:{name}" for name in ("archive_year", "archive_month", "archive_day")),
}


def test_error_pages_are_valid(markup_errors: MarkupErrors) -> None:
    assert not markup_errors({page: get_template(page).render() for page in ERROR_PAGES})


@pytest.mark.django_db
def test_pages_of_every_type_are_valid(client: Client, markup_errors: MarkupErrors) -> None:
    """The demo, read as a crawler reads it: from the home page, a few pages of each type that links lead to."""
    load(make_renditions=False)
    pages = dict(_crawled(client, "/", "/search/?q=harbour&from=yesterday", "/search/?q=gate"))
    types = {resolve(urlsplit(address).path).view_name for address in pages}
    assert types >= MUST_BE_MET, "no link leads to a page of this type: add one here that does"
    assert not markup_errors(pages)


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_a_story_with_one_of_every_block_is_valid(markup_errors: MarkupErrors) -> None:
    cases = [make() for make in CASES.values()]
    noted = new("paragraph", text="It fell.<footnote>Council <em>minutes</em>, p. 4.</footnote> It stood.")
    story = published(noted, *(new(case.block, **case.fields) for case in cases))
    assert not markup_errors({"story": page(address(story))})


def _crawled(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Up to OF_EACH pages of each type, with their HTML."""
    waiting, met, of_type = deque(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.popleft()
        kind = resolve(urlsplit(address).path).view_name
        if of_type[kind] >= OF_EACH and address not in starts:
            continue
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        of_type[kind] += 1
        yield address, response.text
        for link in html.fromstring(response.text).xpath("//a/@href"):
            found = urlsplit(urljoin(f"http://testserver{address}", link))
            place = found.path + (f"?{found.query}" if found.query else "")
            if found.netloc == "testserver" and place not in met and not place.startswith(("/admin/", "/media/")):
                met.add(place)
                waiting.append(place)


def test_the_checker_finds_an_error(markup_errors: MarkupErrors) -> None:
    assert markup_errors({"it": "<!doctype html><title>x</title><p><img src=x></p>"})["it"]
