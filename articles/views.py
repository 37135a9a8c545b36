"""The public pages of stories, tags and authors, and a few files at fixed addresses."""

from collections.abc import Collection
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.addresses import day_asked
from articles.authors import author_at
from articles.feed_html import plain_texts
from articles.models import Address, ArticleRevision, Author, BylineListing, TagListing
from articles.ninjs import ninjs, ninjs_address
from articles.pagination import number_asked, page_of_listings
from articles.rail import Rail, rail_of
from articles.sections import section_tree
from articles.story_end import story_end
from articles.story_page import ArticlePage, article_page, live_at_address
from articles.tags.merged import tag_at
from newsroom.content_security import allow_frames
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.memo import kept_pictures
from newsroom.images.models import Picture
from timelines.models import TimelineRevision

AUTHORS = 100  # on a page


@require_safe
def tag_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """Show the newest stories with a tag. Redirects from old addresses of the tag."""
    tag = tag_at(slug, request.now)
    if tag.slug != slug:
        return redirect(tag, permanent=True)
    surrogate_keys.tag(request, f"tag-{tag.pk}", "list")
    page = page_of_listings(request, TagListing, tag.pk)
    rail = rail_of(request, f"tag {tag.pk}", page.cards, but=tag.pk, last=page.last) if page.first else Rail()
    return render(request, "articles/tag_detail.html", {"tag": tag, "rail": rail, **vars(page)})


@require_safe
def author_list(request: TimedRequest) -> HttpResponse:
    """Show the authors of live stories by name. `?after=` is the id of the last one on the page before."""
    signed = BylineListing.objects.within(request.now).filter(author=OuterRef("pk"))
    authors = Author.objects.filter(Exists(signed)).select_related("portrait__current").order_by("name", "id")
    after = number_asked(request, "after")
    if after is not None:
        name = Author.objects.filter(pk=after).order_by().values("name")[:1]
        authors = authors.filter(Q(name__gt=name) | Q(name=name, pk__gt=after))
    found = list(authors[: AUTHORS + 1])
    people = [(author, _portrait(author, request)) for author in found[:AUTHORS]]
    more = people[-1][0].pk if len(found) > AUTHORS else None
    return render(request, "articles/author_list.html", {"people": people, "more": more})


@require_safe
def author_detail(request: TimedRequest, slug: str) -> HttpResponse:
    """Show the newest stories of an author."""
    author = author_at(slug)
    if author.portrait_id:
        author.portrait = kept_pictures(request, {author.portrait_id}).get(author.portrait_id)
    page = page_of_listings(request, BylineListing, author.pk)
    surrogate_keys.tag(request, f"author-{author.pk}", "list")
    rail = rail_of(request, f"author {author.pk}", page.cards, last=page.last) if page.first else Rail()
    context = {"author": author, "portrait": _portrait(author, request), "rail": rail, **vars(page)}
    return render(request, "articles/author_detail.html", context)


def _portrait(author: Author, request: TimedRequest) -> Picture | None:
    """Return the portrait if its rights allow it."""
    return author.portrait if author.portrait and author.portrait.usable_at(request.now) else None


@require_safe
def article_detail(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Show a story. Redirects from its old addresses; 410 if it was unpublished."""
    revision = seen_at(request, year, month, day, slug)
    if revision is None:
        return render(request, "410.html", status=410)
    if unquote(revision.get_absolute_url()) != request.path:
        return redirect(revision, permanent=True)
    return article_at(request, revision)


@require_safe
def article_ninjs(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Return a story as ninjs."""
    revision = seen_at(request, year, month, day, slug)
    if revision is None:
        return render(request, "410.html", status=410)
    place = ninjs_address(revision.get_absolute_url())
    if unquote(place) != request.path:
        return redirect(place, permanent=True)
    page = _page(request, revision)
    link = f'<{settings.PUBLIC_URL}{page.url}>; rel="canonical"'
    text = plain_texts(request, [revision.pk])[revision.pk] if settings.FEED_FULL_TEXT else None
    return JsonResponse(ninjs(page, revision, text), headers={"Link": link}, json_dumps_params={"ensure_ascii": False})


def seen_at(request: TimedRequest, year: str, month: str, day: str, slug: str) -> ArticleRevision | None:
    """Return the live revision of the story that has or had this address; None if it was unpublished.

    Raises Http404 for an address that no story ever had.
    """
    asked = day_asked(year, month, day)
    revision = live_at_address(asked, slug, request.now)
    if revision is None and not Address.objects.filter(day=asked, slug=slug, since__lte=request.now).exists():
        raise Http404("No story ever had this address.")
    return revision


def article_at(
    request: TimedRequest, revision: ArticleRevision, timelines: Collection[TimelineRevision] = ()
) -> HttpResponse:
    """Return the page of `revision` at `request.now`, for readers, and for previews with what is published with it."""
    page, tree = _page(request, revision, timelines), section_tree(request)
    trail = tree.trail(page.section)
    hue = tree.hue(revision.section_id)
    context = {"page": page, "revision": revision, "trail": trail, "hue": hue, "change_log": settings.CHANGE_LOG}
    context["end"] = story_end(request, page, trail)
    return allow_frames(render(request, "articles/article_detail.html", context), page.frames)


def _page(
    request: TimedRequest, revision: ArticleRevision, timelines: Collection[TimelineRevision] = ()
) -> ArticlePage:
    revision.section = section_tree(request).sections.get(revision.section_id or 0)
    surrogate_keys.tag(request, f"story-{revision.subject_id}")
    return article_page(revision, request.now, timelines)


def no_such_file(_request: TimedRequest) -> HttpResponse:
    """Answer for /static/ without a query."""
    return HttpResponseNotFound("File not found.", content_type="text/plain", headers={"Cache-Control": "no-store"})
