"""The image of a page in link previews: what it is called, and whose it is, as a JPEG of 1200 × 630.

It is drawn when it is asked for, from what readers may see at that instant, and cached as its page is: so there is one
before any worker has run, none before its time, and none of what was taken down.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse
from PIL import Image, ImageDraw

from newsroom.publication.current import publication
from newsroom.publication.lettering import HEADLINE, TEXT, accent, direction_of, drawable, width, wrapped, write

HOME = "/share.jpg"  # the publication's own
WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, SOFT, RULE = "#fffefb", "#1a1a1c", "#58595e", "#dcd8cf"
JPEG: dict[str, Any] = {"quality": 88, "optimize": True, "subsampling": 0}
SIZES = (96, 84, 74, 66, 58, 52)  # of a title: the largest at which all of it fits
LEADING = 1.1
LOGO, NAMEPLATE = (480, 64), (840, 200)  # how large the logo is below a title, and by itself
ENDS = {"ltr": (MARGIN, "ls"), "rtl": (WIDTH - MARGIN, "rs")}  # where a text begins, and its anchor there
FOOT = HEIGHT - 132  # where the rule above the name is


def image_of(title: str = "", *, label: str = "", text: str = "", hue: str = "") -> HttpResponse:
    """Answer with the image of a page: its title, a label above it and a text below it; `hue` is a color.

    Without a title that can be drawn, it shows the publication alone.
    """
    shown = (title, label, text, hue or accent()) if drawable(title) else ("", "", "", accent())
    return HttpResponse(share_image(*shown), content_type="image/jpeg")


def image_at(page: str) -> str:
    """Return the address of a page's image, given that of the page."""
    return f"{page[:-1]}.jpg" if page != "/" else HOME


def gone() -> HttpResponse:
    """Answer for a page that readers could see once."""
    return HttpResponse("This page is no longer available.", content_type="text/plain", status=410)


def share_image(title: str, label: str, text: str, hue: str) -> bytes:
    """Return the JPEG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 15), hue)
    if title:
        begins = ENDS[direction_of(title)]
        write(draw, (begins[0], 100), label, hue, 34, HEADLINE, begins[1])
        _title(draw, title, text, top=124 if label else 64)
        draw.rectangle((MARGIN, FOOT, WIDTH - MARGIN, FOOT), RULE)
        _name(image, draw, direction_of(title))
    else:
        _nameplate(image, draw)
    written = BytesIO()
    image.save(written, "JPEG", **JPEG)
    return written.getvalue()


def shows_name() -> bool:
    """Return whether the publication's own image shows its logo or its name, in letters that can be drawn."""
    return bool(publication().logo) or drawable(publication().name)


def _title(draw: ImageDraw.ImageDraw, title: str, text: str, top: int) -> None:
    """Write the title as large as it fits, with the text below it where there is room, in the middle."""
    across, down = WIDTH - 2 * MARGIN, FOOT - top - 24
    x, anchor = ENDS[direction_of(title)]
    for size in SIZES:
        lines = wrapped(title, size, HEADLINE, across)
        if len(lines) * size * LEADING <= down:
            break
    most = int(down / (size * LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, across)]
    high = len(lines) * size * LEADING
    below = wrapped(text, 34, TEXT, across) if drawable(text, TEXT) else []
    room = int((down - high - 20) / 46)
    if len(below) > room:
        below = []
    y = top + (down - high - (20 + 46 * len(below) if below else 0)) / 2 + size * 0.85
    for line in lines:
        write(draw, (x, y), line, INK, size, HEADLINE, anchor)
        y += size * LEADING
    y += 20 - size * 0.85 + 30
    for line in below:
        write(draw, (x, y), line, SOFT, 34, TEXT, anchor)
        y += 46


def _cut(line: str, size: int, across: float) -> str:
    while line and width(f"{line}…", size, HEADLINE) > across:
        line = line.rpartition(" ")[0] or line[:-1]
    return f"{line.rstrip(' ,.;:–—')}…"


def _name(image: Image.Image, draw: ImageDraw.ImageDraw, direction: str) -> None:
    """Show below the title whose it is, and where that is found."""
    middle = (FOOT + HEIGHT) / 2
    host = urlsplit(settings.PUBLIC_URL).netloc
    (x, anchor), (other, far) = ENDS[direction], ENDS["ltr" if direction == "rtl" else "rtl"]
    if logo := _logo(LOGO):
        left = MARGIN if direction == "ltr" else WIDTH - MARGIN - logo.width
        image.paste(logo, (left, round(middle - logo.height / 2)), logo)
    else:
        write(draw, (x, middle + 14), publication().name, INK, 42, HEADLINE, anchor)
    taken = logo.width if logo else width(publication().name, 42, HEADLINE) if drawable(publication().name) else 0
    if taken + width(host, 28, TEXT) < WIDTH - 2 * MARGIN - 40:
        write(draw, (other, middle + 10), host, SOFT, 28, TEXT, far)


def _nameplate(image: Image.Image, draw: ImageDraw.ImageDraw) -> None:
    """Show the publication: its logo or its name, and its tagline."""
    ours, y = publication(), HEIGHT / 2
    lines = wrapped(ours.tagline, 38, TEXT, WIDTH - 2 * MARGIN)[:2] if drawable(ours.tagline, TEXT) else []
    if logo := _logo(NAMEPLATE):
        top = round(y - (logo.height + 62 * len(lines)) / 2)
        image.paste(logo, ((WIDTH - logo.width) // 2, top), logo)
        y = top + logo.height + 70
    elif drawable(ours.name):
        size = next((each for each in (128, *SIZES) if width(ours.name, each, HEADLINE) <= WIDTH - 2 * MARGIN), 40)
        y += size * 0.3 - 31 * len(lines)
        write(draw, (WIDTH / 2, y), ours.name, INK, size, HEADLINE, "ms")
        y += 76
    for line in lines:
        write(draw, (WIDTH / 2, y), line, SOFT, 38, TEXT, "ms")
        y += 50


def _logo(most: tuple[int, int]) -> Image.Image | None:
    """Return the logo for light pages, scaled to fit; None without one, or if its file is gone."""
    stored = publication().images.get("logo")
    if not stored:
        return None
    try:
        with default_storage.open(stored["name"]) as file, Image.open(file) as logo:
            found = logo.convert("RGBA")
    except OSError:
        return None
    scale = min(most[0] / found.width, most[1] / found.height)
    return found.resize((round(found.width * scale), round(found.height * scale)), Image.Resampling.LANCZOS)
