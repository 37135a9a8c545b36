"""Answers for old addresses, asked only before a 404."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.models import ArticleRevision, Author, Section, Tag
from articles.models.revision import address
from newsroom.archive.models import Redirect
from newsroom.archive.redirects import hits
from newsroom.archive.redirects.old_address import forms
from newsroom.delivery.look_up import CAMPAIGNS, PARAMETERS
from newsroom.delivery.request_clock import TimedRequest
from timelines.models import TimelineRevision
from timelines.models.timeline import address as timeline_address


def old_addresses(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Answer 301 or 410 in place of a 404, if the address is an old one.

    A page of the site always comes first. Only the home page has a query of its own to tell from those of other systems:
    /?p=12 would otherwise be the home page.
    """

    def middleware(request: TimedRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        asked_first = request.path_info == "/" and _is_foreign(request.META.get("QUERY_STRING", ""))
        if asked_first and (answer := _answer(request)):
            return answer
        response = get_response(request)
        if response.status_code == 404 and not asked_first:
            with suppress(DatabaseError):  # the page that isn't there stays, and needs no database
                return _answer(request) or response
        return response

    return middleware


def find(paths: Collection[str], now: datetime) -> dict[str, tuple[int, str]]:
    """Return the redirects of these stored forms as they are at `now`: the id of each, and the address it leads to then.

    The address is "" if what it leads to is gone. What was never live by `now` isn't found: nobody learns of a story before
    it is out. One query.
    """
    stories, timelines = (
        model.objects.filter(subject=OuterRef(name)).order_by()
        for model, name in ((ArticleRevision, "story"), (TimelineRevision, "timeline"))
    )
    found = (
        Redirect.objects.filter(path__in=paths, since__lte=now)
        .order_by()
        .annotate(
            day=Subquery(stories.live(now).values("address_day")[:1]),
            slug=Subquery(stories.live(now).values("slug")[:1]),
            timeline_slug=Subquery(timelines.live(now).values("slug")[:1]),
            was_live=Exists(stories.published_by(now)) | Exists(timelines.published_by(now)),
            section_path=F("section__path"),
            tag_slug=F("tag__slug"),
            author_slug=F("author__slug"),
        )
        .values()
    )
    rows = cast("list[dict[str, Any]]", list(found))
    return {row["path"]: (row["id"], place) for row in rows if (place := _place(row)) is not None}


def _place(row: dict[str, Any]) -> str | None:
    """Return the address a row leads to, "" if that is gone, None if it was never there."""
    if row["slug"] is not None:
        return address(row["day"], row["slug"])
    if row["timeline_slug"] is not None:
        return timeline_address(row["timeline_slug"])
    if row["story_id"] or row["timeline_id"]:
        return "" if row["was_live"] else None
    if row["section_id"]:
        return Section(path=row["section_path"]).get_absolute_url()
    if row["tag_id"]:
        return Tag(slug=row["tag_slug"]).get_absolute_url()
    if row["author_id"]:
        return Author(slug=row["author_slug"]).get_absolute_url()
    return str(row["address"])


def _answer(request: TimedRequest) -> HttpResponse | None:
    paths = forms(request.path_info, request.META.get("QUERY_STRING", ""))
    found = find(paths, request.now) if paths else {}
    pk, place = next((found[path] for path in paths if path in found), (0, ""))
    if not pk:
        return None
    # As for a missing slash, no view answers, so nobody can fill the page cache with spellings of an address.
    request.resolver_match = None
    if not request.as_of:
        hits.count(pk, request.now)
    if not place:
        return render(request, "410.html", status=410)
    return HttpResponsePermanentRedirect(place)


def _is_foreign(query: str) -> bool:
    """Return whether a query of the home page has parameters that aren't its own."""
    names = (pair.partition("=")[0] for pair in query.split("&") if pair and not CAMPAIGNS.match(pair))
    return any(name not in PARAMETERS for name in names)
