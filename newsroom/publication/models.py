"""The publication's own face: its name, looks, menu and policies. One row, written by newsroom.publication.actions."""

from functools import cached_property
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q

from newsroom.images.picture_html import url_of
from newsroom.publication import accounts, colors
from newsroom.publication.typefaces import PAIRINGS, Pairing
from newsroom.text import plain_text

THE_ROW = 1  # the id of the only one

# What schema.org calls each policy, and what the desk calls it.
POLICIES = {
    "publishingPrinciples": "Editorial principles",
    "ethicsPolicy": "Ethics policy",
    "correctionsPolicy": "Corrections policy",
    "masthead": "Masthead: who works here",
    "ownershipFundingInfo": "Ownership and funding",
}


def default_name() -> str:
    """Return NEWSROOM_NAME, which the publication is called until it is named at the desk."""
    return settings.NEWSROOM_NAME


class Crawlers(models.TextChoices):
    """What crawlers of AI companies may do. robots.txt asks; it can't force anyone."""

    ALL = "all", "Read the site, to answer questions and to train models"
    ANSWERS = "answers", "Read the site to answer questions, but not to train models"
    NONE = "none", "Neither"


class Image(NamedTuple):
    """An image of the publication, as templates show it."""

    url: str
    width: int
    height: int


class Publication(models.Model):
    name = plain_text.CharField(
        max_length=80, default=default_name, help_text="At the top of every page, in search results and in feeds."
    )
    tagline = plain_text.CharField(
        max_length=160, blank=True, help_text="A few words below the name: “News of Marlow County since 1902”."
    )
    # Logo, logo_dark, share: {"name", "width", "height"}; icon: the name for each size (uploads.py).
    images = models.JSONField(default=dict, blank=True)
    typeface = plain_text.CharField(
        "type", max_length=20, choices=[(key, each.label) for key, each in PAIRINGS.items()], default="newsreader"
    )
    accent = plain_text.CharField(
        "accent color", max_length=7, blank=True, help_text="For the banner, links to sections and what is marked."
    )
    accent_dark = plain_text.CharField(
        "accent color on dark pages", max_length=7, blank=True, help_text="Leave blank for a lighter tone of it."
    )
    section_colors = models.JSONField(default=dict, blank=True, help_text="The id of a top section → its color.")
    menu = models.JSONField(default=list, blank=True, help_text="Rows of newsroom.publication.links.")
    footer = models.JSONField(default=list, blank=True, help_text="Rows; those of the first level head a column.")
    email = plain_text.CharField("email address", max_length=254, blank=True, validators=[validate_email])
    phone = plain_text.CharField(max_length=40, blank=True)
    address = plain_text.TextField("street address", max_length=300, blank=True)
    owner = plain_text.CharField(
        "owned by", max_length=300, blank=True, help_text="In one sentence. Readers see it at the bottom of every page."
    )
    social = plain_text.TextField("accounts", blank=True, help_text="The address of each, one a line.")
    policies = models.JSONField(default=dict, blank=True, help_text="A key of POLICIES → the id of a standing page.")
    ads_txt = plain_text.TextField("ads.txt", blank=True)
    trust_txt = plain_text.TextField("trust.txt", blank=True)
    security_txt = plain_text.TextField("security.txt", blank=True)
    crawlers = plain_text.CharField(
        "crawlers of AI companies", max_length=10, choices=Crawlers.choices, default=Crawlers.ALL
    )
    robots_txt = plain_text.TextField("more lines of robots.txt", blank=True)
    newsletter_title = plain_text.CharField(
        "newsletter", max_length=80, blank=True, help_text="Its name, or what readers get: “Every weekday at 7”."
    )
    newsletter_text = plain_text.CharField("what is in it", max_length=200, blank=True)
    newsletter_address = models.URLField(
        "where its form is sent",
        max_length=500,
        blank=True,
        help_text="The address that your newsletter provider gives as the “action” of a form. Blank: pages have no form.",
    )
    newsletter_field = plain_text.CharField(
        "name of the field for the email address",
        max_length=60,
        default="email",
        help_text="As your provider calls it: email, EMAIL, fields[email].",
    )
    scripts = models.JSONField(
        "outside scripts", default=list, blank=True, help_text="Rows of newsroom.publication.scripts."
    )
    saved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "publication"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=THE_ROW), name="publication_only_one")]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name

    @property
    def logo(self) -> Image | None:
        return self._image("logo")

    @property
    def logo_dark(self) -> Image | None:
        return self._image("logo_dark")

    @property
    def share_image(self) -> Image | None:
        return self._image("share")

    def _image(self, kind: str) -> Image | None:
        stored: dict[str, Any] | None = self.images.get(kind)
        return Image(url_of(stored["name"]), stored["width"], stored["height"]) if stored else None

    def icon(self, size: str) -> str:
        """Return the address of its icon in one of `uploads.ICON_SIZES`; "" if it has none of its own."""
        stored = self.images.get("icon")
        return url_of(stored[size]) if stored else ""

    @property
    def pairing(self) -> Pairing:
        return PAIRINGS.get(self.typeface) or PAIRINGS["newsreader"]

    @cached_property
    def color_spec(self) -> str:
        """What its style sheet's address says of its colors; "" if it has none of its own."""
        return colors.spec(self.accent, self.accent_dark, self.section_colors)

    @property
    def newsletter_host(self) -> str:
        """The host that sends the newsletter, as readers know it."""
        return urlsplit(self.newsletter_address).netloc

    @property
    def accounts(self) -> list[tuple[str, str]]:
        """The name of each social network, and the address of the account."""
        return accounts.named(self.social)
