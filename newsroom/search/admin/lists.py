"""The list of a kind of publishable: search and filters over the desk's index, fifty rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from newsroom.publishing import clock
from newsroom.publishing.adapters import adapter_of
from newsroom.publishing.admin import PublishableAdmin
from newsroom.publishing.states import in_state, list_state
from newsroom.search.desk_index import CHANGED, PUBLISHED
from newsroom.search.desk_search import TITLE, DeskPage, DeskSearch, search, visible
from newsroom.search.excerpts import excerpt_if_found, marked
from newsroom.search.list_filters import (
    ENDS,
    LAST_CHANGE,
    PUBLICATION,
    YEARS,
    Chosen,
    Filter,
    LookupFilter,
    MineFilter,
    PeriodFilter,
    StateFilter,
)
from newsroom.search.models import DeskEntry
from newsroom.search.query import CAP, COUNTED
from newsroom.search.saved_views import may_remove, views_of
from newsroom.search.search import NoSuchPage
from newsroom.search.words import TYPED, Named
from newsroom.text.ap_style import at
from newsroom.text.person_name import name_of
from newsroom.text.plain_text import clean, whole_number

WORDS, ORDER, BEFORE = "q", "order", "before"
OWN = "own"  # the order of the model itself
FRAME = (IS_POPUP_VAR, TO_FIELD_VAR)  # parameters of windows in which something is chosen
OLD = {"section__id__exact": "section", "kind__exact": "kind"}  # how saved links may name filters


class Link(NamedTuple):
    words: str
    url: str
    current: bool = False


class View(NamedTuple):
    words: str
    url: str
    current: bool
    shared_by: str = ""
    removable: int | None = None  # its id, if the user may remove it


class Chip(NamedTuple):
    """A filter that is active: its title, its value in words, and the address of the list without it."""

    title: str
    words: str
    without: str


class Field(NamedTuple):
    """A field of a filter's form: a name that `address` completes, or a day."""

    name: str
    title: str
    value: str = ""
    address: str = ""
    first: str = f"{YEARS.start}-01-01"
    last: str = f"{YEARS.stop - 1}-12-31"


@dataclass(frozen=True)
class Control:
    """A filter as the template shows it: links, and the fields of a form that passes on `rest`."""

    title: str
    active: bool
    links: Sequence[Link] = ()
    fields: Sequence[Field] = ()
    rest: Sequence[tuple[str, str]] = ()

    @property
    def toggle(self) -> Link | None:
        """The one link of a filter that is on or off."""
        return self.links[0] if len(self.links) == 1 and not self.fields else None


@dataclass(frozen=True)
class Row:
    """A row as the template shows it; title and excerpt are HTML with the matching words in <mark>."""

    subject: Any
    entry: DeskEntry
    title: SafeString
    excerpt: SafeString
    state: tuple[str, str]
    coming: str
    changed: str
    photo: str  # the address of a thumbnail
    about: Sequence[str]
    people: Sequence[str]


@dataclass
class Asked:
    """What the address of a list asks for."""

    words: str
    order: str
    usual: str  # the order of the list if none is named
    before: str
    filters: dict[str, Chosen] = field(default_factory=dict)
    frame: dict[str, str] = field(default_factory=dict)

    def query(self, **changes: str) -> str:
        """Return the query string of the list with some values changed; "" leaves one out. It starts at the first page."""
        values = {WORDS: self.words, **{name: each.value for name, each in self.filters.items()}}
        values[ORDER] = "" if self.order == self.usual else self.order
        return urlencode({name: value for name, value in {**values, **self.frame, **changes}.items() if value})

    def rest(self, *without: str) -> list[tuple[str, str]]:
        """Return the names and values that a form which asks for `without` must pass on."""
        values = {name: each.value for name, each in self.filters.items()} | {WORDS: self.words} | self.frame
        values[ORDER] = "" if self.order == self.usual else self.order
        return [(name, value) for name, value in values.items() if value and name not in without]


class IndexedChangeList(ChangeList):
    """What the list's template needs. The admin's `ChangeList` does the rest, such as bulk actions."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Return what a bulk action may act on: the chosen rows that the user may see, on whatever page they are now."""
        if request.method != "POST":
            return self.root_queryset
        chosen = map(whole_number, request.POST.getlist(ACTION_CHECKBOX_NAME))
        return self.root_queryset.filter(pk__in=[pk for pk in chosen if pk is not None])

    def get_results(self, request: HttpRequest) -> None:
        self.request = request
        self.asked = self.admin.asked(request, request.GET)
        self.page = self.admin.found(request, self.asked)
        self.rows = list(self._rows(request))
        self.result_list = [row.subject for row in self.rows]
        self.result_count = self.full_result_count = len(self.rows)
        self.show_admin_actions = bool(self.rows)
        self.formset = None
        self.counted, self.sorted = COUNTED, CAP

    @property
    def admin(self) -> "IndexedListAdmin":
        admin: Any = self.model_admin
        found: IndexedListAdmin = admin
        return found

    def get_query_string(self, *_changes: Any, **_more: Any) -> str:
        return ""  # for Django's own pages and facets, which this list doesn't have

    def _rows(self, request: HttpRequest) -> Iterator[Row]:
        """Yield the rows of the page whose subjects the user may see, in order. One query."""
        admin, entries, query, now = self.admin, self.page.rows, self.page.query, clock.now()
        subjects = admin.listed(self.root_queryset.filter(pk__in=[entry.subject for entry in entries]))
        if query.wanted:
            own = DeskEntry.objects.filter(source=self.opts.label_lower, subject=OuterRef("pk"))
            subjects = subjects.annotate(searched_text=Subquery(own.values("text")))
        found = {subject.pk: subject for subject in subjects}
        for entry in entries:
            if subject := found.get(entry.subject):
                text = getattr(subject, "searched_text", "")
                yield Row(
                    subject=subject,
                    entry=entry,
                    title=marked(str(subject), query),
                    excerpt=excerpt_if_found(text, query),
                    state=list_state(subject),
                    coming=at(subject.next_at, now) if subject.next_at else "",
                    changed=at(entry.changed_at, now),
                    photo=admin.photo_of(subject),
                    about=admin.about(request, subject),
                    people=admin.people_of(request, subject, entry),
                )

    @property
    def first(self) -> str:
        """The address of the first page; "" on that page."""
        return f"?{self.asked.query()}" if self.asked.before else ""

    @property
    def following(self) -> str:
        return f"?{self.asked.query(**{BEFORE: self.page.following})}" if self.page.following else ""

    @property
    def columns(self) -> Mapping[str, str]:
        return self.admin.columns

    @property
    def title_label(self) -> str:
        return self.admin.orders[TITLE]

    @property
    def title_field(self) -> str:
        """The name of the field with the title, for style sheets."""
        return adapter_of(self.model).title or "title"

    @property
    def may_be_saved(self) -> bool:
        """Whether this is a search that no view has yet."""
        return bool(self.asked.query()) and not any(view.current for view in self.views)

    @property
    def searched(self) -> bool:
        return bool(self.asked.words or self.asked.filters)

    @property
    def rest(self) -> list[tuple[str, str]]:
        """What the search box passes on."""
        return self.asked.rest(WORDS)

    def orders(self) -> list[Link]:
        asked = self.asked
        orders = self.admin.orders
        return [Link(words, f"?{asked.query(order=name)}", asked.order == name) for name, words in orders.items()]

    def order_in_words(self) -> str:
        return self.admin.orders[self.asked.order]

    def controls(self) -> Iterator[Control]:
        """Yield the filters, each with links, with a form, or with both."""
        for each in self.admin.filters:
            links, fields = self._links(each), list(self._fields(each))
            rest = self.asked.rest(each.name) if fields else []
            yield Control(each.title, each.name in self.asked.filters, links, fields, rest)

    def _links(self, each: Filter) -> list[Link]:
        """Return a link for each choice; that of the choice made takes it back."""
        chosen = self._value(each)
        return [
            Link(words, f"?{self.asked.query(**{each.name: '' if value == chosen else value})}", value == chosen)
            for value, words in each.choices(self.request)
        ]

    def _fields(self, each: Filter) -> Iterator[Field]:
        if isinstance(each, LookupFilter):
            yield Field(each.name, each.title, address=each.address)
        elif isinstance(each, PeriodFilter):
            for end, day in zip(ENDS, each.ends(self._value(each)), strict=True):
                yield Field(f"{each.name}_{end}", end.capitalize(), day)

    def _value(self, each: Filter) -> str:
        chosen = self.asked.filters.get(each.name)
        return chosen.value if chosen else ""

    @cached_property
    def views(self) -> list[View]:
        return list(self._views())

    def _views(self) -> Iterator[View]:
        """Yield the views of this list: everything, those that every list of the kind has, and saved ones. One query."""
        now = set(parse_qsl(self.asked.query()))
        for words, query in (("All", ""), *self.admin.views):
            yield View(words, f"?{query}", set(parse_qsl(query)) == now)
        user = self.request.user
        for each in views_of(user, self.opts.label_lower):
            current = set(parse_qsl(each.query)) == now
            shared_by = name_of(each.user) if each.shared and each.user != user else ""
            yield View(each.name, f"?{each.query}", current, shared_by, each.pk if may_remove(user, each) else None)

    def chips(self) -> Iterator[Chip]:
        """Yield what narrows the list: the words searched for, and each filter."""
        asked = self.asked
        if asked.words:
            yield Chip("", f"“{asked.words}”", f"?{asked.query(**{WORDS: ''})}")
        for each in self.admin.filters:
            if chosen := asked.filters.get(each.name):
                yield Chip(each.title, chosen.words, f"?{asked.query(**{each.name: ''})}")


class IndexedListAdmin(PublishableAdmin):
    """The admin of a kind of publishable whose list searches the desk's index. Subclasses say what a row shows."""

    change_list_template = "admin/search/change_list.html"
    list_per_page = 50
    list_filter: ClassVar = []
    filters: ClassVar[Sequence[Filter]] = (StateFilter(), MineFilter(), LAST_CHANGE, PUBLICATION)
    own_order: ClassVar[Sequence[str]] = ()  # for kinds of few rows that have OWN among their orders
    orders: ClassVar[Mapping[str, str]] = {CHANGED: "Last change", PUBLISHED: "Publication", TITLE: "Title"}
    views: ClassVar[Sequence[tuple[str, str]]] = (
        ("My drafts", "state=draft&mine=1"),
        ("Waiting for review", "state=submitted"),
    )
    columns: ClassVar[Mapping[str, str]] = {"people": "Owner"}  # those of photo, about, people, words that there are

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return IndexedChangeList

    # What a row shows.

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Fetch with the rows of a page what they show."""
        return rows.select_related("owner")

    def photo_of(self, subject: Any) -> str:
        """Return the address of a row's thumbnail; "" for none."""
        return ""

    def about(self, request: HttpRequest, subject: Any) -> Sequence[str]:
        """Return where it is filed, in words."""
        return ()

    def people_of(self, request: HttpRequest, subject: Any, entry: DeskEntry) -> Sequence[str]:
        """Return the names of those who sign or own it."""
        return (name_of(subject.owner),)

    # What the list finds.

    def names(self, request: HttpRequest, words: str) -> Sequence[Named]:
        """Return whom and what `words` may name, so that searching finds what they sign and where it is filed."""
        return ()

    def named(self, words: str) -> int | None:
        """Return the id of the one row that `words` mean."""
        return None

    def asked(self, request: HttpRequest, query: QueryDict) -> Asked:
        """Read the query string of the list. What can't be read counts as blank."""
        sent = {OLD.get(name, name): clean(str(value)) for name, value in query.items()}
        if sent.get("state") == "mine":
            sent |= {"state": "", "mine": "1"}
        order = sent.get(ORDER, "")
        usual = next(iter(self.orders))
        order = order if order in self.orders else usual
        asked = Asked(sent.get(WORDS, "").strip()[:TYPED], order, usual, sent.get(BEFORE, ""))
        asked.frame = {name: sent[name] for name in FRAME if name in sent}
        for each in self.filters:
            if chosen := each.read(request, self.model, each.sent(sent)):
                asked.filters[each.name] = chosen
        return asked

    def found(self, request: HttpRequest, asked: Asked) -> DeskPage:
        """Return the page that is asked for; the first one, with a message, instead of one that doesn't exist."""
        now, chosen = clock.now(), asked.filters.values()
        condition = Q() if "state" in asked.filters else in_state(self.model, "", request.user, now)
        for each in chosen:
            condition &= each.condition
        rows, words = visible(self.model, request.user, now, condition), asked.words
        if (pk := self.named(words)) is not None:
            rows, words = rows.filter(subject=pk), ""
        wanted = DeskSearch(
            rows,
            now,
            words,
            tuple(group for each in chosen for group in each.labels),
            {name: each.period for name, each in asked.filters.items() if each.period},
            asked.order if asked.order != OWN else CHANGED,
            asked.before,
            CAP if asked.order == OWN else self.list_per_page,
            self.names(request, words) if words else (),
            self.model._meta.label_lower,
        )
        try:
            page = search(wanted)
            return self.in_own_order(page) if asked.order == OWN else page
        except NoSuchPage as error:
            messages.error(request, str(error))
            asked.before = ""
            return self.found(request, asked)

    def in_own_order(self, page: DeskPage) -> DeskPage:
        """Return a page of all rows in the order of the model, for a kind that has few. One query."""
        subjects = self.model._base_manager.filter(pk__in=[row.subject for row in page.rows])
        places = {pk: place for place, pk in enumerate(subjects.order_by(*self.own_order).values_list("pk", flat=True))}
        return replace(page, rows=sorted(page.rows, key=lambda row: places.get(row.subject, 0)))
