"""What readers see at a glance: photos of any shape, the navigation, cards in other scripts, and the printed page."""

import re
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.blocks import Figure, new
from articles.blocks.width import Width
from articles.models import Article
from newsroom.fronts.models import Layout
from newsroom.publication import actions as publication_actions
from newsroom.publishing import actions, clock
from tests.articles.factories import AuthorFactory, SectionFactory, StandingPageFactory, desk, published
from tests.fronts.factories import on_the_front
from tests.images.conftest import uploaded
from tests.images.factories import photo
from tests.people import administrator
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (390, 820, 1440)
HEIGHT = 900
BOXES = "() => [...document.querySelectorAll('figure img')].map((image) => image.getBoundingClientRect().toJSON())"
# Where the last letter of an element's text is drawn, and where the first one is.
ENDS = """(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const text = walker.nextNode()
  const at = (place) => {
    const range = document.createRange()
    range.setStart(text, place)
    range.setEnd(text, place + 1)
    return range.getBoundingClientRect().left
  }
  return [at(0), at(text.length - 1)]
}"""


def address(story: Article) -> str:
    return str(story.live(clock.now()).get_absolute_url())


def at_each_width(page: Page, where: str, look: Callable[[int], None]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(where)
        look(width)


def test_a_tall_photo_is_no_higher_than_the_window_and_a_tiny_one_no_wider_than_it_is(browser_page: Page) -> None:
    tall, tiny = uploaded(desk(), photo(600, 2600), "tall.jpg"), uploaded(desk(), photo(160, 120), "tiny.jpg")
    stories = [published(lead_picture=tall, rows=[new(Figure, picture=tiny)])]
    stories.append(published(lead_picture=tiny, rows=[new(Figure, picture=tall)]))

    def look(width: int) -> None:
        boxes = browser_page.evaluate(BOXES)
        assert len(boxes) == 2
        assert all(box["height"] <= HEIGHT and box["width"] <= width for box in boxes)
        assert min(box["width"] for box in boxes) == 160

    for story in stories:
        at_each_width(browser_page, address(story), look)


@pytest.mark.long
def test_an_ordinary_photo_fills_its_place(browser_page: Page) -> None:
    story = published(lead_picture=uploaded(desk(), photo(1600, 1000), "wide.jpg"))
    browser_page.set_viewport_size({"width": 1440, "height": HEIGHT})
    browser_page.goto(address(story))
    assert browser_page.evaluate(BOXES)[0]["width"] > 900


PLACES = """() => Object.fromEntries([...document.querySelectorAll('.story__body > [class*=width--]')].map((block) => {
  const {left, right} = block.getBoundingClientRect()
  return [block.className.replace(/.*width--/, ''), [Math.round(left), Math.round(right)]]
}))"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_blocks_are_as_wide_as_their_choice_and_the_page_never_scrolls(browser_page: Page, language: str) -> None:
    quay, words = uploaded(desk(), photo(1600, 900), "quay.jpg"), new("paragraph", text="The harbor opened. " * 60)
    rows = [row for width in Width.values[1:] for row in (new(Figure, picture=quay, width=width), words)]
    story = published(rows=rows, language=language)

    def look(width: int) -> None:
        assert browser_page.evaluate("document.documentElement.scrollWidth") == width
        text = browser_page.locator(".story__body").bounding_box()
        assert text
        first, last = round(text["x"]), round(text["x"] + text["width"])
        places = browser_page.evaluate(PLACES)
        assert places["full"] == [0, width]
        if width == min(WIDTHS):
            assert places["wide"] == places["left"] == places["right"] == [first, last]
        else:
            assert abs(sum(places["wide"]) - width) <= 1
            assert places["wide"][0] < first
            assert places["left"][0] == first
            assert places["left"][1] < places["right"][0]
            assert places["right"][1] == last

    at_each_width(browser_page, address(story), look)


@pytest.mark.parametrize("count", [5, 15])
def test_every_section_is_in_reach_in_the_navigation(browser_page: Page, count: int) -> None:
    sections = [SectionFactory(name=f"Weather and tides {number:02}") for number in range(count)]

    def look(width: int) -> None:
        browser_page.evaluate("document.querySelector('.menu__more').setAttribute('open', '')")
        links = browser_page.locator(".menu a:visible")
        assert links.count() == count
        for link in links.all():
            box = link.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width

    at_each_width(browser_page, "/", look)
    if count == 15:
        browser_page.goto("/")
        last = browser_page.locator(".menu").get_by_role("link", name=sections[-1].name)
        expect(last).to_have_count(0)  # neither in the line nor open
        more = browser_page.locator(".menu__more summary")
        more.focus()
        browser_page.keyboard.press("Enter")
        expect(last).to_be_visible()
        browser_page.goto(sections[-1].get_absolute_url())
        assert browser_page.locator(".menu__more > summary").evaluate(
            "(more) => getComputedStyle(more).borderBlockEndColor"
        ) != ("rgba(0, 0, 0, 0)")


def test_a_long_name_leaves_the_day_and_the_newsletter_their_room(browser_page: Page) -> None:
    name, letters = "The Upper Marlow Valley Courier and Advertiser", "https://letters.example/subscribe"
    publication_actions.edit(administrator(), name=name, newsletter_address=letters)
    for number in range(9):
        SectionFactory(name=f"Weather and tides {number}")

    def look(width: int) -> None:
        assert browser_page.evaluate("document.documentElement.scrollWidth") == width
        head = browser_page.locator(".masthead__name").bounding_box()
        assert head
        assert head["width"] >= 240
        if width > min(WIDTHS):
            for part in (".masthead__date", ".masthead__letter"):
                box = browser_page.locator(part).bounding_box()
                assert box
                assert box["height"] < 40  # one line

    at_each_width(browser_page, "/", look)


# On how many lines each word of an element's text is.
LINES = """(element) => {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
  return [...text.data.matchAll(/\\S+/g)].map(({0: word, index}) => {
    const range = document.createRange()
    range.setStart(text, index)
    range.setEnd(text, index + word.length)
    return range.getClientRects().length
  })
}"""


def test_no_word_of_a_title_is_broken_in_the_column_beside_a_page(browser_page: Page) -> None:
    actions.publish(StandingPageFactory(title="Corrections policy", slug="policy"), desk())
    browser_page.set_viewport_size({"width": 1440, "height": HEIGHT})
    browser_page.goto("/policy/")
    assert browser_page.locator("h1").evaluate(LINES) == [1, 1]


def test_portraits_are_equally_large_also_in_the_last_row(browser_page: Page) -> None:
    face = uploaded(desk(), photo(600, 600), "face.jpg")
    for number in range(3):
        published(authors=[AuthorFactory(portrait=face)], headline=f"Column {number}")
    on_the_front(layout=Layout.PORTRAITS, size=3)

    def look(width: int) -> None:
        widths = browser_page.evaluate(
            "[...document.querySelectorAll('.teaser--portrait img')].map(each => each.width)"
        )
        assert len(widths) == 3
        assert len(set(widths)) == 1

    at_each_width(browser_page, "/", look)


@pytest.mark.long
def test_a_period_is_at_the_end_whatever_the_direction(browser_page: Page) -> None:
    hebrew = published(language="he", headline="הספינה הראשונה.", standfirst="Open again.")
    mixed = published(language="en", headline="שלום.")
    on_the_front({"story": hebrew, "headline": "Open again."}, {"story": mixed}, layout=Layout.STRIP, size=2)
    browser_page.goto("/")
    first, last = browser_page.locator(".teaser__headline").first.evaluate(ENDS)
    assert first < last  # "O" on the left, the period on the right
    first, last = browser_page.locator(".teaser__standfirst").first.evaluate(ENDS)
    assert first < last
    first, last = browser_page.locator("[dir=rtl] .meta time").first.evaluate(ENDS)
    assert first < last
    first, last = browser_page.locator(".teaser__headline").nth(1).evaluate(ENDS)
    assert first > last
    browser_page.goto(address(hebrew))
    first, last = browser_page.locator("h1").evaluate(ENDS)
    assert first > last
    first, last = browser_page.locator(".story__standfirst").evaluate(ENDS)
    assert first < last


def first_sheet(pdf: bytes) -> tuple[int, int]:
    """How many letters and how many pictures Chromium has put on the first sheet of paper."""
    number = _one(rb"/Kids\s*\[\s*(\d+) 0 R", pdf)
    contents = _one(rb"/Contents (\d+) 0 R", _one(rb"(?:^|\n)%b 0 obj(.*?)endobj" % number, pdf))
    stream = _one(rb"(?:^|\n)%b 0 obj.*?stream\r?\n(.*?)endstream" % contents, pdf)
    # It knows its own end. Its last byte may be a carriage return, so no line end can be cut off.
    drawn = zlib.decompressobj().decompress(stream)
    return len(re.findall(rb"\bT[jJ]\b", drawn)), len(re.findall(rb"\bDo\b", drawn))


def _one(pattern: bytes, data: bytes) -> bytes:
    found = re.search(pattern, data, re.DOTALL)
    assert found, pattern
    return found[1]


@pytest.mark.long
def test_the_first_sheet_of_paper_has_what_the_page_begins_with(browser_page: Page) -> None:
    picture = uploaded(desk(), photo(1600, 1000), "wide.jpg")
    section = SectionFactory(name="World", slug="world")
    stories = [
        published(headline=f"Leaders meet for the {number}th time", lead_picture=picture, section=section)
        for number in range(14)
    ]
    timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk")
    actions.publish(timeline, desk())
    masthead = len("Sunday, Nov. 29, 2026 The Newsroom")
    for where, pictures in (("/", 1), ("/world/", 1), (address(stories[0]), 1), ("/timelines/kursk/", 0)):
        browser_page.goto(where, wait_until="networkidle")
        letters, drawn = first_sheet(browser_page.pdf(format="A4"))
        assert letters > masthead + 30, where
        assert drawn >= pictures, where
