"""How wide a block is on its page: one choice, shared by photos, galleries, tables and embeds."""

from typing import Any

from django.db import models

TEXT = "(min-width: 44em) 40rem, 100vw"
BESIDE = "(min-width: 44em) 18rem, 100vw"
SIZES = {
    "": TEXT,
    "wide": "(min-width: 66em) 62rem, 100vw",
    "full": "100vw",
    "left": BESIDE,
    "right": BESIDE,
}  # of images


class Width(models.TextChoices):
    """On a phone, all but the whole window are as wide as the text."""

    TEXT = "", "As wide as the text"
    WIDE = "wide", "Wide"
    FULL = "full", "Whole window"
    LEFT = "left", "Small, on the left"
    RIGHT = "right", "Small, on the right"


class WidthField(models.CharField[Any, str]):
    """The field of a block named `width`. Its template has the class `width--wide` and so on, which story.css lays out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 5, "choices": Width, "default": Width.TEXT, "blank": True, **options})
