"""A timeline with every kind of date, and every field in use."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from timelines import exchange
from timelines.dates import DateValue
from timelines.exchange import Setting
from timelines.exchange.plain_dates import in_full

TODAY = date(2024, 11, 8)
TYPED = (
    *("Aug. 6", "August 2024", "in early August", "early 2024", "late on Oct. 7", "spring 2024", "Q3 2024"),
    *("Aug. 6-9", "2022-24", "between Aug. 6 and 9", "the 1990s", "19th century", "circa 1250", "44 BC"),
    *("Nov. 8, 2024, 3:30 p.m. ET", "midnight Aug. 6", "about 3 a.m. Aug. 6", "9-11 a.m. Nov. 5", "last week"),
    *(
        "2022–present",
        "before 1914",
        "after 1914",
        "until Aug. 9",
        "Aug. 6 or 7",
        "possibly 1250",
        "Oct. 3, 1582 (Julian)",
    ),
    *("Aug. 6, 3 p.m. Kyiv time", "Aug. 6, 3 p.m. +03:00", "A.D. 12,024", "Putin’s reaction:", "", "Aug. 6 and 9"),
)
KEYS = [str(uuid5(NAMESPACE_URL, str(number))) for number in range(100)]


def whole() -> dict[str, Any]:
    """A timeline with every kind of date and every field in use."""
    setting = Setting(TODAY)
    empty: dict[str, Any] = {
        "after": None,
        "picture": None,
        "picture_alt": "",
        "media": None,
        "foreign": {},
        "lane": None,
    }
    events = []
    for number, text in enumerate(TYPED):
        value = setting.parse(text)
        assert isinstance(value, DateValue), text
        events.append({
            "key": KEYS[number],
            "date": value.to_json() if text else None,
            "headline": f"“{text}” <happens> & goes = on",
            "body": "<p>One <strong>bold</strong> word.</p><p>Two.</p>",
            "is_key": number % 2 == 0,
            "place": "Sudzha, Russia",
            "coordinates": {"latitude": 51.19, "longitude": -35.27} if number % 4 else None,
            "sources": [{"text": "Agency", "url": "https://example.org/a"}, {"text": "=cmd", "url": ""}],
            "sources_waived": number % 3 == 0,
            **empty,
        })  # fmt: skip
    medium = {"url": "https://example.org/a.jpg", "caption": "C", "credit": "AP", "alt": "A post", "thumbnail": ""}
    events[0] |= {"lane": KEYS[90], "media": medium}
    content = {
        "schema": 1,
        "title": "The fighting, =so far",
        "slug": "kursk",
        "introduction": "<p>How it <em>came</em> about.</p>",
        "lanes": [{"key": KEYS[90], "name": "On the ground"}],
        "eras": [{"key": KEYS[91], "title": "War", "date": setting.parse("2022-24").to_json()}],  # type: ignore[union-attr]
        "events": events,
        "foreign": {},
    }
    # What an export orders, this is ordered as.
    return exchange.read(exchange.write("json", content, today=TODAY), "x", TODAY).content


def as_shown(content: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    """What a file shows of every event: its date in words, headline, group and medium, and these fields."""
    groups = {lane["key"]: lane["name"] for lane in content["lanes"]}
    return [
        (
            in_full(DateValue.from_json(event["date"])) if event["date"] else "",
            event["headline"],
            groups.get(event["lane"]),
            event["media"] and event["media"]["url"],
            *(event[name] for name in names),
        )
        for event in content["events"]
    ]
