"""The working copy: dates read once, snapshots that come back, what is refused."""

import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from newsroom.images import usage
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from newsroom.text import plain_text
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory, add_event
from timelines.models import Event, Timeline, TimelineEra
from timelines.parse import read

pytestmark = pytest.mark.django_db


def dated(text: str) -> Any:
    """An event's date as it is stored."""
    event = Event(date_text=text)
    event.clean()
    return event.date


keys = st.uuids(version=4).map(str)
dates = st.sampled_from(["", "Aug. 6", "early August", "circa 1250", "44 B.C.", "Putin’s reaction"]).map(
    lambda text: (text and read(text, NINE).to_json()) or None  # type: ignore[union-attr]
)
addresses = st.sampled_from(["https://example.org/a", "http://example.org/b?c=d"])
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40).map(
    plain_text.CharField().to_python  # as it is stored
)
media = st.fixed_dictionaries(
    {"url": addresses, "caption": words, "credit": words, "alt": words, "thumbnail": st.just("") | addresses}
)


@st.composite
def contents(draw: st.DrawFn) -> Any:
    """Lanes, eras and events, those in the lanes and after one another."""
    lanes = draw(st.lists(st.fixed_dictionaries({"key": keys, "name": words}), max_size=3))
    names = draw(st.lists(keys, max_size=5, unique=True))
    events = [
        {
            "key": key,
            "date": draw(dates),
            "headline": draw(words),
            "body": draw(st.sampled_from(["", "<p>It <strong>happened</strong>.</p>"])),
            "is_key": draw(st.booleans()),
            "place": draw(words),
            "coordinates": draw(st.none() | st.just({"latitude": 51.19, "longitude": 35.27})),
            "lane": draw(st.sampled_from([None, *(lane["key"] for lane in lanes)])),
            "after": draw(st.sampled_from([None, *names])),
            "sources": draw(st.lists(st.fixed_dictionaries({"text": words, "url": addresses}), max_size=2)),
            "sources_waived": draw(st.booleans()),
            "picture": None,
            "picture_alt": "",
            "media": draw(st.none() | media),
            "foreign": draw(st.sampled_from([{}, {"timelinejs": {"group_color": "red", "n": [1, None]}}])),
        }
        for key in names
    ]
    eras = draw(st.lists(st.fixed_dictionaries({"key": keys, "title": words, "date": dates.filter(bool)}), max_size=3))
    return {"lanes": lanes, "eras": eras, "events": events, "foreign": draw(st.sampled_from([{}, {"x": {"y": 1}}]))}


class SnapshotRoundTrip(TestCase):
    @settings(max_examples=15)
    @given(contents(), contents())
    def test_the_working_copy_says_what_was_loaded_and_keeps_every_key(self, first: Any, second: Any) -> None:
        timeline = TimelineFactory()
        both = second | {name: first[name] + second[name] for name in ("lanes", "eras", "events")}
        for found in (first, both, second):
            content = timeline.snapshot() | {"title": "Ours", "slug": "ours"} | found
            timeline.load(content)
            assert Timeline.objects.get(pk=timeline.pk).snapshot() == content


@pytest.mark.once
def test_a_lane_and_an_anchor_that_somebody_else_removed_are_let_go(now: time_machine.Traveller) -> None:
    timeline = TimelineFactory()
    content = timeline.snapshot()
    content["events"][1] |= {"lane": str(uuid.uuid4()), "after": str(uuid.uuid4())}
    timeline.load(content)
    assert [timeline.snapshot()["events"][1][name] for name in ("lane", "after")] == [None, None]


@pytest.mark.once
def test_a_date_without_a_year_keeps_the_year_in_which_it_was_typed(now: time_machine.Traveller) -> None:
    event = TimelineFactory(events=[{"date_text": "Aug. 6", "headline": "It begins"}]).events.get()
    now.shift(400 * 86_400)
    event.headline = "It begins again"
    event.full_clean()
    assert event.date["start"] == "2024-08-06"
    assert event.reading == "reads as: Tuesday, Aug. 6, 2024 (no year typed)"


@pytest.mark.once
def test_a_date_that_cannot_be_is_refused_with_the_cure(now: time_machine.Traveller) -> None:
    with pytest.raises(ValidationError, match=r"Feb\. 29, 2023") as refused:
        Event(date_text="Feb. 29, 2023").clean()
    assert set(refused.value.message_dict) == {"date_text"}


@pytest.mark.once
def test_text_without_a_date_is_a_label(now: time_machine.Traveller) -> None:
    assert dated("Putin’s reaction")["precision"] == "none"


def test_the_database_refuses_an_event_whose_date_was_not_read(now: time_machine.Traveller) -> None:
    timeline = TimelineFactory()
    with pytest.raises(IntegrityError):
        timeline.events.create(date_text="Aug. 6")


@pytest.mark.parametrize(
    "fields",
    [
        {"sources": [{"text": "", "url": "javascript:alert(1)"}]},
        {"sources": [{"text": "", "url": ""}]},
        {"sources": ["Agency"]},
        {"media": {"url": "javascript:alert(1)", "caption": "", "credit": "", "alt": "", "thumbnail": ""}},
        {"media": {"url": "https://example.org/"}},
    ],
)
def test_an_invalid_web_address_is_never_stored(now: time_machine.Traveller, fields: dict[str, Any]) -> None:
    timeline = TimelineFactory()
    content = timeline.snapshot()
    content["events"][0] |= fields
    with transaction.atomic(), pytest.raises(ValueError, match=r"source|medium|web address"):
        timeline.load(content)
    with transaction.atomic(), pytest.raises(ValueError, match=r"source|medium|web address"):
        timeline.events.create(**fields)


@pytest.mark.once
def test_rich_text_is_sanitized_however_it_is_written(now: time_machine.Traveller) -> None:
    timeline = TimelineFactory(introduction="<p onclick=x>Hello<script>alert(1)</script></p>")
    assert timeline.head.content["introduction"] == "<p>Hello</p>"
    content = timeline.snapshot()
    content["events"][0]["body"] = '<p><a href="javascript:x">a</a></p>'
    timeline.load(content)
    assert timeline.snapshot()["events"][0]["body"] == "<p><a>a</a></p>"


@pytest.mark.once
def test_events_are_in_chronological_order_and_undated_ones_follow_the_event_above(
    now: time_machine.Traveller,
) -> None:
    texts = ["Nov. 7, 2024", "The speech", "Aug. 6, 2024", "The reaction", "2024"]
    timeline = TimelineFactory(events=[{"date_text": text, "headline": text} for text in texts])
    assert [event.date_text for event in timeline.events.all()] == [
        *("2024", "Aug. 6, 2024", "The reaction", "Nov. 7, 2024", "The speech")
    ]


@pytest.mark.once
def test_publishing_is_refused_without_events_and_without_words(now: time_machine.Traveller, desk: User) -> None:
    with pytest.raises(ActionRefused, match="Add at least one event"):
        actions.publish(TimelineFactory(events=[]), desk)
    with pytest.raises(ActionRefused, match=r"“Aug\. 6” doesn't say what happened"):
        actions.publish(TimelineFactory(events=[{"date_text": "Aug. 6"}]), desk)
    with pytest.raises(ActionRefused, match="no date, label or headline"):
        actions.publish(TimelineFactory(events=[{"body": "<p>Something</p>"}]), desk)
    with pytest.raises(ActionRefused, match=r"Write a title\. Write a slug"):
        actions.publish(TimelineFactory(title="", slug=""), desk)


@pytest.mark.once
def test_a_picture_needs_alt_text(now: time_machine.Traveller, desk: User) -> None:
    picture = PictureFactory(alt="")
    event = {"date_text": "Aug. 6", "headline": "It begins", "picture": picture}
    with pytest.raises(ActionRefused, match="without alt text"):
        actions.publish(TimelineFactory(events=[event]), desk)
    assert actions.publish(TimelineFactory(events=[event | {"picture_alt": "A tank"}]), desk)


@pytest.mark.once
def test_an_event_without_a_source_is_held_back_until_an_editor_waives_it(
    now: time_machine.Traveller, desk: User
) -> None:
    timeline = TimelineFactory(events=[{"date_text": "Aug. 6, 2024", "headline": "It begins", "sources": []}])
    with pytest.raises(ActionRefused, match="“It begins” has no source"):
        actions.publish(timeline, desk)
    timeline.events.update(sources_waived=True)
    revision = actions.save(timeline, desk)
    assert timeline.warnings(revision.read()) == ["1 event has no source: an editor waived it."]
    assert actions.publish(timeline, desk)


@pytest.mark.once
def test_events_without_a_source_are_counted_and_the_first_two_are_named(now: time_machine.Traveller) -> None:
    events = [{"headline": words, "sources": []} for words in ("It begins.", "It goes on " + "and on " * 9, "It ends.")]
    timeline = TimelineFactory(title="The fight", events=events)
    assert timeline.problems(timeline.head.read()) == [
        "3 events of the timeline “The fight” have no source: “It begins”, “It goes on and on and on and "
        "on and on and on and on and on…” and 1 more. Add them, or ask an editor to waive it."
    ]


@pytest.mark.once
def test_doubtful_dates_are_reported_but_do_not_block(now: time_machine.Traveller, desk: User) -> None:
    timeline = TimelineFactory(events=[{"date_text": "Monday, Aug. 6, 2024", "headline": "It begins"}])
    (doubt,) = timeline.warnings(timeline.head.read())
    assert "Tuesday" in doubt
    assert actions.publish(timeline, desk)


@pytest.mark.once
def test_the_same_event_twice_is_pointed_out(now: time_machine.Traveller) -> None:
    events = [
        {"date_text": "Aug. 6, 2024", "headline": "Ukrainian forces cross the border"},
        {"date_text": "Aug. 6, 2024, 5 a.m.", "headline": "Ukrainian troops cross the border"},
        {"date_text": "Aug. 7, 2024", "headline": "Ukrainian forces cross the border"},
        {"date_text": "Aug. 6, 2024", "headline": "NATO meets in Brussels"},
        {"date_text": "The border", "headline": "Ukrainian forces cross the border"},
    ]
    timeline = TimelineFactory(events=events)
    (found,) = timeline.warnings(timeline.head.read())
    assert "“Ukrainian forces cross the border” and “Ukrainian troops cross the border”" in found


@pytest.mark.once
def test_an_undated_event_stays_after_the_one_it_is_anchored_to(now: time_machine.Traveller) -> None:
    timeline = TimelineFactory()
    incursion, reaction, reinforcements, budapest = timeline.events.all()
    Event.objects.filter(pk=reinforcements.pk).update(after=incursion)
    Event.objects.filter(pk=reaction.pk).update(after=budapest)
    timeline.put_in_order()
    assert list(timeline.events.all()) == [incursion, reinforcements, budapest, reaction]
    budapest.date_text = "Aug. 1, 2024"
    budapest.clean()
    budapest.save()
    timeline.put_in_order()
    assert list(timeline.events.all()) == [budapest, reaction, incursion, reinforcements]


@pytest.mark.once
@pytest.mark.parametrize("text", ["", "The long peace"])
def test_an_era_needs_a_time(now: time_machine.Traveller, text: str) -> None:
    with pytest.raises(ValidationError, match="Enter dates such as"):
        TimelineEra(date_text=text, title="The long peace").clean()


def test_a_picture_that_a_version_shows_cannot_be_deleted(now: time_machine.Traveller) -> None:
    picture = PictureFactory()
    timeline = TimelineFactory(events=[{"headline": "It begins", "picture": picture}])
    timeline.events.all().delete()
    with pytest.raises(ProtectedError):
        picture.delete()


def test_the_photo_library_knows_drafts_and_older_versions(now: time_machine.Traveller) -> None:
    picture = PictureFactory()
    draft = TimelineFactory(title="Older version", events=[{"headline": "It begins", "picture": picture}])
    draft.events.update(picture=None)
    actions.save(draft, draft.owner)
    TimelineFactory(title="Unrelated")
    assert usage.of(picture) == [("Older version", f"/admin/timelines/timeline/{draft.pk}/change/", "earlier")]


def test_an_address_is_one_timelines_for_good(now: time_machine.Traveller, desk: User) -> None:
    first, second = TimelineFactory(title="First", slug="kursk"), TimelineFactory(slug="kursk")
    actions.publish(first, desk)
    Timeline.objects.filter(pk=first.pk).update(slug="moved")
    actions.save(first, desk)
    actions.publish(first, desk, change=Change.MINOR)
    with pytest.raises(ActionRefused, match="/timelines/kursk/ belongs to “First”"):
        actions.publish(second, desk)


def test_an_unscheduled_version_gives_its_address_back(now: time_machine.Traveller, desk: User) -> None:
    first, second = TimelineFactory(slug="kursk"), TimelineFactory(slug="kursk")
    due = NINE.replace(hour=20)
    actions.publish(first, desk, at=due)
    with pytest.raises(ActionRefused):
        actions.publish(second, desk)
    actions.unschedule(first, desk, at=due)
    assert actions.publish(second, desk)


@pytest.mark.once
def test_a_live_fix_reaches_an_event_and_keeps_changes_of_the_draft(now: time_machine.Traveller, desk: User) -> None:
    timeline = TimelineFactory()
    actions.publish(timeline, desk)
    new = add_event(timeline, date_text="Nov. 8", headline="Still in the draft")
    actions.save(timeline, desk)
    now.shift(60)
    key = timeline.head.read()["events"][0]["key"]
    fix = actions.fix_live(timeline, desk, {f"events/{key}/headline": "Ukrainian troops cross the border"})
    assert fix.live.content["events"][0]["headline"] == "Ukrainian troops cross the border"
    assert str(new.pk) not in str(fix.live.content)
    assert Event.objects.get(pk=key).headline == "Ukrainian troops cross the border"
    assert Event.objects.filter(pk=new.pk).exists()


@pytest.mark.once
def test_every_text_of_a_live_fix_has_a_field_that_names_its_event(now: time_machine.Traveller) -> None:
    timeline = TimelineFactory()
    content = timeline.snapshot()
    labels = []
    for path, text in timeline.adapter.fixable(content).items():
        field = timeline.adapter.fix_field(content, path)
        field.required = False
        assert field.clean(text) == text
        labels.append(field.label)
    assert labels[:3] == ["Title", "Introduction", "“Ukrainian forces cross the border”: headline"]


def test_restoring_brings_back_a_removed_event_under_its_old_key(now: time_machine.Traveller, desk: User) -> None:
    timeline = TimelineFactory(owner=journalist())
    first = timeline.head
    keys = [event["key"] for event in first.read()["events"]]
    timeline.events.get(pk=uuid.UUID(keys[1])).delete()
    actions.save(timeline, desk)
    actions.restore(timeline, desk, first)
    assert [str(event.pk) for event in timeline.events.all()] == keys
    assert clock.now() == timeline.head.created_at
