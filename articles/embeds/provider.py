"""A provider of embeds, and the registry of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.db import models

ALL = "all"
# What a frame may do: run its scripts as its own site, go full screen, and open links in windows of their own.
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation allow-forms"


class Kind(models.TextChoices):
    VIDEO = "video", "Video"
    POST = "post", "Post"
    AUDIO = "audio", "Audio"
    MAP = "map", "Map"
    CHART = "chart", "Chart"
    DOCUMENT = "document", "Document"


class Shape(models.TextChoices):
    """The place that a frame takes: a ratio, or as wide as the text and so many pixels high."""

    WIDE = "16:9", "16:9"
    CLASSIC = "4:3", "4:3"
    SQUARE = "1:1", "1:1"
    TALL = "9:16", "9:16"
    LOW = "180", "Fixed height, 180 pixels"
    MEDIUM = "360", "Fixed height, 360 pixels"
    HIGH = "480", "Fixed height, 480 pixels"
    HIGHEST = "640", "Fixed height, 640 pixels"


@dataclass(frozen=True)
class Provider:
    """One kind of thing of one site. Several may have one `key`, the name in EMBED_PROVIDERS.

    `patterns` match an address without its scheme and "www.", and with its query: "youtu.be/(?P<id>...)". `address` is
    that of the frame, with the groups of the pattern in braces, and {url} for the whole address. `oembed` is where the
    site answers questions about an address; without it, the page's own metadata are read if it `has_metadata`. The
    picture that either names is fetched from the hosts `posters`, and from no other.
    """

    key: str
    name: str
    kind: Kind
    patterns: tuple[str, ...]
    address: str
    shape: Shape
    oembed: str = ""
    has_metadata: bool = False
    posters: tuple[str, ...] = ()
    sandbox: ClassVar[str] = SANDBOX

    @cached_property
    def _compiled(self) -> list[re.Pattern[str]]:
        return [re.compile(rf"{pattern}/?(?:\?.*)?", re.IGNORECASE) for pattern in self.patterns]

    def match(self, address: str) -> re.Match[str] | None:
        return next((match for each in self._compiled if (match := each.fullmatch(address))), None)

    def frame(self, match: re.Match[str], url: SplitResult) -> str:
        """Return the address of the frame."""
        groups = {name: quote(value or "", safe="/:@=&,.") for name, value in match.groupdict().items()}
        return self.address.format(**groups, url=quote(url.geturl(), safe=""))

    def oembed_of(self, match: re.Match[str]) -> str:
        """Return where to ask about an address; "" if nobody answers."""
        return self.oembed.format(**match.groupdict())


@dataclass(frozen=True)
class Found:
    """Whose an address is, and what shows it."""

    provider: Provider
    frame: str
    oembed: str

    @property
    def host(self) -> str:
        """The host from which the frame loads, as readers are told of it."""
        return self._host.removeprefix("www.")

    @property
    def source(self) -> str:
        """The host as a Content-Security-Policy names it."""
        return f"https://{self._host}"

    @property
    def _host(self) -> str:
        return urlsplit(self.frame).hostname or ""


PROVIDERS: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Make a provider known. The first whose pattern matches an address is asked."""
    PROVIDERS.append(provider)
    return provider


def found(url: str) -> Found | None:
    """Return whose an address is, or None if no provider that stories may use has it."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or parts.username or parts.port not in (None, 80, 443):
            return None
    except ValueError:
        return None
    words = host.removeprefix("www.").removeprefix("m.") + (parts.path.rstrip("/") or "")
    words += (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if "map=" in parts.fragment else "")
    for provider in PROVIDERS:
        if is_allowed(provider) and (match := provider.match(words)):
            return Found(provider, provider.frame(match, parts), provider.oembed_of(match))
    return None


def is_allowed(provider: Provider) -> bool:
    """Return whether stories may use it: EMBED_PROVIDERS."""
    return ALL in settings.EMBED_PROVIDERS or provider.key in settings.EMBED_PROVIDERS


def names() -> list[str]:
    """Return the names of the providers that stories may use, for people."""
    return sorted({provider.name for provider in PROVIDERS if is_allowed(provider)}, key=str.lower)


def unknown_keys() -> Collection[str]:
    """Return what the setting names and nobody has registered."""
    return set(settings.EMBED_PROVIDERS) - {ALL, *(provider.key for provider in PROVIDERS)}
