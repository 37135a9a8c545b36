"""The Content-Security-Policy is strict for readers, and as wide at the desk as its editor needs."""

import pytest
from django.http import HttpResponseBase
from django.test import Client

from newsroom.content_security import EDITOR_STYLES

pytestmark = pytest.mark.once


def policy(response: HttpResponseBase) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


def test_readers_get_nothing_inline_and_nothing_from_elsewhere(client: Client, db: None) -> None:
    directives = policy(client.get("/no/such/page/"))
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert {source for sources in directives.values() for source in sources} == {"'self'", "'none'"}


def test_desk_allows_style_attributes_but_of_style_elements_only_the_editors_own_and_no_inline_script(
    client: Client, db: None
) -> None:
    directives = policy(client.get("/admin/login/"))
    assert directives["style-src-elem"] == ["'self'", *EDITOR_STYLES]
    assert all(source.startswith("'sha256-") for source in EDITOR_STYLES)
    assert directives["style-src-attr"] == ["'unsafe-inline'"]
    assert directives["script-src"] == ["'self'"]
    assert "style-src" not in directives


def test_signing_in_sets_the_form_cookie_and_readers_pages_none(client: Client, db: None) -> None:
    assert set(client.get("/admin/login/").cookies) == {"csrftoken"}
    assert not Client().get("/no/such/page/").cookies
