"""The lines of the calendar: everything that changes for readers at a set instant, of all registered publishables."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import dateformat
from django.utils.text import capfirst

from newsroom.fronts.models import Container, PinEnd
from newsroom.images.models import Picture, RightsWindow
from newsroom.media.models import MediaFile
from newsroom.publishing.adapters import adapter_of, registered
from newsroom.text.ap_style import ends_with_day, newsroom_time
from newsroom.text.person_name import name_in_row

LIVE, VERSION, DOWN, EMBARGO, PIN, ENDS, BEGINS = "live", "version", "down", "embargo", "pin", "ends", "begins"
WORDS = {  # in the future and in the past
    LIVE: ("Goes live", "Went live"),
    VERSION: ("New version", "New version"),
    DOWN: ("Unpublishes", "Unpublished"),
    EMBARGO: ("Embargo lifts", "Embargo lifted"),
    PIN: ("Pin ends", "Pin ended"),
    ENDS: ("Rights end", "Rights ended"),
    BEGINS: ("Rights begin", "Rights began"),
}
STORY, CONTAINER = "articles.article", "fronts.container"
FILES: tuple[type[RightsWindow], ...] = (Picture, MediaFile)


class Shown(NamedTuple):
    """What to show: one kind (a model's label), one section (its id), only the user's own."""

    kind: str = ""
    section: int | None = None
    mine: bool = False


class Line(NamedTuple):
    """Something that changes at `at` (aware). `subject` is the id of a row of the model with the label `kind`."""

    kind: str
    what: str
    at: datetime
    subject: int
    revision: int  # 0 for none
    title: str
    sealed: bool
    section: int  # 0 for none
    held: datetime | None  # end of its embargo
    by: str

    @property
    def key(self) -> str:
        """Its anchor on the page."""
        return f"{self.what}-{self.kind.partition('.')[2]}-{self.subject}-{self.at:%Y%m%d%H%M%S%f}"

    @property
    def thing(self) -> str:
        return name_of_kind(self.kind)

    @property
    def goes_live(self) -> bool:
        return self.what in (LIVE, VERSION)

    @property
    def badge(self) -> str:
        """The name of the state whose color the line has."""
        return {LIVE: "live", VERSION: "live", DOWN: "unpublished", ENDS: "unpublished"}.get(self.what, "scheduled")

    @property
    def url(self) -> str:
        """Its page at the desk; "" if it was taken down."""
        return "" if self.sealed else reverse(f"admin:{self.kind.replace('.', '_')}_change", args=[self.subject])

    @property
    def clock(self) -> str:
        """The time of day, with seconds if there are any: "9:02 a.m.". Rights end with the day, not a second before."""
        local = newsroom_time(self.at)
        if self.what == ENDS and local.hour and ends_with_day(self.at):
            return "End of day"
        return dateformat.format(local, "g:i:s a" if local.second else "P")

    def happens(self, now: datetime) -> str:
        coming, past = WORDS[self.what]
        return coming if self.at > now else past


COLUMNS = tuple(f"{name}_" for name in Line._fields)
EVERYTHING = Shown()


def kinds(user: Any) -> list[Any]:
    """Return the models of publishables with pages at the desk that `user` may view."""
    return [model for model in registered() if admin.site.is_registered(model) and _may_view(user, model)]


def files(user: Any) -> list[type[RightsWindow]]:
    """Return the models of files with rights that `user` may view."""
    return [model for model in FILES if _may_view(user, model)]


def name_of_kind(label: str, plural: bool = False) -> str:
    """Return the name of a model for people: "Story", "Stories"."""
    meta = apps.get_model(label)._meta
    return capfirst(str(meta.verbose_name_plural if plural else meta.verbose_name))


def _may_view(user: Any, model: Any) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


def lines(user: Any, now: datetime, since: datetime, until: datetime, shown: Shown = EVERYTHING) -> list[Line]:
    """Return what changes in [since, until) of all that `user` may see, in order of time. One query and `names_of`."""
    parts = [part.values_list(*COLUMNS) for part in _parts(user, now, since, until, shown)]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    found = sorted(map(Line._make, rows), key=lambda line: (line.at, line.kind, line.subject))
    names = names_of((line.kind, line.subject) for line in found if not line.title)
    return [
        line._replace(title="Taken down" if line.sealed else line.title or names[line.kind, line.subject])
        for line in found
    ]


def names_of(untitled: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return names for rows (kind, id) without a title: of a kind that has no field for it, what the row is called."""
    names: dict[tuple[str, int], str] = {}
    wanted = set(untitled)
    for kind in {kind for kind, _ in wanted}:
        ids = {pk for label, pk in wanted if label == kind}
        names |= {(kind, pk): f"{name_of_kind(kind)} without a title" for pk in ids}
        model: Any = apps.get_model(kind)
        if model not in FILES and not adapter_of(model).title:
            rows = model.objects.select_related(*adapter_of(model).named_by).in_bulk(ids)
            names |= {(kind, pk): str(row) for pk, row in rows.items() if str(row)}
    return names


def _parts(user: Any, now: datetime, since: datetime, until: datetime, shown: Shown) -> Iterator[QuerySet[Any]]:
    """Yield a queryset for each kind of line, all with the columns of a Line."""
    for model in kinds(user):
        if shown.kind in ("", model._meta.label_lower) and (not shown.section or _has(model, "section")):
            subjects = _subjects(model, user, now, shown)
            yield _transitions(model, subjects, since, until, shown.section)
            yield _embargoes(model, subjects, since, until, shown.section)
            if model is Container:
                yield _pins(subjects, since, until, shown.section)
    for file in files(user):
        kind = file._meta.label_lower
        if shown.kind in ("", kind) and not shown.section:
            rows = file._default_manager.filter(taken_down_at=None, **({"uploaded_by": user} if shown.mine else {}))
            for edge, what in (("usable_until", ENDS), ("usable_from", BEGINS)):
                found = rows.filter(**{f"{edge}__gte": since, f"{edge}__lt": until})
                words = {"title": F("title"), "by": name_in_row("uploaded_by")}
                at = F(edge)
                yield _columns(found, None, None, kind=kind, what=Value(what), at=at, subject=F("pk"), held=at, **words)


def _has(model: Any, field: str) -> bool:
    return any(each.name == field for each in model._meta.concrete_fields)


def _subjects(model: Any, user: Any, now: datetime, shown: Shown) -> QuerySet[Any] | None:
    """Return what to show of a kind; None for everything, so that the database need not look."""
    if user.has_perm("publishing.edit_any") and not shown.mine:
        return None
    found: QuerySet[Any] = model.objects.visible_to(user, now)
    return (found.filter(adapter_of(model).owned_by(user)) if shown.mine else found).values("pk")


def _transitions(model: Any, subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    found = model._meta.get_field("transitions").related_model.objects.filter(at__gte=since, at__lt=until)
    what = Case(
        When(revision=None, then=Value(DOWN)),
        When(at=F("subject__first_published_at"), then=Value(LIVE)),
        default=Value(VERSION),
    )
    revisions, name = model._meta.get_field("revisions").related_model, adapter_of(model).title
    title: Any = Value("")
    if name:
        stored: Any = F(f"revision__{name}") if _has(revisions, name) else KeyTextTransform(name, "revision__content")
        title = Coalesce(stored, F(f"subject__{name}"), output_field=TextField())
    sections = [F("revision__section")] if _has(revisions, "section") else []
    return _columns(
        found,
        subjects,
        section,
        kind=model._meta.label_lower,
        what=what,
        at=F("at"),
        subject=F("subject"),
        revision=Coalesce("revision", 0),
        title=title,
        sealed=Q(revision__sealed_at__isnull=False),
        section=Coalesce(*sections, "subject__section", 0) if _has(model, "section") else Value(0),
        held=F("subject__embargo_until"),
        by=name_in_row("by"),
    )


def _embargoes(model: Any, subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    found = model.objects.filter(embargo_until__gte=since, embargo_until__lt=until, binned_at=None)
    title = adapter_of(model).title
    return _columns(
        found,
        subjects,
        section,
        kind=model._meta.label_lower,
        what=Value(EMBARGO),
        at=F("embargo_until"),
        subject=F("pk"),
        title=F(title) if title else Value(""),
        section=Coalesce("section", 0) if _has(model, "section") else Value(0),
        held=F("embargo_until"),
        by=name_in_row("embargo_by"),
    )


def _pins(subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    """Return pins that end while readers see their version."""
    running = Q(revision__live_until=None) | Q(revision__live_until__gt=F("at"))
    found = PinEnd.objects.filter(running, at__gte=since, at__lt=until, revision__live_from__lt=F("at"))
    return _columns(
        found,
        subjects,
        section,
        kind=CONTAINER,
        what=Value(PIN),
        at=F("at"),
        subject=F("revision__subject"),
        revision=F("revision"),
        sealed=Q(revision__sealed_at__isnull=False),
        section=Coalesce("revision__section", 0),
        held=F("revision__subject__embargo_until"),
        by=name_in_row("revision__author"),
    )


def _columns(rows: QuerySet[Any], subjects: Any, only: int | None, *, kind: str, **columns: Any) -> QuerySet[Any]:
    """Annotate `rows` of `subjects` (None: all) in section `only` with the columns of a Line, in types for a union."""
    if subjects is not None:
        rows = rows.filter(**{f"{columns['subject'].name}__in": subjects})
    nothing: dict[str, Any] = {"title": Value(""), "sealed": Q(pk=None), "section": Value(0), "revision": Value(0)}
    columns = nothing | columns
    columns["title"] = Cast(columns["title"], TextField())
    columns["what"] = Cast(columns["what"], CharField())
    columns["by"] = Coalesce(Cast(columns["by"], TextField()), Value(""), output_field=TextField())
    columns["sealed"] = Case(When(columns["sealed"], then=True), default=False, output_field=BooleanField())
    rows = rows.order_by().annotate(
        kind_=Cast(Value(kind), CharField()), **{f"{name}_": each for name, each in columns.items()}
    )
    return rows.filter(section_=only) if only else rows
