"""A front as readers see it, built from versions of containers: for readers, previews and the site at another time.

Editors' picks are placed first, from the top of the page down; then each container is filled up, from the top down,
with the newest stories of its source. So no story appears twice on a page, and no source takes a story that an editor
picked further down. A pick that readers can't see now leaves no gap: those after it move up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from articles.cards import COLUMNS, Card, marked
from articles.latest import FIRST, STORY, Source, stories_and_newest
from articles.media_marks import kept_files
from articles.sections import SectionTree, section_tree
from newsroom.delivery.memory import remember_upcoming
from newsroom.delivery.prepared_queries import Row
from newsroom.delivery.request_clock import TimedRequest, page_changes_at
from newsroom.fronts.layout import ALIKE, BESIDE, SIGNED, Arranger, ShownContainer, StoryItem, look_of
from newsroom.fronts.models import ContainerRevision, Fill, Layout
from newsroom.fronts.queries import FOLLOWING, FrontContext, ShownTimeline, front_context
from newsroom.fronts.snapshots import is_pinned
from newsroom.images.memo import kept_pictures
from newsroom.publishing.intervals import holds
from newsroom.publishing.models import Content

LEAD_PICTURE = COLUMNS.index("lead_picture_id")


class Front(NamedTuple):
    """The containers of a page, and the ids of the stories in them. False without containers."""

    containers: tuple[ShownContainer, ...] = ()
    stories: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.containers)

    @property
    def cards(self) -> list[Card]:
        return [item.card for each in self.containers for item in each.items if isinstance(item, StoryItem)]


def front_of(request: TimedRequest, section: int | None) -> Front:
    """Return the front of a section's page (None: the home page) at `request.now`.

    Without containers, a home page shows the newest stories and a strip for each section, a section's page nothing.
    """
    tree = section_tree(request)
    contents = containers_of(request, section)
    if section is None and not contents:
        contents = list(_default_home(tree))
    return _front(request, tree, contents)


def lead_of(cards: Sequence[Card]) -> Front:
    """Return a front with these stories as its lead, for the top of a section without containers."""
    layout = Layout.LEAD if len(cards) > BESIDE else Layout.STRIP
    looks = [look_of(layout, place, len(cards), False, True) for place in range(len(cards))]
    items = [StoryItem(card, look) for card, look in zip(cards, looks, strict=True)]
    return Front((ShownContainer(layout, items),), frozenset(card.story for card in cards))


def containers_of(request: TimedRequest, section: int | None) -> list[Content]:
    """Return the containers of a page at `request.now`, in order, with the one that is being previewed.

    All requests share them: never change one. One query on the first page after a change of the site, none later.
    """
    live = {
        container: content
        for container, live_from, live_until, content in remember_upcoming(request, "containers", _live_or_waiting)
        if holds(live_from, live_until, request.now)
    }
    preview = getattr(request, "preview", None)
    if isinstance(preview, ContainerRevision):
        live[preview.subject_id] = preview.read()
    on_page = [(content["place"], container) for container, content in live.items() if content["section"] == section]
    return [live[container] for _, container in sorted(on_page)]


def _live_or_waiting(instant: datetime) -> list[tuple[int, datetime, datetime | None, Content]]:
    found: Any = ContainerRevision.objects.live_or_waiting(instant)
    return [(each.subject_id, each.live_from, each.live_until, each.read()) for each in found]


def _default_home(tree: SectionTree) -> Iterator[Content]:
    plain: Content = {
        "slots": [],
        "title": "",
        "section": None,
        "fill_section": None,
        "fill_tag": None,
        "fill_hours": None,
    }
    yield {**plain, "layout": Layout.LEAD, "size": 8, "fill": Fill.NEWEST}
    strip = {**plain, "layout": Layout.STRIP, "size": 3, "fill": Fill.SECTION}
    for section in tree.sections.values():
        if section.depth == 0:
            yield {**strip, "fill_section": section.pk}


@dataclass
class _Filling:
    """A container while it is filled. Each item is a story's row or a timeline, with the slot that picked it, if any."""

    content: Content
    slots: list[Content]
    source: Source | None
    items: list[tuple[Row | ShownTimeline, Content | None]] = field(default_factory=list)
    young: list[Row] = field(default_factory=list)  # what may fill it

    @property
    def size(self) -> int:
        return int(self.content["size"])

    @property
    def age(self) -> timedelta | None:
        """How old a story may be that fills it; None for any age."""
        hours = self.content["fill_hours"]
        return timedelta(hours=hours) if hours else None

    def leaving(self) -> datetime | None:
        """Return when the first of the stories that fill it gets too old, None if none does."""
        filled = (row for row, slot in self.items if slot is None)
        return min((row[FIRST] + self.age for row in filled), default=None) if self.age else None


def _front(request: TimedRequest, tree: SectionTree, contents: list[Content]) -> Front:
    fillings = [
        _Filling(content, [slot for slot in content["slots"] if is_pinned(slot, request.now)], _source(content, tree))
        for content in contents
    ]
    slots = [slot for each in fillings for slot in each.slots]
    chosen = dict.fromkeys(slot["story"] for slot in slots if slot["story"])
    found, newest = stories_and_newest(request.now, chosen, _wanted(fillings))
    beside = front_context(
        request.now,
        timelines={slot["timeline"] for slot in slots if slot["timeline"]},
        followed={slot["story"] for slot in slots if slot["follow_ups"] and slot["story"] in found},
        signed=set(_to_sign(fillings, found, newest)),
    )
    for each in fillings:
        each.young = list(_young_enough(each, newest, request.now))
    used = _fill(fillings, found, beside)
    for each in fillings:
        if leaving := each.leaving():
            page_changes_at(request, leaving)
    rows = [item for each in fillings for item, _ in each.items if not isinstance(item, ShownTimeline)]
    portraits = {portrait for row in rows for portrait in beside.portraits.get(row[0], ())}
    wanted = {row[LEAD_PICTURE] for row in rows} | {slot["picture"] for slot in slots} | portraits
    files = kept_files(request, marked(rows))
    arranger = Arranger(request, tree, kept_pictures(request, wanted - {None}), files, beside)
    filled = [each for each in fillings if each.items]
    first = next((each for each in filled if each.content["layout"] not in ALIKE), None)  # with photos
    shown = tuple(_shown(each, number, tree, arranger, each is first) for number, each in enumerate(filled, 1))
    return Front(shown, frozenset(used))


def _source(content: Content, tree: SectionTree) -> Source | None:
    match content["fill"]:
        case Fill.NEWEST:
            return Source()
        case Fill.SECTION if content["fill_section"] in tree.sections:
            return Source(sections=tuple(tree.under(content["fill_section"])))
        case Fill.TAG if content["fill_tag"]:
            return Source(tag=content["fill_tag"])
    return None


def _wanted(fillings: list[_Filling]) -> dict[Source, int]:
    """Return how many stories of each source suffice, whatever follow-ups and the containers above take of them."""
    wanted: dict[Source, int] = {}
    following = FOLLOWING * sum(1 for each in fillings for slot in each.slots if slot["follow_ups"])
    for number, each in enumerate(fillings):
        if each.source:
            above = (other for other in fillings[:number] if other.source and other.source.meets(each.source))
            wanted[each.source] = each.size + following + sum(other.size for other in above)
    return wanted


def _young_enough(filling: _Filling, newest: Mapping[Source, list[Row]], now: datetime) -> Iterator[Row]:
    """Yield the stories of its source that are young enough for a container, newest first."""
    for row in newest[filling.source] if filling.source else ():
        if filling.age is None or now < row[FIRST] + filling.age:
            yield row


def _to_sign(fillings: list[_Filling], found: Mapping[int, Row], newest: Mapping[Source, list[Row]]) -> Iterator[int]:
    """Yield the ids of the versions that may appear in a container that names writers."""
    for each in fillings:
        if each.content["layout"] in SIGNED:
            yield from (found[slot["story"]][0] for slot in each.slots if slot["story"] in found)
            yield from (row[0] for row in newest.get(each.source, ()) if each.source)  # type: ignore[arg-type]


def _fill(fillings: list[_Filling], found: Mapping[int, Row], beside: FrontContext) -> set[int]:
    """Put into each container what it shows. Return the ids of all stories on the page."""
    used: set[int] = set()
    timelines: set[int] = set()
    for each in fillings:
        for slot in each.slots:
            if slot["story"] in found and slot["story"] not in used:
                used.add(slot["story"])
                each.items.append((found[slot["story"]], slot))
            elif slot["timeline"] in beside.timelines and slot["timeline"] not in timelines:
                timelines.add(slot["timeline"])
                each.items.append((beside.timelines[slot["timeline"]], slot))
    for story, links in beside.follow_ups.items():
        beside.follow_ups[story] = [link for link in links if link.story not in used][:FOLLOWING]
        used |= {link.story for link in beside.follow_ups[story]}
    for each in fillings:
        for row in each.young:
            if len(each.items) >= each.size:
                break
            if row[STORY] not in used:
                used.add(row[STORY])
                each.items.append((row, None))
    return used


def _shown(filling: _Filling, number: int, tree: SectionTree, arranger: Arranger, first: bool) -> ShownContainer:
    content = filling.content
    section = tree.sections.get(content["fill_section"]) if content["fill"] == Fill.SECTION else None
    if section and section.pk == content["section"]:
        section = None  # the page already has this title
    title = content["title"] or (section.name if section else "")
    return ShownContainer(
        content["layout"],
        arranger.arrange(content["layout"], filling.items, titled=bool(title), first=first),
        number=number,
        title=title,
        url=section.get_absolute_url() if section else "",
        hue=tree.hue(section.pk) if section else "",
    )
