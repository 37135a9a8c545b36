"""What in the days to come does not go together. Said, and never refused: an editor may mean it.

A conflict is said at the line that an editor would move. It names nothing that the person may not find.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from articles.models import Article, ArticleReference, ArticleRevision
from articles.models.revision import Role
from newsroom.desk.calendar.lines import CONTAINER, DOWN, LIVE, PIN, STORY, Line
from newsroom.fronts.models import ContainerReference, ContainerRevision, Layout
from newsroom.fronts.snapshots import ends
from newsroom.images.models import Picture
from newsroom.publishing.intervals import holds
from newsroom.publishing.models import Content
from newsroom.text.ap_style import moment

MOST = 500  # lines to come that are looked at
Said = tuple[Line, str]


def conflicts(user: Any, lines: Iterable[Line], now: datetime) -> dict[Line, list[str]]:
    """Of each of the `lines` to come what is wrong with it, in a sentence. At most six queries."""
    coming = [line for line in lines if line.at > now and not line.sealed][:MOST]
    if not coming:
        return {}
    placed = _containers(user, now)
    found: dict[Line, list[str]] = defaultdict(list)
    for line, words in (
        *_before_embargo(coming),
        *_same_minute(coming, placed),
        *_two_leads(coming, placed),
        *_unpinned(coming, placed, now),
        *_pictures(coming),
        *_related(user, coming, now),
    ):
        found[line].append(words if words.endswith(".") else f"{words}.")  # moments end with a point of their own
    return dict(found)


def _before_embargo(coming: list[Line]) -> Iterator[Said]:
    for line in coming:
        if line.goes_live and line.held and line.at < line.held:
            yield line, f"Its embargo holds until {moment(line.held)}: readers would see it before."


# --- leads -----------------------------------------------------------------------------------------


def _same_minute(coming: list[Line], placed: list[Any]) -> Iterator[Said]:
    """Two stories of a section that come in the same minute, where the newest leads its page: chance decides which."""
    together: dict[tuple[int, datetime], list[Line]] = defaultdict(list)
    for line in coming:
        if line.kind == STORY and line.what == LIVE and line.section:
            together[line.section, line.at.replace(second=0, microsecond=0)].append(line)
    for (section, _), stories in together.items():
        if len(stories) > 1 and not _led_by_hand(section, stories[0].at, placed):
            for line in stories:
                others = " and ".join(f"“{other.title}”" for other in stories if other is not line)
                yield line, f"{others} goes live in the same minute: both want to lead the page of their section."


def _led_by_hand(section: int, at: datetime, placed: list[Any]) -> bool:
    """Whether somebody has chosen what stands at the top of that section's page then."""
    there = [each for each in placed if each.section_id == section and holds(each.live_from, each.live_until, at)]
    first = min(there, key=lambda each: (each.place, each.subject_id), default=None)
    return first is not None and any(_stands(slot, at) for slot in first.content["slots"])


def _two_leads(coming: list[Line], placed: list[Any]) -> Iterator[Said]:
    """Two containers that are laid out as the lead of the same page, at the same time."""
    begins = {(line.subject, line.at): line for line in coming if line.kind == CONTAINER and line.goes_live}
    leads = [each for each in placed if each.content["layout"] == Layout.LEAD]
    for one, other in combinations(sorted(leads, key=lambda each: each.live_from), 2):
        if one.subject_id == other.subject_id or one.section_id != other.section_id:
            continue
        line = begins.get((other.subject_id, other.live_from))
        if line and holds(one.live_from, one.live_until, other.live_from):
            until = f" until {moment(one.live_until)}" if one.live_until else ""
            yield line, f"“{one.subject}” leads the same page{until}: there would be two leads."


def _unpinned(coming: list[Line], placed: list[Any], now: datetime) -> Iterator[Said]:
    """A story that comes down before its pin on a front ends."""
    pins = {(line.subject, line.at): line for line in coming if line.kind == CONTAINER and line.what == PIN}
    for line in coming:
        if line.kind != STORY or line.what != DOWN:
            continue
        for each in placed:
            for slot in each.content["slots"]:
                end = ends(slot)
                if slot["story"] == line.subject and end and line.at < end and _holds(each, line.at):
                    yield (
                        line,
                        f"It is pinned on “{each.subject}” until {moment(end)}: its place is filled up from here on.",
                    )
                    if pin := pins.get((each.subject_id, end)):
                        yield pin, f"“{line.title}” comes down before, {moment(line.at)}"


def _holds(revision: Any, at: datetime) -> bool:
    return holds(revision.live_from, revision.live_until, at)


def _stands(slot: Content, at: datetime) -> bool:
    end = ends(slot)
    return end is None or at < end


def _containers(user: Any, now: datetime) -> list[Any]:
    """Every version of a container that is live or waits; none for those who do not make fronts."""
    if not user.has_perm("fronts.view_container"):
        return []
    found = ContainerRevision.objects.live_or_waiting(now)
    return list(found.select_related("subject__section", "subject__fill_section", "subject__fill_tag"))


# --- what a version shows --------------------------------------------------------------------------


def _pictures(coming: list[Line]) -> Iterator[Said]:
    """Pictures that readers may not see when the version goes live."""
    for kind, references in ((STORY, ArticleReference), (CONTAINER, ContainerReference)):
        due = {line.revision: line for line in coming if line.kind == kind and line.goes_live}
        shown: Any = references.objects.filter(revision__in=due, picture__isnull=False).order_by("revision", "id")
        rights = (f"picture__{name}" for name in ("title", "usable_from", "usable_until", "taken_down_at", "current"))
        for each in shown.select_related("picture").only("revision", *rights) if due else ():
            if words := _why_not(each.picture, due[each.revision_id].at):
                yield due[each.revision_id], f"Readers may not see the picture “{each.picture.title}” then: {words}"


def _why_not(picture: Picture, at: datetime) -> str:
    if picture.usable_at(at):
        return ""
    if picture.taken_down_at:
        return "it was taken down"
    if picture.usable_from and picture.usable_from > at:
        return f"its rights begin {moment(picture.usable_from)}"
    return f"its rights end {moment(picture.usable_until)}" if picture.usable_until else "it has no file"


def _related(user: Any, coming: list[Line], now: datetime) -> Iterator[Said]:
    """Stories that it links to and that are not live when the version goes live: readers do not get the link."""
    due = {line.revision: line for line in coming if line.kind == STORY and line.goes_live}
    links = ArticleReference.objects.filter(revision__in=due, role__in=(Role.RELATED, Role.LINK)).order_by(
        "revision", "order"
    )
    pairs = list(links.values_list("revision_id", "article_id")) if due else []
    targets = {target for _, target in pairs}
    if not targets:
        return
    versions = ArticleRevision.objects.live_or_waiting(now).filter(subject__in=targets)
    live: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for subject, live_from, live_until in versions.values_list("subject", "live_from", "live_until"):
        live[subject].append((live_from, live_until))
    names = dict(Article.objects.visible_to(user, now).filter(pk__in=targets).values_list("pk", "headline"))
    for revision, target in dict.fromkeys(pairs):
        line = due[revision]
        if not any(holds(live_from, live_until, line.at) for live_from, live_until in live[target]):
            name = f"The linked story “{names[target]}”" if target in names else "A linked story"
            yield line, f"{name} is not live then: readers do not get the link."
