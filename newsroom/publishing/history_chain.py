"""The hash chain over the audit log, and with it over every version that an action recorded or scheduled.

An audit row's `sha256` covers the row, the hashes of the versions it names, the hash of the row before it about the same
subject and, for an action that readers noticed, of the row before it that readers noticed. An action holds exactly the
locks for that (its subjects; the site generation), so the chain makes no action wait for another.

Someone who can write to the database can also make the whole chain again, but not so that it holds a hash kept elsewhere:
`verify_history` prints the newest hash, and looks for one that it printed earlier.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from newsroom.database.rows import concrete, union
from newsroom.publishing.intervals import Due, spans
from newsroom.publishing.models import AuditEntry, Change, Publishable, fingerprint, utc_text

HASHED = (
    *("actor_id", "verb", "subject_type", "subject_id", "subject_title", "at", "revision", "approver_id", "instant"),
    *("before", "after", "reason", "public", "versions"),
)
VERSION = ("number", "based_on_id", "sha256", "author_id", "created_at", "note")
DERIVED = ("live_from", "live_until", "first_published_at", "updated_at")
Subject = tuple[str, int]  # model label, id


def digest(entry: AuditEntry, previous: str, previous_public: str) -> str:
    """Return the SHA-256 of an audit row, in hex, given that of the row before it about the same subject.

    `previous_public` is that of the row before it that readers noticed; it counts only if readers noticed this one.
    """
    return fingerprint(
        _plain(entry, HASHED) | {"previous": previous, "previous_public": previous_public if entry.public else ""}
    )


def version_digest(revision: Any) -> str:
    """Return the SHA-256, in hex, of what never changes in a version; its content counts through its own `sha256`."""
    return fingerprint(_plain(revision, VERSION))


def _plain(row: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: utc_text(value) if isinstance(value, datetime) else value for name, value in values.items()}


def link(entries: Sequence[AuditEntry]) -> None:
    """Set `sha256` of the new audit rows of one action. One query."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        wanted[entry.subject_type].append(entry.subject_id)
    rows = AuditEntry.objects.order_by()
    parts: list[Any] = [
        rows.filter(subject_type=label, subject_id__in=ids).values("subject_id").annotate(last=Max("id")).values("last")
        for label, ids in wanted.items()
    ]
    if entries[0].public:
        parts.append(rows.filter(public=True).order_by("-id").values("id")[:1])
    heads: dict[Subject, str] = {}
    public = ""
    for before in rows.filter(pk__in=union(parts)).order_by("id"):
        heads[before.subject_type, before.subject_id] = before.sha256
        public = before.sha256 if before.public else public
    for entry in entries:
        subject = (entry.subject_type, entry.subject_id)
        entry.sha256 = heads[subject] = digest(entry, heads.get(subject, ""), public)
        public = entry.sha256 if entry.public else public


class History:
    """A check of the whole audit log and of every version, in constant memory but for one hash a subject.

    Iterate over `faults()`; afterwards `rows`, `versions`, `uncovered` and `head` describe what was read. `known`, a hash
    that was printed earlier, must be in the chain: rows were removed from its end otherwise.
    """

    def __init__(self, known: str = "") -> None:
        self.known, self.head = known, ""
        self.rows = self.versions = self.uncovered = 0

    def faults(self) -> Iterator[str]:
        """Yield a sentence for each audit row, version and schedule that isn't what the actions wrote, in order."""
        published: set[Subject] = set()
        yield from self._rows(published)
        if self.known:
            yield f"No audit row has the hash {self.known}: rows were removed, or it belongs to another site."
        kinds = {model._meta.label_lower: model for model in concrete(Publishable)}
        for label, model in kinds.items():
            missing = {pk for kind, pk in published if kind == label}
            for pks in _chunks(model):
                missing.difference_update(pks)
                yield from self._subjects(model, pks)
            for pk in sorted(missing):
                yield f"{model._meta.verbose_name.capitalize()} {pk} was published and is missing."

    def _rows(self, published: set[Subject]) -> Iterator[str]:
        heads: dict[Subject, str] = {}
        public = ""
        for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
            subject = (entry.subject_type, entry.subject_id)
            if digest(entry, heads.get(subject, ""), public) != entry.sha256:
                yield (
                    f"Audit row {entry.pk} (“{entry.verb}” of {entry.subject_type} {entry.subject_id}, {utc_text(entry.at)}) "
                    "was altered, or a row before it was altered, added, or removed."
                )
            heads[subject] = self.head = entry.sha256
            public = entry.sha256 if entry.public else public
            self.known = "" if entry.sha256 == self.known else self.known
            self.rows += 1
            if any(at <= entry.at.isoformat() for at, _ in entry.after):
                published.add(subject)

    def _subjects(self, model: Any, pks: list[int]) -> Iterator[str]:
        noted: dict[int, dict[str, str]] = defaultdict(dict)
        schedules: dict[int, Any] = {}
        entries = AuditEntry.objects.filter(subject_type=model._meta.label_lower, subject_id__in=pks).order_by("id")
        for entry in entries.iterator(chunk_size=500):
            noted[entry.subject_id] |= entry.versions
            schedules[entry.subject_id] = entry.after
        lines: dict[int, list[Any]] = defaultdict(list)
        transitions = model._meta.get_field("transitions").related_model.objects.filter(subject__in=pks)
        for line in transitions.order_by("at").select_related("revision").defer("revision__content"):
            lines[line.subject_id].append(line)
        for pk in pks:
            now = [[line.at.isoformat(), line.revision.number if line.revision else None] for line in lines[pk]]
            if now != schedules.get(pk, now):
                yield f"The schedule of {model._meta.verbose_name} {pk} isn’t what its last audit row says."
        derived = {
            span.revision: span
            for pk in pks
            for span in spans(Due(line.at, line.revision_id, line.change != Change.MINOR) for line in lines[pk])
        }
        revisions = model._meta.get_field("revisions").related_model.objects.filter(subject__in=pks)
        for revision in revisions.order_by("subject", "number").iterator(chunk_size=100):
            self.versions += 1
            known = noted[revision.subject_id].pop(str(revision.number), "")
            if fault := self._version(revision, known, derived.get(revision.pk)):
                yield f"Version {revision.number} of {model._meta.verbose_name} {revision.subject_id} {fault}."
        for pk in pks:
            for number in noted[pk]:
                yield f"Version {number} of {model._meta.verbose_name} {pk} is missing."

    def _version(self, revision: Any, known: str, span: Any) -> str:
        if fingerprint(revision.content) != revision.sha256:
            return "was altered: its content isn’t what was saved"
        if known and version_digest(revision) != known:
            return "was altered: its author, time, note, or hash isn’t what the audit log says"
        if any(getattr(revision, name) != getattr(span, name, None) for name in DERIVED):
            return "was altered: its times aren’t those of the schedule"
        if revision.live_from and not known:
            self.uncovered += 1
        return ""


def _chunks(model: Any) -> Iterator[list[int]]:
    last = 0
    while pks := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:200]):
        yield pks
        last = pks[-1]
