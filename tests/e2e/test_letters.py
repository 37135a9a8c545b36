"""The letters of every Latin alphabet are those of the house's typeface, and nobody loads letters that the page lacks."""

from typing import Any

import pytest
from playwright.sync_api import Page

from newsroom.publishing import clock
from tests.articles.factories import published

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {
    "Polish": "Łódź Wałęsa Świątek Żółć",
    "Turkish": "Erdoğan Kılıçdaroğlu İmamoğlu Şişli",
    "Romanian": "Iași Brașov Țepeș Timișoara",
    "Czech": "Dvořák Havel Škvorecký Žižkov Čapek",
    "Hungarian": "Orbán Győr Erdős",
    "Baltic": "Šķēde Ūdrīte Žemaitija Õun Klaipėda",
    "Azerbaijani": "Əliyev Bakı",
    "Maltese": "Ġgantija Ħamrun Żebbuġ",
    "Vietnamese": "Nguyễn Phú Trọng Đà Nẵng Việt Nam",
}
LOADED = "() => performance.getEntriesByType('resource').map((each) => each.name).filter((name) => /woff2/.test(name))"


def fonts_of(page: Page, selector: str) -> dict[str, int]:
    """How many letters of that element are drawn in which typeface."""
    session: Any = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"]: font["glyphCount"] for font in fonts}


@pytest.mark.long
def test_names_of_latin_alphabets_are_set_in_one_typeface(browser_page: Page) -> None:
    words = " ".join(NAMES.values())
    story = published(headline=words, text=f"<p>{words}</p><p><em>{words}</em></p>")
    browser_page.goto(story.live(clock.now()).get_absolute_url())
    browser_page.evaluate("document.fonts.ready")
    for place in ("h1", ".story__body p", ".story__body em"):
        assert {family.partition(" ")[0] for family in fonts_of(browser_page, place)} == {"Newsreader"}, place


def test_an_english_page_loads_no_letters_of_other_alphabets(browser_page: Page) -> None:
    story = published(headline="The harbor – is “open” again", text="<p>Café, naïve: €5.</p>")
    browser_page.goto(story.live(clock.now()).get_absolute_url(), wait_until="networkidle")
    loaded = browser_page.evaluate(LOADED)
    assert loaded
    assert not [name for name in loaded if "latin-ext" in name or "vietnamese" in name]
