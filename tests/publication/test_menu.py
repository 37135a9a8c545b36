"""The menu and the footer, as readers see them."""

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.test import Client

from articles import taxonomy
from newsroom.publishing import actions, clock
from tests.articles.factories import SectionFactory, StandingPageFactory, TagFactory, desk
from tests.publication.conftest import Face, row

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = timedelta(hours=1)


def page(client: Client, address: str = "/") -> Any:
    return lxml.html.fromstring(client.get(address).content)


def bar(client: Client, address: str = "/") -> list[str]:
    """The words of the menu's links, of both levels."""
    return [
        " ".join(link.text_content().split()) for link in page(client, address).xpath('.//ul[@class="menu__bar"]//a')
    ]


def test_without_a_choice_it_has_the_sections_and_those_inside_them(client: Client, now: Any) -> None:
    world = SectionFactory(name="World", order=1)
    SectionFactory(name="Europe", parent=world)
    SectionFactory(name="Local", order=0)
    assert bar(client) == ["Local", "World", "Europe"]


def test_it_has_what_was_chosen_in_two_levels(client: Client, now: Any, face: Face) -> None:
    world = SectionFactory(name="World", slug="world")
    tag = TagFactory(name="Ferries", slug="ferries")
    face(
        menu=[
            row("section", world.pk, "Abroad"),
            row("tag", tag.pk, under=True),
            row("", label="More from us"),
            row("address", "https://shop.example/", "Shop", under=True),
            row("place", "archive"),
        ]
    )
    items = page(client).xpath('.//ul[@class="menu__bar"]/li')
    assert [link.get("href") for link in items[0].xpath(".//a")] == ["/world/", "/tags/ferries/"]
    assert [link.get("href") for link in items[1].xpath(".//a")] == ["https://shop.example/"]
    assert "More from us" in items[1].xpath(".//summary")[0].text_content()
    assert bar(client)[-1] == "Archive"


def test_a_standing_page_is_in_the_menu_while_it_is_live(client: Client, now: Any, face: Face) -> None:
    about = StandingPageFactory(title="About us", slug="about")
    face(menu=[row("place", "archive"), row("page", about.pk)])
    actions.publish(about, desk(), at=clock.now() + HOUR)
    assert bar(client) == ["Archive"]
    now.shift(HOUR)
    assert bar(client) == ["Archive", "About us"]


def test_a_tag_that_was_merged_leads_to_the_one_that_has_it_now(client: Client, now: Any, face: Face) -> None:
    old, new = TagFactory(name="Boats"), TagFactory(name="Ferries")
    face(menu=[row("tag", old.pk)])
    now.shift(HOUR)
    taxonomy.merge([old], new, desk())
    assert bar(client) == ["Ferries"]


def test_what_does_not_fit_in_a_line_is_behind_more_without_a_script(client: Client, now: Any) -> None:
    SectionFactory.create_batch(9)
    menu = page(client).xpath('.//nav[@class="menu"]')[0]
    assert len(menu.xpath('.//ul[@class="menu__bar"]/li[not(@class)]')) == 7
    assert len(menu.xpath('.//ul[@class="menu__all"]/li[@class="is-folded"]')) == 2
    assert len(menu.xpath('.//ul[@class="menu__all"]/li')) == 9  # on a phone, everything


def test_the_page_and_what_it_is_in_are_marked(client: Client, now: Any) -> None:
    world = SectionFactory(name="World", slug="world")
    SectionFactory(name="Europe", slug="europe", parent=world)
    marked = {
        link.text: link.get("aria-current")
        for link in page(client, "/world/europe/").xpath('.//ul[@class="menu__bar"]//a')
    }
    assert marked == {"World": "true", "Europe": "page"}


def test_a_section_page_has_a_row_of_the_sections_inside(client: Client, now: Any) -> None:
    world = SectionFactory(name="World", slug="world")
    SectionFactory(name="Europe", slug="europe", parent=world)
    SectionFactory(name="Local", slug="local")
    rows = page(client, "/world/europe/").xpath('.//nav[starts-with(@class, "subsections")]//a')
    assert [(link.text, link.get("aria-current")) for link in rows] == [("World", None), ("Europe", "page")]
    assert not page(client, "/local/").xpath('.//nav[starts-with(@class, "subsections")]')
    assert not page(client).xpath('.//nav[starts-with(@class, "subsections")]')


def test_the_footer_has_the_columns_that_were_chosen(client: Client, now: Any, face: Face) -> None:
    face(
        footer=[row("", label="Find"), row("place", "archive", under=True), row("place", "search", "Look", under=True)]
    )
    [column] = page(client).xpath('.//nav[@class="foot__columns"]/div')
    assert column.xpath(".//h2")[0].text == "Find"
    assert [link.text for link in column.xpath(".//a")] == ["Archive", "Look"]


def test_the_footer_says_who_one_can_write_to_and_who_owns_it(client: Client, now: Any, face: Face) -> None:
    face(
        address="14 Weir Street\nPort Ellery",
        email="desk@lantern.example",
        phone="555 0114",
        owner="Owned by its readers.",
        social="https://bsky.app/profile/lantern\nhttps://social.example/@lantern",
    )
    foot = page(client).xpath('.//footer[@class="foot"]')[0]
    for words in ("14 Weir Street", "Owned by its readers."):
        assert words in foot.text_content()
    links = {link.text_content().strip(): link.get("href") for link in foot.xpath(".//a")}
    assert links["desk@lantern.example"] == "mailto:desk@lantern.example"
    assert links["555 0114"] == "tel:5550114"
    assert links["Bluesky"] == "https://bsky.app/profile/lantern"
    assert links["Mastodon"] == "https://social.example/@lantern"


def test_a_policy_that_no_column_has_is_at_the_end_of_the_footer(client: Client, now: Any, face: Face) -> None:
    ethics = StandingPageFactory(title="Ethics", slug="ethics")
    actions.publish(ethics, desk())
    face(policies={"ethicsPolicy": ethics.pk}, footer=[row("", label="Find"), row("place", "archive", under=True)])
    assert [link.text for link in page(client).xpath('.//*[@class="foot__last"]//a')] == ["Ethics"]


@pytest.mark.parametrize("address", ["/", "/world/"])
def test_its_own_face_costs_a_page_no_query(
    address: str, client: Client, now: Any, face: Face, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.PAGE_CACHE = False
    world = SectionFactory(name="World", slug="world")
    about = StandingPageFactory(title="About us", slug="about")
    actions.publish(about, desk())
    client.get(address)
    with django_assert_max_num_queries(20) as asked:
        client.get(address)
        before = len(asked)
    rows = [row("section", world.pk), row("page", about.pk), row("tag", TagFactory().pk)]
    face(name="The Lantern", menu=rows, footer=rows, accent="#0b4f6c", policies={"masthead": about.pk})
    client.get(address)
    with django_assert_max_num_queries(before):
        client.get(address)
