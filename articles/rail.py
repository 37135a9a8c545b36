"""The rail beside a list of stories: the timelines that they follow, their subjects, and what was corrected in them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from articles.cards import COLUMNS, Card, of_rows
from articles.latest import FIRST, STORY, Source, stories_and_newest
from articles.models import ArticleCorrection, Tag, TagListing, TimelineListing
from articles.queries import AT, MORE, NUMBER, OF, SLUG, TEXT, TITLE, WHAT, as_rows, one_query
from newsroom.delivery.memory import remember
from newsroom.delivery.page_cache import site_changes_at
from newsroom.delivery.prepared_queries import Row, prepared
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.models import Correction
from timelines.listing import levels, stored
from timelines.models import TimelineRevision
from timelines.models.revision import Listing
from timelines.models.timeline import address

ALL = Source()
TIMELINES, CORRECTIONS, TAGS, LATEST = 3, 3, 12, 4
FEWEST = 2  # in a row of stories: one alone looks like a mistake
STEP = 8  # so that lists of different lengths share a prepared statement
MOST = 1_000  # lists whose rails a process keeps


class BesideTimeline(NamedTuple):
    url: str
    title: str
    listing: Listing

    @property
    def levels(self) -> tuple[int, ...]:
        return levels(self.listing)


class BesideCorrection(NamedTuple):
    """The latest wording of a correction, and its story."""

    id: int
    label: str
    text: str
    at: datetime
    story: Card


@dataclass(frozen=True)
class Rail:
    """Each list begins with the newest, or with the most frequent tag."""

    timelines: Sequence[BesideTimeline] = ()
    tags: Sequence[Tag] = ()
    corrections: Sequence[BesideCorrection] = ()
    latest: Sequence[Card] = ()  # of the whole site
    html: dict[str, str] = field(default_factory=dict)  # parts that a page has rendered

    def once(self, part: str, macro: Callable[..., str], *values: Any) -> str:
        """Return `macro(*values)`, rendered for the first page that shows it: `{{ rail.once("latest", latest_of, …) }}`."""
        if part not in self.html:
            self.html[part] = macro(*values)
        return self.html[part]


class _Kept(NamedTuple):
    revisions: Sequence[int]
    since: datetime
    until: datetime
    rail: Rail


def rail_of(request: TimedRequest, name: str, cards: Sequence[Card], *, but: int = 0, last: Card | None = None) -> Rail:
    """Return what goes beside these stories of the list `name`, without the tag with the id `but`.

    `last` is the last story of its first page if there are more: older ones may be on the next.

    Two queries on the first page after a change of the site, none later: a process keeps it until anything is due.
    """
    if not cards:
        return Rail()
    kept: dict[str, _Kept] = remember(request, "rails", dict)
    revisions = [card.revision for card in cards]
    found = kept.get(name)
    if found and found.revisions == revisions and found.since <= request.now < found.until:
        return found.rail
    rail = _made(request, cards, but, last)
    if len(kept) < MOST:
        kept[name] = _Kept(revisions, request.now, site_changes_at(request), rail)
    return rail


def _made(request: TimedRequest, cards: Sequence[Card], but: int, last: Card | None) -> Rail:
    given = [*cards, *[cards[-1]] * (-len(cards) % STEP)]
    rows = _ask(len(given))(request.now, *(card.revision for card in given), *(card.story for card in given))
    found: dict[str, list[Row]] = {what: [row for row in rows if row[WHAT] == what] for what in ("timeline", "tag")}
    stories = {card.story: card for card in cards}
    timelines = {row[NUMBER]: row for row in sorted(found["timeline"], key=lambda row: row[AT], reverse=True)}
    newest = stories_and_newest(request.now, (), {ALL: LATEST + len(cards)})[1][ALL]
    others = [
        row[: len(COLUMNS)]
        for row in newest
        if row[STORY] not in stories and not (last and row[FIRST] <= last.published)
    ]
    counts = Counter((row[NUMBER], row[TITLE], row[SLUG]) for row in found["tag"] if row[NUMBER] != but)
    often = sorted(counts, key=lambda tag: (-counts[tag], tag[1]))  # the database returns them in any order
    corrections = sorted((row for row in rows if row[WHAT] == "correction"), key=lambda row: row[AT], reverse=True)
    return Rail(
        [BesideTimeline(address(row[SLUG]), row[TITLE], stored(row[TEXT])) for row in timelines.values()][:TIMELINES],
        [Tag(pk=pk, name=name, slug=slug) for pk, name, slug in often[:TAGS]],
        [
            BesideCorrection(row[NUMBER], str(Correction.Kind(row[MORE]).label), row[TEXT], row[AT], stories[row[OF]])
            for row in corrections[:CORRECTIONS]
        ],
        of_rows(request, others[:LATEST] if len(others) >= FEWEST else ()),
    )


@lru_cache(maxsize=20)
def _ask(count: int) -> Callable[..., list[Row]]:
    @prepared
    def ask(now: datetime, *given: int) -> QuerySet[Any, Any]:
        revisions, stories = given[:count], given[count:]
        followed = TimelineListing.objects.within(now).filter(revision__in=revisions).values("timeline")
        timelines = TimelineRevision.objects.live(now).filter(subject__in=followed).order_by()
        tags = TagListing.objects.within(now).filter(revision__in=revisions).order_by()
        corrections = ArticleCorrection.objects.latest_wordings(now).filter(subject__in=stories).order_by()
        return one_query(
            [
                as_rows(
                    timelines,
                    "timeline",
                    number=F("subject_id"),
                    title=F("title"),
                    slug=F("slug"),
                    text=Cast("listing", TextField()),  # JSON can't be part of a union
                    at=F("updated_at"),
                ),
                as_rows(tags, "tag", number=F("tag_id"), title=F("tag__name"), slug=F("tag__slug")),
                as_rows(
                    corrections,
                    "correction",
                    number=F("id"),
                    of=F("subject_id"),
                    text=F("text"),
                    more=F("kind"),
                    at=F("at"),
                ),
            ]
        )

    return ask
