"""Fields that other apps add to stories hold to the rules of a model's own fields."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from articles import story_fields
from articles.models import Article
from articles.story_fields import FIELDS, PREFIX, StoryField
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField
from tests.articles.factories import ArticleFactory

HOSTILE = "<p>Fish</p><script>alert(1)</script>"


class Thanks(StoryField):
    field = RichTextField(blank=True)
    template = "articles/fields/paid_by.html"


class Sponsor(StoryField):
    field = plain_text.CharField(max_length=100, blank=True)
    template = "articles/fields/paid_by.html"


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in (Thanks, Sponsor):
        monkeypatch.setitem(FIELDS, field.name, field)


def test_what_the_form_sends_is_sanitized() -> None:
    typed: dict[str, Any] = {"thanks": HOSTILE, "sponsor": "Har\x01bor Co."}
    fields = story_fields.form_fields(AnonymousUser())
    cleaned = {PREFIX + name: fields[PREFIX + name].clean(value) for name, value in typed.items()}
    assert story_fields.changed({}, cleaned) == {"thanks": "<p>Fish</p>", "sponsor": "Harbor Co."}


@pytest.mark.django_db
def test_what_a_restore_or_a_merge_writes_is_sanitized_again() -> None:
    story = ArticleFactory()
    rows = [{"key": "thanks", "value": HOSTILE}, {"key": "of an app that is gone", "value": HOSTILE}]
    story.load({**story.snapshot(), "extra": rows})
    stored = Article.objects.get(pk=story.pk).extra
    assert stored["thanks"] == "<p>Fish</p>"
    assert stored["of an app that is gone"] == HOSTILE  # nothing is lost, and nobody sees it


def test_what_readers_get_is_sanitized_again() -> None:
    (shown,) = story_fields.shown(story_fields.stored([{"key": "thanks", "value": HOSTILE}]))
    assert shown.value == "<p>Fish</p>"
