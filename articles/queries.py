"""One union query for what a story's page shows beside its text: names, pictures, stories, corrections, timelines."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from articles.models import ArticleReference, ArticleRevision, Author, Credit, Relation, Tag
from articles.models.article import ArticleCorrection
from articles.models.revision import Role, address
from articles.related_links import Link
from newsroom.delivery.prepared_queries import Row, prepared
from newsroom.images.models import Picture, PictureFile, usable
from newsroom.publishing.corrections import Notice, notices
from newsroom.publishing.models import Content
from timelines.models import TimelineReference, TimelineRevision

COLUMNS = (
    *("what", "number", "of", "title", "text", "slug", "more", "day", "at"),
    *("file", "file_name", "width", "height", "renditions", "shared"),
)
WHAT, NUMBER, OF, TITLE, TEXT, SLUG, MORE, DAY, AT = range(9)
STORIES = (Role.RELATED, Role.LINK)  # the roles of stories that the page may link to


class _Correction(NamedTuple):
    id: int
    amends_id: int
    kind: str
    text: str
    at: datetime


@dataclass(frozen=True)
class TimelineVersion:
    """A timeline revision that readers may see in the story, without its events."""

    pk: int
    slug: str
    fingerprint: str
    live_from: datetime
    pictures: tuple[Row, ...]


@dataclass(frozen=True)
class StoryContext:
    """What readers see with the story, each list in order."""

    authors: list[Author]  # who wrote it
    portraits: dict[int, Picture]  # by author
    credits: list[tuple[Credit, list[Author]]]  # who did what else for it
    tags: list[Tag]
    pictures: dict[int, Picture]
    related: dict[int, Link]
    follow_ups: list[Link]
    followed_up_by: list[int]  # the stories of these
    corrections: list[Notice]
    timelines: dict[tuple[bool, int], TimelineVersion]  # by (True, revision id) if pinned, else (False, timeline id)


def story_context(revision: ArticleRevision, content: Content, now: datetime) -> StoryContext:
    """Return what goes with `revision` at `now`; `content` is `stored_html.of(revision)`. One query."""
    if revision.pk is None:
        unsaved: StoryContext = revision.context
        return unsaved
    return _context(_ask(frozenset(content["asks"]))(now, revision.pk, revision.subject_id), revision.subject_id)


def unsaved_context(
    named: Collection[Mapping[str, Any]], bylines: list[tuple[str, Author]], tags: list[Tag], story: int, now: datetime
) -> StoryContext:
    """Return what goes at `now` with a version that isn't stored. One query.

    `bylines` are pairs of a Credit and a person; `named` is what it refers to besides these and `tags`, as columns of
    ArticleReference; `story` is its id, 0 for a new one.
    """
    ids: dict[str, list[int]] = {
        "pictures": [each["picture_id"] for each in named if "picture_id" in each],
        "related": [each["article_id"] for each in named if each["role"] in STORIES],
        "followed": [each["timeline_id"] for each in named if "timeline_id" in each],
        "pinned": [each["timeline_revision_id"] for each in named if "timeline_revision_id" in each],
        "portraits": [person.pk for role, person in bylines if role == Credit.WRITING and person.portrait_id],
    }
    counts = tuple((kind, len(found)) for kind, found in ids.items())
    rows = _ask_unsaved(counts)(now, story, *chain.from_iterable(ids.values()))
    return replace(_context(rows, story), **_signed(bylines), tags=tags)


def with_timelines(context: StoryContext, heads: Collection[TimelineRevision], now: datetime) -> StoryContext:
    """Return `context` as if these versions of timelines were live, for a preview. One query, if there are any."""
    pictures: dict[int, list[Row]] = defaultdict(list)
    used = TimelineReference.objects.filter(usable(now, "picture__"), revision__in=heads).order_by()
    for row in _pictures(used, "event picture", of=F("revision_id")) if heads else ():
        pictures[row[OF]].append(row)
    versions = {
        (False, head.subject_id): TimelineVersion(
            head.pk, head.slug, head.sha256, live_from=now, pictures=tuple(sorted(pictures[head.pk]))
        )
        for head in heads
    }
    return replace(context, timelines=context.timelines | versions)


def _context(rows: Iterable[Row], story: int) -> StoryContext:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[WHAT]].append(row)
    follow_ups = sorted((row for row in found["follow-up"] if row[NUMBER] != story), key=lambda row: row[AT])
    for what in ("author", "tag"):
        found[what].sort(key=lambda row: row[OF])
    pictures: dict[int, list[Row]] = defaultdict(list)  # of the events, by version
    for row in found["event picture"]:
        pictures[row[OF]].append(row)
    return StoryContext(
        **_signed((row[MORE], _named(Author, row[NUMBER], row[TITLE], row[SLUG])) for row in found["author"]),
        tags=[_named(Tag, row[NUMBER], row[TITLE], row[SLUG]) for row in found["tag"]],
        portraits={row[OF]: picture_of(row) for row in found["portrait"]},
        pictures={row[NUMBER]: picture_of(row) for row in found["picture"]},
        related={row[NUMBER]: _link(row) for row in found["related"]},
        follow_ups=[_link(row) for row in follow_ups],
        followed_up_by=[row[NUMBER] for row in follow_ups],
        corrections=notices(
            _Correction(row[NUMBER], row[OF], row[MORE], row[TEXT], row[AT]) for row in found["correction"]
        ),
        timelines={(False, row[OF]): _version(row, pictures) for row in found["followed"]}
        | {(True, row[NUMBER]): _version(row, pictures) for row in found["pinned"]},
    )


def _signed(bylines: Iterable[tuple[str, Author]]) -> dict[str, Any]:
    """Return bylines, pairs of a Credit and a person, as the authors and credits of a StoryContext."""
    by_role: dict[str, list[Author]] = {}
    for role, person in bylines:
        by_role.setdefault(role, []).append(person)
    authors = by_role.pop(Credit.WRITING, [])
    return {"authors": authors, "credits": [(Credit(role), people) for role, people in by_role.items()]}


def picture_of(row: Row) -> Picture:
    """Return the picture of a row with the fields that `render` needs. Other fields would cost a query each."""
    _, number, _, alt, caption, _, credit, _, _, *file = row
    return _picture((number, alt, caption, credit, file[0]), tuple(file))


@lru_cache(maxsize=2_000)  # shared by all pages that show the picture: never change it
def _picture(shown: tuple[Any, ...], file: tuple[Any, ...]) -> Picture:
    picture = Picture.from_db("default", ("id", "alt", "caption", "credit", "current_id"), shown)
    number, name, width, height, renditions, shared = file
    picture.current = PictureFile.from_db(
        "default",
        ("id", "picture_id", "image", "width", "height", "renditions", "shared"),
        (number, shown[0], name, width, height, json.loads(renditions), json.loads(shared) if shared else None),
    )
    return picture


def _link(row: Row) -> Link:
    url = address(row[DAY], row[SLUG])
    return Link(row[TITLE], url, Relation.FOLLOW_UP, outside=False, kicker=row[MORE], published=row[AT])


@lru_cache(maxsize=2_000)
def _named(model: Any, number: int, name: str, slug: str) -> Any:
    """Return an author or tag with its name and slug. Other fields would cost a query each."""
    return model.from_db("default", ("id", "name", "slug"), (number, name, slug))


def _version(row: Row, pictures: Mapping[int, list[Row]]) -> TimelineVersion:
    shown = tuple(sorted(pictures[row[NUMBER]]))
    return TimelineVersion(row[NUMBER], row[SLUG], fingerprint=row[TEXT], live_from=row[AT], pictures=shown)


@cache
def _ask(kinds: frozenset[str]) -> Callable[[datetime, int, int], list[Row]]:
    """Prepare the query for a story that names things of these kinds."""

    @prepared
    def ask(now: datetime, revision: int, story: int) -> QuerySet[Any, Any]:
        named = ArticleReference.objects.filter(revision=revision).order_by()
        branches = []
        for role, name in ((Role.BYLINE, "author"), (Role.TAG, "tag")):
            names = {"number": F(f"{name}_id"), "title": F(f"{name}__name"), "slug": F(f"{name}__slug")}
            branches.append(as_rows(named.filter(role=role), name, of=F("order"), more=F("relation"), **names))
        wrote = named.filter(usable(now, "author__portrait__"), role=Role.BYLINE, relation=Credit.WRITING)
        branches.append(_pictures(wrote, "portrait", of=F("author_id"), picture="author__portrait__"))
        if "pictures" in kinds:
            branches.append(_pictures(named.filter(usable(now, "picture__")), "picture", of=Value(0)))
        stories = named.filter(role__in=STORIES).values("article")
        ids = {"related": stories, "followed": named.values("timeline"), "pinned": named.values("timeline_revision")}
        return one_query([*_shown_at(now, story, kinds, ids), *branches])

    return ask


@lru_cache(maxsize=100)  # while somebody types, the numbers of things stay the same
def _ask_unsaved(counts: tuple[tuple[str, int], ...]) -> Callable[..., list[Row]]:
    """Prepare the query for a version that isn't stored, with so many ids of each kind, given in that order."""

    @prepared
    def ask(now: datetime, story: int, *given: int) -> QuerySet[Any, Any]:
        left = iter(given)
        ids = {kind: [*islice(left, count)] for kind, count in counts}
        branches = [*_shown_at(now, story, [kind for kind in ids if ids[kind]], ids)]
        if ids["pictures"]:
            pictures = Picture.objects.filter(usable(now), pk__in=ids["pictures"]).order_by()
            branches.append(_pictures(pictures, "picture", of=Value(0), picture=""))
        if ids["portraits"]:
            people = Author.objects.filter(usable(now, "portrait__"), pk__in=ids["portraits"]).order_by()
            branches.append(_pictures(people, "portrait", of=F("id"), picture="portrait__"))
        return one_query(branches)

    return ask


def _shown_at(
    now: datetime, story: int, kinds: Collection[str], ids: Mapping[str, Any]
) -> Iterator[QuerySet[Any, Any]]:
    """Yield the branches for what readers see at `now` of the story and of the things with these `ids`, by kind."""
    live = ArticleRevision.objects.live(now).order_by()
    following = ArticleReference.objects.filter(article=story, relation=Relation.FOLLOW_UP).order_by()
    corrections = ArticleCorrection.objects.filter(subject=story, at__lte=now).order_by()
    stories = {"title": F("headline"), "more": F("kicker"), "day": F("address_day"), "at": F("first_published_at")}
    number = {"number": F("subject_id")}
    amended = Coalesce(F("amends_id"), 0, output_field=IntegerField())
    wording = {"text": F("text"), "more": F("kind"), "at": F("at")}
    yield as_rows(live.filter(pk__in=following.values("revision")), "follow-up", **stories, **number, slug=F("slug"))
    yield as_rows(corrections, "correction", number=F("id"), of=amended, **wording)
    if "related" in kinds:
        yield as_rows(live.filter(subject__in=ids["related"]), "related", **stories, **number, slug=F("slug"))
    published = TimelineRevision.objects.seen_by(now)
    for kind, versions in (
        ("followed", TimelineRevision.objects.live(now).filter(subject__in=ids["followed"])),
        ("pinned", published.filter(pk__in=ids["pinned"])),
    ):
        if kind in kinds:
            versions = versions.order_by()
            columns = {"number": F("id"), "of": F("subject_id"), "title": F("title"), "slug": F("slug")}
            yield as_rows(versions, kind, **columns, text=F("sha256"), at=F("live_from"))
            used = TimelineReference.objects.filter(usable(now, "picture__"), revision__in=versions.values("pk"))
            yield _pictures(used, "event picture", of=F("revision_id"))


def one_query(branches: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Join the rows of `as_rows` of different models."""
    first, *others = branches
    return first.union(*others, all=True)


def _pictures(uses: QuerySet[Any, Any], what: str, of: Any, picture: str = "picture__") -> QuerySet[Any, Any]:
    """Return rows of pictures, to which `picture` leads from `uses`; "" if these are the pictures."""
    shown, file = picture, f"{picture}current__"
    return as_rows(
        uses,
        what,
        of=of,
        number=F(f"{picture}id"),
        title=F(f"{shown}alt"),
        text=F(f"{shown}caption"),
        more=F(f"{shown}credit"),
        file=F(f"{shown}current_id"),
        file_name=F(f"{file}image"),
        width=F(f"{file}width"),
        height=F(f"{file}height"),
        renditions=Cast(f"{file}renditions", TextField()),  # JSON can't be part of a union
        shared=Coalesce(Cast(f"{file}shared", TextField()), Value("", TextField())),
    )


EMPTY: dict[str, Any] = {
    **{name: Value("", CharField()) for name in ("title", "text", "slug", "more", "file_name", "renditions", "shared")},
    **{name: Value(0, IntegerField()) for name in ("number", "of", "file", "width", "height")},
    "day": Value(None, DateField()),
    "at": Value(None, DateTimeField()),
}


def as_rows(found: QuerySet[Any, Any], what: str, **columns: Any) -> QuerySet[Any, Any]:
    """Return `found` as rows of COLUMNS, with empty values for columns that aren't given."""
    given = {"what": Value(what, CharField()), **EMPTY, **columns}
    names = {name: f"row_{name}" for name in COLUMNS}  # an annotation may not have the name of a field
    annotated: QuerySet[Any, Any] = found.annotate(**{names[name]: given[name] for name in COLUMNS})
    return annotated.values_list(*names.values())
