"""Rows that lists and addresses read, derived from the schedule by `articles.list_rows` and `articles.addresses`."""

from typing import ClassVar

from django.db import models

from articles.models.article import Article
from articles.models.author import Author
from articles.models.revision import ArticleRevision
from articles.models.tag import Tag
from newsroom.publishing.models import IntervalQuerySet
from newsroom.search.word_rows import FiledWord
from timelines.models import Timeline


class ListRow(models.Model):
    """A scheduled revision in a list, with a copy of the revision's order and interval. `of` names what it is a list of."""

    of: ClassVar[str]

    revision = models.ForeignKey(ArticleRevision, models.CASCADE, related_name="+")
    first_published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)

    objects = IntervalQuerySet.as_manager()

    class Meta:
        abstract = True


def _index(target: str, table: str) -> models.Index:
    fields = [target, "-first_published_at", "-revision", "live_from", "live_until"]
    return models.Index(fields=fields, name=f"{table}_list")


class TagListing(ListRow):
    of = "tag"

    tag = models.ForeignKey(Tag, models.PROTECT, related_name="listings", db_index=False)

    class Meta:
        db_table = "articles_tagline"
        indexes: ClassVar = [_index("tag", "articles_tagline")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "tag"], name="articles_tagline_once")]

    def __str__(self) -> str:
        return f"{self.tag}: {self.revision}"


class BylineListing(ListRow):
    of = "author"

    author = models.ForeignKey(Author, models.PROTECT, related_name="listings", db_index=False)

    class Meta:
        db_table = "articles_bylineline"
        indexes: ClassVar = [_index("author", "articles_bylineline")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "author"], name="articles_bylineline_once")
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.revision}"


class TimelineListing(ListRow):
    """A story that follows a timeline."""

    of = "timeline"

    timeline = models.ForeignKey(Timeline, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [_index("timeline", "articles_timelinelisting")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "timeline"], name="articles_timelinelisting_once")
        ]

    def __str__(self) -> str:
        return f"{self.timeline}: {self.revision}"


class Address(models.Model):
    """A day and slug, which belong to one story for good once they have been public."""

    day = models.DateField()
    slug = models.CharField(max_length=100)
    article = models.ForeignKey(Article, models.PROTECT, related_name="addresses")
    since = models.DateTimeField(help_text="When the first version with this slug goes live.")

    class Meta:
        verbose_name_plural = "addresses"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "slug"], name="articles_address_once")]

    def __str__(self) -> str:
        return f"/{self.day:%Y/%m/%d}/{self.slug}/"


class HeadlineWord(FiledWord):
    """A word by which the desk finds a story; see articles.headline_index."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "word"], name="articles_headlineword_once")]
        indexes: ClassVar = [models.Index(fields=["word", "article"], name="articles_headlineword_found")]
