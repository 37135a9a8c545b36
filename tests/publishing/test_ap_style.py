"""Instants in AP style, in the newsroom's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from newsroom.delivery.jinja import isolated
from newsroom.publishing.next_change import next_midnight
from newsroom.text.ap_style import clock_said, end_said, isolate, newsroom_day, said, sentence, zone_name
from newsroom.text.languages import speaking

NOW = datetime(2024, 11, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2024, 11, 8, 14, 2, tzinfo=UTC), "Nov. 8, 9:02 a.m. EST"),
        (datetime(2024, 7, 4, 16, tzinfo=UTC), "July 4, noon EDT"),
        (datetime(2024, 11, 3, 5, 30, tzinfo=UTC), "Nov. 3, 1:30 a.m. EDT"),  # the hour that comes twice
        (datetime(2024, 11, 3, 6, 30, tzinfo=UTC), "Nov. 3, 1:30 a.m. EST"),
        (datetime(2024, 1, 1, 4, 59, tzinfo=UTC), "Dec. 31, 2023, 11:59 p.m. EST"),
    ],
)
def test_a_time_of_day_names_the_zone(instant: datetime, words: str) -> None:
    assert said(instant, NOW) == words
    assert said(instant, NOW, with_zone=False) == words[:-4]
    assert words.endswith(f", {clock_said(instant)}")


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (datetime(2024, 12, 6, 4, 59, 59, tzinfo=UTC), "Dec. 5, 2024"),
        (datetime(2024, 12, 6, 5, tzinfo=UTC), "Dec. 5, 2024"),  # midnight
        (datetime(2024, 12, 5, 20, tzinfo=UTC), "Dec. 5, 2024, 3 p.m."),
        (datetime(2024, 11, 8, 20, tzinfo=UTC), "3 p.m."),
    ],
)
def test_the_end_of_a_day_is_said_by_the_day(end: datetime, words: str) -> None:
    assert end_said(end, NOW) == words


def test_another_zone_is_another_time() -> None:
    assert said(NOW, NOW) == "Nov. 8, 10 a.m. EST"
    with override_settings(TIME_ZONE="Europe/Kyiv"):
        assert said(NOW, NOW) == "Nov. 8, 5 p.m. EET"


@pytest.mark.parametrize(
    ("words", "direction", "html"),
    [
        ("Open again.", "ltr", "Open again."),
        ("Open again.", "rtl", "<bdi>Open again.</bdi>"),
        ("Łódź – Erdoğan", "ltr", "Łódź – Erdoğan"),
        ("שלום.", "ltr", "<bdi>שלום.</bdi>"),
    ],
)
def test_words_that_run_the_other_way_are_kept_apart(words: str, direction: str, html: str) -> None:
    assert isolate(words, direction) == html


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Dubai", "UTC+4"), ("Asia/Kathmandu", "UTC+5:45"), ("America/Sao_Paulo", "UTC-3"), ("UTC", "UTC")],
)
def test_a_zone_without_a_name_is_given_by_its_hours(zone: str, name: str) -> None:
    assert zone_name(NOW.astimezone(ZoneInfo(zone))) == name


@pytest.mark.parametrize(
    ("zone", "after", "changes"),
    [
        ("America/New_York", datetime(2024, 11, 3, 3, 59, tzinfo=UTC), datetime(2024, 11, 3, 4, tzinfo=UTC)),
        ("America/New_York", datetime(2024, 11, 3, 4, tzinfo=UTC), datetime(2024, 11, 4, 5, tzinfo=UTC)),  # 25 hours
        (
            "Africa/Cairo",
            datetime(2024, 4, 25, 12, tzinfo=UTC),
            datetime(2024, 4, 25, 22, tzinfo=UTC),
        ),  # has no midnight
    ],
)
def test_the_newsrooms_day_changes_at_its_midnight(zone: str, after: datetime, changes: datetime) -> None:
    with override_settings(TIME_ZONE=zone):
        assert next_midnight(after) == changes
        assert newsroom_day(changes - timedelta(seconds=1)) == newsroom_day(after)
        assert newsroom_day(changes) == newsroom_day(after) + timedelta(days=1)


def test_a_sentence_ends_with_one_period() -> None:
    assert [sentence("due at 9 a.m."), sentence("due at noon")] == ["due at 9 a.m.", "due at noon."]


@pytest.mark.parametrize(("language", "html"), [("en", "14 Weir Street"), ("ar", "<bdi>14 Weir Street</bdi>")])
def test_a_template_isolates_typed_text_from_the_direction_of_its_page(language: str, html: str) -> None:
    with speaking(language):
        assert isolated("14 Weir Street") == html
