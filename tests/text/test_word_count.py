"""One count of words for all: import, writing page, lists, feeds."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.blocks import FactBox, PullQuote, new
from articles.models import Article
from articles.stored_html import prerendered
from newsroom.text.rich_text import text_of
from newsroom.text.word_count import count, reading_time
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, published, text
from tests.word_counts import COUNTS, RICH


@pytest.mark.parametrize(("text", "words"), COUNTS)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count(text) == words


@pytest.mark.parametrize(("html", "words"), RICH)
def test_words_of_rich_text_are_those_that_are_seen(html: str, words: int) -> None:
    assert count(text_of(html)) == words


def test_a_character_of_chinese_is_half_a_word_to_read() -> None:
    assert [reading_time([text]) for text in ("", "word " * 230, "word " * 231, "船" * 460, "船" * 461)] == [
        1,
        1,
        2,
        1,
        2,
    ]


def test_headings_texts_quotes_and_fact_boxes_are_counted_each_for_itself(db: None) -> None:
    rows = [
        *text("<p>End.</p><p>Start</p>", heading="Two words"),
        new(PullQuote, text="a < b", attribution="Nobody counts"),
        new(FactBox, title="Title", text="<p>Text</p>"),
    ]
    story = ArticleFactory(text="<p>Begun.</p>", standfirst="Not counted", rows=rows)
    assert prerendered(story.head.read())["words"] == 1 + (2 + 2) + 2 + 2


@pytest.mark.django_db
def test_the_import_says_what_the_draft_will_have(client: Client, writer: Any, now: Any) -> None:
    client.force_login(writer)
    page = client.post("/admin/articles/article/copy/", {"text": kursk.PLAIN}).content.decode()
    [told] = re.findall(r"<strong>(\d+) words</strong> in the text", page)
    [packed] = re.findall(r'name="copy" value="([^"]*)"', page)
    client.post("/admin/articles/article/copy/", {"copy": packed, "save": "1", "timeline": "on", "asked-timeline": "1"})
    story = Article.objects.get()
    assert prerendered(story.head.read())["words"] == int(told)


def test_ninjs_and_structured_data_say_the_same(client: Client, db: None, settings: Any, now: Any) -> None:
    settings.FEED_FULL_TEXT = True
    published(slug="ferry", text="<p>Don’t stop: 11,000.</p><p>Go</p>", dateline="HULL")
    assert client.get("/2024/11/08/ferry.json").json()["bodies"][0]["wordCount"] == 4
    assert re.search(r'"wordCount": ?4\b', client.get("/2024/11/08/ferry/").content.decode())
