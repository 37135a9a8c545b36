"""Every shape of content that was ever stored can still be shown, and opened at the desk."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.blocks import BLOCKS
from articles.models import Article
from newsroom.media.models import Kind
from newsroom.publishing import actions, clock
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, desk
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from timelines.models import Event, Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VERSIONS = sorted((Path(__file__).parent / "data").glob("content_*.json"))


def test_there_is_a_sample_of_the_schema_of_today_with_every_type_of_block() -> None:
    content = json.loads(VERSIONS[-1].read_text())
    assert content["schema"] == Article.SCHEMA
    assert {row["type"] for row in content["body"]} == {
        kind for kind, block in BLOCKS.items() if block.__module__.startswith("articles.")
    }


@pytest.mark.parametrize("sample", VERSIONS, ids=lambda path: str(path.stem))
def test_every_schema_ever_shipped_renders_and_loads(sample: Path, client: Client, now: Any) -> None:
    for factory in (SectionFactory, AuthorFactory, TagFactory, PictureFactory):
        factory(pk=9001)
    for number, kind in enumerate(Kind, 9001):
        MediaFileFactory(pk=number, kind=kind, title=f"Our {kind.value}")
    timeline = Timeline.objects.create(pk=9001, owner=desk(), created_at=clock.now(), title="The strait", slug="strait")
    Event.objects.create(timeline=timeline, position=1, headline="The ferry is built", sources_waived=True)
    actions.save(timeline, desk())
    actions.publish(timeline, desk())
    content = json.loads(sample.read_text())
    article = ArticleFactory()
    revision = article.revisions.create(
        number=2, based_on=article.head, content=content, sha256="", author=desk(), created_at=clock.now()
    )
    article.adapter.recorded(article, revision)
    article.load(revision.read())
    assert article.snapshot() == revision.read()
    actions.publish(article, desk(), revision=revision)
    html = client.get("/2024/11/08/ferry/").content.decode()
    for words in (
        "Ferry sails again", "Strait", "HARWICH", "Analysis", "At the quay", 'alt="A ferry"', "Why it matters",
        "<strong>first</strong>", 'alt="A crane"', "We sail.", "The captain", "In figures", "Forty crew.",
        "Two boats", "We waited for a year.", "The ferry is built", "Go on reading", "Tide tables",
        "The ship of tomorrow", "Quays of the strait",
    ):  # fmt: skip
        assert words in html, words
    for kind in Kind:
        assert (f"Our {kind.value}" in html) == any(row["type"] == kind for row in content["body"])
