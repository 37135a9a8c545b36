"""A story as readers see it. One path for the public page and every preview: from a revision and an instant.

The preview of revision r at t is `article_page(r, t)`: the page at t with r live. Six queries at most,
the one that found the revision and the one of the navigation included.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import CharField, DateField, F, Value

from articles.cards import Card
from articles.languages import direction
from articles.models import ArticleReference, ArticleRevision, Author, Relation, Section, Tag
from articles.models.article import ArticleCorrection
from articles.models.revision import Role, address
from articles.picture_use import PictureUse, use
from newsroom.images.models import Picture
from newsroom.publishing.models import Content
from newsroom.publishing.wording import newsroom_day
from timelines.models import TimelineRevision, pictures_in
from timelines.rendering import ShownTimeline, timeline_view, usable_pictures


@dataclass(frozen=True)
class Link:
    """A story or an outside page that goes with this one."""

    title: str
    url: str
    relation: str
    outside: bool
    kicker: str = ""
    published: datetime | None = None

    @property
    def label(self) -> str:
        """How the link is introduced on the page."""
        return {
            Relation.BACKGROUND: "Background",
            Relation.FOLLOW_UP: "Earlier",
            Relation.OPPOSITE: "Opposite view",
        }.get(Relation(self.relation), "Read more")


@dataclass(frozen=True)
class ShownCorrection:
    kind: str
    text: str
    at: datetime

    @property
    def label(self) -> str:
        """ "Correction", "Clarification" or "Editor’s note"."""
        return str(ArticleCorrection.Kind(self.kind).label)


@dataclass(frozen=True)
class TextBlock:
    template: ClassVar = "articles/blocks/section.html"
    key: str
    heading: str
    level: int
    html: str

    @property
    def anchor(self) -> str:
        """The fragment that leads to its heading; stable for as long as the block exists."""
        return f"s-{self.key[-12:]}"


@dataclass(frozen=True)
class FigureBlock:
    template: ClassVar = "articles/blocks/figure.html"
    picture: PictureUse


@dataclass(frozen=True)
class QuoteBlock:
    template: ClassVar = "articles/blocks/pull_quote.html"
    text: str
    attribution: str


@dataclass(frozen=True)
class FactBlock:
    template: ClassVar = "articles/blocks/fact_box.html"
    title: str
    html: str


@dataclass(frozen=True)
class TimelineBlock:
    template: ClassVar = "articles/blocks/timeline.html"
    timeline: ShownTimeline


@dataclass(frozen=True)
class RelatedBlock:
    template: ClassVar = "articles/blocks/related.html"
    title: str
    links: tuple[Link, ...]


ShownBlock = TextBlock | FigureBlock | QuoteBlock | FactBlock | TimelineBlock | RelatedBlock


@dataclass(frozen=True)
class ArticlePage:
    """Everything `articles/article_detail.html` shows. `now` is the instant it is shown at."""

    now: datetime
    url: str
    headline: str
    kicker: str
    standfirst: str
    dateline: str
    kind: str
    language: str
    direction: str
    section: Section | None
    published: datetime
    updated: datetime
    authors: tuple[Author, ...]
    tags: tuple[Tag, ...]
    lead: PictureUse | None
    blocks: tuple[ShownBlock, ...]
    related: tuple[Link, ...]
    follow_ups: tuple[Link, ...]
    corrections: tuple[ShownCorrection, ...]

    kind_label = Card.kind_label

    @property
    def contents(self) -> list[TextBlock]:
        """The headed parts, for a list of contents."""
        return [block for block in self.blocks if isinstance(block, TextBlock) and block.heading]


def article_page(revision: ArticleRevision, now: datetime) -> ArticlePage:
    """The page of `revision` at `now` (aware), whether or not it is live then.

    What depends on time or on other things (pictures within their rights, live related stories,
    timelines, corrections, follow-ups) is what readers see at `now`.
    """
    content = revision.read()
    references = list(revision.references.select_related("picture__current", "author", "tag"))
    pictures = {reference.picture.pk: reference.picture for reference in references if reference.picture}
    around = _around(revision, references, now)
    timelines = timelines_in([block for block in content["blocks"] if block["type"] == "timeline"], now)
    groups = _groups(content["related"], around.live)
    blocks = tuple(
        shown for block in content["blocks"] if (shown := _block(block, now, pictures, timelines, groups)) is not None
    )
    published = revision.first_published_at or revision.subject.first_published_at or now
    return ArticlePage(
        now=now,
        url=address(revision.address_day or newsroom_day(published), revision.slug),
        headline=content["headline"],
        kicker=content["kicker"],
        standfirst=content["standfirst"],
        dateline=content["dateline"],
        kind=content["kind"],
        language=content["language"],
        direction=direction(content["language"]),
        section=revision.section,
        published=published,
        updated=revision.updated_at or now,
        authors=_once(reference.author for reference in references if reference.author),
        tags=_once(reference.tag for reference in references if reference.tag),
        lead=use(
            pictures.get(content["lead_picture"]),
            now,
            content["lead_alt"],
            content["lead_caption"],
            content["lead_shape"],
        ),
        blocks=blocks,
        related=tuple(link for links in groups.values() for link in links),  # those that no block has taken
        follow_ups=tuple(around.follow_ups),
        corrections=tuple(around.corrections),
    )


def _once(things: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(things))


def _block(
    block: Content,
    now: datetime,
    pictures: Mapping[int, Picture],
    timelines: Mapping[str, ShownTimeline],
    groups: dict[int, list[Link]],
) -> ShownBlock | None:
    """A block of the content as it is shown; None where there is nothing to show."""
    match block["type"]:
        case "section":
            return TextBlock(block["key"], block["heading"], block["level"], block["text"])
        case "figure":
            used = use(pictures.get(block["picture"]), now, block["alt"], block["caption"], block["shape"])
            return FigureBlock(used) if used else None
        case "pull_quote":
            return QuoteBlock(block["text"], block["attribution"])
        case "fact_box":
            return FactBlock(block["title"], block["text"])
        case "timeline":
            timeline = timelines.get(block["key"])
            return TimelineBlock(timeline) if timeline else None
        case "related":
            links = groups.pop(block["group"], [])
            return RelatedBlock(block["title"], tuple(links)) if links else None
        case unknown:
            raise ValueError(f"There is no block type {unknown!r}: an upgrade of the content's schema is missing.")


@dataclass
class _Around:
    """What readers see with the story at the instant, though it is not in it."""

    live: dict[int, Link]
    follow_ups: list[Link]
    corrections: list[ShownCorrection]


def _around(revision: ArticleRevision, references: Collection[ArticleReference], now: datetime) -> _Around:
    """Live related stories, live stories that follow this one up, and corrections so far: one query, a union of three."""
    related = {reference.article_id for reference in references if reference.role == Role.RELATED}
    follow_ups = ArticleReference.objects.filter(article=revision.subject_id, relation=Relation.FOLLOW_UP)
    live = ArticleRevision.objects.live(now).order_by()
    corrections = ArticleCorrection.objects.filter(subject=revision.subject_id, at__lte=now).order_by()

    def rows(stories: Any, name: str) -> Any:
        columns = ("subject_id", "headline", "kicker", "slug", "address_day", "first_published_at")
        return stories.annotate(what=Value(name, CharField())).values_list("what", *columns)

    found = _Around({}, [], [])
    union = rows(live.filter(subject__in=related), "related").union(
        rows(live.filter(pk__in=follow_ups.order_by().values("revision")), "follow-up"),
        corrections.annotate(
            what=Value("correction", CharField()), slug=Value("", CharField()), day=Value(None, DateField())
        ).values_list("what", "subject_id", "text", "kind", "slug", "day", "at"),
        all=True,
    )
    for what, story, words, kind, slug, day, at in sorted(union, key=lambda row: row[-1]):
        if what == "correction":
            found.corrections.append(ShownCorrection(kind, words, at))
            continue
        link = Link(words, address(day, slug), Relation.FOLLOW_UP, outside=False, kicker=kind, published=at)
        if what == "related":
            found.live[story] = link
        elif story != revision.subject_id:
            found.follow_ups.append(link)
    return found


def _groups(links: Iterable[Content], live: Mapping[int, Link]) -> dict[int, list[Link]]:
    """The related links that readers see, in order, by the number of the block that shows them."""
    groups: dict[int, list[Link]] = {}
    for link in links:
        if link["target"] is None:
            shown = Link(link["title"], link["url"], link["relation"], outside=True)
        elif link["target"] in live:
            shown = replace(live[link["target"]], relation=link["relation"])
        else:
            continue
        groups.setdefault(link["group"], []).append(shown)
    return groups


def timelines_in(blocks: Collection[Content], now: datetime) -> dict[str, ShownTimeline]:
    """The timelines that readers see, by the key of their block: one query for them, one for all their pictures."""
    revisions = TimelineRevision.objects.order_by()
    following = {block["timeline"] for block in blocks if not block["pinned"]}
    pinned = {block["pinned"] for block in blocks if block["pinned"]}
    if not blocks:
        return {}
    found = revisions.live(now).filter(subject__in=following).annotate(key=F("subject_id"), pin=Value(False))
    seen = revisions.published_by(now).filter(pk__in=pinned, sealed_at=None).annotate(key=F("id"), pin=Value(True))
    versions = {(revision.pin, revision.key): revision for revision in found.union(seen, all=True)}
    pictures = usable_pictures(set().union(*(pictures_in(revision.read()) for revision in versions.values())), now)
    copies = Counter[int]()  # carried twice, a timeline has its anchors twice: the second time they are others
    return {
        block["key"]: timeline_view(
            version,
            now,
            show=block["show"],
            range_from=block["range_from"],
            range_to=block["range_to"],
            picked=block["picked"],
            pinned=bool(block["pinned"]),
            copy=_counted(copies, block["timeline"]),
            pictures=pictures,
        )
        for block in blocks
        if (version := versions.get((bool(block["pinned"]), block["pinned"] or block["timeline"])))
    }


def _counted(copies: Counter[int], timeline: int) -> int:
    copies[timeline] += 1
    return copies[timeline]
