"""The parts of the search page of which there are many, as HTML. Built here and not in a template, which takes longer."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe

from articles.languages import direction, ours
from articles.models import Kind
from articles.search.typed import KINDS
from articles.sections import SectionTree
from articles.teasers import meta_line
from newsroom.search.search import Hit
from newsroom.text.ap_style import isolate, time_element


def result(hit: Hit, tree: SectionTree, now: datetime) -> SafeString:
    """A hit as an item of a list; its headline and excerpt are HTML already, with marks."""
    entry = hit.entry
    section = tree.sections.get(entry.section or 0)
    english = ours(entry.language)
    kicker = "" if entry.kind == Kind.NEWS else f'<p class="kicker"{english}>{KINDS[entry.kind]}</p>'
    when = time_element(entry.first_published_at, now, with_time=False)
    return mark_safe(  # noqa: S308  every text was escaped where it was put in
        f'<li class="result {tree.hue(entry.section)}" lang="{escape(entry.language)}"'
        f' dir="{direction(entry.language)}">{kicker}'
        f'<h3 class="result__headline"><a href="{escape(entry.url)}">{isolate(hit.headline, direction(entry.language))}</a></h3>'
        f'<p class="result__excerpt">{isolate(hit.excerpt, direction(entry.language))}</p>'
        f"{meta_line(section, when, english)}</li>"
    )


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a <select>, as (value, name)."""
    return mark_safe(  # noqa: S308  the same
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
            for value, name in choices
        )
    )


def sections(tree: SectionTree) -> list[tuple[str, str]]:
    """The sections as choices, those below others marked so."""
    found = sorted((each.path or "", each) for each in tree.sections.values())
    return [(path, f"{'– ' * each.depth}{each.name}") for path, each in found]
