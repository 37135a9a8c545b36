"""A story on a page that is not its own, as HTML. Built here and not in a template: a front shows forty of them."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from articles.cards import Card
from articles.languages import ours
from articles.models import Section
from newsroom.text.ap_style import isolate, time_element


@dataclass(frozen=True)
class Look:
    """How a teaser is drawn. `sizes` is the attribute of that name, "" for no picture; `eager` is above the fold."""

    name: str = ""
    level: int = 2
    sizes: str = "(min-width: 40em) 12rem, 30vw"
    shape: str = "16:9"
    eager: bool = False
    standfirst: bool = True
    section: bool = True


ROW = Look()


def teaser(card: Card, now: datetime, look: Look = ROW, below: str = "") -> SafeString:
    """The <article> of a card, read at `now`; `below` is HTML that stands under its words, made safe already."""
    kicker = card.kicker or card.kind_label
    parts = [
        f'<article class="teaser{f" teaser--{look.name}" if look.name else ""} {card.hue}"'
        f' lang="{card.language}" dir="{card.direction}">'
    ]
    if kicker:
        parts.append(f'<p class="kicker">{isolate(escape(kicker), card.direction)}</p>')
    parts.append(
        f'<h{look.level} class="teaser__headline"><a href="{escape(card.url)}">'
        f"{isolate(escape(card.headline), card.direction)}</a></h{look.level}>"
    )
    if card.standfirst and look.standfirst:
        parts.append(f'<p class="teaser__standfirst">{isolate(escape(card.standfirst), card.direction)}</p>')
    when = time_element(card.published, now)
    parts.append(meta_line(card.section if look.section else None, when, ours(card.language)))
    if card.picture and look.sizes:
        parts.append(f'<div class="teaser__picture">{card.picture.html(look.shape, look.sizes, look.eager)}</div>')
    parts.append(f"{below}</article>")
    return mark_safe("".join(parts))  # noqa: S308  every text was escaped where it was put in


def meta_line(section: Section | None, when: SafeString, english: str = "") -> str:
    """The line of small print on a story: its section, unless the page says that already, and when it came out.

    `english` are the attributes that mark our words in a story in another language.
    """
    filed = _link(section.get_absolute_url(), section.name) if section else ""
    return f'<p class="meta"{english}>{filed}{when}</p>'


@lru_cache(maxsize=1_000)  # the same few sections, forty times a page
def _link(url: str, name: str) -> str:
    return f'<a href="{escape(url)}">{isolate(escape(name))}</a> '
