"""load(content) makes the rows say exactly content, with the same keys."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.blocks import BLOCKS, FactBox, new
from articles.blocks.timeline import Show
from articles.blocks.width import Width
from articles.models import Article, Credit, Kind, RelatedLink, Relation, Shape
from newsroom.media.models import Kind as FileKind
from newsroom.publishing import actions, clock
from newsroom.text import plain_text
from newsroom.text.rich_text import sanitize, sanitize_inline
from newsroom.text.tables import Cell, table_html
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, desk, edited, published
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from timelines.models import Timeline

pytestmark = pytest.mark.django_db

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40).map(
    plain_text.CharField().to_python  # as it is stored
)
marked = st.text(max_size=60, alphabet="<>/abphlistrong &;é— ")
rich, inline = marked.map(sanitize), marked.map(sanitize_inline)
shapes, widths = st.sampled_from(Shape.values), st.sampled_from(Width.values)
addresses = st.sampled_from(["", "https://example.org/", "https://youtu.be/dQw4w9WgXcQ"])
cells = st.tuples(inline, st.booleans()).map(lambda cell: Cell(*cell))
tables = st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=3).map(table_html)


class World:
    """The things a story may refer to."""

    def __init__(self) -> None:
        owner = desk()
        self.sections = [section.pk for section in SectionFactory.create_batch(2)]
        self.authors = [author.pk for author in AuthorFactory.create_batch(3)]
        self.tags = [tag.pk for tag in TagFactory.create_batch(3)]
        self.pictures = [picture.pk for picture in PictureFactory.create_batch(2)]
        self.files = {kind: MediaFileFactory(kind=kind).pk for kind in FileKind}
        self.stories = [story.pk for story in ArticleFactory.create_batch(2, owner=owner)]
        self.timelines = [Timeline.objects.create(owner=owner, created_at=clock.now()).pk]

    def blocks(self) -> st.SearchStrategy[dict[str, Any]]:
        fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
            "paragraph": {"text": inline},
            "heading": {"text": words, "level": st.sampled_from([2, 3])},
            "list": {"text": rich},
            "quote": {"text": rich, "attribution": words, "cite": addresses},
            "divider": {},
            "figure": {
                "picture": st.sampled_from(self.pictures),
                "alt": words,
                "caption": words,
                "shape": shapes,
                "width": widths,
            },
            "gallery": {"title": words, "photos": keyed(self.photos()), "shape": shapes, "width": widths},
            "table": {"caption": words, "text": tables, "source": words, "width": widths},
            "embed": {
                **dict.fromkeys(("title", "author", "text", "alt", "provider", "failure"), words),
                "url": addresses,
                "date": st.none() | st.just("2024-11-08"),
                "width": widths,
                "poster": st.none() | st.sampled_from(self.pictures),
                "kind": st.just(""),
                "shape": st.just("16:9"),
            },
            **{kind.value: {"file": st.just(self.files[kind]), "title": words, "caption": words} for kind in FileKind},
            "pull_quote": {"text": words, "attribution": words},
            "fact_box": {"title": words, "text": rich},
            "timeline": {
                "timeline": st.sampled_from(self.timelines),
                "show": st.sampled_from(Show.values),
                "range_from": st.sampled_from(["", "2024", "2024-08-06"]),
                "range_to": st.sampled_from(["", "2024-11"]),
                "picked": st.lists(st.uuids().map(str), max_size=3),
                "pinned": st.none(),
            },
            "related": {"title": words, "items": keyed(self.links())},
        }
        assert fields.keys() == {kind for kind, block in BLOCKS.items() if block.__module__.startswith("articles.")}
        fields["video"]["width"] = widths
        fields["of_an_app_that_is_gone"] = {"anything": st.none() | words | st.lists(st.integers())}
        return st.one_of(
            [
                st.fixed_dictionaries(
                    {"key": st.uuids().map(str), "type": st.just(kind), "fields": st.fixed_dictionaries(each)}
                )
                for kind, each in fields.items()
            ]
        )

    def photos(self) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                "key": st.uuids().map(str),
                "picture": st.sampled_from(self.pictures),
                "alt": words,
                "caption": words,
            }
        )

    def links(self) -> st.SearchStrategy[dict[str, Any]]:
        """Our stories, outside pages, and headlines that have nothing to link to yet."""
        keys = {"key": st.uuids().map(str), "relation": st.sampled_from(Relation.values), "leave_out": st.booleans()}
        inside = {**keys, "story": st.sampled_from(self.stories), "url": st.just(""), "title": words}
        outside = {**keys, "story": st.none(), "url": st.just("https://example.org/"), "title": words.filter(bool)}
        return st.one_of([st.fixed_dictionaries(each) for each in (inside, outside, {**outside, "url": st.just("")})])

    def contents(self) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                "schema": st.just(Article.SCHEMA),
                "headline": words,
                "kicker": words,
                "standfirst": words,
                "slug": st.sampled_from(["", "ferry", "паром"]),
                "dateline": words,
                "section": st.none() | st.sampled_from(self.sections),
                "lead_picture": st.none() | st.sampled_from(self.pictures),
                "lead_alt": words,
                "lead_caption": words,
                "lead_shape": shapes,
                "share_picture": st.none() | st.sampled_from(self.pictures),
                "kind": st.sampled_from(Kind.values),
                "language": st.sampled_from(["en", "uk", "ar"]),
                "bylines": keyed(
                    st.fixed_dictionaries(
                        {
                            "key": st.uuids().map(str),
                            "author": st.sampled_from(self.authors),
                            "role": st.sampled_from(Credit.values),
                        }
                    )
                ),
                "tags": st.lists(st.sampled_from(self.tags), unique=True).map(
                    lambda tags: [{"key": str(tag), "tag": tag} for tag in tags]
                ),
                "extra": st.dictionaries(st.sampled_from(["sponsor", "series"]), words).map(
                    lambda values: [{"key": name, "value": values[name]} for name in sorted(values)]
                ),
                "body": keyed(self.blocks()),
                "related": keyed(self.links()),
                "reports": keyed(st.fixed_dictionaries({"key": st.uuids().map(str), "event": st.uuids().map(str)})).map(
                    lambda lines: sorted(lines, key=lambda line: line["key"])
                ),
            }
        )


def keyed(lines: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(lines, max_size=5, unique_by=lambda line: str(line["key"]))


def test_the_working_copy_says_exactly_what_was_loaded() -> None:
    world = World()
    article = ArticleFactory()
    contents = world.contents()

    @given(st.data())
    @settings(max_examples=20)
    def check(data: st.DataObject) -> None:
        for content in (data.draw(contents), data.draw(contents)):  # the second replaces the first
            article.load(content)
            stored = Article.objects.get(pk=article.pk).snapshot()
            assert json.loads(json.dumps(stored)) == content

    check()


def test_loading_keeps_the_keys_of_blocks_and_the_rows_of_links_so_that_forms_still_bind() -> None:
    article = ArticleFactory(rows=[RelatedLink(title="Not written yet")])
    key, link = article.body[0]["key"], article.related_links.get()
    content = article.snapshot()
    content["body"][0]["fields"]["text"] = "Another text."
    content["related"][0]["title"] = "Written soon"
    article.load(content)
    link.refresh_from_db()
    assert link.title == "Written soon"
    assert [(row["key"], row["fields"]["text"]) for row in Article.objects.get().body] == [(key, "Another text.")]


def test_restoring_brings_back_a_deleted_block_under_its_key() -> None:
    article = ArticleFactory()
    first = article.head
    edited(article, body=[])
    emptied = Article.objects.get()
    assert emptied.body == []
    actions.restore(emptied, emptied.owner, first)
    assert Article.objects.get().body == first.content["body"] != []


def test_rich_text_of_a_live_fix_is_sanitized(now: Any) -> None:
    article = published(rows=[new(FactBox, title="Facts", text="<p>Two decks.</p>")])
    paragraph, box = (row["key"] for row in article.head.content["body"])
    fix = actions.fix_live(
        article,
        desk(),
        {
            f"body/{paragraph}/text": "Fixed<script>alert(1)</script>",
            f"body/{box}/text": "<p>Fixed too<script>alert(1)</script></p>",
        },
    )
    assert [row["fields"]["text"] for row in fix.live.content["body"]] == ["Fixed", "<p>Fixed too</p>"]


def test_a_live_fix_reaches_the_draft_and_leaves_its_own_changes(now: Any) -> None:
    article = published(headline="Ferry sails")
    edited(article, standfirst="A new standfirst.")
    actions.fix_live(article, desk(), {"headline": "Ferry sails again"})
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ferry sails again", "A new standfirst.")


def test_a_story_of_a_colleague_in_the_byline_is_by_them() -> None:
    colleague, other = desk(), ArticleFactory().owner
    article = ArticleFactory(authors=[AuthorFactory(user=colleague)])
    assert article.is_by(colleague)
    assert article.is_by(article.owner)
    assert not article.is_by(other)


def test_a_related_link_needs_exactly_one_target() -> None:
    from django.db import IntegrityError, transaction

    article = ArticleFactory()
    for fields in (
        {},
        {"story": article, "url": "https://example.org", "title": "Both"},
        {"url": "https://example.org"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RelatedLink.objects.create(pk=uuid4(), article=article, **fields)
