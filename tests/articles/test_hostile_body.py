"""A body that no form of ours sends is refused in words: never an error of the server, and never stored."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles.blocks import BLOCKS
from articles.blocks.body import cleaned
from articles.models import Article
from tests.articles.factories import ArticleFactory
from tests.articles.test_article_admin import typed
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]

KEY = "0b5d3cb2-6f5e-4b52-9a6c-2a6d1c3c5f10"
HALF = "\ud800"
VALUES: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "\0",
    HALF,
    "x" * 100_000,
    [],
    [[]],
    {},
    {"a": 1},
    ["\0"],
    "٣",
    "1e9",
]
BODIES = [
    "[" * 100_000,
    "[" + "9" * 5_000 + "]",
    "[NaN]",
    '[{"type": "heading", "fields": {"text": "x", "level": Infinity}}]',
    "null",
    "1",
    '"x"',
    "{}",
    "[null]",
    "[[]]",
    '[{"type": null}]',
    '[{"type": [], "fields": {}}]',
    '[{"type": "paragraph", "fields": null}]',
    '[{"type": "paragraph", "key": 1, "fields": {"text": "x"}}]',
    '[{"type": "paragraph", "key": [], "fields": {"text": "x"}}]',
    '[{"type": "__class__", "fields": {}}]',
    '[{"type": "paragraph", "fields": {"text": "x", "__init__": 1}}]',
    '[{"type": "paragraph", "fields": {"text": "x"}, "more": "\\u0000"}]',
]


@pytest.fixture
def story(client: Client) -> Article:
    client.raise_request_exception = True
    client.force_login(editor())
    return ArticleFactory()


def sent(client: Client, story: Article, body: str) -> int:
    form = typed(body=body, _base=str(story.head.number), _continue="Save")
    return client.post(f"/admin/articles/article/{story.pk}/change/", form).status_code


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40])
def test_a_body_of_another_shape(client: Client, story: Article, body: str) -> None:
    assert sent(client, story, body) in (200, 302)
    assert client.get(f"/admin/articles/article/{story.pk}/change/").status_code == 200


def taken(kind: str, fields: dict[str, Any], *, draft: bool = False) -> bool:
    """Whether another program may write such a block, without half characters; only a refusal is caught."""
    try:
        cleaned([{"key": KEY, "type": kind, "fields": fields}], draft=draft)
    except ValidationError:
        return False
    return True


def of(kind: str, value: Any) -> dict[str, Any]:
    """A block of that kind, all of whose fields have that value."""
    fields = dict.fromkeys((field.name for field in BLOCKS[kind]._meta.concrete_fields), value)
    return {"key": str(uuid4()), "type": kind, "fields": fields}


@pytest.mark.parametrize("kind", list(BLOCKS))
def test_a_block_with_values_of_every_other_kind(kind: str) -> None:
    for value in VALUES:
        for field in BLOCKS[kind]._meta.concrete_fields if value != HALF else ():
            taken(kind, {field.name: value})


def test_a_body_of_blocks_with_values_of_every_other_kind(client: Client, story: Article) -> None:
    for value in VALUES:
        rows = [of(kind, value) for kind in BLOCKS]
        # What may be saved goes by itself, so that it is saved.
        saved = [row for row in rows if value != HALF and taken(row["type"], row["fields"], draft=True)]
        for body in (saved, [row for row in rows if row not in saved]):
            assert sent(client, story, json.dumps(body)) in (200, 302), str(value)[:20]
        assert client.get(f"/admin/articles/article/{story.pk}/change/").status_code == 200


@pytest.mark.parametrize("name", ["key", "relation", "story", "url", "title", "leave_out"])
def test_items_of_related_stories_with_values_of_every_other_kind(name: str) -> None:
    found = [taken("related", {"title": "Related", "items": [{"title": "x", name: value}]}) for value in VALUES]
    assert not all(found)
