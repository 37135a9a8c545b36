"""The public pages. Every one reads `request.now`, and asks `live` what readers see."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from articles.cards import filed
from articles.models import Address, ArticleRevision, Author, BylineLine, Tag, TagLine
from articles.paging import Page, page_of
from articles.rendering import article_page, live_at_address
from newsroom.publishing.middleware import TimedRequest
from newsroom.publishing.models import IntervalQuerySet


@require_safe
def tag_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """The newest stories that carry a tag."""
    tag = get_object_or_404(Tag, slug=slug)
    return _list(request, "articles/tag_detail.html", _lines(request, TagLine.objects.filter(tag=tag)), tag=tag)


@require_safe
def author_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """The newest stories of an author."""
    author = get_object_or_404(Author.objects.select_related("portrait__current"), slug=slug)
    page = _lines(request, BylineLine.objects.filter(author=author))
    portrait = author.portrait if author.portrait and author.portrait.usable_at(request.now) else None
    return _list(request, "articles/author_detail.html", page, author=author, portrait=portrait)


@require_safe
def article_detail(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """A story; an address it had before leads to the one it has, and one that nobody has any more is gone."""
    try:
        asked = date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("There is no such day.") from None
    revision = live_at_address(asked, slug, request.now)
    if revision is None:
        if Address.objects.filter(day=asked, slug=slug, since__lte=request.now).exists():
            return render(request, "410.html", status=410)
        raise Http404("Readers have never seen a story at this address.")
    if (revision.address_day, revision.slug) != (asked, slug):
        return redirect(revision, permanent=True)
    return article_at(request, revision)


def article_at(request: TimedRequest, revision: ArticleRevision) -> HttpResponse:
    """The page of `revision` at `request.now`: for readers, and to preview any version."""
    house = filed(request)
    revision.section = house.sections.get(revision.section_id or 0)
    page = article_page(revision, request.now)
    context = {"page": page, "revision": revision, "trail": house.trail(page.section)}
    return render(request, "articles/article_detail.html", context)


@require_safe
def robots_txt(request: TimedRequest) -> HttpResponse:
    """What crawlers may read: everything but the desk."""
    sitemaps = (f"Sitemap: {settings.PUBLIC_URL}/{name}.xml" for name in ("sitemap", "sitemap-news"))
    lines = ("User-agent: *", "Disallow: /admin/", "", *sitemaps, "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def web_manifest(_request: TimedRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen (the W3C's Web Application Manifest)."""
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    colours = {"background_color": "#fffefb", "theme_color": "#fffefb"}  # --paper of static/css/site.css
    manifest = {"name": settings.NEWSROOM_NAME, "start_url": "/", "display": "minimal-ui", **colours, "icons": icons}
    return JsonResponse(manifest, content_type="application/manifest+json")


def _lines(request: TimedRequest, lines: IntervalQuerySet) -> Page:
    """A page of the revisions behind list rows. Before its first story, what they belong to is nobody's business."""
    page = page_of(request, lines.within(request.now), of="revision__")
    if page.first and not page.cards:
        raise Http404("Readers have not seen a story here.")
    return page


def _list(request: TimedRequest, template: str, page: Page, **context: Any) -> HttpResponse:
    return render(request, template, context | {"cards": page.cards, "first": page.first, "following": page.following})
