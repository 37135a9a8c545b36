"""The publication's settings in a browser: the contrast of a color, rows of the menu, the preview beside the form."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Section
from newsroom.publication import colors
from newsroom.publication.current import stored
from tests.articles.factories import SectionFactory
from tests.people import administrator
from tests.publication.conftest import row

SignIn = Callable[[Page, User], None]


def test_settings_are_chosen_with_their_preview_by_keyboard(browser_page: Page, writer: User, sign_in: SignIn) -> None:
    local = SectionFactory(name="Local", slug="local")
    sign_in(browser_page, administrator("ada"))
    browser_page.goto("/admin/publication/publication/")
    preview = browser_page.frame_locator("iframe[name=publication-preview]")

    browser_page.get_by_label("Name", exact=True).fill("The Ellery Lantern")
    browser_page.get_by_label("Accent color", exact=True).fill("#ffd84d")
    nearest = colors.readable("#ffd84d", colors.LIGHT)
    expect(browser_page.get_by_text("1.2 to 1: text needs 4.5.")).to_be_visible()
    browser_page.get_by_role("button", name=f"Use {nearest}").press("Enter")
    expect(browser_page.get_by_text("4.5 to 1", exact=True)).to_be_visible()
    expect(preview.get_by_role("link", name="The Ellery Lantern").first).to_be_visible()

    add = browser_page.get_by_role("button", name="Add a row").first
    for name in ("World", "Local"):
        add.press("Enter")
        browser_page.locator("[data-menu-rows=menu] > li").last.locator("select").select_option(name)
    browser_page.locator("[data-menu-rows=menu] > li").last.locator("select").press("Alt+ArrowUp")
    browser_page.locator("[data-menu-rows=menu] > li").last.locator("select").press("Alt+ArrowRight")
    expect(preview.locator(".menu__bar > li > a")).to_have_text(["Local"])
    browser_page.get_by_role("button", name="Save").click()
    expect(browser_page.get_by_text("Saved. Readers see it now.")).to_be_visible()

    saved = stored()
    world = Section.objects.get(slug="world")  # the writer's
    assert (saved.name, saved.accent) == ("The Ellery Lantern", nearest)
    assert saved.menu == [row("section", local.pk), row("section", world.pk, under=True)]
