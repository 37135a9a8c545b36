"""650 events: the page stays light, is read whole, and has an index of its years."""

import gzip
import random
import re
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.publishing import actions
from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory
from timelines.dates import DateError, DateValue
from timelines.models import Timeline
from timelines.parse import read
from timelines.years import year_index

pytestmark = pytest.mark.django_db

WORDS = """army border city council deal east election fire force foreign government harbor inquiry island judge law
leader minister mission navy north office oil parliament party peace police port president press prison protest report
river road sanction school senate ship soldier south spokesman state storm strike summit talks tax town train treaty
troops union vote war water west witness world""".split()  # fmt: skip
PLACES = {
    "Sudzha": (51.19, 35.27), "Kyiv": (50.45, 30.52), "Brussels": (50.88, 4.43), "Moscow": (55.75, 37.62),
    "Washington": (38.89, -77.03), "Port Ellery": (44.1, -68.9), "Geneva": (46.2, 6.15), "Sydney": (-33.87, 151.2),
}  # fmt: skip
SOURCES = ["Agency", "The ministry", "Court papers", "Office of the president"]


def long_timeline(events: int = 650, **fields: object) -> Timeline:
    """As a desk would have it: over 26 years, one in ten undated, with places, sources, and a text in one of three."""
    chance = random.Random(650)
    timeline: Timeline = TimelineFactory(slug="long", events=[{"headline": "Stands aside"}])
    content = timeline.snapshot() | fields

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))

    def event(number: int) -> dict[str, object]:
        when = f"{chance.choice(['Jan.', 'May', 'Oct.'])} {chance.randint(1, 28)}, {1999 + number // 25}"
        value = read(some(1, 3) if number % 10 == 9 else when, NINE)
        assert not isinstance(value, DateError)
        source, place = chance.choice(SOURCES), chance.choice(list(PLACES))
        return {
            "key": str(UUID(int=chance.getrandbits(128), version=4)),
            "date": value.to_json(),
            "headline": some(4, 8).capitalize(),
            "body": f"<p>{some(15, 25).capitalize()}.</p>" if number % 3 == 0 else "",
            "is_key": number % 7 == 0,
            "place": place,
            "coordinates": dict(zip(("latitude", "longitude"), PLACES[place], strict=True)),
            "sources": [{"text": source, "url": f"https://example.org/{number}" if number % 2 else ""}],
        }

    blank = content["events"][0]
    content["events"] = [{**blank, **event(number)} for number in range(events)]
    timeline.load(content)
    timeline.put_in_order()
    return timeline


def test_650_events_are_light_whole_and_cost_six_queries_at_most(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    timeline = long_timeline()
    actions.publish(timeline, desk, revision=actions.save(timeline, desk))
    client.get("/")  # masthead, alerts and footer are kept for a generation
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/timelines/long/")
    assert len(queries) <= 6
    html = response.content.decode()
    assert len(set(re.findall(r'<li class="event[^"]*" id="(e-[0-9a-f]{12})"', html))) == 650
    assert len(gzip.compress(response.content)) <= 60 * 1024
    mapped = html.index('<figure class="places"'), html.index("</figure>", html.index('<figure class="places"'))
    assert len(gzip.compress((html[: mapped[0]] + html[mapped[1] :]).encode())) <= 45 * 1024, "without the map"
    index = re.findall(r'<li><a href="#(e-[0-9a-f]{12})">(\d{4})</a> <small>(\d+)</small></li>', html)
    assert [year for _, year, _ in index] == [str(year) for year in range(1999, 2025)]
    assert sum(int(count) for _, _, count in index) == 650
    assert all(f'id="{anchor}"' in html for anchor, _, _ in index)


@pytest.mark.once
@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        ([str(year) for year in range(1990, 2031)], ["1990s", "2000s", "2010s", "2020s", "2030s"]),
        (["44 B.C.", "The forum"] * 20 + ["A.D. 14"] * 2, ["44 B.C.", "A.D. 14"]),
        (["A label first"] + ["2023"] * 20 + ["2024"] * 20, ["2023", "2024"]),
        (["2024"] * 50, []),
        (["2024"] * 20 + ["2025"] * 20, []),
        ([f"{1600 - number * 40} B.C." for number in range(40)] + ["A.D. 4", "1900"], None),
    ],
)  # fmt: skip
def test_the_index_has_years_or_longer_spans(texts: list[str], labels: list[str] | None) -> None:
    values = [read(text, NINE) for text in texts]
    entries = [(f"e-{number}", value) for number, value in enumerate(values) if isinstance(value, DateValue)]
    marks = year_index(entries)
    if labels is None:
        assert [mark.label for mark in marks][-3:] == ["99-1 B.C.", "A.D. 1-99", "1900s"]
    else:
        assert [mark.label for mark in marks] == labels
