"""The publication's typefaces and colors, for images that are drawn here. Its style sheets say what they are.

Pillow reads the same WOFF2 files as browsers, and a text may mix those of one family, as it does on a page. Pages leave
other scripts to the reader's own type; images have Cyrillic and Greek of Source Serif, and Arabic of Noto Naskh (both under
the OFL, in fonts/ beside this file). A text with a letter that no file has can't be drawn: it would be boxes. One that runs
from right to left is shaped by Raqm, in one file.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from PIL import ImageDraw, ImageFont, features

from newsroom.publication.current import publication
from newsroom.publication.typefaces import PAIRINGS

FACE = re.compile(r"@font-face\s*\{(.*?)\}", re.DOTALL)
FAMILY, FILE = re.compile(r'font-family: "(.*?)"'), re.compile(r'url\("\.\./(fonts/.*?)"\)')
WEIGHT = re.compile(r"font-weight: (\d+)")
HEADLINE, TEXT = 600, 400  # the weights of the two
OTHER_SCRIPTS = (  # files, by weight
    *("source-serif-4-{}-cyrillic.woff2", "source-serif-4-{}-cyrillic-ext.woff2", "source-serif-4-{}-greek.woff2"),
    "noto-naskh-arabic-{}.woff2",
)
NOWHERE = "\U0010fffd"
JOINERS = "\u200c\u200d"  # say how letters of Arabic script join
SHAPES = bool(features.check("raqm"))


def clean(text: str) -> str:
    """Return a text as it is drawn: composed letters, and no marks that only tell how it runs."""
    kept = JOINERS if _turns(text) else ""
    letters = unicodedata.normalize("NFC", text)
    return "".join(each for each in letters if unicodedata.category(each) != "Cf" or each in kept)


def direction_of(text: str) -> str:
    """Return "rtl" or "ltr", by the first letter that runs either way."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((way for way in ways if way in ("L", "R", "AL")), "L") != "L" else "ltr"


def drawable(text: str, weight: int = HEADLINE) -> bool:
    """Return whether the publication's type has every letter of a text."""
    files, letters = _files(publication().typeface, weight), clean(text)
    if _turns(text):
        return SHAPES and any(_has_all(file, letters) for file in files)
    return bool(text) and all(any(_has(file, letter) for file in files) for letter in letters)


def width(text: str, size: int, weight: int) -> float:
    """Return how wide a drawable text is, in pixels."""
    return sum(run.width for run in _runs(clean(text), size, weight))


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
    x -= {"l": 0, "m": 0.5, "r": 1}[across] * sum(run.width for run in runs)
    if down == "a":
        y += runs[0].font.getmetrics()[0]
    for run in runs:
        draw.text((x, y), run.text, color, run.font, anchor="ls", direction=run.direction)
        x += run.width


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


class Run(NamedTuple):
    """A part of a text in one font. Its direction is None for the usual one, which needs no Raqm."""

    text: str
    font: ImageFont.FreeTypeFont
    direction: str | None = None

    @property
    def width(self) -> float:
        return self.font.getlength(self.text, direction=self.direction)


def _turns(text: str) -> bool:
    """Return whether a part of a text runs from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _runs(text: str, size: int, weight: int) -> Iterator[Run]:
    """Yield the parts of a drawable text, each in the first file that has its letters."""
    files = _files(publication().typeface, weight)
    if _turns(text):
        file = next(file for file in files if _has_all(file, text))
        yield Run(text, _font(file, size), direction_of(text))
        return
    for file, letters in groupby(text, lambda letter: next(file for file in files if _has(file, letter))):
        yield Run("".join(letters), _font(file, size))


def _has_all(file: str, text: str) -> bool:
    return all(letter in JOINERS or _has(file, letter) for letter in text)


@lru_cache(maxsize=10_000)
def _has(file: str, letter: str) -> bool:
    """Return whether a file has a letter: it is drawn in another way than one that no file has."""
    drawn, box = (bytes(_font(file, 24).getmask(each)) for each in (letter, NOWHERE))
    return letter in " \u00a0" or bool(drawn and drawn != box)


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _files(typeface: str, weight: int) -> list[str]:
    """Return the upright files of a pairing: for headlines or for the text, those of Western Europe first."""
    pairing = PAIRINGS.get(typeface) or PAIRINGS["newsreader"]
    sheets = _sheet("css/site.css") + (_sheet(pairing.sheet) if pairing.sheet else "")
    family = _family(sheets, "headline" if weight == HEADLINE else "serif")
    found = []
    for face in FACE.findall(sheets):
        file, called, heavy = FILE.search(face), FAMILY.search(face), WEIGHT.search(face)
        if file and called and heavy and (called[1], int(heavy[1])) == (family, weight) and "italic" not in face:
            found.append(str(finders.find(file[1])))
    folder = Path(__file__).parent / "fonts"
    return found + [str(folder / name.format(weight)) for name in OTHER_SCRIPTS]


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
