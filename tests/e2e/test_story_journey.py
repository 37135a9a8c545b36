"""One story from its first word to its end, through the real desk and the real pages.

The web process is all that runs: no worker, no command. The clock is moved, never slept through.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import dateformat, timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Section
from newsroom.publishing import clock
from tests.articles.factories import AuthorFactory, SectionFactory, edited, published
from tests.e2e import desk
from tests.images.factories import photo
from tests.people import editor, journalist

SignIn = Callable[[Page, User], None]

HEADLINE = "North Korean soldiers take casualties in Kursk region, Zelensky says"
RELATED = (
    "Part of a Trump plan to end the war becomes known",
    "Russia says the battlefield does not favour Kyiv",
    "NATO member wants to shoot down Russian missiles",
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(transactional_db: None) -> Section:
    return SectionFactory(name="World", slug="world")


@pytest.fixture
def writer(world: Section) -> User:
    """A journalist with a name in the paper, and a colleague to share the byline with."""
    user = journalist("mira")
    AuthorFactory(name="Mira Lind", slug="mira-lind", user=user)
    AuthorFactory(name="Jonas Vale", slug="jonas-vale")
    return user


@pytest.fixture
def chief_editor(world: Section) -> User:
    return editor("sasha")


@pytest.fixture
def reader(other_page: Page) -> Page:
    """Somebody who is signed in nowhere."""
    return other_page


@pytest.fixture
def story(world: Section) -> Article:
    """A story that readers have, to be worked on."""
    return published(headline="The harbor is open again", standfirst="The first ship left at dawn.", section=world)


def test_a_story_is_written_submitted_approved_scheduled_and_seen_at_its_second(
    browser_page: Page, sign_in: SignIn, writer: User, chief_editor: User, reader: Page, world: Section
) -> None:
    for headline in RELATED:
        published(headline=headline, section=world)

    page = browser_page
    sign_in(page, writer)
    make_the_timeline(page)
    write_the_story(page)
    desk.press(page, "Submit")
    desk.expect_said(page, "submitted for review")

    sign_in(page, chief_editor)
    publish_the_timeline(page)
    page.goto("/admin/articles/article/?state=submitted")
    page.get_by_role("link", name=HEADLINE).click()
    desk.press(page, "Approve")
    desk.expect_said(page, "You approved version 1.")
    next_minute = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=2)
    desk.verb(page, "Publish")
    desk.give_time(page, next_minute)
    expect(page.get_by_label("At the time below")).to_be_checked()
    local = timezone.localtime(next_minute, timezone.get_default_timezone())
    desk.press(page, f"Schedule for {dateformat.format(local, 'N j, P')}")
    desk.expect_said(page, "Scheduled: it goes live at")

    day = timezone.localtime(next_minute, timezone.get_default_timezone())
    address = f"{day:/%Y/%m/%d/}north-korean-soldiers-take-casualties-in-kursk-region-zelensky-says/"
    with time_machine.travel(next_minute - SECOND, tick=False) as time:
        assert places_with_the_story(reader, address) == set()
        time.shift(SECOND)
        assert places_with_the_story(reader, address) == {
            "story", "home", "section", "tag", "author", "feed", "section feed", "sitemap"
        }  # fmt: skip
        reader.goto(address)
        see_the_whole_story(reader)


@pytest.mark.long
def test_a_time_that_was_given_is_never_passed_over(
    browser_page: Page, sign_in: SignIn, story: Article, chief_editor: User
) -> None:
    edited(story, headline="The harbor is open again for ferries")
    page = browser_page
    sign_in(page, chief_editor)
    page.goto(f"/admin/articles/article/{story.pk}/verb/publish/")
    desk.give_time(page, clock.now() + timedelta(hours=1))
    page.get_by_label("Now", exact=True).check()
    page.get_by_label("Minor fix").check()
    desk.press(page, "Publish")
    expect(page.get_by_text("You entered a time but chose “Now”.")).to_be_visible()
    assert story.revisions.live(clock.now()).get().headline == "The harbor is open again"


@pytest.mark.long
def test_a_story_is_corrected_compared_restored_and_unpublished(
    browser_page: Page, sign_in: SignIn, story: Article, chief_editor: User, reader: Page
) -> None:
    page = browser_page
    sign_in(page, chief_editor)
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    desk.verb(page, "Add a correction")
    page.get_by_label("Text:").fill("An earlier version gave a wrong hour.")
    desk.press(page, "Add")
    desk.expect_said(page, "The correction is live.")
    with page.expect_popup() as live:  # the desk stays open
        page.locator(".messagelist").get_by_role("link", name="View live (opens in a new tab)").click()
    address = live.value.url
    live.value.close()
    reader.goto(address)
    expect(reader.locator(".corrections")).to_contain_text("An earlier version gave a wrong hour.")

    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.get_by_label("Headline:").fill("The harbor is closed again")
    desk.open_menu(page)
    page.get_by_label("Change note").fill("A storm came")
    desk.save(page)
    desk.open_menu(page)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("listitem").filter(has_text="A storm came")).to_be_visible()
    desk.press(page, "Compare selected")
    expect(page.locator("ins", has_text="closed")).to_be_visible()
    expect(page.locator("del", has_text="open")).to_be_visible()

    page.go_back()
    page.get_by_role("link", name="Restore version 1", exact=True).click()
    desk.press(page, "Restore")
    desk.expect_said(page, "The draft is back to version 1.")
    expect(page.get_by_label("Headline:")).to_have_value("The harbor is open again")

    desk.verb(page, "Unpublish")
    page.get_by_label("Reason:").fill("The source took it back")
    desk.press(page, "Unpublish")
    desk.expect_said(page, "Unpublished.")
    response = reader.goto(address)
    assert response
    assert response.status == 410
    reader.goto("/")
    expect(reader.get_by_text("The harbor is open again")).to_have_count(0)


def make_the_timeline(page: Page) -> None:
    page.goto("/admin/timelines/timeline/add/")
    page.get_by_label("Title:").fill("The fighting in Kursk")
    events = (
        ("Aug. 6, 2024", "Ukrainian forces begin an incursion into Kursk Oblast"),
        ("Putin’s reaction", "The Kremlin orders a counter-strike"),
        ("The reinforcements", "About 11,000 North Korean soldiers are sent to the region"),
    )
    for when, what in events:
        page.get_by_role("button", name="Add an event", exact=True).click()
        page.keyboard.type(when)
        page.keyboard.press("Enter")
        page.keyboard.type(what)
        event = page.locator("[data-event]").last
        event.get_by_label("Sources").fill("The newsroom’s own reporting")
    desk.press(page, "Submit")
    desk.expect_said(page, "submitted for review")


def publish_the_timeline(page: Page) -> None:
    page.goto("/admin/timelines/timeline/?state=submitted")
    page.get_by_role("link", name="The fighting in Kursk").click()
    desk.verb(page, "Publish")
    desk.press(page, "Publish")
    desk.expect_said(page, "Published: it is live now.")


def write_the_story(page: Page) -> None:
    page.goto(desk.ADD_STORY)
    page.get_by_label("Headline:").fill(HEADLINE)
    page.get_by_label("Deck:").fill("Kyiv says foreign troops are in combat on Russian ground.")
    page.get_by_label("Section:").select_option("World")
    page.get_by_label("New photo:").set_input_files(
        {"name": "kursk.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)}
    )
    page.locator("#id_lead_alt").fill("Soldiers walk along a road")
    desk.add_to(page, "tags", "Ukraine", "Russia", "North Korea", "Kursk")

    desk.write(
        page,
        "## A Russian region becomes a battlefield",
        "North Korean troops are fighting in Kursk Oblast.",
        "They already take casualties.",
        "## What has happened since August?",
    )
    timeline = desk.insert(page, "Timeline")
    desk.look_up(timeline.get_by_role("combobox", name="Timeline", exact=True), "The fighting in Kursk")
    desk.write(page, "## What to watch", "Come back for updates.", "- The border")
    page.keyboard.press("Enter")
    page.keyboard.type("The supplies")
    stories = desk.insert(page, "Related stories")
    for headline in RELATED:
        desk.look_up(stories.get_by_role("combobox", name="Headline", exact=True).last, headline)
    desk.write(
        page,
        "## Russia and a Trump peace plan",
        "Zelensky spoke at the European Political Community summit in Budapest.",
    )
    for heading in ("The North Korean troops", "A meeting with Macron", "European unity"):
        desk.write(page, f"### {heading}", f"Of {heading.lower()} he said more.")

    desk.add_to(page, "bylines", "Jonas Vale")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")  # the colleague's name is to come first


def places_with_the_story(reader: Page, address: str) -> set[str]:
    """Where a reader finds the story: pages are opened, feeds and sitemaps fetched."""
    year, month = address.split("/")[1:3]
    places = {
        "story": address,
        "home": "/",
        "section": "/world/",
        "tag": "/tags/kursk/",
        "author": "/authors/jonas-vale/",
        "feed": "/feed/",
        "section feed": "/world/feed/",
        "sitemap": f"/sitemap-{year}-{month}.xml",
    }
    found = set()
    for place, path in places.items():
        words = address if place == "sitemap" else HEADLINE
        response = reader.request.get(path)
        if words in response.text():
            found.add(place)
    return found


def see_the_whole_story(reader: Page) -> None:
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator(".byline__names")).to_have_text("By Jonas Vale and Mira Lind")
    expect(reader.get_by_alt_text("Soldiers walk along a road")).to_be_visible()
    for heading in (
        "A Russian region becomes a battlefield",
        "What has happened since August?",
        "Russia and a Trump peace plan",
    ):
        expect(reader.get_by_role("heading", level=2, name=heading)).to_be_visible()
    expect(reader.get_by_role("heading", level=3, name="European unity")).to_be_visible()
    for words in ("The Kremlin orders a counter-strike", "Putin’s reaction"):
        expect(reader.get_by_text(words)).to_be_visible()
    for headline in RELATED:
        expect(reader.get_by_role("link", name=headline)).to_be_visible()
    expect(reader.get_by_role("listitem").filter(has_text="The supplies")).to_be_visible()
    expect(reader.get_by_role("link", name="North Korea", exact=True)).to_be_visible()
