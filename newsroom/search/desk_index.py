"""The desk's index: one row for each working copy, drafts included, written by every action in its own transaction.

Its words are those of the newest version. Who may see a row is not in it: every query asks `visible_to`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from unicodedata import normalize

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Case, Exists, F, JSONField, Max, OuterRef, TextField, Value, When

from newsroom.publishing.actions.base import Act
from newsroom.publishing.adapters import adapter_of, registered
from newsroom.publishing.models import AuditEntry, Publishable, upgraded
from newsroom.publishing.states import TRASH
from newsroom.search.index import BATCH, MOST, in_sentences
from newsroom.search.models import NEVER, DeskEntry
from newsroom.search.period_labels import labels_of
from newsroom.search.words import Lexemes, label, lexemes_of, title_key

VERSION = 2  # of what a row holds. Raise it when that changes: the next `migrate` writes every row again.
NO_CHANGE = ("open_sealed",)  # actions that are audited and change nothing
CHANGED, PUBLISHED = "changed", "published"  # the labels of a row's instants
WRITTEN = [field.name for field in DeskEntry._meta.concrete_fields if not field.primary_key]


class Change(NamedTuple):
    at: datetime
    by: int


def acted(acts: Sequence[Act], **_signal: Any) -> None:
    """Write the rows of what an action changed: a receiver of `post_actions`."""
    changed: dict[type[Publishable], dict[Publishable, Change]] = {}
    for act in acts:
        if isinstance(act.subject, Publishable) and act.action not in NO_CHANGE:
            changed.setdefault(type(act.subject), {})[act.subject] = Change(act.now, act.actor.pk)
    for changes in changed.values():
        write(list(changes), {subject.pk: change for subject, change in changes.items()})


def write(subjects: Sequence[Publishable], changes: dict[int, Change] | None = None) -> int:
    """Write the rows of these subjects of one kind, and return how many. `changes` are their last ones, if known.

    Two queries, one more if they have tags, one more without `changes`.
    """
    if not subjects:
        return 0
    kind, keys = type(subjects[0]), [subject.pk for subject in subjects]
    changes = _last_changes(kind, keys) if changes is None else changes
    versions = _versions(kind, keys)
    contents = adapter_of(kind).resolve_merged([upgraded(kind, each.content) for each in versions.values()])
    found = {pk: each._replace(content=content) for (pk, each), content in zip(versions.items(), contents, strict=True)}
    rows = [
        _entry(subject, found[subject.pk], changes.get(subject.pk) or found[subject.pk].change)
        for subject in subjects
        if subject.pk in found
    ]
    updated = [name for name in WRITTEN if name not in ("source", "subject")]
    DeskEntry.objects.bulk_create(
        rows, BATCH, update_conflicts=True, unique_fields=["source", "subject"], update_fields=updated
    )
    return len(rows)


def rebuild(*, all_rows: bool = True) -> Iterator[tuple[str, int]]:
    """Write every row, or only those that are missing or of another VERSION; yield kind and number after each batch.

    Each batch is one transaction that locks the subjects as an action does, so the site keeps running, and it can be
    interrupted and started again.
    """
    for kind in registered():
        source: str = kind._meta.label_lower
        current = DeskEntry.objects.filter(source=source, subject=OuterRef("pk"), version=VERSION)
        subjects: Any = kind._base_manager.order_by("pk")
        done, last = 0, 0
        while True:
            with transaction.atomic():
                wanted = subjects.filter(pk__gt=last) if all_rows else subjects.filter(~Exists(current), pk__gt=last)
                batch = list(wanted.select_for_update(no_key=True)[:BATCH])
                done += write(batch)
            yield source, done
            if not batch:
                break
            last = batch[-1].pk


def fill(**_signal: Any) -> None:
    """Write what is missing, after a migrate that left nothing to be migrated: a receiver of `post_migrate`."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        for _ in rebuild(all_rows=False):
            pass


class Version(NamedTuple):
    """The newest version of a subject, and the titles and slugs that it ever had, without those taken down."""

    content: Any
    sealed: bool
    word_count: int | None
    change: Change
    names: list[str]


def _versions(kind: type[Publishable], keys: list[int]) -> dict[int, Version]:
    """Return the newest version of each subject. One query."""
    revisions: Any = kind._meta.get_field("revisions").related_model  # type: ignore[misc]
    columns = {field.name for field in revisions._meta.concrete_fields}
    named = [name for name in (adapter_of(kind).title, "slug") if name in columns]
    newer = revisions.objects.filter(subject=OuterRef("subject"), number__gt=OuterRef("number"))
    rows = revisions.objects.filter(subject__in=keys).order_by("subject", "number").annotate(newest=~Exists(newer))
    counted = Value(None, TextField()) if adapter_of(kind).word_count is None else adapter_of(kind).word_count
    found: dict[int, Version] = {}
    names: dict[int, list[str]] = {}
    for pk, is_newest, sealed, content, words, at, by, *texts in rows.values_list(
        "subject",
        "newest",
        "sealed_at",
        Case(When(newest=True, then=F("content")), output_field=JSONField()),
        Case(When(newest=True, then=counted), output_field=TextField()),
        "created_at",
        "author",
        *named,
    ):
        if not sealed:
            names.setdefault(pk, []).extend(texts)
        if is_newest:
            words = None if words is None else int(words)
            found[pk] = Version(content, bool(sealed), words, Change(at, by), names.get(pk, []))
    return found


def _last_changes(kind: type[Publishable], keys: list[int]) -> dict[int, Change]:
    """Return what the audit log has as the last change of each subject. One query."""
    entries = AuditEntry.objects.filter(subject_type=kind._meta.label_lower, subject_id__in=keys)
    last = entries.exclude(verb__in=NO_CHANGE).order_by().values("subject_id").annotate(last=Max("pk")).values("last")
    rows = AuditEntry.objects.filter(pk__in=last).order_by().values_list("subject_id", "at", "actor")
    return {subject: Change(at, actor) for subject, at, actor in rows}


def _entry(subject: Any, newest: Version, change: Change) -> DeskEntry:
    """Return the row of one subject. Of what was taken down it holds the title alone, as lists do."""
    adapter, content = subject.adapter, newest.content
    title = normalize("NFC", " ".join(((content[adapter.title] if adapter.title else "") or str(subject)).split()))
    texts: list[str] = [] if newest.sealed else list(adapter.searched(content))
    filed: dict[str, list[Any]] = {} if newest.sealed else adapter.filed_under(content)
    language, published = content.get("language", "en"), subject.first_published_at or NEVER

    def words(*texts: str) -> tuple[str, ...]:
        return tuple(lexemes_of("\n".join(texts), language)[:MOST])

    named = words(title)
    former = dict.fromkeys(words(*(name.replace("-", " ") for name in newest.names)))
    titled = (*named, *(word for word in former if word not in named))
    labels = (
        *(label(name, value) for name, values in filed.items() for value in values),
        label("source", subject._meta.label_lower),
        label("owner", subject.owner_id),
        label("review", TRASH if subject.binned_at else subject.review),
        *labels_of(change.at, CHANGED),
        *labels_of(published, PUBLISHED),
    )
    return DeskEntry(
        source=subject._meta.label_lower,
        subject=subject.pk,
        version=VERSION,
        title=title[:300],
        title_key=title_key(title),
        text=normalize("NFC", in_sentences("\n".join(texts))),
        word_count=newest.word_count,
        filed=filed,
        changed_at=change.at,
        changed_by_id=change.by,
        published_at=published,
        title_words=Lexemes((("A", titled),)),
        words=Lexemes((("A", titled), ("B", words(*texts[:1])), ("", words(*texts[1:]))), labels),
    )
