"""Embeds in a browser: nothing is asked of another site before a press, and a pasted address becomes one."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, Request, Route, expect

from articles.blocks import Embed, new
from articles.models import Article
from newsroom.images.models import Picture
from newsroom.publishing import clock
from tests.articles.factories import published
from tests.e2e import desk
from tests.e2e.test_writing import PASTE, address, saved
from tests.images.factories import photo
from tests.outside import answer, serving

SignIn = Callable[[Page, User], None]
OpenWindow = Callable[..., Page]
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
QUERY = "url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&format=json&omit_script=true"


@pytest.fixture
def told(settings: Any) -> Any:
    """The provider, as a server of the test that knows the title."""
    said = {"title": "The quay at dawn", "author_name": "Port TV", "thumbnail_url": "https://i.ytimg.com/vi/1.jpg"}
    oembed = answer(json.dumps(said), "application/json")
    answers = {f"/oembed?{QUERY}": oembed, "/vi/1.jpg": answer(photo(480, 360), "image/jpeg")}
    with serving(answers, tls=True) as outside:
        settings.OUTSIDE_NETWORK = outside.network
        yield outside


def test_another_site_is_asked_only_when_a_reader_presses_and_the_frame_takes_the_cards_place(
    browser_page: Page, transactional_db: None, live_server: Any
) -> None:
    story = published(
        rows=[new(Embed, url=VIDEO, title="The quay", alt="A quay at dawn"), new(Embed, url=f"{VIDEO}&t=9")]
    )
    log: list[Request] = []

    def note(request: Request) -> None:
        log.append(request)

    browser_page.on("request", note)

    def local(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Video</title><button>Pause</button>")

    browser_page.context.route(lambda url: not url.startswith(live_server.url), local)
    browser_page.goto(story.live(clock.now()).get_absolute_url(), wait_until="networkidle")
    button = browser_page.get_by_role("button", name="Play: loads from youtube-nocookie.com").first
    expect(button).to_be_visible()
    expect(browser_page.get_by_role("link", name="See it on YouTube")).to_have_count(0)
    assert all(request.url.startswith(live_server.url) for request in log)
    box = browser_page.locator(".embed__box").first
    before = box.bounding_box()
    button.press("Enter")
    frame = browser_page.locator("iframe")
    expect(frame.content_frame.get_by_role("button", name="Pause")).to_be_visible()
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", "A quay at dawn")
    assert box.bounding_box() == before
    assert before
    assert round(before["width"] / before["height"], 1) == 1.8
    [asked] = [request for request in log if not request.url.startswith(live_server.url)]
    assert asked.url.startswith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?")
    assert asked.header_value("referer") == f"{live_server.url}/"  # not which story


def test_without_scripts_the_card_is_a_link_to_the_source(open_window: OpenWindow, transactional_db: None) -> None:
    page = open_window(java_script_enabled=False)
    story = published(rows=[new(Embed, url=VIDEO, title="The quay")])
    page.goto(story.live(clock.now()).get_absolute_url())
    expect(page.get_by_role("link", name="See it on YouTube")).to_have_attribute("href", VIDEO)
    expect(page.get_by_role("button", name="Play")).to_have_count(0)


@pytest.mark.long
def test_a_pasted_address_becomes_an_embed_that_its_source_fills_in_and_one_undo_makes_it_a_link(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article, told: Any
) -> None:
    page = browser_page
    sign_in(page, writer)
    page.goto(address(story))
    desk.go_to_end(page)
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["", VIDEO])
    embed = desk.block(page, "Embed")
    with page.expect_response(lambda response: response.url.endswith("/source/")):
        expect(embed).to_be_visible()
    assert DBTaskResult.objects.count() == 1
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    embed.get_by_role("button", name="Edit embed").click()
    expect(embed.get_by_label("Title")).to_have_value("The quay at dawn")
    expect(embed.get_by_label("Author")).to_have_value("Port TV")
    expect(embed.get_by_role("combobox", name="Poster")).to_have_value(re.compile("^Poster: The quay at dawn"))
    embed.get_by_label("Title").fill("Dawn")
    fields: Any = saved(page, story)[-1]["fields"]
    assert (fields["url"], fields["title"], fields["author"]) == (VIDEO, "Dawn", "Port TV")
    assert [each[0] for each in told.asked] == ["www.youtube.com", "i.ytimg.com"]
    assert fields["poster"] == Picture.objects.get(title="Poster: The quay at dawn").pk

    page.reload()
    embeds = desk.text_of(page).get_by_role("group", name="Embed", exact=True)
    desk.go_to_end(page)
    page.evaluate(PASTE, ["", VIDEO])
    expect(embeds).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(embeds).to_have_count(1)
    expect(desk.text_of(page).get_by_role("link", name=VIDEO)).to_be_visible()
