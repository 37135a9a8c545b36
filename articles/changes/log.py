"""The public edit history of a story: its published versions, and what changed between any two.

It names nothing that readers haven't seen by `now`. Of a version that was taken down it says only that it existed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape

from django.db.models import CharField, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Lag, RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext

from articles import related_links, story_fields
from articles.blocks import body
from articles.blocks.resolved import Resolved
from articles.models import Article, ArticleRevision, Author, Credit, FormerTag, Relation, Section, Tag
from articles.models.article import ArticleTransition
from articles.related_links import Link
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from newsroom.publishing.models import Change, Content, upgraded
from newsroom.text.snapshot_diff import Described, Difference, Line, Part, Rows, differences

Names = dict[str, dict[int, str]]  # by kind of thing, then by id
SHOWN = 50  # versions on a page, and in the form that compares two


@dataclass(frozen=True)
class SeenVersion:
    """A version that readers have seen. Numbers count from 1; `until` is None while it is live.

    `before` is the number of the previous version that can still be read, or 0.
    """

    number: int
    before: int
    revision: int
    since: datetime
    until: datetime | None
    change: str
    removed: bool

    @property
    def kind(self) -> str:
        return str(Change(self.change).label) if self.change else gettext("First published")


def versions(
    story: int, now: datetime, *, below: int | None = None, numbered: Collection[int] = ()
) -> list[SeenVersion]:
    """Return the newest SHOWN of the versions that readers have seen by `now` (aware), the newest first.

    With `below`, those before the version of that number; those with a number in `numbered` are returned too. One query,
    which costs the same however many there are.
    """
    change = ArticleTransition.objects.filter(revision=OuterRef("pk")).values("change")[:1]
    seen = ArticleRevision.objects.published_by(now).filter(subject=story)
    # A take-down removes every version so far: if the one before was removed, so was all that is older.
    counted = seen.annotate(
        place=Window(RowNumber(), order_by="live_from"),
        from_end=Window(RowNumber(), order_by="-live_from"),
        removed_before=Window(Lag("sealed_at"), order_by="live_from"),
        change=Subquery(change),
    )
    wanted = Q(from_end__lte=SHOWN) if below is None else Q(place__lt=below, place__gte=below - SHOWN)
    rows = counted.filter(wanted | Q(place__in=numbered)).order_by("-place")
    return [
        SeenVersion(
            number,
            before=number - 1 if removed_before is None else 0,
            revision=pk,
            since=since,
            until=until if until and until <= now else None,
            change=kind or "",
            removed=sealed is not None,
        )
        for number, removed_before, pk, since, until, kind, sealed in rows.values_list(
            "place", "removed_before", "pk", "live_from", "live_until", "change", "sealed_at"
        )
    ]


def compared(old: SeenVersion, new: SeenVersion, now: datetime) -> list[Difference]:
    """Return the differences between two versions, with <del> and <ins>. Two queries.

    Raises ValueError for a version that was removed.
    """
    if old.removed or new.removed:
        raise ValueError("A version that was removed can’t be compared.")
    seen = ArticleRevision.objects.seen_by(now).filter(pk__in=(old.revision, new.revision))
    contents = {pk: upgraded(Article, content) for pk, content in seen.values_list("pk", "content")}
    if missing := {old.revision, new.revision} - contents.keys():
        raise ValueError(f"Readers may not see {missing}.")
    names = _names(list(contents.values()), now)
    return differences(_described(contents[old.revision], names), _described(contents[new.revision], names))


def _described(content: Content, names: Names) -> Described:
    """Describe what readers see of `content`: its words as HTML, and the names of what it refers to."""
    shown = content["lead_picture"] in names["picture"]
    alt = content["lead_alt"] or names["picture"].get(content["lead_picture"], "")
    lines = {
        gettext("headline"): escape(content["headline"]),
        gettext("kicker"): escape(content["kicker"]),
        gettext("deck"): escape(content["standfirst"]),
        gettext("dateline"): escape(content["dateline"]),
        **_bylines(content, names),
        gettext("section"): _list(names["section"], [content["section"]]),
        gettext("tags"): _list(names["tag"], (line["tag"] for line in content["tags"])),
        gettext("lead photo"): escape(alt) if shown else "",
        gettext("lead photo caption"): escape(content["lead_caption"]) if shown else "",
    }
    for field in story_fields.shown(story_fields.stored(content["extra"])):
        lines[str(field._meta.verbose_name)] = escape(field.words())
    stories = {pk: Link(headline, "", Relation.READ_MORE, outside=False) for pk, headline in names["story"].items()}
    pictures = {pk: Picture(pk=pk, alt=alt) for pk, alt in names["picture"].items()}
    files = {pk: MediaFile(pk=pk, title=title) for pk, title in names["file"].items()}
    resolved = Resolved(pictures=pictures, files=files, stories=stories)
    blocks = [
        _part(block.key, str(block.readers_name or capfirst(block._meta.verbose_name)), block.readers_texts(resolved))
        for block in body.blocks(content["body"])
    ]
    links = [
        _part(row["key"], gettext("Link"), {"": escape(link.title)})
        for row in content["related"]
        for link in related_links.shown([row], stories)
    ]
    parts = (tuple(part for part in each if part.lines) for each in (blocks, links))
    return [*_lines("", lines), *(Rows(path, each) for path, each in zip(("text", "links"), parts, strict=True))]


def _bylines(content: Content, names: Names) -> dict[str, str]:
    """Return the people named in bylines, by what they did."""
    roles = dict.fromkeys(line["role"] for line in content["bylines"])
    return {
        str(Credit(role).label).lower() if role else gettext("byline"): _list(
            names["author"], (line["author"] for line in content["bylines"] if line["role"] == role)
        )
        for role in roles
    }


def _part(key: str, label: str, texts: dict[str, str]) -> Part:
    return Part(key, label, label, unescape(texts.get(gettext("title"), "")), _lines(key, texts))


def _lines(path: str, texts: dict[str, str]) -> tuple[Line, ...]:
    return tuple(Line(f"{path}/{name}", name, html, html) for name, html in texts.items() if html)


def _list(names: dict[int, str], wanted: Iterable[int | None]) -> str:
    return escape(", ".join(dict.fromkeys(names[pk] for pk in wanted if pk in names)))


def _names(contents: Collection[Content], now: datetime) -> Names:
    """Return the current names of what these contents refer to; of pictures and stories only those readers may see."""
    pictures = {content["lead_picture"] for content in contents}
    blocks = [block for content in contents for block in body.blocks(content["body"])]
    references = [reference for block in blocks for reference in block.references()]
    pictures |= {reference.get("picture_id") for reference in references}
    files = {reference["file_id"] for reference in references if "file_id" in reference}
    authors = {line["author"] for content in contents for line in content["bylines"]}
    tags = {line["tag"] for content in contents for line in content["tags"]}
    sections = {content["section"] for content in contents}
    targets = {link["story"] for content in contents for link in content["related"]}
    targets = (targets | {reference.get("article_id") for reference in references}) - {None}
    stories = ArticleRevision.objects.live(now).filter(subject__in=targets)
    found = {
        "author": Author.objects.filter(pk__in=authors).values_list("pk", "name"),
        "tag": Tag.objects.filter(pk__in=tags).values_list("pk", "name"),
        "merged tag": FormerTag.objects.filter(number__in=tags).values_list("number", "tag__name"),
        "section": Section.objects.filter(pk__in=sections).values_list("pk", "name"),
        "picture": Picture.objects.usable(now).filter(pk__in=pictures - {None}).values_list("pk", "alt"),
        "file": MediaFile.objects.filter(taken_down_at=None, pk__in=files).values_list("pk", "title"),
        "story": stories.values_list("subject", "headline"),
    }
    first, *others = (rows.order_by().annotate(what=Value(what, CharField())) for what, rows in found.items())
    names: Names = defaultdict(dict)
    for pk, name, what in first.union(*others, all=True):
        names["tag" if what == "merged tag" else what][pk] = name
    return names
