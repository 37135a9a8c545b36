"""Scenes indoors, fields of play, people."""

import math

from newsroom.demo.drawing.canvas import BLUE, FINER, GREEN, HEIGHT, INK, PAPER, RED, SAND, TEAL, WIDTH, Canvas, scene


@scene
def cells(c: Canvas) -> None:
    """Cells under a microscope."""
    c.box(0, 0, WIDTH, HEIGHT, "#efe6ee")
    for _ in range(75):
        x, y, radius = c.chance.uniform(0, WIDTH), c.chance.uniform(0, HEIGHT), c.chance.uniform(44, 100)
        wall, inside, core = c.chance.choice(
            [("#8f6aa8", "#cdb4dd", "#6b4687"), ("#4f8aa8", "#b5d5e2", "#2f6685"), ("#b8708b", "#ebc3d0", "#93435f")]
        )
        c.disc(x, y, radius, wall)
        c.disc(x, y, radius - 7, inside)
        c.disc(x + radius * 0.15, y - radius * 0.1, radius * 0.32, core)


@scene
def stage(c: Canvas) -> None:
    """A stage between red curtains."""
    c.box(0, 0, WIDTH, HEIGHT, "#241318")
    c.shape([(800, -60), (430, 830), (1170, 830)], "#6e5a45")
    c.shape([(800, -60), (560, 830), (1040, 830)], "#a88d63")
    c.box(0, 800, WIDTH, 200, "#5a3a24")
    for fold in range(9):
        tone = "#a3232f" if fold % 2 else "#7f1b26"
        c.shape([(fold * 44, 0), (fold * 44 + 46, 0), (fold * 40 + 36, 830), (fold * 40 - 8, 830)], tone)
        c.shape([(1600 - fold * 44, 0), (1554 - fold * 44, 0), (1564 - fold * 40, 830), (1608 - fold * 40, 830)], tone)
    for number in range(12):
        c.disc(66 + number * 134, 0, 92, "#8e1f2a")
    c.box(770, 640, 60, 130, INK, 20)
    c.disc(800, 615, 34, "#e0b48e")
    c.line([(800, 700), (880, 660)], INK, 14)
    c.pen.ellipse([600 * FINER, 775 * FINER, 1000 * FINER, 850 * FINER], "#c7a873")


@scene
def pitch(c: Canvas) -> None:
    """A soccer pitch from above."""
    for stripe in range(10):
        c.box(stripe * 160, 0, 160, HEIGHT, "#4f8f4a" if stripe % 2 else "#5a9c53")
    for points in ([(100, 90), (1500, 90), (1500, 910), (100, 910), (100, 90)], [(800, 90), (800, 910)]):
        c.line(points, PAPER, 8)
    for points in (
        [(100, 280), (330, 280), (330, 720), (100, 720)],
        [(1500, 280), (1270, 280), (1270, 720), (1500, 720)],
    ):
        c.line(points, PAPER, 8)
    c.pen.ellipse([660 * FINER, 360 * FINER, 940 * FINER, 640 * FINER], outline=PAPER, width=16)
    for number in range(20):
        c.disc(c.chance.uniform(180, 1420), c.chance.uniform(150, 850), 22, RED if number % 2 else BLUE)
    c.disc(905, 455, 13, "#ffffff")


@scene
def rowing(c: Canvas, sky: str = "dawn") -> None:
    """Racing shells on a river, from above the bank."""
    c.sky(sky, 380)
    c.hills(370, 60, "#6f8568")
    c.water(380, "#6d93a6", "#dfe5e0")
    for y, color, start in ((500, RED, 240), (660, BLUE, 420), (850, SAND, 120)):
        size = y / 800
        c.shape(
            [
                (start, y),
                (start + 1000 * size, y - 16 * size),
                (start + 1060 * size, y),
                (start + 1000 * size, y + 16 * size),
            ],
            color,
        )
        for seat in range(8):
            x = start + (150 + seat * 96) * size
            c.disc(x, y - 26 * size, 19 * size, INK)
            c.line([(x + 10, y - 4), (x - 60 * size, y + (90 if seat % 2 else -90) * size)], "#f0e3c4", 6 * size)


@scene
def table(c: Canvas) -> None:
    """A round conference table from above."""
    c.box(0, 0, WIDTH, HEIGHT, "#3f4d63")
    for ring, color in ((470, "#46566e"), (380, "#8a6b4c"), (365, "#a98660"), (190, "#4d5d77")):
        c.disc(800, 500, ring, color)
    for seat in range(22):
        angle = seat * math.tau / 22
        x, y = 800 + 425 * math.cos(angle), 500 + 425 * math.sin(angle)
        c.disc(x, y, 34, "#20293a")
        x, y = 800 + 318 * math.cos(angle), 500 + 318 * math.sin(angle)
        c.box(x - 17, y - 17, 34, 34, PAPER, 3)
        x, y = 800 + 240 * math.cos(angle), 500 + 240 * math.sin(angle)
        c.disc(x, y, 13, [BLUE, RED, SAND, TEAL, GREEN][seat % 5])


@scene
def radar(c: Canvas, sky: str = "night") -> None:
    """A radar dish and its beam at night."""
    c.sky(sky)
    c.stars(180, 700)
    for ring in range(5, 0, -1):
        radius = ring * 190
        c.pen.arc(
            [(420 - radius) * FINER, (690 - radius) * FINER, (420 + radius) * FINER, (690 + radius) * FINER],
            285,
            350,
            "#5f86b8",
            10,
        )
    c.hills(830, 60, "#16213a")
    c.shape([(340, 860), (400, 700), (450, 700), (510, 860)], "#93a0b2")
    c.pen.pieslice([310 * FINER, 560 * FINER, 560 * FINER, 810 * FINER], 120, 300, "#d5dde6")
    c.line([(435, 685), (540, 640)], "#d5dde6", 10)
    c.disc(544, 638, 14, RED)


@scene
def portrait(c: Canvas) -> None:
    """A head and shoulders in plain shapes: nobody in particular."""
    pick = c.chance.choice
    c.box(0, 0, WIDTH, HEIGHT, pick(["#9fb8c4", "#d8c3a5", "#b5c4a3", "#c9a9a6", "#a7a5c6", "#d9c98f"]))
    skin, hair, coat = (
        pick(["#f0c9a8", "#d9a27a", "#a8714c", "#7a4f35"]),
        pick([INK, "#5a3a24", "#8a8f96", "#9c5a2c"]),
        pick([BLUE, TEAL, "#5b4a6d", "#7a3b3b", "#44514a"]),
    )
    glasses = pick([True, False, False])
    if pick([True, False]):
        c.box(610, 300, 380, 440, hair, 150)
    c.pen.pieslice([440 * FINER, 720 * FINER, 1160 * FINER, 1500 * FINER], 180, 360, coat)
    c.box(735, 610, 130, 190, skin, 50)
    c.shape([(735, 770), (865, 770), (800, 850)], PAPER)
    c.pen.ellipse([650 * FINER, 300 * FINER, 950 * FINER, 690 * FINER], skin)
    c.pen.pieslice([636 * FINER, 270 * FINER, 964 * FINER, 610 * FINER], 180 - pick([0, 12]), 360 + pick([0, 14]), hair)
    for x in (735, 865):
        c.disc(x, 500, 13, INK)
        if glasses:
            c.pen.ellipse([(x - 44) * FINER, 458 * FINER, (x + 44) * FINER, 542 * FINER], outline=INK, width=12)
    c.pen.arc([740 * FINER, 540 * FINER, 860 * FINER, 630 * FINER], 20, 160, "#8a3d3d", 14)
