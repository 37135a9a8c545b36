"""Our own videos, recordings and documents in stories."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client

from articles.blocks import Audio, Document, Row, Video, new
from articles.blocks.body import cleaned
from articles.story_page import article_page
from newsroom.media import actions as media_actions
from newsroom.media.models import Kind, MediaFile
from newsroom.publishing import actions, clock
from newsroom.publishing.next_change import next_transition
from tests.articles.block_surfaces import address, editor, page, published, signed_in, story_with
from tests.conftest import NINE
from tests.images.factories import PictureFactory
from tests.media.factories import CAPTIONS, MediaFileFactory, mp4
from tests.people import administrator

SHARED = {"type": "image/jpeg", "width": 1200, "height": 630, "name": "pictures/share.jpg", "bytes": 9}
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]


def one_of_each() -> list[MediaFile]:
    poster = PictureFactory(alt="The ferry at the quay")
    words = {"captions": CAPTIONS, "transcript": "The ferry is back.\n\nNobody spoke."}
    return [
        MediaFileFactory(kind=Kind.VIDEO, title="The return", poster=poster, **words),
        MediaFileFactory(kind=Kind.AUDIO, title="The horn", **words),
        MediaFileFactory(kind=Kind.DOCUMENT, title="The permit", pages=12),
    ]


def rows(files: list[MediaFile]) -> list[Row]:
    video, audio, document = files
    return [new(Video, file=video), new(Audio, file=audio), new(Document, file=document, caption="Signed.")]


def test_nothing_of_a_file_is_loaded_before_a_reader_asks_for_it() -> None:
    video, audio, document = files = one_of_each()
    html = page(address(published(*rows(files))))
    assert re.search(rf'<video[^>]* preload="none"[^>]* src="{video.url}"', html)
    assert re.search(rf'<audio[^>]* preload="none"[^>]* src="{audio.url}"', html)
    assert html.count(f'src="{video.captions_url}" srclang="en"') == 1
    assert 'poster="/media/pictures/' in html
    assert html.count("<summary>Transcript</summary>") == 2
    assert "<p>Nobody spoke.</p>" in html
    assert f'href="{document.url}"' in html
    assert "PDF · 12 pages · 1.2\xa0MB" in html
    assert "autoplay" not in html


def test_the_policy_of_the_page_lets_players_load_from_here_alone(client: Client) -> None:
    response = client.get(address(published(*rows(one_of_each()))))
    assert "media-src 'self'" in [each.strip() for each in response["Content-Security-Policy"].split(";")]


def test_search_engines_and_agencies_are_told_of_the_files(settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    files = one_of_each()
    story = published(*rows(files))
    html = page(address(story))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data = json.loads(found[1])["@graph"][0]
    [video], [audio] = data["video"], data["audio"]
    assert (video["@type"], video["name"], video["duration"]) == ("VideoObject", "The return", "PT65S")
    assert video["contentUrl"] == settings.PUBLIC_URL + files[0].url
    assert video["thumbnailUrl"].startswith(settings.PUBLIC_URL)
    assert (audio["@type"], audio["transcript"][:9]) == ("AudioObject", "The ferry")
    document = json.loads(page(f"{address(story).rstrip('/')}.json"))
    told = {each["name"]: each for each in document["associations"]}
    assert [told[f"file-{number}"]["title"] for number in (1, 2, 3)] == ["The return", "The horn", "The permit"]
    assert told["file-3"]["renditions"][0]["contentType"] == "application/pdf"
    for feed in ("/feed/", "/feed.atom", "/feed.json"):
        assert page(feed).count(settings.PUBLIC_URL + files[1].url) == 2  # in the text, and as a file of the entry


def test_feeds_have_videos_and_recordings_as_files_and_the_first_as_the_enclosure(
    client: Client, settings: Any
) -> None:
    files = one_of_each()
    story = story_with(*rows(files))
    story.lead_picture = PictureFactory(file__shared=SHARED)
    story.save()
    actions.save(story, editor())
    actions.publish(story, editor())
    item = ElementTree.fromstring(client.get("/feed/").content).find("channel/item")
    assert item is not None
    urls = [settings.PUBLIC_URL + media.url for media in files]
    size = files[0].size
    assert [each.attrib for each in item.iter("enclosure")] == [
        {"url": urls[0], "length": str(size), "type": "video/mp4"}
    ]
    contents = list(item.iter("{http://search.yahoo.com/mrss/}content"))
    assert [each.get("medium") for each in contents] == ["image", "video", "audio"]
    assert [each.get("url") for each in contents[1:]] == urls[:2]
    [entry] = client.get("/feed.json").json()["items"]
    assert entry["attachments"][0] == {
        "url": urls[0], "mime_type": "video/mp4", "title": "The return", "size_in_bytes": size, "duration_in_seconds": 65,
    }  # fmt: skip
    assert [each["url"] for each in entry["attachments"]] == urls[:2]  # a document is a link in the text
    assert client.get("/feed.atom").text.count('rel="enclosure"') == 3
    media_actions.edit(files[0], administrator(), usable_until=NINE)
    item = ElementTree.fromstring(client.get("/feed/").content).find("channel/item/enclosure")
    assert item is not None
    assert item.get("url") == urls[1]


def test_a_file_that_is_taken_down_leaves_every_version_at_once() -> None:
    files = one_of_each()
    story = published(*rows(files))
    for media in files:
        media_actions.take_down(media, administrator(f"chief-{media.pk}"), reason="A court said so.")
    html = page(address(story))
    preview = page(f"/admin/articles/article/{story.pk}/preview/", signed_in())
    for words in ("The return", "The horn", "The permit", "/media/files/"):
        assert words not in html + page("/feed/") + preview


def test_preflight_asks_for_captions_and_transcript_and_tells_of_what_was_taken_down() -> None:
    files = one_of_each()
    story = story_with(*rows(files))
    content = story.head.read()

    def told(about: str) -> list[str]:
        return [check.text for check in story.adapter.checks(story, content) if about in check.text]

    assert told("captions") == told("transcript") == []
    media_actions.edit(files[0], editor(), captions="")
    media_actions.edit(files[1], editor(), transcript="")
    media_actions.take_down(files[2], administrator("chief"), reason="A court said so.")
    assert told("captions") == ["The video “The return” has no captions."]
    assert told("transcript") == ["The recording “The horn” has no transcript."]
    assert told("taken down") == ["Readers won’t see a document of this story: it was taken down. Remove the block."]


def test_a_file_is_shown_and_served_only_within_its_rights(now: Any, client: Client, writer: User) -> None:
    media = media_actions.upload(ContentFile(mp4(), "ferry.mp4"), writer, title="The return", captions=CAPTIONS)
    story = published(new(Video, file=media))
    hour = timedelta(hours=1)
    media_actions.edit(media, writer, usable_from=NINE + hour, usable_until=NINE + 2 * hour)
    media.refresh_from_db()
    seen = []
    for later in (0 * hour, hour, 2 * hour):
        now.move_to(NINE + later)
        answers = [client.get(url) for url in (address(story), media.url, media.captions_url)]
        seen.append((media.url in answers[0].text, *(answer.status_code for answer in answers[1:])))
    assert seen == [(False, 404, 404), (True, 200, 200), (False, 404, 404)]
    now.move_to(NINE + hour)
    assert client.get(media.url)["Cache-Control"] == "public, max-age=3600, immutable"
    assert next_transition(NINE) == NINE + hour
    told = [check.text for check in story.adapter.checks(story, story.snapshot())]
    assert "Rights to “The return”: until Nov. 8, 2024, 11 a.m." in told
    now.move_to(NINE + 2 * hour)
    told = [check.text for check in story.adapter.checks(story, story.snapshot())]
    assert any("Readers won’t see a video of this story: expired" in text for text in told)


def test_new_words_of_a_file_are_on_every_page_at_once() -> None:
    media = MediaFileFactory(title="The return")
    story = published(new(Video, file=media), new(Video, file=media, title="Our own"))
    assert page(address(story)).count("The return") == 3
    media_actions.edit(media, editor(), title="The ferry again")
    html = page(address(story))
    assert "The return" not in html
    assert "The ferry again" in html
    assert "Our own" in html


def test_a_poster_outside_its_rights_is_not_shown(now: Any) -> None:
    now.move_to(NINE)
    poster = PictureFactory(usable_until=NINE + timedelta(hours=1))
    story = published(new(Video, file=MediaFileFactory(poster=poster)))
    assert " poster=" in page(address(story))
    now.move_to(NINE + timedelta(hours=1))
    assert " poster=" not in page(address(story))


def test_a_file_of_another_kind_is_refused() -> None:
    document = MediaFileFactory(kind=Kind.DOCUMENT)
    with pytest.raises(ValidationError, match=r"Block 1, video: the video doesn’t exist\. Choose another\."):
        cleaned([{"type": "video", "fields": {"file": document.pk}}])


def test_a_page_asks_for_all_its_files_at_once(django_assert_num_queries: Any) -> None:
    revision = published(*rows(one_of_each())).live(clock.now())
    with django_assert_num_queries(3):  # what every story asks, its section, and the files
        article_page(revision, clock.now())
