"""A story at the desk for those who may not change it: its text as readers would see it, and what else is known of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from articles import story_links
from articles.blocks import body
from articles.body_form import in_words
from articles.models import Article
from articles.writing.previews import previews
from newsroom.text import word_count
from newsroom.text.person_name import name_of

NOTHING = ("", "-", "–", "None")


class Facts(NamedTuple):
    name: str
    facts: list[tuple[str, str]]  # the label of a field, and its value as HTML


def text_of(story: Article, now: datetime, viewer: Any) -> SafeString:
    """Return the draft's text as readers would see it at `now`; in words, the blocks that they would not see."""
    rows: Any = story.body
    shown = previews(rows, story.language, now, viewer)
    html = "".join(seen or in_words([row]) for seen, row in zip(shown, rows, strict=True))
    return SafeString(story_links.resolved(html, story_links.live(body.stories_in(rows), now)))


def length_of(story: Article) -> dict[str, int]:
    """Return the words of the draft's text, and the minutes that reading it takes."""
    words = [text for block in body.blocks(story.body) for text in block.words()]
    return {
        "words": sum(map(word_count.count, words)),
        "minutes": word_count.reading_time([story.standfirst, *words]),
    }


def who_may_change(story: Article, user: Any) -> str:
    """Return why `user` can't change the story, and whom to ask."""
    if not user.has_perm("articles.change_article"):
        return "Your account can’t edit stories. Ask an administrator."
    return f"You can read this story but not change it. {name_of(story.owner)} or an editor can add you under “Who else can edit.”"


def facts_of(panel: Iterable[Any]) -> list[Facts]:
    """Return what the fields of the panel's parts say, without those that say nothing."""
    parts = [
        Facts(
            part.name,
            [(field.field["label"], value) for field, value in _values(part.fieldsets) if value not in NOTHING],
        )
        for part in panel
    ]
    return [part for part in parts if part.facts]


def _values(fieldsets: Iterable[Any]) -> Iterable[tuple[Any, str]]:
    for fieldset in fieldsets:
        for line in fieldset:
            for field in line:
                yield field, field.contents()
