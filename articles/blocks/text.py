"""The text itself: paragraphs, headings, lists and quotations. The runs of them are the sections of a page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, Row, new, register
from articles.blocks.resolved import Resolved
from articles.story_links import named
from newsroom.text import plain_text
from newsroom.text.rich_text import InlineTextField, RichTextField, text_of

DIVIDED = "* * *"  # in plain text
_DIVIDER = re.compile(r"\*\s?\*\s?\*|-{3,}|—{3,}|_{3,}|⁂")
_ELEMENT = re.compile(r"<(/?)(p|ul|ol|blockquote|h3)\b[^>]*>")  # in sanitized rich text


@register
class Paragraph(Block):
    icon = "notes"
    feed_template = "articles/blocks/paragraph.html"
    readers_name = _("Text")
    is_prose = True

    text: Any = InlineTextField("paragraph", name_links=named)


@register
class Heading(Block):
    icon = "title"
    feed_template = "articles/blocks/feed/heading.html"
    readers_name = _("Heading")
    is_prose = True

    text: Any = plain_text.CharField("heading", max_length=200)
    level: Any = models.PositiveSmallIntegerField(choices=[(2, "Heading"), (3, "Subheading")], default=2)

    @property
    def anchor(self) -> str:
        """The id of the heading, stable for as long as the block exists."""
        return f"s-{self.key[-12:]}"


@register
class List(Block):
    icon = "list"
    feed_template = "articles/blocks/list.html"
    readers_name = _("List")
    is_prose = True

    text: Any = RichTextField("items", name_links=named)

    def clean(self) -> None:
        if {name for name, _, _ in _top_level(self.text)} - {"ul", "ol"}:
            raise ValidationError({"text": ["A list has items and nothing else: <ul><li>…</li></ul> or <ol>."]})


@register
class Quote(Block):
    verbose_name = "quotation"
    icon = "format_quote"
    feed_template = "articles/blocks/quote.html"
    readers_name = _("Quotation")
    is_prose = True

    texts = ("text", "attribution")
    counted = ("text",)
    searched = texts

    text: Any = RichTextField("quotation", name_links=named)
    attribution: Any = plain_text.CharField(_("attribution"), max_length=200, blank=True, help_text="Who said it.")
    cite: Any = models.URLField("source", max_length=500, blank=True, help_text="The page that it is from: https://…")

    @property
    def site(self) -> str:
        """The name of the site that it is from."""
        return (urlsplit(self.cite).hostname or "").removeprefix("www.")


@register
class Divider(Block):
    """A break between two parts of the text."""

    icon = "horizontal_rule"
    readers_name = _("Divider")
    is_prose = True

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        return {"": DIVIDED}


def split(html: str) -> Iterator[Row]:
    """Yield sanitized rich text as new blocks, one for each paragraph, heading, list and quotation at its top level.

    A paragraph of asterisks or dashes is a divider.
    """
    for element, inner, outer in _top_level(html):
        if not plain_text.clean(text_of(outer)):
            continue
        match element:
            case "h3":
                yield new(Heading, text=" ".join(unescape(text_of(inner)).split())[:200], level=3)
            case "ul" | "ol":
                yield new(List, text=outer)
            case "blockquote":
                yield new(Quote, text=inner)
            case _ if _DIVIDER.fullmatch(text_of(inner)):
                yield new(Divider)
            case _:
                yield new(Paragraph, text=inner)


def _top_level(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name, inner and outer HTML of each element at the top level; text between them has the name ""."""
    depth = start = inner = 0
    for tag in _ELEMENT.finditer(html):
        if not tag[1]:
            if depth == 0:
                if loose := html[start : tag.start()].strip():
                    yield "", loose, loose
                start, inner = tag.start(), tag.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield tag[2], html[inner : tag.start()], html[start : tag.end()]
                start = tag.end()
    if loose := html[start:].strip():
        yield "", loose, loose
