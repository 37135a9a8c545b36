"""Every shape of content that was ever stored can still be shown, and opened at the desk."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from newsroom.publishing import actions, clock
from tests.images.factories import PictureFactory
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VERSIONS = sorted((Path(__file__).parent / "data").glob("content_*.json"))


def test_there_is_a_sample_of_the_schema_of_today() -> None:
    assert json.loads(VERSIONS[-1].read_text())["schema"] == Timeline.SCHEMA


@pytest.mark.parametrize("sample", VERSIONS, ids=lambda path: str(path.stem))
def test_every_schema_ever_shipped_renders_and_loads(sample: Path, client: Client, now: Any, desk: User) -> None:
    PictureFactory(pk=9001)
    timeline = TimelineFactory()
    revision = timeline.revisions.create(
        number=2,
        based_on=timeline.head,
        content=json.loads(sample.read_text()),
        sha256="",
        author=desk,
        created_at=clock.now(),
    )
    timeline.adapter.recorded(timeline, revision)
    timeline.load(revision.read())
    assert timeline.snapshot() == revision.read()
    actions.publish(timeline, desk, revision=revision)
    html = client.get("/timelines/strait/").content.decode()
    for words in (
        "The strait", "<em>back</em>", "At sea", "The age of steam", "circa 1850", "<strong>rowing boat</strong>",
        'href="https://example.org/archive"', "A letter", "Harwich", 'alt="A hull"', "The captain’s reaction",
        'href="https://example.org/film"', "She speaks", "Harbor TV", "No words for when",
    ):  # fmt: skip
        assert words in html, words
