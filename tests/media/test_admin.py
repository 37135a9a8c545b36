"""Media files at the desk: uploaded, described, found, and uploaded from a story's form."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from articles.blocks import Video, new
from newsroom.media import actions as media_actions
from newsroom.media.models import MediaFile
from newsroom.publishing import clock
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, published
from tests.images.factories import PictureFactory
from tests.media.factories import CAPTIONS, MediaFileFactory, mp4, pdf
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADD, UPLOAD = (f"/admin/media/mediafile/{name}/" for name in ("add", "upload"))


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(editor("the-editor"))
    return client


def page_of(media: MediaFile) -> str:
    return reverse("admin:media_mediafile_change", args=[media.pk])


def form_of(client: Client, media: MediaFile, **typed: Any) -> dict[str, Any]:
    form = client.get(page_of(media)).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value is not None} | typed


def sent(client: Client, file: bytes, kind: str = "") -> Any:
    return client.post(f"{UPLOAD}?kind={kind}", {"file": ContentFile(file, "ferry.bin")})


def test_a_video_is_uploaded_and_then_described(client: Client) -> None:
    response = client.post(ADD, {"upload": ContentFile(mp4(), "ferry.mp4"), "language": "en", "_continue": "1"})
    media = MediaFile.objects.get()
    assert response["Location"] == page_of(media)
    assert (media.title, media.kind, media.length) == ("ferry", "video", "1:05")
    poster = PictureFactory()
    vtt = ContentFile(CAPTIONS.encode(), "ferry.vtt")
    typed = {"title": "The ferry", "poster": poster.pk, "captions_file": vtt, "transcript": "It is back."}
    client.post(page_of(media), form_of(client, media, **typed))
    media.refresh_from_db()
    assert (media.title, media.poster, media.captions, media.transcript) == (
        "The ferry", poster, CAPTIONS, "It is back.",
    )  # fmt: skip
    assert AuditEntry.objects.filter(verb="edit_media").count() == 1
    page = client.get(page_of(media)).text
    assert f'src="{media.url}"' in page
    assert "1:05" in page
    assert "The ferry" in client.get(reverse("admin:images_picture_change", args=[poster.pk])).text  # used there


def test_wrong_captions_come_back_with_the_line_and_all_that_was_typed(client: Client) -> None:
    media = MediaFileFactory()
    wrong = "WEBVTT\n\n00:01 --> 00:02\nHi"
    page = client.post(page_of(media), form_of(client, media, captions=wrong, title="Kept")).text
    assert "Line 3: this isn’t a time" in page
    assert "00:01 --&gt; 00:02" in page
    assert "Kept" in page
    media.refresh_from_db()
    assert (media.captions, media.title) == ("", media.title)


def test_nobody_undoes_what_a_colleague_saved_meanwhile_without_seeing_it(client: Client) -> None:
    media = MediaFileFactory()
    form = form_of(client, media, title="Mine")
    media_actions.edit(media, editor(), credit="Theirs")
    page = client.post(page_of(media), form)
    assert "Somebody else changed this" in page.text
    again = form | {"seen": page.context["adminform"].form["seen"].value()}
    assert client.post(page_of(media), again).status_code == 302
    media.refresh_from_db()
    assert media.title == "Mine"


def test_a_document_has_no_captions_and_says_its_pages(client: Client) -> None:
    client.post(ADD, {"upload": ContentFile(pdf(3), "ruling.pdf"), "title": "The ruling", "language": "en"})
    media = MediaFile.objects.get()
    page = client.get(page_of(media))
    assert "captions" not in page.context["adminform"].form.fields
    assert "3 pages" in page.text
    assert "3 pages" in client.get(reverse("admin:media_mediafile_changelist")).text


def test_the_form_of_a_story_uploads_a_file_of_its_kind_once(client: Client) -> None:
    answer = sent(client, mp4(), "video").json()
    assert answer == {"id": MediaFile.objects.get().pk, "title": "ferry"}
    known = sent(client, mp4(), "video")
    assert (known.status_code, known.json()["known"]) == (409, answer)
    other = sent(client, pdf(), "video")
    assert (other.status_code, other.json()) == (
        422,
        {"error": "This is a document. Put it into a block of that type."},
    )
    assert "Files of this type" in sent(client, b"hello").json()["error"]


def test_a_field_of_a_block_finds_files_of_its_kind(client: Client) -> None:
    video, _other = MediaFileFactory(title="Quay film"), MediaFileFactory(title="Quay ruling", kind="document")
    asked = {
        "app_label": "articles",
        "model_name": "bodyreference",
        "field_name": "file",
        "kind": "video",
        "term": "quay",
    }
    found = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["id"] for each in found] == [str(video.pk)]


def test_a_file_says_where_it_is_used_and_is_kept_there(client: Client) -> None:
    media = MediaFileFactory()
    ArticleFactory(headline="Ferry sails", rows=[new(Video, file=media)])
    page = client.get(page_of(media)).text
    assert "Ferry sails" in page
    delete = reverse("admin:media_mediafile_delete", args=[media.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    unused = MediaFileFactory()
    client.post(reverse("admin:media_mediafile_delete", args=[unused.pk]), {"post": "yes"})
    assert [*MediaFile.objects.all()] == [media]


@pytest.mark.once
def test_rights_that_end_are_listed_with_those_of_photos_and_the_stories_that_use_them(client: Client) -> None:
    soon, later = (clock.now() + timedelta(days=days) for days in (2, 5))
    video = MediaFileFactory(title="The ferry", usable_until=soon)
    PictureFactory(title="The bridge", usable_until=later)
    MediaFileFactory(title="For good")
    published(headline="Ferry sails", rows=[new(Video, file=video)])
    page = client.get("/admin/images/picture/rights/")
    assert [file.title for file in page.context["files"]] == ["The ferry", "The bridge"]
    assert [[use.label for use in file.uses] for file in page.context["files"]] == [["Ferry sails"], []]
    assert page_of(video) in page.content.decode()
