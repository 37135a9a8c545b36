"""Snapshots with pictures described for people, each picture as a thumbnail beside its words."""

from collections.abc import Iterable
from typing import Any

from newsroom.images.models import Picture
from newsroom.text.snapshot_presenter import Model, SnapshotPresenter


class PicturePresenter(SnapshotPresenter):
    def things_of(self, model: Model, keys: set[Any]) -> Iterable[Any]:
        if model is Picture:
            return Picture.objects.to_render().filter(pk__in=keys)
        return super().things_of(model, keys)

    def picture(self, thing: Any) -> str:
        """Return the picture as a thumbnail; "" for one that was taken down."""
        if not isinstance(thing, Picture) or thing.current is None or thing.taken_down_at:
            return ""
        return thing.render(sizes="12rem").html()
