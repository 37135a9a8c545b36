"""TimelineJS itself, in a real browser, loads what we export and shows every event."""

import json
import mimetypes
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from newsroom.demo.loading import load
from tests.timelines.exchange.every_kind import TODAY, whole
from timelines import exchange
from timelines.exchange.importing import export_content
from timelines.models import Timeline

DIST = Path(__file__).parent / "node_modules" / "@knight-lab" / "timelinejs" / "dist"
TRAPS = Path(__file__).parents[1] / "timelines" / "exchange" / "files"
PAGE = """<!doctype html><html lang="en"><title>TimelineJS</title><link rel="stylesheet" href="/css/timeline.css">
<div id="timeline" style="width: 1200px; height: 600px"></div><script src="/js/timeline.js"></script>
<script>
const options = {{script_path: "http://timelinejs.test/js/", hash_bookmark: false}};
window.timeline = new TL.Timeline("timeline", "/export.{ending}", options);
</script>"""
SHOWN = """() => ({
    errors: timeline.config.messages.errors.map(String),
    slides: [...document.querySelectorAll(".tl-storyslider .tl-slide")].map(slide => slide.id),
    said: [...document.querySelectorAll(".tl-storyslider .tl-slide")].map(slide => slide.textContent),
    eras: document.querySelectorAll(".tl-timeera").length,
})"""
Show = Callable[..., dict[str, Any]]


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """`show(text)`: what TimelineJS makes of a file, from its own server and nobody else's."""
    page: Page = browser.new_page(viewport={"width": 1280, "height": 700})

    def show(text: str, ending: str = "json") -> dict[str, Any]:
        def answer(route: Route) -> None:
            path = route.request.url.partition("//timelinejs.test")[2].partition("?")[0]
            if not path:
                route.abort()  # a medium of another host
            elif path == "/":
                route.fulfill(body=PAGE.format(ending=ending), content_type="text/html; charset=utf-8")
            elif path == f"/export.{ending}":
                route.fulfill(body=text, content_type=f"{mimetypes.guess_type(path)[0]}; charset=utf-8")
            elif (DIST / path[1:]).is_file():
                route.fulfill(path=DIST / path[1:])
            else:
                route.fulfill(status=404)

        page.unroute_all()
        page.route("**/*", answer)
        page.goto("http://timelinejs.test/")
        page.wait_for_function("window.timeline && timeline.config && document.querySelector('.tl-slide')")
        shown: dict[str, Any] = page.evaluate(SHOWN)
        return shown

    yield show
    page.close()


def expect_all(shown: dict[str, Any], content: dict[str, Any]) -> None:
    assert not shown["errors"]
    assert len(shown["slides"]) == len(content["events"]) + 1  # and the title
    assert shown["eras"] == len(content["eras"])


@pytest.mark.django_db
def test_timelinejs_shows_every_event_of_the_demo(show: Show) -> None:
    load(make_renditions=False)
    timelines = list(Timeline.objects.all())
    assert timelines
    for timeline in timelines:
        content = timeline.head.read()
        for form, ending in (("timelinejs", "json"), ("csv", "csv")):
            expect_all(show(export_content(timeline, form), ending), content)


@pytest.mark.parametrize("form", ["timelinejs", "csv"])
def test_timelinejs_shows_every_kind_of_date_in_our_words(form: str, show: Show) -> None:
    content = whole()
    shown = show(exchange.write(form, content, today=TODAY), "csv" if form == "csv" else "json")
    expect_all(shown, content)
    said = " ".join(shown["said"])
    for words in ("circa 1250", "44 B.C.", "Nov. 8, 2024, 3:30 p.m. EST", "Putin’s reaction", "Undated", "before 1914"):
        assert words in said


@pytest.mark.parametrize("path", sorted(TRAPS.iterdir()), ids=lambda path: path.name)
def test_timelinejs_shows_every_event_that_an_import_kept(path: Path, show: Show) -> None:
    content = exchange.read(path.read_bytes(), path.name, date(2024, 11, 8)).content
    expect_all(show(exchange.write("timelinejs", content, today=TODAY)), content)


def test_timelinejs_drops_what_has_no_date(show: Show) -> None:
    """The reason for all this: it does so without a word."""
    slide = {"start_date": {"year": "2024"}, "text": {"headline": "Kept"}}
    shown = show(json.dumps({"events": [slide, {"text": {"headline": "Dropped"}}]}))
    assert len(shown["slides"]) == 1
