"""Addresses of stories, such as /2024/11/08/slug/, derived from the schedule."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import dateformat

from articles.models import Address, Article, ArticleRevision
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day


def day_asked(year: str, month: str = "1", day: str = "1") -> date:
    """Return the day in an address. Raises Http404 for an invalid date."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("Invalid date.") from None


def derive(article: Article) -> None:
    """Set the address day of every scheduled revision, and reserve the addresses they need.

    An address that readers have seen stays the story's for good. Raises ActionRefused if another story has one.
    """
    acted: Any = article.acted_at  # set by every action that schedules
    article.revisions.filter(live_from=None).exclude(address_day=None).update(address_day=None)
    wanted: dict[tuple[date, str], datetime] = {}
    for revision in article.revisions.exclude(live_from=None).order_by("live_from").defer("content"):
        if revision.address_day is None or revision.live_from >= acted:  # else readers know the old day
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
    for (day, slug), since in wanted.items():
        if (day, slug) in held:
            continue
        try:
            with transaction.atomic():
                Address.objects.create(day=day, slug=slug, article=article, since=since)
        except IntegrityError:
            raise ActionRefused(
                f"Another story from {dateformat.format(day, 'N j')} has the slug “{slug}”. "
                "Choose a different slug, save and try again."
            ) from None
