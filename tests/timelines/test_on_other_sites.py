"""A timeline on other sites: in a frame, by oEmbed, as JSON and as an image, as long as readers see it."""

import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from newsroom.images import actions as picture_actions
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.images.factories import PictureFactory
from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory, add_event
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OEMBED = "/oembed?url=http://testserver/timelines/kursk/"
FORMS = ["/timelines/kursk/embed/", "/timelines/kursk.json", "/timelines/kursk.jpg", OEMBED]
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def kursk(desk: User, now: time_machine.Traveller) -> Timeline:
    """A live timeline."""
    timeline: Timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk")
    actions.publish(timeline, desk)
    return timeline


def gone(address: str) -> int:
    """What an address of a timeline that is no longer live answers."""
    return 404 if address == OEMBED else 410


@pytest.mark.parametrize("address", FORMS)
def test_each_form_is_there_from_the_second_of_publication_to_that_of_its_end(
    client: Client, desk: User, now: time_machine.Traveller, address: str
) -> None:
    timeline = TimelineFactory(slug="kursk")
    actions.publish(timeline, desk, at=NINE + HOUR)
    now.shift(1)
    actions.unpublish(timeline, desk, at=NINE + 2 * HOUR)
    for instant, status in (
        (HOUR - SECOND, 404),
        (HOUR, 200),
        (2 * HOUR - SECOND, 200),
        (2 * HOUR, gone(address)),
    ):
        now.move_to(NINE + instant)
        assert client.get(address).status_code == status, instant


@pytest.mark.parametrize("address", FORMS)
def test_a_taken_down_timeline_is_gone_from_each_form_as_of_an_earlier_instant_too(
    client: Client, chief: User, kursk: Timeline, now: time_machine.Traveller, address: str
) -> None:
    now.shift(60)
    assert client.get(address).status_code == 200
    actions.take_down(kursk, chief, reason="Court order")
    assert client.get(address).status_code == gone(address)
    now.move_to(NINE + SECOND)
    assert client.get(address).status_code == gone(address)


@pytest.mark.parametrize("address", FORMS)
def test_an_old_address_leads_on_and_oembed_describes_the_new_one(
    client: Client, desk: User, kursk: Timeline, now: time_machine.Traveller, address: str
) -> None:
    Timeline.objects.filter(pk=kursk.pk).update(slug="kursk-2024")
    now.shift(60)
    actions.publish(kursk, desk, revision=actions.save(kursk, desk), change=Change.MINOR)
    answer = client.get(address)
    if address == OEMBED:
        assert "/timelines/kursk-2024/embed/" in answer.json()["html"]
    else:
        assert (answer.status_code, answer["Location"]) == (301, address.replace("kursk", "kursk-2024"))


def test_a_draft_and_a_later_correction_are_in_no_form(
    client: Client, desk: User, kursk: Timeline, now: time_machine.Traveller
) -> None:
    add_event(kursk, date_text="Nov. 8", headline="Not to be seen yet")
    actions.save(kursk, desk)
    now.shift(60)
    actions.correct(kursk, desk, text="It was Aug. 6.")
    texts = [client.get(address).content.decode() for address in FORMS[:2]]
    assert all("It was Aug. 6." in text and "Not to be seen yet" not in text for text in texts)
    now.move_to(NINE)
    assert not any("It was Aug. 6." in client.get(address).content.decode() for address in FORMS[:2])


@pytest.mark.parametrize("address", FORMS)
def test_each_form_costs_few_queries_and_sets_no_cookie(client: Client, kursk: Timeline, address: str) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert len(queries) <= 5, [query["sql"] for query in queries]
    assert not answer.cookies


def test_only_the_frame_may_be_framed_and_it_is_strict_in_all_else(
    client: Client, desk: User, kursk: Timeline, now: time_machine.Traveller
) -> None:
    assert "frame-ancestors 'none'" in client.get("/timelines/kursk/")["Content-Security-Policy"]
    for status in (200, 410):
        answer = client.get("/timelines/kursk/embed/")
        assert answer.status_code == status
        directives = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert directives.pop("frame-ancestors") == "*"
        assert set(directives.values()) == {"'self'", "'none'"}
        assert "X-Frame-Options" not in answer
        now.shift(60)
        actions.unpublish(kursk, desk) if status == 200 else None


def test_the_frame_leads_back_and_is_not_indexed(client: Client, kursk: Timeline) -> None:
    html = client.get("/timelines/kursk/embed/").content.decode()
    assert html.count('href="http://testserver/timelines/kursk/"') == 3  # canonical, title, credit
    assert '<meta name="robots" content="noindex">' in html
    assert "Ukrainian forces cross the border" in html


def test_the_page_offers_oembed_json_an_image_and_the_code(client: Client, kursk: Timeline) -> None:
    html = client.get("/timelines/kursk/").content.decode()
    oembed = "http://testserver/oembed?url=http%3A%2F%2Ftestserver%2Ftimelines%2Fkursk%2F&amp;format=json"
    assert f'type="application/json+oembed" title="The fighting in Kursk" href="{oembed}"' in html
    assert 'type="application/json" title="The fighting in Kursk" href="http://testserver/timelines/kursk.json"' in html
    assert '<meta property="og:image" content="http://testserver/timelines/kursk.jpg">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    assert "&lt;iframe src=&#34;http://testserver/timelines/kursk/embed/&#34;" in html


def test_oembed_describes_a_frame_within_the_size_that_is_asked_for(client: Client, kursk: Timeline) -> None:
    found = client.get(f"{OEMBED}&format=json").json()
    assert (found["version"], found["type"], found["width"], found["height"]) == ("1.0", "rich", 700, 600)
    assert (found["title"], found["provider_name"]) == ("The fighting in Kursk", "The Newsroom")
    assert 'src="http://testserver/timelines/kursk/embed/" title="The fighting in Kursk" width="700"' in found["html"]
    small = client.get(f"{OEMBED}&maxwidth=320&maxheight=400").json()
    assert (small["width"], small["height"]) == (320, 400)
    assert 'width="320" height="400"' in small["html"]
    assert client.get(f"{OEMBED}&maxwidth=x&maxheight=-3").json()["width"] == 700


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://testserver/",
        "http://testserver/timelines/",
        "http://testserver/timelines/none/",
        "http://elsewhere.example/timelines/kursk/",
        "https://testserver/timelines/kursk/",
        "/timelines/kursk/",
        "http://testserver/admin/",
        "http://[::1/timelines/kursk/",
        "javascript:alert(1)",
    ],
)
def test_oembed_knows_no_other_address(client: Client, kursk: Timeline, address: str) -> None:
    assert client.get("/oembed", {"url": address}).status_code == 404


def test_oembed_is_offered_as_json_only(client: Client, kursk: Timeline) -> None:
    assert client.get(f"{OEMBED}&format=xml").status_code == 404


def test_the_title_is_escaped_in_the_code(client: Client, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(TimelineFactory(slug="kursk", title='<b>"Kursk"</b>'), desk)
    assert 'title="&lt;b&gt;&#34;Kursk&#34;&lt;/b&gt;"' in client.get(OEMBED).json()["html"]


def test_the_json_has_the_events_with_their_dates_as_they_are_known(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    picture = PictureFactory()
    picture_actions.set_rights(picture, desk, usable_from=None, usable_until=NINE + HOUR)
    events: list[dict[str, Any]] = [
        {"date_text": "early August 2024", "headline": "It begins", "body": "<p>One.</p><p>Two.</p>", "is_key": True, "picture": picture},
        {"date_text": "The reaction", "headline": "A speech"},
    ]  # fmt: skip
    timeline = TimelineFactory(title="Kursk", slug="kursk", events=events)
    actions.publish(timeline, desk)
    answer = client.get("/timelines/kursk.json")
    found = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    first, second = found["events"]
    assert first["date"] == {
        "text": "early August",
        "edtf": "2024-08-~01/2024-08-~10",
        "start": "2024-08-01",
        "end": "2024-08-10",
        "precision": "month",
    }
    assert (first["id"], first["is_key"], first["text"]) == (str(timeline.events.first().pk), True, "One.\n\nTwo.")
    assert first["url"] == f"http://testserver/timelines/kursk/#e-{first['id'][-12:]}"
    assert urlsplit(first["picture"]["url"]).path.startswith("/media/")
    assert (second["date"], second["label"]) == (None, "The reaction")
    now.move_to(NINE + HOUR)
    assert client.get("/timelines/kursk.json").json()["events"][0]["picture"] is None
    assert "sources_waived" not in json.dumps(found)


def test_the_share_image_is_a_jpeg_drawn_from_the_scale(
    client: Client, desk: User, kursk: Timeline, now: time_machine.Traveller
) -> None:
    def pixels(slug: str) -> Image.Image:
        return Image.open(io.BytesIO(client.get(f"/timelines/{slug}.jpg").content))

    image = pixels("kursk")
    assert (image.format, image.size) == ("JPEG", (1200, 630))
    texts = ["1990", "since 2000", "2001-10", "May 5, 2012", "circa 2015", "before 1995", *map(str, range(1960, 1990))]
    for slug, title, dates in (
        ("years", "Роки", texts),
        ("many", "Many", [f"May {n % 28 + 1}, {1800 + n}" for n in range(160)]),
    ):
        events = [{"date_text": text, "headline": text, "is_key": n % 2 == 0} for n, text in enumerate(dates)]
        actions.publish(TimelineFactory(slug=slug, title=title, events=events), desk)
        reds, greens, blues = (band.tobytes() for band in pixels(slug).resize((300, 158)).split())
        marks = [
            red for red, green, blue in zip(reds, greens, blues, strict=True) if red > 120 and max(green, blue) < 90
        ]
        assert len(marks) > 100
