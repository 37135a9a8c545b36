"""What a story's working copy points to: writers, tags, other stories."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from taggit.models import ItemBase

from articles.models.article import Article, stable_key
from articles.models.author import Author
from articles.models.tag import Tag
from newsroom.text import plain_text
from timelines.models import Event


class Byline(models.Model):
    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "id"]

    def __str__(self) -> str:
        return str(self.author)


class TaggedArticle(ItemBase):
    LAST: ClassVar = 30_000

    tag = models.ForeignKey(Tag, models.PROTECT, related_name="%(class)s_items")
    content_object = models.ForeignKey(Article, models.CASCADE, related_name="tagged")
    order = models.PositiveSmallIntegerField(default=LAST)  # a tag that is typed later comes last

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
    FOLLOW_UP = "follow_up", "This follows up"
    OPPOSITE = "opposite", "Opposite view"


class RelatedLink(models.Model):
    """A story or an outside page that goes with this one; or a headline that still waits for its story.

    Such a headline comes with imported copy. Readers see nothing of it until it is linked.
    """

    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="related_links")
    relation = models.CharField(
        max_length=10,
        choices=Relation,
        default=Relation.READ_MORE,
        help_text="A story that this one follows up links back here by itself.",
    )
    target = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="story",
        help_text="Readers see the link only while that story is live.",
    )
    url = models.URLField("outside address", max_length=500, blank=True, help_text="Instead of a story: https://…")
    title = plain_text.CharField(
        max_length=200,
        blank=True,
        help_text="For an outside address, what the link says. A title alone waits here to be linked; readers do not see it.",
    )
    group = models.PositiveSmallIntegerField(
        default=1,
        help_text="The “Related stories” block that shows it; without such a block it stands below the story.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, url="") | (Q(target=None) & ~Q(title="")),
                name="articles_relatedlink_one_target",
                violation_error_message="Choose a story, or give an outside address with its title: exactly one of the two. "
                "A title alone waits to be linked.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.target)


class BannedSuggestion(models.Model):
    """A story that is not to be suggested for this one again. No part of what is published."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="banned_suggestions")
    banned = models.ForeignKey(Article, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "banned"], name="articles_bannedsuggestion_once")
        ]

    def __str__(self) -> str:
        return f"{self.banned}, not for {self.article}"


class EventReport(models.Model):
    """An event of a timeline that this story reported. The timeline names the story at it, while the story is live."""

    id = stable_key()
    article = models.ForeignKey(Article, models.CASCADE, related_name="reports")
    event = models.ForeignKey(
        Event,
        models.DO_NOTHING,
        db_constraint=False,  # an event goes when its desk removes it, and comes back with a version
        related_name="+",
        error_messages={"invalid_choice": "That event is in its timeline no longer: remove this line."},
    )

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "reported event"

    def __str__(self) -> str:
        return f"event {self.event_id}"
