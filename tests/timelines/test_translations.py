"""A timeline in another language has its scale, its headings and our own words in that language."""

import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from babel import Locale
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from newsroom.publishing import actions
from tests.timelines.test_long_timeline import long_timeline
from timelines.dates import DateValue, names_in, parse
from timelines.dates.languages import LANGUAGES
from timelines.scale import Entry, draw
from timelines.scale.summary import summary
from timelines.translations import FORMS, TABLES, words_in
from timelines.years import year_index

TODAY = date(2024, 11, 8)
DAYS = ["Aug. 6, 2023", "Aug. 7, 2023", "Aug. 9, 2023", "Sept. 1, 2023", "Oct. 28, 2023"]


def values(*texts: str) -> list[DateValue]:
    found = [parse(text, TODAY) for text in texts]
    return [value for value in found if isinstance(value, DateValue)]


def test_every_table_has_the_same_words_with_a_form_for_every_number() -> None:
    assert set(TABLES) == set(FORMS) == set(LANGUAGES)
    for language, table in TABLES.items():
        assert table.keys() == TABLES["es"].keys()
        categories = {Locale.parse(language).plural_form(number) for number in range(1_001)}
        assert categories <= set(FORMS[language])
        assert all(len(text.split("|")) == len(FORMS[language]) for text in table.values() if "|" in text)
        placeholders = {words: set(re.findall(r"%\(\w+\)s", words)) for words in table}
        assert all(set(re.findall(r"%\(\w+\)s", table[words])) <= placeholders[words] for words in table)


def test_every_word_of_the_scale_and_the_list_has_a_translation() -> None:
    pattern = re.compile(r'(?:_|gettext)\(\s*"([^"]+)"')
    for name in ("_scale.html", "_timeline.html"):
        found = pattern.findall((Path(settings.BASE_DIR) / "templates" / "timelines" / name).read_text())
        assert found
        assert set(found) <= TABLES["es"].keys()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "5 acontecimientos: 6 ago – 28 oct 2023; la mayoría en agosto"),
        ("fr", "5 événements : 6 août – 28 oct. 2023 ; la plupart en août"),
        ("de", "5 Ereignisse: 6. Aug. – 28. Okt. 2023; die meisten: August"),
        ("uk", "5 подій: 6 серп. – 28 жовт. 2023\u202fр.; найбільше: серпень"),
        ("ar", "5 أحداث: 6 أغسطس – 28 أكتوبر 2023؛ معظمها في أغسطس"),
        ("pl", "5 events from Aug. 6 to Oct. 28, 2023; most in August"),
    ],
)
def test_the_summary_is_in_the_language_of_the_timeline(language: str, said: str) -> None:
    assert summary(values(*DAYS), TODAY, words_in(language)) == said


def test_english_numbers_are_words_on_a_site_in_another_language_too(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "es"
    assert summary(values("Aug. 6, 2023", "The reaction"), TODAY, words_in("en")).endswith("one without a date")


@pytest.mark.parametrize(
    ("language", "texts", "labels"),
    [
        ("de", ["Nov. 5, 2023", "Nov. 7, 2023", "Nov. 9, 2023"], ["5. Nov.", "6. Nov. 2023", "7. Nov.", "8. Nov.", "9. Nov."]),
        ("uk", ["Oct. 6, 2023", "Jan. 4, 2024", "May 28, 2024"], ["лист.", "груд.", "2024", "лют.", "бер.", "квіт.", "трав."]),
        ("fr", ["Nov. 5, 2024, 3 p.m.", "Nov. 5, 2024, 5 p.m.", "Nov. 6, 2024, 4 a.m."],
         ["16:00", "18:00", "20:00", "22:00", "6 nov.", "02:00", "04:00"]),
        ("es", ["490 B.C.", "44 B.C.", "A.D. 476"], ["400 a. C.", "200 a. C.", "1", "200", "400"]),
        ("es", ["66 million years ago", "3 million years ago", "2020"],
         ["hace 60 millones de años", "hace 40 millones de años", "hace 20 millones de años"]),
        ("ar", ["1939", "1962", "2023"], [str(year) for year in range(1940, 2030, 10)]),
    ],
)  # fmt: skip
def test_ticks_are_in_the_language_of_the_timeline(language: str, texts: list[str], labels: list[str]) -> None:
    entries = [Entry(f"e-{n}", "", "", False, "", value) for n, value in enumerate(values(*texts))]
    drawing = draw(entries, [], TODAY, names=names_in(language))
    assert drawing
    assert [tick.label for tick in drawing.ticks if tick.label] == labels


def test_headings_and_gaps_are_in_the_language_of_the_timeline() -> None:
    def heads(language: str, *texts: str) -> list[str]:
        events = [(f"e-{n}", value) for n, value in enumerate(values(*texts))]
        return [mark.label for mark in year_index(events, language)]

    years = [str(year) for year in range(1990, 2031)]
    assert heads("fr", *years) == ["1990–1999", "2000–2009", "2010–2019", "2020–2029", "2030–2039"]
    assert heads("de", *(f"{1600 - n * 40} B.C." for n in range(40)), "A.D. 4", "1900")[-3:] == [
        "99–1 v. Chr.", "1–99", "1900–1999",
    ]  # fmt: skip
    assert [words_in("uk").ngettext("%(num)s year passes", "", n) for n in (21, 22, 25)] == [
        "минає 21 рік", "минає 22 роки", "минає 25 років",
    ]  # fmt: skip
    assert words_in("ar").ngettext("%(num)s event", "", 2) == "حدثان"


@pytest.mark.django_db
def test_the_page_of_a_ukrainian_timeline_has_no_english_beside_its_dates(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    timeline = long_timeline(60, language="uk")
    actions.publish(timeline, desk, revision=actions.save(timeline, desk))
    html = client.get("/timelines/long/").content.decode()
    figure = html[html.index('<figure class="scale"') : html.index("</figure>")]
    assert figure.startswith('<figure class="scale" data-scale lang="uk" dir="ltr">')
    assert re.search(r"60 подій: \d+ \w+\. 1999", figure)
    shown = re.sub(r"<title>.*?</title>|<[^>]*>", "", figure)
    assert not re.search(r"\b(events?|key|legend|date|Jan|May|Oct)\b", shown, re.IGNORECASE)
    assert "Джерело:" in html
    assert "Source:" not in html
    assert client.get("/timelines/long.json").json()["summary"].startswith("60 подій")
