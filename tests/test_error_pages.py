"""Error pages need no context and set no cookie."""

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import path
from django.views.defaults import server_error
from lxml import html

from tests.people import journalist

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "410.html", "429.html", "500.html", "503.html"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken", broken)]


@pytest.mark.parametrize("page", PAGES)
def test_error_page_renders_without_any_context(page: str) -> None:
    text = get_template(page).render()
    assert text.count("<h1>") == 1
    assert "<h1></h1>" not in text


@pytest.mark.parametrize("page", PAGES)
def test_error_page_has_nothing_inline(page: str) -> None:
    text = get_template(page).render()
    assert "<script" not in text
    assert "<style" not in text
    assert "style=" not in text


@pytest.mark.once
def test_unknown_address_says_so_and_sets_no_cookie(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert not response.cookies


@pytest.mark.once
def test_an_error_at_the_desk_leads_back_to_the_desk(client: Client, db: None) -> None:
    client.force_login(journalist("noor"))
    for address, status in (("/admin/no/such/page/", 404), ("/admin/auth/user/", 403)):
        page = html.fromstring(client.get(address).content)
        assert client.get(address).status_code == status
        assert set(page.xpath("//a/@href")) == {"/admin/"}
        assert page.xpath("//form") == []
    assert "/admin/" not in client.get("/no/such/page/").text


@pytest.mark.once
@pytest.mark.urls("tests.test_error_pages")
def test_broken_view_shows_the_plain_page_and_no_trace() -> None:
    response = Client(raise_request_exception=False).get("/broken")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "broken on purpose" not in response.text


def test_server_error_needs_nothing_of_the_request() -> None:
    assert server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.once
def test_form_without_a_token_is_told_nothing_was_saved(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "nothing was saved" in response.text


def test_every_error_template_is_tested_here() -> None:
    numbered = {path.name for path in Path(settings.BASE_DIR, "templates").glob("[45]*.html")}
    assert numbered == set(PAGES)
