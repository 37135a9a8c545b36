"""Breaking news: a banner on every page, between two instants."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from articles.models import Article
from newsroom.publishing.models import Publishable, PublishableQuerySet, Revision, Transition
from newsroom.text import plain_text


class AlertQuerySet(PublishableQuerySet):
    def live_about(self, story: Article, at: datetime) -> Self:
        """Filter by the alerts whose version that is live at `at` links to `story`."""
        live = AlertRevision.objects.live(at).filter(references__story=story)
        return self.filter(pk__in=live.order_by().values("subject"))


class Alert(Publishable):
    CURATED: ClassVar[bool] = True

    text = plain_text.CharField(max_length=160, blank=True, help_text="One sentence that says what happened.")
    label = plain_text.CharField(
        max_length=30, blank=True, default="Breaking news", help_text="Appears before the text."
    )
    story = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The text links to this story while it is live.",
    )
    url = models.URLField("external link", max_length=500, blank=True, help_text="Instead of a story: https://…")

    objects: ClassVar[Any] = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "breaking-news banner"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(story=None) | Q(url=""),
                name="fronts_alert_one_target",
                violation_error_message="Choose a story or enter an external link, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or "Breaking news (no text yet)"

    if TYPE_CHECKING:
        story_id: int | None


class AlertRevision(Revision):
    subject = models.ForeignKey(Alert, models.PROTECT, related_name="revisions")

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["live_until"], condition=Q(live_from__isnull=False), name="fronts_live_alerts")
        ]


class AlertTransition(Transition):
    subject = models.ForeignKey(Alert, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(AlertRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class AlertReference(models.Model):
    """The story that a version links to, protected from deletion."""

    revision = models.ForeignKey(AlertRevision, models.CASCADE, related_name="references")
    story = models.ForeignKey(Article, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.story} in {self.revision}"
