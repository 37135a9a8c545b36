"""One timeline, many stories: what follows it, what is pinned, what is picked, and which story reported an event."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import timeline_embeds
from articles.blocks import TimelineEmbed, new
from articles.models import Article, EventReport
from articles.usage import stories_with_timeline
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, desk, published
from tests.people import administrator
from tests.timelines.factories import TimelineFactory
from tests.timelines.typing_in import typed
from timelines.models import Event, Timeline
from timelines.related_stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KURSK = "/timelines/kursk/"


def live_timeline() -> Timeline:
    timeline: Timeline = TimelineFactory(slug="kursk")
    actions.publish(timeline, desk())
    return timeline


def reworded(timeline: Timeline, headline: str, **publishing: Any) -> None:
    """Its first event says something else, published now or at an instant."""
    event = timeline.events.all()[0]
    event.headline = headline
    event.save()
    actions.publish(timeline, desk(), revision=actions.save(timeline, desk()), change=Change.SUBSTANTIVE, **publishing)


def page(client: Client, slug: str) -> str:
    return client.get(f"/2024/11/08/{slug}/").content.decode()


def test_one_published_edit_reaches_three_following_stories_at_its_second_and_no_pinned_one(
    client: Client, now: Any
) -> None:
    timeline = live_timeline()
    old = timeline.live(clock.now())
    following = ("first", "second", "third")
    for slug in following:
        published(slug=slug, rows=[new(TimelineEmbed, timeline=timeline)])
    published(slug="pinned", rows=[new(TimelineEmbed, timeline=timeline, pinned=old)])
    pinned = page(client, "pinned")
    now.shift(60)
    reworded(timeline, "Ukrainian troops cross the border by night", at=NINE + HOUR)
    for instant, seen in ((HOUR - SECOND, False), (HOUR, True), (HOUR + SECOND, True)):
        now.move_to(NINE + instant)
        for slug in following:
            assert ("by night" in page(client, slug)) == seen, slug
        assert page(client, "pinned") == pinned
    assert 'As of <time datetime="2024-11-08T14:00:00+00:00">Nov. 8</time>' in pinned
    now.move_to(NINE + HOUR - SECOND)
    assert "by night" not in page(client, "first")  # as of an earlier instant


def test_a_story_shows_each_timeline_while_what_is_remembered_of_them_is_dropped(
    client: Client, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_embeds, "MOST", 1)
    remembered, other = live_timeline(), TimelineFactory(slug="tides", title="The tides")
    actions.publish(other, desk())
    published(slug="one", rows=[new(TimelineEmbed, timeline=remembered)])
    published(slug="both", rows=[new(TimelineEmbed, timeline=remembered), new(TimelineEmbed, timeline=other)])
    page(client, "one")
    shown = page(client, "both")
    assert all(f'href="/timelines/{slug}/"' in shown for slug in ("kursk", "tides"))


def test_a_second_day_story_shows_the_last_events_before_its_day(client: Client, now: Any, settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    days = [
        "Nov. 4, 2024",
        "Nov. 5, 2024",
        "Nov. 6, 2024",
        "The reaction",
        "Nov. 7, 2024",
        "Nov. 8, 2024",
        "Nov. 9, 2024",
    ]
    timeline = TimelineFactory(slug="kursk", events=[{"date_text": day, "headline": f"It is {day}."} for day in days])
    actions.publish(timeline, desk())
    published(slug="second-day", rows=[new(TimelineEmbed, timeline=timeline, show="before")])
    now.shift(3 * 86_400)  # what happens later changes nothing
    for html in (page(client, "second-day"), client.get("/feed.json").content.decode()):
        assert [day for day in days if f"It is {day}." in html] == ["Nov. 6, 2024", "The reaction", "Nov. 7, 2024"]
        assert "Earlier:" in html
    assert "See all 7 events" in page(client, "second-day")


def test_an_unpublished_timeline_leaves_the_stories_that_follow_it_at_its_second(client: Client, now: Any) -> None:
    timeline = live_timeline()
    published(slug="following", rows=[new(TimelineEmbed, timeline=timeline)])
    actions.unpublish(timeline, desk(), at=NINE + HOUR)
    for instant, seen in ((HOUR - SECOND, True), (HOUR, False)):
        now.move_to(NINE + instant)
        assert ("Ukrainian forces cross" in page(client, "following")) == seen


def test_a_take_down_reaches_following_and_pinned_stories_and_every_earlier_instant(client: Client, now: Any) -> None:
    timeline = live_timeline()
    published(slug="following", rows=[new(TimelineEmbed, timeline=timeline)])
    published(slug="pinned", rows=[new(TimelineEmbed, timeline=timeline, pinned=timeline.live(clock.now()))])
    now.shift(60)
    actions.take_down(timeline, administrator(username="chief"), reason="Court order")
    for instant in (timedelta(0), timedelta(minutes=2)):
        now.move_to(NINE + instant)
        assert not any("Ukrainian forces cross" in page(client, slug) for slug in ("following", "pinned"))


@pytest.mark.once
def test_anchors_are_unique_where_a_timeline_is_carried_twice(client: Client, now: Any) -> None:
    timeline = live_timeline()
    published(
        slug="twice", rows=[new(TimelineEmbed, timeline=timeline), new(TimelineEmbed, timeline=timeline, show="key")]
    )
    anchors = re.findall(r'id="(e\d*-[0-9a-f]{12})"', page(client, "twice"))
    assert len(anchors) == len(set(anchors)) == 5
    own = re.findall(r'id="(e-[0-9a-f]{12})"', client.get(KURSK).content.decode())
    assert anchors[:4] == own


def test_the_timeline_names_the_story_that_reported_an_event_for_as_long_as_it_is_live(
    client: Client, now: Any
) -> None:
    timeline = live_timeline()
    event = timeline.events.all()[0]
    article = ArticleFactory(slug="ours", headline="We were there", rows=[EventReport(event=event)])
    published(article, at=NINE + HOUR)
    actions.unpublish(article, desk(), at=NINE + 2 * HOUR)
    told = '<a href="/2024/11/08/ours/">We were there</a>'
    for instant, seen in ((HOUR - SECOND, False), (HOUR, True), (2 * HOUR - SECOND, True), (2 * HOUR, False)):
        now.move_to(NINE + instant)
        html = client.get(KURSK).content.decode()
        assert (told in html) == seen
    now.move_to(NINE + HOUR)
    assert stories_with_timeline(timeline.pk, clock.now()) == [
        Story("We were there", "/2024/11/08/ours/", event=str(event.pk))
    ]
    html = client.get(KURSK).content.decode()
    assert told in html[html.index(str(event.pk)[-12:]) : html.index("Putin’s reaction")]


@pytest.mark.once
def test_an_event_that_its_timeline_has_no_more_stops_no_story(now: Any) -> None:
    timeline = live_timeline()
    event = timeline.events.all()[0]
    article = published(rows=[EventReport(event=event)])
    timeline.events.filter(pk=event.pk).delete()
    article.load(article.head.read())
    assert actions.save(article, desk()).number == 1


def embed_fields(client: Client, article: Article, **embed: Any) -> tuple[str, dict[str, Any]]:
    """The story's page as it stands, its timeline shown so: its address and what it would send."""
    client.force_login(desk())
    path = f"/admin/articles/article/{article.pk}/change/"
    fields = typed(client, path)
    rows = json.loads(fields["body"])
    for row in rows:
        row["fields"] |= embed if row["type"] == "timeline" else {}
    return path, fields | {"body": json.dumps(rows)}


def shown_of(article: Article) -> dict[str, Any]:
    """How the working copy shows its timeline."""
    (fields,) = (row["fields"] for row in Article.objects.get(pk=article.pk).body if row["type"] == "timeline")
    return dict(fields)


@pytest.mark.once
def test_picked_events_stand_in_the_order_of_time(client: Client, now: Any) -> None:
    timeline = live_timeline()
    article = ArticleFactory(slug="picked", rows=[new(TimelineEmbed, timeline=timeline)])
    keys = [str(event.pk) for event in timeline.events.all()]
    path, fields = embed_fields(client, article, show="picked", picked=[keys[3], keys[1]])
    assert client.post(path, fields).status_code == 302
    assert shown_of(article)["picked"] == [keys[1], keys[3]]
    published(article)
    html = page(client, "picked")
    assert html.index("The Kremlin orders") < html.index("Zelensky speaks")
    assert "Ukrainian forces cross" not in html
    assert client.post(path, embed_fields(client, article)[1]).status_code == 302
    assert article.head.number == 2  # saved again unchanged


@pytest.mark.once
def test_a_version_is_pinned_that_readers_have_seen_of_this_timeline(client: Client, now: Any) -> None:
    timeline = live_timeline()
    now.shift(60)
    reworded(timeline, "Ukrainian troops cross the border")
    other = TimelineFactory()
    actions.publish(other, desk())
    timeline.title = "Not for readers yet"
    timeline.save()
    draft = actions.save(timeline, desk())
    article = ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    for refused in (other.head, draft):
        path, fields = embed_fields(client, article, pinned=refused.pk)
        assert "That version isn’t one that readers have seen of this timeline" in client.post(path, fields).text
        assert shown_of(article)["pinned"] is None
    first = timeline.revisions.get(number=1)
    path, fields = embed_fields(client, article, pinned=first.pk)
    assert client.post(path, fields).status_code == 302
    assert shown_of(article)["pinned"] == first.pk


@pytest.mark.once
def test_picked_events_of_which_none_is_picked_hold_the_story_back(now: Any) -> None:
    article = ArticleFactory(rows=[new(TimelineEmbed, timeline=live_timeline(), show="picked")])
    with pytest.raises(ActionRefused, match="none are selected"):
        actions.publish(article, desk())


@pytest.mark.once
def test_the_events_of_what_was_taken_down_are_offered_to_nobody(client: Client, now: Any) -> None:
    timeline = live_timeline()
    article = ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    actions.take_down(timeline, administrator(username="chief"), reason="Court order")
    path, _ = embed_fields(client, article)
    assert "Ukrainian forces cross" not in client.get(path).content.decode()
    assert not Event.objects.unsealed().exists()


def test_a_reported_event_is_found_by_its_words(client: Client, now: Any) -> None:
    timeline = live_timeline()
    client.force_login(desk())
    query = {"app_label": "articles", "model_name": "eventreport", "field_name": "event", "term": "kremlin"}
    (found,) = client.get("/admin/autocomplete/", query).json()["results"]
    assert found["id"] == str(timeline.events.all()[1].pk)
