"""The pop-ups of "+" and the pencil: what is saved there is stored, what is refused is not."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client

from newsroom.publishing.admin import PublishableAdmin
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, published
from tests.images.factories import photo
from tests.timelines.factories import TimelineFactory
from tests.timelines.typing_in import typed

pytestmark = pytest.mark.once

NOBODY = {"shared_with": "999999"}
# What has to be typed into a new one of each kind, and what is refused there.
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "articles.article": ({"headline": "Ferry"}, NOBODY),
    "articles.standingpage": ({"title": "About us", "slug": "about-us", "body": "<p>We</p>"}, NOBODY),
    "timelines.timeline": ({"title": "Kursk", "slug": "kursk"}, NOBODY),
    "fronts.container": ({"title": "Top"}, NOBODY),
    "fronts.alert": ({"text": "Ferry sinks", "label": "Breaking"}, NOBODY),
    "notes.note": ({"headline": "Note", "blocks": "[]"}, NOBODY),
    "articles.section": ({"name": "World", "slug": "world", "order": "0"}, {"name": ""}),
    "articles.author": ({"name": "Mira Lind", "slug": "mira-lind"}, {"slug": ""}),
    "articles.tag": ({"name": "Ferries", "slug": "ferries"}, {"name": ""}),
}
PUBLISHABLE = sorted(
    model._meta.label_lower for model, page in admin.site._registry.items() if isinstance(page, PublishableAdmin)
)


@pytest.fixture
def client_of_desk(desk: User, chief: User) -> Client:
    chief.is_superuser = True
    chief.save()
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(chief)
    return client


def kind(label: str) -> type[models.Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def page(label: str, object_id: Any = None) -> str:
    return f"/admin/{label.replace('.', '/')}/{f'{object_id}/change' if object_id else 'add'}/?_popup=1"


def sent(client: Client, address: str, **fields: Any) -> Any:
    filled_in = {name: value for name, value in typed(client, address).items() if value is not None}
    return client.post(address, filled_in | {"_popup": "1", "_save": "Save"} | fields)


def added(client: Client, label: str) -> Any:
    sent(client, page(label), **NEW[label][0])
    return kind(label)._base_manager.get()


def test_every_publishable_is_tried() -> None:
    assert set(PUBLISHABLE) <= set(NEW)


@pytest.mark.parametrize("label", NEW)
def test_what_is_added_in_a_popup_is_stored_and_handed_to_its_opener(client_of_desk: Client, label: str) -> None:
    response = sent(client_of_desk, page(label), **NEW[label][0])
    stored = kind(label)._base_manager.get()
    assert 'id="django-admin-popup-response-constants"' in response.content.decode()
    assert f"&quot;value&quot;: &quot;{stored.pk}&quot;" in response.content.decode()


@pytest.mark.parametrize("label", PUBLISHABLE)
def test_what_is_added_in_a_popup_is_its_first_version(client_of_desk: Client, label: str) -> None:
    stored = added(client_of_desk, label)
    assert (stored.head.number, stored.head.author.username) == (1, "chief")


@pytest.mark.parametrize("label", NEW)
def test_what_is_refused_in_a_popup_stores_nothing(client_of_desk: Client, label: str) -> None:
    response = sent(client_of_desk, page(label), **(NEW[label][0] | NEW[label][1]))
    assert response.status_code == 200
    assert "popup-response" not in response.content.decode()
    assert not kind(label)._base_manager.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("label", NEW)
def test_what_is_changed_in_a_popup_is_stored(client_of_desk: Client, label: str) -> None:
    name = next(iter(NEW[label][0]))
    stored = added(client_of_desk, label)
    response = sent(client_of_desk, page(label, stored.pk), **{name: "Another name"})
    stored.refresh_from_db()
    assert "&quot;action&quot;: &quot;change&quot;" in response.content.decode()
    assert getattr(stored, name) == "Another name"


@pytest.mark.parametrize("label", PUBLISHABLE)
def test_what_is_changed_in_a_popup_is_a_version_and_what_is_refused_there_is_none(
    client_of_desk: Client, label: str
) -> None:
    name = next(iter(NEW[label][0]))
    stored = added(client_of_desk, label)
    sent(client_of_desk, page(label, stored.pk), **{name: "Another name"})
    sent(client_of_desk, page(label, stored.pk), **(NEW[label][1] | {name: "Refused"}))
    assert stored.head.number == 2
    assert getattr(kind(label)._base_manager.get(), name) == "Another name"


def test_a_stale_popup_over_the_same_words_stores_nothing(client_of_desk: Client) -> None:
    stored = added(client_of_desk, "timelines.timeline")
    address = page("timelines.timeline", stored.pk)
    mine = typed(client_of_desk, address) | {"_popup": "1", "_save": "Save", "title": "Mine"}
    sent(client_of_desk, address, title="Theirs")
    response = client_of_desk.post(address, mine)
    stored.refresh_from_db()
    assert "popup-response" not in response.content.decode()
    assert (stored.title, stored.head.number) == ("Theirs", 2)


def test_a_photo_is_added_and_changed_in_a_popup(client_of_desk: Client) -> None:
    added = sent(client_of_desk, page("images.picture"), file=ContentFile(photo(), "quay.jpg"), title="Quay")
    picture = kind("images.picture")._base_manager.get()
    changed = sent(client_of_desk, page("images.picture", picture.pk), title="Pier")
    picture.refresh_from_db()
    assert "popup-response" in added.content.decode()
    assert "popup-response" in changed.content.decode()
    assert str(picture) == "Pier"


def test_a_file_that_is_no_photo_is_refused_in_a_popup(client_of_desk: Client) -> None:
    sent(client_of_desk, page("images.picture"), file=ContentFile(b"no photo", "quay.jpg"), title="Quay")
    assert not kind("images.picture")._base_manager.exists()


@pytest.mark.parametrize(
    ("model", "factory"),
    [("articles.article", published), ("articles.article", ArticleFactory), ("timelines.timeline", TimelineFactory)],
)
def test_nothing_publishable_is_deleted_in_a_popup(client_of_desk: Client, model: str, factory: Any) -> None:
    stored = factory()
    address = page(model, stored.pk).replace("/change/", "/delete/")
    response = client_of_desk.post(address, {"post": "yes", "_popup": "1"})
    assert response.status_code == 403
    assert kind(model)._base_manager.filter(pk=stored.pk).exists()


@pytest.mark.parametrize(
    ("factory", "label"), [(SectionFactory, "articles.section"), (AuthorFactory, "articles.author")]
)
def test_what_stories_need_is_not_deleted_in_a_popup(client_of_desk: Client, factory: Any, label: str) -> None:
    needed = factory()
    published(**({"section": needed} if label == "articles.section" else {"authors": [needed]}))
    address = page(label, needed.pk).replace("/change/", "/delete/")
    client_of_desk.post(address, {"post": "yes", "_popup": "1"})
    assert kind(label)._base_manager.filter(pk=needed.pk).exists()
