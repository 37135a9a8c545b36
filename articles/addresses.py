"""Addresses of stories, such as /2024/11/08/slug/, derived from the schedule."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain, count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.utils import dateformat

from articles.models import Address, Article, ArticleRevision
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day
from newsroom.text.plain_text import slug_of


def day_asked(year: str, month: str = "1", day: str = "1") -> date:
    """Return the day in an address. Raises Http404 for an invalid date."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("Invalid date.") from None


def automatic(article: Article, headline: str) -> str:
    """Return the slug that is made from a headline."""
    return slug_of(headline, 80, allow_unicode=True) or f"story-{article.pk}"


def free(article: Article, day: date, slug: str) -> str:
    """Return `slug`, or, if another story of that day has it, "slug-2" or the next that is free."""
    return free_of(set(others_at(article, day, slug).values_list("slug", flat=True)), slug)


def others_at(article: Article, day: date, slug: str) -> QuerySet[Address]:
    """Return the addresses of other stories of that day that begin with `slug`."""
    return Address.objects.filter(day=day, slug__startswith=slug).exclude(article=article)


def free_of(taken: Collection[str], slug: str) -> str:
    """Return `slug`, or, if it is taken, "slug-2" or the next that isn't."""
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(each for each in chain([slug], numbered) if each not in taken)


def derive(article: Article) -> None:
    """Set the address day of every scheduled revision, and reserve the addresses they need.

    An address that readers have seen stays the story's for good. A slug that was made from the headline gets a number if
    another story of that day has it. Raises ActionRefused if another story has one that was typed.
    """
    acted: Any = article.acted_at  # set by every action that schedules
    article.revisions.filter(live_from=None).exclude(address_day=None).update(address_day=None)
    wanted: dict[tuple[date, str], datetime] = {}
    typed = KeyTextTransform("slug", "content")
    scheduled = article.revisions.exclude(live_from=None).order_by("live_from").defer("content")
    for revision in scheduled.annotate(typed=typed):
        if revision.address_day is None or revision.live_from >= acted:  # else readers know the old day
            day = newsroom_day(revision.first_published_at)
            if day != revision.address_day:
                ArticleRevision.objects.filter(pk=revision.pk).update(address_day=day)
                revision.address_day = day
        if not revision.typed and (slug := free(article, revision.address_day, revision.slug)) != revision.slug:
            ArticleRevision.objects.filter(pk=revision.pk).update(slug=slug)
            revision.slug = slug
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
