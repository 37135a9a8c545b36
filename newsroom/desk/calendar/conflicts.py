"""Conflicts among upcoming lines, reported at the line that an editor would move. None is refused: it may be meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Value

from articles.models import Article, ArticleReference, ArticleRevision
from articles.models.revision import Role
from newsroom.desk.calendar.lines import CONTAINER, DOWN, LIVE, PIN, STORY, Line
from newsroom.fronts.models import ContainerReference, ContainerRevision, Layout
from newsroom.fronts.models.container import NAMED_BY
from newsroom.fronts.snapshots import ends, is_pinned
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from newsroom.publishing.intervals import holds
from newsroom.text.ap_style import end_said, moment, sentence

MOST = 500  # upcoming lines that are checked
Conflict = tuple[Line, str]


def conflicts(user: Any, lines: Iterable[Line], now: datetime) -> dict[Line, list[str]]:
    """Return the conflicts of each upcoming line, each in one sentence. At most three queries."""
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
        *_files(coming),
        *_related(user, coming, now),
    ):
        found[line].append(sentence(words))
    return dict(found)


def _before_embargo(coming: list[Line]) -> Iterator[Conflict]:
    for line in coming:
        if line.goes_live and line.held and line.at < line.held:
            yield line, f"Goes live before its embargo lifts, {moment(line.held)}"


def _same_minute(coming: list[Line], placed: list[Any]) -> Iterator[Conflict]:
    """Find stories of a section that go live in the same minute and would both lead its page."""
    together: dict[tuple[int, datetime], list[Line]] = defaultdict(list)
    for line in coming:
        if line.kind == STORY and line.what == LIVE and line.section:
            together[line.section, line.at.replace(second=0, microsecond=0)].append(line)
    for (section, _), stories in together.items():
        if len(stories) > 1 and not _led_by_hand(section, stories[0].at, placed):
            for line in stories:
                others = " and ".join(f"“{other.title}”" for other in stories if other is not line)
                yield line, f"Goes live in the same minute as {others}, so either could lead the section page"


def _led_by_hand(section: int, at: datetime, placed: list[Any]) -> bool:
    """Whether an editor picked a story for the top of the section's page at that time."""
    there = [each for each in placed if each.section_id == section and holds(each.live_from, each.live_until, at)]
    first = min(there, key=lambda each: (each.place, each.subject_id), default=None)
    return first is not None and any(is_pinned(slot, at) for slot in first.content["slots"])


def _two_leads(coming: list[Line], placed: list[Any]) -> Iterator[Conflict]:
    """Find containers with the lead layout on the same page at the same time."""
    begins = {(line.subject, line.at): line for line in coming if line.kind == CONTAINER and line.goes_live}
    leads = [each for each in placed if each.content["layout"] == Layout.LEAD]
    for one, other in combinations(sorted(leads, key=lambda each: each.live_from), 2):
        if one.subject_id == other.subject_id or one.section_id != other.section_id:
            continue
        line = begins.get((other.subject_id, other.live_from))
        if line and holds(one.live_from, one.live_until, other.live_from):
            until = f" until {moment(one.live_until)}" if one.live_until else ""
            yield line, f"“{one.subject}” also leads this page{until}, so the page would have two leads"


def _unpinned(coming: list[Line], placed: list[Any], now: datetime) -> Iterator[Conflict]:
    """Find stories that are unpublished before their pin on a front ends."""
    pins = {(line.subject, line.at): line for line in coming if line.kind == CONTAINER and line.what == PIN}
    for line in coming:
        if line.kind != STORY or line.what != DOWN:
            continue
        for each in placed:
            for slot in each.content["slots"]:
                end = ends(slot)
                held = slot["story"] == line.subject and holds(each.live_from, each.live_until, line.at)
                if held and end and line.at < end:
                    pinned = f"Pinned in “{each.subject}” until {moment(end)}"
                    yield line, f"{pinned}, so another story will take its place there"
                    if pin := pins.get((each.subject_id, end)):
                        yield pin, f"“{line.title}” is unpublished before its pin ends, {moment(line.at)}"


def _containers(user: Any, now: datetime) -> list[Any]:
    """Return every version of a container that is live or scheduled; none without permission to view fronts."""
    if not user.has_perm("fronts.view_container"):
        return []
    found = ContainerRevision.objects.live_or_waiting(now)
    return list(found.select_related(*(f"subject__{name}" for name in NAMED_BY)))


def _files(coming: list[Line]) -> Iterator[Conflict]:
    """Find photos, videos and other files that readers can't have when the version goes live. One query."""
    due = {(line.kind, line.revision): line for line in coming if line.goes_live}
    rights = ("title", "usable_from", "usable_until", "taken_down_at")
    shown = [
        references.objects.filter(revision__in=[pk for kind, pk in due if kind == of], **{f"{name}__isnull": False})
        .order_by()
        .annotate(kind=Value(of), thing=thing, current=current)
        .values_list("kind", "revision_id", "id", "thing", "current", *(f"{name}__{each}" for each in rights))
        for of, references, name, thing, current in (
            (STORY, ArticleReference, "picture", Value(""), F("picture__current_id")),
            (STORY, ArticleReference, "file", F("file__kind"), Value(None, BigIntegerField())),
            (CONTAINER, ContainerReference, "picture", Value(""), F("picture__current_id")),
        )
    ]
    for kind, revision, _, thing, current, *values in sorted(
        shown[0].union(*shown[1:], all=True), key=lambda row: row[:3]
    ):
        line, words = due[kind, revision], dict(zip(rights, values, strict=True))
        file = MediaFile(kind=thing, **words) if thing else Picture(current_id=current, **words)
        if why := _why_not(file, line.at):
            yield line, f"Readers won’t see the {thing or 'photo'} “{file.title}”: {why}"


def _why_not(file: Picture | MediaFile, at: datetime) -> str:
    if file.usable_at(at):
        return ""
    if file.taken_down_at:
        return "it was taken down"
    if file.usable_from and file.usable_from > at:
        return f"its rights begin {moment(file.usable_from)}"
    return f"its rights end {end_said(file.usable_until)}" if file.usable_until else "it has no file"


def _related(user: Any, coming: list[Line], now: datetime) -> Iterator[Conflict]:
    """Find links to stories that aren't live when the version goes live. One query."""
    due = {line.revision: line for line in coming if line.kind == STORY and line.goes_live}
    target = OuterRef("article")
    live_then = ArticleRevision.objects.live(OuterRef("revision__live_from")).filter(subject=target)  # type: ignore[arg-type]
    seen = Article.objects.visible_to(user, now).filter(pk=target)
    links = ArticleReference.objects.filter(revision__in=due, role__in=(Role.RELATED, Role.LINK), article__isnull=False)
    lost = links.filter(~Exists(live_then)).annotate(seen=Exists(seen)).order_by("revision", "order")
    for revision, _, headline, is_seen in dict.fromkeys(
        lost.values_list("revision_id", "article_id", "article__headline", "seen")
    ):
        name = f"The linked story “{headline}”" if is_seen else "A linked story"
        yield due[revision], f"{name} isn’t live then, so readers won’t see the link"
