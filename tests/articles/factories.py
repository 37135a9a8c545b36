"""Stories as journalists write them: through the working copy and the verbs."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import factory
from django.contrib.auth.models import User

from articles.blocks import BLOCKS, Block, Heading, Related, Row, body, new
from articles.blocks.text import split
from articles.models import (
    Article,
    ArticleRevision,
    Author,
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
from newsroom.text.rich_text import sanitize_linked
from tests.people import editor, journalist


def text(html: str, heading: str = "", level: int = 2) -> list[Row]:
    """Blocks with that text: a heading, if one is given, and below it each paragraph, list, quotation and subheading."""
    below = list(split(sanitize_linked(html)))
    return [new(Heading, text=heading, level=level), *below] if heading else below


def raw(kind: str, **fields: Any) -> Row:
    """A block as it would never be saved today: with these fields, unchecked, and the defaults of the others."""
    block = BLOCKS[kind](str(uuid4()), fields) if kind in BLOCKS else None
    return block.row if block else {"key": str(uuid4()), "type": kind, "fields": fields}


def related(*items: Article | dict[str, Any], title: str = "Related stories") -> Row:
    """A box of related stories in the text; each item is a story or the fields of an item."""
    return new(Related, title=title, items=[item if isinstance(item, dict) else {"story": item.pk} for item in items])


def written(article: Article, *rows: Row) -> Any:
    """The working copy with these blocks added at the end, saved by its owner: the new head."""
    return edited(article, body=[*Article.objects.get(pk=article.pk).body, *rows])


def rewritten(article: Article, old: str, new: str) -> Any:
    """The working copy with the words `old` replaced in every block, saved by its owner: the new head."""
    body = json.loads(
        json.dumps(Article.objects.get(pk=article.pk).body).replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    )
    return edited(article, body=body)


def blocks_of(article: Article, kind: type[Block]) -> list[Any]:
    """The blocks of that type in the working copy as it is stored, in their order."""
    return [block for block in body.blocks(Article.objects.get(pk=article.pk).body) if isinstance(block, kind)]


class SectionFactory(factory.django.DjangoModelFactory[Section]):
    class Meta:
        model = Section
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Section {number}")
    slug = factory.Sequence(lambda number: f"section-{number}")
    path = factory.LazyAttribute(lambda made: made.slug if not getattr(made, "parent", None) else None)

    @factory.post_generation
    def planted(self: Any, _create: bool, _given: Any, **_more: Any) -> None:
        if self.path is None:  # one within another
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

    `rows` are blocks, which follow the text, and unsaved links, which are given the story and saved.
    """

    class Meta:
        model = Article
        skip_postgeneration_save = True

    headline = factory.Sequence(lambda number: f"Ferry number {number} sails again")
    standfirst = "The harbour opened at dawn."
    section = factory.SubFactory(SectionFactory)
    owner = factory.LazyFunction(journalist)
    created_at = factory.LazyFunction(clock.now)

    @factory.lazy_attribute
    def body(self: Any) -> list[Row]:
        return text(self.text)

    class Params:
        text = "<p>The first ship left.</p>"

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
            if isinstance(row, dict):
                self.body.append(row)
            else:
                row.article, row.order = self, order
                row.save()
        if given:
            self.save()

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
