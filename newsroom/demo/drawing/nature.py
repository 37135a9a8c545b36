"""Scenes out of doors."""

import math

from newsroom.demo.drawing.canvas import FINER, HEIGHT, INK, PAPER, SAND, WIDTH, Canvas, scene


@scene
def marsh(c: Canvas, sky: str = "dawn") -> None:
    """Birds over reeds."""
    c.sky(sky, 700)
    c.disc(1150, 560, 100, "#fde7c4")
    c.hills(660, 50, "#8c9aa0")
    c.water(690, "#88a0ab", "#e9d9c4")
    for number in range(11):
        side = -1 if number % 2 else 1
        step = (number + 1) // 2
        x, y = 620 + step * 62 * side, 210 + step * 34
        c.line([(x - 30, y - 12), (x, y), (x + 30, y - 12)], INK, 6)
    for _ in range(150):
        root, height = c.chance.uniform(0, WIDTH), c.chance.uniform(90, 260)
        tip = root + c.chance.uniform(-26, 26)
        c.line([(root, 1000), (tip, 1000 - height)], c.chance.choice(["#5f6b3e", "#7d8350", "#494f33"]), 5)
        if c.chance.random() < 0.3:
            c.line([(tip, 1000 - height), (tip, 1000 - height + 44)], "#6a4a32", 14)


@scene
def seabed(c: Canvas) -> None:
    """A meadow of eelgrass under water."""
    for band in range(20):
        shade = 1 - band / 26
        c.box(0, band * 50, WIDTH, 51, f"#{int(40 * shade):02x}{int(135 * shade + 15):02x}{int(150 * shade + 20):02x}")
    for x in (200, 620, 1100):
        c.shape([(x, 0), (x + 150, 0), (x + 20, 900), (x - 260, 900)], "#3a9199")
    c.hills(910, 30, "#c7ac7d")
    for _ in range(95):
        root, height = c.chance.uniform(0, WIDTH), c.chance.uniform(160, 480)
        sway = c.chance.uniform(14, 40)
        blade = [(root + sway * math.sin(part / 3), 960 - height * part / 12) for part in range(13)]
        c.line(blade, c.chance.choice(["#2f6b3c", "#4b8a47", "#6aa457", "#24563a"]), c.chance.uniform(8, 15))
    for x, y, color in (
        (420, 300, SAND),
        (560, 360, "#e58b5b"),
        (1050, 250, SAND),
        (1190, 420, "#e58b5b"),
        (780, 480, SAND),
    ):
        c.pen.ellipse([(x - 52) * FINER, (y - 22) * FINER, (x + 52) * FINER, (y + 22) * FINER], color)
        c.shape([(x - 42, y), (x - 84, y - 26), (x - 84, y + 26)], color)
        c.disc(x + 30, y - 4, 5, INK)


@scene
def storm(c: Canvas, sky: str = "storm") -> None:
    """Surf against a sea wall in the rain."""
    c.sky(sky)
    for x, y, radius in ((200, 120, 150), (430, 90, 190), (760, 130, 170), (1080, 80, 200), (1400, 130, 180)):
        c.disc(x, y, radius, "#4a5562")
    for row, color in ((560, "#5d7280"), (640, "#4c6472"), (740, "#3b5463")):
        crests = [(x, row + 26 * math.sin(x / 70 + row)) for x in range(0, 1241, 10)]
        c.shape([*crests, (1240, 1000), (0, 1000)], color)
        c.line(crests, "#c6d2d8", 5)
    c.shape([(1130, 520), (1600, 520), (1600, 1000), (1080, 1000)], "#7a7468")
    c.box(1130, 490, 470, 40, "#938c7e")
    for _ in range(120):
        c.disc(c.chance.gauss(1090, 60), c.chance.uniform(260, 640), c.chance.uniform(3, 13), "#dfe7ea")
    for _ in range(130):
        left, top = c.chance.uniform(0, 1700), c.chance.uniform(0, 1000)
        c.line([(left, top), (left - 22, top + 62)], "#9fb0bb", 2)


@scene
def fields(c: Canvas, sky: str = "day") -> None:
    """Fields and a road to the horizon."""
    c.sky(sky, 520)
    c.hills(520, 50, "#8a9c8c" if sky != "dusk" else "#5e5570")
    tones = (
        ["#b8a562", "#9d9a50", "#c4ae74", "#87914c", "#a99a58"]
        if sky != "dusk"
        else ["#6b5a4a", "#5c5145", "#776350", "#4f493f", "#645646"]
    )
    for number in range(18):
        left, right = -2400 + number * 380, -2400 + (number + 1) * 380
        c.shape([(760 + number * 9, 540), (769 + number * 9, 540), (right, 1000), (left, 1000)], tones[number % 5])
    c.shape([(800, 540), (812, 540), (1060, 1000), (640, 1000)], "#7c7a78")
    c.dashes([(806, 560), (850, 1000)], PAPER, 8, 70)
    for x in (180, 380, 1180, 1420):
        c.box(x - 6, 450, 12, 100, "#4a3a2b")
        c.disc(x, 430, 48, "#4f6b45")


@scene
def snow(c: Canvas, sky: str = "snow") -> None:
    """A town in snow."""
    c.sky(sky)
    c.hills(640, 90, "#c9d5de")
    for x, width, color in (
        (150, 230, "#8d5b4c"),
        (450, 280, "#5f7180"),
        (830, 220, "#a58a5f"),
        (1120, 300, "#6d5566"),
    ):
        c.box(x, 560, width, 260, color)
        c.shape([(x - 26, 566), (x + width / 2, 430), (x + width + 26, 566)], "#f7f9fb")
        for window in range(2):
            c.box(x + 34 + window * (width - 116), 640, 48, 60, "#ffdf9b", 4)
    c.hills(840, 26, "#f2f5f8")
    for _ in range(260):
        c.disc(c.chance.uniform(0, WIDTH), c.chance.uniform(0, HEIGHT), c.chance.choice([2, 3, 5]), "#ffffff")


@scene
def comet(c: Canvas, sky: str = "night") -> None:
    """A comet over dark hills, and the dome of an observatory."""
    c.sky(sky)
    c.stars(320, 800)
    for step in range(60):
        part = step / 60
        tone = int(60 + 150 * part)
        c.disc(
            560 + 480 * part, 170 + 250 * part, 2 + 26 * part, f"#{tone - 20:02x}{tone:02x}{min(255, tone + 40):02x}"
        )
    c.disc(1046, 424, 30, "#f4f8ff")
    c.hills(820, 70, "#141d33")
    c.hills(900, 50, "#0a1020")
    c.disc(330, 780, 120, "#c9d0da")
    c.box(210, 780, 240, 120, "#aab3c0")
    c.shape([(318, 780), (352, 780), (400, 672), (366, 662)], "#26324d")


@scene
def moon(c: Canvas, sky: str = "night") -> None:
    """The moon over a sleeping town."""
    c.sky(sky)
    c.stars(220, 700)
    c.disc(1130, 300, 150, "#f2ead3")
    for x, y, radius in ((1080, 250, 28), (1180, 340, 40), (1110, 370, 20), (1170, 240, 16)):
        c.disc(x, y, radius, "#ddd2b4")
    c.skyline(900, "#18233f", "#f0cf86", 330)
    c.box(0, 890, WIDTH, 110, "#101830")


@scene
def turbines(c: Canvas, sky: str = "day") -> None:
    """Wind turbines at sea."""
    c.sky(sky, 700)
    c.water(690, "#3e7c93", "#b3d4dc")
    for x, base, size in ((280, 760, 1.0), (640, 715, 0.7), (940, 730, 0.8), (1330, 800, 1.25)):
        hub = base - 430 * size
        c.shape([(x - 12 * size, base), (x + 12 * size, base), (x + 6 * size, hub), (x - 6 * size, hub)], PAPER)
        turn = c.chance.uniform(0, 2)
        for blade in range(3):
            angle = turn + blade * math.tau / 3
            tip = (x + 200 * size * math.cos(angle), hub + 200 * size * math.sin(angle))
            side = (x + 24 * size * math.cos(angle + 0.9), hub + 24 * size * math.sin(angle + 0.9))
            c.shape([(x, hub), side, tip], "#ffffff")
        c.disc(x, hub, 14 * size, "#cfd6da")
