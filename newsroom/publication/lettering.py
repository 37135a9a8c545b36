"""The publication's typefaces and colors, for images that are drawn here. Its style sheets say what they are.

Pillow reads the same WOFF2 files as browsers. Which letters a file has is its `unicode-range`, and a text may mix files of
one family, as it does on a page. A text with a letter that no file has can't be drawn: another script would be boxes.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from PIL import ImageDraw, ImageFont

from newsroom.publication.current import publication
from newsroom.publication.typefaces import PAIRINGS

FACE = re.compile(r"@font-face\s*\{(.*?)\}", re.DOTALL)
FAMILY, FILE = re.compile(r'font-family: "(.*?)"'), re.compile(r'url\("\.\./(fonts/.*?)"\)')
WEIGHT, RANGES = re.compile(r"font-weight: (\d+)"), re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
HEADLINE, TEXT = 600, 400  # the weights of the two


class File(NamedTuple):
    """A file of a typeface, and the letters that it has."""

    path: str
    letters: tuple[range, ...]

    def has(self, letter: str) -> bool:
        return any(ord(letter) in each for each in self.letters)


def clean(text: str) -> str:
    """Return a text as it is drawn: composed letters, and no marks that only tell how it runs."""
    return "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")


def drawable(text: str, weight: int = HEADLINE) -> bool:
    """Return whether the publication's type has every letter of a text."""
    files = _files(publication().typeface, weight)
    return bool(text) and all(any(file.has(letter) for file in files) for letter in clean(text))


def width(text: str, size: int, weight: int) -> float:
    """Return how wide a drawable text is, in pixels."""
    return sum(font.getlength(part) for font, part in _runs(clean(text), size, weight))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    color: str,
    size: int,
    weight: int,
    anchor: str = "ls",
) -> None:
    """Draw a text; `anchor` says what `at` is of it, in Pillow's letters. Nothing is drawn of one that isn't drawable."""
    if not drawable(text, weight):
        return
    (x, y), across, down = at, anchor[0], anchor[1]
    runs = list(_runs(clean(text), size, weight))
    x -= {"l": 0, "m": 0.5, "r": 1}[across] * sum(font.getlength(part) for font, part in runs)
    if down == "a":
        y += runs[0][0].getmetrics()[0]
    for font, part in runs:
        draw.text((x, y), part, color, font, anchor="ls")
        x += font.getlength(part)


def wrapped(text: str, size: int, weight: int, across: float) -> list[str]:
    """Return the lines of a drawable text that is at most so many pixels wide. A longer word is broken."""
    lines = [""]
    for word in clean(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, weight) <= across:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and width(lines[-1] + letter, size, weight) > across:
                lines.append("")
            lines[-1] += letter
    return lines


def accent() -> str:
    """Return the publication's color."""
    return publication().accent or _color("accent")


def color_of(hue: str) -> str:
    """Return the color of a section, given the class that pages have for it (`SectionTree.hue`)."""
    own = publication().section_colors.get(hue.removeprefix("hue-section-"), "")
    return own or (_color(hue) if hue else accent())


def _runs(text: str, size: int, weight: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """Yield the parts of a text with the font of each: the first file that has its letters."""
    files = _files(publication().typeface, weight)
    for file, letters in groupby(text, lambda letter: next(file for file in files if file.has(letter))):
        yield _font(file.path, size), "".join(letters)


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _files(typeface: str, weight: int) -> list[File]:
    """Return the upright files of a pairing: for headlines or for the text, those of Western Europe first."""
    pairing = PAIRINGS.get(typeface) or PAIRINGS["newsreader"]
    sheets = _sheet("css/site.css") + (_sheet(pairing.sheet) if pairing.sheet else "")
    family = _family(sheets, "headline" if weight == HEADLINE else "serif")
    found = []
    for face in FACE.findall(sheets):
        file, called, heavy = FILE.search(face), FAMILY.search(face), WEIGHT.search(face)
        if file and called and heavy and (called[1], int(heavy[1])) == (family, weight) and "italic" not in face:
            letters = RANGES.findall(face)
            ranges = tuple(range(int(first, 16), int(last or first, 16) + 1) for first, last in letters)
            found.append(File(str(finders.find(file[1])), ranges))
    return found


def _family(sheets: str, name: str) -> str:
    """Return the family that a custom property names first; the last declaration wins."""
    value: str = re.findall(rf"--{name}: (.*?);", sheets)[-1]
    return _family(sheets, "serif") if value == "var(--serif)" else value.split('"')[1]


@cache
def _color(name: str) -> str:
    """Return the color of a custom property on light pages, which the style sheet declares first."""
    found: list[str] = re.findall(rf"--{name}: (#[0-9a-f]{{6}});", _sheet("css/site.css"))
    return found[0]


@cache
def _sheet(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")
