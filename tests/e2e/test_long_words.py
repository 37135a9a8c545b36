"""No word is too long for a page: nothing that anybody types makes a reader's page scroll sideways."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.e2e.hostile import newsroom, places

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Donaudampfschifffahrt" * 15
ADDRESS = "https://example.org/" + "a-long-path/" * 15 + "x" * 120
# The width of the page if it is too wide, and what reaches beyond the window, but for what is put there to be out of sight.
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth
  const hidden = (element) => element && (getComputedStyle(element).position === "absolute" || hidden(element.parentElement))
  const beyond = [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right, height } = element.getBoundingClientRect()
    return height > 1 && (right > width + 1 || left < -1) && !hidden(element)
  })
  const names = beyond.map((element) => `${element.localName}.${element.className}`)
  return document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} px`, ...names] : names
}"""


@pytest.mark.long
def test_no_readers_page_scrolls_sideways(browser_page: Page, chief: User) -> None:
    made = newsroom((WORD, ADDRESS), blocks=9)
    public, _ = places(made)
    addresses = [*public, f"/search/?q={WORD}", "/search/?q=Donau", "/?before=newest", "/archive/", f"/{WORD}/"]
    sideways: dict[str, Any] = {}
    for address in addresses:
        browser_page.goto(address)
        for width in (390, 1440):
            browser_page.set_viewport_size({"width": width, "height": 900})
            if found := browser_page.evaluate(SIDEWAYS):
                sideways[f"{width} {address}"] = found[:6]
    assert sideways == {}
