"""The filled archive: its rows are the same as those of actions."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from articles import references
from articles.blocks import body
from articles.models import (
    Address,
    Article,
    ArticleReference,
    ArticleRevision,
    BodyReference,
    BylineListing,
    RelatedLink,
    Tag,
    TagListing,
    TimelineListing,
)
from articles.tags import merged
from newsroom.images import usage
from newsroom.publishing.actions.base import Act
from newsroom.publishing.actions.schedule import reschedule
from newsroom.publishing.models import fingerprint
from newsroom.search import desk_index, index
from newsroom.search.models import DeskEntry, Entry
from tests.articles.factories import ArticleFactory
from tests.bench.desk import pages
from tests.desk.test_fill_archive import NOON, fill, rows
from tests.people import administrator

pytestmark = [pytest.mark.once("postgresql"), pytest.mark.xdist_group("filled archive")]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An archive of sixty stories, filled in two steps, for all tests of this module that read it; rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(20)
        fill(60)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def archive(filled: None, db: None) -> None:
    """The same archive; what a test changes is undone."""


@pytest.mark.long
def test_what_the_verbs_derive_from_the_archive_stands_there_already(archive: None) -> None:
    listings = (TagListing, BylineListing, TimelineListing)
    derived = (ArticleRevision, *listings, Address, ArticleReference, BodyReference, Entry, DeskEntry)
    before = {model: rows(model) for model in derived}
    for article in Article.objects.all():
        for revision in article.revisions.all():
            ArticleReference.objects.filter(revision=revision).delete()
            references.record(article, revision)
        with transaction.atomic():
            act = Act(article, article.owner, article.acted_at or NOON)
            reschedule(act)
            article.adapter.rescheduled(article)
            Entry.objects.filter(subject=article.pk, source="articles.article").delete()
            index.derive(article)
        desk_index.write([article])
    assert {model: rows(model) for model in derived} == before
    assert all(before.values())
    assert ArticleRevision.objects.filter(number=3).exists()
    assert ArticleReference.objects.exclude(article=None).exists()
    assert BodyReference.objects.exclude(article=None).exists()
    assert RelatedLink.objects.exists()


def test_working_copies_of_the_archive_say_what_their_newest_version_says(archive: None) -> None:
    for article in Article.objects.all():
        head = article.head
        assert article.snapshot() == head.content
        assert head.sha256 == fingerprint(head.content)
        assert article.problems(head.content) == []


def test_the_text_of_the_archive_is_as_the_sanitizer_leaves_it(archive: None) -> None:
    for revision in ArticleRevision.objects.all():
        written = revision.content["body"]
        assert body.sanitized(written) == body.cleaned(written) == written


def test_photos_and_tags_of_the_archive_are_counted_as_one_by_one(archive: None) -> None:
    shown: dict[int, set[int]] = {}
    for picture, story in ArticleReference.objects.exclude(picture=None).values_list("picture", "revision__subject"):
        shown.setdefault(picture, set()).add(story)
    assert shown
    assert usage.counts(shown) == {picture: len(stories) for picture, stories in shown.items()}
    live = TagListing.objects.within(NOON).values_list("tag", flat=True).order_by()
    tags = list(Tag.objects.values_list("pk", flat=True))
    counts = merged.carried(tags, NOON)
    assert {tag: counts[tag].live for tag in tags} == {tag: list(live).count(tag) for tag in tags}
    assert any(each.drafts for each in counts.values())


def test_every_page_of_the_desk_that_the_bench_measures_is_there(
    archive: None, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(administrator("chief"))
    for name, path in pages().items():
        with django_assert_max_num_queries(36, info=name):
            assert client.get(path).status_code == 200, name


def test_a_story_is_published_by_the_verbs_after_a_fill(archive: None) -> None:
    story = ArticleFactory()
    assert story.pk > max(Article.objects.exclude(pk=story.pk).values_list("pk", flat=True))
