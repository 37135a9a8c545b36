"""Versions that hold pictures, told at the desk: each picture is drawn small beside its words."""

from collections.abc import Iterable
from typing import Any

from newsroom.images.models import Picture
from newsroom.text.snapshot_presenter import Model, SnapshotPresenter

SIZES = "12rem"


class PicturePresenter(SnapshotPresenter):
    def things_of(self, model: Model, keys: set[Any]) -> Iterable[Any]:
        if model is Picture:
            return Picture.objects.to_render().filter(pk__in=keys)
        return super().things_of(model, keys)

    def picture(self, thing: Any) -> str:
        """The picture as a thumbnail; of one that was taken down, nothing is shown."""
        if not isinstance(thing, Picture) or thing.current is None or thing.taken_down_at:
            return ""
        return thing.render(sizes=SIZES).html()
