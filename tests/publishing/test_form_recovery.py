"""A recovered form shows what was typed here, but no secret, and nothing that another site sent."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.people import administrator
from tests.publishing.notes.models import Note

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG = "Three paragraphs that must not be lost"
SECRET = "correct horse battery staple"
OURS = {"origin": "http://testserver"}


def note_page(note: Note) -> str:
    return f"/admin/notes/note/{note.pk}/change/"


def posted(address: str, fields: dict[str, Any], headers: dict[str, str], user: User | None = None) -> Any:
    """Return the answer to a user whose session has ended or whose token has rotated."""
    client = Client(enforce_csrf_checks=True, headers=headers)
    if user:
        client.force_login(user)
    return client.post(address, fields)


@pytest.mark.parametrize(
    "field",
    ["password", "password1", "new_password2", "old_password", "otp_token", "token_set-0-token", "csrfmiddlewaretoken",
     "api_secret", "Password", "passphrase", "usable_password"],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_secret_is_shown_or_sent_again(field: str, signed_in: bool, note: Note, desk: User) -> None:
    response = posted(note_page(note), {field: SECRET, "headline": LONG}, OURS, desk if signed_in else None)
    assert response.status_code == 403
    assert SECRET not in response.text
    assert LONG in response.text


@pytest.mark.parametrize(
    "address",
    ["/admin/password_change/", "/admin/auth/user/add/", "/admin/auth/user/1/password/", "/admin/auth/user/1/change/",
     "/admin/otp_totp/totpdevice/add/", "/admin/otp_static/staticdevice/add/"],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_password_and_no_key_comes_back_from_the_pages_of_people(address: str, signed_in: bool, db: None) -> None:
    response = posted(
        address,
        {"password1": SECRET, "key": SECRET, "token_set-0-token": SECRET},
        OURS,
        administrator() if signed_in else None,
    )
    assert response.status_code == 403
    assert SECRET not in response.text
    assert "Send again" not in response.text


ELSEWHERE = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver:8001"},
    {"origin": "https://testserver.evil.example"},
    {"referer": "https://evil.example/http://testserver/"},
    {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "http://["},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("signed_in", [True, False])
def test_nothing_that_another_site_has_sent_is_shown(
    headers: dict[str, str], signed_in: bool, note: Note, desk: User
) -> None:
    words = "Call this number at once to get your account back"
    response = posted(note_page(note), {"headline": words}, headers, desk if signed_in else None)
    assert response.status_code in (400, 403)
    assert words not in response.text
    assert "Send again" not in response.text


@pytest.mark.parametrize(
    "headers", [OURS, {"referer": "http://testserver/admin/"}, OURS | {"sec-fetch-site": "same-origin"}]
)
def test_what_was_typed_at_this_desk_comes_back_with_a_button(headers: dict[str, str], note: Note) -> None:
    response = posted(note_page(note), {"headline": LONG}, headers)
    assert LONG in response.text
    assert "Send again" in response.text
