"""What was live is never deleted: not at the desk, not in a cascade, not by hand."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from articles.blocks import Figure, TimelineEmbed, Video, new
from articles.models import Article
from newsroom.publishing import actions
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.people import editor, journalist
from tests.publishing.conftest import NINE
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def referred() -> Any:
    """Return by name what only the live version still refers to, with the version and the story."""
    with time_machine.travel(NINE, tick=False):
        things = {
            "articles.section": SectionFactory(),
            "articles.author": AuthorFactory(),
            "articles.tag": TagFactory(),
            "images.picture": PictureFactory(),
            "media.mediafile": MediaFileFactory(),
            "auth.user": journalist("the-writer"),
            "timelines.timeline": TimelineFactory(owner=journalist()),
        }
        article = ArticleFactory(
            section=things["articles.section"],
            authors=[things["articles.author"]],
            tagged_with=[things["articles.tag"]],
            owner=things["auth.user"],
            rows=[
                new(Figure, picture=things["images.picture"]),
                new(Video, file=things["media.mediafile"]),
                new(TimelineEmbed, timeline=things["timelines.timeline"]),
            ],
        )
        actions.publish(article, editor())
        content = article.head.read() | {"section": None, "bylines": [], "tags": []}
        article.load(content | {"body": content["body"][:1]})
        actions.save(article, things["auth.user"])
        yield things | {"articles.article": article, "articles.articlerevision": article.revisions.get(number=1)}


NAMES = [
    *("articles.section", "articles.author", "articles.tag", "images.picture", "media.mediafile"),
    *("auth.user", "timelines.timeline"),
    *("articles.article", "articles.articlerevision"),
]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_live_version_refers_to_is_not_deleted(name: str, referred: dict[str, Any]) -> None:
    thing = referred[name]
    with pytest.raises((models.ProtectedError, models.RestrictedError)), transaction.atomic():
        thing.delete()
    with pytest.raises((models.ProtectedError, models.RestrictedError)), transaction.atomic():
        type(thing)._base_manager.filter(pk=thing.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        _deleted_by_hand(thing)


def _deleted_by_hand(thing: models.Model) -> None:
    """Delete in a separate statement, and check the foreign keys at once."""
    type(thing)._base_manager.filter(pk=thing.pk)._raw_delete(using="default")
    connection.check_constraints()


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in NAMES if name != "articles.articlerevision"])
@pytest.mark.parametrize("way", ["page", "action"])
def test_the_desk_refuses_to_delete_it_whoever_asks(name: str, way: str, referred: dict[str, Any]) -> None:
    thing = referred[name]
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(User.objects.create_superuser("root"))
    prefix = f"admin:{name.replace('.', '_')}"
    if way == "page":
        address, typed = reverse(f"{prefix}_delete", args=[thing.pk]), {}
        page = client.get(address)
    else:
        address = reverse(f"{prefix}_changelist")
        typed = {"action": "delete_selected", "_selected_action": [str(thing.pk)]}
        page = client.post(address, typed)
    assert page.status_code in (302, 403) or "Cannot delete" in page.content.decode() or way == "action"
    client.post(address, typed | {"post": "yes"})
    assert type(thing)._base_manager.filter(pk=thing.pk).exists()


def test_nothing_of_a_story_goes_with_something_else(referred: dict[str, Any]) -> None:
    """No foreign key from the public record cascades to it."""
    held = (models.PROTECT, models.RESTRICT)
    kin: list[Any] = [Article, *(relation.related_model for relation in Article._meta.related_objects)]
    parts = ("Revision", "Transition", "Correction", "Address")
    record = [model for model in kin if model is Article or any(part in model.__name__ for part in parts)]
    loose = [
        f"{model.__name__}.{field.name}"
        for model in record
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete not in held
    ]
    assert len(record) > 4
    assert loose == []
