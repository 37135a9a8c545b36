"""A container's versions: which page each stands on, what it needs, and when its pins end."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from articles.models import Article, Section, Tag
from newsroom.fronts.models.container import Container
from newsroom.images.models import Picture
from newsroom.publishing.models import Revision, Transition
from timelines.models import Timeline


class ContainerRevision(Revision):
    """A version of a container. Section and place repeat its content, for the front that it stands on."""

    subject = models.ForeignKey(Container, models.PROTECT, related_name="revisions")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    place = models.PositiveIntegerField(default=0)

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["live_until"], condition=Q(live_from__isnull=False), name="fronts_live_containers")
        ]

    def get_absolute_url(self) -> str:
        """The page that it stands on."""
        return self.section.get_absolute_url() if self.section else "/"


class ContainerTransition(Transition):
    """A line of a container's schedule."""

    subject = models.ForeignKey(Container, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(ContainerRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class ContainerReference(models.Model):
    """Something that a version shows or is filled from: it cannot be deleted for as long as the version exists."""

    revision = models.ForeignKey(ContainerRevision, models.CASCADE, related_name="references")
    story = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    timeline = models.ForeignKey(Timeline, models.PROTECT, null=True, related_name="+")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.story or self.timeline or self.picture or self.section or self.tag} in {self.revision}"


class PinEnd(models.Model):
    """An instant from which a slot of a version is filled up: the page changes then by itself."""

    revision = models.ForeignKey(ContainerRevision, models.CASCADE, related_name="pin_ends")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} UTC"
