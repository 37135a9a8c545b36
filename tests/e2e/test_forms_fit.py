"""The form of a story is as wide as the window, whatever it names, and spelling is checked in all of its texts."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import Figure, TimelineEmbed, new
from articles.models import Article, EventReport, RelatedLink
from tests.articles.factories import ArticleFactory, AuthorFactory, published
from tests.e2e import desk
from tests.fronts.factories import ContainerFactory
from tests.images.factories import PictureFactory
from tests.people import editor
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

SignIn = Callable[[Page, User], None]

WIDTHS = [1440, 1280, 1024, 768, 390]
LONG = "The harbor of Port Ellery opens again after eleven long months of repair, and the ferries sail as they did"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNCHECKED = """() => [...document.querySelectorAll("textarea, input[type=text], [contenteditable=true]")]
    .filter((field) => field.checkVisibility() && field.spellcheck !== true).map((field) => field.name || field.className)"""


@pytest.fixture
def timeline(transactional_db: None) -> Timeline:
    event = {"date_text": "Aug. 6, 2024", "headline": LONG, "place": "x" * 150}
    return TimelineFactory(title=LONG, slug="kursk", events=[event])


@pytest.fixture
def story(writer: User, timeline: Timeline) -> Article:
    rows = [
        *(RelatedLink(story=published(headline=f"{number}. {LONG} {'w' * 60}")) for number in range(3)),
        RelatedLink(url=f"https://example.org/{'a' * 200}", title="t" * 150),
        new(TimelineEmbed, timeline=timeline),
        new(Figure, picture=PictureFactory(title="p" * 150), alt="A harbor"),
        EventReport(event=timeline.events.get()),
    ]
    return ArticleFactory(owner=writer, headline="W" * 180, rows=rows, authors=[AuthorFactory(name="A" * 100)])


def test_no_form_is_wider_than_the_window(
    browser_page: Page, sign_in: SignIn, story: Article, timeline: Timeline
) -> None:
    page = browser_page
    sign_in(page, editor("sasha"))
    too_wide = {}
    for address in (f"articles/article/{story.pk}", f"timelines/timeline/{timeline.pk}"):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(f"/admin/{address}/change/")
        page.wait_for_load_state("networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
            too_wide[address, width] = page.evaluate(WIDE)
    assert len(too_wide) == 2 * len(WIDTHS)
    assert set(too_wide.values()) == {0}, too_wide


@pytest.mark.long
def test_a_row_on_a_phone_is_named_above_its_fields(browser_page: Page, sign_in: SignIn, story: Article) -> None:
    page, container = browser_page, ContainerFactory(slots=[story])
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in(page, editor("sasha"))
    page.goto(f"/admin/fronts/container/{container.pk}/change/")
    row = page.locator("#slots-0")
    name, field = (row.locator(each).first.bounding_box() for each in ("> h3", ".field-story"))
    assert name
    assert field
    assert name["width"] > field["width"] / 2
    assert name["y"] + name["height"] <= field["y"]


@pytest.mark.long
def test_spelling_is_checked_in_every_text_in_the_language_of_the_story(
    browser_page: Page, sign_in: SignIn, story: Article, timeline: Timeline
) -> None:
    page = browser_page
    sign_in(page, editor("sasha"))
    for address in (f"articles/article/{story.pk}", f"timelines/timeline/{timeline.pk}"):
        page.goto(f"/admin/{address}/change/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(UNCHECKED) == []
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    text = desk.text_of(page)
    expect(text).to_have_attribute("spellcheck", "true")
    expect(text).to_have_attribute("lang", "en")
    page.locator("[name=language]").evaluate(
        "field => { field.value = 'uk'; field.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    expect(text).to_have_attribute("lang", "uk")
    expect(page.locator("[name=headline]")).to_have_attribute("lang", "uk")
    quote = desk.add_block(page, "Pull quote", "We sail at dawn.")
    expect(quote.get_by_label("Text")).to_have_attribute("lang", "uk")
