"""The context that every public page needs for its header and footer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from articles.menu_links import PLACES
from articles.models import Section
from articles.pages.live import live_pages
from articles.sections import SectionTree, section_tree
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication import links
from newsroom.publication.current import publication
from newsroom.publication.links import Link
from newsroom.text.ap_style import newsroom_day

MOST = 8  # links in the menu's line, with "More" counted as one

Made = TypeVar("Made")


@dataclass(frozen=True)
class Menu:
    """The menu of every page. Shared by all requests, so never change it."""

    links: list[Link]

    @cached_property
    def key(self) -> str:
        """What the menu shows, which remembered parts of pages depend on."""
        return " ".join(f"{link.url} {link.label}" for link in self._all())

    @cached_property
    def urls(self) -> frozenset[str]:
        return frozenset(link.url for link in self._all())

    @property
    def fits(self) -> int:
        """How many links of the first level are in sight without a script, beside "More"."""
        return len(self.links) if len(self.links) <= MOST else MOST - 1

    def place(self, path: str, section: Section | None) -> str:
        """Return the path to mark in the menu: that of the page, or of its section; "" if the menu has neither."""
        if path in self.urls:
            return path
        return section.get_absolute_url() if section else ""

    def _all(self) -> Iterator[Link]:
        for link in self.links:
            yield from (link, *link.children)


@dataclass(frozen=True)
class Footer:
    """The columns of the footer, and the pages of policies that none of them has."""

    columns: list[Link]
    policies: list[Link]

    @cached_property
    def key(self) -> str:
        links = [*self.columns, *(child for column in self.columns for child in column.children), *self.policies]
        return " ".join(f"{link.url} {link.label}" for link in links)


def site(request: TimedRequest) -> dict[str, Any]:
    """Return the publication, the site's address and day, its menu and its footer. Queries only after a change."""
    return {
        "publication": SimpleLazyObject(publication),
        "newsroom_name": SimpleLazyObject(lambda: publication().name),
        "public_url": settings.PUBLIC_URL,
        "today": SimpleLazyObject(lambda: newsroom_day(request.now)),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "footer": SimpleLazyObject(lambda: footer(request)),
        "section_tree": SimpleLazyObject(lambda: section_tree(request)),
        "sections": SimpleLazyObject(lambda: section_tree(request).top),
    }


def menu(request: TimedRequest) -> Menu:
    """Return what the publication chose, or the sections in their order, each with those inside it."""
    return _while_live(request, "menu", lambda: Menu(links.menu(request) or _of_sections(section_tree(request))))


def footer(request: TimedRequest) -> Footer:
    """Return what the publication chose, or the sections, the standing pages for the footer and the site's own lists."""
    return _while_live(request, "footer", lambda: _footer(request))


def _while_live(request: TimedRequest, name: str, make: Callable[[], Made]) -> Made:
    """Return `make()`, cached for as long as the site generation and the pages that are live stay the same."""
    live = " ".join(str(page.revision) for page in live_pages(request))
    return remember(request, f"{name} with pages {live}", make)


def _footer(request: TimedRequest) -> Footer:
    columns = links.footer(request) or _usual_columns(request)
    linked = {link.url for column in columns for link in column.children}
    return Footer(columns, [link for link in links.policies(request).values() if link.url not in linked])


def _of_sections(tree: SectionTree) -> list[Link]:
    def link(section: Section, inside: list[Section]) -> Link:
        children = [link(child, []) for child in inside]
        return Link(section.name, section.get_absolute_url(), tree.hue(section.pk), children)

    return [link(section, tree.inside(section)) for section in tree.top]


def _usual_columns(request: TimedRequest) -> list[Link]:
    pages = [Link(page.title, page.url) for page in live_pages(request) if page.in_footer]
    places = [Link(gettext(label), reverse(name)) for label, name in PLACES.values()]
    sections = [Link(section.name, section.get_absolute_url()) for section in section_tree(request).top]
    columns = ((gettext("Sections"), sections), (gettext("About"), pages), (gettext("More"), places))
    return [Link(label, "", children=children) for label, children in columns if children]
