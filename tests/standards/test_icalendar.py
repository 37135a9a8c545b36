"""Thunderbird's reader of calendars takes ours, and understands them as they were meant."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.timelines.exchange.every_kind import TODAY, TYPED, whole
from timelines import exchange

READER = Path(__file__).parent / "read_calendar.mjs"


def understood(calendar: str) -> dict[str, Any]:
    ran = subprocess.run(["node", str(READER)], input=calendar, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_every_event_is_there_with_its_days_and_its_instant() -> None:
    read = understood(exchange.write("ics", whole(), today=TODAY))
    assert len(read["events"]) + len(read["notes"]) == len(TYPED)
    by_text = {event["summary"].partition("“")[2].partition("”")[0]: event for event in read["events"]}
    assert (by_text["Aug. 6"]["start"], by_text["Aug. 6"]["end"]) == ("2024-08-06", "2024-08-07")
    assert (by_text["Aug. 6-9"]["start"], by_text["Aug. 6-9"]["end"]) == ("2024-08-06", "2024-08-10")
    kyiv = by_text["Aug. 6, 3 p.m. Kyiv time"]
    assert kyiv["zone"] == "Europe/Kyiv"
    assert kyiv["unix"] == datetime.fromisoformat("2024-08-06T15:00:00+03:00").timestamp()
    morning = by_text["9-11 a.m. Nov. 5"]
    assert (morning["start"], morning["end"]) == ("2024-11-05T09:00:00", "2024-11-05T11:00:00")
    assert morning["unix"] == datetime.fromisoformat("2024-11-05T09:00:00-05:00").timestamp()
