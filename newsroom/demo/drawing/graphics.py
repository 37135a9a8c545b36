"""Maps, charts and diagrams."""

import math

from newsroom.demo.drawing.canvas import BLUE, FINER, HEIGHT, INK, PAPER, RED, SAND, TEAL, WIDTH, Canvas, path, scene


@scene
def kursk(c: Canvas) -> None:
    """A schematic map of Kursk Oblast and its neighbors."""
    c.box(0, 0, WIDTH, HEIGHT, "#e9e4d6")
    border = path("0,330 150,420 300,380 430,500 560,560 640,640 780,650 900,760 1060,780 1180,880 1240,1000")
    c.shape([*border, (0, 1000)], "#d6dfe6")
    oblast = path(
        "430,500 420,380 520,300 680,320 800,240 980,270 1130,330 1290,340 1340,470 1250,560 1140,600 "
        "1080,700 900,760 780,650 640,640 560,560"
    )
    c.shape(oblast, "#e7c9a0")
    c.line([*oblast, oblast[0]], "#b98f55", 4)
    c.shape([(560, 560), (640, 640), (780, 650), (740, 570), (680, 520), (600, 520)], "#c9855f")
    c.dashes(border, INK, 6, 34)
    c.line([(1010, 0), (960, 200), (935, 430), (990, 640), (1150, 790)], "#b9b3a3", 7)
    c.line([(0, 560), (300, 640), (470, 760), (700, 590), (935, 430)], "#b9b3a3", 7)
    for x, y, name in ((935, 430, "Kursk"), (700, 590, "Sudzha"), (470, 760, "Sumy"), (1150, 790, "Belgorod")):
        c.disc(x, y, 14, INK)
        c.disc(x, y, 7, PAPER)
        c.text(x + 26, y, name, 38, INK, "lm")
    c.text(1140, 400, "KURSK OBLAST", 34, "#80592a")
    c.text(1290, 160, "RUSSIA", 58, "#8a8576")
    c.text(230, 890, "UKRAINE", 58, "#70818e")
    c.text(1570, 968, "Schematic, not to scale", 26, "#77725f", "rm")


@scene
def autumn(c: Canvas) -> None:
    """A strip of months from August to November 2024, with three marks."""
    c.text(90, 120, "Kursk Oblast, August to November 2024", 52, INK, "lm")
    for number, name in enumerate(("August", "September", "October", "November")):
        x = 90 + number * 355
        c.box(x, 440, 345, 120, ["#dfd3b8", "#d5c5a1"][number % 2], 6)
        c.text(x + 172, 500, name, 40, "#5d5236")
    for x, high, color, words in (
        (160, 300, RED, "Aug. 6: incursion begins"),
        (1225, 300, BLUE, "Nov. 7: Budapest summit"),
    ):
        c.line([(x, high + 30), (x, 560)], color, 8)
        c.disc(x, high + 20, 18, color)
        c.text(x + (40 if x < 800 else -40), high + 16, words, 40, color, "lm" if x < 800 else "rm")
    c.box(500, 620, 655, 70, TEAL, 35)
    c.text(827, 655, "Autumn: first reports of North Korean troops", 29, "#ffffff")
    c.text(
        90,
        860,
        "Marks show when something was reported to have happened. The order to counter-attack",
        30,
        "#6d6a60",
        "lm",
    )
    c.text(90, 906, "and the arrival of reinforcements have no single public date.", 30, "#6d6a60", "lm")


@scene
def city(c: Canvas) -> None:
    """A plan of Port Ellery: river, streets, harbor."""
    c.box(0, 0, WIDTH, HEIGHT, "#efeadd")
    for x in range(80, 1600, 130):
        c.line([(x, 0), (x - 70, 1000)], "#ffffff", 16)
    for y in range(70, 1000, 120):
        c.line([(0, y), (1600, y - 50)], "#ffffff", 16)
    c.box(270, 110, 250, 180, "#cfe0bd", 12)
    c.box(700, 690, 210, 150, "#cfe0bd", 12)
    c.line([(-20, 520), (260, 470), (520, 560), (800, 480), (1080, 560), (1240, 540)], "#a9cbe0", 66)
    c.shape(
        [(1200, 0), (1280, 260), (1180, 480), (1250, 640), (1360, 800), (1300, 1000), (1600, 1000), (1600, 0)],
        "#a9cbe0",
    )
    c.line([(640, 0), (610, 1000)], SAND, 26)
    c.line([(0, 300), (1240, 250)], SAND, 26)
    c.dashes([(200, 880), (560, 700), (980, 740), (1230, 620)], RED, 10, 40)
    for x, y, words in (
        (395, 200, "Weir Park"),
        (420, 460, "Tamsin River"),
        (1420, 420, "Ellery Sound"),
        (980, 690, "Tide gate line"),
    ):
        c.text(x, y, words, 34, INK)


@scene
def bars(c: Canvas) -> None:
    """Median rents of a two-bedroom flat, five years."""
    c.text(110, 110, "Median asking rent, two bedrooms, Port Ellery", 48, INK, "lm")
    for dollars in (500, 1000, 1500):
        y = 820 - dollars * 0.36
        c.line([(110, y), (1500, y)], "#d8d1c0", 3)
        c.text(100, y - 26, f"${dollars:,}", 28, "#77725f", "lm")
    for number, dollars in enumerate((1180, 1240, 1390, 1520, 1490)):
        x, height = 270 + number * 250, dollars * 0.36
        c.box(x, 820 - height, 150, height, TEAL if number < 4 else RED, 6)
        c.text(x + 75, 790 - height, f"${dollars:,}", 36, INK)
        c.text(
            x + 75, 860, ("4 years ago", "3 years ago", "2 years ago", "Last year", "This year")[number], 28, "#5d5a50"
        )
    c.line([(110, 820), (1500, 820)], INK, 4)


@scene
def curve(c: Canvas) -> None:
    """Water temperature in the sound by month, against the average."""
    c.text(110, 110, "Surface water in Ellery Sound, by month", 48, INK, "lm")
    for degrees in (40, 50, 60, 70):
        y = 850 - (degrees - 35) * 17
        c.line([(150, y), (1500, y)], "#d8d1c0", 3)
        c.text(90, y, f"{degrees}°F", 28, "#77725f")
    for shift, color, width, words, at in ((0, "#8d9aa5", 8, "30-year average", 7), (2.6, RED, 11, "This year", 6)):
        points = [
            (180 + month * 115, 850 - (17 + 14 * math.sin((month - 4) * math.pi / 6) + shift) * 17)
            for month in range(12)
        ]
        c.line(points, color, width)
        for point in points:
            c.disc(*point, width, color)
        right, low = points[at]
        c.text(right + (70 if shift == 0 else -40), low + (90 if shift == 0 else -50), words, 34, color)
    for month, letter in enumerate("JFMAMJJASOND"):
        c.text(180 + month * 115, 900, letter, 30, "#5d5a50")


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
