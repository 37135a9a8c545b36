"""A photo for a story: on its way as soon as it is chosen, with the form whatever happens to that, and gone if removed."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, Route, expect

from articles.models import Article
from newsroom.images.models import Picture
from tests.e2e import desk
from tests.images.factories import photo

SignIn = Callable[[Page, User], None]

QUAY: FilePayload = {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)}
NO_PHOTO: FilePayload = {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
UPLOAD = "**/admin/images/picture/upload/"


@pytest.fixture
def page(browser_page: Page, sign_in: SignIn, writer: User) -> Page:
    sign_in(browser_page, writer)
    browser_page.goto(desk.ADD_STORY)
    browser_page.locator("[name=headline]").fill("The quay is open")
    return browser_page


def choose(page: Page, file: FilePayload = QUAY) -> None:
    page.get_by_label("New photo").set_input_files(file)


def test_a_photo_is_in_the_library_before_the_story_is_saved_and_survives_a_field_that_is_refused(page: Page) -> None:
    choose(page)
    used = page.get_by_role("checkbox", name="Use “quay”")
    expect(used).to_be_checked()
    picture = Picture.objects.get()
    page.locator("[name=kind]").evaluate("field => field.append(new Option('', 'no such kind', true, true))")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please correct the error below.")).to_be_visible()
    expect(used).to_be_checked()
    page.locator("[name=kind]").evaluate("field => field.value = 'news'")
    desk.save(page)
    assert Article.objects.get().lead_picture == picture == Picture.objects.get()


def test_what_is_pressed_while_the_photo_is_on_its_way_happens_when_it_is_there(page: Page) -> None:
    waiting: list[Route] = []
    desk.intercept(page, UPLOAD, lambda route: waiting.append(route))
    choose(page)
    expect(page.locator("[data-said]")).to_contain_text("Uploading quay.jpg")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("Saving as soon as the photo is uploaded")
    assert not Article.objects.exists()
    waiting[0].continue_()
    desk.expect_saved(page)
    assert Article.objects.get().lead_picture == Picture.objects.get()


@pytest.mark.long
def test_a_photo_that_does_not_arrive_is_tried_again(page: Page) -> None:
    desk.intercept(page, UPLOAD, lambda route: route.abort())
    choose(page)
    said = page.locator("[data-said]")
    expect(said).to_contain_text("Upload failed.")
    page.unroute(UPLOAD)
    said.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("checkbox", name="Use “quay”")).to_be_checked()


@pytest.mark.long
def test_what_is_no_photo_is_refused_at_once_and_removed(page: Page) -> None:
    choose(page, NO_PHOTO)
    page.locator("[data-said]").get_by_role("button", name="Remove the file").click()
    desk.save(page)
    assert Article.objects.get().lead_picture is None


@pytest.mark.long
def test_a_removed_photo_stays_in_the_library_and_out_of_the_story(page: Page) -> None:
    choose(page)
    page.get_by_role("button", name="Remove the photo").click()
    desk.save(page)
    assert Article.objects.get().lead_picture is None
    assert Picture.objects.unused().exists()


@pytest.mark.long
def test_the_autosave_keeps_the_photo(page: Page) -> None:
    choose(page)
    expect(page.get_by_role("checkbox", name="Use “quay”")).to_be_checked()
    expect(page.locator("[data-autosave-kept]")).to_contain_text("Autosaved")
    page.goto(desk.ADD_STORY)
    page.locator("[data-kept-offers]").get_by_role("link").first.click()
    expect(page.get_by_role("checkbox", name="Use “quay”")).to_be_checked()


@pytest.mark.long
def test_a_photo_of_a_block_is_tried_again_and_the_save_waits_for_it(page: Page) -> None:
    desk.intercept(page, UPLOAD, lambda route: route.abort())
    figure = desk.insert(page, "Photo")
    figure.get_by_label("Upload a photo").set_input_files(QUAY)
    expect(figure.get_by_text("Upload failed.")).to_be_visible()
    page.unroute(UPLOAD)
    waiting: list[Route] = []
    desk.intercept(page, UPLOAD, lambda route: waiting.append(route))
    figure.get_by_role("button", name="Try again").click()
    expect(figure.get_by_role("progressbar", name="Upload of quay.jpg")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(figure.get_by_text("Saving as soon as the photo is uploaded")).to_be_visible()
    waiting[0].continue_()
    desk.expect_saved(page)
    [block] = Article.objects.get().body
    assert block["fields"]["picture"] == Picture.objects.get().pk
