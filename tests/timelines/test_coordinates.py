"""Coordinates as people copy them, and where they go."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from newsroom.publishing import actions
from tests.timelines.conftest import NINE
from tests.timelines.factories import INCURSION, TimelineFactory
from timelines import exchange
from timelines.coordinates import as_text, from_text
from timelines.models import Event

SUDZHA = {"latitude": 51.19, "longitude": 35.27}
TODAY = NINE.date()


@pytest.mark.parametrize(
    ("typed", "latitude", "longitude"),
    [
        ("51.19, 35.27", 51.19, 35.27),
        ("51.19 35.27", 51.19, 35.27),
        ("-33.87;151.2", -33.87, 151.2),
        ("51°11′24″N 35°16′12″E", 51.19, 35.27),
        ("33° 52' S, 151° 12' E", -33.86667, 151.2),
        ("77.03 W, 38.89 N", 38.89, -77.03),
        ("https://www.google.com/maps/@51.19,35.27,12z", 51.19, 35.27),
        ("https://www.google.com/maps?q=51.19,35.27", 51.19, 35.27),
        ("https://www.openstreetmap.org/#map=12/51.19/35.27", 51.19, 35.27),
        ("https://www.openstreetmap.org/?mlat=51.19&mlon=35.27#map=5/1/2", 51.19, 35.27),
        ("geo:51.19,35.27", 51.19, 35.27),
        ("-0, 0", 0, 0),
    ],
)
def test_coordinates_are_read_as_maps_give_them(typed: str, latitude: float, longitude: float) -> None:
    found = from_text(typed)
    assert found == {"latitude": latitude, "longitude": longitude}
    assert from_text(as_text(found)) == found


@pytest.mark.parametrize("typed", ["Sudzha", "51.19", "91, 0", "0, 181", "51 N, 35 S", "1, 2, 3", "9" * 400 + ", 1"])
def test_what_is_no_place_on_earth_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"latitude|longitude"):
        from_text(typed)


def test_a_wrong_place_is_told_at_its_field() -> None:
    with pytest.raises(ValidationError, match="isn’t a latitude and a longitude"):
        Event._meta.get_field("coordinates").formfield().clean("north of Kyiv")


@pytest.mark.django_db
def test_every_form_that_can_say_a_place_brings_it_back(desk: User, now: Any) -> None:
    content = TimelineFactory(events=[INCURSION | {"coordinates": SUDZHA, "place": "Sudzha"}]).snapshot()
    for form in ("json", "csv", "ics"):
        read = exchange.read(exchange.write(form, content, today=TODAY), "x", TODAY)
        assert read.content["events"][0]["coordinates"] == SUDZHA, form
        assert not read.losses, form
    assert "GEO:51.19;35.27" in exchange.write("ics", content, today=TODAY)


def test_other_calendars_and_tables_have_places_too() -> None:
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20240806", "SUMMARY:It begins")
    calendar = "\n".join((*lines, "GEO:51.19;35.27", "END:VEVENT", "END:VCALENDAR", ""))
    table = "Date,Headline,Lng,Lat\nAug. 6,It begins,35.27,51.19\nAug. 7,It goes on,x,y\n"
    assert exchange.read(calendar, "x.ics", TODAY).content["events"][0]["coordinates"] == SUDZHA
    read = exchange.read(table, "x.csv", TODAY)
    assert [event["coordinates"] for event in read.content["events"]] == [SUDZHA, None]
    assert [loss.event for loss in read.losses] == ["It goes on"]


@pytest.mark.django_db
def test_the_history_tells_of_a_place_in_words(desk: User, now: Any) -> None:
    timeline = TimelineFactory(events=[INCURSION])
    event = timeline.events.get()
    event.coordinates = SUDZHA
    event.save()
    actions.save(timeline, desk)
    presenter = timeline.adapter.presenter([timeline.snapshot()])
    assert presenter.words(Event, "coordinates", SUDZHA) == "51.19, 35.27"
