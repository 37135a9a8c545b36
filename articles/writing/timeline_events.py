"""The events of a timeline, edited within the story that shows it: when, and what happened."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import require
from newsroom.text import plain_text
from newsroom.text.text_merge import merge_plain
from timelines.dates import DateError
from timelines.models import STEP, Event, Timeline
from timelines.parse import read_about
from timelines.sources import as_lines, from_lines

MOST = 500  # events of a timeline that is edited so
# {"key": "", "when": "Aug. 6", "headline": "…", "sources": "Agency | https://…"}, and in "was" what these were before. In
# an answer, "asked" names the fields in which another list or another user wrote something else meanwhile; they have that,
# and what was sent is not stored.
Row = dict[str, Any]
COLUMNS = ("when", "headline", "sources")


def rows_of(timeline: Timeline) -> list[Row]:
    """Return the events of the working copy, in order, each with how its date is read."""
    return [
        {
            "key": str(event.pk),
            **_said_by(event),
            "reading": event.reading,
        }
        for event in timeline.events.order_by("position", "pk")
    ]


def save_rows(number: int, rows: list[Any], gone: list[Any], actor: Any, year: int | None = None) -> list[Row]:
    """Save these events and delete those whose keys are in `gone`; dated ones are put in order. Return them as saved.

    A date that is typed without a year is in `year`, that of the story, or else in the current one. Other events and all
    else of the timeline stay, and so does what a row says as it did: somebody else may have changed it, or deleted the
    event. Words that both changed are merged, or asked about. Raises PermissionRefused, and ActionRefused with the event
    and the cure; then nothing is stored.
    """
    if len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        raise ActionRefused(f"Send a list of at most {MOST} events.")
    with transaction.atomic():
        timeline = Timeline._base_manager.select_for_update(no_key=True).filter(pk=number).first()
        if timeline is None:
            raise ActionRefused("That timeline doesn’t exist.")
        require(actor, "save", timeline)
        known = {str(event.pk): event for event in timeline.events.all()}
        asked: dict[str, list[str]] = {}
        place = 0
        for count, row in enumerate(rows, 1):
            try:
                event = _event(timeline, known, row, asked)
                if event is None:
                    continue
                place += 1
                event.position = place * STEP
                _read_date(event, year)
                event.full_clean(exclude=("timeline", "lane", "picture", "after"))
            except ValidationError as error:
                raise ActionRefused(f"Event {count}: {' '.join(error.messages)}") from None
            event.save()
        for key in gone:
            if key in known:
                known[key].delete()
        timeline.put_in_order()
        actions.save(timeline, actor, note="Edited in a story")
        return [row | ({"asked": asked[row["key"]]} if row["key"] in asked else {}) for row in rows_of(timeline)]


def _event(timeline: Timeline, known: Mapping[str, Event], row: Row, asked: dict[str, list[str]]) -> Event | None:
    """Return the event of a row as the row says it, or None for a row that says nothing, or nothing new of one deleted.

    Adds to `asked` the fields that were changed meanwhile, too, in the same words.
    """
    event, changed = known.get(str(row.get("key"))), _changed(row)
    if event is None:
        said = _said(row)
        if not any(value.strip() for value in said.values()) or (row.get("key") and not changed):
            return None
        event = Event(timeline=timeline)
        for name, value in said.items():
            _write(event, name, value)
        return event
    for name, mine in changed.items():
        merged = _merged(name, _before(row).get(name), mine, _said_by(event)[name])
        if merged is None:
            asked.setdefault(str(event.pk), []).append(name)
        else:
            _write(event, name, merged)
    return event


def _said_by(event: Event) -> dict[str, str]:
    """Return what an event says, by the fields of a row."""
    return {"when": event.date_text, "headline": event.headline, "sources": as_lines(event.sources)}


def _write(event: Event, name: str, value: str) -> None:
    """Make an event say that. Raises ValidationError for a source that can't be read."""
    if name == "sources":
        event.sources = from_lines(value)
    elif name == "when":
        event.date_text = plain_text.clean(value)
    else:
        event.headline = value


def _read_date(event: Event, year: int | None) -> None:
    """Read a date that was typed now; one that can't be read is refused with the event."""
    if not event.date_text or (event.date and event.date["text"] == event.date_text):
        return
    value = read_about(event.date_text, clock.now(), year, event.timeline.language)
    if not isinstance(value, DateError):
        event.date = value.to_json()


def _merged(name: str, before: str | None, mine: str, theirs: str) -> str | None:
    """Return what a field says with both changes; None if a person must choose. A date isn’t made of two, nor a source."""
    if before is None or theirs in (before, mine):
        return mine
    merged, questions = merge_plain(before, mine, theirs) if name == "headline" else ("", [None])
    return None if questions else merged


def _said(row: Row) -> dict[str, str]:
    return {name: str(row[name] or "") for name in COLUMNS if name in row}


def _before(row: Row) -> dict[str, str]:
    """Return what the fields of a row said before; empty if it doesn't tell."""
    was = row.get("was")
    return _said(was) if isinstance(was, dict) else {}


def _changed(row: Row) -> dict[str, str]:
    """Return the fields of an event that a row says otherwise than before; all of them, if it doesn't tell what was."""
    before = _before(row)
    return {name: value for name, value in _said(row).items() if value != before.get(name)}
