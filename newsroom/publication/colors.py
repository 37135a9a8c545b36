"""Colors of a publication: their contrast by WCAG, their tone on dark pages, and the style sheet that sets them."""

import re
from collections.abc import Mapping

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, for text
BRIGHT = 6.5  # of tones that nobody chose: 4.5 to 1 looks dull on dark pages
LIGHT = ("#fffefb", "#f5f2eb")  # --paper and --tint in static/css/site.css, which text is on
DARK = ("#131416", "#1d1f22")
HEX = re.compile(r"#[0-9a-f]{6}")
ACCENT = re.compile(r"accent-([0-9a-f]{6})-([0-9a-f]{6})")  # in light and in dark
SECTION = re.compile(r"section([0-9]{1,18})-([0-9a-f]{6})")
STEPS = 100

Rgb = tuple[int, int, int]


def cleaned(typed: str) -> str:
    """Return a color as #rrggbb in lowercase. Raises ValueError unless it is #rgb or #rrggbb, with or without the #."""
    color = "#" + typed.strip().lower().removeprefix("#")
    if len(color) == 4:
        color = "#" + "".join(digit * 2 for digit in color[1:])
    if not HEX.fullmatch(color):
        raise ValueError(typed)
    return color


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors: 1 to 21. static/js/color_contrast.js computes the same."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least(color: str, papers: tuple[str, ...]) -> float:
    """Return the lowest contrast of a color with these backgrounds."""
    return min(contrast(color, paper) for paper in papers)


def is_readable(color: str, papers: tuple[str, ...]) -> bool:
    """Return whether text of that color can be read on all these backgrounds."""
    return least(color, papers) >= ENOUGH


def on_dark(color: str) -> str:
    """Return the tone of a color for dark pages, if nobody chose one."""
    return readable(color, DARK, BRIGHT)


def readable(color: str, papers: tuple[str, ...], enough: float = ENOUGH) -> str:
    """Return the nearest tone that is readable on these backgrounds: darker on LIGHT, lighter on DARK."""
    end = (0, 0, 0) if papers is LIGHT else (255, 255, 255)
    start = _rgb(color)
    for step in range(STEPS + 1):
        mixed = [int(here + (there - here) * step / STEPS + 0.5) for here, there in zip(start, end, strict=True)]
        tone = "#{:02x}{:02x}{:02x}".format(*mixed)
        if least(tone, papers) >= enough:
            return tone
    raise ValueError(color)  # never: black and white are


def spec(accent: str, accent_dark: str, sections: Mapping[str, str]) -> str:
    """Return these colors as the address of a style sheet: "accent-a01c22-ff9c92.section12-0f4c81"; "" for none."""
    parts = []
    if accent:
        parts.append(f"accent-{accent[1:]}-{(accent_dark or on_dark(accent))[1:]}")
    parts += [f"section{pk}-{color[1:]}" for pk, color in sorted(sections.items())]
    return ".".join(parts)


def style_sheet(given: str) -> str:
    """Return the style sheet of a `spec`. On dark pages, sections get a lighter tone. Raises ValueError for another text.

    The address has all that it depends on, so it needs no query, and browsers keep it for good.
    """
    light, dark, hues = [], [], []
    for part in given.split("."):
        if found := ACCENT.fullmatch(part):
            light.append(f"--accent:#{found[1]}")
            dark.append(f"--accent:#{found[2]}")
        elif found := SECTION.fullmatch(part):
            light.append(f"--section-{found[1]}:#{found[2]}")
            dark.append(f"--section-{found[1]}:{on_dark(f'#{found[2]}')}")
            hues.append(f".hue-section-{found[1]}{{--hue:var(--section-{found[1]})}}")
        else:
            raise ValueError(given)
    dark_rule = f"@media(prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}"
    return f":root{{{';'.join(light)}}}{dark_rule}{''.join(hues)}\n"


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    channels = (value / 255 for value in _rgb(color))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
