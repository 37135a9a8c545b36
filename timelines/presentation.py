"""Versions of timelines, described for the desk: dates as readers see them, one source per line."""

from html import escape
from typing import Any, ClassVar

from django.template.defaultfilters import linebreaksbr

from newsroom.images.presentation import PicturePresenter
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.text.ap_style import newsroom_day
from newsroom.text.snapshot_presenter import Model
from timelines.coordinates import as_text
from timelines.dates import DateValue, display
from timelines.sources import MEDIUM, as_lines


class TimelinePresenter(PicturePresenter):
    LABELS: ClassVar = {"events/date": "when", "eras/date": "dates", "events/picture_alt": "photo: alt text"}
    LISTS: ClassVar = ("events", "lanes", "eras")
    UNTOLD: ClassVar = ("foreign", "events/foreign")  # data of an import, for machines

    def words(self, model: Model | None, name: str, value: Any) -> str:
        if name == "date" and value:
            return escape(display(DateValue.from_json(value), newsroom_day(clock.now())))
        if name == "sources":
            return linebreaksbr(as_lines(value), autoescape=True)
        if name == "coordinates" and value:
            return as_text(value)
        if name == "media" and value:
            return linebreaksbr("\n".join(value[part] for part in MEDIUM if value[part]), autoescape=True)
        return super().words(model, name, value)

    def name(self, model: Model | None, row: Content) -> str:
        """Name an event without a headline by its date."""
        return super().name(model, {**row, "date": None}) or str((row.get("date") or {}).get("text", ""))
