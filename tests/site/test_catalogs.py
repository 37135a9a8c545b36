"""The catalogs of readers' pages, and the languages of a site and of its stories."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as project
from django.template.loader import get_template
from django.test import Client
from lxml import html

from articles.blocks import new
from newsroom.publishing import clock
from newsroom.text import dates
from newsroom.text.languages import beside, catalogs, ours, sites, speaking
from tests.articles.factories import published

CATALOGS = pytest.mark.parametrize("path", catalogs(), ids=lambda path: path.parent.parent.name)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def complete(translated: Any) -> bool:
    return bool(translated) if isinstance(translated, str) else bool(translated) and all(translated)


@CATALOGS
def test_every_word_of_readers_pages_is_translated_with_its_values_and_plural_forms(path: Path) -> None:
    catalog = read(path)
    assert [message.id for message in catalog if message.id and not complete(message.string)] == []
    assert [(message.id, str(error)) for message, errors in catalog.check() for error in errors] == []


@CATALOGS
def test_the_compiled_catalog_is_that_of_its_words(path: Path) -> None:
    compiled = BytesIO()
    write_mo(compiled, read(path))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run make messages"


NOON = datetime.fromisoformat("2024-11-08T12:05-05:00")


@pytest.mark.parametrize(
    ("language", "this_year", "later", "day"),
    [
        ("en-us", "Nov. 8, 12:05 p.m. EST", "Nov. 8, 2024", "Friday, Nov. 8, 2024"),
        ("es", "8 de noviembre, 12:05 EST", "8 de noviembre de 2024", "viernes, 8 de noviembre de 2024"),
        ("ar", "8 نوفمبر، 12:05 م EST", "8 نوفمبر 2024", "الجمعة، 8 نوفمبر 2024"),
    ],
)
def test_dates_are_in_ap_style_in_english_and_by_cldr_in_other_languages(
    language: str, this_year: str, later: str, day: str
) -> None:
    with speaking(language):
        assert dates.said(NOON, NOON).replace("\u202f", " ").replace("\xa0", " ") == this_year
        assert dates.said(NOON, NOON + timedelta(days=365), with_time=False) == later
        assert dates.formatted(NOON, "l, N j, Y") == day
        assert dates.formatted(NOON, "/Y/m/d/") == "/2024/11/08/"


@pytest.mark.parametrize(
    ("site", "story", "words", "marks_of_ours", "marks_of_sections"),
    [
        ("en-us", "en", "en-us", "", ""),
        ("en-us", "es-MX", "es", "", ' lang="en" dir="ltr"'),
        ("en-us", "fr", "en-us", ' lang="en" dir="ltr"', ' lang="en" dir="ltr"'),
        ("ar", "en", "en", "", ' lang="ar" dir="rtl"'),
        ("ar", "uk", "ar", ' lang="ar" dir="rtl"', ' lang="ar" dir="rtl"'),
    ],
)
def test_our_words_are_in_the_language_of_the_story_if_it_has_a_catalog_and_are_marked_otherwise(
    site: str, story: str, words: str, marks_of_ours: str, marks_of_sections: str, settings: Any
) -> None:
    settings.LANGUAGE_CODE = site
    assert beside(story) == words
    with speaking(beside(story)):
        assert (ours(story), sites(story)) == (marks_of_ours, marks_of_sections)


@pytest.mark.once
@pytest.mark.django_db
def test_a_site_in_arabic_runs_from_right_to_left(client: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "ar"
    page = html.fromstring(client.get("/archive/").content)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.find_class("skip-link")[0].text == "الانتقال إلى المحتوى"


@pytest.mark.once
@pytest.mark.django_db
def test_the_desk_of_a_site_in_arabic_is_in_english(client: Client, settings: Any) -> None:
    settings.LANGUAGE_CODE = "ar"
    page = html.fromstring(client.get("/admin/login/").content)
    assert (page.get("lang"), page.get("dir")) == ("en-us", "ltr")


def test_error_pages_are_in_the_language_of_the_site(settings: Any) -> None:
    settings.LANGUAGE_CODE = "es"
    page = html.fromstring(get_template("500.html").render())
    assert page.get("lang") == "es"
    assert page.findtext(".//h1") == "Algo ha fallado por nuestra parte"


@pytest.mark.once
@pytest.mark.django_db
def test_a_spanish_story_of_an_english_site_has_our_words_in_spanish_inside_an_english_frame(
    client: Client, now: time_machine.Traveller
) -> None:
    body = [new(kind, text="El transbordador zarpa.") for _ in range(3) for kind in ("heading", "paragraph")]
    story = published(language="es", body=body)
    page = html.fromstring(client.get(story.live(clock.now()).get_absolute_url()).content)
    [article] = page.find_class("story")
    assert page.get("lang") == "en"
    assert page.find_class("skip-link")[0].text == "Skip to content"
    assert "Publicado el" in article.text_content()
    assert article.get_element_by_id("contents").text_content() == "En este artículo"
    marked = [each.text for each in article.iter() if each.get("lang") == "en"]
    assert marked == [str(story.section)]  # its name is the site's


def test_catalogs_go_into_the_image() -> None:
    assert "!locale\n" in (Path(project.BASE_DIR) / ".dockerignore").read_text()
    assert "COPY locale locale\n" in (Path(project.BASE_DIR) / "Dockerfile").read_text()
