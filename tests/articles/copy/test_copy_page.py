"""New story from copy, at the desk: pasted or uploaded, reviewed part by part, then saved."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from articles.blocks import Figure, Heading, Paragraph, Related, body
from articles.models import Article
from newsroom.images.models import Picture
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, blocks_of
from tests.images.factories import photo
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]
PAGE = "/admin/articles/article/copy/"


@pytest.fixture
def desk_client(client: Client, writer: User) -> Client:
    client.force_login(writer)
    return client


def choices(page: Any) -> dict[str, str]:
    """What the form of the review would send: each select's choice, each hidden field, each tick."""
    html = page.content.decode()
    sent = {}
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        sent[name] = chosen[1] if chosen else ""
    sent |= dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html))
    if 'name="timeline" checked' in html:
        sent["timeline"] = "on"
    return sent


def read(client: Client, **sent: Any) -> Any:
    return client.post(PAGE, sent)


def linked(story: Article) -> list[int | None]:
    """The stories that the related headlines are linked to, None for those that are not linked."""
    return [item["story"] for box in blocks_of(story, Related) for item in box.items]


def test_the_list_of_stories_leads_to_it(desk_client: Client) -> None:
    assert PAGE in desk_client.get("/admin/articles/article/").content.decode()
    assert "Paste copy" in desk_client.get(PAGE).content.decode()


def test_what_was_read_is_shown_with_its_words_counted_and_nothing_is_saved(desk_client: Client) -> None:
    page = read(desk_client, text=kursk.PLAIN)
    html = page.content.decode()
    counted = re.search(r"(\d+) words in, (\d+) out", html)
    assert counted
    assert counted[1] == counted[2]
    assert list(choices(page).values()).count("event") == 3
    assert "reads as: Aug. 6, 2024" in html
    assert not Article.objects.exists()


def test_what_was_reviewed_is_saved_as_a_draft_with_its_timeline(desk_client: Client, writer: User) -> None:
    sent = choices(read(desk_client, text=kursk.PLAIN))
    saved = desk_client.post(PAGE, {**sent, "save": "1"}, follow=True)
    story = Article.objects.get()
    assert saved.redirect_chain[-1][0] == f"/admin/articles/article/{story.pk}/change/"
    assert "as a draft" in saved.content.decode()
    assert story.owner == writer
    assert Timeline.objects.get().events.count() == 3


def test_without_the_tick_the_events_stay_a_list(desk_client: Client) -> None:
    sent = choices(read(desk_client, text=kursk.PLAIN))
    del sent["timeline"]
    desk_client.post(PAGE, {**sent, "save": "1"})
    assert Article.objects.exists()
    assert not Timeline.objects.exists()


def test_a_part_takes_the_role_it_is_given(desk_client: Client) -> None:
    page = read(desk_client, text="A headline\n\nA bit of text.\n\n1. First\n2. Second\n\nThe end of it.")
    sent = choices(page) | {"role-1": "standfirst", "role-2": "paragraph", "role-4": "left_out"}
    again = desk_client.post(PAGE, {**sent, "again": "1"})
    assert "14 words in, 10 out" in again.content.decode()
    assert "4 left out" in again.content.decode()
    desk_client.post(PAGE, {**choices(again), "save": "1"})
    story = Article.objects.get()
    assert story.standfirst == "A bit of text."
    assert [(block.type, block.row["fields"]["text"]) for block in body.blocks(story.body)] == [
        ("paragraph", "1. First"),
        ("list", '<ol start="2"><li><p>Second</p></li></ol>'),
    ]


def test_related_headlines_show_how_alike_they_are_and_can_be_linked_elsewhere(
    desk_client: Client, writer: User
) -> None:
    other = ArticleFactory.create(headline=kursk.RELATED[1], owner=writer)
    page = read(desk_client, text=kursk.PLAIN)
    assert "(likely match, 1.00)" in page.content.decode()
    (name,) = [name for name, value in choices(page).items() if name.startswith("match") and value == str(other.pk)]
    desk_client.post(PAGE, {**choices(page), name: "", "save": "1"})
    story = Article.objects.exclude(pk=other.pk).get()
    assert linked(story) == [None] * 3
    desk_client.post(PAGE, {**choices(page), "save": "1"})
    assert linked(Article.objects.order_by("-pk")[0]) == [None, other.pk, None]


def test_a_story_nobody_may_find_is_neither_offered_nor_linked(desk_client: Client, desk: User) -> None:
    secret = ArticleFactory.create(headline=kursk.RELATED[1], owner=desk)
    page = read(desk_client, text=kursk.PLAIN)
    assert "likely match" not in page.content.decode()
    number = next(name for name, role in choices(page).items() if role == "related").replace("role", "match")
    desk_client.post(PAGE, {**choices(page), number: str(secret.pk), "save": "1"})
    assert linked(Article.objects.get(owner__username="writer")) == [None] * 3


def test_rich_text_from_the_clipboard_counts_before_the_plain(desk_client: Client) -> None:
    html = '<h1>A headline</h1><p>See <a href="https://e.example/a">this</a>.</p><h2>Why</h2><p>So.</p>'
    page = read(desk_client, text="A headline\nSee this.\nWhy\nSo.", html=html)
    desk_client.post(PAGE, {**choices(page), "save": "1"})
    story = Article.objects.get()
    assert [block.type for block in body.blocks(story.body)] == ["paragraph", "heading", "paragraph"]
    assert 'href="https://e.example/a"' in blocks_of(story, Paragraph)[0].text
    assert [heading.text for heading in blocks_of(story, Heading)] == ["Why"]


def test_a_docx_is_read_and_its_picture_waits_for_the_review(desk_client: Client) -> None:
    document, file = Document(), io.BytesIO()
    document.add_heading("A headline", 0)
    document.add_paragraph("The text of it.")
    document.add_picture(io.BytesIO(photo()))
    document.save(file)
    page = read(desk_client, file=SimpleUploadedFile("story.docx", file.getvalue()))
    assert not Picture.objects.exists()
    desk_client.post(PAGE, {**choices(page), "save": "1"})
    (figure,) = blocks_of(Article.objects.get(), Figure)
    assert Picture.objects.get(pk=figure.picture).uploaded_by.username == "writer"


def test_what_cannot_be_read_is_said_and_what_was_typed_stays(desk_client: Client) -> None:
    page = read(desk_client, text="My words", file=SimpleUploadedFile("story.pdf", b"%PDF-1.7")).content.decode()
    assert "This is a PDF" in page
    assert "My words" in page
    assert "Paste a story, or choose a file" in read(desk_client).content.decode()


def test_what_is_refused_is_shown_again_with_every_choice(desk_client: Client) -> None:
    long = " ".join(["word"] * 60)
    sent = choices(read(desk_client, text=f"A headline\n\n{long} is the text.\n\nMore."))
    page = desk_client.post(PAGE, {**sent, "role-1": "headline", "role-2": "quote", "save": "1"})
    assert "Make part of it a paragraph" in page.content.decode()
    assert choices(page)["role-1"] == "headline"
    assert choices(page)["role-2"] == "quote"
    assert not Article.objects.exists()


def test_a_review_that_was_tampered_with_or_is_too_old_is_handed_back(desk_client: Client, now: Any) -> None:
    sent = choices(read(desk_client, text="A headline\n\nThe text."))
    assert desk_client.post(PAGE, {**sent, "copy": sent["copy"][:-3] + "abc", "save": "1"}).status_code == 409
    now.shift(90_000)
    assert desk_client.post(PAGE, {**sent, "save": "1"}).status_code == 409
    assert not Article.objects.exists()


def test_markup_in_copy_does_nothing_on_the_review(desk_client: Client) -> None:
    html = '<h1>A headline</h1><p>Text <img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a></p>'
    for sent in ({"html": html}, {"text": html + "\n\nMore."}):
        page = read(desk_client, **sent).content.decode()
        shown = page[page.index('<ol class="copy__parts">') : page.index("</ol>")]
        assert not re.search(r"<script|<img|<[^>]+(?:onerror|javascript:)", shown)


def test_a_review_costs_few_queries_however_long_it_is(desk_client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        read(desk_client, text="A headline\n\n" + "A line of text.\n\n" * 1_000)
