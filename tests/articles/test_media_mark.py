"""Lists say that a story has a video, a recording or a gallery."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from articles.blocks import Audio, Embed, Gallery, new
from articles.models import ArticleRevision
from articles.references import media_of
from tests.articles.block_surfaces import published
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import published as plain_story
from tests.images.factories import PictureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def gallery() -> Any:
    return new(Gallery, photos=[{"picture": PictureFactory(alt="A quay").pk, "caption": ""}])


def test_the_mark_is_the_first_of_video_audio_and_photos() -> None:
    video, map_ = (
        new(Embed, url=url)
        for url in ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.openstreetmap.org/#map=12/51.5/-0.1")
    )
    audio = new(Audio, file=1)
    assert media_of([gallery(), audio, video]) == "video"
    assert media_of([gallery(), audio]) == "audio"
    assert media_of([map_]) == ""


def test_a_list_marks_a_story_with_a_gallery(client: Client, now: Any) -> None:
    published(gallery())
    plain_story(headline="Words alone")
    assert client.get("/").content.decode().count("media-mark--gallery") == 1


def test_a_mark_ends_with_the_rights_in_what_it_stands_for(client: Client, now: Any) -> None:
    photo = PictureFactory(alt="A quay", usable_until=NINE + HOUR)
    published(new(Gallery, photos=[{"picture": photo.pk, "caption": ""}]))
    published(new(Embed, url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"))
    for passed, marks in [(HOUR - SECOND, 1), (HOUR, 0)]:
        now.move_to(NINE + passed)
        for address in ("/", "/?before=newest"):
            html = client.get(address).content.decode()
            assert html.count("media-mark--gallery") == marks, address
            assert html.count("media-mark--video") == 1, address


@pytest.mark.once
def test_the_migration_marks_what_was_published_before(now: Any) -> None:
    revision = published(gallery()).revisions.get()
    ArticleRevision.objects.update(media="")
    import_module("articles.migrations.0011_revision_media").fill(apps, None)
    revision.refresh_from_db()
    assert revision.media == "gallery"
