"""Several photos in the text, side by side."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, Row, register
from articles.blocks.figure import Figure
from articles.blocks.resolved import Resolved
from articles.blocks.width import WidthField
from articles.models.article import Shape
from articles.models.revision import Media, Role
from articles.picture_use import PictureUse
from articles.story_rows import cleaned_key
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text

PHOTO = ("picture", "alt", "caption")  # the fields of a photo, as those of a Figure
MOST = 60  # photos
SIZES = "(min-width: 44em) 20rem, 80vw"


@register
class Gallery(Block):
    verbose_name_plural = "galleries"
    readers_name = _("Photos")
    icon = "photo_library"
    media_mark = Media.GALLERY
    feed_template = "articles/blocks/feed/gallery.html"
    counted = ()
    searched = ("title",)

    title: Any = plain_text.CharField(
        _("title"), max_length=200, blank=True, help_text="Of the whole gallery. Optional."
    )
    photos: Any = models.JSONField(default=list, blank=True, help_text="A list of {picture, alt, caption}.")
    shape: Any = models.CharField("crop", max_length=4, choices=Shape, default=Shape.CLASSIC, blank=True)
    width: Any = WidthField()

    def clean(self) -> None:
        """Check every photo as a Figure, which has the same fields; each has a key of its own."""
        if not isinstance(self.photos, list) or not all(isinstance(photo, dict) for photo in self.photos):
            raise ValidationError({"photos": ["A gallery is a list of photos."]})
        if len(self.photos) > MOST:
            raise ValidationError({"photos": [f"A gallery has at most {MOST} photos. Make two of it."]})
        photos: dict[str, Row] = {}
        errors: list[str] = []
        for number, photo in enumerate(self.photos, 1):
            try:
                clean = _cleaned(photo)
            except ValidationError as error:
                errors += [f"Photo {number}: {message}" for message in error.messages]
            else:
                photos[clean["key"] if clean["key"] not in photos else str(uuid4())] = clean
        if errors:
            raise ValidationError({"photos": errors})
        self.photos = [photo | {"key": key} for key, photo in photos.items()]

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Return the photos that may be seen as `photos`, pairs of use and rendition; None without any."""
        uses = self.pictures(resolved)
        return {"block": self, "photos": [(use, use.render(sizes=SIZES)) for use in uses]} if uses else None

    def pictures(self, resolved: Resolved) -> list[PictureUse]:
        return [
            PictureUse(resolved.pictures[photo["picture"]], photo["alt"], photo["caption"], self.shape)
            for photo in self.photos
            if photo["picture"] in resolved.pictures
        ]

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        seen = [photo for photo in self.photos if photo["picture"] in resolved.pictures]
        words = [photo["caption"] or photo["alt"] or resolved.pictures[photo["picture"]].alt for photo in seen]
        captions = linebreaksbr("\n".join(words), autoescape=True)
        return (super().readers_texts(resolved) if seen else {}) | {"": captions}

    def references(self) -> Iterator[dict[str, Any]]:
        for photo in self.photos:
            yield {"role": Role.FIGURE, "picture_id": photo["picture"]}

    def alts(self) -> Iterator[tuple[int, str, str]]:
        return ((photo["picture"], photo["alt"], self.place("photos")) for photo in self.photos)

    def checks(self) -> Iterator[Check]:
        if not self.photos:
            yield Check("A gallery is empty. Add photos, or delete it.", self.place())


def _cleaned(photo: Row) -> Row:
    key = cleaned_key(PHOTO, photo)
    figure = Figure.cleaned(key, {name: photo[name] for name in PHOTO if name in photo})
    return {"key": key, **{name: getattr(figure, name) for name in PHOTO}}
