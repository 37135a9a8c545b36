"""Notes on a story between colleagues: who may write them, what becomes of them, and where they are not."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.notes import actions as notes
from newsroom.publishing import actions
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, published
from tests.people import editor, journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]


@pytest.fixture
def story() -> Article:
    made: Article = ArticleFactory(headline="Ferry at sea", owner=journalist("june"))
    return made


@pytest.fixture
def june(client: Client, story: Article) -> Client:
    client.force_login(story.owner)
    return client


def page(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/notes/"


def told(story: Article) -> list[str]:
    return [note.text for note in story.notes.all()]


def test_a_note_is_shown_with_its_writer_and_time_the_newest_last(june: Client, story: Article, now: Any) -> None:
    june.post(page(story), {"text": "Call the harbor master"})
    now.shift(HOUR)
    answer = june.post(f"{page(story)}?fragment", {"text": "He says Friday: https://harbor.example/"})
    first, second = answer.text.index("Call the harbor"), answer.text.index("He says Friday")
    assert first < second
    assert answer.text.count("<strong>june</strong>") == 2
    assert "<html" not in answer.text
    assert '<a href="https://harbor.example/"' in answer.text


def test_what_is_typed_as_markup_is_shown_as_text(june: Client, story: Article) -> None:
    assert "&lt;script&gt;" in june.post(f"{page(story)}?fragment", {"text": "<script>alert(1)</script>"}).text


def test_an_empty_note_is_refused_in_words(june: Client, story: Article) -> None:
    answer = june.post(f"{page(story)}?fragment", {"text": "  "})
    assert (answer.status_code, answer.text) == (400, "Write a note first.")
    assert "Write a note first." in june.post(page(story), {"text": ""}).text
    assert told(story) == []


def test_a_note_that_is_too_long_comes_back_as_it_was_typed(june: Client, story: Article) -> None:
    long = "word " * 900
    answer = june.post(page(story), {"text": long})
    assert long.strip() in answer.text
    assert "at most 4000 characters" in answer.text


def test_a_note_is_resolved_once_and_reopened(june: Client, story: Article, now: Any) -> None:
    note, other = notes.write(story, story.owner, "Is the name right?"), editor("grace")
    notes.resolve(note, other)
    now.shift(HOUR)
    assert "Resolved by grace" in june.post(f"{page(story)}?fragment", {"resolve": note.pk}).text
    note.refresh_from_db()
    assert (note.resolved_by, note.resolved_at) == (other, NINE)
    june.post(page(story), {"reopen": note.pk})
    note.refresh_from_db()
    assert (note.resolved_by, note.resolved_at) == (None, None)


def test_a_reply_is_shown_below_its_note_and_counts_with_it(june: Client, story: Article) -> None:
    first, second = (notes.write(story, story.owner, text) for text in ("Is the name right?", "Cut the last line"))
    june.post(page(story), {"text": "It is", "reply": first.pk})
    reply = story.notes.get(text="It is")
    answer = june.post(f"{page(story)}?fragment", {"text": "Thanks", "reply_to": reply.pk}).text
    assert [note.text for note in story.notes.in_threads()] == [first.text, "It is", "Thanks", second.text]
    assert answer.count("note--reply") == 2
    assert "data-notes-count>2</span>" in june.get(f"/admin/articles/article/{story.pk}/change/").text
    other = notes.write(ArticleFactory(owner=story.owner), story.owner, "Elsewhere")
    assert june.post(page(story), {"text": "No", "reply_to": other.pk}).status_code == 404


def test_a_note_that_is_written_before_the_first_save_is_added_with_it(june: Client, story: Article) -> None:
    add = "/admin/articles/article/add/"
    assert 'name="first_note"' in june.get(add).text
    typed = {"headline": "Ferry", "kind": "news", "language": "en", "first_note": "Call the harbor master"}
    june.post(add, typed | {"headline": ""})
    assert not Article.objects.exclude(pk=story.pk).exists()
    june.post(add, typed)
    made = Article.objects.get(headline="Ferry")
    assert told(made) == ["Call the harbor master"]
    assert "first_note" not in june.get(f"/admin/articles/article/{made.pk}/change/").text


def test_what_is_half_typed_stays_when_a_note_is_resolved(june: Client, story: Article) -> None:
    note = notes.write(story, story.owner, "Is the name right?")
    assert "One more thing" in june.post(page(story), {"resolve": note.pk, "text": "One more thing"}).text
    assert told(story) == ["Is the name right?"]


def test_a_note_of_another_story_is_not_found(june: Client, story: Article) -> None:
    note = notes.write(ArticleFactory(owner=story.owner), story.owner, "Elsewhere")
    assert june.post(page(story), {"resolve": note.pk}).status_code == 404
    assert june.post(page(story), {"resolve": "x"}).status_code == 404


def test_whoever_can_open_the_story_may_write_and_nobody_else(client: Client, story: Article) -> None:
    stranger = journalist("stranger")
    client.force_login(stranger)
    assert client.post(page(story), {"text": "Hello"}).status_code == 404
    with pytest.raises(PermissionRefused):
        notes.write(story, stranger, "Hello")
    actions.publish(story, editor())
    assert client.post(page(story), {"text": "Hello"}).status_code == 302
    assert told(story) == ["Hello"]
    assert 'href="/admin/articles/article/' in client.get(f"/admin/articles/article/{story.pk}/change/").text
    assert "Notes (1)" in client.get(f"/admin/articles/article/{story.pk}/change/").text


def test_a_note_is_in_no_version_and_changes_nothing_of_the_story(june: Client, story: Article) -> None:
    before = (story.snapshot(), story.revisions.count(), AuditEntry.objects.count())
    june.post(page(story), {"text": "Is the name right?"})
    assert (story.snapshot(), story.revisions.count(), AuditEntry.objects.count()) == before


def test_the_writing_page_counts_unresolved_notes_without_another_query(
    june: Client, story: Article, django_assert_num_queries: Any
) -> None:
    address = f"/admin/articles/article/{story.pk}/change/"
    june.get(address)
    with CaptureQueriesContext(connection) as before:
        june.get(address)
    notes.write(story, story.owner, "One")
    notes.resolve(notes.write(story, story.owner, "Two"), story.owner)
    notes.write(story, story.owner, "Three")
    with django_assert_num_queries(len(before)):
        assert "data-notes-count>2</span>" in june.get(address).text


def test_the_list_of_notes_costs_the_same_however_many_there_are(
    june: Client, django_assert_max_num_queries: Any
) -> None:
    story = published(headline="Ferry at sea")
    for number in range(30):
        notes.resolve(notes.write(story, journalist(f"writer{number}"), f"Note {number}"), editor())
    june.get(f"{page(story)}?fragment")
    with django_assert_max_num_queries(7):
        assert june.get(f"{page(story)}?fragment").text.count("<li") == 30
