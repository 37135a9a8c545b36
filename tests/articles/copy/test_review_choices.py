"""What the review sets besides roles: section, tags, deck, lead photo, day; and edits of rich text that was pasted."""

import base64
import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.blocks import Figure, Heading, Paragraph, Quote, Table, body
from articles.copy_import.document import read_html
from articles.copy_import.matching import with_archive
from articles.copy_import.roles import Role
from articles.models import Article
from newsroom.images.models import Picture
from newsroom.publishing import clock
from tests.articles.copy.test_copy_page import PAGE, choices, read
from tests.articles.factories import ArticleFactory, SectionFactory, TagFactory, blocks_of
from tests.images.factories import photo
from tests.outside import answer, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]
TODAY = date(2026, 11, 30)
TEXT = "<p>The council of Marble Bay met on Tuesday evening and spoke for two hours about the old harbour wall.</p>"


@pytest.fixture
def desk_client(client: Client, writer: User) -> Client:
    client.force_login(writer)
    return client


def test_section_and_tags_that_the_copy_names_are_set_and_unknown_ones_reported(desk_client: Client) -> None:
    section, tag = SectionFactory.create(name="Local"), TagFactory.create(name="Harbour")
    copy = b"---\ntitle: Wall falls\ntags: [harbour, storm]\ncategory: local\n---\n\nThe wall fell on Tuesday.\n"
    page = read(desk_client, file=SimpleUploadedFile("story.md", copy))
    sent = choices(page)
    assert sent["section"] == str(section.pk)
    assert 'value="harbour, storm"' in page.content.decode()
    saved = desk_client.post(PAGE, {**sent, "tags": "harbour, storm", "save": "1"}, follow=True)
    story = Article.objects.get()
    assert story.section == section
    assert [each.tag for each in story.tagged.all()] == [tag]
    assert "We don’t have a tag called storm" in saved.content.decode()


def test_a_deck_that_was_written_in_the_review_is_that_of_the_story(desk_client: Client) -> None:
    sent = choices(read(desk_client, html=f"<h1>Wall falls</h1>{TEXT}"))
    desk_client.post(PAGE, {**sent, "deck": "Nobody was hurt.", "save": "1"})
    assert Article.objects.get().standfirst == "Nobody was hurt."


def test_another_day_dates_the_events_anew(desk_client: Client) -> None:
    page = read(desk_client, html=f"<h1>Wall falls</h1>{TEXT}<ul><li>Aug. 6: It cracks.</li><li>Cost: 9</li></ul>")
    assert "The copy has no date, so this is today" in page.content.decode()
    again = desk_client.post(PAGE, {**choices(page), "written-on": "2024-11-08", "again": "1"}).content.decode()
    assert "reads as: Aug. 6, 2024" in again
    assert "read as of 2024" in again


def test_a_photo_of_the_copy_leads_the_story_if_it_is_chosen(desk_client: Client) -> None:
    data = base64.b64encode(photo()).decode()
    figure = f'<figure><img src="data:image/jpeg;base64,{data}" alt="A wall"><figcaption>The wall. Photo: A. Reed</figcaption></figure>'
    sent = choices(read(desk_client, html=f"<h1>Wall falls</h1>{TEXT}{figure}"))
    desk_client.post(PAGE, {**sent, "lead": "0", "save": "1"})
    story = Article.objects.get()
    picture = Picture.objects.get()
    assert (story.lead_picture, story.lead_alt, story.lead_caption) == (picture, "A wall", "The wall. Photo: A. Reed")
    assert picture.credit == "A. Reed"
    assert not blocks_of(story, Figure)


FIGURE = '<figure><img src="https://news.example/a.jpg" alt="A wall"><figcaption>The wall in May.</figcaption></figure>'


def test_a_photo_at_another_site_is_fetched_only_if_somebody_asks(desk_client: Client, settings: Any) -> None:
    with serving({"/a.jpg": answer(photo(), "image/jpeg")}, tls=True) as site:
        settings.OUTSIDE_NETWORK = site.network
        page = read(desk_client, html=f"<h1>Wall falls</h1>{TEXT}{FIGURE}")
        assert "https://news.example/a.jpg" in page.content.decode()
        assert "Not taken: 1 photo" in page.content.decode()
        saved = desk_client.post(PAGE, {**choices(page), "save": "1"}, follow=True).content.decode()
        assert not site.asked
        assert "It wasn’t fetched: it is at https://news.example/a.jpg" in saved
        assert "<em>The wall in May.</em>" in blocks_of(Article.objects.get(), Paragraph)[-1].text
        desk_client.post(PAGE, {**choices(page), "fetch": "on", "save": "1"})
        assert [path for _, path, _ in site.asked] == ["/a.jpg"]
    (figure,) = blocks_of(Article.objects.order_by("-pk")[0], Figure)
    assert (figure.alt, figure.caption) == ("A wall", "The wall in May.")


def test_tables_and_quotations_become_their_blocks(desk_client: Client) -> None:
    table = "<table><tr><td><p>Route</p></td><td><p>Fare</p></td></tr><tr><td><p>Stone Isle</p></td><td><p>6.10</p></td></tr></table>"
    page = read(desk_client, html=f"<h1>Fares</h1>{TEXT}{table}<blockquote><p>We waited.</p></blockquote>")
    assert "<td>Stone Isle</td>" in page.content.decode()
    desk_client.post(PAGE, {**choices(page), "save": "1"})
    story = Article.objects.get()
    assert [block.type for block in body.blocks(story.body)] == ["paragraph", "table", "quote"]
    assert "<th>Route</th>" in blocks_of(story, Table)[0].text
    assert blocks_of(story, Quote)[0].text == "<p>We waited.</p>"


def test_of_a_saved_page_the_article_is_read_or_the_whole_page(desk_client: Client) -> None:
    article = f"<nav><p>Sport and weather</p></nav><article><h1>Wall falls</h1>{TEXT * 3}</article>"
    html = f"<html><head><title>Wall falls</title></head><body>{article}</body></html>"
    page = read(desk_client, file=SimpleUploadedFile("p.html", html.encode())).content.decode()
    shown = page[page.index('<ol class="copy__parts">') :]
    assert "Sport and weather" not in shown
    assert "Sport and weather" in page  # as left out
    whole = read(desk_client, file=SimpleUploadedFile("p.html", html.encode()), whole="on").content.decode()
    assert "Sport and weather" in whole[whole.index('<ol class="copy__parts">') :]


PASTED = "Wall falls\nThe wall fell.\nNext\nIt stays.\n"
RICH = "<h1>Wall falls</h1><p>The <b>wall</b> fell.</p><h2>Next</h2><p>It <a href='https://x.example/'>stays</a>.</p>"


@pytest.mark.parametrize(
    ("typed", "paragraphs", "headings"),
    [
        (PASTED.replace("fell.", "fell, all of it."), ["The <strong>wall</strong> fell, all of it."], ["Next"]),
        (PASTED.replace("Next", "What next"), ["The <strong>wall</strong> fell."], ["What next"]),
        (PASTED + "And more.\n", ["The <strong>wall</strong> fell.", "And more."], ["Next"]),
        (PASTED.replace("Next\n", ""), ["The <strong>wall</strong> fell."], []),
        (
            PASTED.replace("The wall fell.", "The wall fell.\nNobody knew."),
            ["The <strong>wall</strong> fell.", "Nobody knew."],
            ["Next"],
        ),
    ],
)
def test_edits_after_a_paste_keep_the_formatting(
    desk_client: Client, typed: str, paragraphs: list[str], headings: list[str]
) -> None:
    page = read(desk_client, html=RICH, pasted=PASTED, text=typed)
    desk_client.post(PAGE, {**choices(page), "save": "1"})
    story = Article.objects.get()
    texts = [block.text for block in blocks_of(story, Paragraph)]
    assert set(paragraphs) <= set(texts)
    assert any('href="https://x.example/"' in text for text in texts)
    assert [block.text for block in blocks_of(story, Heading)] == headings


def test_a_headline_alone_is_related_if_it_is_one_of_our_stories() -> None:
    other = ArticleFactory.create(headline="Mayor of Marble Bay will not run again")
    reading = read_html(f"<h1>Wall falls</h1>{TEXT}<p>{other.headline}</p>{TEXT}", TODAY)
    found = with_archive(reading, Article.objects.all(), clock.now())
    assert [part.line.text for part in found.parts if part.role == Role.RELATED] == [other.headline]


def test_the_review_says_where_what_was_left_out_was(desk_client: Client) -> None:
    page = read(desk_client, html=f"<h1>Wall falls</h1>{TEXT}<p>It <s>stood</s> fell.</p>").content.decode()
    assert re.search(r"<strong>deleted passage</strong>, after “It”: stood", page)
