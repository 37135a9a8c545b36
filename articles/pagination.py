"""Lists in pages that cost the same however long the archive is: a page begins below the last story of the one before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404
from django.utils.http import urlencode

from articles.cards import COLUMNS, Card, of_rows
from articles.latest import FIRST, below_place, newest_in, newest_lines
from articles.models import BylineListing, TagListing
from newsroom.delivery.prepared_queries import Row
from newsroom.delivery.request_clock import TimedRequest
from newsroom.text.plain_text import whole_number

PAGE_SIZE = 24
NEWEST = "newest"  # the place above every story, for a list whose first page is something else
NO_SUCH_PAGE = "There is no such page of this list. Begin at its first page."


@dataclass(frozen=True)
class Page:
    """Stories of a list, and the query that leads to the next ones: "?before=…", or "" on the last page."""

    cards: list[Card]
    following: str
    first: bool


def before(request: TimedRequest) -> str:
    """The place that this request asks a list from; "" for its first page."""
    return str(request.GET.get("before", ""))


def number_asked(request: TimedRequest, name: str) -> int | None:
    """The number of the row that this request asks a list from, as `?before=12`; None for its first page.

    Raises Http404 for what no page of ours has given out.
    """
    typed = request.GET.get(name, "")
    if not typed:
        return None
    number = whole_number(typed)
    if number is None:
        raise Http404(NO_SUCH_PAGE)
    return number


def page_of(request: TimedRequest, rows: "models.QuerySet[Any, Any]", size: int = PAGE_SIZE) -> Page:
    """The `size` stories first published next before the place asked for. One query, no count.

    `rows` are revisions. Raises Http404 for a `before` that no page of ours has given out.
    """
    if place := _asked(request):
        rows = rows.filter(below_place(*place))
    ordered = rows.order_by("-first_published_at", "-id").values_list(*COLUMNS)
    return _page(request, list(ordered[: size + 1]), size)


def page_of_sections(
    request: TimedRequest, sections: Sequence[int], size: int = PAGE_SIZE, *, without: Collection[int] = ()
) -> Page:
    """The same of those sections, by their numbers, without the stories that the page has shown above."""
    return _page(request, newest_in(request.now, sections, size + 1, below=_asked(request), without=without), size)


def page_of_listings(request: TimedRequest, lines: type[TagListing] | type[BylineListing], of: int) -> Page:
    """The same of a tag (`TagListing`) or an author (`BylineListing`), by its number.

    Before its first story, what it is called is nobody's business: Http404.
    """
    page = _page(request, newest_lines(request.now, lines, of, PAGE_SIZE + 1, below=_asked(request)), PAGE_SIZE)
    if page.first and not page.cards:
        raise Http404("Readers have not seen a story here.")
    return page


def _page(request: TimedRequest, rows: list[Row], size: int) -> Page:
    """A page of rows that were asked for with one more than it shows."""
    shown = rows[:size]
    following = place_below(shown[-1][FIRST], shown[-1][0]) if len(rows) > size else ""
    return Page(of_rows(request, shown), following, first=not before(request))


def place_below(published: datetime, revision: int) -> str:
    """The query that leads to what stands below that story in a list."""
    return f"?{urlencode({'before': f'{published:%Y%m%dT%H%M%S.%f}-{revision}'})}"


def _asked(request: TimedRequest) -> tuple[datetime, int] | None:
    typed = before(request)
    if typed in ("", NEWEST):
        return None
    try:
        instant, _, last = typed.partition("-")
        return datetime.strptime(f"{instant}+0000", "%Y%m%dT%H%M%S.%f%z"), int(last)
    except ValueError:
        raise Http404(NO_SUCH_PAGE) from None
