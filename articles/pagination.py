"""Keyset pagination of stories: a page begins below the last story of the page before, so that deep pages cost the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404
from django.utils.http import urlencode

from articles.cards import COLUMNS, Card, aging, of_rows
from articles.latest import FIRST, Listing, below_place, newest_in, newest_listed
from newsroom.delivery.prepared_queries import Row
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.plain_text import whole_number

PAGE_SIZE = 24
NEWEST = "newest"  # the place above all stories, for a list whose first page is something else
NO_SUCH_PAGE = "Invalid place in the list."


@dataclass(frozen=True)
class Page:
    """Stories of a list, and the query string of the next page: "?before=…", or "" on the last page."""

    cards: list[Card]
    following: str
    first: bool

    @property
    def last(self) -> Card | None:
        """The last story of a page that another one follows."""
        return self.cards[-1] if self.following else None


def before(request: TimedRequest) -> str:
    """Return the place at which the requested page begins; "" for the first page."""
    return str(request.GET.get("before", ""))


def number_asked(request: TimedRequest, name: str) -> int | None:
    """Return the id in `?before=12`; None for the first page. Raises Http404 for anything else."""
    typed = request.GET.get(name, "")
    number = whole_number(typed)
    if typed and number is None:
        raise Http404(NO_SUCH_PAGE)
    return number


def page_of(request: TimedRequest, rows: "models.QuerySet[Any, Any]", size: int = PAGE_SIZE) -> Page:
    """Return the next `size` of these revisions below the requested place, newest first. One query, no count.

    Raises Http404 for an invalid place.
    """
    if place := place_asked(request):
        rows = rows.filter(below_place(*place))
    ordered = rows.order_by("-first_published_at", "-id").values_list(*COLUMNS)
    return _page(request, list(ordered[: size + 1]), size)


def page_of_sections(
    request: TimedRequest, sections: Sequence[int], size: int = PAGE_SIZE, *, without: Collection[int] = ()
) -> Page:
    """Like `page_of`, limited to these section ids and excluding stories already on the page."""
    return _page(request, newest_in(request.now, sections, size + 1, below=place_asked(request), without=without), size)


def page_of_listings(request: TimedRequest, listings: type[Listing], of: int) -> Page:
    """Like `page_of`, for a tag or author id. Raises Http404 before the first story, so that no name leaks."""
    rows = newest_listed(request.now, listings, of, PAGE_SIZE + 1, below=place_asked(request))
    page = _page(request, rows, PAGE_SIZE)
    if page.first and not page.cards:
        raise Http404("No story here is live.")
    return page


def _page(request: TimedRequest, rows: list[Row], size: int) -> Page:
    """Return the page of `size + 1` rows, the last of which tells whether there is a next page."""
    shown = rows[:size]
    following = below(shown[-1][FIRST], shown[-1][0]) if len(rows) > size else ""
    return Page([aging(request, card) for card in of_rows(request, shown)], following, first=not before(request))


def below(published: datetime, revision: int) -> str:
    """Return the query string of the page that begins below that story."""
    return f"?{urlencode({'before': f'{published:%Y%m%dT%H%M%S.%f}-{revision}'})}"


def place_asked(request: TimedRequest) -> tuple[datetime, int] | None:
    """Return the place in `?before=…`, None for the first page. Raises Http404 for anything else."""
    typed = before(request)
    if typed in ("", NEWEST):
        return None
    try:
        instant, _, last = typed.partition("-")
        return datetime.strptime(f"{instant}+0000", "%Y%m%dT%H%M%S.%f%z"), int(last)
    except ValueError:
        raise Http404(NO_SUCH_PAGE) from None
