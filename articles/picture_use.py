"""A picture with the words and crop of one use of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from newsroom.images.models import Picture
from newsroom.images.picture_html import Rendered, render


@dataclass(frozen=True)
class PictureUse:
    picture: Picture
    alt: str = ""
    own_caption: str = ""
    shape: str = ""

    @property
    def caption(self) -> str:
        return self.own_caption or self.picture.caption

    @property
    def credit(self) -> str:
        credit: str = self.picture.credit
        return credit

    def render(self, **options: Any) -> Rendered:
        """Call `newsroom.images.picture_html.render` with the words and crop of this use."""
        return render(
            self.picture, **{"alt": self.alt or None, "caption": self.caption, "shape": self.shape, **options}
        )

    def html(self, shape: str, sizes: str, eager: bool) -> SafeString:
        """Return the <picture> element, cached on the picture, which lists share until the site changes."""
        cached: dict[Any, SafeString] = self.picture.__dict__.setdefault("_html", {})
        key = (self.alt, self.own_caption, shape, sizes, eager)
        if key not in cached:
            cached[key] = self.render(shape=shape, sizes=sizes, eager=eager).html()
        return cached[key]


def use(picture: Picture | None, now: datetime, alt: str = "", caption: str = "", shape: str = "") -> PictureUse | None:
    """Return this use of a picture, or None while readers may not see it."""
    return PictureUse(picture, alt, caption, shape) if picture and picture.usable_at(now) else None
