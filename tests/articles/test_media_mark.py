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
from tests.articles.factories import published as plain_story
from tests.images.factories import PictureFactory

pytestmark = pytest.mark.django_db


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


@pytest.mark.once
def test_the_migration_marks_what_was_published_before(now: Any) -> None:
    revision = published(gallery()).revisions.get()
    ArticleRevision.objects.update(media="")
    import_module("articles.migrations.0011_revision_media").fill(apps, None)
    revision.refresh_from_db()
    assert revision.media == "gallery"
