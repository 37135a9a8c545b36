"""An editor's working day without a mouse: compared, sent back, approved, put into the calendar; a typo fixed live."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article, Section
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Review
from newsroom.text.ap_style import newsroom_time
from tests.articles.factories import ArticleFactory, SectionFactory, edited, published
from tests.e2e import desk
from tests.e2e.conftest import SignIn
from tests.e2e.keyboard import follow, go, open_more, press, reach, sign_in_by_hand, skip
from tests.people import editor, journalist

SECOND = timedelta(seconds=1)
HARBOR, BRIDGE = "The harbor is open again", "The bridge reopens"


@pytest.fixture
def world(transactional_db: None) -> Section:
    return SectionFactory(name="World", slug="world")


@pytest.fixture
def sasha(world: Section) -> User:
    return editor("sasha")


@pytest.fixture
def mira(world: Section) -> User:
    return journalist("mira")


@pytest.fixture
def bridge(mira: User, world: Section) -> Article:
    """Submitted in its second version."""
    story = ArticleFactory(owner=mira, headline=BRIDGE, section=world, standfirst="It was shut for a year.")
    edited(story, standfirst="It was shut for eleven months.")
    actions.submit(story, mira)
    return story


@pytest.fixture
def noon() -> datetime:
    """In seven days."""
    return (newsroom_time(clock.now()) + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def harbor(mira: User, world: Section, noon: datetime) -> Article:
    """Live with a slip in its text; a version with another headline waits."""
    story = published(headline=HARBOR, section=world, text="<p>Teh ferry left at ten.</p>", owner=mira)
    edited(story, headline="The harbor is open again for ferries")
    return published(story, at=noon, change="substantive")


@pytest.mark.long
def test_a_story_is_compared_sent_back_approved_and_scheduled_by_keyboard_alone(
    browser_page: Page, other_page: Page, sign_in: SignIn, sasha: User, mira: User, bridge: Article, noon: datetime
) -> None:
    page = browser_page
    sign_in_by_hand(page, sasha)
    open_to_review(page, BRIDGE)
    compare_with_the_version_before(page)
    send_back(page, "Since when, exactly?")
    sign_in(other_page, mira)
    resubmit(other_page)
    approve(page)
    slot = noon.replace(hour=18, minute=30)
    schedule_from_the_calendar(page, slot)

    bridge.refresh_from_db()
    waiting = bridge.revisions.get(live_from__gt=clock.now())
    assert (bridge.review, waiting.live_from, waiting.approved_by) == (Review.APPROVED, slot, sasha)
    assert waiting.read()["standfirst"] == "It was shut since Dec. 3."
    address = waiting.get_absolute_url()
    with time_machine.travel(slot - SECOND, tick=False) as time:
        assert other_page.request.get(address).status == 404
        time.shift(SECOND)
        assert "It was shut since Dec. 3." in other_page.request.get(address).text()


def open_to_review(page: Page, headline: str) -> None:
    """From the desk's home, where what waits to be read stands first."""
    skip(page)
    waiting = page.get_by_role("region", name="To review")
    expect(waiting).to_contain_text("mira")
    follow(waiting.get_by_role("link", name=headline), most=10)


def compare_with_the_version_before(page: Page) -> None:
    """The history offers the two newest; what differs is marked in words."""
    skip(page)
    open_more(page)
    follow(page.get_by_role("link", name="History"), most=7)
    skip(page)
    follow(page.get_by_role("button", name="Compare selected"), most=20)
    expect(page.get_by_role("heading", name="Version 1 and version 2")).to_be_visible()
    expect(page.locator("del").nth(1)).to_contain_text("a year")
    expect(page.locator("ins").nth(1)).to_contain_text("eleven months")
    follow(page.get_by_role("link", name=BRIDGE, exact=True), most=12)


def send_back(page: Page, note: str) -> None:
    skip(page)
    open_more(page)
    follow(page.get_by_role("link", name="Send back", exact=True), most=8)
    skip(page)
    reach(page.get_by_label("Note:"), most=3)
    page.keyboard.type(note)
    follow(page.get_by_role("button", name="Send back"), most=1)
    desk.expect_said(page, "Sent back with your note.")


def resubmit(page: Page) -> None:
    """The writer finds the note at home, mends the text and submits it with a key."""
    page.goto("/admin/")
    back = page.get_by_role("region", name="Sent back to me")
    expect(back).to_contain_text("Since when, exactly?")
    skip(page)
    follow(back.get_by_role("link", name=BRIDGE), most=10)
    expect(page.get_by_role("note")).to_contain_text("Since when, exactly?")
    skip(page)
    reach(page.get_by_label("Deck:"), most=20)
    page.keyboard.press("Control+A")
    page.keyboard.type("It was shut since Dec. 3.")
    go(page, "Control+Shift+Enter")
    desk.expect_said(page, "submitted for review")


def approve(page: Page) -> None:
    page.goto("/admin/")
    open_to_review(page, BRIDGE)
    skip(page)
    follow(page.get_by_role("button", name="Approve"), most=5)
    desk.expect_said(page, "You approved version 3.")


def schedule_from_the_calendar(page: Page, slot: datetime) -> None:
    """What is approved waits in the calendar for a time; it is given one there, and stands at it."""
    page.goto("/admin/")
    follow(page.get_by_role("link", name="Calendar", exact=True), most=6)
    skip(page)
    follow(page.get_by_role("link", name=f"Schedule… “{BRIDGE}”"), most=25)
    skip(page)
    reach(page.get_by_label("Date"), most=5)
    page.keyboard.type(f"{slot:%m%d%Y}")
    reach(page.get_by_label("Time", exact=True), most=5)
    page.keyboard.type(f"{slot:%I%M%S%p}")
    go(page, "Enter")
    desk.expect_said(page, f"“{BRIDGE}”: Scheduled: it goes live at")
    line = page.locator("[data-line]", has_text=BRIDGE)
    expect(line).to_contain_text("6:30 p.m.")
    expect(page.get_by_text("Approved, no time yet")).to_have_count(0)


@pytest.mark.long
def test_a_typo_is_fixed_live_and_in_the_version_that_waits_by_keyboard_alone(
    browser_page: Page, other_page: Page, sign_in: SignIn, sasha: User, harbor: Article, noon: datetime
) -> None:
    page, address = browser_page, harbor.live(clock.now()).get_absolute_url()
    sign_in(page, sasha)
    find_in_the_calendar(page)
    fix_the_typo(page)
    expect(page.get_by_role("region", name="What this changes")).to_contain_text(
        "This version has the same text, so it gets the fix:"
    )
    assert "Teh ferry" in other_page.request.get(address).text()  # nothing has happened yet
    skip(page)
    follow(page.get_by_role("button", name="Publish the fix"), most=20)
    desk.expect_said(page, "Fix published and merged into 1 scheduled version.")

    with page.expect_popup() as live:
        press(page.get_by_role("link", name="View live").first, most=40)
    expect(live.value.get_by_role("heading", level=1)).to_have_text(HARBOR)
    expect(live.value.locator("article")).to_contain_text("The ferry left at ten.")
    live.value.close()
    desk.expect_said(page, "Fix published and merged into 1 scheduled version.")
    with time_machine.travel(noon, tick=False):
        other_page.goto(address)
        expect(other_page.get_by_role("heading", level=1)).to_have_text("The harbor is open again for ferries")
        expect(other_page.locator("article")).to_contain_text("The ferry left at ten.")


def find_in_the_calendar(page: Page) -> None:
    """Next week's version leads to its story: arrow keys walk there."""
    page.goto("/admin/calendar/")
    skip(page)
    follow(page.get_by_role("link", name="Later"), most=4)
    skip(page)
    first = page.locator("[data-day] a").first
    reach(first, most=25)
    page.keyboard.press("ArrowDown")
    expect(
        page.locator("[data-line]").get_by_role("link", name="The harbor is open again for ferries", exact=True)
    ).to_be_focused()
    go(page, "Enter")


def fix_the_typo(page: Page) -> None:
    """In the text that readers have, not in the working copy; then what the fix changes is asked for."""
    skip(page)
    open_more(page)
    follow(page.get_by_role("link", name="Fix the live text"), most=12)
    skip(page)
    reach(page.locator(".ProseMirror[contenteditable=true]").first, most=20)
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.type("The")
    follow(page.get_by_role("button", name="Preview changes"), most=15)
