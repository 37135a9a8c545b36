"""The map of the places of a timeline: what is where, and that it says no more than readers may know."""

import re
from datetime import timedelta
from itertools import combinations
from math import hypot

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.timelines.conftest import NINE
from tests.timelines.factories import BUDAPEST, INCURSION, REACTION, TimelineFactory
from timelines.locator import Located, Map, locator_map
from timelines.locator.drawing import DOT, Dot
from timelines.locator.outlines import countries_in
from timelines.locator.window import window_of
from timelines.scale.labels import BOLD, NORMAL, text_width

SUDZHA, KYIV, NEW_YORK = (51.19, 35.27), (50.45, 30.52), (40.75, -73.97)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
FIJI, SAMOA = (-17.8, 178.1), (-13.8, -171.8)


def drawn(*places: tuple[float, float], name: str = "Place", key: bool = False) -> Map:
    made = locator_map(
        Located(f"e-{n}", f"Event {n}", f"{name} {n}", {"latitude": latitude, "longitude": longitude}, key)
        for n, (latitude, longitude) in enumerate(places)
    )
    assert made
    return made


def test_no_place_is_no_map_and_one_is_in_the_middle_of_its_region() -> None:
    assert locator_map([]) is None
    (_, wide), (_, narrow) = drawn(SUDZHA).drawings
    for drawing in (wide, narrow):
        assert [(dot.x, dot.y) for dot in drawing.dots] == [(drawing.width / 2, drawing.height / 2)]
        assert {"Russia", "Ukraine"} <= {country.name for country in drawing.countries}


def test_events_at_one_place_share_a_dot_that_leads_to_the_first() -> None:
    made = locator_map(
        Located(f"e-{n}", f"Event {n}", "Kyiv", {"latitude": 50.45, "longitude": 30.52}, n == 2) for n in range(4)
    )
    assert made
    assert [(place.name, len(place.events)) for place in made.places] == [("Kyiv", 4)]
    (dot,) = made.drawings[0][1].dots
    assert (dot.anchor, dot.label, dot.is_key) == ("e-0", "Kyiv", True)


def test_a_place_without_a_name_is_named_by_its_event() -> None:
    made = locator_map([Located("e-0", "Aug. 6: It begins", "", {"latitude": 51.19, "longitude": 35.27}, False)])
    assert made
    assert made.places[0].name == "Aug. 6: It begins"


def test_places_too_near_for_a_dot_each_are_all_named_and_what_has_no_room_has_the_number_of_the_list() -> None:
    made = drawn(SUDZHA, (51.2, 35.3), NEW_YORK)
    assert sorted(dot.label for dot in made.drawings[1][1].dots) == ["Place 0, Place 1", "Place 2"]
    assert not made.numbered
    crowd = drawn(*((50 + n // 6, 20 + n % 6 * 1.5) for n in range(36)))
    assert crowd.numbered
    (dot, *_) = [dot for dot in crowd.drawings[1][1].dots if dot.numbered]
    assert re.fullmatch(r"\d+(, \d+)*", dot.label)
    assert [place.number for place in crowd.places] == list(range(1, 37))


def test_a_row_of_places_has_little_land_below_it() -> None:
    (_, wide), (_, narrow) = drawn((52, -70), (40, 60), (44, 120)).drawings
    assert (wide.height < 351, narrow.height) == (True, 170)


def test_the_shorter_way_around_the_earth_is_shown() -> None:
    window = window_of([(FIJI[1], FIJI[0]), (SAMOA[1], SAMOA[0])], 700, 400)
    assert window.west < 178 < 188.2 < window.east < 230
    dots = sorted(drawn(FIJI, SAMOA).drawings[0][1].dots, key=lambda dot: dot.x)
    assert [dot.anchor for dot in dots] == ["e-0", "e-1"]


def test_crimea_is_drawn_in_ukraine_as_the_united_nations_do() -> None:
    window = window_of([(34.1, 45.1)], 700, 400)  # in Crimea
    at = window.place(34.1, 45.1)

    def holds(ring: list[tuple[float, float]]) -> bool:
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        crossed = [
            a[0] + (at[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > at[0]
            for a, b in pairs
            if (a[1] > at[1]) != (b[1] > at[1])
        ]
        return sum(crossed) % 2 == 1

    assert [code for code, rings in countries_in(window) if any(map(holds, rings))] == ["UA"]


def test_countries_have_their_names_in_the_language_of_the_timeline() -> None:
    located = [Located("e-0", "", "Суджа", {"latitude": 51.19, "longitude": 35.27}, True)]
    made = locator_map(located, "uk")
    assert made
    assert "Україна" in {country.name for country in made.drawings[0][1].countries}


def box(dot: Dot) -> tuple[float, float, float, float]:
    wide = text_width(dot.label, NORMAL * BOLD)
    left = dot.label_x - wide * {"start": 0, "middle": 0.5, "end": 1}[dot.align]
    return left, dot.label_y - NORMAL, left + wide, dot.label_y


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-180, 180)), min_size=1, max_size=25))
def test_every_place_is_on_the_map_and_no_name_covers_another(places: list[tuple[float, float]]) -> None:
    for _, drawing in drawn(*places).drawings:
        assert re.fullmatch(r"(?:M-?\d+ -?\d+l[-\d ]*z)*", drawing.land)
        assert all(0 <= dot.x <= drawing.width and 0 <= dot.y <= drawing.height for dot in drawing.dots)
        assert all(dot.label for dot in drawing.dots), "no place is anonymous"
        beside = [dot for dot in drawing.dots if not dot.inside]
        boxes = [box(dot) for dot in beside]
        for dot, (left, top, right, bottom) in zip(beside, boxes, strict=True):
            for other in drawing.dots:
                x, y = min(max(other.x, left), right), min(max(other.y, top), bottom)
                assert other is dot or hypot(other.x - x, other.y - y) > DOT, (
                    "a name is beside the dot of another place"
                )
        assert all(left >= 0 and right <= drawing.width and top >= 0 for left, top, right, _ in boxes)
        for first, second in combinations(boxes, 2):
            assert first[2] <= second[0] or second[2] <= first[0] or first[3] <= second[1] or second[3] <= first[1]


@pytest.mark.django_db
def test_the_page_and_its_frame_have_a_map_and_the_places_as_a_list(client: Client, desk: User) -> None:
    events = [
        INCURSION | {"place": "Sudzha & around", "coordinates": {"latitude": 51.19, "longitude": 35.27}},
        REACTION | {"place": "Moscow"},
        BUDAPEST | {"place": "Budapest", "coordinates": {"latitude": 47.5, "longitude": 19.04}},
    ]
    timeline = TimelineFactory(slug="kursk", events=events)
    actions.publish(timeline, desk)
    for address in ("/timelines/kursk/", "/timelines/kursk/embed/"):
        html = client.get(address).content.decode()
        figure = html[html.index('<figure class="places"') :].partition("</figure>")[0]
        first, second = re.findall(r'<li><a href="(#e-[0-9a-f]{12})"><bdi>([^<]*)</bdi>', figure)
        assert (first[1], second[1]) == ("Sudzha &amp; around", "Budapest")
        assert f'id="{first[0][1:]}"' in html
        assert "Moscow" not in figure
        assert "https:" not in figure
        assert html.index('<figure class="places"') > html.rindex('<li class="event'), "the events come first"
    assert '<a class="map-link" href="#places">2 places</a>' in client.get("/timelines/kursk/").content.decode()
    places = [event["coordinates"] for event in client.get("/timelines/kursk.json").json()["events"]]
    assert places == [{"latitude": 51.19, "longitude": 35.27}, None, {"latitude": 47.5, "longitude": 19.04}]
    assert '<figure class="places"' not in client.get("/timelines/kursk/?lane=none").content.decode()


@pytest.mark.django_db
def test_a_place_is_on_the_map_from_the_second_of_its_version_until_it_is_taken_down(
    client: Client, desk: User, chief: User, now: time_machine.Traveller
) -> None:
    timeline = TimelineFactory(slug="kursk", events=[INCURSION, BUDAPEST])
    actions.publish(timeline, desk)
    timeline.events.update(place="Sudzha", coordinates={"latitude": 51.19, "longitude": 35.27})
    revision = actions.save(timeline, desk)
    actions.publish(timeline, desk, revision=revision, change=Change.SUBSTANTIVE, at=NINE + HOUR)
    forms = ("/timelines/kursk/", "/timelines/kursk/embed/", "/timelines/kursk.json")
    for instant, there in ((HOUR - SECOND, False), (HOUR, True)):
        now.move_to(NINE + instant)
        assert [("Sudzha" in client.get(form).content.decode()) for form in forms] == [there] * 3
    actions.take_down(timeline, chief, reason="Court order")
    assert not any("Sudzha" in client.get(form).content.decode() for form in forms)
