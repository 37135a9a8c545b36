"""The order of events, for every mixture of dates, labels and anchors: nothing is dropped, and saving changes nothing."""

from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory
from timelines.dates import DateError
from timelines.models import Timeline
from timelines.parse import in_order, read
from timelines.timeline_page import timeline_view

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEXTS = (
    *("", "A label", "Another label", "44 B.C.", "the 1990s", "2024", "August 2024", "early August 2024"),
    *("Aug. 6, 2024", "Aug. 6, 2024, 9 a.m.", "Aug. 6-9, 2024", "since 2022", "by 2030", "A.D. 12,024"),
)


@st.composite
def events(draw: st.DrawFn) -> Any:
    """Up to 12 events of a snapshot, anchored to one another, to nothing, and in circles."""
    keys = draw(st.lists(st.uuids(version=4).map(str), max_size=12, unique=True))

    def event(key: str) -> dict[str, Any]:
        value = read(draw(st.sampled_from(TEXTS)), NINE)
        assert not isinstance(value, DateError)
        after = draw(st.sampled_from([None, None, *keys]))
        return {"key": key, "date": value.to_json() if value.text else None, "after": after}

    return [event(key) for key in keys]


def keys_of(ordered: Any) -> list[str]:
    return [event["key"] for event, _ in ordered]


@settings(max_examples=100)
@given(events())
def test_no_event_is_dropped_and_newest_first_is_the_reverse_of_the_blocks(found: Any) -> None:
    content = {"events": found}
    ordered = in_order(content)
    assert sorted(keys_of(ordered)) == sorted(event["key"] for event in found)
    dated = [value.sort_key for _, value in ordered if not value.undated]
    assert dated == sorted(dated)
    number = 0
    blocks: list[tuple[int, str]] = []
    for event, value in ordered:
        number += not value.undated
        blocks.append((number, event["key"]))
    backwards = [list(block) for _, block in groupby(blocks, key=lambda entry: entry[0])][::-1]
    assert keys_of(in_order(content, newest_first=True)) == [key for block in backwards for _, key in block]


class Saved(TestCase):
    @settings(max_examples=20)
    @given(events())
    def test_numbering_in_order_keeps_the_order_and_the_page_shows_every_event(self, found: Any) -> None:
        timeline: Timeline = TimelineFactory()
        content = timeline.snapshot()
        blank = content["events"][0]
        content["events"] = [{**blank, "headline": "", "body": "", **event} for event in found]
        timeline.load(content)
        before = keys_of(in_order(content))
        for _ in range(2):
            timeline.put_in_order()
            assert [str(event.pk) for event in timeline.events.all()] == before
        revision = timeline.revisions.model(subject=timeline, content=timeline.snapshot(), slug="kursk")
        assert [event.key for event in timeline_view(revision, NINE).events] == before
