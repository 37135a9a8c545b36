"""Scripts of another host, in a browser: nothing is loaded before the reader allows it, and nothing moves."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newsroom.publication import actions
from newsroom.publication.current import stored
from tests.outside import answer, serving
from tests.people import administrator

SCRIPT = """
const ad = document.createElement("p");
ad.textContent = "Buy a boat";
ad.style.blockSize = "400px";
document.currentScript.after(ad);
"""
SHIFTS = """() => new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().length))
    .observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => resolve(0), 300))"""


@pytest.mark.usefixtures("transactional_db")
def test_a_script_is_loaded_once_it_is_allowed_and_its_place_moves_nothing(browser_page: Page) -> None:
    with serving({"/a.js": answer(SCRIPT, "text/javascript")}) as outside:
        host = f"http://127.0.0.1:{outside.place[1]}"
        row: dict[str, Any] = {"slot": "ad", "src": f"{host}/a.js", "hosts": [host], "consent": "advertising"}
        row |= {"pages": ["home"], "size": "728x90", "attributes": {}}
        actions.edit(administrator(), saved_at=stored().saved_at, scripts=[row])

        browser_page.goto("/")
        question = browser_page.get_by_role("form", name="Privacy choices")
        expect(question).to_be_visible()
        assert not outside.asked
        top = browser_page.locator("main").bounding_box()
        question.get_by_role("button", name="Allow all").click()
        expect(browser_page.get_by_text("Buy a boat")).to_be_visible()
        assert browser_page.locator("main").bounding_box() == top
        assert browser_page.evaluate(SHIFTS) == 0

        browser_page.goto("/")
        expect(browser_page.get_by_text("Buy a boat")).to_be_visible()
        expect(question).to_be_hidden()

        browser_page.get_by_role("button", name="Privacy choices").click()
        question.get_by_role("button", name="Allow none").click()
        browser_page.wait_for_load_state()
        asked = len(outside.asked)
        browser_page.goto("/")
        expect(question).to_be_hidden()
        assert len(outside.asked) == asked
        expect(browser_page.get_by_text("Buy a boat")).to_have_count(0)
