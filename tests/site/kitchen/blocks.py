"""Recipes in stories."""

from typing import Any

from django.db import models

from articles.blocks import Block, register
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField


@register
class Recipe(Block):
    icon = "restaurant"

    title: Any = plain_text.CharField(max_length=200)
    serves: Any = models.PositiveSmallIntegerField(default=4)
    method: Any = RichTextField()
