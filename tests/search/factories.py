"""Entries of the index without stories: fast, and as many as needed."""

from datetime import datetime
from itertools import count
from typing import Any

from articles.blocks import Paragraph, new
from articles.models import Article, ArticleRevision
from newsroom.search.index import index_many
from newsroom.text.ap_style import newsroom_day

_numbers = count(1_000_000)
BLANK: dict[str, Any] = {
    "schema": Article.SCHEMA,
    "headline": "Ferries sail again",
    "standfirst": "",
    "kind": "news",
    "language": "en",
    "section": 1,
    "tags": [],
    "bylines": [],
    "body": [],
}


def version(first: datetime, text: str = "", until: datetime | None = None, **content: Any) -> ArticleRevision:
    """A version, not stored, that is live from `first` on; `content` as a snapshot has it, `text` its only block."""
    number = next(_numbers)
    return ArticleRevision(
        pk=number,
        subject_id=number,
        content=BLANK | ({"body": [new(Paragraph, text=text)]} if text else {}) | content,
        slug=f"story-{number}",
        address_day=newsroom_day(first),
        first_published_at=first,
        live_from=first,
        live_until=until,
    )


def entry(first: datetime, text: str = "", until: datetime | None = None, **content: Any) -> None:
    """One entry."""
    index_many(Article, [version(first, text, until, **content)])
