"""A photo in the text."""

from typing import Any

from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, register
from articles.blocks.resolved import Resolved
from articles.blocks.width import SIZES, WidthField
from articles.models.article import Shape
from articles.picture_use import PictureUse
from newsroom.images.models import ALT_RULE, Picture
from newsroom.text import plain_text


@register
class Figure(Block):
    verbose_name = "photo"
    readers_name = _("Photo")
    icon = "image"
    feed_template = "articles/blocks/feed/figure.html"
    counted = ()

    picture: Any = models.ForeignKey(Picture, models.PROTECT, verbose_name="photo")
    alt: Any = plain_text.CharField(_("alt text"), max_length=300, blank=True, help_text=ALT_RULE)
    caption: Any = plain_text.TextField(_("caption"), blank=True, help_text="Leave blank to use the photo’s own.")
    shape: Any = models.CharField("crop", max_length=4, choices=Shape, default=Shape.WHOLE, blank=True)
    width: Any = WidthField()

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Return the use of the photo, and as `shown` its rendition."""
        if self.picture not in resolved.pictures:
            return None
        use = PictureUse(resolved.pictures[self.picture], self.alt, self.caption, self.shape)
        return {"block": self, "use": use, "shown": use.render(sizes=SIZES[self.width])}

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        if self.picture not in resolved.pictures:
            return {}
        return super().readers_texts(resolved) | {
            str(_("alt text")): escape(self.alt or resolved.pictures[self.picture].alt)
        }
