"""What a type of block must do on every surface, asked of the product alone, so that another project can ask it too.

`SURFACES` are functions of a Case; each makes a story of its own and fails by an assertion.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from articles import stored_html
from articles.blocks import BLOCKS, Block, Row, new
from articles.changes.log import compared, versions
from articles.copy_import.document import read_file, read_html
from articles.copy_import.saving import save_draft, take_in_pictures
from articles.models import Article, Section
from articles.story_page import article_page
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.text.ap_style import newsroom_day


@dataclass(frozen=True)
class Case:
    """A type of block with the fields of one, and what is seen of it where. "" or 0: nothing."""

    block: type[Block]
    fields: dict[str, Any]
    seen: str  # words that readers see on the page
    text: str = ""  # the field of a text with those words, which a live fix may change
    in_feeds: bool = True
    in_search: bool = True
    counted: int = 0  # words
    in_log: str = ""  # words in the public edit history; the default is `seen`
    copy: str = ""  # what is pasted so that import makes such a block, with the words in it
    copied: dict[str, Any] = field(default_factory=dict)  # fields that it has then


def editor() -> User:
    user: User | None = User.objects.filter(username="surfaces").first()
    return user or User.objects.create_superuser("surfaces")


def signed_in() -> Client:
    client = Client()
    client.force_login(editor())
    return client


def story_with(*rows: Row) -> Article:
    """A story with these blocks between two paragraphs, saved."""
    section, _ = Section.objects.get_or_create(slug="surfaces", defaults={"name": "Surfaces", "path": "surfaces"})
    opening = new("paragraph", text="The harbor opened at dawn.")
    story = Article.objects.create(
        headline=f"Number {Article.objects.count()} sails",
        slug=f"surface-{Article.objects.count()}",
        section=section,
        owner=editor(),
        created_at=clock.now(),
        body=[opening, *rows, new("paragraph", text="Nobody spoke.")],
    )
    actions.save(story, editor())
    return story


def published(*rows: Row) -> Article:
    story = story_with(*rows)
    actions.publish(story, editor())
    return story


def page(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def address(story: Article) -> str:
    return str(story.live(clock.now()).get_absolute_url())


def soon() -> datetime:
    """An instant when readers have what was published just now."""
    return clock.now() + timedelta(seconds=1)


def saved(story: Article, body: list[Row], **fields: Any) -> Any:
    story = Article.objects.get(pk=story.pk)
    story.body = body
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()
    return actions.save(story, editor())


def changed(row: Row, name: str, old: str, new: str) -> Row:
    return row | {"fields": row["fields"] | {name: row["fields"][name].replace(old, new)}}


def is_on_the_page(case: Case) -> None:
    assert case.seen in page(address(published(new(case.block, **case.fields))))


def is_in_a_preview(case: Case) -> None:
    story = story_with(new(case.block, **case.fields))
    assert case.seen in page(f"/admin/articles/article/{story.pk}/preview/", signed_in())


def is_in_feeds(case: Case) -> None:
    published(new(case.block, **case.fields))
    assert settings.FEED_FULL_TEXT
    for feed in ("/feed/", "/feed.atom", "/feed.json"):
        assert (case.seen in page(feed)) == case.in_feeds, feed


def is_in_ninjs(case: Case) -> None:
    story = published(new(case.block, **case.fields))
    document = json.loads(page(f"{address(story).rstrip('/')}.json"))
    assert all((case.seen in text["value"]) == case.in_feeds for text in document["bodies"])


def is_found_by_search(case: Case) -> None:
    published(new(case.block, **case.fields))
    assert ("Number" in page(f"/search/?q={case.seen.replace(' ', '+')}").partition("<main")[2]) == case.in_search


def has_its_words_counted(case: Case) -> None:
    alone = stored_html.prerendered(story_with().head.read())["words"]
    with_it = stored_html.prerendered(story_with(new(case.block, **case.fields)).head.read())["words"]
    assert with_it - alone == case.counted


def is_in_the_public_edit_history(case: Case) -> None:
    story = published()
    saved(story, [story.body[0], new(case.block, **case.fields), story.body[1]])
    actions.publish(story, editor(), change=Change.SUBSTANTIVE)
    second, first = versions(story.pk, soon())
    told = compared(first, second, soon())
    assert any((case.in_log or case.seen) in line.html for each in told for line in each.told_lines)


def is_compared_at_the_desk(case: Case) -> None:
    story = story_with()
    saved(story, [story.body[0], new(case.block, **case.fields), story.body[1]])
    html = page(f"/admin/articles/article/{story.pk}/compare/?old=1&new=2", signed_in())
    assert str(case.block._meta.verbose_name) in html.lower()
    assert (case.in_log or case.seen) in html or not case.text


def is_merged(case: Case) -> None:
    """One adds it, the other changes the headline; then both change its text in two places."""
    story, row = story_with(), new(case.block, **case.fields)
    base = story.head.read()
    merged, clashes = story.adapter.merge(
        base, base | {"body": [base["body"][0], row, base["body"][1]]}, base | {"headline": "Raised"}
    )
    assert not clashes
    assert (merged["body"][1], merged["headline"]) == (row, "Raised")
    if case.text:
        first, _, last = case.seen.partition(" ")
        both = [changed(row, case.text, first, "Onlymine"), changed(row, case.text, last, "onlytheirs")]
        base = merged
        mine, theirs = (base | {"body": [base["body"][0], side, base["body"][2]]} for side in both)
        merged, clashes = story.adapter.merge(base, mine, theirs)
        words = merged["body"][1]["fields"][case.text] + str(clashes)
        assert "Onlymine" in words
        assert "onlytheirs" in words


def is_restored(case: Case) -> None:
    story = story_with(row := new(case.block, **case.fields))
    first = story.head
    saved(story, story.body[::2])
    actions.restore(Article.objects.get(pk=story.pk), editor(), first, parts=[f"body/{row['key']}"])
    assert Article.objects.get(pk=story.pk).body == [story.body[0], row, story.body[2]]


def is_fixed_live(case: Case) -> None:
    story = published(row := new(case.block, **case.fields))
    texts = story.adapter.fixable(story.head.read())
    assert bool(case.text) == (f"body/{row['key']}/{case.text}" in texts)
    if case.text:
        path = f"body/{row['key']}/{case.text}"
        assert story.adapter.fix_field(story.head.read(), path).label
        actions.fix_live(story, editor(), {path: texts[path].replace(case.seen, "Mended words")})
        revision = Article.objects.get(pk=story.pk).live(soon())
        html = "".join(article_page(revision, soon()).blocks)
        assert "Mended words" in html
        assert case.seen not in html


def is_made_from_copy(case: Case) -> None:
    today = newsroom_day(clock.now())
    if case.copy.startswith("<"):
        reading = read_html(f"<h1>Ferry sails again</h1><p>It left.</p>{case.copy}", today)
    else:
        reading = read_file(f"# Ferry sails again\n\nIt left.\n\n{case.copy}\n\nIt came.".encode(), "copy.md", today)
    draft = save_draft(reading, editor(), intakes=take_in_pictures(reading))
    made = [row["fields"] for row in draft.story.body if row["type"] == case.block.type]
    assert any(case.copied.items() <= fields.items() for fields in made), draft.story.body


def is_told_from_an_unknown_type(case: Case) -> None:
    """Its stories keep their pages when its app is gone, and the block is there again when the app is."""
    story = published(new(case.block, **case.fields))
    kind = BLOCKS.pop(case.block.type)
    stored_html.stamp.cache_clear()
    try:
        html = page(address(story))
        assert story.headline in html
        assert case.seen not in html
        assert story.problems(story.head.read())
        assert story.headline in page("/feed/")
    finally:
        BLOCKS[case.block.type] = kind
        stored_html.stamp.cache_clear()
    assert case.seen in "".join(article_page(story.live(soon()), soon()).blocks)


SURFACES: list[Callable[[Case], None]] = [
    is_on_the_page, is_in_a_preview, is_in_feeds, is_in_ninjs, is_found_by_search, has_its_words_counted,
    is_in_the_public_edit_history, is_compared_at_the_desk, is_merged, is_restored, is_fixed_live, is_made_from_copy,
    is_told_from_an_unknown_type,
]  # fmt: skip
