"""The picture desk as a person uses it: by touch on a phone, by mouse and by keyboard."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from newsroom.images.models import Picture
from tests.images.conftest import uploaded
from tests.images.factories import photo
from tests.people import administrator, journalist

SignIn = Callable[[Page, User], None]
ADD = "/admin/images/picture/add/"


@pytest.fixture
def writer(transactional_db: None) -> User:
    return journalist()


def test_a_photo_is_uploaded_by_touch_and_seen_before_it_is_sent(
    phone_page: Page, sign_in: SignIn, writer: User
) -> None:
    sign_in(phone_page, writer)
    phone_page.goto(ADD)
    data = photo(1600, 1200)
    phone_page.get_by_label("Photo").set_input_files({"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": data})
    expect(phone_page.get_by_alt_text("The chosen photo")).to_be_visible()
    phone_page.get_by_label("Alternative text").fill("A bridge over a river")
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
    left, top = browser_page.get_by_label("% from the left"), browser_page.get_by_label("% from the top")
    expect(left).to_have_value("90")
    expect(top).to_have_value("25")
    square = browser_page.locator("[data-shape='1:1'] img")
    expect(square).to_have_css("object-position", "100% 50%")  # as far to the right as the picture goes
    left.focus()
    for _ in range(3):
        browser_page.keyboard.press("ArrowUp")
    expect(left).to_have_value("93")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("was changed successfully")).to_be_visible()
    current = Picture.objects.to_render().get().current
    assert current
    assert current.ppoi == "0.93x0.25"


def test_an_administrator_takes_a_picture_down_by_keyboard(browser_page: Page, sign_in: SignIn, writer: User) -> None:
    picture = uploaded(writer)
    sign_in(browser_page, administrator())
    browser_page.goto(f"/admin/images/picture/{picture.pk}/change/")
    browser_page.get_by_role("link", name="Take down…").press("Enter")
    browser_page.get_by_label("Reason").fill("Court order")
    browser_page.get_by_role("button", name="Take down").press("Enter")
    expect(browser_page.get_by_text("no address shows it any more")).to_be_visible()
    picture.refresh_from_db()
    assert picture.taken_down_at
