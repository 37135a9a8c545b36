"""The scale of the events as they are typed at the desk, before they are saved."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from newsroom.deadline import DeadlinePassed, check, deadline
from newsroom.text import plain_text
from newsroom.text.ap_style import newsroom_day
from newsroom.text.languages import direction
from timelines.dates import DateError, DateValue, localized
from timelines.exchange.content import MAX_EVENTS
from timelines.models import Timeline
from timelines.parse import read
from timelines.scale import Entry, Era, figure
from timelines.translations import words_in

ABOVE = "events-heading"  # where a mark of an event leads that is on another part of a long page
MAX_SECONDS = 5  # of CPU


def live_scale(timeline: Timeline, rows: Iterable[Any], now: datetime) -> str:
    """Return the scale of a timeline with these rows in place of what is saved of them; "" if it needs none.

    A row is {"id": key or "", "row": id of its element, "when", "headline", "is_key", "group": key or ""}. A date that can't
    be read is left out, as the row says. Events that the rows don't name are as they were saved.
    """
    words, today = words_in(timeline.language), newsroom_day(now)
    groups = [] if timeline._state.adding else list(timeline.lanes.all())
    names = {str(group.pk): group.name for group in groups}
    saved = {} if timeline._state.adding else {str(event.pk): event for event in timeline.events.all()}
    eras = [] if timeline._state.adding else list(timeline.eras.all())

    dated_eras = [Era(era.title, DateValue.from_json(era.date)) for era in eras if era.date]

    def entry(anchor: str, value: DateValue, headline: str, is_key: bool, group: str) -> Entry:
        when = "".join(text for text, _ in localized(value, today, words.language or "en"))
        name = ": ".join(filter(None, (when, headline)))
        return Entry(anchor, name, headline or name, is_key, names.get(group, ""), value)

    def entries() -> Iterator[Entry]:
        for row in list(rows)[:MAX_EVENTS]:
            check()
            sent = row if isinstance(row, dict) else {}
            text, headline = (plain_text.clean(str(sent.get(name) or ""))[:200] for name in ("when", "headline"))
            event = saved.pop(str(sent.get("id")), None)
            date = event.date if event else None
            stays = date and date["text"] == text
            value = DateValue.from_json(date) if date and stays else read(text, now, timeline.language)
            if not sent.get("is_deleted") and (text or headline) and not isinstance(value, DateError):
                anchor = str(sent.get("row") or ABOVE)
                yield entry(anchor, value, headline, sent.get("is_key") is True, str(sent.get("group") or ""))
        for event in saved.values():
            value = DateValue.from_json(event.date) if event.date else DateValue("")
            yield entry(ABOVE, value, event.headline, event.is_key, str(event.lane_id or ""))

    try:
        with deadline(MAX_SECONDS):
            drawn = figure(
                list(entries()),
                sorted(dated_eras, key=lambda era: era.date.sort_key),
                today,
                rtl=direction(timeline.language) == "rtl",
                groups=[group.name for group in groups],
                words=words,
            )
    except DeadlinePassed:
        return ""
    drawing = dict(drawn.drawings).get("wide")
    context = {"drawing": drawing, "summary": drawn.summary, "words": words, "language": timeline.language}
    return render_to_string("timelines/_live_scale.html", context).strip() if drawing else ""
