"""Links in a text to our stories, which name the story by its id: <a href="story:1234">.

`named` makes such links when a text is saved. `resolved` gives them addresses when it is shown, or leaves only the
text while that story isn't live.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from django.conf import settings

from articles.models import Address, ArticleRevision
from articles.models.revision import address
from newsroom.text.rich_text import HREF

LINK = re.compile(r'<a(?P<attributes>(?: [a-z]+="[^"]*")*)>(?P<text>.*?)</a>', re.DOTALL)  # in sanitized rich text
NAMED = re.compile(r"story:(?P<story>[0-9]{1,18})(?P<fragment>#[\w-]*)?")
OURS = re.compile(r"/([0-9]{4})/([0-9]{2})/([0-9]{2})/([^/]+)/?")


def named(html: str) -> str:
    """Make links to addresses of our stories name the story, in sanitized rich text. One query for each address.

    They count under PUBLIC_URL and without a host. Of a malformed "story:" link only the text stays.
    """
    return LINK.sub(_named, html)


def _named(found: re.Match[str]) -> str:
    href = HREF.search(found["attributes"])
    typed = unescape(href[0]).strip() if href else ""
    if typed.lower().startswith("story:") and not NAMED.fullmatch(typed):
        return found["text"]
    story = typed if NAMED.fullmatch(typed) else _at(typed)
    return found[0] if not story else f'<a href="{story}">{found["text"]}</a>'


def _at(typed: str) -> str:
    """Return the "story:" link to that address of ours; "" if no story has it."""
    try:
        parts, ours = urlsplit(typed), urlsplit(settings.PUBLIC_URL)
    except ValueError:
        return ""
    asked = OURS.fullmatch(parts.path)
    if asked is None or ((parts.scheme or parts.netloc) and (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc)):
        return ""
    try:
        day = date(*(int(part) for part in asked.groups()[:3]))
    except ValueError:
        return ""
    story = Address.objects.filter(day=day, slug=unquote(asked[4])).values_list("article", flat=True).first()
    fragment = f"#{parts.fragment}" if re.fullmatch(r"[\w-]+", parts.fragment) else ""
    return f"story:{story}{fragment}" if story else ""


def links_in(html: str) -> list[tuple[str, str]]:
    """Return the address and inner HTML of each link in sanitized rich text."""
    found = ((HREF.search(link["attributes"]), link["text"]) for link in LINK.finditer(html))
    return [(unescape(href[0]), text) for href, text in found if href]


def live(stories: Collection[int], now: datetime) -> dict[int, str]:
    """Return the addresses of these stories that are live at `now`, by id. One query at most."""
    if not stories:
        return {}
    found = ArticleRevision.objects.live(now).filter(subject__in=stories).order_by()
    return {story: address(day, slug) for story, day, slug in found.values_list("subject", "address_day", "slug")}


def resolved(html: str, addresses: Mapping[int, str]) -> str:
    """Put addresses into the "story:" links of `html`, and leave only the text of links to other stories."""

    def resolve(found: re.Match[str]) -> str:
        href = HREF.search(found["attributes"])
        if href is None or not href[0].startswith("story:"):
            return found[0]
        story = NAMED.fullmatch(href[0])
        if story is None or int(story["story"]) not in addresses:
            return found["text"]
        return f'<a href="{addresses[int(story["story"])]}{story["fragment"] or ""}">{found["text"]}</a>'

    return LINK.sub(resolve, html) if "story:" in html else html
