"""A dateline runs into the first paragraph of the text: on the page, in feeds and in ninjs."""

from typing import Any

import pytest
from django.test import Client

from articles import dateline
from articles.blocks import Figure, PullQuote, new
from articles.feed_html import words_in
from tests.articles.factories import published, text
from tests.images.conftest import uploaded
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = '<p><span class="dateline">BUDAPEST, Hungary</span> — The leaders met.</p>'
FEED = "<p><strong>BUDAPEST, Hungary</strong> — The leaders met.</p>"
BEGINNINGS = {
    "paragraph": "<p>The leaders met.</p>",
    "heading in the text": "<h3>Why now</h3><p>The leaders met.</p>",
    "list": "<ul><li><p>First</p></li></ul><p>The leaders met.</p>",
    "quotation": "<blockquote><p>We met.</p></blockquote><p>The leaders met.</p>",
    "empty paragraph": "<p> </p><p><br></p><p>The leaders met.</p>",
}


@pytest.fixture(autouse=True)
def _whole(settings: Any) -> None:
    """ninjs gives the whole text away where feeds do."""
    settings.FEED_FULL_TEXT = True


def shown(client: Client, **story: Any) -> tuple[str, str]:
    """The story's page, and its text in ninjs."""
    published(slug="summit", dateline=" BUDAPEST, Hungary ", **story)
    ninjs = client.get("/2024/11/08/summit.json").json()
    return client.get("/2024/11/08/summit/").text, ninjs["bodies"][0]["value"]


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_it_runs_into_the_first_paragraph_whatever_comes_before(beginning: str, client: Client, now: Any) -> None:
    page, feed = shown(client, text=beginning)
    assert PAGE in page
    assert FEED in feed
    assert page.count("BUDAPEST, Hungary</span>") == 1


def test_it_runs_in_below_a_heading_a_photo_and_a_pull_quote(client: Client, now: Any) -> None:
    picture = uploaded(editor("photographer"))
    rows = [new(Figure, picture=picture), new(PullQuote, text="We met.")]
    rows += text("<p>The leaders met.</p>", heading="Why now")
    page, feed = shown(client, text="<ul><li><p>First</p></li></ul>", rows=rows)
    assert PAGE in page
    assert FEED in feed


def test_without_a_paragraph_it_comes_first(client: Client, now: Any) -> None:
    page, feed = shown(client, text="<ul><li><p>First</p></li></ul>")
    assert '<p><span class="dateline">BUDAPEST, Hungary</span> —</p>' in page
    assert feed.startswith("<p><strong>BUDAPEST, Hungary</strong> —</p><ul>")


def test_it_is_the_beginning_of_the_plain_text_and_no_word_of_the_count(client: Client, now: Any) -> None:
    published(slug="summit", dateline="BUDAPEST, Hungary", text="<p>The leaders met.</p>")
    html = client.get("/2024/11/08/summit.json").json()["bodies"][0]["value"]
    assert words_in(html) == "BUDAPEST, Hungary — The leaders met."
    assert '"wordCount":3' in client.get("/2024/11/08/summit/").text.replace(" ", "")


def test_it_is_escaped(client: Client, now: Any) -> None:
    published(slug="summit", dateline="<b>X</b>", text="<p>The leaders met.</p>")
    assert "&lt;b&gt;X&lt;/b&gt;</span> — The" in client.get("/2024/11/08/summit/").text


def test_a_story_without_a_dateline_is_as_it_was(client: Client, now: Any) -> None:
    published(slug="summit", text="<p>The leaders met.</p>")
    assert "<p>The leaders met.</p>" in client.get("/2024/11/08/summit/").text


def test_no_text_has_a_paragraph_of_its_own() -> None:
    assert dateline.run_in("X", ["", "<ul><li><p>a</p></li></ul>", "<blockquote><p>b</p></blockquote>"]) is None
