"""Portraits of the demo’s invented authors: shapes, so that nobody’s face gets an invented name."""

from newsroom.demo.drawing.canvas import BLUE, FINER, HEIGHT, INK, PAPER, TEAL, WIDTH, Canvas, scene


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
