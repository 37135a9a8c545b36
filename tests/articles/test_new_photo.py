"""A photo chosen in a story's form is in the library at once, and stays with the form whatever is refused there."""

from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client

from articles.models import Article
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing.models import AuditEntry, Autosave
from tests.articles.factories import edited, published
from tests.articles.test_article_admin import typed
from tests.images.factories import photo, turned
from tests.people import administrator, editor, journalist

pytestmark = pytest.mark.once

ADD = "/admin/articles/article/add/"
REFUSED = {"kind": "no such kind"}


@pytest.fixture
def noor(db: None) -> User:
    return journalist("noor")


@pytest.fixture
def client(noor: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(noor)
    return client


def chosen(page: Any) -> list[str]:
    """The ids of uploaded photos that the form on that page carries."""
    tree = lxml.html.fromstring(page.content.decode())
    return tree.xpath("//input[@name='new_picture-picture' and @checked and not(ancestor::template)]/@value")  # type: ignore[no-any-return]


def with_file(data: Any = None, **fields: Any) -> dict[str, Any]:
    return typed(new_picture=ContentFile(data or photo(), "phone.jpg"), **fields)


def test_a_photo_stays_when_another_field_is_refused_and_comes_with_the_next_save(client: Client) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    [uploaded] = chosen(page)
    assert not Article.objects.exists()
    client.post(ADD, typed(**{"new_picture-picture": uploaded}))
    assert Article.objects.get().lead_picture == Picture.objects.get(pk=uploaded)


def test_a_photo_is_uploaded_once_whatever_happens_to_the_form(client: Client, noor: User) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    client.post(ADD, typed(**{"new_picture-picture": chosen(page)[0]}, **REFUSED))
    client.post(ADD, typed(**{"new_picture-picture": chosen(page)[0]}))
    assert AuditEntry.objects.filter(verb="upload_picture", actor=noor).count() == 1


def test_a_photo_stays_when_the_save_conflicts_with_another(client: Client, noor: User) -> None:
    story = published(owner=noor, headline="First", slug="first")
    edited(story, headline="Theirs")
    form = typed(_base="1", slug="first", new_picture=ContentFile(photo(), "phone.jpg")) | {"headline": "Mine"}
    page = client.post(f"/admin/articles/article/{story.pk}/change/", form)
    story.refresh_from_db()
    assert (page.status_code, story.headline, story.lead_picture) == (200, "Theirs", None)
    assert chosen(page) == [str(Picture.objects.get().pk)]


def test_a_photo_stays_when_the_story_is_not_shared_any_more(client: Client) -> None:
    story = published(headline="Somebody else’s")
    form = with_file(_base="1")
    page = client.post(f"/admin/articles/article/{story.pk}/change/", form)
    assert page.status_code == 403
    kept = lxml.html.fromstring(page.content.decode()).xpath("//textarea[@name='new_picture-picture']")
    assert [each.text.strip() for each in kept] == [str(Picture.objects.get().pk)]


def test_a_photo_whose_box_is_not_ticked_is_not_used_and_stays_in_the_library(client: Client) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    client.post(ADD, typed())
    assert Article.objects.get().lead_picture is None
    assert list(Picture.objects.unused()) == [Picture.objects.get(pk=chosen(page)[0])]


def test_words_typed_in_the_story_fill_what_the_uploaded_photo_lacks(client: Client) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    picture_actions.edit(Picture.objects.get(), editor(), caption="At noon")
    words = {"lead_alt": "A bridge", "lead_caption": "The bridge", "new_picture-picture": chosen(page)[0]}
    client.post(ADD, typed(**words))
    assert Picture.objects.values_list("alt", "caption").get() == ("A bridge", "At noon")


def test_a_photo_of_somebody_else_keeps_its_words(client: Client) -> None:
    theirs = picture_actions.upload(ContentFile(photo(), "quay.jpg"), editor())
    client.post(ADD, typed(**{"new_picture-picture": str(theirs.pk), "lead_alt": "A bridge"}))
    theirs.refresh_from_db()
    assert (Article.objects.get().lead_picture, theirs.alt) == (theirs, "")


def test_what_is_no_photo_is_refused_and_nothing_is_stored(client: Client) -> None:
    page = client.post(ADD, with_file(b"no photo"))
    assert "errorlist" in page.content.decode()
    assert not Article.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("sent", ["99", "x", "-1", "9" * 30, "٣"])
def test_a_picture_that_is_not_there_is_said_and_nothing_is_saved(client: Client, sent: str) -> None:
    page = client.post(ADD, typed(**{"new_picture-picture": sent}))
    assert "That photo is no longer in the library." in page.content.decode()
    assert not Article.objects.exists()


def test_a_photo_that_was_taken_down_meanwhile_is_refused(client: Client) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    picture_actions.take_down(Picture.objects.get(), administrator(), reason="Court order")
    again = client.post(ADD, typed(**{"new_picture-picture": chosen(page)[0]}))
    assert "That photo is no longer in the library." in again.content.decode()
    assert chosen(again) == []


def test_without_the_permission_to_upload_nothing_is_uploaded(client: Client, noor: User) -> None:
    noor.groups.get().permissions.remove(*noor.groups.get().permissions.filter(codename="add_picture"))
    page = client.post(ADD, with_file())
    assert page.status_code != 302
    assert not Picture.objects.exists()
    assert not Article.objects.exists()


def test_another_file_counts_for_more_than_the_photo_chosen_before(client: Client) -> None:
    page = client.post(ADD, with_file(**REFUSED))
    client.post(ADD, with_file(turned(), **{"new_picture-picture": chosen(page)[0]}))
    assert Article.objects.get().lead_picture == Picture.objects.exclude(pk=chosen(page)[0]).get()


def test_a_photo_that_was_never_saved_is_offered_back_by_its_name(client: Client, noor: User, now: Any) -> None:
    picture = picture_actions.upload(ContentFile(photo(), "quay.jpg"), noor)
    form = typed(**{"new_picture-picture": str(picture.pk)}) | {"headline": ""}
    keep = {"key": "0b9f3a52-8e0b-4d5f-9d3c-0f3c5a6b7c8d", "user": str(noor.pk), "serial": 1, "subject": None}
    client.post("/admin/articles/article/keep/", keep | {"typed": list(form.items())}, content_type="application/json")
    offers = client.get("/admin/articles/article/keep/").content.decode()
    assert "New photo" in offers
    assert "quay" in offers
    kept = client.get(f"/admin/articles/article/kept/{Autosave.objects.get().pk}/")
    assert chosen(kept) == [str(picture.pk)]
