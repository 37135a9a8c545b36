"""Where rows of the publication's menu and footer may lead: sections, tags, standing pages, and the site's own lists."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext

from articles.models import Section, StandingPage, Tag
from articles.pages.live import live_pages
from articles.sections import section_tree
from articles.tags.merged import numbers_today
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.links import Kind, Target, register

PLACES = {
    "archive": ("Archive", "articles:archive_index"),
    "authors": ("Authors", "articles:author_list"),
    "corrections": ("Corrections", "articles:correction_list"),
    "rss": ("RSS", "articles:feed"),
    "search": ("Search", "articles:search"),
    "timelines": ("Timelines", "timelines:timeline_list"),
}


def _sections() -> list[tuple[str, str]]:
    sections = Section.objects.order_by("path").values_list("pk", "name", "depth")
    return [(str(pk), f"{'– ' * depth}{name}") for pk, name, depth in sections]


def _top_sections() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Section.objects.filter(parent=None).values_list("pk", "name")]


def _found_sections(request: TimedRequest, ids: Collection[str]) -> Mapping[str, Target]:
    tree = section_tree(request)
    found = {pk: tree.sections.get(int(pk)) for pk in ids}
    return {
        pk: Target(section.name, section.get_absolute_url(), tree.hue(section.pk))
        for pk, section in found.items()
        if section
    }


def _found_tags(_request: TimedRequest, ids: Collection[str]) -> Mapping[str, Target]:
    wanted = {int(pk) for pk in ids}
    today = {pk: pk for pk in wanted} | numbers_today(wanted)
    tags = Tag.objects.in_bulk(today.values())
    return {str(pk): Target(tags[now].name, tags[now].get_absolute_url()) for pk, now in today.items() if now in tags}


def _tag_named(name: str) -> str:
    found = Tag.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
    return str(found or "")


def _name_of_tag(pk: str) -> str:
    today = numbers_today([int(pk)]).get(int(pk), int(pk))
    return Tag.objects.filter(pk=today).values_list("name", flat=True).first() or ""


def _pages() -> list[tuple[str, str]]:
    pages = StandingPage.objects.filter(binned_at=None).exclude(first_published_at=None).order_by("title")
    return [(str(page.pk), str(page)) for page in pages]


def _found_pages(request: TimedRequest, ids: Collection[str]) -> Mapping[str, Target]:
    return {str(live.page): Target(live.title, live.url) for live in live_pages(request) if str(live.page) in ids}


def _places() -> list[tuple[str, str]]:
    return [(key, label) for key, (label, _) in PLACES.items()]


def _found_places(_request: TimedRequest, ids: Collection[str]) -> Mapping[str, Target]:
    return {key: Target(gettext(PLACES[key][0]), reverse(PLACES[key][1])) for key in ids if key in PLACES}


register("section", Kind("Section", _found_sections, _sections, colored=_top_sections))
register("page", Kind("Standing page", _found_pages, _pages))
register("place", Kind("Page of the site", _found_places, _places))
register("tag", Kind("Tag", _found_tags, id_of=_tag_named, name_of=_name_of_tag))
