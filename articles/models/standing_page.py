"""Standing pages: About, Staff, Contact. Their addresses have one part, such as /about/."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from articles.models.section import TAKEN, Section
from newsroom.publishing.models import Correction, Publishable, Revision, Transition
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class StandingPage(Publishable):
    """The working copy of a standing page. Readers see its revisions, scheduled like a story's."""

    title = plain_text.CharField(max_length=100, blank=True, help_text="About us · Privacy")
    slug = models.SlugField(
        max_length=60,
        blank=True,
        allow_unicode=True,
        help_text="The web address: “about” makes it /about/. "
        "If you change it later, the old address redirects to the new one.",
    )
    body = RichTextField("text", blank=True)
    in_footer = models.BooleanField("in the footer", default=True, help_text="Linked at the bottom of every page.")
    footer_order = models.PositiveSmallIntegerField(
        "position in the footer", default=10, help_text="Lower numbers come first."
    )

    if TYPE_CHECKING:
        addresses: RelatedManager["StandingPageAddress"]

    class Meta:
        verbose_name = "standing page"

    def __str__(self) -> str:
        return self.title or "Untitled page"

    def clean(self) -> None:
        if self.slug and (reason := refused_slug(self.slug)):
            raise ValidationError({"slug": reason})

    def get_absolute_url(self) -> str:
        return address(self.slug)


LISTED = ("title", "slug", "in_footer", "footer_order")


class StandingPageRevision(Revision):
    """A version of a standing page, with columns for the footer to read."""

    subject = models.ForeignKey(StandingPage, models.PROTECT, related_name="revisions")
    title = plain_text.CharField(max_length=100, blank=True)
    slug = models.CharField(max_length=60, blank=True)
    in_footer = models.BooleanField(default=False)
    footer_order = models.PositiveSmallIntegerField(default=0)

    class Meta(Revision.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        return address(self.slug)


class StandingPageTransition(Transition):
    subject = models.ForeignKey(StandingPage, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(StandingPageRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class StandingPageCorrection(Correction):
    subject = models.ForeignKey(StandingPage, models.PROTECT, related_name="corrections")

    class Meta(Correction.Meta):
        abstract = False


class StandingPageAddress(models.Model):
    """A slug that leads to a page for good, from the instant when a version with it first goes live."""

    slug = models.CharField(max_length=60, unique=True)
    page = models.ForeignKey(StandingPage, models.PROTECT, related_name="addresses")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "standing page addresses"

    def __str__(self) -> str:
        return address(self.slug)


def address(slug: str) -> str:
    """Return /about/."""
    return reverse("standing_page", args=[slug])


def refused_slug(slug: str) -> str:
    """Return why a standing page can't have that slug, with the cure; "" if it can."""
    if slug in TAKEN or slug.isdigit():
        return f"The site itself uses the address /{slug}/. Choose another slug."
    if section := Section.objects.filter(path=slug).first():
        return f"The section “{section}” has the address /{slug}/. Choose another slug."
    return ""
