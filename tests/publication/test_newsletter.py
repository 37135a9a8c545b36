"""The form above the footer that signs readers up for a newsletter."""

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from newsroom.publication.current import stored
from tests.publication.conftest import SETTINGS, Face, typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESS = "https://letters.example/subscribe"


def forms(client: Client, address: str = "/") -> list[Any]:
    found: list[Any] = lxml.html.fromstring(client.get(address).content.decode()).xpath(
        "//section[@id='newsletter']/form"
    )
    return found


def test_without_an_address_pages_have_no_form(client: Client, now: Any) -> None:
    assert forms(client) == []
    assert "form-action 'self';" in client.get("/")["Content-Security-Policy"] + ";"


def test_the_form_goes_to_the_provider_with_the_field_it_expects(client: Client, face: Face, now: Any) -> None:
    face(newsletter_address=ADDRESS, newsletter_field="fields[email]", newsletter_title="Every weekday at 7")
    (form,) = forms(client)
    assert (form.get("action"), form.get("method")) == (ADDRESS, "post")
    assert form.xpath("string(.//input[@type='email']/@name)") == "fields[email]"
    assert "Every weekday at 7" in form.text_content()
    assert "goes to letters.example" in form.text_content()


def test_only_the_form_may_go_to_the_provider(client: Client, face: Face, now: Any) -> None:
    face(newsletter_address=ADDRESS)
    policy = client.get("/")["Content-Security-Policy"]
    assert policy.count("https://letters.example") == 1
    assert "form-action 'self' https://letters.example" in policy


def test_an_address_that_is_not_encrypted_is_refused_with_the_cure(desk_page: Client) -> None:
    posted = typed(desk_page, newsletter_address="http://letters.example/")
    assert "begins with https://" in desk_page.post(reverse(SETTINGS), posted).content.decode()
    assert stored().newsletter_address == ""


def test_the_head_of_a_page_leads_to_the_form(client: Client, face: Face, now: Any) -> None:
    link = "//header//a[@href='#newsletter']"
    assert not lxml.html.fromstring(client.get("/").content.decode()).xpath(link)
    face(newsletter_address=ADDRESS)
    assert lxml.html.fromstring(client.get("/").content.decode()).xpath(f"string({link})") == "Newsletter"
