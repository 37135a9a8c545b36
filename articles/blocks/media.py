"""Our own videos, recordings and documents. Nothing of a file is loaded before the reader asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, register
from articles.blocks.resolved import Resolved
from articles.blocks.width import SIZES, WidthField
from articles.models.revision import Media
from articles.picture_use import PictureUse
from newsroom.images.picture_html import Rendered
from newsroom.media.models import Kind, MediaFile
from newsroom.text import plain_text
from newsroom.text.rich_text import text_of

OWN_TITLE = "Leave blank to use the file’s own."


def files_in(blocks: Iterable[Block], now: datetime) -> Mapping[int, MediaFile]:
    """Return the files of these blocks that readers may have at `now`, by id. One query, if there are any."""
    wanted = {reference["file_id"] for block in blocks for reference in block.references() if "file_id" in reference}
    return MediaFile.objects.to_render(now).in_bulk(wanted) if wanted else {}


def of_kind(kind: Kind, name: str) -> Any:
    """Return the field that names a file of that kind."""
    return models.ForeignKey(MediaFile, models.PROTECT, verbose_name=name, limit_choices_to={"kind": kind.value})


@dataclass(frozen=True)
class FileUse:
    """A file with the words of one use of it, for structured data and other formats. `poster` is a rendition."""

    media: MediaFile
    title: str
    caption: str
    poster: Rendered | None


class MediaBlock(Block):
    """What the three have in common: a file, `title` and `caption` of this use of it."""

    file: Any
    title: Any
    caption: Any
    counted = ()
    searched = ("title", "caption")

    @classmethod
    def from_copy(cls, title: str, html: str) -> dict[str, Any]:
        """The first line is the title or the address of a file that is here, and what is below it the caption."""
        limits = cls._meta.get_field("file").get_limit_choices_to()
        here = MediaFile.objects.filter(taken_down_at=None, **limits)
        named = Q(title__iexact=title.strip()) | Q(file=title.strip().partition("/media/")[2])
        if (media := here.filter(named).first()) is None:
            raise ValidationError(
                f"There is no {cls._meta.verbose_name} of that name. Upload it, or use its own title."
            )
        return {"file": media.pk, "caption": text_of(html, "\n")}

    def media(self, resolved: Resolved) -> MediaFile | None:
        """Return the file, None while readers may not have it."""
        return resolved.files.get(self.file)

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Return `media`, the file, and `title`, what it is called here."""
        media = self.media(resolved)
        return {"block": self, "media": media, "title": self.title or media.title} if media else None

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        media = self.media(resolved)
        if media is None:
            return {}
        caption = self._meta.get_field("caption").verbose_name
        return {"": escape(self.title or media.title), str(caption): escape(self.caption)}

    def used(self, resolved: Resolved) -> FileUse | None:
        """Return the use of the file, None while readers may not have it."""
        context = self.context(resolved)
        return FileUse(context["media"], context["title"], self.caption, context.get("poster")) if context else None


@register
class Video(MediaBlock):
    readers_name = _("Video")
    icon = "movie"
    media_mark = Media.VIDEO
    feed_template = "articles/blocks/feed/video.html"

    file: Any = of_kind(Kind.VIDEO, "video")
    title: Any = plain_text.CharField(_("title"), max_length=200, blank=True, help_text=OWN_TITLE)
    caption: Any = plain_text.TextField(_("caption"), blank=True)
    width: Any = WidthField()

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Add `poster`, the rendition of a photo, if its rights allow."""
        context = super().context(resolved)
        if context:
            picture = context["media"].poster
            shown = picture if picture and resolved.now and picture.usable_at(resolved.now) else None
            context["poster"] = PictureUse(shown).render(sizes=SIZES[self.width]) if shown else None
        return context


@register
class Audio(MediaBlock):
    verbose_name_plural = "audio"
    readers_name = _("Audio")
    icon = "mic"
    media_mark = Media.AUDIO
    feed_template = "articles/blocks/feed/audio.html"

    file: Any = of_kind(Kind.AUDIO, "recording")
    title: Any = plain_text.CharField(_("title"), max_length=200, blank=True, help_text=OWN_TITLE)
    caption: Any = plain_text.TextField(_("caption"), blank=True)


@register
class Document(MediaBlock):
    readers_name = _("Document")
    icon = "picture_as_pdf"
    feed_template = "articles/blocks/feed/document.html"

    file: Any = of_kind(Kind.DOCUMENT, "document")
    title: Any = plain_text.CharField(_("title"), max_length=200, blank=True, help_text=OWN_TITLE)
    caption: Any = plain_text.TextField(_("description"), blank=True)
