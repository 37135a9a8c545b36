"""A story for who may open it at the desk but not edit it: its text as set type."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from articles import story_links
from articles.blocks import body
from articles.body_form import in_words
from articles.models import Article
from articles.writing.previews import previews
from newsroom.publishing import clock
from newsroom.text import word_count


@dataclass(frozen=True)
class ReadOnlyStory:
    """What `admin/articles/article/_read_only.html` shows. `why` says who can edit the story."""

    headline: str
    standfirst: str
    language: str
    blocks: list[SafeString]
    words: int
    minutes: int
    why: str


def read_only(article: Article, user: Any) -> ReadOnlyStory:
    """Return the draft of a story as readers would see it; a block of which they see nothing is told in words."""
    now = clock.now()
    linked = story_links.live(body.stories_in(article.body), now)
    html = previews(article.body, article.language, now, AnonymousUser())
    blocks = [
        SafeString(story_links.resolved(shown, linked)) if shown else in_words([row])
        for row, shown in zip(article.body, html, strict=True)
    ]
    words = [text for block in body.blocks(article.body) for text in block.words()]
    return ReadOnlyStory(
        article.headline,
        article.standfirst,
        article.language,
        blocks,
        words=sum(map(word_count.count, words)),
        minutes=word_count.reading_time([article.standfirst, *words]),
        why=_why(article, user),
    )


def _why(article: Article, user: Any) -> str:
    if not user.has_perm("articles.change_article"):
        return "Your account can’t edit stories. Ask an administrator."
    owner = article.owner.get_full_name() or article.owner.get_username()
    return (
        f"You can read this story. {owner}, those it is shared with, and editors can edit it: "
        "ask one of them to add you under “Who else can edit.”"
    )
