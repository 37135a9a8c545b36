"""The images of pages in link previews, drawn when they are asked for: at the address of the page, ending in .jpg.

Each asks what its page asks, so that there is one exactly while readers can see the page. A story that has a photo is
shared with that instead (articles/share_images.py).
"""

from urllib.parse import unquote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import stored_html, story_fields
from articles.archive.days import days_of
from articles.archive.views import day_reached, known, last_of_month
from articles.authors import author_at
from articles.models import BylineListing, TagListing
from articles.pages import views as pages
from articles.search_appearance import appearance_of
from articles.sections import section_tree
from articles.tags.merged import tag_at
from articles.views import seen_at
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.lettering import color_of
from newsroom.publication.share_image import gone, image_at, image_of
from newsroom.text.dates import formatted

LISTS = {  # by name of the page: its title
    "archive_index": _("Archive"),
    "author_list": _("Authors"),
    "correction_list": _("Corrections"),
    "search": _("Search"),
}


@require_safe
def home_image(_request: TimedRequest) -> HttpResponse:
    """Return the publication's own image, for its home page and for pages without one of their own."""
    return image_of()


@require_safe
def article_image(request: TimedRequest, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Return the image of a story: its headline, or the title chosen for sharing, below its section."""
    revision = seen_at(request, year, month, day, slug)
    if revision is None:
        return gone()
    place = image_at(revision.get_absolute_url())
    if unquote(place) != request.path:
        return redirect(place, permanent=True)
    surrogate_keys.tag(request, f"story-{revision.subject_id}")
    appearance = appearance_of(story_fields.known(stored_html.of(revision)["extra"]))
    return drawn(request, appearance.share_title or revision.headline, revision.section_id)


def drawn(request: TimedRequest, title: str, section_id: int | None) -> HttpResponse:
    """Return the image of a story with that title in that section."""
    tree = section_tree(request)
    section = tree.sections.get(section_id or 0)
    return image_of(title, label=section.name if section else "", hue=color_of(tree.hue(section_id)))


@require_safe
def page_image(request: TimedRequest, path: str) -> HttpResponse:
    """Return the image of the section at this path or, without one, of the standing page."""
    tree = section_tree(request)
    if section := tree.at(path):
        surrogate_keys.tag(request, f"section-{section.pk}")
        above = tree.trail(section)[:-1]
        label = above[-1].name if above else ""
        return image_of(section.name, label=label, text=section.summary, hue=color_of(tree.hue(section.pk)))
    revision = pages.seen_at(request, path)
    if revision is None:
        return gone()
    if revision.slug != path:
        return redirect(image_at(revision.get_absolute_url()), permanent=True)
    surrogate_keys.tag(request, f"page-{revision.subject_id}")
    return image_of(revision.title)


@require_safe
def tag_image(request: TimedRequest, slug: str) -> HttpResponse:
    """Return the image of a tag with live stories."""
    tag = tag_at(slug, request.now)
    if tag.slug != slug:
        return redirect(image_at(tag.get_absolute_url()), permanent=True)
    if not TagListing.objects.within(request.now).filter(tag=tag.pk).exists():
        raise Http404("No story here is live.")
    surrogate_keys.tag(request, f"tag-{tag.pk}")
    return image_of(tag.name, text=tag.summary)


@require_safe
def author_image(request: TimedRequest, slug: str) -> HttpResponse:
    """Return the image of an author with live stories, for one without a portrait."""
    author = author_at(slug)
    if not BylineListing.objects.within(request.now).filter(author=author.pk).exists():
        raise Http404("No story here is live.")
    surrogate_keys.tag(request, f"author-{author.pk}")
    return image_of(author.name, text=author.summary)


@require_safe
def list_image(_request: TimedRequest, page: str) -> HttpResponse:
    """Return the image of a list that the site always has."""
    return image_of(str(LISTS[page]))


@require_safe
def archive_image(request: TimedRequest, year: str, month: str = "", day: str = "") -> HttpResponse:
    """Return the image of a year, a month or a day of the archive."""
    first = day_reached(request, year, month or "1", day or "1")
    last = first if day else last_of_month(first) if month else first.replace(month=12, day=31)
    known(days_of(first, last, request.now))
    title = formatted(first, "N j, Y" if day else "F Y" if month else "Y")
    return image_of(title, label=gettext("Archive"))
