"""The figure above a timeline's list: its sentence, and the same drawing for a page and for a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.units import format_unit

from timelines.scale.drawing import NARROW, WIDE, Drawing, Entry, Era, draw
from timelines.scale.summary import in_words, summary
from timelines.scale.ticks import Step
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


def length_of(step: Step, words: Words) -> str:
    """Name the length of a step: "six months", "20 years"; "6 Monate" in German."""
    unit, number = step.unit, step.number
    if unit == "minute" and number % 60 == 0:
        unit, number = "hour", number // 60
    elif unit == "day" and number % 7 == 0:
        unit, number = "week", number // 7
    if words.language:
        return format_unit(number, f"duration-{unit}", locale=words.language)
    return f"{in_words(number, words)} {unit}{'s' if number > 1 else ''}"
