"""The list of a timeline in parts by year, folded when it is long, with its gaps named."""

from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from newsroom.publishing import actions
from tests.timelines.factories import TimelineFactory
from timelines.dates import DateValue, parse
from timelines.sections import sections


@dataclass(frozen=True)
class Listed:
    anchor: str
    date: DateValue
    is_key: bool = False
    headline: str = "It happened"


def listed(*texts: str, key: tuple[str, ...] = ()) -> list[Listed]:
    """Events in reading order, each with its date as its anchor."""
    found = [(text, parse(text, date(2024, 11, 8))) for text in texts]
    return [Listed(text, value, text in key, text) for text, value in found if isinstance(value, DateValue)]


def test_a_year_is_a_heading_where_it_has_events_enough() -> None:
    texts = [f"{month} 3, {year}" for year in (2022, 2023) for month in ("Jan.", "May", "Oct.")]
    assert [(part.label, len(part.events)) for part in sections(listed(*texts))] == [("2022", 3), ("2023", 3)]
    assert [part.label for part in sections(listed(*texts[:4]))] == [""]
    assert [part.label for part in sections(listed("1938", "1960", "1961", "2010", "2011", "2012"))] == [""]


def test_an_undated_event_stays_in_the_part_of_the_one_above_it() -> None:
    texts = ["Jan. 3, 2022", "The reaction", "May 3, 2022", "Jan. 3, 2023", "May 3, 2023", "The aftermath"]
    assert [len(part.events) for part in sections(listed(*texts))] == [3, 3]


def test_too_many_years_become_decades_and_one_long_year_months() -> None:
    decades = sections(listed(*(f"{year}" for year in range(1950, 2020))))
    assert [part.label for part in decades] == ["1950s", "1960s", "1970s", "1980s", "1990s", "2000s", "2010s"]
    days = [f"{month} {day}, 2023" for month in ("January", "May") for day in range(1, 26)]
    assert [part.label for part in sections(listed(*days))] == ["January 2023", "May 2023"]


def test_parts_of_a_long_list_are_folded_after_the_first_and_name_their_key_events() -> None:
    texts = [f"May {day}, {year}" for year in range(2018, 2024) for day in range(1, 15)]
    parts = sections(listed(*texts, key=("May 2, 2019", "May 9, 2019")))
    assert [part.is_open for part in parts] == [True, False, False, False, False, False]
    assert parts[1].key_headlines == ["May 2, 2019", "May 9, 2019"]
    assert all(part.is_open for part in sections(listed(*texts[:40])))


@pytest.mark.parametrize(
    ("texts", "gaps"),
    [
        (["1940", "1980", "1981", "1982", "1983"], {"1980": "40 years pass"}),
        (["Aug. 1, 2024", "Aug. 2, 2024", "Aug. 3, 2024", "Nov. 5, 2024"], {"Nov. 5, 2024": "3 months pass"}),
        (["Aug. 1, 2024", "Aug. 2, 2024", "Aug. 3, 2024", "Aug. 14, 2024"], {"Aug. 14, 2024": "10 days pass"}),
        (["1930", "1931", "1980-90", "1991"], {"1980-90": "49 years pass"}),
        (["1990", "2000", "2010", "2020"], {}),
        (["1940-79", "1980", "1981", "1982"], {}),
        (["1940", "1990"], {}),
        (["The aftermath"], {}),
    ],
)
def test_a_gap_is_named_if_it_is_long_for_the_list(texts: list[str], gaps: dict[str, str]) -> None:
    assert {anchor: text for part in sections(listed(*texts)) for anchor, text in part.gaps.items()} == gaps
    assert not any(part.gaps for part in sections(listed(*texts), gaps=False))


@pytest.mark.django_db
def test_the_page_shows_how_sure_a_date_is_and_links_to_each_event(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    texts = ["Aug. 6, 2024", "Aug. 6-9, 2024", "autumn 2024", "about Nov. 7, 2024", "The aftermath"]
    events = [{"date_text": text, "headline": text, "is_key": text == "Aug. 6, 2024"} for text in texts]
    actions.publish(TimelineFactory(slug="kursk", events=events), desk)
    html = client.get("/timelines/kursk/").content.decode()
    assert [html.count(f" event--{kind}") for kind in ("span", "within", "doubt", "undated", "key")] == [1] * 5
    assert html.count('aria-label="Link to this event"') == 5
    wide = html.split('<ul class="legend scale__note--wide"')[1].split("</ul>")[0]
    assert [wide.count(f"legend__mark--{kind}") for kind in ("sure", "about", "within", "span", "key")] == [1] * 5
    assert "5 events from August to November 2024, one without a date" in html


@pytest.mark.django_db
def test_a_scale_is_one_stop_of_the_tab_key_and_each_mark_leads_to_its_event(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    events = [{"date_text": f"Aug. {day}, 2024", "headline": f"<b>{day}</b>"} for day in (6, 9, 21)]
    timeline = TimelineFactory(slug="kursk", events=events)
    actions.publish(timeline, desk)
    html = client.get("/timelines/kursk/").content.decode()
    drawings = html.split('<svg class="scale__drawing')[1:]
    assert len(drawings) == 2
    for drawing in drawings:
        drawing = drawing.split("</svg>")[0]
        assert (drawing.count('tabindex="0"'), drawing.count('tabindex="-1" aria-hidden="true"')) == (1, 3)
        assert drawing.count('tabindex="-1"') == 5
        for event in timeline.events.all():
            assert f'<a href="#e-{str(event.pk)[-12:]}"' in drawing
        assert "<title>Aug. 6: &lt;b&gt;6&lt;/b&gt;</title>" in drawing
        assert " style=" not in drawing
