from typing import ClassVar
from urllib.parse import quote

from django.db import models
from taggit.models import TagBase


class Tag(TagBase):
    """A person, place or subject that runs through stories. Written by `articles.directory`."""

    introduction = models.TextField(blank=True, help_text="One or two sentences at the head of its page.")

    class Meta(TagBase.Meta):
        abstract = False
        ordering: ClassVar = ["name"]

    def get_absolute_url(self) -> str:
        return f"/tags/{quote(self.slug)}/"
