"""The desk's page with the publication's settings."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.publication import actions
from newsroom.publication.current import stored
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import SectionFactory, TagFactory
from tests.publication.conftest import SETTINGS, Face, row, typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_readers_see_what_is_saved_at_once(client: Client, desk_page: Client, now: Any) -> None:
    assert "The Newsroom</a>" in client.get("/").content.decode()
    now.shift(timedelta(minutes=1))
    response = desk_page.post(reverse(SETTINGS), typed(desk_page, name="The Ellery Lantern"))
    assert response.status_code == 302
    assert "The Ellery Lantern</a>" in client.get("/").content.decode()


def test_the_audit_log_says_what_it_was_before_and_after(face: Face, chief: User) -> None:
    face(name="The Lantern")
    face(name="The Ellery Lantern", tagline="News of the harbor")
    entry = AuditEntry.objects.first()
    assert entry
    assert (entry.actor, entry.verb) == (chief, "edit_publication")
    assert entry.reason == "name: “The Lantern” → “The Ellery Lantern”\ntagline: none → “News of the harbor”"


def test_the_audit_log_names_what_the_menu_leads_to(face: Face) -> None:
    world, tag = SectionFactory(name="World"), TagFactory(name="Ferries")
    face(menu=[row("section", world.pk, "Abroad"), row("tag", tag.pk, under=True)])
    entry = AuditEntry.objects.first()
    assert entry
    assert entry.reason == "menu: none → Abroad (Section: World); – Tag: Ferries"


def test_a_form_that_nobody_touched_changes_nothing(desk_page: Client, face: Face) -> None:
    face(address="14 Weir Street\nPort Ellery", social="https://bsky.app/profile/a\nhttps://b.example/@a")
    before = stored().saved_at
    data = {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in typed(desk_page).items()
    }
    assert desk_page.post(reverse(SETTINGS), data).status_code == 302
    assert stored().saved_at == before


def test_what_changes_nothing_leaves_no_trace(face: Face) -> None:
    face(name="The Lantern")
    before = AuditEntry.objects.count(), stored().saved_at
    face(name="The Lantern")
    assert (AuditEntry.objects.count(), stored().saved_at) == before


def test_an_editor_may_not_change_it(desk: User) -> None:
    with pytest.raises(PermissionRefused):
        actions.edit(desk, name="Mine")


def test_a_color_that_is_too_pale_is_refused_with_the_nearest_that_is_not(desk_page: Client) -> None:
    response = desk_page.post(reverse(SETTINGS), typed(desk_page, name="New", accent="#ffd84d"))
    html = response.content.decode()
    assert "has a contrast of 1.2 to 1" in html
    assert 'value="New"' in html
    assert stored().accent == ""


def test_a_save_on_top_of_another_is_refused_and_loses_nothing(desk_page: Client, face: Face, now: Any) -> None:
    mine = typed(desk_page, tagline="Mine")
    now.shift(timedelta(minutes=1))
    face(tagline="Theirs")
    now.shift(timedelta(minutes=1))
    response = desk_page.post(reverse(SETTINGS), mine)
    assert "Somebody else saved these settings" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    assert stored().tagline == "Theirs"
    again = mine | {"base": response.context["base"]}
    assert desk_page.post(reverse(SETTINGS), again).status_code == 302
    assert stored().tagline == "Mine"


def test_rows_of_the_menu_are_stored_in_their_order(desk_page: Client) -> None:
    world, tag = SectionFactory(name="World"), TagFactory(name="Ferries")
    rows = [
        {"target": "tag", "to": "ferries", "under": "on", "ORDER": 2},
        {"target": f"section:{world.pk}", "ORDER": 1},
        {"target": "address", "to": "https://shop.example/", "label": "Shop", "ORDER": 3},
        {"target": f"section:{world.pk}", "ORDER": 4, "DELETE": "on"},
    ]
    assert desk_page.post(reverse(SETTINGS), typed(desk_page, menu=rows)).status_code == 302
    assert stored().menu == [
        row("section", world.pk),
        row("tag", tag.pk, under=True),
        row("address", "https://shop.example/", "Shop"),
    ]
    html = desk_page.get(reverse(SETTINGS)).content.decode()
    assert 'value="Ferries"' in html  # the tag's name, to be typed over


@pytest.mark.parametrize(
    ("rows", "cure"),
    [
        ([{"target": "tag", "to": "Zebras"}], "There is no tag “Zebras”"),
        ([{"target": "address", "to": "javascript:alert(1)", "label": "Click"}], "Enter a web address"),
        ([{"target": "", "label": "Life"}], "“Life” leads nowhere"),
        ([{"target": "place:archive", "under": "on"}], "The first row can’t be below another"),
        ([{"target": "address", "to": "/about/"}], "Enter the words"),
    ],
    ids=["unknown tag", "script", "title without links", "first below", "no words"],
)
def test_a_row_that_leads_nowhere_is_refused_with_the_cure(rows: Any, cure: str, desk_page: Client) -> None:
    response = desk_page.post(reverse(SETTINGS), typed(desk_page, menu=rows))
    assert cure in response.content.decode()
    assert stored().menu == []


@pytest.mark.parametrize(
    ("field", "value", "cure"),
    [
        ("social", "@lantern", "isn’t a web address"),
        ("ads_txt", "hello world", "Line 1"),
        ("trust_txt", "member https://a.example", "Line 1"),
        ("security_txt", "Contact: mailto:a@b.example", "Expires:"),
        ("security_txt", "Contact: mailto:a@b.example\nExpires: 2020-01-01T00:00:00Z", "in the future"),
    ],
    ids=["account", "ads", "trust", "no expiry", "expired"],
)
def test_a_file_that_readers_of_it_would_not_understand_is_refused(
    field: str, value: str, cure: str, desk_page: Client
) -> None:
    response = desk_page.post(reverse(SETTINGS), typed(desk_page, **{field: value}))
    assert cure in response.content.decode()
    assert getattr(stored(), field) == ""


def test_a_preview_has_what_is_in_the_form_and_stores_nothing(desk_page: Client, client: Client) -> None:
    client.get("/")  # readers' pages are kept
    data = typed(desk_page, name="Preview Post", accent="#0b4f6c", preview_page="home")
    response = desk_page.post(reverse("admin:publication_publication_preview"), data)
    html = response.content.decode()
    assert "Preview Post</a>" in html
    assert "/media/colors/accent-0b4f6c-" in html
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert stored().name == "The Newsroom"
    assert "Preview Post" not in client.get("/").content.decode()
    assert "Preview Post" not in desk_page.get("/").content.decode()  # nor is a part of it remembered


def test_a_preview_says_what_is_to_be_fixed(desk_page: Client) -> None:
    data = typed(desk_page, accent="#ffd84d", preview_page="home")
    response = desk_page.post(reverse("admin:publication_publication_preview"), data)
    assert "Accent color: #ffd84d has a contrast" in response.content.decode()
