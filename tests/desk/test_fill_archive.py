"""The archive: rows written in bulk are the same as those of actions."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import models, transaction

from articles.models import ArticleReference, ArticleRevision
from newsroom.images import library_search
from newsroom.images.models import Picture
from tests.articles.factories import ArticleFactory
from tests.bench.archive import filling
from tests.bench.archive.command import Command
from tests.bench.archive.stories import REFERENCE_SLUG
from tests.bench.archive.words import Voice

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 3, 4, 17, tzinfo=UTC)


def fill(count: int, **options: Any) -> str:
    out = StringIO()
    with time_machine.travel(NOON, tick=False):
        call_command(Command(), count, processes=1, no_renditions=True, stdout=out, **options)
    return out.getvalue()


def rows(model: type[models.Model], *fields: str) -> list[str]:
    names = fields or [f.attname for f in model._meta.concrete_fields if f.attname != "id"]
    found = model._default_manager.values_list(*names)
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in found)


@pytest.mark.long
def test_filling_in_two_steps_brings_the_same_stories_as_in_one() -> None:
    told = ("headline", "standfirst", "slug", "live_from", "live_until", "updated_at")
    with transaction.atomic():
        fill(30)
        in_one = rows(ArticleRevision, *told)
        transaction.set_rollback(True)
    fill(12)
    with time_machine.travel(NOON.replace(year=2026), tick=False):
        call_command(Command(), 30, processes=1, no_renditions=True, stdout=StringIO())
    assert rows(ArticleRevision, *told) == in_one


@pytest.mark.once
def test_a_database_with_stories_of_people_is_refused_with_the_cure() -> None:
    ArticleFactory()
    with pytest.raises(CommandError, match="--yes-into-this-database"):
        fill(5)
    fill(5, yes_into_this_database=True)
    assert filling.filled() == 5


@pytest.mark.once
def test_the_searched_words_stand_in_their_share_of_stories() -> None:
    voices = (Voice(random.Random(number)).searched() for number in range(2_000))
    both = [sentences for sentences in voices if "The harbor and the budget" in " ".join(sentences)]
    assert 0.13 < len(both) / 2_000 < 0.17


@pytest.mark.long
@pytest.mark.once
def test_the_measured_story_has_945_words_a_timeline_and_pictures(client: Any) -> None:
    fill(3)
    fill(5)  # the last of which is the one; its links lead to the others
    [revision] = ArticleRevision.objects.filter(slug=REFERENCE_SLUG)
    blocks = revision.content["body"]
    texts = [block["fields"]["text"] for block in blocks if block["type"] == "paragraph"]
    assert len(" ".join(texts).split()) == 945
    kinds = Counter(block["type"] for block in blocks)
    assert kinds == {"heading": 5, "paragraph": 15, "timeline": 1, "figure": 1, "related": 1, "pull_quote": 1}
    assert [len(block["fields"]["items"]) for block in blocks if block["type"] == "related"] == [3]
    with time_machine.travel(NOON, tick=False):
        assert "The story that is measured" in client.get(revision.get_absolute_url()).content.decode()


@pytest.mark.long
def test_invented_pictures_are_there_once_found_by_their_words_and_shown_by_stories() -> None:
    fill(0, pictures=30)
    fill(60, pictures=40)
    invented = Picture.objects.filter(current__filename__startswith="archive-invented-")
    assert invented.count() == 40
    for picture in invented.to_render()[:3]:
        assert picture in Picture.objects.filter(library_search.holding(picture.title))
        assert picture.render(shape="1:1").src
        words = set(picture.words.values_list("word", flat=True))
        library_search.index(picture)
        assert set(picture.words.values_list("word", flat=True)) == words
    assert ArticleReference.objects.filter(picture__in=invented).exists()
