"""The sheet on which the demo's pictures are drawn, and the register of scenes."""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1600, 1000  # of the sheet, in points
FINER = 1.6  # pixels to a point: drawn at twice the size and reduced, for Pillow's shapes have hard edges

Points = Sequence[tuple[float, float]]
SKIES = {
    "dawn": ("#7fa3c7", "#f6d3b3"),
    "day": ("#6fa8dc", "#dcebf5"),
    "dusk": ("#3d3a66", "#ef9a75"),
    "night": ("#0c1633", "#33477d"),
    "storm": ("#3c4654", "#98a5b0"),
    "snow": ("#9db1c4", "#eef2f5"),
}
INK, PAPER, RED, BLUE, TEAL, SAND, GREEN = "#1d2733", "#f4f0e6", "#c0392b", "#2b5c8a", "#2a7f7f", "#d9b779", "#5d8a54"


Scene = Callable[..., None]
SCENES: dict[str, Scene] = {}


def scene(function: Scene) -> Scene:
    """Have newsroom.toml name this scene. It draws on a canvas, under a sky where there is one."""
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

    def sky(self, name: str, down_to: float = HEIGHT) -> None:
        top, bottom = SKIES[name]
        size = (self.image.width, round(down_to * FINER))
        mask = Image.linear_gradient("L").resize(size)
        self.image.paste(Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask))

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

    def hills(self, base: float, rise: float, color: str) -> None:
        waves = [(self.chance.uniform(0.002, 0.009), self.chance.uniform(0, 6)) for _ in range(3)]
        ridge = [
            (x, base - rise * sum(math.sin(x * pace + start) for pace, start in waves) / 3)
            for x in range(0, WIDTH + 20, 20)
        ]
        self.shape([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], color)

    def water(self, top: float, color: str, glint: str) -> None:
        self.box(0, top, WIDTH, HEIGHT - top, color)
        for _ in range(70):
            y = top + 12 + (HEIGHT - top) * self.chance.random() ** 1.5
            x, length = self.chance.uniform(-60, WIDTH), self.chance.uniform(30, 60 + (y - top) / 2)
            self.line([(x, y), (x + length, y)], glint, 2 + (y - top) / 150)

    def stars(self, count: int, down_to: float) -> None:
        for _ in range(count):
            x, y = self.chance.uniform(0, WIDTH), self.chance.uniform(0, down_to)
            self.disc(x, y, self.chance.choice([1.2, 1.8, 2.6]), "#e9edf7")

    def skyline(self, base: float, color: str, lit: str = "", tallest: float = 260) -> None:
        x = -20.0
        while x < WIDTH:
            width, height = self.chance.uniform(70, 150), self.chance.uniform(90, tallest)
            self.box(x, base - height, width, height, color)
            for column in range(int(width // 34)) if lit else ():
                for row in range(int(height // 46)):
                    if self.chance.random() < 0.45:
                        self.box(x + 14 + column * 34, base - height + 18 + row * 46, 14, 20, lit)
            x += width + self.chance.choice([0, 0, 6, 24])

    def boat(self, x: float, y: float, size: float, color: str) -> None:
        hull = [(x - size, y), (x + size, y), (x + size * 0.7, y + size * 0.4), (x - size * 0.75, y + size * 0.4)]
        self.shape(hull, color)
        self.box(x - size * 0.35, y - size * 0.38, size * 0.6, size * 0.4, PAPER, 4)
