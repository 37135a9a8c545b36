"""Describe the versions of a story at the desk."""

from collections.abc import Iterable
from typing import Any, ClassVar

from articles.models import BLOCKS, EventReport, RelatedLink, TaggedArticle
from newsroom.images.presentation import PicturePresenter
from newsroom.publishing.models import Content
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
    LISTS: ClassVar = ("bylines", "tags", "blocks", "related", "reports")
    WHOLE: ClassVar = ("related",)  # either a story or a URL

    def row_model(self, name: str, row: Content) -> Model | None:
        if name == "blocks":
            return BLOCKS[row["type"]]
        return LISTS.get(name) or super().row_model(name, row)

    def name(self, model: Model | None, row: Content) -> str:
        if model is RelatedLink and row["title"]:
            return str(row["title"])
        return super().name(model, row)

    def words(self, model: Model | None, name: str, value: Any) -> str:
        if name == "picked" and isinstance(value, list):
            return super().words(None, name, [self.name_of_thing(Event, key) for key in value])
        return super().words(model, name, value)

    def _values(self, content: Content) -> Iterable[Any]:  # type: ignore[override]
        yield from super()._values(content)
        for block in content["blocks"]:
            yield from ((EventReport, "event", key) for key in block.get("picked", ()))
