"""Maps, charts and portraits for the demo, drawn by Pillow: the same name always gives the same picture."""

import io

from newsroom.demo.drawing import (
    graphics,  # noqa: F401  they register their scenes
    portraits,  # noqa: F401  they register their scenes
)
from newsroom.demo.drawing.canvas import SCENES, Canvas


def draw(name: str, scene: str, *, wide: bool = False) -> bytes:
    """The picture of that name as a JPEG of 960 × 600 pixels, or of 1280 × 800; a portrait is square, 480 pixels wide."""
    canvas = Canvas(name)
    SCENES[scene](canvas)
    image = canvas.image.reduce(2)
    if scene == "portrait":
        image = image.crop((240, 0, 1040, 800)).resize((480, 480))
    elif not wide:  # half the pixels are half the work of making renditions
        image = image.resize((960, 600))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
