"""The typed blocks of a story's text, as plugins of django-content-editor. The primary key is the stable key.

`FIELDS` go into a snapshot; a live fix may change those in `TEXTS`; those in `RICH` are rich text.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from content_editor.models import create_plugin_base
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.module_loading import import_string
from django.utils.text import Truncator

from articles.models.article import Article, Shape, stable_key
from newsroom.images.models import Picture
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField
from timelines.models import Timeline, TimelineRevision


def a_period(text: str) -> None:
    """Refuse anything but an ISO day, month or year."""
    whole = f"{text}-01-01"[:10] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) else ""
    try:
        date.fromisoformat(whole)
    except ValueError:
        raise ValidationError(
            f"“{text}” isn’t a valid date. Enter a day, month or year, such as 2024-08-06, 2024-08 or 2024."
        ) from None


def name_links(html: str) -> str:
    """Make links to our stories name the story, not its address."""
    named: Callable[[str], str] = import_string("articles.story_links.named")  # which reads addresses, thus models
    return named(html)


Plugin: Any = create_plugin_base(Article)


class Block(Plugin):
    TYPE: ClassVar[str]
    FIELDS: ClassVar[tuple[str, ...]]
    TEXTS: ClassVar[tuple[str, ...]] = ()
    RICH: ClassVar[tuple[str, ...]] = ()

    id = stable_key()

    class Meta(Plugin.Meta):
        abstract = True

    def __str__(self) -> str:
        words = next((text for name in self.TEXTS if (text := strip_tags(getattr(self, name)).strip())), "")
        return Truncator(words).words(8) or str(self._meta.verbose_name).capitalize()


class BodySection(Block):
    TYPE = "section"
    FIELDS = ("heading", "level", "text")
    TEXTS = ("heading", "text")
    RICH = ("text",)

    heading = plain_text.CharField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField("heading level", choices=[(2, "Heading"), (3, "Subheading")], default=2)
    text = RichTextField(blank=True, name_links=name_links)

    class Meta(Block.Meta):
        verbose_name = "text"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__in=[2, 3]), name="articles_bodysection_level")
        ]


class Figure(Block):
    TYPE = "figure"
    FIELDS = ("picture", "alt", "caption", "shape")
    TEXTS = ("alt", "caption")

    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+", verbose_name="photo")
    alt = plain_text.CharField(
        "alt text", max_length=300, blank=True, help_text="What the photo shows. Leave blank to use the photo’s own."
    )
    caption = plain_text.TextField(blank=True, help_text="Leave blank to use the photo’s own.")
    shape = models.CharField("crop", max_length=4, choices=Shape, default=Shape.WHOLE, blank=True)

    class Meta(Block.Meta):
        verbose_name = "photo"


class PullQuote(Block):
    TYPE = "pull_quote"
    FIELDS = ("text", "attribution")
    TEXTS = ("text", "attribution")

    text = plain_text.TextField()
    attribution = plain_text.CharField(max_length=200, blank=True, help_text="Who said it.")

    class Meta(Block.Meta):
        verbose_name = "pull quote"


class FactBox(Block):
    TYPE = "fact_box"
    FIELDS = ("title", "text")
    TEXTS = ("title", "text")
    RICH = ("text",)

    title = plain_text.CharField(max_length=200)
    text = RichTextField(name_links=name_links)

    class Meta(Block.Meta):
        verbose_name = "fact box"
        verbose_name_plural = "fact boxes"


class TimelineEmbed(Block):
    TYPE = "timeline"
    FIELDS = ("timeline", "show", "range_from", "range_to", "picked", "pinned")

    class Show(models.TextChoices):
        ALL = "all", "All events"
        KEY = "key", "Key events"
        RANGE = "range", "Events between two dates"
        PICKED = "picked", "Events selected below"

    timeline = models.ForeignKey(Timeline, models.PROTECT, related_name="+")
    show = models.CharField(max_length=6, choices=Show, default=Show.ALL)
    range_from = models.CharField(
        "from", max_length=10, blank=True, validators=[a_period], help_text="A day, month or year: 2024-08-06."
    )
    range_to = models.CharField(
        "to", max_length=10, blank=True, validators=[a_period], help_text="A day, month or year: 2024-11."
    )
    picked = models.JSONField(default=list, blank=True, help_text="The keys of the selected events.")
    pinned = models.ForeignKey(
        TimelineRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pinned to version",
        help_text="Leave blank to follow the live timeline.",
    )

    class Meta(Block.Meta):
        verbose_name = "timeline"

    def __str__(self) -> str:
        return str(self.timeline)


class RelatedStories(Block):
    TYPE = "related"
    FIELDS = ("title", "group")
    TEXTS = ("title",)

    title = plain_text.CharField(max_length=200, default="Related stories")
    group = models.PositiveSmallIntegerField(default=1, help_text="Shows the related stories with this group number.")

    class Meta(Block.Meta):
        verbose_name = "related stories"
        verbose_name_plural = "related stories"


BLOCKS: dict[str, type[Block]] = {
    block.TYPE: block for block in (BodySection, Figure, PullQuote, FactBox, TimelineEmbed, RelatedStories)
}
