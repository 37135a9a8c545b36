"""The events of a timeline, edited within the story that shows it: when, and what happened."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import require
from newsroom.text.text_merge import merge_plain
from timelines.models import STEP, Event, Timeline

MOST = 500  # events of a timeline that is edited so
# {"key": "", "when": "Aug. 6", "headline": "…"}, and in "was" what both were before. In an answer, "asked" names the fields
# in which another list or another user wrote something else meanwhile; they have that, and what was sent is not stored.
Row = dict[str, Any]
COLUMNS = {"when": "date_text", "headline": "headline"}


def rows_of(timeline: Timeline) -> list[Row]:
    """Return the events of the working copy, in order, each with how its date is read."""
    return [
        {
            "key": str(event.pk),
            "when": event.date_text,
            "headline": event.headline,
            "reading": event.reading,
        }
        for event in timeline.events.order_by("position", "pk")
    ]


def save_rows(number: int, rows: list[Any], gone: list[Any], actor: Any) -> list[Row]:
    """Save these events and delete those whose keys are in `gone`; dated ones are put in order. Return them as saved.

    Other events and all else of the timeline stay, and so does what a row says as it did: somebody else may have changed
    it, or deleted the event. Words that both changed are merged, or asked about. Raises PermissionRefused, and
    ActionRefused with the event and the cure; then nothing is stored.
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
            event = _event(timeline, known, row, asked)
            if event is None:
                continue
            place += 1
            event.position = place * STEP
            try:
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
        return Event(timeline=timeline, **{COLUMNS[name]: value for name, value in said.items()})
    for name, mine in changed.items():
        merged = _merged(name, _before(row).get(name), mine, getattr(event, COLUMNS[name]))
        if merged is None:
            asked.setdefault(str(event.pk), []).append(name)
        else:
            setattr(event, COLUMNS[name], merged)
    return event


def _merged(name: str, before: str | None, mine: str, theirs: str) -> str | None:
    """Return what a field says with both changes; None if a person must choose. A date is not made of two."""
    if before is None or theirs in (before, mine):
        return mine
    merged, questions = merge_plain(before, mine, theirs) if name == "headline" else ("", [None])
    return None if questions else merged


def _said(row: Row) -> dict[str, str]:
    return {name: str(row.get(name) or "") for name in COLUMNS}


def _before(row: Row) -> dict[str, str]:
    """Return what the fields of a row said before; empty if it doesn't tell."""
    was = row.get("was")
    return _said(was) if isinstance(was, dict) else {}


def _changed(row: Row) -> dict[str, str]:
    """Return the fields of an event that a row says otherwise than before; all of them, if it doesn't tell what was."""
    before = _before(row)
    return {name: value for name, value in _said(row).items() if value != before.get(name)}
