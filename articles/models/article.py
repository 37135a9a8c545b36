import uuid
from typing import Any, ClassVar

from content_editor.models import Region
from django.core.validators import RegexValidator
from django.db import models
from taggit.managers import TaggableManager

from articles.models.section import Section
from newsroom.images.models import Picture
from newsroom.publishing.models import Correction, Publishable, Transition
from newsroom.text import plain_text


class Kind(models.TextChoices):
    NEWS = "news", "News"
    ANALYSIS = "analysis", "Analysis"
    OPINION = "opinion", "Opinion"
    EXPLAINER = "explainer", "Explainer"


class Shape(models.TextChoices):
    """How a picture is cut, around its focal point."""

    WHOLE = "", "The whole picture"
    WIDE = "16:9", "Wide (16:9)"
    CLASSIC = "4:3", "Classic (4:3)"
    SQUARE = "1:1", "Square (1:1)"


language_tag = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Give a language tag (BCP 47), such as en, uk or pt-BR."
)


class Article(Publishable):
    """A story's working copy. Readers see revisions of it; articles/adapters.py says what a revision holds."""

    regions: ClassVar = [Region(key="body", title="Story")]

    headline = plain_text.CharField(max_length=200, blank=True)
    kicker = plain_text.CharField(max_length=60, blank=True, help_text="The few words over the headline.")
    standfirst = plain_text.TextField(
        blank=True, help_text="One or two sentences under the headline; lists show them too."
    )
    slug = models.SlugField(
        max_length=100,
        blank=True,
        allow_unicode=True,
        help_text="The end of the address. Empty: made from the headline. Changed later, the old address leads to the new.",
    )
    dateline = plain_text.CharField(max_length=100, blank=True, help_text="Where it was written: KYIV, Ukraine.")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    tags = TaggableManager(through="articles.TaggedArticle", blank=True)
    lead_picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    lead_alt = plain_text.CharField(
        "alternative text", max_length=300, blank=True, help_text="What the picture shows. Empty: the picture’s own."
    )
    lead_caption = plain_text.TextField("caption", blank=True, help_text="Empty: the picture’s own.")
    lead_shape = models.CharField("crop", max_length=4, choices=Shape, default=Shape.WHOLE, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="A language tag (BCP 47): en, uk, ar, pt-BR."
    )

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="articles_article_newest"),
            models.Index(fields=["section", "-created_at"], name="articles_article_desk"),
            models.Index(
                fields=["embargo_until"],
                condition=models.Q(embargo_until__isnull=False),
                name="articles_article_embargo",
            ),
            models.Index(  # few of a large archive, whatever waits for them
                fields=["review", "-id"],
                condition=models.Q(first_published_at__isnull=True, binned_at__isnull=True),
                name="articles_article_unpublished",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or "Untitled story"

    def is_by(self, user: Any) -> bool:
        """Whether `user` wrote it or stands in its byline."""
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
    """The primary key of a part of a story: it stays the same through snapshot, restore and merge."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
