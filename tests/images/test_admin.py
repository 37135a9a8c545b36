import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, published
from tests.images.conftest import NINE
from tests.images.factories import HEIC, PictureFactory, bomb, photo
from tests.people import editor, journalist

pytestmark = pytest.mark.once

HOUR = timedelta(hours=1)
LIST = "/admin/images/picture/"
ADD = f"{LIST}add/"


def page(picture: Picture, verb: str = "change") -> str:
    return f"{LIST}{picture.pk}/{verb}/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(response: Any) -> dict[str, Any]:
    """What a browser would send back from that form, untouched."""
    form = response.context["adminform"].form
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if bound.name == "file":
            continue
        parts = value if isinstance(value, list) else None
        if parts is None and hasattr(widget, "decompress"):
            parts = widget.decompress(value)
        for number, part in enumerate(parts or []):
            data[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
        if parts is None:
            data[bound.html_name] = "" if value is None else value
    return data


def sent(data: bytes = b"", name: str = "bridge.jpg", **words: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data or photo(800, 600)), "focus_x": 50, "focus_y": 50, **words}


@pytest.fixture
def desk(writer: User) -> Client:
    return signed_in(writer)


@pytest.fixture
def desk_editor(db: None) -> User:
    return editor()


def test_a_journalist_uploads_a_photo_with_nothing_but_the_file(desk: Client, writer: User) -> None:
    response = desk.post(ADD, sent())
    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.title, picture.uploaded_by) == ("bridge", writer)
    messages = [str(message) for message in desk.get(LIST).context["messages"]]
    assert any("no alt text" in message for message in messages)


def test_a_phones_heic_is_taken(desk: Client) -> None:
    desk.post(ADD, sent(HEIC.read_bytes(), "IMG_0001.HEIC", alt="A bridge"))
    assert Picture.objects.get().taken == "Aug. 6, 2024"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<svg onload=alert(1)>", "SVG"),
        (photo()[:3000], "damaged"),
        (b"<script>", "isn’t a JPEG"),
        (bomb(), "megapixels"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bad_file_is_handed_back_with_the_reason_and_the_words_typed(desk: Client, data: bytes, says: str) -> None:
    response = desk.post(ADD, sent(data, caption="A caption that took a while"))
    assert response.status_code == 200
    assert says in str(response.context["adminform"].form.errors["file"])
    assert "A caption that took a while" in response.content.decode()
    assert not Picture.objects.exists()


def test_the_upload_form_offers_the_camera_and_the_album(desk: Client) -> None:
    html = desk.get(ADD).content.decode()
    tag = re.search(r'<input type="file"[^>]*>', html)
    assert tag
    assert 'accept="image/*' in tag[0]
    assert "capture" not in tag[0]
    assert 'enctype="multipart/form-data"' in html


def test_the_popup_of_a_story_gets_the_new_picture_back(desk: Client) -> None:
    response = desk.post(f"{ADD}?_popup=1", sent(alt="A bridge", credit="Ada Lens", _popup=1))
    assert response.status_code == 200
    picture = Picture.objects.get()
    assert f"&quot;value&quot;: &quot;{picture.pk}&quot;" in response.content.decode()
    assert "bridge (Ada Lens)" in response.content.decode()


def test_saving_the_page_untouched_changes_nothing(desk: Client, picture: Picture) -> None:
    picture_actions.edit(picture, picture.uploaded_by, caption="Two\nlines", focus="0.333x0.25")
    entries = AuditEntry.objects.count()
    data = typed(desk.get(page(picture)))
    data["caption"] = "Two\r\nlines"  # as browsers send it
    assert desk.post(page(picture), data).status_code == 302
    assert AuditEntry.objects.count() == entries


def test_a_day_without_a_time_is_usable_to_its_end_in_the_newsroom_s_zone(desk: Client, picture: Picture) -> None:
    data = typed(desk.get(page(picture))) | {"usable_until_0": "2024-11-09", "usable_until_1": ""}
    assert desk.post(page(picture), data).status_code == 302
    picture.refresh_from_db()
    assert picture.usable_until == datetime(2024, 11, 10, 4, 59, 59, tzinfo=UTC)


def test_words_rights_and_focal_point_are_saved(desk: Client, picture: Picture) -> None:
    data = typed(desk.get(page(picture)))
    data |= {"credit": "Ada Lens", "focus_x": "30", "focus_y": "20"}
    data |= {"usable_until_0": "2024-11-08", "usable_until_1": "10:00:00"}
    assert desk.post(page(picture), data).status_code == 302
    picture = Picture.objects.to_render().get()
    assert (picture.credit, picture.usable_from, picture.usable_until) == ("Ada Lens", None, NINE + HOUR)
    assert picture.current is not None
    assert picture.current.ppoi == "0.3x0.2"


def test_crops_are_saved_in_numbers_and_handed_back_if_they_are_none(desk: Client, picture: Picture) -> None:
    data = typed(desk.get(page(picture))) | {"crop_16x9": "10 5.25 60"}
    assert desk.post(page(picture), data).status_code == 302
    file = Picture.objects.to_render().get().current
    assert file is not None
    assert file.crops == {"16:9": [0.1, 0.0525, 0.6]}
    shown = desk.get(page(picture))
    assert typed(shown)["crop_16x9"] == "10 5.25 60"
    for wrong, said in (("10 5", "Enter three numbers"), ("50 0 60", "beyond the edge"), ("0 0 5", "larger")):
        assert said in desk.post(page(picture), typed(shown) | {"crop_16x9": wrong}).text
    desk.post(page(picture), typed(shown) | {"crop_16x9": "", "mandatory_credit": "Pool"})
    file = Picture.objects.to_render().get().current
    assert file is not None
    assert file.crops == {}
    assert "The credit must contain “Pool”" in desk.get(page(picture)).text


def test_rights_that_end_before_they_begin_are_handed_back(desk: Client, picture: Picture) -> None:
    data = typed(desk.get(page(picture)))
    for edge in ("from", "until"):
        data |= {f"usable_{edge}_0": "2024-11-08", f"usable_{edge}_1": "10:00:00"}
    assert "end before they begin" in desk.post(page(picture), data).content.decode()


def test_a_stale_page_does_not_undo_what_a_colleague_changed_elsewhere_on_it(desk: Client, picture: Picture) -> None:
    stale = typed(desk.get(page(picture)))
    colleague = editor()
    picture_actions.edit(picture, colleague, credit="From the colleague")
    picture_actions.set_rights(picture, colleague, usable_from=None, usable_until=NINE + HOUR)
    assert desk.post(page(picture), stale | {"caption": "From me"}).status_code == 302
    picture.refresh_from_db()
    assert (picture.credit, picture.caption, picture.usable_until) == ("From the colleague", "From me", NINE + HOUR)


def test_the_same_words_changed_twice_are_shown_both_and_count_when_sent_again(desk: Client, picture: Picture) -> None:
    stale = typed(desk.get(page(picture)))
    picture_actions.edit(picture, editor(), caption="Theirs")
    response = desk.post(page(picture), stale | {"caption": "Mine"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Theirs" in html
    assert "Mine" in html
    assert desk.post(page(picture), typed(response)).status_code == 302
    picture.refresh_from_db()
    assert picture.caption == "Mine"


def test_another_file_becomes_the_one_that_is_shown(desk: Client, picture: Picture) -> None:
    assert desk.post(page(picture, "replace"), sent(photo(640, 480), "new.jpg", reason="Sharper")).status_code == 302
    assert AuditEntry.objects.get(verb="replace_picture_file").reason == "Sharper"
    current = Picture.objects.to_render().get().current
    assert current is not None
    assert (current.number, current.width) == (2, 640)
    assert "new.jpg" in desk.get(page(picture)).content.decode()


def test_before_a_file_is_replaced_the_page_says_what_will_change_live_stories_first(
    desk: Client, picture: Picture, writer: User
) -> None:
    published(headline="In the paper", lead_picture=picture)
    ArticleFactory(owner=writer, headline="On my desk", lead_picture=picture)
    html = desk.get(page(picture, "replace")).content.decode()
    assert html.index("In the paper") < html.index("On my desk")


def test_a_file_that_cannot_be_read_replaces_nothing(desk: Client, picture: Picture) -> None:
    response = desk.post(page(picture, "replace"), sent(b"<svg>", reason="Sharper"))
    assert "SVG" in response.context["form"].errors["file"][0]
    assert "Sharper" in response.content.decode()
    assert picture.files.count() == 1


def test_a_photo_that_the_library_has_is_offered_before_a_second_copy_is_made(desk: Client, picture: Picture) -> None:
    response = desk.post(ADD, sent(photo(1600, 1200), alt="Again"))
    assert "is already in the library" in response.content.decode()
    assert page(picture) in response.content.decode()
    assert Picture.objects.count() == 1
    assert desk.post(ADD, sent(photo(1600, 1200), alt="Again", anyway="on")).status_code == 302
    assert Picture.objects.count() == 2


def test_the_picture_page_says_where_it_is_used(desk: Client, picture: Picture, desk_editor: User) -> None:
    article = published(headline="Bridge opens", lead_picture=picture)
    ArticleFactory(owner=desk_editor, headline="Nobody may know of this yet", lead_picture=picture)
    html = desk.get(page(picture)).content.decode()
    assert f'<a href="/admin/articles/article/{article.pk}/change/">Bridge opens</a>' in html
    assert "Nobody may know" not in html
    assert "A colleague’s story" in html


def test_a_used_picture_cannot_be_deleted_and_an_unused_one_can(picture: Picture) -> None:
    client = signed_in(editor())
    article = ArticleFactory(lead_picture=picture)
    assert client.post(page(picture, "delete"), {"post": "yes"}).status_code == 403
    unused = PictureFactory()
    assert article.lead_picture == picture
    assert client.get(page(unused, "delete")).status_code == 200
    assert client.post(page(unused, "delete"), {"post": "yes"}).status_code == 302
    assert Picture.objects.get() == picture


def test_there_is_no_deleting_in_bulk(picture: Picture) -> None:
    client = signed_in(editor())
    client.post(LIST, {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"})
    assert Picture.objects.exists()


def test_an_administrator_takes_down_with_a_reason_and_opens_the_sealed_copy(
    picture: Picture, chief: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(chief)
    assert "Take down" in client.get(page(picture)).content.decode()
    assert client.get(page(picture, "take-down")).status_code == 200
    assert client.post(page(picture, "take-down"), {"reason": " "}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page(picture, "take-down"), {"reason": "Court order"}).status_code == 302
    picture.refresh_from_db()
    assert picture.taken_down_at == NINE
    html = client.get(page(picture)).content.decode()
    assert "Open restricted copy" in html
    assert '"/media/' not in html
    response = client.post(page(picture, "open-sealed"), {"reason": "Our lawyer asks"})
    assert response.getvalue()[:2] == b"\xff\xd8"
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.filter(verb="open_sealed_picture", reason="Our lawyer asks").exists()


@pytest.mark.parametrize("verb", ["take-down", "open-sealed"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_taking_down_and_opening_are_for_administrators(picture: Picture, verb: str, method: str) -> None:
    for user in (journalist(), editor()):
        assert getattr(signed_in(user), method)(page(picture, verb), {"reason": "Because"}).status_code == 403
    assert getattr(Client(), method)(page(picture, verb), {"reason": "Because"}).status_code in {302, 403}
    picture.refresh_from_db()
    assert picture.taken_down_at is None


def test_a_taken_down_picture_is_read_only(picture: Picture, chief: User, desk: Client) -> None:
    picture_actions.take_down(picture, chief, reason="Court order")
    assert desk.get(page(picture)).status_code == 200
    assert desk.post(page(picture), {"alt": "Other"}).status_code == 403


def test_a_story_is_offered_every_picture_but_those_taken_down(desk: Client) -> None:
    asked = {"app_label": "images", "model_name": "picturefile", "field_name": "picture", "term": "bridge"}
    standing = PictureFactory(title="Bridge")
    PictureFactory(title="Bridge", taken_down_at=NINE)
    PictureFactory(title="Harbour", alt="", file__filename="harbour.jpg")
    answer = desk.get("/admin/autocomplete/", asked).json()
    assert [row["id"] for row in answer["results"]] == [str(standing.pk)]
    assert answer["pagination"] == {"more": False}
