"""Related stories and outside pages, as readers see them in a box in the text and below the story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext

from articles.models.links import Relation

RELATED_STORIES = "Related stories"  # the default title of a box


@dataclass(frozen=True)
class Link:
    """A related story or outside page, or, without `url`, a headline that has nothing to link to yet."""

    title: str
    url: str
    relation: str
    outside: bool
    kicker: str = ""
    published: datetime | None = None

    @property
    def label(self) -> str:
        """Return the words before the link; "" for a plain “read more”."""
        match self.relation:
            case Relation.BACKGROUND:
                return gettext("Background")
            case Relation.FOLLOW_UP:
                return gettext("Earlier")
            case Relation.OPPOSITE:
                return gettext("Opposite view")
        return ""

    @property
    def site(self) -> str:
        """Return the host of an outside page; "" for our own stories."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.") if self.outside else ""


def shown(items: Iterable[Mapping[str, Any]], live: Mapping[int, Link]) -> Iterator[Link]:
    """Yield what readers see of related items, given the stories that are `live`, by id.

    A live story has its own headline. Without one, the title of the item is shown as plain text, unless it is left out.
    An address of a draft is as it was typed: only one of the web becomes a link.
    """
    for item in items:
        if _is_address(item["url"]):
            yield Link(item["title"] or item["url"], item["url"], item["relation"], outside=True)
        elif item["story"] in live:
            yield replace(live[item["story"]], relation=item["relation"])
        elif item["title"] and not item["leave_out"]:
            yield Link(item["title"], "", item["relation"], outside=False)


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        return parts.scheme in ("http", "https", "ftp", "ftps") and bool(parts.hostname)
    except ValueError:
        return False


def heading_of(title: str, links: Iterable[Link]) -> str:
    """Return the heading of a box of links. The default depends on whether they are our own stories."""
    outside = {link.outside for link in links}
    if title != RELATED_STORIES:
        return title
    if outside == {False}:
        return gettext("Related stories")
    return gettext("Elsewhere") if outside == {True} else gettext("Related")
