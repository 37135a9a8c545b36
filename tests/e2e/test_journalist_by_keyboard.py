"""A journalist's working day without a mouse: copy pasted and corrected, a picture added, the phone looked at, submitted."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, expect

from articles.models import Article, Section
from newsroom.publishing.models import Review
from tests.articles.factories import AuthorFactory, SectionFactory, published
from tests.e2e import desk
from tests.e2e.keyboard import follow, go, press, reach, sign_in_by_hand, skip
from tests.images.factories import photo
from tests.people import journalist
from timelines.models import Event

HEADLINE = "North Korean soldiers take casualties in Kursk, Zelensky says"
# As another program puts it on the clipboard.
COPY = f"""
<h1>{HEADLINE}</h1>
<p><b>{HEADLINE}</b></p>
<h2>A battlefield in Kursk Oblast</h2>
<p>President Volodymyr Zelensky says that North Korean troops are already taking casualtys. Neither Moscow nor Pyongyang
has <a href="https://figures.example/">published figures</a>.</p>
<h2>What has happened since August?</h2>
<ul>
  <li>Aug. 6, 2024: Ukrainian forces begin an incursion into Kursk Oblast</li>
  <li>Putin’s reaction: the Kremlin orders a counter-strike</li>
  <li>The reinforcements: about 11,000 North Korean soldiers are sent to the region</li>
  <li>The question: what comes next is not known</li>
</ul>
<h2>Why it matters</h2>
<p>For the first time in this war, troops of a third country are fighting in it.</p>
<p>Come back to this page for updates.</p>
<p>Russia says the battlefield does not favour Kyiv</p>
<p>A NATO member wants to shoot down missiles</p>
<p>Part of a Trump plan to end the war becomes known</p>
<h2>Russia and a Trump peace plan</h2>
<p>The summit of the European Political Community was on Nov. 7, 2024.</p>
<h3>The North Korean troops</h3>
<ul><li>some of them are already in combat</li><li>there are casualties among them</li></ul>
<h3>European unity</h3>
<p>The third theme was that Europe should speak with one voice.</p>
"""
PHOTO: FilePayload = {"name": "kursk.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)}


@pytest.fixture
def world(transactional_db: None) -> Section:
    return SectionFactory(name="World", slug="world")


@pytest.fixture
def mira(world: Section) -> User:
    user = journalist("mira")
    AuthorFactory(name="Mira Lind", slug="mira-lind", user=user)
    return user


@pytest.mark.long
def test_a_story_is_pasted_corrected_illustrated_previewed_and_submitted_by_keyboard_alone(
    browser_page: Page, mira: User, world: Section
) -> None:
    page = browser_page
    published(headline="Russia says the battlefield does not favour Kyiv", section=world)
    meant = published(headline="Russia says the battlefield does not favour anybody", section=world)
    page.on("filechooser", lambda window: window.set_files(PHOTO))  # the operating system's own
    sign_in_by_hand(page, mira)
    skip(page)
    follow(page.get_by_role("link", name="Import copy"), most=3)
    copy_elsewhere(page)
    paste(page)
    correct_the_reading(page)
    correct_the_text(page)
    add_a_picture(page)
    preview_on_a_phone(page)
    go(page, "Control+Shift+Enter")
    desk.expect_said(page, "was submitted for review.")

    story = Article.objects.get(owner=mira)
    content = story.head.read()
    assert (story.review, story.headline, story.section) == (Review.SUBMITTED, HEADLINE, world)
    assert content["standfirst"] == "Kyiv says foreign troops are in combat on Russian ground."
    picture = story.lead_picture
    assert picture
    assert (story.lead_alt, picture.credit) == ("Soldiers walk along a road", "Ada Lens")
    texts = "".join(block["fields"].get("text", "") for block in content["body"])
    assert "are already taking casualties, he said. Neither" in texts
    assert '<a href="https://figures.example/">published figures</a>' in texts
    assert "<ul><li><p>The question: what comes next is not known</p></li></ul>Why it matters" in texts
    events = Event.objects.filter(timeline__owner=mira).values_list("date_text", "headline")
    assert list(events) == [
        ("Aug. 6, 2024", "Ukrainian forces begin an incursion into Kursk Oblast"),
        ("Putin’s reaction", "the Kremlin orders a counter-strike"),
        ("The reinforcements", "about 11,000 North Korean soldiers are sent to the region"),
    ]
    (box,) = (block["fields"] for block in content["body"] if block["type"] == "related")  # where they stood
    related = [(link["story"], link["title"]) for link in box["items"]]
    assert related == [
        (meant.pk, "Russia says the battlefield does not favour Kyiv"),  # readers see this until that story is live
        (None, "A NATO member wants to shoot down missiles"),
        (None, "Part of a Trump plan to end the war becomes known"),
    ]
    assert [byline.author.name for byline in story.bylines.all()] == ["Mira Lind"]


def copy_elsewhere(page: Page) -> None:
    """The story stands in another window, and is copied there."""
    document = page.context.new_page()
    document.set_content(COPY)
    document.keyboard.press("Control+A")
    document.keyboard.press("Control+C")
    document.close()
    page.bring_to_front()


def paste(page: Page) -> None:
    expect(page.get_by_label("Paste copy")).to_be_focused()
    page.keyboard.press("Control+V")
    expect(page.get_by_role("status")).to_have_text("Pasted with headings, lists and links.")
    follow(page.get_by_role("button", name="Check copy"), most=2)


def correct_the_reading(page: Page) -> None:
    """“Why it matters” is no heading, the last event is none, and another story is meant."""
    skip(page)
    choose(page, "Part 9 is", "List item", "li")
    choose(page, "Part 10 is", "Paragraph", "pa")
    choose(page, "Links to", "Russia says the battlefield does not favour anybody (likely match, 0.88)", "Rus")
    go(page, "Control+S")
    desk.expect_said(page, "as a draft")


def choose(page: Page, label: str, name: str, letters: str) -> None:
    """Choose what begins with those letters from the list of that name."""
    role = reach(page.get_by_label(label, exact=True).first)
    page.keyboard.type(letters)
    expect(role.locator("option:checked")).to_have_text(name)


def correct_the_text(page: Page) -> None:
    """What is found leads to its place; a slip in a text is put right, and the cursor is there again once it is saved."""
    skip(page)
    press(page.get_by_role("link", name="Choose a section."))
    expect(page.get_by_label("Section:")).to_be_focused()
    page.keyboard.type("Wor")
    reach(page.get_by_label("Deck:"), "Shift+Tab", most=20)
    page.keyboard.type("Kyiv says foreign troops are in combat on Russian ground.")

    page.keyboard.press("Alt+PageDown")
    text = desk.text_of(page)
    expect(text).to_be_focused()
    page.keyboard.press("Control+Home")
    desk.settle(page)
    page.keyboard.press("Alt+PageDown")  # past the heading
    desk.settle(page)
    for _ in range(12):  # words
        page.keyboard.press("Control+ArrowRight")
    for key in ("Backspace", "Backspace", "i", "e", "s"):
        page.keyboard.press(key)
    expect(text).to_contain_text("are already taking casualties. Neither")
    toolbar = page.get_by_role("toolbar", name="Formatting")
    reach(toolbar.get_by_role("button", name="Bold"), "Shift+Tab", most=1)
    page.keyboard.press("ArrowRight")
    expect(toolbar.get_by_role("button", name="Italic")).to_be_focused()
    reach(text, most=1)
    desk.saved_by(page, lambda: page.keyboard.press("Control+S"))
    expect(text).to_be_focused()
    page.keyboard.type(", he said")
    expect(text).to_contain_text("are already taking casualties, he said. Neither")


def add_a_picture(page: Page) -> None:
    """A photo from a folder becomes the lead picture; what it shows and its credit are typed beside it."""
    reach(page.get_by_label("New photo:"), most=24)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uploaded kursk.")).to_be_visible()
    reach(page.locator("#id_lead_alt"), most=6)  # past the photo that was uploaded, and the button that removes it
    page.keyboard.type("Soldiers walk along a road")
    desk.saved_by(page, lambda: page.keyboard.press("Control+S"))
    expect(page.locator("#id_lead_alt")).to_be_focused()
    press(reach(page.get_by_role("link", name="has no credit"), "Shift+Tab", most=24))
    expect(page.get_by_label("Credit:")).to_be_focused()
    page.keyboard.type("Ada Lens")
    desk.saved_by(page, lambda: page.keyboard.press("Control+S"))
    expect(page.get_by_role("link", name="has no credit")).to_have_count(0)


def preview_on_a_phone(page: Page) -> None:
    """A key saves and opens the preview in a new tab; from there the page is seen as a phone shows it."""
    with page.expect_popup() as opened:
        page.keyboard.press("Control+Shift+P")
    preview = opened.value
    follow(preview.get_by_role("link", name="Phone"), most=5)
    phone = preview.frame_locator("iframe")
    expect(phone.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(phone.get_by_alt_text("Soldiers walk along a road")).to_be_visible()
    assert phone.locator("html").evaluate("html => [innerWidth, html.scrollWidth]") == [390, 390]
    tab_into_the_frame(preview)
    expect(phone.get_by_role("link", name="Skip to content")).to_be_focused()
    preview.close()
    page.bring_to_front()


def tab_into_the_frame(preview: Page) -> None:
    for _ in range(15):
        if preview.evaluate("document.activeElement.matches('iframe')"):
            return
        preview.keyboard.press("Tab")
    raise AssertionError("Tab does not lead into the frame.")
