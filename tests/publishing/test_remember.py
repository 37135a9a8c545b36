"""{% remember %}: parts of pages that are rendered once per site generation."""

from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from articles import taxonomy
from tests.articles.conftest import HOUR
from tests.articles.factories import SectionFactory, published
from tests.people import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEMPLATE = '{% remember "part", place %}{{ word }}{% endremember %}'


def rendered(number: int | None, **context: Any) -> str:
    readers: Any = engines["jinja2"]
    request: Any = RequestFactory().get("/")
    if number is not None:
        request.generation = number
    return str(readers.env.from_string(TEMPLATE).render(request=request, **context))


def test_a_part_is_made_once_for_each_generation_and_for_each_value_it_names() -> None:
    assert rendered(7, word="one", place="here") == "one"
    assert rendered(7, word="two", place="here") == "one"
    assert rendered(7, word="two", place="there") == "two"
    assert rendered(8, word="three", place="here") == "three"
    assert rendered(None, word="four", place="here") == "four"  # an error page has no generation


def test_a_part_is_made_where_there_is_no_request() -> None:
    readers: Any = engines["jinja2"]
    assert readers.env.from_string(TEMPLATE).render(word="<one>", place="here") == "&lt;one&gt;"


def test_the_masthead_follows_the_names_of_sections_the_section_and_the_day(client: Client, now: Any) -> None:
    world = SectionFactory(name="World", slug="world")
    published(section=world, slug="ferry")
    html = client.get("/2024/11/08/ferry/").content.decode()
    assert "Friday, Nov. 8, 2024" in html
    assert ">World</a></li>" in html
    assert 'aria-current="page"' not in html
    assert 'aria-current="page"' in client.get("/world/").content.decode()
    now.shift(HOUR)
    taxonomy.edit(world, administrator(), name="The World")
    assert ">The World</a></li>" in client.get("/2024/11/08/ferry/").content.decode()
    now.shift(23 * HOUR)
    assert "Saturday, Nov. 9, 2024" in client.get("/2024/11/08/ferry/").content.decode()
