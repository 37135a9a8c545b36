"""The line at the top of every page of the desk: where each user can go from it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.media.factories import MediaFileFactory
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]

STORIES = "/admin/articles/article/"
# Words of Django's that nobody at a newsroom would use.
DJANGOS = ("Authentication and Authorization", "Start typing to filter", "to change", "nav-sidebar", "app-list")


def page(user: User, address: str = STORIES) -> Any:
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content)


def texts(found: list[Any]) -> list[str]:
    return [each.text_content().strip() for each in found]


def test_a_journalist_sees_the_sections_that_they_may_open(writer: User) -> None:
    assert texts(page(writer).xpath("//nav[@aria-label='Desk']/a")) == ["Stories", "Calendar", "Photos", "Timelines"]


def test_what_is_rare_is_in_groups_with_the_words_of_a_newsroom(writer: User, chief: User) -> None:
    def groups(user: User) -> dict[str, list[str]]:
        found = page(user).xpath("//nav[@aria-label='Desk']//section")
        return {each.xpath("string(h2)"): texts(each.xpath(".//a")) for each in found}

    assert groups(chief) == {
        "On the site": [
            *(
                "Sections",
                "Authors",
                "Tags",
                "Standing pages",
                "Breaking news",
                "Video, audio and documents",
                "Redirects",
            ),
            "View the site at another time",
        ],
        "Language and corrections": ["Style rules", "Correction requests"],
        "Administration": ["Publication", "People", "Invitations", "Roles", "Mail", "Audit log"],
        "Notes": ["Notes"],  # of another app, by its name
    }
    assert "Administration" not in groups(writer)


def test_a_list_counts_its_rows_by_what_one_is_called(chief: User) -> None:
    def count(address: str) -> list[str]:
        return texts(page(chief, f"/admin/{address}/").xpath("//nav[contains(@class, 'paginator')]/span"))

    assert count("media/mediafile") == ["0 media files"]
    MediaFileFactory()
    assert count("media/mediafile") == ["1 media file"]
    assert count("auth/user") == [f"{User.objects.count()} people"]


@pytest.mark.parametrize(
    ("address", "section"),
    [
        (STORIES, "Stories"),
        ("/admin/articles/article/add/", "Stories"),
        ("/admin/calendar/", "Calendar"),
        ("/admin/images/picture/rights/", "Photos"),
        ("/admin/timelines/timeline/add/", "Timelines"),
        ("/admin/fronts/container/fronts/", "Fronts"),
        ("/admin/articles/tag/", "Tags"),
        ("/admin/", None),
    ],
)
def test_the_section_one_is_in_is_marked(desk: User, address: str, section: str | None) -> None:
    current = page(desk, address).xpath("//header//*[@aria-current]")
    assert texts(current) == ([section] if section else [])


@pytest.mark.parametrize("address", ["/admin/", STORIES, "/admin/articles/section/", "/admin/articles/tag/add/"])
def test_no_page_has_djangos_list_of_apps_or_its_words(chief: User, address: str) -> None:
    text = html.tostring(page(chief, address)).decode()
    assert [words for words in DJANGOS if words in text] == []


def test_an_address_of_a_list_of_apps_goes_home(desk: User) -> None:
    client = Client()
    client.force_login(desk)
    assert client.get("/admin/articles/")["Location"] == reverse("admin:index")


def test_a_window_in_which_something_is_chosen_is_without_the_line(desk: User) -> None:
    for address in ("/admin/images/picture/?_popup=1", "/admin/timelines/timeline/add/?_popup=1"):
        assert page(desk, address).xpath("//header[@class='desk-line'] | //nav[@aria-label='Desk']") == []


def test_nobody_signed_in_gets_the_name_alone(client: Client) -> None:
    found = html.fromstring(client.get("/admin/login/").content)
    assert texts(found.xpath("//header//a")) == ["The Newsroom"]


@pytest.mark.parametrize("model", ["articles/article", "articles/section", "images/picture"])
def test_an_address_of_nothing_leads_to_the_list_and_says_so_in_plain_words(client: Client, model: str) -> None:
    client.force_login(editor())
    answer = client.get(f"/admin/{model}/999/change/")
    assert answer.headers["Location"] == f"/admin/{model}/"
    assert "doesn’t exist. It may have been deleted." in client.get(f"/admin/{model}/").text
