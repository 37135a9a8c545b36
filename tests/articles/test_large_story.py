"""A story of 500 blocks is saved with few queries."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.blocks import Figure, Row, TimelineEmbed, new
from articles.models import Article
from tests.articles.factories import ArticleFactory, related, text
from tests.articles.test_article_detail import timeline
from tests.images.factories import PictureFactory
from tests.people import journalist

pytestmark = pytest.mark.django_db
QUERIES = 33  # that store it
ANSWERED = 49  # with those of the page, by which it is answered


def paragraphs(count: int) -> list[Row]:
    """Paragraphs of 60 words, each with a mark and a link."""
    words = " ".join(f"word{number}" for number in range(54))
    link = '<a href="https://example.org/report">report</a>'
    return text("".join(f"<p>Part {number} <strong>is</strong> {words}, {link}.</p>" for number in range(count)))


def posted(article: Article, body: list[Row]) -> dict[str, Any]:
    """The form of the story with another body."""
    data = {"headline": article.headline, "kind": article.kind, "language": "en", "_base": str(article.head.number)}
    return data | {"body": json.dumps(body), "_continue": "Save"}


def saving(client: Client, rows: list[Row], **more: Any) -> tuple[Article, Callable[[], Any], list[Row]]:
    """A story with this body, a function that saves it with one paragraph changed, and the body it then has."""
    article = ArticleFactory(owner=journalist(), body=rows)
    client.force_login(article.owner)
    body = [rows[0] | {"fields": {"text": "It was written anew."}}, *rows[1:]]
    address, data = f"/admin/articles/article/{article.pk}/change/", posted(article, body)
    return article, lambda: client.post(address, data, **more), body


@pytest.mark.parametrize(("prefer", "status", "most"), [("", 302, QUERIES), ("return=representation", 200, ANSWERED)])
def test_a_story_of_500_blocks_is_saved_with_few_queries(
    prefer: str, status: int, most: int, client: Client, now: Any
) -> None:
    boxes = [
        *(new(Figure, picture=PictureFactory()) for _ in range(3)),
        new(TimelineEmbed, timeline=timeline("The ferry is built")),
        related(ArticleFactory(), ArticleFactory()),
        *text(f'<p>See <a href="story:{ArticleFactory().pk}">the report</a>.</p>'),
    ]
    article, save, body = saving(client, [*paragraphs(500 - len(boxes)), *boxes], headers={"prefer": prefer})
    ContentType.objects.get_for_model(Article)  # which a process asks for once
    with CaptureQueriesContext(connection) as queries:
        assert save().status_code == status
    assert Article.objects.get(pk=article.pk).head.content["body"] == body
    assert len(queries) <= most, "\n".join(query["sql"][:150] for query in queries)
