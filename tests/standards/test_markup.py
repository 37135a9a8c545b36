"""Pages are valid HTML, says the Nu HTML Checker."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

ERROR_PAGES = sorted(path.name for path in Path(settings.BASE_DIR, "templates").glob("[45]*.html"))
MarkupErrors = Callable[[str], list[str]]


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_error_page_is_valid(page: str, markup_errors: MarkupErrors) -> None:
    assert not markup_errors(get_template(page).render())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/timelines/"])
def test_page_is_valid(address: str, client: Client, markup_errors: MarkupErrors) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert not markup_errors(response.text)


def test_the_checker_finds_an_error(markup_errors: MarkupErrors) -> None:
    assert markup_errors("<!doctype html><title>x</title><p><img src=x></p>")
