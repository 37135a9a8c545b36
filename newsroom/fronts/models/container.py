"""The working copy of a container: its layout, its hand-picked slots, and what fills the rest."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from articles.models import Article, Section, Tag
from newsroom.images.models import Picture
from newsroom.publishing.models import Content, Publishable
from newsroom.text import plain_text
from timelines.models import Timeline

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


STEP = 10  # between the places of neighbors
MOST = 24  # stories in one container
MOST_HOURS = 24 * 28
NAMED_BY = ("section", "fill_section", "fill_tag")  # the relations that the name of a container is made of


class Layout(models.TextChoices):
    LEAD = "lead", "Lead: one large story, the next three beside it, the rest below"
    STRIP = "strip", "Strip: stories side by side"
    FEATURE = "feature", "Feature: one large story, the rest as headlines beside it"
    HEADLINES = "headlines", "Headlines: no photos, with the time"
    DENSE = "dense", "List: many headlines in columns, the time beside each"
    PHOTO_LEFT = "photo-left", "Photo left: a small photo beside each story’s words"
    TICKER = "ticker", "Ticker: headlines in one line across the page"
    OPINION = "opinion", "Opinion: writers’ names above the headlines"
    PORTRAITS = "portraits", "Portraits: opinion, with the writers’ portraits beside it"


class Fill(models.TextChoices):
    NEWEST = "newest", "Newest stories on the site"
    SECTION = "section", "Newest stories in a section and its subsections"
    TAG = "tag", "Newest stories with a tag"
    NONE = "none", "Hand-picked stories only"


def to_schema_2(content: Content) -> Content:
    """Until schema 2, any story of the source filled a container, whatever its age."""
    return {**content, "schema": 2, "fill_hours": None}


class Container(Publishable):
    """A part of a front with its own drafts and schedule, so that two editors can work on one front at a time.

    A front is the live containers of the home page or of a section's page, in the order of `place`.
    """

    CURATED: ClassVar[bool] = True
    SCHEMA = 2
    UPGRADES: ClassVar = {1: to_schema_2}

    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page",
        help_text="The section whose page it appears on. Leave blank for the home page.",
    )
    place = models.PositiveIntegerField(
        "position", default=STEP, help_text="Lower numbers come first: 25 goes between 20 and 30."
    )
    title = plain_text.CharField(
        max_length=80, blank=True, help_text="Leave blank to use the name of the section it is filled from."
    )
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.STRIP)
    size = models.PositiveSmallIntegerField(
        "number of stories",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        help_text="If you pick more stories than this by hand, all of them are shown.",
    )
    fill = models.CharField("fill with", max_length=8, choices=Fill, default=Fill.SECTION)
    fill_section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="section to fill from"
    )
    fill_tag = models.ForeignKey(
        Tag, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tag to fill from"
    )
    fill_hours = models.PositiveSmallIntegerField(
        "younger than",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
        help_text="Hours. Older stories don’t fill it; those picked by hand stay. Leave blank for stories of any age.",
    )

    if TYPE_CHECKING:
        slots: RelatedManager["Slot"]

    class Meta:
        verbose_name = "front module"
        ordering: ClassVar = ["place", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=MOST), name="fronts_container_size"),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.name_on_page}"

    @property
    def name_on_page(self) -> str:
        """Return the name that tells it from the others on its page."""
        filled = self.fill_section if self.fill == Fill.SECTION else self.fill_tag if self.fill == Fill.TAG else None
        return self.title or str(filled or Layout(self.layout).label.partition(":")[0])

    @property
    def page(self) -> str:
        return str(self.section) if self.section else "Home"


class Slot(models.Model):
    """A hand-picked story or timeline in a container, with a custom headline, kicker and picture if wanted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    container = models.ForeignKey(Container, models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField(default=0)
    story = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    timeline = models.ForeignKey(
        Timeline, models.PROTECT, null=True, blank=True, related_name="+", help_text="Instead of a story."
    )
    follow_ups = models.BooleanField(
        "show follow-ups", default=False, help_text="Links to its live follow-up stories appear below it."
    )
    until = models.DateTimeField(
        "pinned until",
        null=True,
        blank=True,
        help_text="Then another story takes its place. Leave blank to keep it until you remove it.",
    )
    headline = plain_text.CharField(
        max_length=200, blank=True, help_text="This and the next two replace the story’s own in this module only."
    )
    kicker = plain_text.CharField(max_length=60, blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    over = models.JSONField(
        null=True,
        editable=False,
        help_text="The story’s headline when this slot was customized, and when that was.",
    )

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(story__isnull=False, timeline=None) | Q(story=None, timeline__isnull=False),
                name="fronts_slot_one_thing",
                violation_error_message="Choose either a story or a timeline.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.story or self.timeline)

    def overrides(self) -> bool:
        return bool(self.headline or self.kicker or self.picture_id)
