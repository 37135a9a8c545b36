"""Pictures for the demo, drawn by Pillow: the same name always gives the same picture."""

import io

from newsroom.demo.drawing import (
    maps,  # noqa: F401  they register their scenes
    nature,  # noqa: F401  they register their scenes
    places,  # noqa: F401  they register their scenes
    things,  # noqa: F401  they register their scenes
)
from newsroom.demo.drawing.canvas import SCENES, Canvas


def draw(name: str, scene: str, *, sky: str = "", wide: bool = False) -> bytes:
    """The picture of that name as a JPEG of 960 × 600 pixels, or of 1280 × 800; a portrait is square, 480 pixels wide."""
    canvas = Canvas(name)
    SCENES[scene](canvas, *([sky] if sky else []))
    image = canvas.image.reduce(2)
    if scene == "portrait":
        image = image.crop((240, 0, 1040, 800)).resize((480, 480))
    elif not wide:  # half the pixels are half the work of making renditions
        image = image.resize((960, 600))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
