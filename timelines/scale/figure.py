"""The figure above a timeline's list: its sentence, and the same drawing for a page and for a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from timelines.scale.drawing import NARROW, WIDE, Drawing, Entry, Era, draw
from timelines.scale.summary import summary
from timelines.translations import Words, words_in


@dataclass(frozen=True)
class Figure:
    """`drawings` are (name, drawing): "wide" and "narrow"; empty if there is nothing to draw."""

    summary: str
    drawings: tuple[tuple[str, Drawing], ...]


def figure(
    entries: Sequence[Entry],
    eras: Iterable[Era],
    today: date,
    *,
    rtl: bool = False,
    groups: Sequence[str] = (),
    words: Words | None = None,
) -> Figure:
    """Draw events in any order, of which undated ones are counted only. `groups` are in the order of their rows.

    `words` are those of its language, otherwise the site's.
    """
    words, eras = words or words_in("en"), list(eras)
    dated = sorted((entry for entry in entries if not entry.date.undated), key=lambda entry: entry.date.sort_key)
    drawings = [
        (name, draw(dated, eras, today, width=width, rtl=rtl, groups=groups, names=words.names))
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    text = summary([entry.date for entry in entries], today, words)
    return Figure(text, tuple((name, drawing) for name, drawing in drawings if drawing))
