from typing import ClassVar
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from newsroom.images.models import Picture
from newsroom.publication import accounts
from newsroom.text import plain_text


class Author(models.Model):
    """A person named in bylines: a staff writer or a guest. Written by `articles.taxonomy`."""

    name = plain_text.CharField(max_length=120, help_text="As it appears in bylines.")
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True, help_text="The end of the web address.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text="The author’s staff account. Leave blank for a guest writer.",
    )
    role = plain_text.CharField(max_length=100, blank=True, help_text="Such as “City Hall reporter”.")
    portrait = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    bio = plain_text.TextField(blank=True, help_text="A few sentences for the author’s page.")
    email = models.EmailField(blank=True, help_text="Optional. Shown on the author’s page.")
    social = plain_text.TextField(
        "accounts", blank=True, help_text="Accounts on social networks: the web address of each, one a line."
    )

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/authors/{quote(self.slug)}/"

    def clean(self) -> None:
        """Refuse accounts that aren't web addresses."""
        try:
            self.social = accounts.cleaned(self.social)
        except ValidationError as error:
            raise ValidationError({"social": error}) from None

    @property
    def accounts(self) -> list[tuple[str, str]]:
        """The name of each social network, and the address of the account."""
        return accounts.named(self.social)

    @property
    def summary(self) -> str:
        """The description of the author's page for search engines."""
        return self.bio or gettext("The latest stories by %(name)s") % {"name": self.name}
