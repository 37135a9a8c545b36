"""The form field for the tags of a story."""

import re
from collections.abc import Sequence
from typing import Any

from taggit.forms import TagField, TagWidget

from articles.models import Article, TaggedArticle

NAME = re.compile(r'"([^"]*)"|([^",]+)')


class TagsInput(TagWidget):
    def format_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, str):
            names = (tag.name for tag in value)
            value = ", ".join(f'"{name}"' if "," in name or " " in name else name for name in names)
        return super().format_value(value)


class TagsField(TagField):
    """A comma-separated list of names that keeps the order in which they were typed; taggit's own sorts them."""

    widget = TagsInput

    def clean(self, value: Any) -> list[str]:
        names: list[str] = super().clean(value)
        typed = [(quoted or plain).strip() for quoted, plain in NAME.findall(value or "")] + (value or "").split()
        return sorted(names, key=lambda name: typed.index(name) if name in typed else len(typed))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and [tag.name for tag in initial or ()] != self.clean(data)


def put_in_order(story: Article, names: Sequence[str]) -> None:
    """Store the order of the tags that a story has."""
    places = {name: place for place, name in enumerate(names, 1)}
    moved = []
    for row in story.tagged.select_related("tag"):
        place = places.get(row.tag.name, TaggedArticle.LAST)
        if row.order != place:
            row.order = place
            moved.append(row)
    TaggedArticle.objects.bulk_update(moved, ["order"])
