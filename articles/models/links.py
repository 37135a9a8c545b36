"""Rows that link a story's working copy to authors, tags, other stories and events."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase

from articles.models.article import Article, stable_key
from articles.models.author import Author
from articles.models.tag import Tag
from newsroom.text import plain_text
from timelines.models import Event


class Credit(models.TextChoices):
    """What somebody named in a byline did."""

    WRITING = "", _("Writing")
    REPORTING = "reporting", _("Additional reporting")
    PHOTOS = "photos", _("Photos")
    VIDEO = "video", _("Video")
    GRAPHICS = "graphics", _("Graphics")
    RESEARCH = "research", _("Research")
    TRANSLATION = "translated", _("Translation")
    EDITING = "editing", _("Editing")


class Byline(models.Model):
    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Credit, default=Credit.WRITING, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return str(self.author)


class TaggedArticle(ItemBase):
    LAST: ClassVar = 30_000

    tag = models.ForeignKey(Tag, models.PROTECT, related_name="%(class)s_items")
    content_object = models.ForeignKey(Article, models.CASCADE, related_name="tagged")
    order = models.PositiveSmallIntegerField(default=LAST)  # tags added later come last

    natural_key_fields = ["content_object", "tag"]

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="articles_taggedarticle_once")
        ]

    def __str__(self) -> str:
        return str(self.tag)


class Relation(models.TextChoices):
    READ_MORE = "read_more", "Read more"
    BACKGROUND = "background", "Background"
    FOLLOW_UP = "follow_up", "Follow-up to"
    OPPOSITE = "opposite", "Opposite view"


class RelatedLink(models.Model):
    """A related story or outside page below the text, or a headline that has nothing to link to yet."""

    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="related_links")
    relation = models.CharField(
        max_length=10,
        choices=Relation,
        default=Relation.READ_MORE,
        help_text="If this story follows up another, that story links back here automatically.",
    )
    story = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Readers see the link only while that story is live.",
    )
    url = models.URLField("external URL", max_length=500, blank=True, help_text="Instead of a story: https://…")
    title = plain_text.CharField(
        max_length=200,
        blank=True,
        help_text="The link text for an external URL. While a story isn’t live, readers see its title as plain text.",
    )
    leave_out = models.BooleanField(
        "leave out until linked", default=False, help_text="Readers see nothing of it while it has no live story."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(story__isnull=False, url="") | (Q(story=None) & ~Q(title="")),
                name="articles_relatedlink_one_target",
                violation_error_message="Choose a story, or enter an external URL and a title, but not both. "
                "A title by itself stays unlinked.",
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.story)

    def clean(self) -> None:
        """Raise the constraint's ValidationError without its query: forms and previews check many links at a time."""
        if not (self.url == "" if self.story_id else self.title):
            raise ValidationError(str(self._meta.constraints[0].violation_error_message))


class BannedSuggestion(models.Model):
    """A story that is never suggested for this one again. It is not part of a snapshot."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="banned_suggestions")
    banned = models.ForeignKey(Article, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "banned"], name="articles_bannedsuggestion_once")
        ]

    def __str__(self) -> str:
        return f"{self.banned}, not for {self.article}"


class EventReport(models.Model):
    """A timeline event that this story broke. While the story is live, the timeline links to it at that event."""

    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="reports")
    event = models.ForeignKey(
        Event,
        models.DO_NOTHING,
        db_constraint=False,  # an event that was removed comes back when an old version is restored
        related_name="+",
        error_messages={"invalid_choice": "That event is no longer in its timeline. Remove this row."},
    )

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "reported event"

    def __str__(self) -> str:
        return f"event {self.event_id}"
