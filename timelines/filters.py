"""What a reader may choose on a timeline's page, as plain links: key events, one lane, the order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from timelines.timeline_page import ShownTimeline


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Without a query: all events, the oldest first."""

    key_only: bool = False
    lane: str = ""
    newest_first: bool = False

    def query(self) -> str:
        """The query of the address, "" for the canonical one."""
        asked = {
            "show": "key" if self.key_only else "",
            "lane": self.lane,
            "order": "newest" if self.newest_first else "",
        }
        named = urlencode({name: value for name, value in asked.items() if value})
        return f"?{named}" if named else ""


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    chosen: bool


def asked_for(query: Mapping[str, str]) -> Asked:
    """What `query` asks for; what it says beyond that is ignored."""
    return Asked(query.get("show") == "key", query.get("lane", ""), query.get("order") == "newest")


def choices(asked: Asked, timeline: ShownTimeline) -> list[tuple[str, list[Choice]]]:
    """Groups of links: ("Lane", [all lanes, each lane]). A choice that would change nothing is not offered."""
    groups = [
        ("Events", [("All events", replace(asked, key_only=False)), ("Key events", replace(asked, key_only=True))]),
        (
            "Lane",
            [("All lanes", replace(asked, lane=""))]
            + [(lane.name, replace(asked, lane=lane.key)) for lane in timeline.lanes],
        ),
        (
            "Order",
            [
                ("Oldest first", replace(asked, newest_first=False)),
                ("Newest first", replace(asked, newest_first=True)),
            ],
        ),
    ]
    offered = {
        "Events": 0 < timeline.key_events < timeline.total,
        "Lane": bool(timeline.lanes),
        "Order": timeline.total > 1,
    }
    return [
        (name, [Choice(label, timeline.url + each.query(), each == asked) for label, each in group])
        for name, group in groups
        if offered[name]
    ]
