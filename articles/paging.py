"""Lists in pages that cost the same however long the archive is: a page begins below the last story of the one before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import Http404


@dataclass(frozen=True)
class Page:
    """Rows of a list, and where the next page begins; `following` is "" on the last one."""

    rows: list[Any]
    following: str
    first: bool


def page_of(rows: models.QuerySet[Any], before: str, size: int, *, key: str = "id") -> Page:
    """The `size` rows first published next before the place `before` ("" for the newest). One query, no count.

    `key` is the field that settles the order of two stories first published at one instant. Raises Http404
    for a `before` that no page of ours has given out.
    """
    if before:
        instant, last = _place(before)
        rows = rows.filter(
            Q(first_published_at__lt=instant) | Q(**{f"{key}__lt": last}), first_published_at__lte=instant
        )
    found = list(rows.order_by("-first_published_at", f"-{key}")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    following = f"{shown[-1].first_published_at:%Y%m%dT%H%M%S.%f}-{getattr(shown[-1], key)}" if more else ""
    return Page(shown, following, first=not before)


def _place(before: str) -> tuple[datetime, int]:
    try:
        instant, _, last = before.partition("-")
        return datetime.strptime(f"{instant}+0000", "%Y%m%dT%H%M%S.%f%z"), int(last)
    except ValueError:
        raise Http404("There is no such page of this list. Begin at its first page.") from None
