"""What an old address may lead to, as people write it and as rows have it."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import Resolver404, resolve

from articles.models import Address, Article, Author, FormerTag, Section, StandingPageAddress, Tag
from newsroom.archive.models import TARGETS
from newsroom.archive.redirects.old_address import OURS, is_own, normal
from newsroom.text.plain_text import clean
from timelines.models import Timeline, TimelineAddress

MODELS: dict[str, Any] = dict(zip(TARGETS, (Article, Section, Tag, Author, Timeline), strict=True))
BY_ID = re.compile(rf"({'|'.join(TARGETS)}):([0-9]{{1,18}})")
GONE = ("410", "gone")
HOW = "Write the address of a page of this site, https://… for another site, or 410 if nothing took its place."
CHUNK = 500  # addresses asked for in one query

Key = tuple[str, Any]
Fields = dict[str, Any]

A_STORY = re.compile(r"/([0-9]{4})/([0-9]{2})/([0-9]{2})/([^/]+)")
OF_ONE = {kind: re.compile(rf"/{kind}s/([^/]+)") for kind in ("tag", "author", "timeline")}


class Page(NamedTuple):
    """A page of this site: the fields that lead to it, and its name."""

    fields: Fields
    name: str


def read(text: str) -> Key:
    """Return what a target says, before the database is asked. Raises ValidationError with the cure."""
    text = clean(text).strip()
    if not text:
        raise ValidationError(f"It isn’t said where this leads. {HOW}")
    if text.lower() in GONE:
        return "gone", True
    if found := BY_ID.fullmatch(text.lower()):
        return found[1], int(found[2])
    try:
        parts = urlsplit(text)
        own = is_own(parts.netloc)
    except ValueError:
        raise ValidationError(f"“{text}” isn’t an address. {HOW}") from None
    if parts.scheme in ("http", "https") and not own:
        URLValidator(("http", "https"), message=f"“{text}” isn’t an address. {HOW}")(text)
        if len(text) > 1000:
            raise ValidationError("An address has at most 1,000 characters.")
        return "address", text
    if not parts.path.startswith("/") or (parts.netloc and not own):
        raise ValidationError(f"“{text}” isn’t an address. {HOW}")
    if parts.query or parts.fragment:
        raise ValidationError(
            f"Leave out what follows ? or # in “{text}”: a page of this site has its address without."
        )
    return "page", unquote(parts.path)


def resolve_all(keys: Collection[Key]) -> dict[Key, Fields | ValidationError]:
    """Return the fields of a row for each of these, or why it leads nowhere. A few queries, however many they are."""
    found: dict[Key, Fields | ValidationError] = {}
    for kind, model in MODELS.items():
        wanted = {pk for name, pk in keys if name == kind}
        existing = {
            pk for some in chunks(wanted) for pk in model.objects.filter(pk__in=some).values_list("pk", flat=True)
        }
        for pk in wanted:
            missing = ValidationError(f"There is no {kind} with the id {pk}. Copy the address of its page instead.")
            found[kind, pk] = {f"{kind}_id": pk} if pk in existing else missing
    paths = {key for name, key in keys if name == "page"}
    pages = pages_at({normal(path) for path in paths}, dated=True)
    for path in paths:
        page = pages.get(normal(path))
        missing = ValidationError(f"No page of this site has the address {path}. {HOW}")
        found["page", path] = page.fields if page else missing
    return found | {key: {key[0]: key[1]} for key in keys if key[0] in ("address", "gone")}


def pages_at(paths: Collection[str], *, dated: bool = False) -> dict[str, Page]:
    """Return the pages of this site that have, had or will have these addresses, given in their stored form.

    `dated` includes the lists of a year, a month or a day, which are there only if they have stories.
    """
    asked = {path for path in paths if "?" not in path and not OURS.match(path)}
    found: dict[str, Page] = {}
    for path in asked:
        if _is_fixed(path, dated):
            place = path if re.search(r"\.\w+\Z", path) or path == "/" else f"{path}/"
            found[path] = Page({"address": place}, "a page of this system")
    for finding in (_sections, _standing_pages, _stories, _of_one):
        for some in chunks(asked):
            found.update(finding(some))
    return found


def _is_fixed(path: str, dated: bool) -> bool:
    """Return whether a view without parameters of its own answers there, such as /search/ or /feed."""
    for each in (path, f"{path}/"):
        try:
            match = resolve(each)
        except Resolver404:
            continue
        if set(match.kwargs) <= ({"form", "field", "year", "month", "day"} if dated else {"form", "field"}):
            return True
    return False


def _sections(paths: list[str]) -> Iterator[tuple[str, Page]]:
    for section in Section.objects.filter(path__in=[path[1:] for path in paths]):
        yield f"/{section.path}", Page({"section_id": section.pk}, f"the section “{section}”")


def _standing_pages(paths: list[str]) -> Iterator[tuple[str, Page]]:
    rows = StandingPageAddress.objects.filter(slug__in=[path[1:] for path in paths]).select_related("page")
    for row in rows:
        yield f"/{row.slug}", Page({"address": f"/{row.slug}/"}, f"the page “{row.page}”")


def _stories(paths: list[str]) -> Iterator[tuple[str, Page]]:
    asked: dict[tuple[date, str], str] = {}
    for path in paths:
        if found := A_STORY.fullmatch(path):
            try:
                asked[date(*map(int, found.groups()[:3])), found[4]] = path
            except ValueError:
                continue
    rows = Address.objects.filter(slug__in={slug for _, slug in asked}, day__in={day for day, _ in asked})
    for row in rows.select_related("article"):
        if path := asked.get((row.day, row.slug), ""):
            yield path, Page({"story_id": row.article_id}, f"the story “{row.article}”")


def _of_one(paths: list[str]) -> Iterator[tuple[str, Page]]:
    rows: dict[str, Callable[[list[str]], Any]] = {
        "tag": lambda slugs: [
            *FormerTag.objects.filter(slug__in=slugs).values_list("slug", "tag", "tag__name"),
            *Tag.objects.filter(slug__in=slugs).values_list("slug", "pk", "name"),
        ],
        "author": lambda slugs: Author.objects.filter(slug__in=slugs).values_list("slug", "pk", "name"),
        "timeline": lambda slugs: TimelineAddress.objects.filter(slug__in=slugs).values_list(
            "slug", "timeline", "timeline__title"
        ),
    }
    for kind, pattern in OF_ONE.items():
        slugs = [found[1] for path in paths if (found := pattern.fullmatch(path))]
        for slug, pk, name in rows[kind](slugs) if slugs else ():
            yield f"/{kind}s/{slug}", Page({f"{kind}_id": pk}, f"the {kind} “{name}”")


def chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """Yield these values in lists that are short enough for one query."""
    rows = sorted(values)
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
