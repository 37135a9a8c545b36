"""A story and the timelines it shows: what preflight says while readers won't see them, and both in one press."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.blocks import Figure, Heading, TimelineEmbed, new
from articles.models import Article, ArticleRevision
from newsroom.publishing import actions, clock
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.exceptions import ActionRefused, AllRefused
from newsroom.publishing.models import AuditEntry, Change
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, desk, published, raw, related, text
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVENT = "Ukrainian forces cross the border"


def kursk(**fields: Any) -> Timeline:
    timeline: Timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk", **fields)
    return timeline


def story_with(*rows: Any, **fields: Any) -> Article:
    story: Article = ArticleFactory(slug="ferry", rows=list(rows), **fields)
    return story


def about_timelines(story: Article, at: Any = None) -> list[str]:
    return [said for said in story.warnings(story.head.read(), at) if "timeline" in said and "source" not in said]


def empty(story: Article, at: Any = None) -> list[str]:
    return [said for said in story.problems(story.head.read(), at) if "nothing under" in said]


def publish_page(story: Article) -> str:
    return reverse("admin:articles_article_verb", args=[story.pk, "publish"])


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- preflight ------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_timeline_that_is_not_published_is_told(now: Any) -> None:
    story = story_with(new(TimelineEmbed, timeline=kursk()))
    assert about_timelines(story) == ["Readers won’t see the timeline “The fighting in Kursk”: it isn’t published."]


@pytest.mark.once
def test_a_timeline_that_readers_see_is_not_told(now: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk())
    assert about_timelines(story_with(new(TimelineEmbed, timeline=timeline))) == []


@pytest.mark.once
def test_a_timeline_scheduled_later_than_the_story_is_told_with_its_time(now: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk(), at=NINE + 2 * HOUR)
    story = story_with(new(TimelineEmbed, timeline=timeline))
    assert about_timelines(story, NINE + HOUR) == [
        "Readers won’t see the timeline “The fighting in Kursk” until Nov. 8, 2024, 11 a.m.: "
        "it is scheduled later than this story."
    ]
    assert about_timelines(story, NINE + 2 * HOUR) == []


@pytest.mark.once
def test_a_timeline_unpublished_by_then_is_told(now: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk())
    actions.unpublish(timeline, desk(), at=NINE + HOUR)
    story = story_with(new(TimelineEmbed, timeline=timeline))
    assert about_timelines(story) == []
    assert len(about_timelines(story, NINE + HOUR)) == 1


@pytest.mark.once
def test_a_pinned_version_that_was_never_published_is_told(now: Any) -> None:
    timeline = kursk()
    story = story_with(raw("timeline", timeline=timeline.pk, pinned=timeline.head.pk))
    assert about_timelines(story) == [
        "Readers won’t see the timeline “The fighting in Kursk”: version 1 isn’t published."
    ]


@pytest.mark.once
def test_a_timeline_of_which_no_event_is_shown_is_told(now: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk())
    story = story_with(new(TimelineEmbed, timeline=timeline, show="range", range_from="2011", range_to="2012"))
    assert about_timelines(story) == [
        "Readers won’t see the timeline “The fighting in Kursk”: none of its events is shown."
    ]


@pytest.mark.once
def test_a_timeline_that_was_taken_down_is_told_without_its_name(now: Any, chief: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk())
    story = story_with(new(TimelineEmbed, timeline=timeline))
    actions.take_down(timeline, chief, reason="Court order")
    assert about_timelines(story) == ["Readers won’t see a timeline of this story: it was taken down."]


@pytest.mark.once
def test_a_heading_over_nothing_is_refused(now: Any) -> None:
    story = story_with(new(Heading, text="What we know"), *text("<p>More.</p>", heading="What is next"))
    assert empty(story) == ["Readers would see nothing under “What we know”. Write the text under it, or remove it."]
    with pytest.raises(ActionRefused, match="What we know"):
        actions.publish(story, desk())


@pytest.mark.once
def test_a_last_heading_over_nothing_is_refused(now: Any) -> None:
    assert len(empty(story_with(new(Heading, text="What is next")))) == 1


@pytest.mark.once
def test_a_heading_inside_a_text_over_nothing_is_refused(now: Any) -> None:
    story = story_with(*text("<h3>First</h3><h3>Second</h3><p>More.</p><h3>Third</h3>"))
    assert [said.split("“")[1].split("”")[0] for said in empty(story)] == ["First", "Third"]


@pytest.mark.once
def test_a_heading_over_sub_headings_with_texts_is_not_empty(now: Any) -> None:
    rows = [new(Heading, text="What we know"), *text("<p>Much.</p>", heading="In Kyiv", level=3)]
    assert empty(story_with(*rows)) == []


@pytest.mark.once
def test_a_heading_over_a_sub_heading_alone_is_empty(now: Any) -> None:
    rows = [new(Heading, text="What we know"), new(Heading, text="In Kyiv", level=3)]
    assert len(empty(story_with(*rows))) == 2


@pytest.mark.once
def test_a_heading_over_a_timeline_that_readers_will_not_see_is_refused_until_they_will(now: Any) -> None:
    timeline = kursk()
    story = story_with(new(Heading, text="How it began"), new(TimelineEmbed, timeline=timeline))
    assert empty(story) == [
        "Readers would see nothing under “How it began”. Publish what is under it too, or remove it."
    ]
    actions.publish(timeline, desk(), at=NINE + HOUR)
    assert empty(story)
    assert empty(story, NINE + HOUR) == []


@pytest.mark.once
def test_a_heading_over_a_photo_outside_its_rights_or_over_links_to_drafts_is_refused(now: Any) -> None:
    picture = PictureFactory(usable_from=NINE + HOUR, alt="A ferry")
    draft = ArticleFactory()
    story = story_with(
        new(Heading, text="In photos"),
        new(Figure, picture=picture),
        new(Heading, text="Read on"),
        related(draft),
    )
    assert len(empty(story)) == 2
    published(draft)
    assert len(empty(story, NINE + HOUR)) == 0


def test_a_heading_over_a_headline_that_is_not_linked_yet_is_not_empty_unless_it_is_left_out(now: Any) -> None:
    waiting: dict[str, Any] = {"story": ArticleFactory().pk, "title": "Not written yet"}
    assert empty(story_with(new(Heading, text="Read on"), related(waiting))) == []
    assert len(empty(story_with(new(Heading, text="Read on"), related(waiting | {"leave_out": True})))) == 1


# --- both in one press -----------------------------------------------------------------------------


def test_a_story_and_its_timeline_go_live_at_one_instant(now: Any) -> None:
    timeline = kursk()
    story = story_with(new(Heading, text="How it began"), new(TimelineEmbed, timeline=timeline))
    actions.publish_together([Publication(timeline), Publication(story)], desk())
    rows = AuditEntry.objects.filter(verb="publish").order_by("id")
    assert [(row.subject_type, row.at) for row in rows] == [("timelines.timeline", NINE), ("articles.article", NINE)]
    assert timeline.live(NINE).live_from == story.live(NINE).live_from == NINE


@pytest.mark.once
def test_one_press_publishes_both_and_page_feed_and_ninjs_have_the_timeline(
    client: Client, now: Any, settings: Any
) -> None:
    settings.FEED_FULL_TEXT = True
    timeline = kursk()
    story = story_with(new(Heading, text="How it began"), new(TimelineEmbed, timeline=timeline))
    editor = signed_in(desk())
    page = editor.get(publish_page(story)).content.decode()
    key = f"timelines.timeline:{timeline.pk}"
    assert f'value="{key}"' in page
    assert "checked" in page.split(f'value="{key}"')[1].split(">")[0]  # selected by default
    said = editor.post(publish_page(story), {"when": "now", "revision": 1, "together": key}, follow=True)
    assert "Published: “" in said.content.decode()
    address = story.live(clock.now()).get_absolute_url()
    for readers_page in (address, f"{address.rstrip('/')}.json", "/feed/"):
        response = client.get(readers_page)
        assert response.status_code == 200, readers_page
        assert EVENT in response.content.decode(), readers_page


def test_both_are_scheduled_for_one_time(now: Any) -> None:
    timeline = kursk()
    story = story_with(new(TimelineEmbed, timeline=timeline))
    typed = {"when": "later", "at_0": "2024-11-08", "at_1": "10:00", "revision": 1}
    signed_in(desk()).post(publish_page(story), typed | {"together": f"timelines.timeline:{timeline.pk}"})
    assert [each.live(NINE) for each in (timeline, story)] == [None, None]
    assert [each.live(NINE + HOUR).live_from for each in (timeline, story)] == [NINE + HOUR] * 2


@pytest.mark.once
def test_a_story_can_still_be_published_without_its_timeline(now: Any) -> None:
    timeline = kursk()
    story = story_with(new(TimelineEmbed, timeline=timeline))
    signed_in(desk()).post(publish_page(story), {"when": "now", "revision": 1})
    assert story.live(NINE)
    assert timeline.live(NINE) is None


@pytest.mark.once
def test_a_timeline_that_is_not_ready_keeps_the_story_back_and_says_why(now: Any) -> None:
    timeline = kursk(events=[])
    story = story_with(new(TimelineEmbed, timeline=timeline))
    editor, key = signed_in(desk()), f"timelines.timeline:{timeline.pk}"
    shown = editor.get(publish_page(story)).content.decode()
    assert "checked" in shown.split(f'value="{key}"')[1].split(">")[0]
    assert "The timeline “The fighting in Kursk”: Add at least one event." in shown
    page = editor.post(publish_page(story), {"when": "now", "revision": 1, "together": key}).content.decode()
    assert "Not ready for readers. Fix what is listed above, then publish." in page
    assert page.count("The timeline “The fighting in Kursk”: Add at least one event.") == 1
    assert story.live(NINE) is timeline.live(NINE) is None
    assert not AuditEntry.objects.filter(verb="publish").exists()


def test_nothing_is_done_where_one_of_them_is_refused(now: Any) -> None:
    timeline, story = kursk(), ArticleFactory(headline="")
    with pytest.raises(AllRefused) as refused:
        actions.publish_together([Publication(timeline), Publication(story)], desk())
    assert list(refused.value.refusals) == [story]
    assert timeline.live(NINE) is None


@pytest.mark.once
def test_a_timeline_that_somebody_else_published_meanwhile_is_left_as_it_is(now: Any) -> None:
    timeline = kursk()
    story = story_with(new(TimelineEmbed, timeline=timeline))
    actions.publish(timeline, desk())
    key = f"timelines.timeline:{timeline.pk}"
    signed_in(desk()).post(publish_page(story), {"when": "now", "revision": 1, "together": key})
    assert story.live(clock.now())
    assert timeline.transitions.count() == 1


@pytest.mark.once
def test_an_unpublished_timeline_comes_back_with_the_story(now: Any) -> None:
    timeline = kursk()
    actions.publish(timeline, desk())
    actions.unpublish(timeline, desk())
    now.shift(HOUR)
    story = story_with(new(TimelineEmbed, timeline=timeline))
    key = f"timelines.timeline:{timeline.pk}"
    signed_in(desk()).post(publish_page(story), {"when": "now", "revision": 1, "together": key})
    assert timeline.live(clock.now())
    assert timeline.transitions.latest("at").change == Change.SUBSTANTIVE


@pytest.mark.once
def test_who_may_not_publish_the_timeline_is_not_offered_it(now: Any) -> None:
    writer = journalist("mira", "publishing.publish_own_breaking")
    timeline = kursk()
    story = story_with(new(TimelineEmbed, timeline=timeline), owner=writer)
    client, key = signed_in(writer), f"timelines.timeline:{timeline.pk}"
    assert key not in client.get(publish_page(story)).content.decode()
    client.post(publish_page(story), {"when": "now", "revision": 1, "together": key})
    assert timeline.live(clock.now()) is None
    assert ArticleRevision.objects.live(clock.now()).count() == 1


def test_a_timeline_that_another_story_shows_and_that_is_not_ready_is_not_selected(now: Any) -> None:
    timeline = kursk(events=[])
    story = story_with(new(TimelineEmbed, timeline=timeline))
    ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    page = signed_in(desk()).get(publish_page(story)).content.decode()
    assert "checked" not in page.split(f'value="timelines.timeline:{timeline.pk}"')[1].split(">")[0]
    assert "(not ready: Add at least one event.)" in page
    assert "it isn’t published" in page


# --- what only one story shows is its own -----------------------------------------------------------

NO_SOURCE: list[dict[str, Any]] = [{"date_text": "Aug. 6, 2024", "headline": EVENT, "sources": []}]


def own(**fields: Any) -> tuple[Article, Timeline]:
    """A journalist's story with a heading over a timeline that nothing else shows."""
    writer = journalist()
    timeline = kursk(owner=writer, **fields)
    rows = [*text("<p>They crossed it.</p>"), new(Heading, text="How it began"), new(TimelineEmbed, timeline=timeline)]
    return story_with(*rows, owner=writer), timeline


def reviews(*subjects: Any) -> list[str]:
    return [type(each).objects.get(pk=each.pk).review for each in subjects]


@pytest.mark.once
def test_the_publish_page_does_not_say_that_readers_miss_what_is_published_with_the_story(now: Any) -> None:
    story, _ = own()
    page = signed_in(desk()).get(publish_page(story)).content.decode()
    assert "The timeline “The fighting in Kursk” is published with this story." in page
    assert "Readers would see nothing" not in page
    assert "Readers won’t see the timeline" not in page


def test_an_editor_publishes_both_without_sources_in_one_press_and_says_why(now: Any) -> None:
    story, timeline = own(events=NO_SOURCE)
    editor = signed_in(desk())
    page = editor.get(publish_page(story)).content.decode()
    assert "Why no sources" in page
    assert f"To publish without sources of “{EVENT}”, say why." in page
    typed = {"when": "now", "revision": 1, "together": f"timelines.timeline:{timeline.pk}"}
    refused = editor.post(publish_page(story), typed).content.decode()
    assert refused.count("has no source: add one, or publish without, with a reason.") == 1
    waiver = (
        refused.split('name="waiver"')[0].rpartition("errorlist")[2] + refused.split('name="waiver"')[1].split(">")[0]
    )
    assert "Add what is missing, or say here why it isn’t needed." in waiver
    assert 'aria-invalid="true"' in waiver
    assert "autofocus" in waiver
    writers = signed_in(story.owner).get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert "has no source: add one, or ask an editor to waive it." in writers
    assert story.live(clock.now()) is timeline.live(clock.now()) is None
    editor.post(publish_page(story), typed | {"waiver": "We saw it ourselves."})
    assert story.live(clock.now()).live_from == timeline.live(clock.now()).live_from
    waived = AuditEntry.objects.get(verb="publish", subject_type="timelines.timeline")
    assert waived.reason == f"Without sources of “{EVENT}”: We saw it ourselves."
    assert timeline.head == timeline.live(clock.now())
    assert Timeline.objects.get(pk=timeline.pk).events.get().sources_waived


@pytest.mark.once
def test_who_may_not_waive_sources_is_not_asked_and_cannot(now: Any) -> None:
    writer = journalist("mira", "publishing.publish_own_breaking")
    timeline = kursk(owner=writer, events=NO_SOURCE)
    story = story_with(new(TimelineEmbed, timeline=timeline), owner=writer)
    client = signed_in(writer)
    assert "Why no sources" not in client.get(publish_page(story)).content.decode()
    typed = {"when": "now", "revision": 1, "together": f"timelines.timeline:{timeline.pk}", "waiver": "Mine."}
    client.post(publish_page(story), typed)
    assert timeline.live(clock.now()) is None
    with pytest.raises(AllRefused):
        actions.publish_together([Publication(timeline, waiver="Mine.")], writer)


@pytest.mark.once
def test_sources_are_waived_on_the_timelines_own_publish_page_too(now: Any) -> None:
    timeline = kursk(events=NO_SOURCE)
    page = reverse("admin:timelines_timeline_verb", args=[timeline.pk, "publish"])
    signed_in(desk()).post(page, {"when": "now", "revision": 1, "waiver": "Common knowledge."})
    assert timeline.live(clock.now()).number == 2


@pytest.mark.parametrize("button", ["of the story", "of the page with a note"])
def test_who_submits_a_story_is_told_what_an_editor_could_not_publish_it_with(now: Any, button: str) -> None:
    story, timeline = own(events=NO_SOURCE)
    client = signed_in(story.owner)
    if button == "of the story":
        typed = {
            "_base": "1",
            "headline": "The ferry",
            "kind": "news",
            "language": "en",
            "body": json.dumps(story.body),
        }
        address = reverse("admin:articles_article_change", args=[story.pk])
        page = client.post(address, typed | {"slug": "ferry", "_submit": "1"}, follow=True)
    else:
        page = client.post(
            reverse("admin:articles_article_verb", args=[story.pk, "submit"]), {"note": "Ready."}, follow=True
        )
    told = " ".join(page.content.decode().split('class="messagelist"')[1].split("</ul>")[0].split())
    assert "for review. An editor can’t publish it before this is fixed:" in told
    assert f"“{EVENT}” has no source" in told
    shown = next(row["key"] for row in story.body if row["fields"].get("timeline") == timeline.pk)
    event = timeline.events.get().pk
    assert f'href="#place={shown}/events/{event}/sources"' in told  # where sources are added
    assert reviews(story) == ["submitted"]


def test_a_timeline_is_submitted_sent_back_and_approved_with_its_story(now: Any) -> None:
    story, timeline = own()
    actions.submit(story, story.owner)
    assert reviews(story, timeline) == ["submitted", "submitted"]
    actions.take_back(story, story.owner)
    assert reviews(story, timeline) == ["draft", "draft"]
    actions.submit(story, story.owner)
    actions.send_back(story, desk(), note="Who says so?")
    assert reviews(story, timeline) == ["sent_back", "sent_back"]
    actions.submit(story, story.owner)
    actions.approve(story, desk())
    assert reviews(story, timeline) == ["approved", "approved"]
    assert timeline.head.approved_by


@pytest.mark.once
def test_a_timeline_that_another_story_shows_is_reviewed_alone(now: Any) -> None:
    story, timeline = own()
    ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    actions.submit(story, story.owner)
    assert reviews(story, timeline) == ["submitted", "draft"]


def test_a_timeline_is_rescheduled_and_unscheduled_with_its_story(now: Any) -> None:
    story, timeline = own()
    actions.publish_together([Publication(timeline), Publication(story)], desk(), at=NINE + HOUR)
    editor = signed_in(desk())
    typed = {"due": (NINE + HOUR).isoformat(), "at_0": "2024-11-08", "at_1": "11:00"}
    editor.post(reverse("admin:articles_article_verb", args=[story.pk, "move"]), typed)
    assert [each.transitions.get().at for each in (story, timeline)] == [NINE + 2 * HOUR] * 2
    actions.unschedule(story, desk(), at=NINE + 2 * HOUR)
    assert not story.transitions.exists()
    assert not timeline.transitions.exists()


@pytest.mark.once
def test_stories_that_are_published_in_bulk_take_their_timelines_along(now: Any) -> None:
    (ready, first), (other, second) = own(), own(events=NO_SOURCE)
    Article.objects.filter(pk=other.pk).update(slug="other")
    typed = {"action": "bulk_publish", "_selected_action": [ready.pk, other.pk], "_do": "yes", "when": "now"}
    page = signed_in(desk()).post(reverse("admin:articles_article_changelist"), typed).content.decode()
    assert ready.live(clock.now()).live_from == first.live(clock.now()).live_from
    assert other.live(clock.now()) is second.live(clock.now()) is None
    assert "has no source" in page


def test_a_preview_shows_the_timeline_that_is_published_with_the_story_and_no_other(now: Any) -> None:
    story, timeline = own(events=NO_SOURCE)
    client, address = signed_in(story.owner), reverse("admin:articles_article_preview", args=[story.pk])
    assert EVENT in client.get(address).content.decode()
    other = ArticleFactory(owner=story.owner, rows=[new(TimelineEmbed, timeline=timeline)])
    assert EVENT not in client.get(address).content.decode()
    actions.bin(other, story.owner)
    assert EVENT in client.get(address).content.decode()


@pytest.mark.once
def test_the_preview_of_a_version_that_was_published_without_its_timeline_is_without_it(now: Any) -> None:
    timeline = kursk()
    story = story_with(*text("<p>They crossed it.</p>"), new(TimelineEmbed, timeline=timeline))
    actions.publish(story, desk())
    address = reverse("admin:articles_article_preview", args=[story.pk])
    assert EVENT not in signed_in(desk()).get(address).content.decode()


def test_the_page_of_a_timeline_leads_back_to_its_story_or_names_those_the_user_may_open(now: Any) -> None:
    story, timeline = own()
    client, address = signed_in(story.owner), reverse("admin:timelines_timeline_change", args=[timeline.pk])
    link = f'<a href="{reverse("admin:articles_article_change", args=[story.pk])}">'
    page = client.get(address).content.decode()
    assert f"Back to: {link}" in " ".join(page.split())
    ArticleFactory(headline="Hidden", rows=[new(TimelineEmbed, timeline=timeline)])
    assert "Hidden" not in client.get(address).content.decode()
    shown = signed_in(desk()).get(address).content.decode()
    assert "Shown in:" in shown
    assert link in shown
