"""A container's working copy: what it looks like, what stands in it, and what fills it up."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles.models import Article, Section, Tag
from newsroom.images.models import Picture
from newsroom.publishing.models import Publishable
from newsroom.text import plain_text
from timelines.models import Timeline

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


STEP = 10  # between the places of neighbours
MOST = 24  # stories in one container


class Layout(models.TextChoices):
    LEAD = "lead", "Lead: one story large, the next beside it, the rest below"
    STRIP = "strip", "Strip: stories side by side"
    FEATURE = "feature", "Feature: one story large, the others as headlines beside it"
    HEADLINES = "headlines", "Headlines: no pictures, with the time"
    OPINION = "opinion", "Opinion: writers’ names over the headlines"


class Fill(models.TextChoices):
    NEWEST = "newest", "with the newest stories of the site"
    SECTION = "section", "with the newest of a section and those below it"
    TAG = "tag", "with the newest that carry a tag"
    NONE = "none", "not at all"


class Container(Publishable):
    """A part of a front, published by itself: two editors in two containers are never in each other's way.

    A front is the containers of the home page, or of a section's page, that are live, in the order of their places.
    """

    CURATED: ClassVar[bool] = True

    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page",
        help_text="The section on whose page it stands. Empty: the home page.",
    )
    place = models.PositiveIntegerField(
        default=STEP, help_text="Lower numbers stand higher on the page: 25 stands between 20 and 30."
    )
    title = plain_text.CharField(
        max_length=80,
        blank=True,
        help_text="Over its stories. Empty: the name of the section or tag it is filled with.",
    )
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.STRIP)
    size = models.PositiveSmallIntegerField(
        "stories",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text="Filled up to so many. More than that are shown if you choose more.",
    )
    fill = models.CharField("filled up", max_length=8, choices=Fill, default=Fill.SECTION)
    fill_section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="section to fill it from"
    )
    fill_tag = models.ForeignKey(
        Tag, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tag to fill it from"
    )

    if TYPE_CHECKING:
        slots: RelatedManager["Slot"]

    class Meta:
        ordering: ClassVar = ["place", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=MOST), name="fronts_container_size"),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.name_on_page}"

    @property
    def name_on_page(self) -> str:
        """What the desk calls it among its neighbours."""
        filled = self.fill_section if self.fill == Fill.SECTION else self.fill_tag if self.fill == Fill.TAG else None
        return self.title or str(filled or Layout(self.layout).name.capitalize())

    @property
    def page(self) -> str:
        """What the desk calls the page it stands on."""
        return str(self.section) if self.section else "Home"


class Slot(models.Model):
    """One place in a container, filled by hand: a story or a timeline, with words and a picture of its own if need be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    container = models.ForeignKey(Container, models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField(default=0)
    story = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    timeline = models.ForeignKey(
        Timeline, models.PROTECT, null=True, blank=True, related_name="+", help_text="Instead of a story."
    )
    follow_ups = models.BooleanField(
        "with its follow-ups", default=False, help_text="Live stories that follow it up are named below it."
    )
    until = models.DateTimeField(
        "stays until",
        null=True,
        blank=True,
        help_text="From then on its place is filled up. Empty: until you remove it.",
    )
    headline = plain_text.CharField(
        max_length=200, blank=True, help_text="Here only, instead of the story’s own; so are the next two."
    )
    kicker = plain_text.CharField(max_length=60, blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    over = models.JSONField(
        null=True,
        editable=False,
        help_text="What stood in the story when words of its own were given here: its headline, and when that was.",
    )

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(story__isnull=False, timeline=None) | Q(story=None, timeline__isnull=False),
                name="fronts_slot_one_thing",
                violation_error_message="Choose a story or a timeline: exactly one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.story or self.timeline)

    def overrides(self) -> bool:
        """Whether it says or shows something else than the story itself."""
        return bool(self.headline or self.kicker or self.picture_id)
