"""A story's revisions, and what each of them refers to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, ExtractMonth, ExtractYear
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Kind
from articles.models.author import Author
from articles.models.section import Section
from articles.models.tag import Tag
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from newsroom.publishing.models import Revision, RevisionQuerySet
from timelines.models import Timeline, TimelineRevision

SITEMAP_PARTS = 1_000_000  # more than a month ever has, so that month and part fit into one number
SITEMAP_SIZE = 50_000  # addresses in one sitemap, as the protocol allows


class ArticleRevisionQuerySet(RevisionQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-first_published_at", "-id")

    def of_days(self, first: date, last: date) -> Self:
        """Filter by the day in the address, from `first` to `last` inclusive.

        The wider range of first publication, which covers every time zone, is there for its index.
        """
        begin, end = (datetime.combine(day, time(), UTC) for day in (first, last))
        near = (begin - timedelta(days=1), end + timedelta(days=2))
        return self.filter(address_day__range=(first, last), first_published_at__range=near)


def _index_of_scheduled(name: str, *fields: str) -> models.Index:
    return models.Index(fields=fields, condition=Q(live_from__isnull=False), name=f"articles_revision_{name}")


class Media(models.TextChoices):
    """What a story has besides words and single photos, from what lists say first."""

    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    GALLERY = "gallery", _("Photos")


class ArticleRevision(Revision):
    """A version of a story. Its columns are derived from `content` when it is recorded, for lists to read."""

    subject = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    headline = models.CharField(max_length=200, blank=True)
    kicker = models.CharField(max_length=60, blank=True)
    standfirst = models.TextField(blank=True)
    slug = models.CharField(max_length=100, blank=True)
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    language = models.CharField(max_length=35, default="en")
    lead_picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    lead_alt = models.CharField(max_length=300, blank=True)
    media = models.CharField(max_length=7, choices=Media, blank=True, db_default="", help_text="Marks it in lists.")
    extra = models.TextField(blank=True, help_text="Fields of other apps as JSON; see articles.story_fields.")
    rendered = models.JSONField(null=True, editable=False, help_text="The content, partly as HTML, for its page.")
    feed = models.JSONField(null=True, editable=False, help_text="The same for feeds and ninjs.")
    address_day = models.DateField(null=True, help_text="The day of first publication in the newsroom’s time zone.")

    sitemap = models.GeneratedField(
        expression=(
            (Cast(ExtractYear("address_day"), models.BigIntegerField()) * 100 + ExtractMonth("address_day"))
            * SITEMAP_PARTS
            + Cast(F("subject_id"), models.BigIntegerField()) / SITEMAP_SIZE
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
        help_text="The sitemap that lists it: the month of `address_day` (202411) and the part.",
    )

    objects: ClassVar[Any] = ArticleRevisionQuerySet.as_manager()

    context: Any = None  # of a version that isn't stored: its articles.queries.StoryContext

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            _index_of_scheduled("section", "section", "-first_published_at", "-id"),
            _index_of_scheduled("newest", "-first_published_at", "-id"),
            _index_of_scheduled("day", "-address_day", "-first_published_at", "-id"),
            _index_of_scheduled("sitemap", "sitemap", "-updated_at"),
        ]

    def get_absolute_url(self) -> str:
        """Return /2024/11/08/slug/. Raises ValueError before the revision is scheduled."""
        if self.address_day is None:
            raise ValueError(f"{self} of article {self.subject_id} is not scheduled, so it has no address yet.")
        return address(self.address_day, self.slug)


def address(day: date, slug: str) -> str:
    """Return /2024/11/08/slug/. reverse() is too slow for lists of fifty stories."""
    return f"/{day.isoformat().replace('-', '/')}/{slug if slug.isascii() else quote(slug)}/"


class Role(models.TextChoices):
    LEAD = "lead", "Lead photo"
    SHARE = "share", "Share photo"
    FIGURE = "figure", "Photo"
    FILE = "file", "File"
    BYLINE = "byline", "Byline"
    TAG = "tag", "Tag"
    TIMELINE = "timeline", "Timeline"
    PINNED = "pinned", "Pinned timeline"
    RELATED = "related", "Related story"
    LINK = "link", "Link in the text"
    REPORTED = "reported", "Reported event"


BODY = ("picture", "file", "timeline", "timeline_revision", "article")  # what a body can refer to


def _one_of(targets: tuple[str, ...], name: str) -> models.CheckConstraint:
    """Return the constraint that exactly one of these relations is set."""
    one = (Q(**{f"{other}__isnull": other != target for other in targets}) for target in targets)
    return models.CheckConstraint(condition=Q(*one, _connector=Q.OR), name=name)


def _index_of_pictures(of: str, name: str) -> models.Index:
    """Return the index by which the newest uses of a picture are found, however many there are."""
    return models.Index(fields=["picture", of], condition=Q(picture__isnull=False), name=name)


class Reference(models.Model):
    """A thing that a story's body refers to, so that the database protects it and one query finds them all."""

    role = models.CharField(max_length=8, choices=Role)
    relation = models.CharField(max_length=10, blank=True)  # a Relation of a story, a Credit of a byline
    order = models.PositiveSmallIntegerField(default=0)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+", db_index=False)
    file = models.ForeignKey(MediaFile, models.PROTECT, null=True, related_name="+")
    timeline = models.ForeignKey(Timeline, models.PROTECT, null=True, related_name="+")
    timeline_revision = models.ForeignKey(TimelineRevision, models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering: ClassVar = ["order", "id"]


class BodyReference(Reference):
    """What the body of a working copy refers to, written with it by `articles.references`."""

    story = models.ForeignKey(Article, models.CASCADE, related_name="body_references")

    class Meta(Reference.Meta):
        constraints: ClassVar = [_one_of(BODY, "articles_bodyreference_one_target")]
        indexes: ClassVar = [_index_of_pictures("story", "articles_bodyreference_picture")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.story}"


class ArticleReference(Reference):
    """What a revision refers to, its body and all else."""

    revision = models.ForeignKey(ArticleRevision, models.CASCADE, related_name="references")
    author = models.ForeignKey(Author, models.PROTECT, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, related_name="+")
    event = models.UUIDField(null=True, help_text="The key of a reported event in its timeline.")

    class Meta(Reference.Meta):
        constraints: ClassVar = [_one_of((*BODY, "author", "tag"), "articles_reference_one_target")]
        indexes: ClassVar = [
            _index_of_pictures("revision", "articles_reference_picture"),
            models.Index(fields=["timeline"], condition=Q(event__isnull=False), name="articles_reference_reported"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.revision}"
