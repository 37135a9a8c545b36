"""Headlines that copy names, and the stories of this house that they may be."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet

from articles.copy_import.document import Reading, given
from articles.copy_import.roles import Role
from articles.models import Article, HeadlineWord
from newsroom.publishing.models import Review
from newsroom.search.models import Entry
from newsroom.search.query import Asked
from newsroom.search.search import found
from newsroom.search.words import COMMON, Query, stem, words_of

ALIKE = 0.72  # from here on a story is taken to be the one that is meant
MATCHED = 40  # headlines of one copy that are looked up
SHOWN = 5
OFFERED = 0.4  # below, a story is not worth showing
NEAREST = 20  # of the stories that share words, so many are compared
RANKED = 400
DRAFTS = 200  # of the newest
TELLING = 8  # words of a headline that are looked for


@dataclass(frozen=True)
class Match:
    """A story of this house, and how alike its headline is to the one that was read: 0 to 1."""

    story: Article
    score: float

    @property
    def meant(self) -> bool:
        """Whether it is alike enough to be linked unless somebody says otherwise."""
        return self.score >= ALIKE


def with_archive(reading: Reading, seen: QuerySet[Article], now: datetime) -> Reading:
    """The reading with each line that is offered as a related story as one, if it is the headline of a story of ours."""
    offered = [part for part in reading.parts if part.offered][:MATCHED]
    known = {id(part) for part in offered if (match := best_match(part.text, seen, now)) and match.meant}
    parts = [given(part, Role.RELATED) if id(part) in known else part for part in reading.parts]
    return replace(reading, parts=parts)


def best_match(title: str, seen: QuerySet[Article], now: datetime) -> Match | None:
    """The story whose headline is most like `title`, among those `seen`; None where none is near."""
    return next(iter(matches(title, seen, now)), None)


def matches(title: str, seen: QuerySet[Article], now: datetime) -> list[Match]:
    """The few stories whose headlines are like `title`, the likest first."""
    scored = [Match(story, alike(title, story.headline)) for story in _candidates(title, seen, now)]
    near = [match for match in scored if match.score >= OFFERED]
    return sorted(near, key=lambda match: (match.score, match.story.pk), reverse=True)[:SHOWN]


def alike(one: str, other: str) -> float:
    """How alike two headlines are, from 0 to 1: half by their telling words, in whatever order, half by their letters.

    Case, accents, points and endings of words make no difference.
    """
    words, others = words_of(one), words_of(other)
    if not words or not others:
        return 0.0
    if words == others:
        return 1.0
    stems, other_stems = _telling(words), _telling(others)
    shared = 2 * len(stems & other_stems) / (len(stems) + len(other_stems))
    letters = SequenceMatcher(None, " ".join(words), " ".join(others), autojunk=False).ratio()
    return min(0.99, round((shared + letters) / 2, 2))


def _telling(words: Iterable[str]) -> set[str]:
    return {stem(word) for word in words if word not in COMMON} or {stem(word) for word in words}


def _candidates(title: str, seen: QuerySet[Article], now: datetime) -> list[Article]:
    """Stories that share words with a headline: those readers see, from the index; and the newest drafts."""
    words = list(dict.fromkeys(word for word in words_of(title) if word not in COMMON))
    words = sorted(words, key=len, reverse=True)[:TELLING]
    if not words:
        return []
    query = Query(tuple((word,) for word in words), least=min(2, len(words)))
    places = found(Asked(query, now, size=NEAREST, ranked=RANKED))
    entries = Entry.objects.filter(pk__in=[place.entry for place in places], source=Article._meta.label_lower)
    seen = seen.filter(~Q(review=Review.TEMPLATE), binned_at=None).exclude(revisions__sealed_at__isnull=False)
    filed = HeadlineWord.objects.filter(word__in=[word.encode() for word in words]).values("article")
    unseen = seen.filter(Q(first_published_at=None) | Q(first_published_at__gt=now), pk__in=filed)
    drafts = unseen.order_by("-pk").values_list("pk", flat=True)[:DRAFTS]
    return list(seen.filter(pk__in={*entries.values_list("subject", flat=True), *drafts}).only("pk", "headline"))
