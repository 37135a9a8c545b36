"""What the search page shows of what was found."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from articles.languages import direction
from articles.models import Kind, Section
from articles.search.typed import KINDS
from articles.sections import SectionTree
from newsroom.search.search import Hit


@dataclass(frozen=True)
class Result:
    """A hit; headline and excerpt are HTML, with what was looked for in <mark>. `kind` is "" for news."""

    url: str
    headline: SafeString
    excerpt: SafeString
    kind: str
    section: Section | None
    hue: str
    language: str
    direction: str
    published: datetime


def result(hit: Hit, tree: SectionTree) -> Result:
    """Return a hit as the search page shows it."""
    entry = hit.entry
    return Result(
        url=entry.url,
        headline=hit.headline,
        excerpt=hit.excerpt,
        kind="" if entry.kind == Kind.NEWS else str(KINDS[entry.kind]),
        section=tree.sections.get(entry.section or 0),
        hue=tree.hue(entry.section),
        language=entry.language,
        direction=direction(entry.language),
        published=entry.first_published_at,
    )


def section_choices(tree: SectionTree) -> list[tuple[str, str]]:
    """Return the sections as choices of a form, those below others marked so."""
    found = sorted((each.path or "", each) for each in tree.sections.values())
    return [(path, f"{'– ' * each.depth}{each.name}") for path, each in found]
