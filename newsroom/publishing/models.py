"""Working copy, revisions, schedule: the abstract models of everything publishable.

A publishable (an article, a timeline) has concrete models: itself, its revisions, its schedule and, unless it is
curated, its corrections, each with a foreign key `subject`. Only `newsroom.publishing.actions` writes them.
"""

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy

from newsroom.publishing import clock
from newsroom.publishing.adapters import Adapter, adapter_of
from newsroom.publishing.preflight import NO_TEMPLATE, Check
from newsroom.text import plain_text

Content = dict[str, Any]


class Review(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"
    TEMPLATE = "template", "Template"  # never published: others start from it


class Change(models.TextChoices):
    """The kind of change to a live version. A minor fix doesn't move the public "updated" time."""

    MINOR = "minor", gettext_lazy("Minor fix")
    SUBSTANTIVE = "substantive", gettext_lazy("Substantive update")
    CORRECTION = "correction", gettext_lazy("Correction")


class PublishableQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, now: datetime) -> Self:
        if user.has_perm("publishing.edit_any"):
            return self
        shared = self.model.shared_with.through.objects.filter(user=user).values(self.model._meta.model_name)
        template = Q(review=Review.TEMPLATE, binned_at=None)
        return self.filter(Q(owner=user) | Q(pk__in=shared) | Q(first_published_at__lte=now) | template)

    def with_schedule(self, at: datetime) -> Self:
        """Annotate `head_number`, `head_sealed`, `live_number`, `live_since` and `next_at` for lists."""
        revisions = self.model._meta.get_field("revisions").related_model.objects.filter(subject=OuterRef("pk"))
        transitions = self.model._meta.get_field("transitions").related_model.objects.filter(subject=OuterRef("pk"))
        newest, live = revisions.order_by("-number"), revisions.live(at)
        return self.annotate(
            head_number=Subquery(newest.values("number")[:1]),
            head_sealed=Subquery(newest.values("sealed_at")[:1]),
            live_number=Subquery(live.values("number")[:1]),
            live_since=Subquery(live.values("live_from")[:1]),
            next_at=Subquery(transitions.filter(at__gt=at).order_by("at").values("at")[:1]),
        )


class Publishable(models.Model):
    """The working copy: ordinary rows, edited in the admin, never shown to readers."""

    SCHEMA: ClassVar[int] = 1
    UPGRADES: ClassVar[dict[int, Callable[[Content], Content]]] = {}  # from that version to the next
    CURATED: ClassVar[bool] = False  # shows other stories: no kinds of change, no corrections, no second reader

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    shared_with = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", help_text="Colleagues who may edit this too."
    )
    review = models.CharField(max_length=10, choices=Review, default=Review.DRAFT, editable=False, db_index=True)
    review_note = plain_text.TextField(blank=True, editable=False)
    embargo_until = models.DateTimeField(null=True, blank=True, editable=False)
    embargo_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    embargo_reason = plain_text.TextField(blank=True, editable=False)
    embargo_source = plain_text.CharField(max_length=200, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    acted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When an action last changed what readers see."
    )
    binned_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    if TYPE_CHECKING:
        revisions: Any
        transitions: Any
        corrections: Any

    class Meta:
        abstract = True

    @property
    def adapter(self) -> Adapter:
        return adapter_of(type(self))

    def snapshot(self) -> Content:
        return self.adapter.snapshot(self)

    def load(self, content: Content) -> None:
        self.adapter.load(self, content)

    def checks_at(
        self, content: Content, at: datetime | None, parts: "Collection[Publishable] | None" = ()
    ) -> list[Check]:
        """Return the preflight findings on `content` as of the instant when readers will get it (default: now).

        `parts` are published with it, such as a timeline; None for those that only this shows.
        """
        template = [Check(NO_TEMPLATE, blocks=True)] if self.review == Review.TEMPLATE else []
        with clock.pretending(at or clock.now()):
            return [*template, *self.adapter.checks_with(self, content, parts)]

    def problems(self, content: Content, at: datetime | None = None) -> list[str]:
        return [check.text for check in self.checks_at(content, at) if check.blocks]

    def warnings(self, content: Content, at: datetime | None = None) -> list[str]:
        return [check.text for check in self.checks_at(content, at) if not check.blocks]

    @property
    def head(self) -> Any:
        """Return the newest revision, which equals the working copy; None before the first save."""
        return self.revisions.order_by("-number").first()

    def live(self, at: datetime) -> Any:
        return self.revisions.live(at).first()

    def head_and_live(self, at: datetime) -> tuple[Any, Any]:
        """Return `head` and `live(at)`. One query."""
        newest, live = self.revisions.order_by("-number").values("pk")[:1], self.revisions.live(at).order_by()
        found = self.revisions.filter(Q(pk__in=newest) | Q(pk__in=live.values("pk"))).order_by("-number")
        rows = list(found.annotate(is_live=Q(pk__in=live.values("pk"))))
        return (rows[0] if rows else None), next((row for row in rows if row.is_live), None)

    def head_and_sealed(self) -> tuple[Any, list[Any]]:
        """Return `head`, and the revisions that were taken down. One query."""
        newest = self.revisions.order_by("-number").values("pk")[:1]
        rows = list(self.revisions.filter(Q(pk__in=newest) | Q(sealed_at__isnull=False)).order_by("-number"))
        return (rows[0] if rows else None), [row for row in rows if row.sealed_at]

    def is_sealed(self) -> bool:
        """Return whether this is taken down: only administrators may open it until one of them saves a clean version."""
        if "head_sealed" in self.__dict__:
            return self.head_sealed is not None  # type: ignore[attr-defined]  # from `with_schedule`
        return self.revisions.order_by("-number").values_list("sealed_at", flat=True).first() is not None

    def is_by(self, user: Any) -> bool:
        """Return whether `user` is a writer of this; a second reader must be somebody else."""
        return bool(self.owner_id == user.pk)


WITHIN = "live_from <= %(at)s AND (live_until IS NULL OR live_until > %(at)s)"  # `within` in SQL


class IntervalQuerySet(models.QuerySet[Any]):
    def within(self, at: datetime) -> Self:
        """Filter by intervals that contain `at`."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__lte=at)


class RevisionQuerySet(IntervalQuerySet):
    def live(self, at: datetime) -> Self:
        return self.within(at).filter(sealed_at=None)

    def newest(self) -> Self:
        """Filter by the newest revision of each publishable, which equals its working copy."""
        later = self.model._base_manager.filter(subject=OuterRef("subject"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def published_by(self, at: datetime) -> Self:
        """Filter by what readers have seen by `at`, including what was taken down since."""
        return self.filter(live_from__lte=at)

    def seen_by(self, at: datetime) -> Self:
        """Filter by what readers have seen by `at` and may see again: without what was taken down."""
        return self.published_by(at).filter(sealed_at=None)

    def sealed(self) -> Self:
        return self.exclude(sealed_at=None)

    def scheduled(self) -> Self:
        """Filter by what readers have seen, see or will see, for rows kept in memory and tested with `intervals.holds`."""
        return self.exclude(live_from=None).filter(sealed_at=None)

    def live_or_waiting(self, at: datetime) -> Self:
        """Filter by what readers see at `at` or, by the present schedule, later."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at), live_from__isnull=False, sealed_at=None)


class Revision(models.Model):
    """An immutable snapshot of the working copy, and the interval in which readers see it.

    `live_from` and `live_until` are derived from the schedule: half-open; no start means never live, no end means open.
    """

    number = models.PositiveIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    note = plain_text.CharField(max_length=300, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    live_until = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        subject: Any
        subject_id: int

    objects = RevisionQuerySet.as_manager()

    FIXED: ClassVar = ("subject", "number", "based_on", "content", "sha256", "author", "created_at", "note")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "number"], name="%(app_label)s_%(class)s_number"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_from__lt=F("live_until")), name="%(app_label)s_%(class)s_interval"
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_from__isnull=False), name="%(app_label)s_%(class)s_start"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def read_unmerged(self) -> Content:
        """Return the content in the current schema, with ids of merged objects as they were: enough for checks."""
        return upgraded(type(self).subject.field.related_model, self.content)

    def read(self) -> Content:
        """Return the content in the current schema, with ids of merged objects replaced."""
        publishable = type(self).subject.field.related_model
        (content,) = adapter_of(publishable).resolve_merged([upgraded(publishable, self.content)])
        return content


def upgraded(publishable: Any, content: Content) -> Content:
    """Return `content` in the current schema, from any schema ever shipped."""
    while content["schema"] < publishable.SCHEMA:
        content = publishable.UPGRADES[content["schema"]](content)
    return content


def canonical(content: Content) -> str:
    """Return the canonical JSON of a document, the input of `fingerprint`."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Content) -> str:
    """Return the SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def utc_text(at: datetime) -> str:
    """Return an instant as canonical JSON has it: ISO 8601 in UTC, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Transition(models.Model):
    """One line of a schedule: at `at` the revision goes live, or, if it is null, nothing is live."""

    at = models.DateTimeField(db_index=True)
    change = models.CharField(max_length=12, choices=Change, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "at"], name="%(app_label)s_%(class)s_instant")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} UTC"


class CorrectionQuerySet(models.QuerySet[Any]):
    def latest_wordings(self, at: datetime) -> Self:
        """Filter by the wordings that readers have at `at`: made by then, and not amended by then."""
        amendments = self.model._base_manager.filter(amends=OuterRef("pk"), at__lte=at)
        return self.filter(~Exists(amendments), at__lte=at)


class Correction(models.Model):
    """A correction, appended and never changed. An amendment is another row; see newsroom.publishing.corrections."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", gettext_lazy("Correction")
        CLARIFICATION = "clarification", gettext_lazy("Clarification")
        NOTE = "note", gettext_lazy("Editor’s note")

    APPEND_ONLY: ClassVar[bool] = True

    kind = models.CharField(max_length=13, choices=Kind)
    text = plain_text.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amends = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The notice whose wording it replaces.",
    )

    if TYPE_CHECKING:
        id: int
        amends_id: int | None

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class SiteGeneration(models.Model):
    """The site generation, in one row; see newsroom.publishing.generation."""

    number = models.PositiveBigIntegerField(default=0)
    removal = models.PositiveBigIntegerField(
        default=0, help_text="The number under which something was last removed from the site."
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="publishing_one_generation")]

    def __str__(self) -> str:
        return str(self.number)


class AuditEntry(models.Model):
    """Who did what to what, when and why. Actions append it; the database refuses to change or delete it."""

    APPEND_ONLY: ClassVar[bool] = True

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_title = models.CharField(max_length=300)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(null=True, blank=True, help_text="The version's number.")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    instant = models.DateTimeField(null=True, blank=True, help_text="When it takes effect.")
    before = models.JSONField(default=list, blank=True, help_text="The schedule before.")
    after = models.JSONField(default=list, blank=True, help_text="The schedule after.")
    reason = plain_text.TextField(blank=True)
    public = models.BooleanField(default=False, help_text="Readers noticed it.")
    versions = models.JSONField(
        default=dict, blank=True, help_text="Number -> hash of the version it concerns and of those it scheduled."
    )
    sha256 = models.CharField(max_length=64, help_text="See newsroom.publishing.history_chain.")

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "audit log"
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="publishing_audit_subject")
        ]
        permissions: ClassVar = [
            ("edit_any", "Can edit everybody's stories"),
            ("approve", "Can approve and send back"),
            ("publish", "Can publish, schedule and unpublish"),
            ("correct", "Can append corrections"),
            ("set_embargo", "Can set and lift embargoes"),
            ("break_embargo", "Can publish before an embargo ends"),
            ("publish_own_breaking", "Can publish their own breaking story without a second reader"),
            ("take_down", "Can take down for legal reasons"),
            ("open_sealed", "Can open what was taken down"),
            ("look_as_of", "Can see the site as of another instant"),
        ]

    def __str__(self) -> str:
        return f"{self.verb.replace('_', ' ').capitalize()}: {self.subject_title}"


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    EMPTY_FOR = timedelta(days=30)  # how long a page that was offline may still send what was saved

    def over(self, now: datetime) -> Self:
        """Return what was saved or discarded so long ago that its key isn't needed. Text that nobody saved stays."""
        return self.filter(typed__isnull=True, kept_at__lt=now - self.EMPTY_FOR)


class Autosave(models.Model):
    """What a user typed into one form and has not saved; shown to nobody else. See newsroom.publishing.admin.autosave."""

    key = models.UUIDField(primary_key=True, help_text="Made by the page that holds the form.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True, help_text="None if it was never saved.")
    query = models.CharField(max_length=200, blank=True, help_text="The query string of the page.")
    typed = models.JSONField(null=True, help_text="Name -> values. None once it is saved, discarded or taken down.")
    serial = models.BigIntegerField(help_text="Of what one page sends, the highest was typed last.")
    kept_at = models.DateTimeField(help_text="When it was typed.")
    late = models.BooleanField(default=False, help_text="It waited on the user's computer.")

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "kept_at"], name="publishing_autosave_subject")
        ]

    def __str__(self) -> str:
        return f"kept for {self.user} at {self.kept_at:%Y-%m-%d %H:%M:%S} UTC"


class PresenceQuerySet(models.QuerySet["Presence"]):
    FORGOTTEN_AFTER = timedelta(days=1)

    def over(self, now: datetime) -> Self:
        """Return forms of which nothing was heard for a day."""
        return self.filter(seen_at__lt=now - self.FORGOTTEN_AFTER)


class Presence(models.Model):
    """That a user has the form of a publishable open. See newsroom.publishing.admin.presence."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "user"], name="publishing_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.subject_type} {self.subject_id}"
