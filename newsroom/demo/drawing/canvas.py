"""The sheet on which the demo's pictures are drawn, and the register of scenes."""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 1000  # of the sheet, in points
FINER = 1.6  # pixels to a point: drawn at twice the size and reduced, for Pillow's shapes have hard edges

Points = Sequence[tuple[float, float]]
INK, PAPER, RED, BLUE, TEAL, SAND = "#1d2733", "#f4f0e6", "#c0392b", "#2b5c8a", "#2a7f7f", "#d9b779"


Scene = Callable[["Canvas"], None]
SCENES: dict[str, Scene] = {}


def scene(function: Scene) -> Scene:
    """Have newsroom.toml name this scene. It draws on a canvas."""
    SCENES[function.__name__] = function
    return function


def path(text: str) -> list[tuple[float, float]]:
    """Points written as "430,500 420,380"."""
    return [(float(x), float(y)) for x, _, y in (point.partition(",") for point in text.split())]


class Canvas:
    """A drawing in points of a 1600 × 1000 sheet, whatever its size in pixels."""

    def __init__(self, seed: str, background: str = PAPER) -> None:
        self.image = Image.new("RGB", (round(WIDTH * FINER), round(HEIGHT * FINER)), background)
        self.pen = ImageDraw.Draw(self.image)
        self.chance = Random(seed)  # noqa: S311  a drawing, not a secret

    def shape(self, points: Iterable[tuple[float, float]], color: str) -> None:
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=color)

    def box(self, x: float, y: float, width: float, height: float, color: str, radius: float = 0) -> None:
        corners = [x * FINER, y * FINER, (x + width) * FINER, (y + height) * FINER]
        self.pen.rounded_rectangle(corners, radius * FINER, fill=color)

    def disc(self, x: float, y: float, radius: float, color: str) -> None:
        self.pen.ellipse(
            [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER], color
        )

    def line(self, points: Points, color: str, width: float = 6) -> None:
        self.pen.line([(x * FINER, y * FINER) for x, y in points], color, round(width * FINER), joint="curve")

    def dashes(self, points: Points, color: str, width: float = 6, every: float = 30) -> None:
        for (x, y), (to_x, to_y) in pairwise(points):
            steps = max(1, round(math.dist((x, y), (to_x, to_y)) / every))
            for step in range(steps):
                start, end = step / steps, (step + 0.55) / steps
                along = [(x + (to_x - x) * part, y + (to_y - y) * part) for part in (start, end)]
                self.line(along, color, width)

    def text(self, x: float, y: float, words: str, size: float = 36, color: str = INK, anchor: str = "mm") -> None:
        font = ImageFont.load_default(size * FINER)
        self.pen.text((x * FINER, y * FINER), words, fill=color, font=font, anchor=anchor)
