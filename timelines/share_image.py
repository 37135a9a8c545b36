"""The share image of a timeline: its title and its scale as a JPEG, drawn when it is asked for and cached as its page is."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageColor, ImageDraw

from newsroom.publication import lettering
from newsroom.publication.current import publication
from newsroom.publication.lettering import HEADLINE, TEXT
from newsroom.publication.share_image import HEIGHT, INK, PAPER, RULE, SOFT, WIDTH
from timelines.scale import Drawing
from timelines.scale.drawing import DOT, RING, Column, Mark
from timelines.scale.labels import LINE, Label, wrapped
from timelines.timeline_page import ShownTimeline

FINE = 2  # it is drawn so many times as large, for smooth edges
MARGIN = 64
BAND = "#efece5"
JPEG: dict[str, Any] = {"quality": 84, "optimize": True, "progressive": True}


def share_image(timeline: ShownTimeline) -> bytes:
    """Draw the title, the summary and the scale of a timeline. A title in letters that the site's type lacks is left out."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    canvas = Canvas(image)
    canvas.box(MARGIN, MARGIN, WIDTH - MARGIN, MARGIN + 7, canvas.hue)
    y = MARGIN + 34.0
    for line in wrapped(timeline.title, 38, 2):
        x, anchor = (MARGIN, "la") if lettering.direction_of(timeline.title) == "ltr" else (WIDTH - MARGIN, "ra")
        canvas.text(x, y, line, INK, 62, bold=True, anchor=anchor)
        y += 70
    canvas.text(MARGIN, y + 10, timeline.figure.summary, SOFT, 30)
    canvas.text(MARGIN, HEIGHT - MARGIN + 8, publication().name, INK, 34, bold=True, anchor="ls")
    drawings = dict(timeline.drawn(grouped=False).drawings)
    if "wide" in drawings:
        canvas.scale(drawings["wide"], y + 76, HEIGHT - MARGIN - 84.0)
    written = BytesIO()
    image.reduce(FINE).save(written, "JPEG", **JPEG)
    return written.getvalue()


class Canvas:
    """An image with a system of coordinates for the drawing of a scale."""

    def __init__(self, image: Image.Image) -> None:
        self.draw = ImageDraw.Draw(image)
        self.across = self.down = self.top = 0.0
        self.hue = lettering.accent()
        strong, paper = ImageColor.getrgb(self.hue), ImageColor.getrgb(PAPER)
        self.pale = tuple(round(0.4 * one + 0.6 * other) for one, other in zip(strong, paper, strict=True))
        self.fill = {"sure": self.hue, "span": self.hue, "within": self.pale, "doubt": PAPER}

    def box(self, left: float, top: float, right: float, bottom: float, fill: Any, **more: Any) -> None:
        """Fill a rectangle, given in pixels of the image."""
        self.draw.rounded_rectangle([edge * FINE for edge in (left, top, right, bottom)], fill=fill, **more)

    def text(
        self, x: float, y: float, text: str, color: str, size: int, *, bold: bool = False, anchor: str = "la"
    ) -> None:
        """Write a text, or nothing if the type lacks a letter of it."""
        at, weight = (x * FINE, y * FINE), HEADLINE if bold else TEXT
        lettering.write(self.draw, at, text, color, size * FINE, weight, anchor)

    def scale(self, drawing: Drawing, top: float, bottom: float) -> None:
        """Draw a scale between `top` and `bottom`, with its labels if there is room for them."""
        self.across = (WIDTH - 2 * MARGIN) / drawing.width
        labeled = drawing.axis * self.across <= bottom - top
        high = drawing.axis - (0 if labeled else drawing.top)
        self.down = min(self.across, (bottom - top) / high)
        self.top = (top + bottom - high * self.down) / 2 - (0 if labeled else drawing.top * self.down)
        for band in drawing.bands:
            self.box(*self.at(band.left, drawing.top), *self.at(band.right, drawing.axis), BAND)
        for tick in drawing.ticks:
            if tick.label:
                (x, y), (_, begin) = self.at(tick.x, drawing.axis), self.at(0, drawing.top)
                self.box(x, begin, x + 1, y, RULE)
                self.box(x, y, x + 1, y + 9, SOFT)
                self.text(x, y + 14, tick.label, SOFT, 24, anchor="ma")
        (left, y), (right, _) = self.at(0, drawing.axis), self.at(drawing.width, drawing.axis)
        self.box(left, y, right, y + 1, SOFT)
        for label in drawing.labels if labeled else ():
            self.label(label)
        for column in drawing.columns:
            self.column(column)
        for mark in drawing.marks:
            self.mark(mark)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a place in the drawing."""
        return MARGIN + x * self.across, self.top + y * self.down

    def label(self, label: Label) -> None:
        (x, y), (at, to) = self.at(label.x, label.y), self.at(label.at, label.to)
        self.box(at, y - 14, at + 1, to, SOFT)
        for n, line in enumerate(label.lines):
            self.text(x, y + n * LINE * self.down, line, INK, 22, bold=True, anchor="rs" if label.ends else "ls")

    def column(self, column: Column) -> None:
        self.box(*self.at(column.left, column.top), *self.at(column.right, column.bottom), self.pale)
        if column.key:
            self.box(*self.at(column.left, column.key_top), *self.at(column.right, column.bottom), self.hue)

    def mark(self, mark: Mark) -> None:
        (left, y), (right, _) = self.at(mark.left, mark.y), self.at(mark.right, mark.y)
        half, ring = DOT * self.down, RING * self.down
        begins, ends = self.at(mark.solid_left, 0)[0], self.at(mark.solid_right, 0)[0]
        at = self.at(mark.sure_end, 0)[0]
        if mark.is_dot or (mark.is_key and mark.runs_out):
            if not mark.is_dot:
                self.box(left, y - half, right, y + half, self.pale)
                self.box(begins, y - half, ends, y + half, self.fill[mark.kind])
            fill = self.fill[mark.kind] if mark.is_dot else self.hue
            self.box(
                at - half, y - half, at + half, y + half, fill, outline=self.hue, width=3 * FINE, radius=half * FINE
            )
            left = right = at
        else:
            if mark.kind == "within":
                self.box(left, y - half, right, y + half, PAPER, outline=self.hue, width=3 * FINE, radius=half * FINE)
            else:
                self.box(left, y - half, right, y + half, self.pale, radius=half * FINE)
            if ends > begins and mark.kind != "within":
                self.box(
                    begins, y - half, ends, y + half, self.fill[mark.kind], radius=half * FINE if mark.is_solid else 0
                )
        if mark.is_key:
            corners = [edge * FINE for edge in (left - ring, y - ring, right + ring, y + ring)]
            self.draw.rounded_rectangle(corners, radius=ring * FINE, outline=self.hue, width=2 * FINE)
