"""The filters of the desk's lists. Each is a parameter of the list's address; what can't be read counts as blank."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from newsroom.publishing import clock
from newsroom.publishing.adapters import adapter_of
from newsroom.publishing.models import Review
from newsroom.publishing.states import STATES, TRASH, in_state
from newsroom.search.desk_index import CHANGED, PUBLISHED
from newsroom.search.desk_search import Period
from newsroom.search.words import label
from newsroom.text.ap_style import newsroom_day, said

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
YEARS = range(1900, 2200)
LONGEST = 100  # characters of a name that are read
EARLIEST = date(1900, 1, 2)  # after NEVER, in any time zone
RECENT = {"today": "Today", "week": "Last 7 days", "last_week": "Last week", "month": "This month"}
ENDS, TO = ("from", "to"), ".."


@dataclass(frozen=True)
class Chosen:
    """What a filter asks for: its value in the address, in words, and as a DeskSearch takes it."""

    value: str
    words: str
    condition: Q = field(default_factory=Q)
    labels: tuple[tuple[str, ...], ...] = ()
    period: Period | None = None


class Filter:
    """One filter of a list: here a choice among a few, each a link. Subclasses say how others are chosen."""

    kind = "choice"
    name: str  # of the parameter
    title: str

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        """Return the values to choose from, with their words."""
        return ()

    def sent(self, query: Mapping[str, str]) -> str:
        """Return the value that the parameters of an address ask for."""
        return query.get(self.name, "")

    def read(self, request: HttpRequest, model: Any, sent: str) -> Chosen | None:
        """Return what a value asks for; None if it asks for nothing."""
        words = dict(self.choices(request)).get(sent)
        return None if words is None else self.chosen(request, model, sent, words.strip(" –"))

    def chosen(self, request: HttpRequest, model: Any, value: str, words: str) -> Chosen:
        return Chosen(value, words, labels=((label(self.name, value),),))


class StateFilter(Filter):
    name, title = "state", "State"

    def __init__(self, more: Mapping[str, str] = MappingProxyType({})) -> None:
        """`more` are states that only this kind has, with their words."""
        self.states = {**STATES, **more}

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        return self.states.items()

    def chosen(self, request: HttpRequest, model: Any, value: str, words: str) -> Chosen:
        review = {"changed": Review.DRAFT, TRASH: TRASH}.get(value, value)
        labels = ((label("review", review),),) if review in (*Review.values, TRASH) else ()
        return Chosen(value, words, in_state(model, value, request.user, clock.now()), labels)


class MineFilter(Filter):
    """What the user owns or signs. `labels` are those of the rows that this may be."""

    name, title = "mine", "Whose"

    def __init__(self, labels: Callable[[HttpRequest], tuple[str, ...]] = lambda request: ()) -> None:
        self.labels = labels

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        return (("1", "Mine"),)

    def chosen(self, request: HttpRequest, model: Any, value: str, words: str) -> Chosen:
        owned = (label("owner", request.user.pk), *self.labels(request))
        return Chosen(value, words, adapter_of(model).owned_by(request.user), (owned,))


class LookupFilter(Filter):
    """One of many, found by typing: chosen by its id, or by its name where no script looks it up."""

    kind = "lookup"

    def __init__(self, name: str, title: str, field: str, named: Callable[[HttpRequest, str], list[tuple[int, str]]]):
        """`field` is the foreign key that autocomplete completes ("articles.byline.author").

        `named(request, sent)` returns (id, name) of what has that id or name; any of them fits.
        """
        self.name, self.title, self.named = name, title, named
        self._field = dict(zip(("app_label", "model_name", "field_name"), field.split("."), strict=True))

    @property
    def address(self) -> str:
        """The address that completes what is typed."""
        return f"{reverse('admin:autocomplete')}?{urlencode(self._field)}"

    def read(self, request: HttpRequest, model: Any, sent: str) -> Chosen | None:
        sent = sent.strip()[:LONGEST]
        if not sent:
            return None
        found = self.named(request, sent)
        if not found:
            return Chosen(sent, f"{sent} (not found)", labels=((label(self.name, 0),),))
        value, *others = dict.fromkeys(name for _, name in found)
        words = f"{value} or {len(others)} more" if others else value
        chosen = sent if others else str(found[0][0])
        return Chosen(chosen, words, labels=(tuple(label(self.name, pk) for pk, _ in found),))


class PeriodFilter(Filter):
    """Days in the newsroom's time zone on which rows were changed last, or first published.

    A value is a day, "2024-11-01..2024-11-08" with both ends or one, or a name in RECENT, whose days move with the time.
    """

    kind = "period"

    def __init__(self, name: str, title: str, *, until_now: bool = False) -> None:
        """`until_now` leaves out what is still to come: a scheduled story isn't published today."""
        self.name, self.title, self.until_now = name, title, until_now

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        return RECENT.items()

    def sent(self, query: Mapping[str, str]) -> str:
        first, last = (query.get(f"{self.name}_{end}", "") for end in ENDS)
        return f"{first}{TO}{last}" if first or last else super().sent(query)

    @staticmethod
    def ends(value: str) -> tuple[str, str]:
        """Return the first and last day of a value that was read, for the fields; "" for an end that is open."""
        if value in RECENT:
            return "", ""
        first, to, last = value.partition(TO)
        return first, last if to else first

    def read(self, request: HttpRequest, model: Any, sent: str) -> Chosen | None:
        now = clock.now()
        if sent in RECENT:
            since, until = _recent(sent, newsroom_day(now))
            return Chosen(sent, RECENT[sent], period=self._period(_midnight(since), until, now))
        first, last = map(_day, self.ends(sent))
        if first and last and first > last:
            first, last = last, first
        if not first and not last:
            return None
        value = str(first) if first == last else f"{first or ''}{TO}{last or ''}"
        period = self._period(_midnight(first or EARLIEST), last, now)
        return Chosen(value, _in_words(first, last, now), period=period)

    def _period(self, since: datetime, last: date | None, now: datetime) -> Period:
        until = _midnight(last + A_DAY) if last else None
        soon = now + A_SECOND  # actions of one instant are some microseconds apart
        return Period(since, min(until or soon, soon) if self.until_now else until)


LAST_CHANGE = PeriodFilter(CHANGED, "Changed")
PUBLICATION = PeriodFilter(PUBLISHED, "Published", until_now=True)


def _day(text: str) -> date | None:
    """Return the day that was typed; None for what is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _in_words(first: date | None, last: date | None, now: datetime) -> str:
    since, until = (day and said(_midnight(day), now, with_time=False) for day in (first, last))
    if since and until:
        return since if first == last else f"{since} to {until}"
    return f"since {since}" if since else f"through {until}"


def _recent(name: str, today: date) -> tuple[date, date]:
    """Return the first and last day of what RECENT names."""
    if name == "month":
        first = today.replace(day=1)
        return first, (first + 31 * A_DAY).replace(day=1) - A_DAY
    if name == "last_week":
        monday = today - (today.weekday() + 7) * A_DAY
        return monday, monday + 6 * A_DAY
    return (today - 6 * A_DAY if name == "week" else today), today


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())
