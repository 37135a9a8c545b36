"""The whole story from an empty page: how many clicks and pages it takes."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, FrameLocator, Page, expect

from articles.models import Article, Section
from newsroom.publishing.models import Review
from tests.articles.factories import AuthorFactory, published
from tests.e2e import desk
from tests.images.factories import photo, turned

SignIn = Callable[[Page, User], None]
OpenWindow = Callable[..., Page]
HEADLINE = "North Korean soldiers take casualties in Kursk, Zelensky says"
RELATED = ("Part of a Trump plan becomes known", "Russia says the battlefield favors it", "A NATO member would shoot")
MOST_CLICKS = 24
MOST_PAGES = 3
# Presses of a mouse (a key pressed on a button is none), and pages of which each is told by its own address.
COUNT = """
if (window === top && location.protocol !== "about:") console.info(`counted page ${location.pathname}`)
addEventListener("pointerdown", () => console.info("counted click"), true)
"""


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.mark.long
def test_the_whole_story_takes_few_clicks_and_pages(open_window: OpenWindow, sign_in: SignIn, writer: User) -> None:
    page = open_window(once=True, viewport={"width": 1280, "height": 800})
    keys = page.keyboard
    for name, slug, user in (("Mira Lind", "mira-lind", writer), ("Jonas Vale", "jonas-vale", None)):
        AuthorFactory(name=name, slug=slug, user=user)
    for headline in RELATED:
        published(headline=headline, section=Section.objects.get(name="World"))
    counted: list[str] = []
    page.context.on("console", lambda said: counted.append(said.text) if said.text.startswith("counted") else None)
    page.context.add_init_script(COUNT)
    photos = iter((file("lead.jpg", photo(1600, 1200)), file("quay.jpg", turned())))
    page.on("filechooser", lambda window: window.set_files(next(photos)))
    sign_in(page, writer)
    page.goto(desk.ADD_STORY)

    page.get_by_label("Headline:").click()
    keys.type(HEADLINE)
    keys.press("Tab")
    keys.type("Kyiv says foreign troops are in combat.")
    page.get_by_label("Section:").click()
    keys.type("World")
    keys.press("Enter")
    page.get_by_label("New photo:").click()
    expect(page.get_by_text("Uploaded lead.")).to_be_visible()
    page.locator("#id_lead_alt").click()
    keys.type("Soldiers walk along a road")
    write_the_text(page)
    type_one_after_the_other(page, "tags", "Ukraine", "Kursk")
    expect(page.get_by_role("button", name="Remove Mira Lind")).to_be_visible()  # she writes it
    type_one_after_the_other(page, "bylines", "Jonas Vale")
    with page.expect_navigation():
        page.get_by_role("button", name="Submit", exact=True).click()
    desk.expect_said(page, "submitted for review")
    page.get_by_role("button", name="Preview", exact=True).click()
    see(page.frame_locator(".preview-panel iframe"))

    story = Article.objects.get(headline=HEADLINE)
    assert story.review == Review.SUBMITTED
    assert [byline.author.name for byline in story.bylines.order_by("order")] == ["Mira Lind", "Jonas Vale"]
    clicks, pages = counted.count("counted click"), [each for each in counted if each.startswith("counted page")]
    assert 10 < clicks <= MOST_CLICKS, f"{clicks} clicks"
    assert 2 <= len(pages) <= MOST_PAGES, pages


def type_one_after_the_other(page: Page, what: str, *names: str) -> None:
    page.get_by_role("combobox", name=f"Add to {what}").click()
    for name in names:
        page.keyboard.type(name)
        expect(page.get_by_role("option", name=name)).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"Remove {name}", exact=True)).to_be_visible()


def write_the_text(page: Page) -> None:
    keys = page.keyboard
    desk.write(
        page, "## A battlefield", "North Korean troops are fighting there.", "## What has happened since August?"
    )
    desk.write(page, "- Aug. 6, 2024: Ukrainian forces cross the border")
    keys.press("Enter")
    keys.type("Putin’s reaction: A counter-strike")
    page.get_by_role("button", name="Timeline (of the list at the cursor, if there is one)").click()
    expect(desk.block(page, "Timeline")).to_contain_text("A counter-strike")
    figure = desk.insert(page, "Photo")
    figure.get_by_text("Upload a photo", exact=True).click()
    expect(figure.get_by_role("combobox", name="Photo", exact=True)).to_have_value("quay", timeout=10_000)
    figure.get_by_label("Alt text").click()
    keys.type("A quay")
    desk.insert(page, "Pull quote")
    keys.type("We sail")
    desk.insert(page, "Fact box")
    keys.type("The summit")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("It meets twice a year.")
    keys.press("Escape")
    stories = desk.insert(page, "Related stories")
    for number, headline in enumerate(RELATED):
        field = stories.get_by_role("combobox", name="Headline", exact=True).nth(number)
        keys.type(headline)
        expect(page.get_by_role("option").filter(has_text=headline).first).to_be_visible()
        keys.press("Enter")
        expect(field).to_have_value(headline)
    desk.write(page, "## Russia and a peace plan", "The summit was in Budapest.", "### European unity", "One voice.")


def see(preview: FrameLocator) -> None:
    for words in (HEADLINE, "We sail", "The summit", *RELATED, "One voice."):
        expect(preview.get_by_text(words).first).to_be_visible()
    for alt in ("Soldiers walk along a road", "A quay"):
        expect(preview.get_by_alt_text(alt)).to_be_visible()
    expect(preview.get_by_role("heading", level=2, name="Russia and a peace plan")).to_be_visible()
