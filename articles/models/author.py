from typing import ClassVar
from urllib.parse import quote

from django.conf import settings
from django.db import models

from newsroom.images.models import Picture
from newsroom.text import plain_text


class Author(models.Model):
    """A person named in bylines: a staff writer or a guest. Written by `articles.taxonomy`."""

    name = plain_text.CharField(max_length=120, help_text="As it is printed.")
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True, help_text="The end of the page’s address.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text="The sign-in of a colleague; empty for a guest.",
    )
    portrait = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    bio = plain_text.TextField(blank=True, help_text="A few sentences for the author’s page.")
    email = models.EmailField(blank=True, help_text="Printed on the author’s page; empty: none.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/authors/{quote(self.slug)}/"
