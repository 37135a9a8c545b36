"""What a story carries of a timeline: all, the key events, a range, or those picked."""

import pytest
import time_machine
from django.contrib.auth.models import User

from newsroom.publishing import actions
from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory
from timelines.models import TimelineRevision
from timelines.timeline_page import KEY, PICKED, RANGE, timeline_view

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def revision(now: time_machine.Traveller) -> TimelineRevision:
    texts = ["Before it all", "44 B.C.", "1990s", "The aftermath", "early August 2024", "Aug. 6, 2024", "Nov. 7, 2024"]
    events = [{"date_text": text, "headline": text, "is_key": text == "1990s"} for text in texts]
    found: TimelineRevision = TimelineFactory(slug="kursk", events=events).head
    return found


def shown(revision: TimelineRevision, **options: object) -> list[str]:
    return [event.headline for event in timeline_view(revision, NINE, **options).events]  # type: ignore[arg-type]


def test_key_events_alone(revision: TimelineRevision) -> None:
    assert shown(revision, show=KEY) == ["1990s"]


def test_picked_events_are_in_chronological_order(revision: TimelineRevision) -> None:
    keys = {event["headline"]: event["key"] for event in revision.read()["events"]}
    picked = [keys["Nov. 7, 2024"], keys["The aftermath"], "of-no-event"]
    assert shown(revision, show=PICKED, picked=picked) == ["The aftermath", "Nov. 7, 2024"]


@pytest.mark.parametrize(
    ("range_from", "range_to", "expected"),
    [
        (
            "",
            "",
            ["Before it all", "44 B.C.", "1990s", "The aftermath", "early August 2024", "Aug. 6, 2024", "Nov. 7, 2024"],
        ),
        ("", "1989", ["Before it all", "44 B.C."]),
        ("1999", "2024-08-05", ["1990s", "The aftermath", "early August 2024"]),
        ("2024-08-06", "2024-08-06", ["early August 2024", "Aug. 6, 2024"]),
        ("2024-08-11", "", ["Nov. 7, 2024"]),
    ],
)
def test_a_range_takes_every_event_that_touches_it_and_the_undated_ones_below_them(
    revision: TimelineRevision, range_from: str, range_to: str, expected: list[str]
) -> None:
    assert shown(revision, show=RANGE, range_from=range_from, range_to=range_to) == expected


def test_an_invalid_end_of_a_range_is_named(revision: TimelineRevision) -> None:
    with pytest.raises(ValueError, match="“soon” isn't a valid date"):
        shown(revision, show=RANGE, range_from="soon")


def test_a_shortened_timeline_has_the_number_of_events_of_its_page(revision: TimelineRevision) -> None:
    found = timeline_view(revision, NINE, show=KEY)
    assert (found.shortened, found.total, found.url) == (True, 7, "/timelines/kursk/")
    assert not timeline_view(revision, NINE).shortened


def test_a_pinned_version_has_its_date(revision: TimelineRevision, desk: User) -> None:
    live = actions.publish(revision.subject, desk)
    live.refresh_from_db()
    assert timeline_view(live, NINE, pinned=True).pinned_from == NINE
    assert timeline_view(live, NINE).pinned_from is None
