"""The choices on a timeline's page, as plain links: key events, one group, the order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from timelines.timeline_page import ShownTimeline


@dataclass(frozen=True)
class Asked:
    """The choices in an address; by default all events, oldest first."""

    key_only: bool = False
    lane: str = ""
    newest_first: bool = False

    def query(self) -> str:
        """Return the query of the address, "" for the canonical one."""
        asked = {"show": "key" * self.key_only, "lane": self.lane, "order": "newest" * self.newest_first}
        named = urlencode({name: value for name, value in asked.items() if value})
        return f"?{named}" if named else ""


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    chosen: bool


def asked_for(query: Mapping[str, str]) -> Asked:
    """Read the choices in a query; anything else in it is ignored."""
    return Asked(query.get("show") == "key", query.get("lane", ""), query.get("order") == "newest")


def choices(asked: Asked, timeline: ShownTimeline) -> list[tuple[str, list[Choice]]]:
    """Return groups of links, such as ("Group", [all groups, each group]), without those that change nothing."""
    groups: dict[str, list[tuple[str, Asked]]] = {}
    _ = timeline.words.gettext
    if 0 < timeline.key_events < timeline.total:
        named = ((_("All events"), False), (_("Key events"), True))
        groups[_("Events")] = [(label, replace(asked, key_only=key_only)) for label, key_only in named]
    if timeline.lanes:
        lanes = [(_("All groups"), ""), *((lane.name, lane.key) for lane in timeline.lanes)]
        groups[_("Group")] = [(label, replace(asked, lane=key)) for label, key in lanes]
    if timeline.total > 1:
        orders = ((_("Oldest first"), False), (_("Newest first"), True))
        groups[_("Order")] = [(label, replace(asked, newest_first=newest)) for label, newest in orders]
    return [
        (name, [Choice(label, timeline.url + each.query(), each == asked) for label, each in group])
        for name, group in groups.items()
    ]
