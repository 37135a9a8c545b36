"""Make what follows from the rows of an archive."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from articles import headline_index
from articles.models import Article, ArticleRevision, HeadlineWord
from articles.stored_html import render_again
from newsroom.archive.rows import BATCH
from newsroom.images import library_search
from newsroom.images.models import Picture
from newsroom.publishing.actions.base import Act
from newsroom.publishing.actions.schedule import reschedule
from newsroom.publishing.adapters import registered
from newsroom.publishing.models import upgraded
from newsroom.search import desk_index, index

# The rows that follow from versions and schedules. An archive has all of them, or none and "derive" in its archive.json.
FOLLOWING = frozenset(
    """articles.address articles.articlereference articles.bodyreference articles.byline articles.bylinelisting
    articles.eventreport articles.relatedlink articles.standingpageaddress articles.taggedarticle articles.taglisting
    articles.timelinelisting fronts.alertreference fronts.containerreference fronts.pinend fronts.slot timelines.event
    timelines.timelineaddress timelines.timelineera timelines.timelinelane timelines.timelinereference""".split()
)


def from_versions(actor: Any, now: datetime, beginning: datetime) -> None:
    """Make working copies of the newest versions, and FOLLOWING of all of them, as the actions would have done.

    `beginning` is before every schedule, because the intervals of the past are written here.
    """
    for kind in reversed(registered()):  # timelines before the stories that name their events
        subjects: Any = kind._base_manager
        for subject in subjects.order_by("pk").iterator(chunk_size=BATCH):
            revisions = list(subject.revisions.order_by("number"))
            if revisions:
                subject.load(revisions[-1].read())
            for revision in revisions:
                subject.adapter.recorded(subject, revision)
            subject.acted_at = subject.acted_at or now
            subject.save(update_fields=["acted_at"])
            reschedule(Act(subject, actor, beginning))


def search_and_stored_pages() -> None:
    """Make what no archive has: stored HTML, readers' and the desk's search, the words of photos and headlines."""
    render_again()
    for _ in (*index.rebuild(), *desk_index.rebuild()):
        pass
    for pictures in _batches(Picture.objects.to_render().order_by("pk").iterator(chunk_size=BATCH)):
        library_search.index_many(pictures)
    contents = ArticleRevision.objects.order_by("pk").values_list("subject", "content").iterator(chunk_size=BATCH)
    for batch in _batches(contents):
        words: set[tuple[int, bytes]] = set()
        for article, content in batch:
            current = upgraded(Article, content)
            words |= {(article, word) for word in headline_index.words_in(current["headline"], current["slug"])}
        HeadlineWord.objects.bulk_create(
            (HeadlineWord(article_id=article, word=word) for article, word in sorted(words)), ignore_conflicts=True
        )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    each = iter(rows)
    while batch := list(islice(each, BATCH)):
        yield batch
