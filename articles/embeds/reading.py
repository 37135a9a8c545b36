"""What a source says of itself, by oEmbed or by its page's metadata, to fill empty fields of an embed.

The worker asks, never a page; and only hosts of the provider.
"""

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html
from lxml.etree import LxmlError

from articles.embeds.provider import Found, Kind, found
from newsroom.guarded_client import NotFetched, fetch
from newsroom.text import plain_text

JSON = {"application/json", "application/json+oembed", "text/json"}
LARGEST_JSON = 256 * 1024  # bytes
LARGEST_PAGE = 2 * 1024 * 1024  # bytes
LONGEST = {"title": 300, "author": 200, "text": 4_000, "poster": 2_000}  # characters
METADATA = {"title": "og:title", "author": "author", "date": "article:published_time", "poster": "og:image"}


def read(url: str) -> dict[str, str]:
    """Return what the source says: title, author, date (ISO), text and the address of a `poster`, each if it says so.

    Raises NotFetched.
    """
    source = found(url)
    if source is None:
        raise NotFetched("This site isn’t one whose videos and posts can be shown.")
    if source.oembed:
        told = _oembed(url, source)
    elif source.provider.has_metadata:
        told = _metadata(url, source)
    else:
        raise NotFetched(f"{source.provider.name} doesn’t tell what it shows.")
    return {name: value for name, value in ((name, _short(name, words)) for name, words in told.items()) if value}


def can_be_asked(source: Found) -> bool:
    """Return whether the source says anything of itself."""
    return bool(source.oembed) or source.provider.has_metadata


def _oembed(url: str, source: Found) -> dict[str, Any]:
    host = urlsplit(source.oembed).hostname or ""
    address = f"{source.oembed}?{urlencode({'url': url, 'format': 'json', 'omit_script': 'true'})}"
    answer = fetch(address, JSON, LARGEST_JSON, hosts={host})
    try:
        told = json.loads(answer.text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise NotFetched(f"{host} answered what can’t be read.")
    found = {"title": told.get("title"), "author": told.get("author_name"), "date": told.get("upload_date")}
    found["poster"] = told.get("thumbnail_url")
    if source.provider.kind == Kind.POST and isinstance(told.get("html"), str):
        found["text"] = _quoted(told["html"])
    return found


def _quoted(html: str) -> str:
    """Return the words of a post: the paragraphs within its quotation."""
    try:
        root = lxml.html.fromstring(html)
    except (LxmlError, ValueError):
        return ""
    paragraphs = root.xpath("descendant-or-self::blockquote//p")
    for line in root.xpath("//br"):
        line.tail = f"\n{line.tail or ''}"
    return "\n\n".join(filter(None, (each.text_content().strip() for each in paragraphs)))


def _metadata(url: str, source: Found) -> dict[str, Any]:
    host = urlsplit(url).hostname or ""
    answer = fetch(url, {"text/html"}, LARGEST_PAGE, hosts={host, f"www.{host}", host.removeprefix("www.")})
    if (now := found(answer.url)) is None or now.provider.key != source.provider.key:
        raise NotFetched(f"{source.provider.name} leads to another page.")
    try:
        root = lxml.html.fromstring(answer.text)
    except (LxmlError, ValueError):
        raise NotFetched(f"{host} answered what can’t be read.") from None
    said = {each.get("property") or each.get("name"): each.get("content") for each in root.iter("meta")}
    return {field: said.get(name) for field, name in METADATA.items()}


def _short(name: str, words: Any) -> str:
    """Return what was said as it fits into the field; "" if it doesn't."""
    if not isinstance(words, str):
        return ""
    words = plain_text.clean(words).strip()
    if name == "date":
        try:
            return date.fromisoformat(words[:10]).isoformat()
        except ValueError:
            return ""
    longest = LONGEST[name]
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
