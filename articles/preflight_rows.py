"""What the database knows that a story is checked against: house style, taken addresses, stories of the same headline."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from articles.addresses import automatic, others_at
from articles.models import Article, StyleRule
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.search.models import DeskEntry
from newsroom.search.words import title_key
from newsroom.text.ap_style import newsroom_day

RULE, ADDRESS, NAMESAKE = "rule", "address", "namesake"
TEXT = CharField()
MOST = 5  # stories of the same headline that are looked at


@dataclass(frozen=True)
class PreflightRows:
    """`slug` is the story's own, made of its headline; "" if it was typed, or was given to the story for good."""

    rules: list[StyleRule]
    slug: str
    taken: set[str]  # slugs of that day that begin with `slug`
    has_namesake: bool  # another story that was published, or is the same owner's, has the same headline


def preflight_rows(article: Article, content: Content) -> PreflightRows:
    """Return the rows for a version of `article`. One query. A story that was published has a headline of its own."""
    is_new = article.first_published_at is None
    slug = "" if not is_new or content["slug"] else automatic(article, content["headline"])
    parts = [_texts(RULE, StyleRule.objects.all(), "words", "suggestion", "reason")]
    if slug:
        parts.append(_texts(ADDRESS, others_at(article, newsroom_day(clock.now()), slug), "slug"))
    if is_new and title_key(content["headline"]):
        parts.append(_texts(NAMESAKE, _namesakes(article, content["headline"]), "title"))
    rows: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found: dict[str, list[Any]] = {RULE: [], ADDRESS: [], NAMESAKE: []}
    for kind, pk, *texts in rows:
        found[kind].append((pk, *texts))
    rules = [StyleRule(*row) for row in sorted(found[RULE], key=lambda row: row[1])]
    headline = _alike(content["headline"])
    return PreflightRows(
        rules,
        slug,
        {taken for _, taken, *_ in found[ADDRESS]},
        any(_alike(title) == headline for _, title, *_ in found[NAMESAKE]),
    )


def _alike(headline: str) -> str:
    return " ".join(headline.casefold().split())


def _namesakes(article: Article, headline: str) -> QuerySet[DeskEntry]:
    own_or_seen = Q(owner=article.owner_id) | Q(first_published_at__isnull=False)
    others = Article.objects.filter(own_or_seen, pk=OuterRef("subject"), binned_at=None).exclude(pk=article.pk or 0)
    entries = DeskEntry.objects.filter(source=Article._meta.label_lower, title_key=title_key(headline))
    return DeskEntry.objects.filter(pk__in=entries.filter(Exists(others.order_by())).order_by("id").values("pk")[:MOST])


def _texts(kind: str, rows: QuerySet[Any], *names: str) -> QuerySet[Any, Any]:
    """Return rows of (kind, id, three texts)."""
    texts = {f"text_{number}": Cast(name, TEXT) for number, name in enumerate(names)}
    texts |= {f"text_{number}": Cast(Value(""), TEXT) for number in range(len(names), 3)}
    kinds = rows.order_by().annotate(kind_=Cast(Value(kind), TEXT), **texts)
    found: QuerySet[Any, Any] = kinds.values_list("kind_", "pk", *sorted(texts))
    return found
