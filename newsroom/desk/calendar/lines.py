"""The lines of the calendar: whatever changes for readers at a set instant, of all rooms, in one query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import dateformat

from articles.models import Article, Byline, StandingPage
from newsroom.fronts.models import Alert, Container, PinEnd
from newsroom.images.models import Picture
from newsroom.publishing.models import Publishable
from newsroom.text.ap_style import newsroom_time, zone_name
from timelines.models import Timeline

LIVE, VERSION, DOWN, EMBARGO, PIN, ENDS, BEGINS = "live", "version", "down", "embargo", "pin", "ends", "begins"
WORDS = {  # what is to come, and what has been
    LIVE: ("Goes live", "Went live"),
    VERSION: ("New version", "New version"),
    DOWN: ("Comes down", "Came down"),
    EMBARGO: ("Embargo lifts", "Embargo lifted"),
    PIN: ("Pin ends", "Pin ended"),
    ENDS: ("Rights end", "Rights ended"),
    BEGINS: ("Rights begin", "Rights began"),
}
STORY, PICTURE, CONTAINER = "articles.article", "images.picture", "fronts.container"
NOBODY = "Taken down"


@dataclass(frozen=True)
class Kind:
    """A kind of publishable; where its title stands in a version and in the working copy, and where its section."""

    model: type[Publishable]
    name: str
    title: str = ""
    version: Any = ""
    section: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


KINDS = {
    kind.label: kind
    for kind in (
        Kind(Article, "Stories", "headline", F("revision__headline"), ("revision__section", "subject__section")),
        Kind(Timeline, "Timelines", "title", F("revision__title")),
        Kind(Container, "Fronts", section=("subject__section",)),
        Kind(Alert, "Breaking news", "text", KeyTextTransform("text", "revision__content")),
        Kind(StandingPage, "Pages", "title", F("revision__title")),
    )
}
NAMES = {label: kind.name for label, kind in KINDS.items()} | {PICTURE: "Pictures"}
SINGULAR = {STORY: "Story", CONTAINER: "Front", PICTURE: "Picture", "fronts.alert": "Breaking news"} | {
    "timelines.timeline": "Timeline",
    "articles.standingpage": "Page",
}


@dataclass(frozen=True)
class Shown:
    """What of everything is asked for: of one kind (a model's label), of one section, of the person's own."""

    kind: str = ""
    section: int | None = None
    mine: bool = False


class Line(NamedTuple):
    """Something that changes at `at`. `subject` is the number of what it is about, of the model `kind`."""

    kind: str
    what: str
    at: datetime
    subject: int
    revision: int  # 0 without one
    title: str
    sealed: bool
    section: int  # 0 without one
    held: datetime | None  # until when it is under embargo
    by: str

    @property
    def key(self) -> str:
        """Names it in the address of a page."""
        return f"{self.what}-{self.kind.partition('.')[2]}-{self.subject}-{self.at:%Y%m%d%H%M%S%f}"

    @property
    def thing(self) -> str:
        return SINGULAR[self.kind]

    @property
    def goes_live(self) -> bool:
        return self.what in (LIVE, VERSION)

    @property
    def badge(self) -> str:
        """The colour of what happens, by the name of a state."""
        return {LIVE: "live", VERSION: "live", DOWN: "unpublished", ENDS: "unpublished"}.get(self.what, "scheduled")

    @property
    def url(self) -> str:
        """Its page at the desk; "" where it was taken down."""
        return "" if self.sealed else reverse(f"admin:{self.kind.replace('.', '_')}_change", args=[self.subject])

    @property
    def clock(self) -> str:
        """ "9:02 a.m.", with seconds where there are any."""
        local = newsroom_time(self.at)
        return dateformat.format(local, "g:i:s a" if local.second else "P")

    @property
    def zone(self) -> str:
        """ "EST": which of two equal hours it is."""
        return zone_name(newsroom_time(self.at))

    def happens(self, now: datetime) -> str:
        """What happens, or has happened."""
        coming, past = WORDS[self.what]
        return coming if self.at > now else past


COLUMNS = tuple(f"{name}_" for name in Line._fields)


def lines(user: Any, now: datetime, since: datetime, until: datetime, shown: Shown | None = None) -> list[Line]:
    """What changes in [since, until) of all that `user` may find, in order of time.

    One query, and one more for the names of containers, however much there is.
    """
    shown = shown or Shown()
    parts = [part.values_list(*COLUMNS) for part in _parts(user, now, since, until, shown)]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    found = sorted(map(Line._make, rows), key=lambda line: (line.at, line.kind, line.subject))
    return _named(found)


def _parts(user: Any, now: datetime, since: datetime, until: datetime, shown: Shown) -> Iterator[QuerySet[Any]]:
    """One query set for each kind of line, all with the columns of a Line."""
    for label, kind in KINDS.items():
        if _wanted(user, label, shown) and not (shown.section and not kind.section):
            subjects = _subjects(kind, user, now, shown)
            yield _transitions(kind, subjects, since, until, shown.section)
            yield _embargoes(kind, subjects, since, until, shown.section)
            if kind.model is Container:
                yield _pins(subjects, since, until, shown.section)
    if _wanted(user, PICTURE, shown) and not shown.section:
        pictures = Picture.objects.filter(taken_down_at=None)
        pictures = pictures.filter(uploaded_by=user) if shown.mine else pictures
        yield _rights(pictures, "usable_until", ENDS, since, until)
        yield _rights(pictures, "usable_from", BEGINS, since, until)


def _wanted(user: Any, label: str, shown: Shown) -> bool:
    app, model = label.split(".")
    return shown.kind in ("", label) and bool(user.has_perm(f"{app}.view_{model}"))


def _subjects(kind: Kind, user: Any, now: datetime, shown: Shown) -> QuerySet[Any] | None:
    """What this person may find and asks for; None where that is everything, so that the database need not look."""
    if user.has_perm("publishing.edit_any") and not shown.mine:
        return None
    found = kind.model.objects.visible_to(user, now)
    if shown.mine:
        signed = Byline.objects.filter(author__user=user).values("article")
        found = found.filter(Q(owner=user) | Q(pk__in=signed) if kind.model is Article else Q(owner=user))
    return found.values("pk")


def _transitions(kind: Kind, subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    schedule: Any = kind.model._meta.get_field("transitions").related_model  # type: ignore[misc]
    found = schedule.objects.filter(at__gte=since, at__lt=until)
    if subjects is not None:
        found = found.filter(subject__in=subjects)
    what = Case(
        When(revision=None, then=Value(DOWN)),
        When(at=F("subject__first_published_at"), then=Value(LIVE)),
        default=Value(VERSION),
    )
    title = Coalesce(kind.version, F(f"subject__{kind.title}"), output_field=TextField()) if kind.title else Value("")
    return _columns(
        found,
        section,
        kind=kind.label,
        what=what,
        at=F("at"),
        subject=F("subject"),
        revision=Coalesce("revision", 0),
        title=title,
        sealed=Q(revision__sealed_at__isnull=False),
        section=Coalesce(*kind.section, 0) if kind.section else Value(0),
        held=F("subject__embargo_until"),
        by=F("by__username"),
    )


def _embargoes(kind: Kind, subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    found = kind.model.objects.filter(embargo_until__gte=since, embargo_until__lt=until, binned_at=None)
    if subjects is not None:
        found = found.filter(pk__in=subjects)
    filed = "section" if kind.section else ""
    return _columns(
        found,
        section,
        kind=kind.label,
        what=Value(EMBARGO),
        at=F("embargo_until"),
        subject=F("pk"),
        title=F(kind.title) if kind.title else Value(""),
        section=Coalesce(filed, 0) if filed else Value(0),
        held=F("embargo_until"),
        by=F("embargo_by__username"),
    )


def _pins(subjects: Any, since: datetime, until: datetime, section: int | None) -> QuerySet[Any]:
    """Those that end while readers see the version that they are in."""
    running = Q(revision__live_until=None) | Q(revision__live_until__gt=F("at"))
    found = PinEnd.objects.filter(running, at__gte=since, at__lt=until, revision__live_from__lt=F("at"))
    if subjects is not None:
        found = found.filter(revision__subject__in=subjects)
    return _columns(
        found,
        section,
        kind=CONTAINER,
        what=Value(PIN),
        at=F("at"),
        subject=F("revision__subject"),
        revision=F("revision"),
        sealed=Q(revision__sealed_at__isnull=False),
        section=Coalesce("revision__section", 0),
        held=F("revision__subject__embargo_until"),
        by=F("revision__author__username"),
    )


def _rights(pictures: QuerySet[Picture], edge: str, what: str, since: datetime, until: datetime) -> QuerySet[Any]:
    found = pictures.filter(**{f"{edge}__gte": since, f"{edge}__lt": until})
    words = {"title": F("title"), "by": F("uploaded_by__username")}
    return _columns(found, None, kind=PICTURE, what=Value(what), at=F(edge), subject=F("pk"), held=F(edge), **words)


def _columns(rows: QuerySet[Any], only: int | None, *, kind: str, **columns: Any) -> QuerySet[Any]:
    """`rows` with the columns of a Line, in types that a union of all takes; filed in the section `only`, if given."""
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


def _named(found: list[Line]) -> list[Line]:
    """Containers by the names they have at the desk; whatever has none by what it is."""
    wanted = {line.subject for line in found if line.kind == CONTAINER}
    containers: dict[int, Any] = {}
    if wanted:
        containers = Container.objects.select_related("section", "fill_section", "fill_tag").in_bulk(wanted)
    return [line if line.title and not line.sealed else line._replace(title=_title(line, containers)) for line in found]


def _title(line: Line, containers: dict[int, Any]) -> str:
    if line.sealed:
        return NOBODY
    if line.kind == CONTAINER:
        return str(containers[line.subject])
    return f"{SINGULAR[line.kind]} without a title"
