"""What readers are told of a story's versions: which they have seen, when, and what changed between any two.

Only what readers have seen by `now` is ever named, and of a version that was taken down only that there was one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape

from django.db.models import CharField, OuterRef, Subquery, Value

from articles.models import Article, ArticleRevision, Author, FormerTag, Section, Tag
from articles.models.article import ArticleCorrection, ArticleTransition
from newsroom.images.models import Picture
from newsroom.publishing.corrections import Notice, notices
from newsroom.publishing.models import Change, Content, upgraded
from newsroom.text.snapshot_diff import Described, Difference, Line, Part, Rows, differences

# What the parts of a text are called by those who read it.
PARTS = {
    "section": "Text",
    "figure": "Picture",
    "pull_quote": "Quotation",
    "fact_box": "Fact box",
    "timeline": "Timeline",
    "related": "Links",
}
Names = dict[str, dict[int, str]]  # by kind of thing, then by key


@dataclass(frozen=True)
class SeenVersion:
    """A version that readers have seen. `number` counts those from 1; `until` is None while it is live at the instant.

    `before` is the number of the one before it that can still be read, 0 for the first.
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
        """ "First published", "Minor fix", "Substantive update" or "Correction"."""
        return str(Change(self.change).label) if self.change else "First published"


def versions(story: int, now: datetime) -> list[SeenVersion]:
    """The versions that readers have seen by `now` (aware), the oldest first. What is planned is not told. One query."""
    change = ArticleTransition.objects.filter(revision=OuterRef("pk")).values("change")[:1]
    seen = ArticleRevision.objects.published_by(now).filter(subject=story).order_by("live_from")
    rows = seen.annotate(change=Subquery(change)).values_list("pk", "live_from", "live_until", "change", "sealed_at")
    found: list[SeenVersion] = []
    before = 0
    for number, (pk, since, until, kind, sealed) in enumerate(rows, 1):
        ended = until if until and until <= now else None
        found.append(SeenVersion(number, before, pk, since, ended, kind or "", removed=sealed is not None))
        before = before if sealed else number
    return found


def corrections(story: int, now: datetime) -> list[Notice]:
    """The corrections, clarifications and notes that readers have been given by `now`, the oldest first."""
    return notices(ArticleCorrection.objects.filter(subject=story, at__lte=now))


def compared(old: SeenVersion, new: SeenVersion, now: datetime) -> list[Difference]:
    """What differs for readers between two versions, place by place, with <del> and <ins>. Two queries.

    Raises ValueError for a version that was removed: nothing of its text is told, not even that it differs.
    """
    if old.removed or new.removed:
        raise ValueError("One of these versions was removed, so it is compared with nothing.")
    seen = ArticleRevision.objects.published_by(now).filter(sealed_at=None, pk__in=(old.revision, new.revision))
    contents = {pk: upgraded(Article, content) for pk, content in seen.values_list("pk", "content")}
    if missing := {old.revision, new.revision} - contents.keys():
        raise ValueError(f"Readers may not see {missing}.")
    names = _names(list(contents.values()), now)
    return differences(_told(contents[old.revision], names), _told(contents[new.revision], names))


def _told(content: Content, names: Names) -> Described:
    """What readers are told of `content`: its words as HTML, and names for what it refers to."""
    lines = {name: escape(content[name]) for name in ("headline", "kicker", "standfirst", "dateline")}
    lines["by"] = _list(names["author"], (line["author"] for line in content["bylines"]))
    lines["section"] = _list(names["section"], [content["section"]])
    lines["subjects"] = _list(names["tag"], (line["tag"] for line in content["tags"]))
    shown = content["lead_picture"] in names["picture"]
    alt = content["lead_alt"] or names["picture"].get(content["lead_picture"], "")
    lines |= {"lead picture": escape(alt) if shown else "", "its caption": escape(content["lead_caption"] * shown)}
    blocks = [_part(block["key"], PARTS[block["type"]], _of_block(block, names)) for block in content["blocks"]]
    links = [
        _part(link["key"], "Link", {"": escape(link["title"] or names["story"].get(link["target"], ""))})
        for link in content["related"]
        if link["target"] or link["url"]  # a headline that waits for its story is the desk's
    ]
    parts = (tuple(part for part in each if part.lines) for each in (blocks, links))
    return [*_lines("", lines), *(Rows(path, each) for path, each in zip(("text", "links"), parts, strict=True))]


def _of_block(block: Content, names: Names) -> dict[str, str]:
    """What a block says; the words that stand for all of it have no name. Empty: readers see nothing of it."""
    match block["type"]:
        case "section":
            return {"heading": escape(block["heading"]), "": block["text"]}
        case "fact_box":
            return {"title": escape(block["title"]), "": block["text"]}
        case "pull_quote":
            return {"": escape(block["text"]), "attribution": escape(block["attribution"])}
        case "figure" if block["picture"] in names["picture"]:
            shown = block["alt"] or names["picture"][block["picture"]]
            return {"shows": escape(shown), "caption": escape(block["caption"])}
        case "timeline":
            return {"": "A timeline"}
    return {}


def _part(key: str, label: str, said: dict[str, str]) -> Part:
    return Part(key, label, label, unescape(said.get("heading") or said.get("title") or ""), _lines(key, said))


def _lines(path: str, said: dict[str, str]) -> tuple[Line, ...]:
    """As they are told, so are they compared: what readers are not told differs in nothing."""
    return tuple(Line(f"{path}/{name}", name, html, html) for name, html in said.items() if html)


def _list(names: dict[int, str], wanted: Iterable[int | None]) -> str:
    return escape(", ".join(dict.fromkeys(names[pk] for pk in wanted if pk in names)))


def _names(contents: Collection[Content], now: datetime) -> Names:
    """The names, as they are now, of what the versions refer to: of pictures and stories only those readers may see."""
    pictures = {content["lead_picture"] for content in contents}
    pictures |= {block["picture"] for content in contents for block in content["blocks"] if block["type"] == "figure"}
    people = {line["author"] for content in contents for line in content["bylines"]}
    subjects = {line["tag"] for content in contents for line in content["tags"]}
    targets = {link["target"] for content in contents for link in content["related"]}
    found = {
        "author": Author.objects.filter(pk__in=people).values_list("pk", "name"),
        "tag": Tag.objects.filter(pk__in=subjects).values_list("pk", "name"),
        "merged tag": FormerTag.objects.filter(number__in=subjects).values_list("number", "tag__name"),
        "section": Section.objects.filter(pk__in={content["section"] for content in contents}).values_list(
            "pk", "name"
        ),
        "picture": Picture.objects.usable(now).filter(pk__in=pictures - {None}).values_list("pk", "alt"),
        "story": ArticleRevision.objects.live(now)
        .filter(subject__in=targets - {None})
        .values_list("subject", "headline"),
    }
    first, *others = (rows.order_by().annotate(what=Value(what, CharField())) for what, rows in found.items())
    names: Names = defaultdict(dict)
    for pk, name, what in first.union(*others, all=True):
        names["tag" if what == "merged tag" else what][pk] = name
    return names
