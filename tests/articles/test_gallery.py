"""Galleries: several photos in one block, each with its own rights."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client

from articles.blocks import Gallery, Row, new
from articles.blocks.body import cleaned
from newsroom.publishing import clock
from newsroom.publishing.next_change import next_transition
from tests.articles.block_surfaces import address, page, published, story_with
from tests.conftest import NINE
from tests.images.factories import PictureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = timedelta(hours=1)


def gallery(*pictures: Any, **fields: Any) -> Row:
    return new(
        Gallery, photos=[{"picture": picture.pk, "caption": f"Photo {picture.pk}"} for picture in pictures], **fields
    )


def test_a_photo_leaves_a_gallery_when_its_rights_end_and_the_last_takes_it_along(now: Any) -> None:
    now.move_to(NINE)
    first, second = (PictureFactory(alt="A quay", usable_until=until) for until in (NINE + HOUR, NINE + 2 * HOUR))
    story = published(gallery(first, second, title="The port"))
    assert next_transition(clock.now()) == NINE + HOUR
    for instant, seen in ((NINE, [True, True]), (NINE + HOUR, [False, True]), (NINE + 2 * HOUR, [False, False])):
        now.move_to(instant)
        html = page(address(story))
        assert [f"Photo {picture.pk}" in html for picture in (first, second)] == seen
        assert ("The port" in html) == any(seen)


@pytest.mark.usefixtures("now")
def test_every_photo_is_in_feeds_and_ninjs_and_protected(client: Client, settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    pictures = [PictureFactory(alt="A quay"), PictureFactory(alt="A crane")]
    story = published(gallery(*pictures))
    document = json.loads(page(f"{address(story).rstrip('/')}.json"))
    assert len(document["associations"]) == 2
    for picture in pictures:
        assert f"Photo {picture.pk}" in page("/feed/")
        with pytest.raises(ProtectedError):
            picture.delete()


@pytest.mark.usefixtures("now")
def test_a_photo_without_alt_text_keeps_the_story_from_publication() -> None:
    story = story_with(gallery(PictureFactory(alt=""), PictureFactory(alt="A crane")))
    assert len([text for text in story.problems(story.head.read()) if "alt text" in text]) == 1


def test_what_is_no_photo_is_refused_by_its_number() -> None:
    with pytest.raises(ValidationError, match=r"Photo 2: Choose a photo\."):
        new(Gallery, photos=[{"picture": 1}, {"caption": "x"}])
    with pytest.raises(ValidationError, match="a photo doesn’t exist"):
        cleaned([{"type": "gallery", "fields": {"photos": [{"picture": 404}]}}])


def test_two_people_change_and_add_photos_of_one_gallery() -> None:
    pictures = [PictureFactory() for _ in range(3)]
    story = story_with(row := gallery(*pictures[:2]))
    base = story.head.read()
    key = row["fields"]["photos"][0]["key"]

    def with_photos(photos: list[Row]) -> Any:
        return base | {"body": [base["body"][0], row | {"fields": row["fields"] | {"photos": photos}}, base["body"][2]]}

    mine = [photo | ({"caption": "Mine"} if photo["key"] == key else {}) for photo in row["fields"]["photos"]]
    theirs = [*row["fields"]["photos"], gallery(pictures[2])["fields"]["photos"][0]]
    merged, clashes = story.adapter.merge(base, with_photos(mine), with_photos(theirs))
    assert not clashes
    captions = [photo["caption"] for photo in merged["body"][1]["fields"]["photos"]]
    assert captions == ["Mine", f"Photo {pictures[1].pk}", f"Photo {pictures[2].pk}"]
