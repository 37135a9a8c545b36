"""Scenes of the city and its harbor."""

from newsroom.demo.drawing.canvas import BLUE, GREEN, HEIGHT, INK, PAPER, RED, SAND, TEAL, WIDTH, Canvas, scene


@scene
def harbor(c: Canvas, sky: str = "dawn") -> None:
    """Quay cranes and small boats."""
    c.sky(sky, 640)
    c.disc(1180, 520, 90, "#fbe6c8")
    c.hills(600, 60, "#7d93a8")
    c.water(620, "#456b88" if sky != "dusk" else "#3f3f6b", "#9fbacb" if sky != "dusk" else "#d58f7c")
    for x in (160, 420, 690):
        c.line([(x, 640), (x + 60, 300), (x + 120, 640)], INK, 14)
        c.line([(x - 90, 330), (x + 330, 270)], INK, 12)
        c.line([(x + 60, 300), (x + 60, 230), (x + 330, 270)], INK, 6)
        c.line([(x + 250, 284), (x + 250, 470)], INK, 3)
        c.box(x + 215, 470, 70, 44, RED if x == 420 else TEAL)
    c.box(0, 630, 960, 40, "#55606b")
    for x, y, size, color in ((300, 790, 90, RED), (780, 860, 130, BLUE), (1250, 760, 80, TEAL)):
        c.boat(x, y, size, color)


@scene
def ferry(c: Canvas, sky: str = "day") -> None:
    """A car ferry under way."""
    c.sky(sky, 600)
    c.hills(570, 90, "#8fa9b8")
    c.water(590, "#3c7390", "#a9cbd8")
    c.shape([(330, 700), (1330, 700), (1260, 810), (420, 810)], BLUE)
    c.box(330, 680, 1000, 26, PAPER)
    c.box(480, 560, 700, 122, PAPER, 10)
    c.box(620, 460, 420, 104, PAPER, 10)
    for x in range(510, 1150, 62):
        c.box(x, 600, 38, 34, BLUE, 4)
    for x in range(650, 1010, 58):
        c.box(x, 490, 36, 32, BLUE, 4)
    c.box(900, 370, 70, 96, RED)
    c.shape([(300, 830), (420, 806), (1260, 806), (1400, 842)], "#d8e8ee")


@scene
def lighthouse(c: Canvas, sky: str = "dusk") -> None:
    """A lighthouse on its rock."""
    c.sky(sky, 700)
    c.water(690, "#34406b", "#c98f86")
    c.shape([(1010, 330), (-40, 150), (-40, 350)], "#f5c79a")
    c.shape([(760, 720), (860, 640), (1240, 630), (1420, 730), (1600, 760), (1600, 820), (700, 820)], "#2c2b3d")
    c.shape([(960, 660), (990, 380), (1070, 380), (1100, 660)], PAPER)
    for top, spread in ((440, 34), (540, 48)):
        c.shape(
            [
                (1030 - spread - 9, top),
                (1030 + spread + 9, top),
                (1030 + spread + 14, top + 50),
                (1030 - spread - 14, top + 50),
            ],
            RED,
        )
    c.box(982, 300, 96, 82, "#ffe9b0", 6)
    c.shape([(970, 304), (1030, 244), (1090, 304)], INK)
    c.box(972, 376, 116, 14, INK)


@scene
def bridge(c: Canvas, sky: str = "dusk") -> None:
    """A suspension bridge over a river."""
    c.sky(sky, 660)
    c.hills(600, 80, "#6a5f86" if sky == "dusk" else "#8ea3b3")
    c.skyline(650, "#3b3a5c" if sky == "dusk" else "#7c8a98", "#f2c879" if sky == "dusk" else "", 200)
    c.water(650, "#43446f" if sky == "dusk" else "#577d95", "#c98b7d" if sky == "dusk" else "#b8ccd6")
    for x in (430, 1170):
        c.box(x - 34, 330, 68, 380, "#2b2a40")
    cable = [(x, 350 + 230 * (1 - ((x - 800) / 370) ** 2)) for x in range(430, 1171, 20)]
    sides = [[(x, 350 + 230 * abs(x - tower) / 430) for x in (tower, end)] for tower, end in ((430, 0), (1170, 1600))]
    for part in (cable, *sides):
        c.line(part, "#2b2a40", 9)
    for x, y in cable[::2]:
        c.line([(x, y), (x, 610)], "#2b2a40", 3)
    c.box(0, 605, WIDTH, 26, "#2b2a40")


@scene
def hall(c: Canvas, sky: str = "day") -> None:
    """A public building with columns."""
    c.sky(sky)
    c.hills(800, 20, "#86a36f")
    c.box(0, 830, WIDTH, 170, "#b9b3a5")
    c.box(300, 430, 1000, 400, "#e6dcc5")
    c.shape([(260, 430), (800, 230), (1340, 430)], "#d2c5a8")
    c.shape([(380, 405), (800, 262), (1220, 405)], "#e6dcc5")
    for x in range(350, 1260, 130):
        c.box(x, 450, 56, 360, PAPER)
        c.box(x - 10, 440, 76, 18, "#d2c5a8")
    c.box(745, 600, 110, 230, "#5a4632", 8)
    for step in range(3):
        c.box(280 - step * 30, 805 + step * 26, 1040 + step * 60, 26, "#cfc4ab" if step % 2 else "#dcd2bb")
    c.line([(800, 232), (800, 110)], INK, 6)
    c.shape([(803, 112), (920, 140), (803, 172)], RED)


@scene
def street(c: Canvas, sky: str = "dawn") -> None:
    """A bus in a street of houses."""
    c.sky(sky)
    c.skyline(720, "#8c97a6", "", 330)
    c.skyline(720, "#5f6b7c", "#f3d9a0", 230)
    c.box(0, 720, WIDTH, 280, "#4a5058")
    c.dashes([(0, 930), (1600, 930)], PAPER, 10, 110)
    c.box(0, 716, WIDTH, 34, "#a9a69d")
    c.box(380, 540, 760, 270, TEAL, 30)
    c.box(380, 690, 760, 26, PAPER)
    for x in range(420, 1000, 118):
        c.box(x, 575, 98, 92, "#d7ecf2", 10)
    c.box(1020, 575, 90, 200, "#d7ecf2", 10)
    for x in (540, 980):
        c.disc(x, 812, 56, INK)
        c.disc(x, 812, 24, "#aab2ba")


@scene
def market(c: Canvas, sky: str = "day") -> None:
    """Market stalls under striped awnings."""
    c.sky(sky)
    c.skyline(640, "#c2b8a8", "#8f8677", 340)
    c.box(0, 640, WIDTH, 360, "#d9d0bf")
    for number, (x, color) in enumerate(((60, RED), (570, TEAL), (1080, BLUE))):
        c.box(x + 20, 420, 14, 440, INK)
        c.box(x + 426, 420, 14, 440, INK)
        for stripe in range(8):
            left = x + stripe * 57.5
            c.shape(
                [(left, 500), (left + 57.5, 500), (left + 49, 400), (left + 11, 400)], color if stripe % 2 else PAPER
            )
            c.disc(left + 28.7, 500, 28.7, color if stripe % 2 else PAPER)
        c.box(x + 10, 700, 440, 160, "#8a6a48", 6)
        for fruit in range(33):
            tone = (("#d4572f", "#e8a13a"), ("#7ba05b", "#c4cf6a"), ("#8d3b5e", "#d98b8b"))[number][fruit % 2]
            c.disc(x + 42 + (fruit % 11) * 38, 694 - (fruit // 11) * 30, 21, tone)


@scene
def library(c: Canvas) -> None:
    """Shelves of books."""
    c.box(0, 0, WIDTH, HEIGHT, "#4b382a")
    colors = [RED, BLUE, TEAL, SAND, GREEN, "#7a4e6d", "#e3d7bd", "#38485c"]
    for row in range(4):
        floor = 235 + row * 245
        c.box(0, floor, WIDTH, 26, "#7b5b40")
        x = 20.0
        while x < WIDTH - 20:
            width, height = c.chance.uniform(22, 58), c.chance.uniform(130, 195)
            if c.chance.random() < 0.06:
                x += 60
                continue
            color = c.chance.choice(colors)
            c.box(x, floor - height, width, height, color, 3)
            c.box(x, floor - height + 24, width, 7, PAPER if color != "#e3d7bd" else RED)
            x += width + 3


@scene
def school(c: Canvas, sky: str = "day") -> None:
    """A school with its yard."""
    c.sky(sky)
    c.disc(1380, 170, 70, "#fff3cf")
    c.hills(760, 30, "#8fae7a")
    c.box(200, 430, 1200, 350, "#b9674f")
    c.box(640, 330, 320, 450, "#a85a44")
    c.shape([(610, 336), (800, 220), (990, 336)], "#5b4a44")
    c.disc(800, 290, 34, PAPER)
    c.line([(800, 290), (800, 268)], INK, 4)
    c.line([(800, 290), (816, 296)], INK, 4)
    for x in (240, 370, 500, 1010, 1140, 1270):
        for y in (470, 630):
            c.box(x, y, 90, 100, "#dcebf2", 4)
            c.line([(x + 45, y), (x + 45, y + 100)], PAPER, 5)
    c.box(740, 600, 120, 180, "#3d4b58", 6)
    c.box(0, 776, WIDTH, 224, "#c9c2b2")
    for x in (90, 1500):
        c.box(x - 12, 600, 24, 190, "#6b4f38")
        c.disc(x, 560, 105, GREEN)
