"""Sitemaps (https://www.sitemaps.org/protocol.html) of each month, of lists, and of news for Google News.

A sitemap holds at most 50,000 addresses. A month is split where story ids pass a multiple of that, so nothing is
counted; `ArticleRevision.sitemap` is month and part in one number. Django's Sitemap has no pictures and no news, and
takes a second for a large month.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.models import Case, Exists, F, JSONField, OuterRef, When
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from articles.models import ArticleRevision, Author, BylineListing, Section, StandingPageRevision, Tag, TagListing
from articles.models.revision import SITEMAP_PARTS, SITEMAP_SIZE, address
from articles.search_appearance import FOR_SEARCH_ENGINES
from articles.xml_writing import DECLARATION, element
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.models import usable
from newsroom.publication.current import publication
from newsroom.publishing.next_change import register_source

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS, IMAGE = "http://www.google.com/schemas/sitemap-news/0.9", "http://www.google.com/schemas/sitemap-image/1.1"
# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_LASTS, MOST_NEWS = timedelta(days=2), 1_000
COLUMNS = ("address_day", "slug", "updated_at", "first_published_at", "headline", "language", "shared")


@require_safe
def sitemap_index(request: TimedRequest) -> HttpResponse:
    """List the sitemaps of months with live stories, newest first, and those of lists and timelines."""
    months = [(_month_address(number), changed) for number, changed in _months(request.now)]
    others = [(reverse(name), None) for name in ("sitemap_lists", "sitemap_timelines")]
    return _index([*months, *others])


@require_safe
def sitemap_month(request: TimedRequest, year: str, month: str, part: str = "1") -> HttpResponse:
    """List the live stories of a month, or of a part of it, with their lead pictures."""
    number = int(year + month) * SITEMAP_PARTS + int(part) - 1
    stories = ArticleRevision.objects.live(request.now).filter(FOR_SEARCH_ENGINES, sitemap=number).newest_first()
    found = _rows(stories, request.now)
    if not found:
        raise Http404("No story from that month is live.")
    return _urls(_story(row) for row in found)


@require_safe
def sitemap_lists(request: TimedRequest) -> HttpResponse:
    """List the home page, sections, standing pages, and tags and authors with live stories."""
    lists = ("archive_index", "author_list", "correction_list")
    names = ("home", "timelines:timeline_list", *(f"articles:{name}" for name in lists))
    pages: list[str] = [reverse(name) for name in names]
    pages += [page.get_absolute_url() for page in StandingPageRevision.objects.live(request.now).defer("content")]
    pages += [section.get_absolute_url() for section in Section.objects.all()]
    pages += [tag.get_absolute_url() for tag in _seen(Tag, TagListing, "tag", request.now)]
    pages += [author.get_absolute_url() for author in _seen(Author, BylineListing, "author", request.now)]
    return _urls(f"<url>{element('loc', settings.PUBLIC_URL + page)}</url>" for page in pages[:SITEMAP_SIZE])


@require_safe
def sitemap_news(request: TimedRequest) -> HttpResponse:
    """List the live stories that were first published less than two days ago; above 1,000, the sitemaps of their parts."""
    found = _rows(_young(request.now).newest_first(), request.now, "subject_id")
    if len(found) <= MOST_NEWS:
        return _urls(_news(row[:-1]) for row in found)
    parts = sorted({row[-1] // MOST_NEWS for row in found}, reverse=True)
    return _index([(reverse("sitemap_news_part", args=[number + 1]), None) for number in parts])


@require_safe
def sitemap_news_part(request: TimedRequest, part: str) -> HttpResponse:
    """List those of them whose story ids belong to a part. No part has more than Google takes, and nothing is counted."""
    first = (int(part) - 1) * MOST_NEWS
    inside = _young(request.now).filter(subject__gte=first, subject__lt=first + MOST_NEWS)
    found = _rows(inside.newest_first(), request.now)
    if not found:
        raise Http404("No story of that part is live and young.")
    return _urls(_news(row) for row in found)


def _young(now: datetime) -> Any:
    return ArticleRevision.objects.live(now).filter(FOR_SEARCH_ENGINES, first_published_at__gt=now - NEWS_LASTS)


@register_source
def next_story_grown_old(after: datetime) -> datetime | None:
    """Return the first instant later than `after` at which a story leaves the news sitemap."""
    young = ArticleRevision.objects.filter(live_from__isnull=False, first_published_at__gt=after - NEWS_LASTS)
    first = young.order_by("first_published_at").values_list("first_published_at", flat=True).first()
    return first + NEWS_LASTS if first else None


def _months(now: datetime) -> list[tuple[int, datetime]]:
    """Return each month and part with live stories, newest first, with the last "updated" time of a story in it.

    A recursive query steps from each to the next older one: two index lookups a month, however many stories it has.
    """
    live = ArticleRevision.objects.live(now).order_by()
    here = RawSQL("steps.sitemap", [], models.BigIntegerField())
    below = live.filter(sitemap__lt=here).order_by("-sitemap").values("sitemap")[:1]
    last_changed = live.filter(sitemap=here).order_by("-updated_at").values("updated_at")[:1]
    older, older_values = below.query.sql_with_params()
    changed, changed_values = last_changed.query.sql_with_params()
    newest = 9999_12 * SITEMAP_PARTS * 10
    query = (
        "WITH RECURSIVE steps(sitemap) AS (SELECT CAST(%s AS bigint) "  # noqa: S608  both queries are Django's
        f"UNION ALL SELECT ({older}) FROM steps WHERE sitemap IS NOT NULL) "
        f"SELECT sitemap, ({changed}) FROM steps WHERE sitemap < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [newest, *older_values, *changed_values, newest])
        return [(number, _aware(changed)) for number, changed in cursor.fetchall()]


def _aware(instant: datetime | str) -> datetime:
    """Parse what SQLite returns: text in UTC."""
    found = parse_datetime(instant) if isinstance(instant, str) else instant
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # type: ignore[union-attr, return-value]


def _month_address(number: int) -> str:
    month, part = divmod(number, SITEMAP_PARTS)
    year, month = divmod(month, 100)
    return f"/sitemap-{year}-{month:02}{f'-{part + 1}' if part else ''}.xml"


def _seen(model: Any, line: Any, name: str, now: datetime) -> Iterable[Any]:
    """Return the tags or authors with live stories."""
    listed = Exists(line.objects.within(now).filter(**{name: OuterRef("pk")}))
    return model.objects.filter(listed).order_by("pk")  # type: ignore[no-any-return]


def _rows(stories: Any, now: datetime, *more: str) -> list[tuple[Any, ...]]:
    shared = When(usable(now, "lead_picture__"), then=F("lead_picture__current__shared"))
    return list(stories.annotate(shared=Case(shared, output_field=JSONField())).values_list(*COLUMNS, *more))


def _story(row: tuple[Any, ...]) -> str:
    day, slug, updated, _, _, _, shared = row
    return f"<url>{_place(day, slug)}{_lastmod(updated)}{_image(shared)}</url>"


def _news(row: tuple[Any, ...]) -> str:
    day, slug, _, published, headline, language, shared = row
    name, tongue = element("news:name", publication().name), element("news:language", _language(language))
    return (
        f"<url>{_place(day, slug)}<news:news><news:publication>{name}{tongue}</news:publication>"
        f"{element('news:publication_date', published.isoformat())}{element('news:title', headline)}</news:news>"
        f"{_image(shared)}</url>"
    )


def _language(tag: str) -> str:
    """Return the ISO 639 code; Google asks for two kinds of Chinese, by script."""
    language, *more = tag.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(more) else "zh-cn"


def _place(day: Any, slug: str) -> str:
    return element("loc", settings.PUBLIC_URL + address(day, slug))


def _lastmod(instant: datetime | None) -> str:
    return element("lastmod", instant.isoformat()) if instant else ""


def _image(shared: dict[str, Any] | None) -> str:
    if not shared:
        return ""
    place = element("image:loc", settings.PUBLIC_URL + default_storage.url(shared["name"]))
    return f"<image:image>{place}</image:image>"


def _index(sitemaps: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    """Return an index of sitemaps: their paths, and when they last changed, if that is known."""
    body = "".join(
        f"<sitemap>{element('loc', settings.PUBLIC_URL + place)}{_lastmod(changed)}</sitemap>"
        for place, changed in sitemaps
    )
    return _document(f'<sitemapindex xmlns="{SITEMAP}">{body}</sitemapindex>')


def _urls(urls: Iterable[str]) -> HttpResponse:
    names = f'xmlns="{SITEMAP}" xmlns:news="{NEWS}" xmlns:image="{IMAGE}"'
    return _document(f"<urlset {names}>{''.join(urls)}</urlset>")


def _document(body: str) -> HttpResponse:
    return HttpResponse(DECLARATION + body, content_type="application/xml; charset=utf-8")
