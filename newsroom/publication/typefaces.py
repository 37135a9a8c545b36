"""The pairings of typefaces of which a publication chooses one. The files are in static/fonts, each under the OFL."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pairing:
    """Headlines and text. `sheet` declares what static/css/site.css doesn't; `preloaded` is what every page shows."""

    label: str
    sheet: str
    preloaded: tuple[str, str]


PAIRINGS = {
    "newsreader": Pairing(
        "Newsreader: one serif for headlines and text",
        "",
        ("fonts/newsreader-600.woff2", "fonts/newsreader-400.woff2"),
    ),
    "franklin": Pairing(
        "Libre Franklin and Newsreader: sans-serif headlines, serif text",
        "css/type_franklin.css",
        ("fonts/libre-franklin-600.woff2", "fonts/newsreader-400.woff2"),
    ),
    "playfair": Pairing(
        "Playfair Display and Source Serif: high-contrast headlines, sturdy text",
        "css/type_playfair.css",
        ("fonts/playfair-display-600.woff2", "fonts/source-serif-4-400.woff2"),
    ),
}
