"""The history of one publishable, newest first: its versions, the actions between them, and what is scheduled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Subquery

from newsroom.publishing.models import AuditEntry, Change, Publishable
from newsroom.publishing.permissions import in_words
from newsroom.text.ap_style import moment
from newsroom.text.plain_text import whole_number
from newsroom.text.snapshot_diff import differences, in_few_words

PAGE = 50
SHOWN_BY_VERSIONS = ("save", "restore")  # the line of the version says it all
SHOWN = (
    *("subject_id", "number", "created_at", "note", "live_from", "live_until", "sealed_at"),
    *("author__username", "author__first_name", "author__last_name", "based_on__number", "based_on__sealed_at"),
    *("approved_by__username", "approved_by__first_name", "approved_by__last_name"),
)
DONE = {
    "submit": "submitted it",
    "take_back": "took it back",
    "send_back": "sent it back",
    "approve": "approved version {revision}",
    "publish": "published version {revision}",
    "schedule": "scheduled version {revision} for {instant}",
    "unschedule": "unscheduled version {revision}, due {instant}",
    "unschedule_end": "canceled the unpublishing due {instant}",
    "unpublish": "unpublished it",
    "withdraw": "unpublished it",  # in older entries
    "unpublish_later": "scheduled it to be unpublished {instant}",
    "fix_live": "fixed the live text",
    "correct": "added a correction",
    "amend_correction": "amended a correction",
    "set_embargo": "set an embargo until {instant}",
    "lift_embargo": "lifted the embargo",
    "take_down": "took it down",
    "open_sealed": "opened the version that was taken down",
    "bin": "moved it to the trash",
    "unbin": "took it out of the trash",
    "put_on_front": "put a story on the front",
    "undo_put_on_front": "undid putting a story on the front",
    "take_off_front": "took a story off the front",
    "plan": "changed the planned day",
    "use_as_template": "made it a template",
    "stop_using_as_template": "made it a draft again",
}


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    version: Any = None
    entry: Any = None

    @property
    def done(self) -> str:
        """What was done, in the words of DONE: "scheduled version 5 for Nov. 8, 2024, 6 p.m."."""
        verb, instant = self.entry.verb, self.entry.instant
        later = instant is not None and instant > self.entry.at
        if verb == "publish" and later:
            verb = "schedule"
        elif verb == "unpublish" and later:
            verb = "unpublish_later"
        elif verb == "unschedule" and self.entry.revision is None:
            verb = "unschedule_end"
        elif verb == "set_embargo" and instant is None:
            verb = "lift_embargo"
        words = DONE.get(verb, in_words(verb))
        return words.format(revision=self.entry.revision, instant=moment(instant) if instant else "")


@dataclass(frozen=True)
class Due:
    """Something scheduled. `contains` says in a few words how it differs from what readers see before it."""

    at: datetime
    version: Any
    change: str
    contains: str


def lines(subject: Publishable, before: str = "", most: int = PAGE) -> tuple[list[HistoryLine], str]:
    """Return a page of the history, of `most` lines, and where the next one begins ("" if there is none). Two queries at any length.

    `before` is what an earlier call returned: the number of the oldest version and the id of the oldest entry shown.
    """
    number, _, entry = before.partition("-")
    versions = subject.revisions.select_related("author", "approved_by", "based_on").only(*SHOWN)
    change = subject.transitions.model.objects.filter(revision=OuterRef("pk")).values("change")
    versions = versions.annotate(change=Subquery(change[:1])).order_by("-number")
    entries = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    entries = entries.exclude(verb__in=SHOWN_BY_VERSIONS).select_related("actor").order_by("-id")
    if (version := whole_number(number)) is not None and (row := whole_number(entry)) is not None:
        versions, entries = versions.filter(number__lt=version), entries.filter(id__lt=row)
    found = list(islice(_by_time(versions[: most + 1], entries[: most + 1]), most + 1))
    if len(found) <= most:
        return found, ""
    shown = found[:most]
    oldest = [
        min((getattr(row, key) for line in shown if (row := getattr(line, kind))), default=typed)
        for kind, key, typed in (("version", "number", number), ("entry", "id", entry))
    ]
    return shown, "-".join(str(each or 2**31 - 1) for each in oldest)


def _by_time(versions: Any, entries: Any) -> Iterator[HistoryLine]:
    """Merge both in one order; an action is above the versions that it wrote at the same instant."""
    actions = [HistoryLine(row.at, entry=row) for row in entries]
    saved = [HistoryLine(row.created_at, row) for row in versions]
    return merge(actions, saved, key=lambda line: line.at, reverse=True)


def coming(subject: Publishable, now: datetime) -> list[Due]:
    """Return what is scheduled, the latest first, and what each version changes for readers. Two queries."""
    due = list(subject.transitions.filter(at__gt=now).select_related("revision__author").order_by("at"))
    live = subject.live(now) if due else None
    seen = live.read() if live else None
    found = []
    for line in due:
        contains = ""
        if line.revision:
            content = line.revision.read()
            if seen is not None:
                describe = subject.adapter.presenter([], names=False).describe
                contains = in_few_words(differences(describe(seen), describe(content))) or "the same"
            seen = content
        kind = str(Change(line.change).label) if line.change else ""
        found.append(Due(line.at, line.revision, kind, contains))
    return found[::-1]
