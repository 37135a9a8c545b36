"""A video, post, map, chart or document of another site. Readers get a card; nothing is loaded before they ask for it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import embeds
from articles.blocks.block import Block, register
from articles.blocks.resolved import Resolved
from articles.blocks.width import SIZES, WidthField
from articles.embeds import Kind, Shape
from articles.picture_use import PictureUse
from newsroom.images.models import Picture
from newsroom.images.picture_html import WIDTHS
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text
from newsroom.text.rich_text import text_of

AUTOMATIC = ("", "Automatic")
a_web_address = URLValidator(
    ["http", "https"], message="Enter the address of the page, starting with https://.", code="invalid"
)


@register
class Embed(Block):
    readers_name = _("From another site")
    icon = "smart_display"
    feed_template = "articles/blocks/feed/embed.html"
    texts = ("title", "author", "text", "alt")
    counted = ("text",)
    searched = ("title", "author", "text")

    url: Any = plain_text.CharField(
        "web address",
        max_length=2_000,
        validators=[a_web_address],
        help_text="The address of the video, post, map, chart or document, as your browser shows it.",
    )
    title: Any = plain_text.CharField(_("title"), max_length=300, blank=True)
    author: Any = plain_text.CharField(_("author"), max_length=200, blank=True, help_text="Who made or posted it.")
    date: Any = models.DateField(null=True, blank=True, help_text="When it was posted.")
    text: Any = plain_text.TextField(_("text"), blank=True, help_text="The words of a post, which readers see at once.")
    alt: Any = plain_text.CharField(
        _("alt text"), max_length=300, blank=True, help_text="What it shows, for readers who can’t see it."
    )
    poster: Any = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, help_text="A photo to show until readers load it. Optional."
    )
    kind: Any = models.CharField(max_length=8, choices=[AUTOMATIC, *Kind.choices], default="", blank=True)
    provider: Any = plain_text.CharField(
        max_length=100, blank=True, help_text="Leave blank to use the site’s own name."
    )
    shape: Any = models.CharField(max_length=4, choices=[AUTOMATIC, *Shape.choices], default="", blank=True)
    width: Any = WidthField()
    failure: Any = plain_text.CharField(
        "answer of the site", max_length=300, blank=True, editable=False
    )  # why it didn't fill in the empty fields

    @property
    def found(self) -> embeds.Found | None:
        """Whose it is; None if stories can't show it."""
        return embeds.found(self.url)

    @property
    def shown_as(self) -> str:
        """What kind of thing it is; "" for a link."""
        return self.kind or (found.provider.kind.value if (found := self.found) else "")

    @property
    def media_mark(self) -> str:  # type: ignore[override]
        return self.shown_as if self.shown_as in (Kind.VIDEO, Kind.AUDIO) else ""

    @property
    def host(self) -> str:
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @classmethod
    def from_copy(cls, title: str, html: str) -> dict[str, Any]:
        """The first line is the address, and what is below it the title."""
        a_web_address(title.strip())
        words = text_of(html, " ")
        if len(words) > 300:
            raise ValidationError("The title of an embed has at most 300 characters.")
        return {"url": title.strip(), "title": words}

    def context(self, resolved: Resolved) -> dict[str, Any]:
        """Return what the card shows: as `source` whose it is, None for a link; `use` and `poster` if its rights allow."""
        source = self.found
        shape = self.shape or (source.provider.shape if source else "")
        picture = resolved.pictures.get(self.poster)
        use = PictureUse(picture, self.alt, shape=shape if shape in WIDTHS else "") if picture else None
        return {
            "block": self,
            "source": source,
            "kind": self.shown_as,
            "shape": shape.replace(":", "-"),
            "provider": self.provider or (source.provider.name if source else self.host),
            "posted": date.fromisoformat(self.date) if self.date else None,
            "use": use,
            "poster": use.render(sizes=SIZES[self.width]) if use else None,
        }

    def frames(self) -> list[str]:
        return [source.source] if (source := self.found) else []

    def checks(self) -> Iterator[Check]:
        """The title says what a video, a recording or a post is, and the card shows it: as alt text it would be read twice.
        What a map, a chart or a document shows, no title says."""
        if self.found is None:
            text = (
                f"{self.host or 'This address'} can’t be embedded. Use an address of {', '.join(embeds.names())}, "
                "or replace the embed with a link."
            )
            yield Check(text, self.place("url"), blocks=True)
        called = f"the embed “{self.title}”" if self.title else f"the embed from {self.provider or self.host}"
        if not self.title:
            yield Check(" ".join(filter(None, [f"Write a title for {called}.", self.failure])), self.place("title"))
        if not self.alt and not (self.title and self.shown_as in (Kind.VIDEO, Kind.AUDIO, Kind.POST)):
            yield Check(f"Write alt text for {called}: what it shows.", self.place("alt"))
