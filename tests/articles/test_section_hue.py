"""The color of a section: that of its first level, by its place in the navigation."""

from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from articles.models import Section
from articles.sections import HUES, section_tree
from tests.articles.factories import SectionFactory


def hue(section: Section | None) -> str:
    request: Any = RequestFactory().post("/")  # which remembers nothing
    return section_tree(request).hue(section.pk if section else None)


@pytest.mark.once
@pytest.mark.django_db
def test_sections_take_the_colors_in_the_order_of_the_navigation_and_begin_again_after_the_last() -> None:
    sections = [SectionFactory(order=place) for place in range(9)]
    assert [hue(section) for section in sections] == [*(f"hue-{n}" for n in range(1, 9)), "hue-1"]


@pytest.mark.once
@pytest.mark.django_db
def test_section_below_another_has_its_color() -> None:
    SectionFactory(order=1)
    world = SectionFactory(slug="world", order=2)
    assert hue(SectionFactory(slug="europe", parent=world)) == "hue-2"


@pytest.mark.once
@pytest.mark.django_db
def test_without_a_section_there_is_no_color() -> None:
    assert hue(None) == ""


def test_style_sheet_has_as_many_colors_light_and_dark() -> None:
    sheet = (settings.BASE_DIR / "static/css/site.css").read_text()
    for number in range(1, HUES + 1):
        assert sheet.count(f"--hue-{number}: #") == 2
        assert f".hue-{number} {{ --hue: var(--hue-{number}); }}" in sheet
    assert f"hue-{HUES + 1}" not in sheet
