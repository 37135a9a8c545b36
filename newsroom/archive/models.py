"""Redirects from old addresses. Only `newsroom.archive.redirects.actions` writes them."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q

from articles.models import Article, Author, Section, Tag
from newsroom.text import plain_text
from timelines.models import Timeline

TARGETS = ("story", "section", "tag", "author", "timeline")


LEADING = {name: Q(**{f"{name}__isnull": False}) for name in TARGETS} | {
    "address": ~Q(address=""),
    "gone": Q(gone=True),
}


def _one_of(*names: str) -> Q:
    """Return the condition that exactly one of these is set."""
    each = (Q(LEADING[name], *(~LEADING[other] for other in names if other != name)) for name in names)
    return reduce(or_, each)


class Redirect(models.Model):
    """An old address, and the one thing it leads to; `gone` answers 410."""

    path = plain_text.CharField(
        "old address", max_length=500, unique=True, help_text="As redirects.old_address.normal returns it."
    )
    story = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Author, models.PROTECT, null=True, blank=True, related_name="+")
    timeline = models.ForeignKey(Timeline, models.PROTECT, null=True, blank=True, related_name="+")
    address = plain_text.CharField(
        max_length=1000, blank=True, help_text="At another site, or of another page of this one: /about/."
    )
    gone = models.BooleanField(default=False, help_text="Nothing took its place: readers get “no longer available”.")
    since = models.DateTimeField()
    hits = models.PositiveBigIntegerField("readers", default=0)
    last_hit = models.DateTimeField("last reader", null=True)

    class Meta:
        ordering: ClassVar = ["path"]
        permissions: ClassVar = [("import_archive", "Can import an archive with its past dates")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_of(*LEADING), name="archive_redirect_one_target")
        ]

    def __str__(self) -> str:
        return f"{self.path} → {self.target}"

    @property
    def target(self) -> str:
        """Where it leads, as files and the form at the desk have it: story:12, tag:7, https://…, /about/ or 410."""
        if self.gone:
            return "410"
        found = (f"{name}:{pk}" for name in TARGETS if (pk := getattr(self, f"{name}_id")))
        return next(found, self.address)
