import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.section import Section
from newsroom.images.models import ALT_RULE, Picture
from newsroom.publishing.models import Content, Correction, Publishable, Review, Transition
from newsroom.text import plain_text
from newsroom.text.languages import language_tag


class Kind(models.TextChoices):
    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    EXPLAINER = "explainer", _("Explainer")


NEW_IN_2 = {"figure": {"width": ""}, "quote": {"attribution": "", "cite": ""}}


def to_schema_2(content: Content) -> Content:
    """Return content of schema 1 as schema 2: bylines say what the person did, photos their width, quotations their source."""
    return {
        **content,
        "schema": 2,
        "bylines": [{**line, "role": ""} for line in content["bylines"]],
        "body": [{**row, "fields": {**row["fields"], **NEW_IN_2.get(row["type"], {})}} for row in content["body"]],
    }


def to_schema_3(content: Content) -> Content:
    """Return content of schema 2 as schema 3: a story may be shared with another photo than its lead photo."""
    return {**content, "schema": 3, "share_picture": None}


class Shape(models.TextChoices):
    """How a photo is cropped, around its focal point."""

    WHOLE = "", "Uncropped"
    WIDE = "16:9", "Wide (16:9)"
    CLASSIC = "4:3", "Classic (4:3)"
    SQUARE = "1:1", "Square (1:1)"


class Article(Publishable):
    """A story's working copy. Readers see its revisions; articles/snapshots.py lists what a revision holds."""

    SCHEMA = 3
    UPGRADES: ClassVar = {1: to_schema_2, 2: to_schema_3}

    headline = plain_text.CharField(max_length=200, blank=True)
    kicker = plain_text.CharField(max_length=60, blank=True, help_text="A few words above the headline.")
    standfirst = plain_text.TextField(
        "deck", blank=True, help_text="One or two sentences below the headline. Lists show it too."
    )
    slug = models.SlugField(
        max_length=100,
        blank=True,
        allow_unicode=True,
        help_text="The end of the web address. Leave blank to make it from the headline. "
        "If you change it later, the old address redirects to the new one.",
    )
    dateline = plain_text.CharField(max_length=100, blank=True, help_text="Where it was reported: KYIV, Ukraine.")
    extra = models.JSONField(default=dict, blank=True, help_text="Fields of other apps; see articles.story_fields.")
    body = models.JSONField(default=list, blank=True, help_text="The blocks of the text; see articles.blocks.body.")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    tags = TaggableManager(through="articles.TaggedArticle", blank=True)
    lead_picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="lead photo"
    )
    lead_alt = plain_text.CharField("alt text", max_length=300, blank=True, help_text=ALT_RULE)
    lead_caption = plain_text.TextField("caption", blank=True, help_text="Leave blank to use the photo’s own.")
    lead_shape = models.CharField("crop", max_length=4, choices=Shape, default=Shape.WHOLE, blank=True)
    share_picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="share photo",
        help_text="Cards on social networks show it. Leave blank for the lead photo or, without one, the headline.",
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="A language tag (BCP 47): en, uk, ar, pt-BR."
    )
    planned_for = models.DateField(
        null=True, blank=True, editable=False, help_text="The day for which a draft is planned; not in its versions."
    )

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        permissions: ClassVar = [
            ("manage_templates", "Can make stories templates, and templates drafts again"),
            ("set_disclosure", "Can set and remove disclosure labels"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(review=Review.TEMPLATE) | models.Q(first_published_at=None),
                name="articles_article_template_unpublished",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="articles_article_newest"),
            models.Index(fields=["section", "-created_at"], name="articles_article_desk"),
            models.Index(
                fields=["lead_picture", "id"],
                condition=models.Q(lead_picture__isnull=False),
                name="articles_article_lead_picture",
            ),
            models.Index(
                fields=["share_picture", "id"],
                condition=models.Q(share_picture__isnull=False),
                name="articles_article_share_picture",
            ),
            models.Index(
                fields=["embargo_until"],
                condition=models.Q(embargo_until__isnull=False),
                name="articles_article_embargo",
            ),
            models.Index(
                fields=["planned_for"],
                condition=models.Q(planned_for__isnull=False),
                name="articles_article_planned",
            ),
            models.Index(  # few stories, even in a large archive
                fields=["review", "-id"],
                condition=models.Q(first_published_at__isnull=True, binned_at__isnull=True),
                name="articles_article_unpublished",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or "Untitled story"

    def is_by(self, user: Any) -> bool:
        """Whether `user` wrote the story or has a byline on it."""
        return super().is_by(user) or self.bylines.filter(author__user=user.pk).exists()


class ArticleTransition(Transition):
    subject = models.ForeignKey(Article, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey("ArticleRevision", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class ArticleCorrection(Correction):
    subject = models.ForeignKey(Article, models.PROTECT, related_name="corrections")

    class Meta(Correction.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="articles_correction_newest")]


def stable_key() -> models.UUIDField[uuid.UUID, uuid.UUID]:
    """Return the primary key of a part of a story, which survives snapshot, restore and merge."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
