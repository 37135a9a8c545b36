"""A reporter in the street: a headline, two paragraphs and a photo, filed with a thumb."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from articles.blocks import Paragraph, new
from articles.models import Article
from newsroom.fronts.models import Layout
from tests.articles.factories import ArticleFactory, SectionFactory
from tests.e2e import desk
from tests.fronts.factories import on_the_front
from tests.images.factories import HEIC, photo
from tests.people import editor, journalist

SignIn = Callable[[Page, User], None]

FEW = 8  # taps, from the list of stories to the story submitted
PHOTOS = {"IMG_0001.HEIC": ("image/heic", HEIC.read_bytes()), "IMG_0002.JPG": ("image/jpeg", photo(1600, 1200))}
# WCAG 2.2, 2.5.8: 24 × 24 px, but for links inside a sentence and what the browser itself draws.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary, [role=button]")].filter(target => {
    const box = target.getBoundingClientRect(), label = target.labels?.[0]?.getBoundingClientRect()
    const shown = target.checkVisibility({visibilityProperty: true}) && box.width && !target.closest(".skip-to-content-link")
    const inText = target.matches("a") && target.closest("p, td, th, .help")
    const large = (rect) => rect && rect.height >= 24 && rect.width >= 24
    return shown && !inText && !target.matches(".select2-hidden-accessible") && target.type !== "hidden" && !large(box) && !large(label)
}).map(target => target.outerHTML.slice(0, 120))"""


class Thumb:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Tap, after a scroll if need be."""
        self.taps += 1
        target.tap()


@pytest.fixture
def reporter(transactional_db: None) -> User:
    SectionFactory(name="Local", slug="local")
    return journalist("noor")


@pytest.mark.long
@pytest.mark.parametrize("name", PHOTOS)
def test_a_story_with_a_phone_photo_is_filed_in_few_taps(
    phone_page: Page, sign_in: SignIn, reporter: User, name: str
) -> None:
    page, thumb = phone_page, Thumb()
    kind, data = PHOTOS[name]
    sign_in(page, reporter)
    page.goto("/admin/articles/article/")
    thumb.tap(page.get_by_role("link", name="New story", exact=True))

    page.locator("select[name=section]").evaluate("select => select.dispatchEvent(new Event('change'))")
    expect(page.locator(".story-desk__filed")).to_have_text("In Local. Change section")  # says it, chosen again
    thumb.tap(page.get_by_label("Headline:"))
    page.keyboard.type("Bridge closed after flood")
    thumb.tap(desk.sheet(page, "Photo"))
    with page.expect_file_chooser() as chooser:
        thumb.tap(page.get_by_label("New photo:"))
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": data})
    thumb.tap(page.get_by_role("button", name="Text", exact=True))
    page.keyboard.type("The bridge was closed at noon.")
    with page.expect_navigation():
        thumb.tap(page.get_by_role("button", name="Submit", exact=True))

    desk.expect_said(page, "submitted for review")
    story = Article.objects.get()
    assert (story.headline, story.review) == ("Bridge closed after flood", "submitted")
    assert [block["fields"]["text"] for block in story.head.read()["body"]] == ["The bridge was closed at noon."]
    assert story.lead_picture
    assert story.lead_picture.current
    assert thumb.taps <= FEW


@pytest.mark.long
def test_headline_text_photo_save_and_submit_are_under_the_thumb_wherever_one_reads(
    phone_page: Page, sign_in: SignIn, reporter: User
) -> None:
    page = phone_page
    sign_in(page, reporter)
    rows = [new(Paragraph, text=f"Paragraph {number}. {'The bridge was closed. ' * 20}") for number in range(20)]
    story = ArticleFactory(owner=reporter, rows=rows)
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.wait_for_load_state("networkidle")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 5 * 844
    for part in (0, 0.1, 0.5, 0.9, 1):
        page.evaluate("to => scrollTo({top: to, behavior: 'instant'})", part * height)
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        for name in ("Headline", "Text", "Photo", "Save", "Submit"):
            button = desk.sheet(page, name) if name == "Photo" else page.get_by_role("button", name=name, exact=True)
            box = button.bounding_box()
            assert box, name
            assert 844 / 2 < box["y"] <= 844 - box["height"], (part, name, box)
            assert box["height"] >= 44, name
            button.tap(trial=True)  # nothing stands over it


@pytest.mark.long
def test_a_headline_and_a_sentence_are_approved_published_put_on_the_front_and_raised_in_five_taps(
    phone_page: Page, sign_in: SignIn, reporter: User
) -> None:
    page, thumb = phone_page, Thumb()
    on_the_front(layout=Layout.LEAD)
    sign_in(page, reporter)
    page.goto(desk.ADD_STORY)
    page.get_by_label("Headline:").tap()
    page.keyboard.type("Bridge closed after flood")
    desk.text_of(page).tap()
    page.keyboard.type("The bridge was closed at noon.")
    with page.expect_navigation():
        page.get_by_role("button", name="Submit", exact=True).tap()
    desk.expect_said(page, "submitted for review")
    story = Article.objects.get()
    assert (story.headline, story.review) == ("Bridge closed after flood", "submitted")

    sign_in(page, editor())
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    for button, said in (
        ("Approve", "You approved version 1."),
        ("Publish…", ""),
        ("Publish", "Published: it is live now."),
        ("Put on the front now", "This story now leads"),
        ("Raise the breaking-news banner", "The banner is on every page until it’s taken down"),
    ):
        with page.expect_navigation():
            thumb.tap(page.get_by_role("button", name=button, exact=True).locator("visible=true"))
        if said:
            desk.expect_said(page, said)
    assert thumb.taps == 5

    page.goto("/")
    expect(page.locator(".breaking").get_by_role("link", name="Bridge closed after flood")).to_be_visible()
    expect(page.locator("main .teaser").first).to_contain_text("Bridge closed after flood")


@pytest.mark.long
def test_the_parts_beside_a_story_are_sheets_on_a_phone(phone_page: Page, sign_in: SignIn, reporter: User) -> None:
    page = phone_page
    sign_in(page, reporter)
    page.goto(f"/admin/articles/article/{ArticleFactory(owner=reporter).pk}/change/")
    story, photo = desk.sheet(page, "Story"), desk.sheet(page, "Photo")
    section, alt = page.get_by_label("Section:"), page.get_by_label("Alt text:")
    expect(section).to_be_hidden()

    story.tap()
    expect(section).to_be_visible()
    within = "document.activeElement.closest('.panel-part__body')?.previousElementSibling.textContent.trim()"
    page.wait_for_function(f"{within} === 'Story'")
    assert page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")
    desk.tab_to(page, "[name=section]")
    for _ in range(40):  # the page behind is out of reach
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.story-desk__story, .desk-line')")
    photo.tap()
    expect(alt).to_be_visible()
    expect(section).to_be_hidden()
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.touchscreen.tap(195, 20),  # the page above it
        page.get_by_role("button", name="Done").locator("visible=true").tap,
    ):
        if not alt.is_visible():
            photo.tap()
            expect(alt).to_be_visible()
        close()
        expect(alt).to_be_hidden()
        expect(photo).to_be_focused()

    desk.sheet(page, "Check").tap()
    page.get_by_role("link", name="No tags.").tap()  # to its sheet
    expect(page.get_by_role("combobox", name="Add to tags")).to_be_focused()

    page.get_by_role("button", name="Done").locator("visible=true").tap()
    page.get_by_role("button", name="Preview", exact=True).tap()
    expect(page.frame_locator(".preview-panel iframe").get_by_text("The first ship left.")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).tap()
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()


@pytest.mark.long
def test_the_desk_fits_a_phone_and_a_thumb(phone_page: Page, sign_in: SignIn, reporter: User) -> None:
    page = phone_page
    sign_in(page, reporter)
    story = ArticleFactory(owner=reporter)
    faults = {}
    for address in (
        "/admin/",
        "/admin/articles/article/",
        desk.ADD_STORY,
        f"/admin/articles/article/{story.pk}/change/",
        f"/admin/articles/article/{story.pk}/verb/submit/",
        f"/admin/articles/article/{story.pk}/history/",
        "/admin/timelines/timeline/add/",
        "/admin/images/picture/add/",
        "/admin/images/picture/",
        "/admin/images/picture/upload/",
        "/admin/images/picture/rights/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert page.locator("#content").evaluate("content => content.clientWidth") > 350, address
        faults[address] = (wide, page.evaluate(TOO_SMALL))
    assert faults == dict.fromkeys(faults, (0, []))
