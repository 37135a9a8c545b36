"""What a story's page may cost, and what it is made of beforehand: HTML that a version carries, timelines remembered."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles import stored_html, timeline_embeds
from articles.blocks import FactBox, Figure, PullQuote, TimelineEmbed, new
from articles.models import Article, ArticleRevision, RelatedLink, Relation
from newsroom.images import actions as picture_actions
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.text import word_count
from newsroom.text.rich_text import text_of
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    AuthorFactory,
    SectionFactory,
    TagFactory,
    archive,
    desk,
    published,
    related,
    text,
)
from tests.images.factories import PictureFactory
from tests.people import administrator
from tests.timelines.factories import TimelineFactory
from timelines.models import Event, Timeline

pytestmark = pytest.mark.django_db
FERRY = "/2024/11/08/ferry/"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    timeline_embeds._cached.clear()
    yield
    timeline_embeds._cached.clear()


def page(client: Client, address: str = FERRY) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def strait(**fields: Any) -> Timeline:
    timeline: Timeline = TimelineFactory(slug="kursk")
    for position, picture in enumerate(fields.pop("pictures", ())):
        Event.objects.create(
            timeline=timeline, position=90 + position, headline="Seen", picture=picture, sources_waived=True
        )
    actions.save(timeline, desk())
    actions.publish(timeline, desk())
    return timeline


def a_story_with_everything() -> Article:
    timeline = strait(pictures=[PictureFactory()])
    earlier = published(headline="Earlier")
    article = published(
        slug="ferry",
        section=SectionFactory(name="Ports", slug="ports", parent=SectionFactory(slug="coast")),
        lead_picture=PictureFactory(),
        authors=AuthorFactory.create_batch(3),
        tagged_with=TagFactory.create_batch(4),
        rows=[
            *text("<p>First.</p>", heading="One"),
            *text("<p>Second.</p>", heading="Two"),
            new(PullQuote, text="We sail."),
            *text("<p>Third.</p>", heading="Three"),
            new(FactBox, title="Numbers", text="<p>Forty crew.</p>"),
            new(Figure, picture=PictureFactory()),
            new(TimelineEmbed, timeline=timeline),
            new(TimelineEmbed, timeline=timeline, pinned=timeline.live(clock.now())),
            related(earlier, {"url": "https://example.org/quays", "title": "Quays"}, {"title": "Not written yet"}),
            RelatedLink(story=earlier),
            RelatedLink(url="https://example.org/tides", title="Tide tables"),
        ],
    )
    published(headline="Later", rows=[RelatedLink(story=article, relation=Relation.FOLLOW_UP)])
    actions.correct(article, desk(), text="Two funnels.")
    actions.correct(article, desk(), text="The smaller of two.", kind="clarification")
    return article


@pytest.mark.parametrize("count", [10, 1_000])
def test_a_page_costs_six_queries_at_most_whatever_is_on_it_and_however_many_stories_there_are(
    client: Client, now: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    article = a_story_with_everything()
    section, tag, author = article.section, article.tags.first(), article.bylines.all()[0].author
    assert section
    archive(count, section, tag, author, until=NINE)
    now.shift(HOUR)
    page(client, "/")  # the first page after a change fetches the sections for all
    with django_assert_max_num_queries(6):  # its timelines and the photos of other stories have never been shown
        html = page(client)
    with django_assert_max_num_queries(4):
        assert page(client) == html
    for words in (
        "Two funnels.",
        "The smaller of two.",
        "Earlier",
        "Later",
        "Tide tables",
        "Forty crew.",
        "In this story",
        "Quays",
        "Not written yet",
    ):
        assert words in html


@pytest.mark.once
def test_a_version_that_an_older_program_rendered_looks_the_same(client: Client, now: Any) -> None:
    article = a_story_with_everything()
    html = page(client)
    for left in (None, {"stamp": "of another program", "blocks": "who knows"}):
        ArticleRevision.objects.filter(subject=article).update(rendered=left, feed=left)
        assert page(client) == html


def test_rendering_anew_brings_every_version_up_to_date_but_the_sealed_ones(now: Any) -> None:
    first, second = published(slug="ferry", text="<p>Ferry words.</p>"), published(slug="tide")
    actions.take_down(first, administrator(), reason="Court order")
    assert first.revisions.filter(rendered__isnull=True, feed__isnull=True).count() == first.revisions.count() == 1
    for column, left in (("rendered", {"stamp": "old"}), ("feed", {"stamp": "old"}), ("feed", None)):
        ArticleRevision.objects.filter(subject=second).update(**{column: left})
        call_command("render_revisions")
        assert second.head.rendered == stored_html.prerendered(second.head.read())
        assert second.head.feed == stored_html.prerendered_for_feeds(second.head.read())
        assert first.revisions.filter(rendered__isnull=True, feed__isnull=True).count() == 1
        assert stored_html.render_again() == 0


def test_a_story_that_is_taken_down_while_it_is_rendered_anew_stays_without_stored_html(now: Any) -> None:
    story, other = published(slug="ferry", text="<p>Ferry words.</p>"), published(slug="tide")
    ArticleRevision.objects.update(rendered={"stamp": "old"}, feed={"stamp": "old"})
    chief = administrator()
    read: list[str] = []

    def take_down_once_read(execute: Any, sql: str, *arguments: Any) -> Any:
        result = execute(sql, *arguments)
        if not read and sql.startswith("SELECT") and "articles_articlerevision" in sql:
            read.append(sql)
            actions.take_down(story, chief, reason="Court order")
        return result

    with connection.execute_wrapper(take_down_once_read):
        assert stored_html.render_again() == 1
    assert [story.head.rendered, story.head.feed] == [None, None]
    assert other.head.rendered == stored_html.prerendered(other.head.read())


@pytest.mark.once
def test_what_is_made_beforehand_is_sanitized_by_the_program_that_makes_it(now: Any) -> None:
    content = published(slug="ferry").head.read()
    content["body"][0]["fields"]["text"] = 'Words, <a href="/" onclick="x()">linked</a>.<script>alert(1)</script>'
    for stored in (stored_html.prerendered(content), stored_html.prerendered_for_feeds(content)):
        html = stored["blocks"][0]["html"]
        assert "Words, <a href" in html
        assert "onclick" not in html
        assert "alert" not in html


def test_a_remembered_timeline_is_the_one_that_would_be_made_now(client: Client, now: Any) -> None:
    until = NINE + 3 * HOUR
    picture = PictureFactory(usable_until=until, alt="A pier")
    timeline = strait(pictures=[picture])
    first = timeline.live(clock.now())
    rows = [
        new(TimelineEmbed, timeline=timeline),
        new(TimelineEmbed, timeline=timeline),
        new(TimelineEmbed, timeline=timeline, show="key"),
        new(TimelineEmbed, timeline=timeline, show="range", range_from="2024-09"),
        new(TimelineEmbed, timeline=timeline, show="picked", picked=[str(timeline.events.all()[0].pk)]),
        new(TimelineEmbed, timeline=timeline, pinned=first),
    ]
    published(slug="ferry", rows=rows)
    seen = set()

    def remembered_and_new_are_one() -> None:
        html = page(client)
        assert page(client) == html
        kept = dict(timeline_embeds._cached)
        timeline_embeds._cached.clear()
        assert page(client) == html
        timeline_embeds._cached.update(kept)  # what was made earlier stays there to be mistaken
        seen.add(html)

    remembered_and_new_are_one()
    now.move_to(until - SECOND)
    remembered_and_new_are_one()
    now.move_to(until)  # the picture's rights have ended
    remembered_and_new_are_one()
    picture_actions.set_rights(picture, administrator("chief"), usable_from=None, usable_until=None)
    picture_actions.edit(picture, administrator("chef"), alt="A pier at dawn")
    remembered_and_new_are_one()
    now.shift(HOUR)
    event = timeline.events.all()[0]
    event.headline = "Something else begins"
    event.save()
    actions.publish(timeline, desk(), revision=actions.save(timeline, desk()), change=Change.SUBSTANTIVE)
    remembered_and_new_are_one()
    now.move_to(NINE.replace(year=2025))  # dates gain their year
    remembered_and_new_are_one()
    now.shift(HOUR)
    actions.take_down(timeline, administrator("boss"), reason="Court order")
    remembered_and_new_are_one()
    assert len(seen) == 6  # the second before the rights end looks as the first


@pytest.mark.once
def test_no_more_timelines_are_remembered_than_there_is_room_for(
    client: Client, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline_embeds, "MOST", 3)
    timeline = strait()
    for number in range(5):
        published(
            slug=f"story-{number}",
            rows=[new(TimelineEmbed, timeline=timeline, show="range", range_to=f"20{30 + number}")],
        )
        page(client, f"/2024/11/08/story-{number}/")
        assert len(timeline_embeds._cached) <= 3


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 1), ("<p>word</p>" * 230, 1), ("<p>word </p>" * 231, 2), ("一" * 460, 1), ("一" * 461, 2)],
)
def test_the_reading_time_counts_words(text: str, minutes: int) -> None:
    assert word_count.reading_time([text_of(text)]) == minutes
