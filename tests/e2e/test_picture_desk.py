"""The picture desk as a person uses it: by touch on a phone, by mouse and by keyboard."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Error, FilePayload, Page, expect

from articles.models import Article
from newsroom.images.models import Picture
from tests.articles.factories import SectionFactory
from tests.e2e.desk import ADD_STORY, expect_said, press
from tests.images.conftest import uploaded
from tests.images.factories import photo, turned
from tests.people import administrator, journalist

SignIn = Callable[[Page, User], None]
ADD = "/admin/images/picture/add/"


@pytest.fixture
def writer(transactional_db: None) -> User:
    return journalist()


@pytest.mark.long
def test_a_photo_is_uploaded_by_touch_and_seen_before_it_is_sent(
    phone_page: Page, sign_in: SignIn, writer: User
) -> None:
    sign_in(phone_page, writer)
    phone_page.goto(ADD)
    data = photo(1600, 1200)
    phone_page.get_by_label("Photo").set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": data})
    expect(phone_page.get_by_alt_text("The chosen photo")).to_be_visible()
    phone_page.get_by_label("Alt text").fill("A bridge over a river")
    phone_page.get_by_role("button", name="Save", exact=True).tap()
    expect(phone_page.get_by_text("was added successfully")).to_be_visible()
    assert Picture.objects.get().alt == "A bridge over a river"


def test_the_focal_point_is_picked_by_mouse_and_by_keyboard(browser_page: Page, sign_in: SignIn, writer: User) -> None:
    picture = uploaded(writer, photo(1600, 900))
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/images/picture/{picture.pk}/change/")
    whole = browser_page.locator(".focal-point-whole")
    box = whole.bounding_box()
    assert box
    whole.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.25})
    left, top = (browser_page.get_by_role("spinbutton", name=f"% from the {side}") for side in ("left", "top"))
    expect(left).to_have_value("90")
    expect(top).to_have_value("25")
    square = browser_page.locator("[data-shape='1:1'] img")
    expect(square).to_have_css("object-position", "100% 50%")  # as far to the right as the picture goes
    _choose_the_part(browser_page)
    left.focus()
    for _ in range(3):
        browser_page.keyboard.press("ArrowUp")
    expect(left).to_have_value("93")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("was changed successfully")).to_be_visible()
    current = Picture.objects.to_render().get().current
    assert current
    assert current.ppoi == "0.93x0.25"
    assert set(current.crops) == {"16:9"}
    assert all(
        abs(share - wanted) < 0.02 for share, wanted in zip(current.crops["16:9"], [0.3, 0.25, 0.5], strict=True)
    )


def _choose_the_part(page: Page) -> None:
    """Choose a part for 16:9, by keyboard and then with the mouse, and one for 1:1 that is given up again."""
    page.get_by_role("button", name="Choose the part for 16:9").press("Enter")
    frame = page.get_by_role("button", name="16:9 crop")
    expect(frame).to_be_focused()
    for _ in range(25):
        page.keyboard.press("-")
    expect(frame).to_have_accessible_name(re.compile("25 % from the left, 25 % from the top, 50 % wide"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    expect(frame).to_have_accessible_name(re.compile("24 % from the left, 15 % from the top"))
    box, area = frame.bounding_box(), page.locator(".focal-point-whole").bounding_box()
    assert box
    assert area
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20 + area["width"] * 0.06, box["y"] + 20 + area["height"] * 0.1)
    page.mouse.up()
    expect(frame).to_have_accessible_name(re.compile("30 % from the left, 25 % from the top, 50 % wide"))
    expect(page.get_by_role("spinbutton", name="% from the left")).to_have_value("90")  # the focal point stays
    page.get_by_role("button", name="Choose the part for 1:1").press("Enter")
    expect(frame).to_be_hidden()
    page.get_by_role("button", name="Let 1:1 follow the focal point").press("Enter")
    expect(page.get_by_role("textbox", name="1:1 crop")).to_have_value("")


@pytest.mark.long
def test_a_date_without_its_year_is_said_at_the_field_and_not_sent(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    picture = uploaded(writer, photo(1600, 900))
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/images/picture/{picture.pk}/change/")
    date = browser_page.locator("[name=usable_until_0]")
    date.focus()
    browser_page.keyboard.type("1220")
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_role("alert").get_by_text("Enter the whole date, with the year.")).to_be_visible()
    expect(date).to_be_focused()
    date.fill("2099-12-20")
    expect(browser_page.get_by_text("Enter the whole date")).to_have_count(0)
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_text("was changed successfully")).to_be_visible()
    picture.refresh_from_db()
    assert picture.usable_until
    assert picture.usable_until.year == 2099


@pytest.mark.long
def test_the_focal_point_moves_with_the_arrow_keys_and_the_crops_with_it(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    picture = uploaded(writer, photo(1600, 900))
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/images/picture/{picture.pk}/change/")
    point = browser_page.get_by_role("button", name="Focal point: 50 % from the left")
    point.focus()
    for _ in range(4):
        browser_page.keyboard.press("Shift+ArrowRight")
    browser_page.keyboard.press("ArrowRight")
    browser_page.keyboard.press("ArrowUp")
    expect(
        browser_page.get_by_role("button", name="Focal point: 91 % from the left, 49 % from the top")
    ).to_be_focused()
    expect(browser_page.locator("[data-shape='1:1'] img")).to_have_css("object-position", "100% 50%")
    browser_page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(browser_page.get_by_text("was changed successfully")).to_be_visible()
    current = Picture.objects.to_render().get().current
    assert current
    assert current.ppoi == "0.91x0.49"


@pytest.mark.long
def test_three_files_at_once_one_known_one_broken_their_words_corrected_and_one_put_into_a_story(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page = browser_page
    known = uploaded(writer, title="Bridge at noon", credit="Ada Lens")
    SectionFactory(name="Local")
    sign_in(page, writer)
    page.goto("/admin/images/picture/upload/")
    files: list[FilePayload] = [
        {"name": "copy.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)},
        {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": photo()[:3000]},
        {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": turned()},
    ]
    page.get_by_label("Photos").set_input_files(files)
    row = page.get_by_role("list", name="Files").get_by_role("listitem")
    expect(row.filter(has_text="copy.jpg")).to_contain_text("This photo is already in the library: “Bridge at noon")
    expect(row.filter(has_text="broken.jpg")).to_contain_text("damaged")
    expect(row.filter(has_text="harbour.jpg")).to_contain_text("Uploaded. Add alt text.")
    assert Picture.objects.count() == 2
    page.get_by_role("button", name="Use the photo in the library instead of copy.jpg").press("Enter")
    page.get_by_role("link", name="Edit captions (2 photos)").press("Enter")

    harbour = page.get_by_role("group", name="harbour.jpg")
    expect(harbour.get_by_text("Missing")).to_be_visible()
    harbour.get_by_label("Alt text").fill("Boats in a harbour")
    harbour.get_by_label("Caption").fill("The harbour on Monday")
    harbour.get_by_label("Title").fill("Harbour on Monday")
    page.get_by_role("button", name="Save").press("Enter")
    expect_said(page, "Captions saved.")
    expect(page.get_by_role("link", name="Harbour on Monday")).to_be_visible()

    _put_into_a_story_by_keyboard(page)
    _choose_from_the_library(page, known)


def _put_into_a_story_by_keyboard(page: Page) -> None:
    page.goto(ADD_STORY)
    page.get_by_role("combobox", name="Lead photo").press("Enter")
    page.keyboard.type("monday harb")
    offered = page.get_by_role("option", name="Harbour on Monday")
    expect(offered).to_contain_text("Usable")
    expect(offered.locator("img")).to_have_js_property("complete", True)
    page.keyboard.press("Enter")
    chosen = page.locator(".field-lead_picture .picture-choice")
    expect(chosen).to_contain_text("Harbour on Monday")
    expect(page.locator("#id_lead_alt")).to_have_attribute("placeholder", "Boats in a harbour")
    page.locator("#id_headline").fill("The harbour is busy")


def _choose_from_the_library(page: Page, picture: Picture) -> None:
    with page.expect_popup() as opened:
        page.locator(".field-lead_picture").get_by_role("link", name="Browse the library").press("Enter")
    library = opened.value
    library.get_by_role("link", name="Harbour on Monday").focus()
    library.keyboard.press("ArrowRight")
    expect(library.get_by_role("link", name="Bridge at noon")).to_be_focused()
    with library.expect_event("close"), suppress(Error):  # it closes before the key is up again
        library.keyboard.press("Enter")
    expect(page.locator(".field-lead_picture .picture-choice")).to_contain_text("Bridge at noon")
    press(page, "Save")
    expect(page.locator(".field-lead_picture .picture-choice")).to_contain_text("Bridge at noon")
    assert Article.objects.get().lead_picture == picture


@pytest.mark.long
def test_an_administrator_takes_a_picture_down_by_keyboard(browser_page: Page, sign_in: SignIn, writer: User) -> None:
    picture = uploaded(writer)
    sign_in(browser_page, administrator())
    browser_page.goto(f"/admin/images/picture/{picture.pk}/change/")
    browser_page.get_by_role("link", name="Take down…").press("Enter")
    browser_page.get_by_label("Reason").fill("Court order")
    browser_page.get_by_role("button", name="Take down").press("Enter")
    expect(browser_page.get_by_text("no longer appears anywhere")).to_be_visible()
    picture.refresh_from_db()
    assert picture.taken_down_at


def test_a_photo_that_the_library_has_is_used_in_the_story_with_one_key_and_nothing_typed_is_lost(
    browser_page: Page, sign_in: SignIn, writer: User
) -> None:
    page, bridge = browser_page, uploaded(writer, photo(1600, 1200), title="Bridge")
    sign_in(page, writer)
    page.goto(ADD_STORY)
    page.locator("[name=headline]").fill("The bridge is open")
    file: FilePayload = {"name": "phone.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600)}
    page.get_by_label("New photo").set_input_files(file)
    said = page.locator("[data-said]")
    expect(said).to_contain_text("This looks like a photo in the library: “Bridge”.")
    expect(said.get_by_role("button", name="Use that photo")).to_be_focused()
    expect(said.get_by_role("img")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Use “Bridge”")).to_be_checked()
    expect(page.locator("[name=headline]")).to_have_value("The bridge is open")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    story = Article.objects.get()
    assert (story.headline, story.lead_picture) == ("The bridge is open", bridge)
