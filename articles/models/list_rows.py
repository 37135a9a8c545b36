"""Rows that lists and addresses read. Derived from the schedule by `articles.list_rows` and `articles.addresses`."""

from typing import ClassVar

from django.db import models

from articles.models.article import Article
from articles.models.author import Author
from articles.models.revision import ArticleRevision
from articles.models.tag import Tag
from newsroom.publishing.models import IntervalQuerySet
from newsroom.search.word_rows import FiledWord


class ListRow(models.Model):
    """A scheduled revision in the list of something, with the order and the interval of the revision itself."""

    revision = models.ForeignKey(ArticleRevision, models.CASCADE, related_name="+")
    first_published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)

    objects = IntervalQuerySet.as_manager()

    class Meta:
        abstract = True


class TagListing(ListRow):
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="listings", db_index=False)

    class Meta:
        db_table = "articles_tagline"
        indexes: ClassVar = [
            models.Index(
                fields=["tag", "-first_published_at", "-revision", "live_from", "live_until"],
                name="articles_tagline_list",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "tag"], name="articles_tagline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.revision}"


class BylineListing(ListRow):
    author = models.ForeignKey(Author, models.PROTECT, related_name="listings", db_index=False)

    class Meta:
        db_table = "articles_bylineline"
        indexes: ClassVar = [
            models.Index(
                fields=["author", "-first_published_at", "-revision", "live_from", "live_until"],
                name="articles_bylineline_list",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "author"], name="articles_bylineline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.revision}"


class Address(models.Model):
    """Day and slug, owned by one story for good once they have been public."""

    day = models.DateField()
    slug = models.CharField(max_length=100)
    article = models.ForeignKey(Article, models.PROTECT, related_name="addresses")
    since = models.DateTimeField(
        help_text="When the first version with this slug goes live; until then it is nobody’s."
    )

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
