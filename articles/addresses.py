"""Addresses of stories: /2024/11/08/slug/. Which a story has is derived from its schedule."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import dateformat

from articles.models import Address, Article, ArticleRevision
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day


def day_asked(year: str, month: str = "1", day: str = "1") -> date:
    """The day that an address names in figures. Raises Http404 for one that no calendar has."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("There is no such day.") from None


def derive(article: Article) -> None:
    """Set the address day of every scheduled revision, and own the addresses they need.

    An address that readers have seen stays the story's for good. One that another story owns, or has
    scheduled, is refused.
    """
    acted: Any = article.acted_at  # every action that schedules has set it
    article.revisions.filter(live_from=None).exclude(address_day=None).update(address_day=None)
    wanted: dict[tuple[date, str], datetime] = {}
    for revision in article.revisions.exclude(live_from=None).order_by("live_from").defer("content"):
        if revision.address_day is None or revision.live_from >= acted:  # else readers know it by that day
            day = newsroom_day(revision.first_published_at)
            if day != revision.address_day:
                ArticleRevision.objects.filter(pk=revision.pk).update(address_day=day)
                revision.address_day = day
        wanted.setdefault((revision.address_day, revision.slug), revision.live_from)
    stale, held = [], set()
    for address in article.addresses.all():
        key = (address.day, address.slug)
        if address.since <= acted or wanted.get(key) == address.since:
            held.add(key)
        else:
            stale.append(address.pk)
    article.addresses.filter(pk__in=stale).delete()
    _own(
        article,
        [Address(day=d, slug=s, article=article, since=at) for (d, s), at in wanted.items() if (d, s) not in held],
    )


def _own(article: Article, addresses: Iterable[Address]) -> None:
    for address in addresses:
        try:
            with transaction.atomic():
                address.save(force_insert=True)
        except IntegrityError:
            day = dateformat.format(address.day, "N j")
            raise ActionRefused(
                f"Another story has that address on {day} (“{address.slug}”): choose another slug, save, and try again."
            ) from None
