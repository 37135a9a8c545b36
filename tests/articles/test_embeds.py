"""Embeds: whose an address is, what readers load and when, and what a source says of itself."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import Client
from django.urls import reverse

from articles import embeds, tasks
from articles.apps import _check_providers
from articles.blocks import Embed, new
from articles.blocks.block import block_of
from articles.blocks.resolved import Resolved
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from newsroom.publishing.next_change import next_transition
from newsroom.text.rich_text import text_of
from tests.articles.block_surfaces import address, page, published, story_with
from tests.front import FrontClient
from tests.images.factories import PictureFactory, photo
from tests.outside import answer, serving
from tests.test_content_security import policy

pytestmark = [pytest.mark.django_db, pytest.mark.once]

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"
POST = "https://mastodon.social/@mira/1234567890"


def checks(**fields: Any) -> list[tuple[str, bool]]:
    return [(check.text, check.blocks) for check in block_of(new(Embed, **fields)).checks()]


# --- Whose an address is

FRAMES = [
    (VIDEO, FRAME),
    ("https://youtu.be/dQw4w9WgXcQ?t=1m30s", f"{FRAME}&start=90"),
    ("https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=42", f"{FRAME}&start=42"),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", FRAME),
    ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
    ("https://vimeo.com/76979871/ab12", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=ab12"),
    (
        "https://soundcloud.com/port/dawn",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fport%2Fdawn&auto_play=true",
    ),
    ("https://open.spotify.com/intl-de/episode/4rOoJ6Egrf8K", "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K"),
    ("https://twitter.com/port/status/20", "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true"),
    ("https://x.com/port/status/20/photo/1?s=20", "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true"),
    (
        "https://bsky.app/profile/port.bsky.social/post/3k2a",
        "https://embed.bsky.app/embed/port.bsky.social/app.bsky.feed.post/3k2a",
    ),
    (POST, f"{POST}/embed"),
    ("https://www.instagram.com/reel/C1a_-2/?igsh=x", "https://www.instagram.com/reel/C1a_-2/embed/"),
    ("https://www.tiktok.com/@port/video/7123", "https://www.tiktok.com/embed/v2/7123"),
    (
        "https://www.facebook.com/port/posts/pfbid0x",
        "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fport%2Fposts%2Fpfbid0x",
    ),
    ("https://datawrapper.dwcdn.net/aB3dE/2/", "https://datawrapper.dwcdn.net/aB3dE/"),
    ("https://public.flourish.studio/visualisation/123/", "https://flo.uri.sh/visualisation/123/embed"),
    (
        "https://www.openstreetmap.org/?mlat=49.84&mlon=24.03#map=10/49.84/24.03",
        "https://www.openstreetmap.org/export/embed.html?bbox=23.59055,49.71640,24.46945,49.96360&layer=mapnik"
        "&marker=49.84,24.03",
    ),
    ("https://www.google.com/maps/embed?pb=!1m18!2d24", "https://www.google.com/maps/embed?pb=%211m18%212d24"),
    (
        "https://www.documentcloud.org/documents/2425-port-report/",
        "https://embed.documentcloud.org/documents/2425-port-report/?embed=1",
    ),
    ("https://www.scribd.com/document/110799637/Port", "https://www.scribd.com/embeds/110799637/content"),
    (
        "https://podcasts.apple.com/us/podcast/port/id123?i=1000",
        "https://embed.podcasts.apple.com/us/podcast/port/id123?i=1000",
    ),
]


@pytest.mark.parametrize(("url", "frame"), FRAMES, ids=[url for url, _ in FRAMES])
def test_an_address_of_a_provider_has_a_frame(url: str, frame: str) -> None:
    found = embeds.found(url)
    assert found
    assert found.frame == frame


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/", "https://www.youtube.com/@port", "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "https://me@youtu.be/dQw4w9WgXcQ", "https://[youtu.be",
        "https://youtu.be:8080/dQw4w9WgXcQ", "ftp://youtu.be/dQw4w9WgXcQ", "youtu.be/dQw4w9WgXcQ", "javascript:alert(1)",
        'https://youtu.be/dQw4w9WgXc"', "https://evil.example/@mira/1234567890", "",
    ],
)  # fmt: skip
def test_no_other_address_has(url: str) -> None:
    assert embeds.found(url) is None


def test_every_provider_is_in_the_guide_to_running_it(settings: Any) -> None:
    guide = (settings.BASE_DIR / "docs" / "running.md").read_text()
    assert all(f"`{provider.key}`" in guide for provider in embeds.provider.PROVIDERS)


def test_the_setting_says_whose_addresses_stories_may_use(settings: Any) -> None:
    settings.EMBED_PROVIDERS = ["vimeo"]
    assert embeds.found(VIDEO) is None
    assert embeds.found("https://vimeo.com/76979871")
    settings.EMBED_PROVIDERS = ["vimeo", "yuotube"]
    with pytest.raises(ImproperlyConfigured, match="yuotube isn’t known"):
        _check_providers()


# --- What readers get


def test_the_card_loads_nothing_and_names_whom_its_button_asks() -> None:
    html = page(address(published(new(Embed, url=VIDEO, title="The quay", author="Port TV", date="2024-11-07"))))
    body = html.partition('<figure class="embed')[2].partition("</figure>")[0]
    assert "Play: loads from youtube-nocookie.com" in body
    assert f'data-embed="{FRAME.replace("&", "&amp;")}"' in body
    assert "The quay Port TV · YouTube · Nov. 7, 2024" in " ".join(text_of(body).split())
    assert not any(element in body for element in ("<iframe", "<script", "<img", "src="))


def test_the_words_of_a_post_are_seen_at_once() -> None:
    html = page(address(published(new(Embed, url=POST, title="Mira", text="We sail.\n\nAt <dawn>."))))
    assert "<p>We sail.</p>\n\n<p>At &lt;dawn&gt;.</p>" in html
    assert "Show post: loads from mastodon.social" in html


def test_an_embed_of_an_unknown_site_is_a_link_without_a_button() -> None:
    html = block_of(new(Embed, url="https://www.video.example/1", title="The quay")).html(Resolved())
    assert '<a class="embed__title" href="https://www.video.example/1"' in html
    assert "video.example" in text_of(html)
    assert "<button" not in html


def test_a_poster_is_shown_within_its_rights_and_the_page_changes_when_they_end(now: time_machine.Traveller) -> None:
    ends = clock.now() + timedelta(days=2)
    picture = PictureFactory(title="Quay", credit="AP Photo", usable_until=ends)
    story = published(new(Embed, url=VIDEO, title="The quay", alt="The quay at dawn", poster=picture))
    html = page(address(story))
    assert 'alt="The quay at dawn"' in html
    assert "(AP Photo)" in html
    assert next_transition(clock.now() + timedelta(days=1, hours=23)) == ends
    now.move_to(ends)
    html = page(address(story))
    assert "The quay at dawn</p>" in html
    assert "AP Photo" not in html
    assert "Play: loads" in html


def test_feeds_have_its_title_and_link(settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    published(new(Embed, url=VIDEO, title="The quay", author="Port TV"))
    item = json.loads(page("/feed.json"))["items"][0]["content_html"]
    assert f'<a href="{VIDEO}">The quay</a>, Port TV, YouTube' in item
    assert "<iframe" not in item


# --- The policy


def test_the_frames_host_is_in_the_policy_of_that_page_alone(client: FrontClient, settings: Any) -> None:
    settings.PAGE_CACHE = True
    plain = client.get(address(published()))["Content-Security-Policy"]
    assert "frame-src" not in plain
    assert plain == client.get("/no/such/page/")["Content-Security-Policy"]
    at = address(published(new(Embed, url=VIDEO), new(Embed, url=POST), new(Embed, url=f"{VIDEO}&t=9")))
    made = client.get(at)
    hosts = ["https://www.youtube-nocookie.com", "https://mastodon.social"]
    assert policy(made) == policy(client.get("/no/such/page/")) | {"frame-src": hosts}
    before = client.answered_by_front
    kept = client.get(at)
    assert client.answered_by_front == before + 1
    assert kept["Content-Security-Policy"] == made["Content-Security-Policy"]
    head = client.head(at)
    assert head["Content-Security-Policy"] == made["Content-Security-Policy"]
    same = client.get(at, headers={"If-None-Match": made["ETag"]})
    assert same.status_code == 304
    assert "Content-Security-Policy" not in same  # the browser keeps that of the page it has
    settings.PAGE_CACHE = False
    assert Client().get(at)["Content-Security-Policy"] == made["Content-Security-Policy"]


def test_previews_at_the_desk_may_show_the_frame_too(desk: User) -> None:
    client = Client()
    client.force_login(desk)
    story = story_with(new(Embed, url=VIDEO))
    response = client.get(reverse("admin:articles_article_preview", args=[story.pk]))
    assert policy(response)["frame-src"] == ["https://www.youtube-nocookie.com"]


# --- At the desk


def test_an_address_is_needed_and_has_to_be_one() -> None:
    for url in ("", "quay", "javascript:alert(1)", "ftp://video.example/1"):
        with pytest.raises(ValidationError) as error:
            new(Embed, url=url)
        assert error.value.message_dict.keys() == {"url"}


def test_preflight_asks_for_a_title_and_alt_text_and_refuses_unknown_sites(desk: User) -> None:
    assert checks(url=VIDEO, title="The quay", alt="A quay") == []
    assert checks(url=VIDEO, failure="www.youtube.com answered 404: it has no such page.") == [
        ("Write a title for the embed from youtube.com. www.youtube.com answered 404: it has no such page.", False),
        ("Write alt text for the embed from youtube.com: what it shows.", False),
    ]
    [(words, blocks)] = checks(url="https://video.example/1", title="The quay", alt="A quay")
    assert blocks
    assert words.startswith("video.example can’t be embedded. Use an address of Apple Podcasts, Bluesky,")
    assert words.endswith("or replace the embed with a link.")


def test_alt_text_is_asked_for_where_the_title_does_not_say_what_is_shown() -> None:
    assert checks(url=VIDEO, title="The quay at dawn") == []
    for kind in ("map", "chart", "document"):
        asks = "Write alt text for the embed “The quay at dawn”: what it shows."
        assert checks(url=VIDEO, title="The quay at dawn", kind=kind) == [(asks, False)]


def asked(client: Client, **data: Any) -> Any:
    response = client.post(reverse("admin:articles_article_source"), data, content_type="application/json")
    assert response.status_code == 200
    return response.json()


def test_a_pasted_address_of_a_provider_offers_an_embed(desk: User) -> None:
    client = Client()
    client.force_login(desk)

    def pasted(words: str) -> Any:
        at = reverse("admin:articles_article_paste")
        return client.post(at, {"html": "", "text": words}, content_type="application/json").json()

    offered = pasted(f" {VIDEO}\n")
    assert offered["embed"]["fields"]["url"] == VIDEO
    assert f'href="{VIDEO}"' in offered["body"][0]["fields"]["text"]
    assert pasted("https://news.example/")["embed"] is None
    assert pasted(f"See {VIDEO}")["embed"] is None


# --- What a source says of itself

OEMBED = {
    "title": "The quay at dawn",
    "author_name": "Port TV",
    "upload_date": "2024-11-07 10:00:00",
    "html": "<blockquote><p>Never shown for a video</p></blockquote>",
}
QUERY = "url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&format=json&omit_script=true"


def read(url: str, answers: dict[str, Any], settings: Any) -> dict[str, Any]:
    with serving(answers, tls=True) as outside:
        settings.OUTSIDE_NETWORK = outside.network
        found: dict[str, Any] = tasks.read_source.func(url)
    return found


def test_the_worker_reads_what_the_provider_says(settings: Any) -> None:
    told = read(VIDEO, {f"/oembed?{QUERY}": answer(json.dumps(OEMBED), "application/json")}, settings)
    assert told == {
        "fields": {"title": "The quay at dawn", "author": "Port TV", "date": "2024-11-07"},
        "failure": "",
    }


def test_a_poster_is_stored_as_a_photo_of_ours_once_and_only_from_a_host_of_the_provider(
    desk: User, settings: Any
) -> None:
    def posters(address: str) -> list[int | None]:
        oembed = answer(json.dumps(OEMBED | {"thumbnail_url": address}), "application/json")
        with serving(
            {f"/oembed?{QUERY}": oembed, "/vi/1.jpg": answer(photo(480, 360), "image/jpeg")}, tls=True
        ) as outside:
            settings.OUTSIDE_NETWORK = outside.network
            told = [tasks.read_source.func(VIDEO, user) for user in (desk.pk, desk.pk, None)]
        assert [each["fields"]["title"] for each in told] == ["The quay at dawn"] * 3
        return [each["fields"].get("poster") for each in told]

    assert posters("https://elsewhere.example/vi/1.jpg") == [None] * 3
    assert posters("http://127.0.0.1/vi/1.jpg") == [None] * 3
    assert posters("https://i.ytimg.com/vi/2.jpg") == [None] * 3  # there is none
    assert not Picture.objects.exists()
    first, second, nobody = posters("https://i.ytimg.com/vi/1.jpg")
    picture = Picture.objects.get()
    assert (first, second, nobody) == (picture.pk, picture.pk, None)
    assert (picture.title, picture.credit) == ("Poster: The quay at dawn", "Port TV/YouTube")
    assert (picture.source, picture.uploaded_by) == (VIDEO, desk)


@pytest.mark.parametrize(
    ("body", "content_type", "failure"),
    [
        ("[]", "application/json", "answered what can’t be read"),
        ("[" * 100_000, "application/json", "answered what can’t be read"),
        ("<p>Sign in", "text/html", "answered with text/html"),
    ],
)
def test_a_source_that_is_gone_or_says_nonsense_changes_nothing_and_is_reported(
    settings: Any, body: str, content_type: str, failure: str
) -> None:
    assert read(VIDEO, {}, settings) == {
        "fields": {},
        "failure": "www.youtube.com answered 404: it has no such page.",
    }
    told = read(VIDEO, {f"/oembed?{QUERY}": answer(body, content_type)}, settings)
    assert told["fields"] == {}
    assert failure in told["failure"]


def test_what_a_source_says_fits_into_the_fields(settings: Any) -> None:
    nonsense = {"title": "a" * 400, "author_name": ["Port"], "upload_date": "yesterday", "html": 4}
    told = read(VIDEO, {f"/oembed?{QUERY}": answer(json.dumps(nonsense), "application/json")}, settings)
    assert told["fields"] == {"title": f"{'a' * 299}…"}
    new(Embed, url=VIDEO, **told["fields"])


def test_the_words_of_a_post_are_read_from_its_quotation() -> None:
    html = "<blockquote><p>We sail<br>at dawn. <a href='https://t.co/1'>#quay</a></p>&mdash; Mira</blockquote><script></script>"
    assert embeds.reading._quoted(html) == "We sail\nat dawn. #quay"
    assert embeds.reading._quoted("") == ""


def test_metadata_of_the_page_are_read_where_the_provider_has_no_oembed(settings: Any) -> None:
    url = "https://podcasts.apple.com/us/podcast/port/id123"
    html = '<meta property="og:title" content="The Port &amp; Sea"><meta property="article:published_time" content="2024-11-07T10:00:00Z">'
    with serving({"/us/podcast/port/id123": answer(html)}, tls=True) as outside:
        settings.OUTSIDE_NETWORK = outside.network
        assert tasks.read_source.func(url)["failure"] == "podcasts.apple.com can’t be reached. Try again later."
    plain = url.replace("https", "http")
    with serving({"/us/podcast/port/id123": answer(html)}) as outside:
        settings.OUTSIDE_NETWORK = outside.network
        assert tasks.read_source.func(plain)["fields"] == {"title": "The Port & Sea", "date": "2024-11-07"}


def test_the_writing_page_gets_the_answer_when_the_worker_has_it(desk: User, settings: Any) -> None:
    client = Client()
    client.force_login(desk)
    task = asked(client, url=VIDEO)["task"]
    assert task
    assert asked(client, task=task) == {"answer": None}
    assert asked(client, url="https://www.instagram.com/p/C1a/") == {"task": ""}
    assert asked(client, url="https://video.example/1") == {"task": ""}
    assert asked(client, task="nonsense") == {"answer": {"fields": {}, "failure": ""}}


def test_a_filled_story_is_saved_as_any_other(desk: User) -> None:
    story = story_with(new(Embed, url=VIDEO, title="The quay", failure="It is gone."))
    actions.publish(story, desk)
    assert "It is gone." not in page(address(story))
