"""Timelines in a real browser: read with and without scripts, in light and dark, from right to left, and on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from newsroom.publishing import actions
from tests.articles.factories import published
from tests.e2e import desk
from tests.e2e.axe import in_both_schemes
from tests.people import editor
from tests.timelines.factories import AGENCY, DEMO, TimelineFactory
from timelines.models import Timeline, TimelineEra, TimelineLane

SignIn = Callable[[Page, User], None]
OpenWindow = Callable[..., Page]
KURSK = "/timelines/kursk/"


@pytest.fixture
def sasha(transactional_db: None) -> User:
    return editor("sasha")


@pytest.fixture
def kursk(sasha: User) -> Timeline:
    """A live timeline with every kind of part, long enough for an index of its years."""
    years = [{"date_text": f"May 9, {year}", "headline": f"Victory Day of {year}"} for year in range(1981, 2020)]
    film = {"url": "https://example.org/film", "caption": "The speech", "credit": "TV", "alt": "", "thumbnail": ""}
    timeline: Timeline = TimelineFactory(
        title="The fighting in Kursk", slug="kursk", events=[*years, *DEMO], owner=sasha
    )
    lane = TimelineLane.objects.create(timeline=timeline, name="Diplomacy", position=1)
    timeline.events.filter(headline__startswith="Zelensky").update(
        lane=lane,
        place="Budapest",
        coordinates={"latitude": 47.5, "longitude": 19.04},
        media=film,
        body="<p>He <strong>speaks</strong>.</p>",
        sources=[AGENCY, AGENCY],
    )
    era = TimelineEra(timeline=timeline, title="The full-scale war", date_text="since Feb. 24, 2022")
    era.full_clean()
    era.save()
    actions.save(timeline, sasha)
    actions.publish(timeline, sasha)
    actions.correct(timeline, sasha, text="It was Aug. 6, not Aug. 5.")
    return timeline


@pytest.mark.long
def test_a_timeline_stands_in_nobodys_way(probed_page: Page, kursk: Timeline) -> None:
    for address in (KURSK, f"{KURSK}?show=key&order=newest", "/timelines/"):
        probed_page.goto(address)
        assert in_both_schemes(probed_page) == {}, address


@pytest.mark.long
def test_the_desk_of_a_timeline_stands_in_nobodys_way(
    probed_page: Page, sign_in: SignIn, sasha: User, kursk: Timeline
) -> None:
    sign_in(probed_page, sasha)
    kursk.load(kursk.snapshot() | {"events": kursk.snapshot()["events"][-5:]})
    actions.save(kursk, sasha)
    page = f"/admin/timelines/timeline/{kursk.pk}"
    for address in (f"{page}/change/", f"{page}/paste/"):
        probed_page.goto(address)
        probed_page.wait_for_load_state("networkidle")
        assert in_both_schemes(probed_page) == {}, address
        if address.endswith("/change/"):
            probed_page.locator("#events-1 summary").click()
            probed_page.locator("#events-0 [data-delete]").first.click(force=True)
            expect(probed_page.locator("#events-1").get_by_role("textbox", name="Text", exact=True)).to_be_visible()
            assert in_both_schemes(probed_page) == {}, "a row that is opened, and one that was deleted"
            probed_page.keyboard.press("Enter")  # take that back
    probed_page.get_by_label("List").fill("Aug. 6: It begins\nPutin’s reaction: A counter-strike")
    probed_page.get_by_role("button", name="Review list").click()
    expect(probed_page.get_by_role("row", name="Line 2")).to_be_visible()
    assert in_both_schemes(probed_page) == {}


def test_links_choose_key_events_a_lane_and_the_order_and_the_years_lead_down(
    browser_page: Page, kursk: Timeline
) -> None:
    browser_page.goto(KURSK)
    headlines = browser_page.locator(".event__headline")
    expect(headlines).to_have_count(43)
    browser_page.get_by_role("link", name="2019", exact=True).click()
    expect(browser_page.locator(":target")).to_contain_text("Victory Day of 2019")
    loads: list[str] = []
    browser_page.on("load", lambda page: loads.append(page.url))
    browser_page.get_by_role("link", name="Newest first").click()
    expect(headlines.first).to_have_text("Zelensky speaks in Budapest")
    expect(browser_page.get_by_role("link", name="Newest first")).to_be_focused()
    browser_page.get_by_role("link", name="Key events").click()
    expect(headlines).to_have_text(["Ukrainian forces cross the border"])
    browser_page.get_by_role("link", name="All events").click()
    browser_page.get_by_role("link", name="Diplomacy").click()
    expect(headlines).to_have_text(["Zelensky speaks in Budapest"])
    expect(browser_page.get_by_role("status")).to_contain_text("1 event")
    browser_page.go_back()
    expect(headlines).to_have_count(43)
    assert loads == []  # the page is changed in place
    assert browser_page.locator("link[rel=canonical]").get_attribute("href").endswith(KURSK)  # type: ignore[union-attr]


def test_a_timeline_reads_whole_without_scripts_and_on_paper(open_window: OpenWindow, kursk: Timeline) -> None:
    page = open_window(java_script_enabled=False)
    page.goto(KURSK)
    assert page.locator("details.part:not([open])").count() == 3  # decades
    for medium in ("print", "screen"):
        page.emulate_media(media=medium)
        if medium == "screen":
            while (folded := page.locator("details.part:not([open]) > summary")).count():
                folded.first.click()
        for event in page.locator(".event").all():
            assert event.is_visible()
        assert page.get_by_text("It was Aug. 6, not Aug. 5.").is_visible()
        assert page.locator(".choices").is_visible() == (medium == "screen")


def test_a_scale_is_one_stop_of_the_tab_key_and_arrows_move_between_its_marks(
    browser_page: Page, kursk: Timeline
) -> None:
    browser_page.goto(KURSK)
    marks = browser_page.locator("[data-scale] .scale__drawing--wide > a[tabindex]:not([aria-hidden])")
    expect(marks).to_have_count(41)
    keyboard, in_focus = browser_page.keyboard, "document.activeElement.querySelector('title')?.textContent"
    browser_page.locator(".scale__skip").focus()
    keyboard.press("Tab")
    assert browser_page.evaluate(in_focus) == "May 9, 1981: Victory Day of 1981"
    expect(browser_page.locator(".scale figcaption")).to_contain_text("Victory Day of 1981")
    for key, year in (("ArrowRight", 1982), ("ArrowDown", 1983), ("ArrowLeft", 1982), ("End", 2024), ("Home", 1981)):
        keyboard.press(key)
        assert str(year) in browser_page.evaluate(in_focus)
    keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.closest('.years') !== null")
    keyboard.press("Shift+Tab")
    keyboard.press("End")
    keyboard.press("Enter")
    expect(browser_page.locator(".event:target")).to_contain_text("Zelensky speaks in Budapest")


@pytest.mark.long
def test_a_page_of_another_site_shows_it_at_its_full_height(
    browser_page: Page, kursk: Timeline, live_server: Any
) -> None:
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")  # another origin
    browser_page.goto(f"{elsewhere}/static/js/share.js")  # any page without a policy of its own
    browser_page.evaluate(
        """site => {
            document.body.innerHTML = `<iframe src="${site}/timelines/kursk/embed/" width="390" height="300"></iframe>`;
            document.body.append(Object.assign(document.createElement("script"), { src: `${site}/static/js/resize_timeline.js` }));
        }""",
        live_server.url,
    )
    frame = browser_page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="The fighting in Kursk")).to_be_visible()
    browser_page.wait_for_function("document.querySelector('iframe').height > 1000")
    frame.locator("summary").last.click()
    expect(frame.get_by_text("Zelensky speaks in Budapest").last).to_be_visible()
    inside = frame.locator("html")
    assert inside.evaluate("html => html.scrollWidth <= innerWidth")
    browser_page.wait_for_function("document.querySelector('iframe').height > 1500")
    assert frame.locator(".framed__credit a").get_attribute("href").endswith(KURSK)  # type: ignore[union-attr]
    assert browser_page.context.cookies() == []


@pytest.mark.long
def test_from_right_to_left_the_line_of_events_changes_sides(browser_page: Page, kursk: Timeline) -> None:
    browser_page.goto(KURSK)
    side = """event => {
        const [whole, text] = [event, event.lastElementChild].map((element) => element.getBoundingClientRect());
        return text.left - whole.left > whole.right - text.right;
    }"""
    event = browser_page.locator(".event").first
    assert event.evaluate(side) is True
    browser_page.evaluate("document.documentElement.dir = 'rtl'")
    assert event.evaluate(side) is False
    assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_date_is_read_as_one_types_in_the_list_of_events(
    browser_page: Page, sign_in: SignIn, sasha: User, transactional_db: None
) -> None:
    timeline = TimelineFactory(owner=sasha)
    sign_in(browser_page, sasha)
    browser_page.goto(f"/admin/timelines/timeline/{timeline.pk}/change/")
    field = browser_page.locator("#id_events-0-date_text")
    field.fill("early March 2024")
    reading = browser_page.locator("#events-0 output")
    expect(reading).to_contain_text("reads as: early March 2024 (March 1 to March 10, 2024)")
    field.fill("Feb. 30, 2024")
    expect(reading).to_contain_text("Feb. 30")
    expect(reading).to_have_class("date-reading date-reading--refused")
    with browser_page.expect_navigation():
        browser_page.get_by_role("button", name="Save", exact=True).click()
    refusal = browser_page.locator("#events-0 .field-date_text .errorlist")
    expect(refusal).to_contain_text("Feb. 30")
    field.fill("Feb. 28, 2024")
    expect(reading).to_contain_text("reads as: Wednesday, Feb. 28, 2024")
    expect(refusal).to_be_hidden()


def test_the_table_of_events_is_written_in_by_keyboard_and_its_texts_get_editors_when_they_are_opened(
    browser_page: Page, sign_in: SignIn, sasha: User, transactional_db: None
) -> None:
    page = browser_page
    timeline = TimelineFactory(owner=sasha)
    sign_in(page, sasha)
    page.goto(f"/admin/timelines/timeline/{timeline.pk}/change/")
    editors = page.locator(".events [contenteditable=true]")
    rows = page.locator("[data-event]")
    page.locator("#id_events-0-sources").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("The first hours")
    page.keyboard.press("Enter")
    page.keyboard.type("Villages fall")
    expect(rows.nth(1)).to_have_id("events-5")
    page.keyboard.press("Alt+ArrowDown")
    expect(rows.nth(2)).to_have_id("events-5")
    page.keyboard.type(" and are held")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_events-2-headline")).to_be_focused()
    expect(editors).to_have_count(0)
    page.locator("#events-2 summary").focus()
    page.keyboard.press("Enter")
    page.locator("#events-2").get_by_role("button", name="Delete", exact=True).last.click()
    expect(page.locator("#events-2 .event__deleted")).to_contain_text("The reinforcements · About 11,000 North Korean")
    expect(page.locator("#id_events-2-headline")).to_be_hidden()
    page.keyboard.press("Enter")  # it is the button that takes it back
    expect(page.locator("#id_events-2-date_text")).to_be_focused()
    expect(editors).to_have_count(1)
    page.locator("#events-3 [data-delete]").first.click()
    text = page.locator("#events-2").get_by_role("textbox", name="Text", exact=True)
    text.focus()
    page.keyboard.type("From the East.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.locator(".events [contenteditable=true]")).to_be_focused()  # the cursor is where it was
    events = timeline.head.read()["events"]
    assert [(event["date"]["text"], event["headline"]) for event in events] == [
        ("Aug. 6, 2024", "Ukrainian forces cross the border"),
        ("Putin’s reaction", "The Kremlin orders a counter-strike"),
        ("The first hours", "Villages fall and are held"),
        ("The reinforcements", "About 11,000 North Korean soldiers are sent"),
    ]
    assert events[3]["body"] == "<p>From the East.</p>"


@pytest.mark.long
def test_events_are_picked_in_the_story_once_picking_is_chosen(
    browser_page: Page, sign_in: SignIn, sasha: User, kursk: Timeline
) -> None:
    from articles.blocks import TimelineEmbed, new

    story = published(rows=[new(TimelineEmbed, timeline=kursk)])
    sign_in(browser_page, sasha)
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    desk.edit(browser_page, "Timeline")
    tick = browser_page.get_by_label("Putin’s reaction · The Kremlin orders a counter-strike")
    expect(tick).to_be_hidden()
    browser_page.get_by_label("Show", exact=True).select_option("picked")
    tick.check()
    desk.save(browser_page)
    expect(tick).to_be_checked()
    browser_page.reload()
    desk.edit(browser_page, "Timeline")
    expect(tick).to_be_checked()


def test_the_mark_of_the_event_that_is_read_stands_out_on_the_scale_and_on_its_strip(
    browser_page: Page, kursk: Timeline
) -> None:
    browser_page.goto(KURSK)
    event = browser_page.locator(".event", has_text="Victory Day of 1990")
    event.evaluate("each => { each.scrollIntoView({behavior: 'instant'}); scrollBy({top: -60, behavior: 'instant'}) }")
    current = browser_page.locator(".is-current:visible")
    expect(current).to_have_count(2)
    expect(current.first.locator("title")).to_have_text("May 9, 1990: Victory Day of 1990")
    strip = browser_page.locator(".strip")
    expect(strip).to_be_in_viewport()
    expect(strip.locator("svg:visible .here")).to_have_attribute("d", re.compile(r"^M\d"))
    strip.locator("svg:visible a", has=browser_page.get_by_text("Victory Day of 1985")).click()
    expect(browser_page.locator(".event", has_text="Victory Day of 1985")).to_be_in_viewport()
