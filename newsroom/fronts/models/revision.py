"""Versions of containers: the page each is on, what it refers to, and when its pins end."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from articles.models import Article, Section, Tag
from newsroom.fronts.models.container import Container
from newsroom.images.models import Picture
from newsroom.publishing.models import Revision, Transition
from timelines.models import Timeline


class ContainerRevision(Revision):
    """A version of a container; `section` and `place` are copied from its content for queries."""

    subject = models.ForeignKey(Container, models.PROTECT, related_name="revisions")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    place = models.PositiveIntegerField(default=0)

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["live_until"], condition=Q(live_from__isnull=False), name="fronts_live_containers")
        ]

    def get_absolute_url(self) -> str:
        return self.section.get_absolute_url() if self.section else "/"


class ContainerTransition(Transition):
    subject = models.ForeignKey(Container, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(ContainerRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class ContainerReference(models.Model):
    """Something that a version shows or is filled from, protected from deletion."""

    revision = models.ForeignKey(ContainerRevision, models.CASCADE, related_name="references")
    story = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    timeline = models.ForeignKey(Timeline, models.PROTECT, null=True, related_name="+")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.story or self.timeline or self.picture or self.section or self.tag} in {self.revision}"


class PinEnd(models.Model):
    """An instant at which a pin in a version ends, and the page changes by itself."""

    revision = models.ForeignKey(ContainerRevision, models.CASCADE, related_name="pin_ends")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} UTC"
