"""The rows of the search index, kept in line with every schedule: without drafts and what was taken down.

An app registers a function that reads a revision, for each kind of publishable; its `rescheduled` calls `derive`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.db import transaction

from newsroom.publishing.models import Publishable
from newsroom.search.models import Entry
from newsroom.search.period_labels import labels_of
from newsroom.search.words import Lexemes, label, lexemes_of

OPENING = 30  # words: news says what matters first
MOST = 16_000  # words of a text that are indexed; PostgreSQL counts no further
BATCH = 200  # subjects or entries written together
CLOSING = ")]”’\"'»"  # what may follow the last letter of a line without a period
FIRST_OF_CJK, IDEOGRAPHIC_STOP = "\u3040", "。"
INTERVAL = ("first_published_at", "live_from", "live_until")


@dataclass(frozen=True)
class Document:
    """What a revision holds for search: standfirst and body as plain text, a line for each heading, paragraph and item.

    `labels` are made by `words.label`.
    """

    url: str
    kind: str
    section: int | None
    language: str
    headline: str
    standfirst: str
    body: str
    labels: tuple[str, ...] = ()


Reader = Callable[[Any], Document]
_readers: dict[type[Publishable], Reader] = {}


def register(publishable: type[Publishable]) -> Callable[[Reader], Reader]:
    """Decorate the function that makes a Document of a revision of `publishable`, without a query."""

    def remember(reader: Reader) -> Reader:
        _readers[publishable] = reader
        return reader

    return remember


def derive(subject: Publishable) -> None:
    """Bring the entries of every revision of `subject` into line with its interval. Call it in `rescheduled`."""
    kind = type(subject)
    scheduled = subject.revisions.exclude(live_from=None).filter(sealed_at=None)
    wanted = {row.pop("id"): row for row in scheduled.values("id", *INTERVAL)}
    entries = Entry.objects.filter(source=_source(kind), subject=subject.pk)
    stored = {row.pop("revision"): row for row in entries.values("revision", *INTERVAL)}
    # The day of first publication is part of the address: if it changes, so does everything else.
    first = "first_published_at"
    stale = {pk for pk, row in stored.items() if pk not in wanted or row[first] != wanted[pk][first]}
    entries.filter(revision__in=stale).delete()
    for pk in stored.keys() - stale:
        if stored[pk] != wanted[pk]:
            entries.filter(revision=pk).update(**wanted[pk])
    index_many(kind, scheduled.filter(pk__in=wanted.keys() - (stored.keys() - stale)))


def index_many(publishable: type[Publishable], revisions: Iterable[Any]) -> int:
    """Add entries for revisions that have none yet, live or scheduled ones, and return how many.

    Search is fastest with the oldest stories first. To load a million, use `with postgresql.without_index():`.
    """
    source, reader = _source(publishable), _readers[publishable]
    entries = [_entry(source, revision, reader(revision)) for revision in revisions]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    return len(entries)


def rebuild() -> Iterator[tuple[str, int]]:
    """Rewrite every entry from the schedules; yield the kind and the number done after each batch.

    Each batch is one transaction that locks the subjects as an action does, so the site keeps running.
    """
    for publishable in _readers:
        source = _source(publishable)
        done, last = 0, 0
        while True:
            with transaction.atomic():
                subjects = publishable._base_manager.select_for_update(no_key=True).filter(pk__gt=last).order_by("pk")
                batch = list(subjects.values_list("pk", flat=True)[:BATCH])
                entries = Entry.objects.filter(source=source, subject__gt=last)
                (entries.filter(subject__lte=batch[-1]) if batch else entries).delete()
                revisions = publishable._meta.get_field("revisions").related_model  # type: ignore[misc]
                scheduled = revisions.objects.filter(subject__in=batch, sealed_at=None).exclude(live_from=None)
                done += index_many(publishable, scheduled.order_by("pk"))
            yield source, done
            if not batch:
                break
            last = batch[-1]


def in_sentences(text: str) -> str:
    """Join the lines of a text, each ended like a sentence, so that no excerpt runs a heading into the text below."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    *others, last = [line for line in lines if line] or [""]
    return " ".join([*(_ended(line) for line in others), last])


def _ended(line: str) -> str:
    if not line.rstrip(CLOSING)[-1:].isalnum():
        return line
    return f"{line}{IDEOGRAPHIC_STOP if line[-1] >= FIRST_OF_CJK else '.'}"


def _source(publishable: type[Publishable]) -> str:
    return publishable._meta.label_lower


def _entry(source: str, revision: Any, document: Document) -> Entry:
    headline, standfirst, body = (
        tuple(lexemes_of(text, document.language)[:MOST])
        for text in (document.headline, document.standfirst, document.body)
    )
    # Every match is ranked by the lead, so it is short: the opening replaces a missing standfirst.
    opening = () if standfirst else body[:OPENING]
    labels = (label("kind", document.kind), *document.labels, *labels_of(revision.first_published_at))
    return Entry(
        source=source,
        subject=revision.subject_id,
        revision=revision.pk,
        kind=document.kind,
        section=document.section,
        language=document.language,
        url=document.url,
        headline=normalize("NFC", document.headline),
        text=normalize("NFC", in_sentences(f"{document.standfirst}\n{document.body}")),
        **{name: getattr(revision, name) for name in INTERVAL},
        lead=Lexemes((("A", headline), ("B", standfirst), ("C", opening))),
        words=Lexemes((("A", headline), ("B", standfirst), ("", body)), labels),
    )
