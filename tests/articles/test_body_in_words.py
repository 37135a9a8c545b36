"""The body of a story in words: for text that was typed and never saved, and for those who can't change the story."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html

from articles.blocks import FactBox, Figure, Paragraph, PullQuote, new
from articles.body_form import BodyField
from newsroom.publishing import clock
from tests.articles.factories import ArticleFactory, SectionFactory, edited, published, raw, related, text
from tests.images.factories import PictureFactory
from tests.people import journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def told(old: list[Any], new: Any) -> list[tuple[str, str]]:
    return [(place, str(html)) for place, html in BodyField().differences(old, json.dumps(new))]


def changed(row: Any, **fields: Any) -> Any:
    return {**row, "fields": {**row["fields"], **fields}}


def test_each_block_that_differs_is_told_by_itself_and_no_other() -> None:
    rows = [*text("<p>The first ship left.</p><p>It is noon.</p>"), new(FactBox, title="The quay", text="<p>Old.</p>")]
    first, second, box = rows
    assert told(rows, rows) == []
    assert told(rows, [changed(first, text="The second ship left."), second, changed(box, title="The pier")]) == [
        ("Paragraph “The second ship left.”", "The <del>first</del> <ins>second</ins> ship left."),
        ("Fact box “The pier” › Title", "The <del>quay</del> <ins>pier</ins>"),
    ]


def test_blocks_that_are_new_gone_or_moved_are_told() -> None:
    first, second, third = text("<p>One ship.</p><p>Two ships.</p><p>Three ships.</p>")
    added = {"type": "pull_quote", "fields": {"text": "We sail", "attribution": ""}}  # its key comes from the server
    assert told([first, second, third], [added, third, first]) == [
        ("New pull quote", "<ins>We sail</ins>"),
        ("Paragraph “Three ships.”", "<ins>Moved up, after the pull quote “We sail”</ins>"),
        ("Paragraph “Two ships.”", "<del>Two ships.</del>"),
    ]


def test_what_a_block_refers_to_is_told_by_title() -> None:
    quay, ferry = PictureFactory(title="The quay"), ArticleFactory(headline="The ferry sails")
    [(_, photo), (_, stories)] = told([], [new(Figure, picture=quay), related(ferry)])
    assert "The quay" in photo
    assert "The ferry sails" in stories


@pytest.mark.parametrize(
    "typed", ["not JSON", "{}", "[1]", '[{"type": "paragraph"}]', '[{"fields": {"text": "x"}}]', "null"]
)
def test_what_is_no_body_is_told_as_it_stands(typed: str) -> None:
    [(place, html)] = BodyField().differences([], typed)
    assert place == "Text"
    assert typed[:4] in html.replace("&quot;", '"')


def test_markup_that_was_typed_does_not_run() -> None:
    body = [new(PullQuote, text="x"), raw("paragraph", text="<script>alert(1)</script><b onclick=x>Bold</b>")]
    html = "".join(html for _, html in told([], [changed(body[0], text="<script>alert(1)</script>"), body[1]]))
    assert "<script" not in html
    assert "onclick" not in html


def test_who_can_not_change_a_story_reads_it_as_readers_do(client: Client) -> None:
    linked = published(headline="The harbor")
    link = f'<p>See <a href="story:{linked.pk}">the harbor</a>, not <a href="story:9999">the dock</a>.</p>'
    rows = [new(Paragraph, text=link), new(PullQuote, text="We sail", attribution="Ann")]
    story = published(rows=rows, kicker="Ferries", standfirst="At last.")
    edited(story, body=[*story.body, raw("figure", alt="A boat")])
    client.force_login(journalist("noor"))
    page = html.fromstring(client.get(f"/admin/articles/article/{story.pk}/change/").content)
    [read] = page.xpath("//article")
    assert [each.text_content() for each in read.xpath("./h1 | ./p")] == ["Ferries", story.headline, "At last."]
    assert "The first ship left." in read.text_content()
    assert read.xpath("string(.//blockquote)").split() == ["We", "sail"]
    assert "Ann" in read.text_content()
    assert "A boat" in read.text_content()  # in words: readers don't see a figure without a photo
    assert read.xpath(".//a/@href") == [linked.live(clock.now()).get_absolute_url()]
    assert page.xpath("//textarea | //form//input[@type='submit']") == []
    beside = page.xpath("string(//aside)")
    assert f"{story.head.rendered['words']} words" in beside
    assert f"{story.owner.username} or an editor can add you" in beside


def test_what_says_nothing_is_left_out_for_who_can_not_change_a_story(client: Client) -> None:
    story = published(section=SectionFactory(name="World"))
    client.force_login(journalist("noor"))
    page = html.fromstring(client.get(f"/admin/articles/article/{story.pk}/change/").content)
    facts = {each.xpath("string(dt)"): each.xpath("string(dd)") for each in page.xpath("//dl/div")}
    assert facts["Section"] == "World"
    assert set(facts) & {"Caption", "Alt text", "Dateline", "Related stories", "New photo"} == set()
    assert page.xpath("//*[contains(@class, 'help')]") == []
