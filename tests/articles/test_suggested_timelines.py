"""Timelines that fit the story that is written, where one is chosen."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.blocks import Paragraph, TimelineEmbed, new
from newsroom.publishing import actions
from tests.articles.factories import ArticleFactory, TagFactory, desk, published
from tests.people import editor, journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADDRESS = "/admin/articles/article/suggested-timelines/"


def suggested(client: Client, **asked: Any) -> list[str]:
    answer = client.post(ADDRESS, {"headline": "", "standfirst": ""} | asked, content_type="application/json")
    return [choice["text"] for choice in answer.json()["results"]]


@pytest.fixture
def kursk(client: Client) -> Timeline:
    client.force_login(editor("an-editor"))
    TimelineFactory(title="The tides of Port Ellery", events=[{"date_text": "1938", "headline": "The great surge"}])
    return TimelineFactory(title="The fighting in Kursk")


def test_a_timeline_with_the_words_of_the_headline_is_suggested(client: Client, kursk: Timeline) -> None:
    assert suggested(client, headline="Zelensky speaks of Kursk in Budapest") == ["The fighting in Kursk"]
    assert suggested(client, headline="Zelensky rests") == []
    assert suggested(client) == []


def test_the_text_and_the_tags_of_a_saved_story_count_too(client: Client, kursk: Timeline, now: Any) -> None:
    tides = Timeline.objects.exclude(pk=kursk.pk).get()
    tag = TagFactory(name="Harbors")
    actions.publish(tides, desk())
    published(slug="surge", tagged_with=[tag], rows=[new(TimelineEmbed, timeline=tides)])
    now.shift(1)
    story = ArticleFactory(
        headline="Old news",
        tagged_with=[tag],
        rows=[new(Paragraph, text="<p>Why Zelensky and Putin met near Kursk.</p>")],
    )
    assert suggested(client, story=story.pk, headline="What to know") == [kursk.title, tides.title]
    shown = ArticleFactory(headline="Old news", tagged_with=[tag], rows=[new(TimelineEmbed, timeline=tides)])
    assert suggested(client, story=shown.pk, headline="What to know") == []


def test_nobody_is_told_of_a_timeline_that_they_may_not_see(client: Client, kursk: Timeline) -> None:
    client.force_login(journalist("another"))
    assert suggested(client, headline="Zelensky speaks of Kursk in Budapest") == []


def test_suggestions_cost_a_handful_of_queries(client: Client, kursk: Timeline) -> None:
    story = ArticleFactory(headline="Zelensky in Kursk", tagged_with=[TagFactory()])
    suggested(client, story=story.pk, headline="Zelensky in Kursk")
    with CaptureQueriesContext(connection) as queries:
        suggested(client, story=story.pk, headline="Zelensky in Kursk")
    assert len(queries) <= 13  # with those of the session and the permissions
