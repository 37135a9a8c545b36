"""Stories as journalists write them: through the working copy and the verbs."""

from datetime import datetime, timedelta
from typing import Any

import factory
from django.contrib.auth.models import User

from articles.models import (
    Article,
    ArticleRevision,
    Author,
    BodySection,
    Byline,
    BylineListing,
    Section,
    StandingPage,
    Tag,
    TaggedArticle,
    TagListing,
)
from newsroom.publishing import actions, clock
from newsroom.text.ap_style import newsroom_day
from tests.people import editor, journalist


class SectionFactory(factory.django.DjangoModelFactory[Section]):
    class Meta:
        model = Section
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Section {number}")
    slug = factory.Sequence(lambda number: f"section-{number}")

    @factory.post_generation
    def planted(self: Any, _create: bool, _given: Any, **_more: Any) -> None:
        Section.objects.all().update_paths()
        self.refresh_from_db()


class AuthorFactory(factory.django.DjangoModelFactory[Author]):
    class Meta:
        model = Author
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Writer {number}")
    slug = factory.Sequence(lambda number: f"writer-{number}")


class TagFactory(factory.django.DjangoModelFactory[Tag]):
    class Meta:
        model = Tag
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Subject {number}")
    slug = factory.Sequence(lambda number: f"subject-{number}")


class ArticleFactory(factory.django.DjangoModelFactory[Article]):
    """A story in the working copy, saved once: with a text, and the tags, authors and rows that are given.

    `rows` are unsaved blocks and links; each is given the story and saved.
    """

    class Meta:
        model = Article
        skip_postgeneration_save = True

    headline = factory.Sequence(lambda number: f"Ferry number {number} sails again")
    standfirst = "The harbour opened at dawn."
    section = factory.SubFactory(SectionFactory)
    owner = factory.LazyFunction(journalist)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def text(self: Any, _create: bool, given: str | None, **_more: Any) -> None:
        BodySection.objects.create(parent=self, region="body", ordering=10, text=given or "<p>The first ship left.</p>")

    @factory.post_generation
    def authors(self: Any, _create: bool, given: list[Author] | None, **_more: Any) -> None:
        for order, author in enumerate(given or [], 1):
            Byline.objects.create(article=self, author=author, order=order)

    @factory.post_generation
    def tagged_with(self: Any, _create: bool, given: list[Tag] | None, **_more: Any) -> None:
        for order, tag in enumerate(given or [], 1):
            TaggedArticle.objects.create(content_object=self, tag=tag, order=order)

    @factory.post_generation
    def rows(self: Any, _create: bool, given: list[Any] | None, **_more: Any) -> None:
        for order, row in enumerate(given or [], 2):
            if hasattr(row, "region"):
                row.parent, row.region, row.ordering = self, "body", order * 10
            else:
                row.article, row.order = self, order
            row.save()

    @factory.post_generation
    def saved(self: Any, _create: bool, _given: Any, **_more: Any) -> None:
        actions.save(self, self.owner)


class StandingPageFactory(factory.django.DjangoModelFactory[StandingPage]):
    """A standing page in the working copy, saved once."""

    class Meta:
        model = StandingPage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Page {number}")
    slug = factory.Sequence(lambda number: f"page-{number}")
    body = "<p>Who we are.</p>"
    owner = factory.LazyFunction(journalist)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def saved(self: Any, _create: bool, _given: Any, **_more: Any) -> None:
        actions.save(self, self.owner)


def desk() -> User:
    """The editor who publishes in these tests."""
    user: User | None = User.objects.filter(username="the-desk").first()
    return user or editor("the-desk")


def published(
    article: Article | None = None, *, at: datetime | None = None, change: str = "", **fields: Any
) -> Article:
    """A story that goes live at `at` (now if None; an instant of the past is then played again). Read anew."""
    if at and at <= clock.now():
        with clock.pretending(at):
            return published(article, change=change, **fields)
    article = article or ArticleFactory(**fields)
    actions.publish(article, desk(), at=at, change=change)
    return Article.objects.get(pk=article.pk)


def edited(article: Article, **fields: Any) -> Any:
    """The working copy with those fields changed, saved by its owner: the new head."""
    article = Article.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    return actions.save(article, article.owner)


def archive(count: int, section: Section, tag: Tag, author: Author, *, until: datetime) -> None:
    """As many stories, live since the minutes before `until` and open-ended, as rows only: written fast, not by verbs."""
    owner = desk()
    stories = Article.objects.bulk_create(
        Article(headline=f"Old story {number}", owner=owner, created_at=until, first_published_at=until)
        for number in range(count)
    )
    revisions = ArticleRevision.objects.bulk_create(
        ArticleRevision(
            subject=story,
            number=1,
            content={},
            author=owner,
            created_at=until,
            live_from=until - timedelta(minutes=place),
            first_published_at=until - timedelta(minutes=place),
            updated_at=until - timedelta(minutes=place),
            headline=story.headline,
            slug=f"old-{place}",
            section=section,
            address_day=newsroom_day(until - timedelta(minutes=place)),
        )
        for place, story in enumerate(stories, 1)
    )
    line: Any
    for line, target in ((TagListing, {"tag": tag}), (BylineListing, {"author": author})):
        line.objects.bulk_create(
            line(
                revision=revision,
                first_published_at=revision.first_published_at,
                live_from=revision.live_from,
                **target,
            )
            for revision in revisions
        )
