"""Describe the versions of a story at the desk."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from articles.blocks.block import BLOCKS, UnknownBlock
from articles.blocks.figure import Figure
from articles.models import Article, EventReport, RelatedLink, TaggedArticle
from articles.story_fields import FIELDS
from newsroom.images.models import Picture
from newsroom.images.presentation import PicturePresenter
from newsroom.publishing.models import Content
from newsroom.text.snapshot_paths import keyed
from newsroom.text.snapshot_presenter import Model
from timelines.models import Event

LISTS: dict[str, Model] = {"tags": TaggedArticle, "related": RelatedLink, "reports": EventReport}


class StoryPresenter(PicturePresenter):
    LABELS: ClassVar = {
        "kind": "story type",
        "lead_alt": "lead photo: alt text",
        "lead_caption": "lead photo: caption",
        "lead_shape": "lead photo: crop",
        "bylines": "byline",
        "reports": "timeline events it broke",
    }
    LISTS: ClassVar = ("bylines", "tags", "body", "related", "reports")
    WHOLE: ClassVar = ("related",)  # either a story or a URL

    def row_model(self, name: str, row: Content) -> Any:
        if name == "body":
            return BLOCKS.get(row["type"], UnknownBlock)
        if name == "extra":
            return FIELDS.get(row["key"])
        return LISTS.get(name) or super().row_model(name, row)

    def _told(self, content: Content) -> Iterator[Any]:
        yield from super()._told({name: value for name, value in content.items() if name != "extra"})
        for row in content["extra"]:
            if kind := self.row_model("extra", row):
                yield self._line(kind, f"extra/{row['key']}/value", "value", row["value"])

    def name(self, model: Model | None, row: Content) -> str:
        if model is RelatedLink and row["title"]:
            return str(row["title"])
        return super().name(model, row)

    def words(self, model: Model | None, name: str, value: Any) -> str:
        if name == "picked" and isinstance(value, list):
            value = [self.name_of_thing(Event, key) for key in value]
        elif name == "items" and keyed(value):
            value = [each["title"] or self.name_of_thing(Article, each["story"]) for each in value]
        elif name == "photos" and keyed(value):
            value = [each["caption"] or self.name_of_thing(Picture, each["picture"]) for each in value]
        return super().words(model, name, value)

    def _values(self, content: Content) -> Iterable[Any]:  # type: ignore[override]
        yield from super()._values(content)
        for block in content["body"]:
            yield from ((EventReport, "event", key) for key in block["fields"].get("picked", ()))
            yield from ((RelatedLink, "story", item["story"]) for item in block["fields"].get("items", ()))
            yield from ((Figure, "picture", photo["picture"]) for photo in block["fields"].get("photos", ()))
