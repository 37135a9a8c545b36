"""Validate the form of the search page."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Q, Value
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from articles.models import Author, FormerTag, Kind, Tag
from articles.sections import SectionTree
from newsroom.search.search import Filters
from newsroom.search.words import label
from newsroom.text import plain_text
from timelines.search_document import KIND

KINDS = {**dict(Kind.choices), KIND: gettext_lazy("Timeline")}
LONGEST = 200  # characters of a field


@dataclass
class Typed:
    """The form as it was sent, its filters, and its errors by field."""

    words: str
    section: str = ""
    kind: str = ""
    author: str = ""
    tag: str = ""
    since: str = ""
    until: str = ""
    newest: bool = False
    before: str = ""
    filters: Filters = field(default_factory=Filters)
    errors: dict[str, str] = field(default_factory=lambda: dict.fromkeys(("section", "kind", "from", "to"), ""))

    @property
    def refused(self) -> bool:
        return any(self.errors.values())

    @property
    def filtered(self) -> bool:
        return any((self.section, self.kind, self.author, self.tag, self.since, self.until))


def read(sent: QueryDict, tree: SectionTree) -> Typed:
    """Read the query string of the search page. Anything invalid becomes an error of its field."""

    def text(name: str) -> str:
        return plain_text.clean(sent.get(name, "")).strip()[:LONGEST]

    typed = Typed(
        words=plain_text.clean(sent.get("q", "")).strip(),
        section=text("section"),
        kind=text("kind"),
        author=text("author"),
        tag=text("tag"),
        since=text("from"),
        until=text("to"),
        newest=text("order") == "newest",
        before=sent.get("before", ""),
    )
    since, until = _period(typed, "from", typed.since), _period(typed, "to", typed.until)
    begins, ends = since[0] if since else None, until[1] if until else None
    if begins and ends and begins >= ends:
        typed.errors["to"] = gettext("The end date is before the start date. Swap them, or leave one blank.")
    typed.filters = Filters(tuple(_labels(typed, tree)), begins, ends)
    return typed


def _labels(typed: Typed, tree: SectionTree) -> Iterator[tuple[str, ...]]:
    """Yield for each filter the labels of which an entry must have one."""
    if typed.section:
        section = tree.at(typed.section)
        if section is None:
            text = gettext("“%(name)s” isn’t one of our sections. Choose one from the list.")
            typed.errors["section"] = text % {"name": typed.section}
        else:
            yield tuple(label("section", pk) for pk in tree.under(section.pk))
    if typed.kind:
        if typed.kind not in KINDS:
            text = gettext("“%(name)s” isn’t a kind of story. Choose one from the list.")
            typed.errors["kind"] = text % {"name": typed.kind}
        yield (label("kind", typed.kind),)
    if typed.author or typed.tag:
        # An unknown name looks like one without live stories, so that no unpublished name leaks.
        found = _named(typed.author, typed.tag)
        for name, asked in (("author", typed.author), ("tag", typed.tag)):
            if asked:
                yield tuple(label(name, pk) for what, pk in found if what == name) or (label(name, 0),)


def _named(author: str, tag: str) -> list[tuple[str, int]]:
    """Return ("author", id) and ("tag", id) of authors and tags by name or slug. One query.

    Tags are also found by old names, and include the ids of tags merged into them, which entries still have.
    """

    def rows(found: Any, what: str, pk: str = "pk") -> Any:
        return found.order_by().annotate(what=Value(what, CharField())).values_list("what", pk)

    authors = Author.objects.filter(_called(author)) if author else Author.objects.none()
    tags = Tag.objects.filter(_called(tag) | Q(pk__in=FormerTag.objects.filter(_called(tag)).values("tag")))
    tags = tags if tag else Tag.objects.none()
    merged = FormerTag.objects.filter(tag__in=tags.values("pk"), number__isnull=False)
    return list(rows(authors, "author").union(rows(tags, "tag"), rows(merged, "tag", "number"), all=True))


def _called(name: str) -> Q:
    return Q(name__iexact=name) | Q(slug__iexact=name)


def _period(typed: Typed, name: str, text: str) -> tuple[datetime, datetime] | None:
    """Return a day, month or year as [begin, end) in UTC, from midnight in the newsroom; None with an error otherwise."""
    if not text:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", text):
            raise ValueError
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
        return _midnight(first), _midnight(last + timedelta(days=1))
    except (ValueError, OverflowError):
        message = gettext("“%(text)s” isn’t a valid date. Enter a date such as 2024-11-08, 2024-11 or 2024.")
        typed.errors[name] = message % {"text": text}
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone()).astimezone(UTC)
