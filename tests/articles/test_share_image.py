"""The image of a story in link previews and feeds: a JPEG of 1200 × 630 that is there before any reader or worker."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from lxml import html
from PIL import Image

from articles.models import ArticleRevision
from newsroom.delivery import current_generation
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture, PictureFile
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, edited, published
from tests.images.conftest import uploaded
from tests.images.factories import photo

pytestmark = pytest.mark.django_db

FERRY = "/2024/11/08/ferry/"


def shared(picture: Picture, number: int = 1) -> Any:
    return PictureFile.objects.get(picture=picture, number=number).shared


def opened(record: Any) -> Image.Image:
    with default_storage.open(record["name"]) as stored:
        return Image.open(io.BytesIO(stored.read()))


def properties(client: Client, address: str = FERRY) -> dict[str, str]:
    head = html.fromstring(client.get(address).content).find("head")
    return {
        meta.get("property"): meta.get("content") for meta in head.xpath("meta[starts-with(@property, 'og:image')]")
    }


@pytest.mark.once
def test_a_published_story_is_shared_with_a_jpeg_of_1200_by_630_without_any_worker(
    client: Client, now: Any, writer: User
) -> None:
    picture = uploaded(writer, photo(1600, 1200), alt="A ferry")
    assert shared(picture) is None
    published(slug="ferry", lead_picture=picture)
    record = shared(picture)
    image = opened(record)
    assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert default_storage.size(record["name"]) == record["bytes"]
    assert properties(client) == {
        "og:image": f"http://testserver/media/{record['name']}",
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A ferry",
    }
    assert client.get(f"/media/{record['name']}")["Content-Type"] == "image/jpeg"


@pytest.mark.once
def test_a_scheduled_story_has_its_share_image_before_its_time(
    client: Client, now: Any, writer: User, desk: User
) -> None:
    picture = uploaded(writer)
    article = ArticleFactory(slug="ferry", lead_picture=picture, owner=writer)
    actions.save(article, writer)
    actions.publish(article, desk, at=NINE + HOUR)
    assert opened(shared(picture)).size == (1200, 630)
    now.shift(HOUR)
    assert properties(client)["og:image:width"] == "1200"


def test_a_refused_publication_records_nothing(now: Any, writer: User, desk: User) -> None:
    picture = uploaded(writer)
    article = ArticleFactory(slug="ferry", headline="", lead_picture=picture, owner=writer)
    actions.save(article, writer)
    with pytest.raises(ActionRefused):
        actions.publish(article, desk)
    assert shared(picture) is None
    article.headline = "Ferry"
    article.save()
    actions.save(article, writer)
    actions.publish(article, desk)
    assert shared(picture)


@pytest.mark.once
def test_a_scheduled_picture_does_not_wait_for_the_version_that_is_live(now: Any, writer: User, desk: User) -> None:
    article = published(slug="ferry", lead_picture=uploaded(writer))
    other = uploaded(writer, photo(1700, 1200), name="other.jpg")
    actions.publish(article, desk, revision=edited(article, lead_picture=other), change="substantive", at=NINE + HOUR)
    assert shared(other)["type"] == "image/jpeg"


@pytest.mark.once
@pytest.mark.parametrize(("focus", "red"), [("0.05x0.5", True), ("0.95x0.5", False)])
def test_the_share_image_is_cut_around_the_focal_point(focus: str, red: bool, now: Any, writer: User) -> None:
    picture = picture_actions.upload(ContentFile(photo(3000, 700), "wide.jpg"), writer, alt="A bridge", focus=focus)
    published(slug="ferry", lead_picture=picture)
    pixel: Any = opened(shared(picture)).getpixel((600, 400))
    assert (pixel[0] > pixel[2]) == red


@pytest.mark.once
def test_a_new_focal_point_or_another_file_makes_another_share_image_at_once(
    now: Any, writer: User, desk: User, django_capture_on_commit_callbacks: Any
) -> None:
    picture = uploaded(writer)
    published(slug="ferry", lead_picture=picture)
    first, before = shared(picture), current_generation.read()
    with django_capture_on_commit_callbacks(execute=True):
        picture_actions.edit(picture, desk, focus="0.1x0.1")
    second = shared(picture)
    assert second["name"] != first["name"]
    assert current_generation.read() > before
    with django_capture_on_commit_callbacks(execute=True):
        picture_actions.replace_file(picture, ContentFile(photo(1800, 1300), "other.jpg"), desk)
    assert shared(picture, 2)["type"] == "image/jpeg"


@pytest.mark.once
def test_a_small_picture_is_not_enlarged(now: Any, writer: User) -> None:
    picture = uploaded(writer, photo(640, 480))
    published(slug="ferry", lead_picture=picture)
    record = shared(picture)
    assert opened(record).size == (record["width"], record["height"]) == (640, 336)


@pytest.mark.once
def test_what_can_be_seen_through_is_put_on_white(now: Any, writer: User) -> None:
    picture = uploaded(writer, photo(1600, 1200, "PNG", "RGBA"), name="logo.png")
    published(slug="ferry", lead_picture=picture)
    image = opened(shared(picture))
    assert image.mode == "RGB"
    pixel: Any = image.getpixel((600, 5))  # it fades in from above
    assert min(pixel) > 160


@pytest.mark.once
@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff\xe0 not a photo at all", photo(1600, 1200)[:20_000]])
def test_a_picture_that_cannot_be_decoded_does_not_keep_a_story_back(
    broken: bytes, client: Client, now: Any, writer: User
) -> None:
    picture = uploaded(writer)
    assert picture.current
    default_storage.delete(picture.current.image.name)
    default_storage.save(picture.current.image.name, ContentFile(broken))
    published(slug="ferry", lead_picture=picture)
    assert properties(client)["og:image"] == "http://testserver/2024/11/08/ferry.jpg"


@pytest.mark.once
def test_an_earlier_webp_record_gives_way_at_the_next_publication(now: Any, writer: User) -> None:
    picture = uploaded(writer)
    PictureFile.objects.filter(picture=picture).update(
        shared={"type": "image/webp", "width": 640, "height": 360, "name": "__processed__/a/b/c.webp", "bytes": 9}
    )
    published(slug="ferry", lead_picture=picture)
    assert shared(picture)["type"] == "image/jpeg"


@pytest.mark.once
def test_what_was_taken_down_gets_no_share_image(now: Any, writer: User, chief: User) -> None:
    picture = uploaded(writer)
    article = ArticleFactory(slug="ferry", lead_picture=picture, owner=writer)
    actions.save(article, writer)
    picture_actions.take_down(picture, chief, reason="Court order")
    article.adapter.prepare(article, None)
    actions.publish(article, chief)
    assert shared(picture) is None
    assert ArticleRevision.objects.live(NINE).exists()
