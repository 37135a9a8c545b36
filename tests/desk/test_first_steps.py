"""The way from an empty site to its first story."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Section
from newsroom.publication import actions
from tests.articles.factories import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOME, PUBLICATION = "/admin/", "/admin/publication/publication/"
ADD_SECTION, ADD_STORY = "/admin/articles/section/add/", "/admin/articles/article/add/"


def next_step(client: Client, page: str = HOME) -> str:
    """Return the words of the step that a page shows as the next; "" if it shows no steps."""
    found = re.search(r'aria-current="step">\s*<(?:a|strong)[^>]*>([^<]+)', client.get(page).text)
    return found[1] if found else ""


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_first_sign_in_leads_through_name_section_and_story(db: None) -> None:
    root = User.objects.create_superuser("root", password="a long passphrase")
    client = Client()
    typed = {"username": "root", "password": "a long passphrase", "next": HOME}
    assert client.post("/admin/login/", typed).headers["Location"] == HOME
    assert next_step(client) == "Name your publication"
    actions.edit(root, saved_at=None, name="The Ellery Lantern")
    assert next_step(client, PUBLICATION) == "Add the first section"
    saved = client.post(ADD_SECTION, {"name": "News", "slug": "news", "order": "0", "language": ""})
    assert Section.objects.exists(), saved.text
    assert next_step(client, saved.headers["Location"]) == "Write the first story"
    assert next_step(client, ADD_STORY) == ""  # its page is for writing
    ArticleFactory(owner=root)
    assert next_step(client) == ""


def test_who_may_not_take_all_steps_sees_none(writer: User, desk: User, chief: User) -> None:
    assert [next_step(signed_in(user)) for user in (writer, desk)] == ["", ""]
    assert next_step(signed_in(chief)) == "Name your publication"


def test_other_pages_have_no_steps(chief: User) -> None:
    client = signed_in(chief)
    assert "first-steps" not in client.get("/admin/calendar/").text
    assert "first-steps" not in client.get(f"{ADD_SECTION}?_popup=1").text
