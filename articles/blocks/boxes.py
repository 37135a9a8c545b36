"""Words that stand out from the text: pull quotes and fact boxes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, register
from articles.story_links import named
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField


@register
class PullQuote(Block):
    readers_name = _("Quotation")
    icon = "format_quote"
    feed_template = "articles/blocks/feed/pull_quote.html"
    counted = ("text",)
    searched = ("text", "attribution")

    text: Any = plain_text.TextField()
    attribution: Any = plain_text.CharField(_("attribution"), max_length=200, blank=True, help_text="Who said it.")


@register
class FactBox(Block):
    verbose_name_plural = "fact boxes"
    readers_name = _("Fact box")
    icon = "fact_check"
    feed_template = "articles/blocks/feed/fact_box.html"

    title: Any = plain_text.CharField(_("title"), max_length=200)
    text: Any = RichTextField(name_links=named)
