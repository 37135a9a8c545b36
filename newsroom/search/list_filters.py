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
from newsroom.text.ap_style import said

A_DAY = timedelta(days=1)
YEARS = range(1900, 2200)
LONGEST = 100  # characters of a name that are read


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

        `named(request, sent)` returns (id, name) of what has that id or name; the first is shown.
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
        return Chosen(str(found[0][0]), found[0][1], labels=(tuple(label(self.name, pk) for pk, _ in found),))


class DayFilter(Filter):
    """A day in the newsroom's time zone on which rows were changed last, or first published."""

    kind = "day"

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title

    def read(self, request: HttpRequest, model: Any, sent: str) -> Chosen | None:
        try:
            day = parse_date(sent)
        except ValueError:
            return None
        if day is None or day.year not in YEARS:
            return None
        period = Period(_midnight(day), _midnight(day + A_DAY))
        words = said(_midnight(day), clock.now(), with_time=False)
        return Chosen(day.isoformat(), words, period=period)


LAST_CHANGE = DayFilter(CHANGED, "Changed on")
PUBLICATION = DayFilter(PUBLISHED, "Published on")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())
