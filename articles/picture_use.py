"""A picture in a story: the picture itself, and what this use says of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from newsroom.images.models import Picture
from newsroom.images.picture_html import Rendered, render


@dataclass(frozen=True)
class PictureUse:
    """A picture and what this use says of it."""

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
        """As `newsroom.images.picture_html.render`, with the words and the crop of this use."""
        return render(
            self.picture, **{"alt": self.alt or None, "caption": self.caption, "shape": self.shape, **options}
        )

    def html(self, shape: str, sizes: str, eager: bool) -> SafeString:
        """The <picture> of this use. Remembered with the picture, which lists share as long as the site does not change."""
        drawn: dict[Any, SafeString] = self.picture.__dict__.setdefault("_drawn", {})
        how = (self.alt, self.own_caption, shape, sizes, eager)
        if how not in drawn:
            drawn[how] = self.render(shape=shape, sizes=sizes, eager=eager).html()
        return drawn[how]


def use(picture: Picture | None, now: datetime, alt: str = "", caption: str = "", shape: str = "") -> PictureUse | None:
    """The picture as it is used, while readers may see it."""
    return PictureUse(picture, alt, caption, shape) if picture and picture.usable_at(now) else None
