import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import IntegrityError, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import Image

from newsroom.delivery import current_generation
from newsroom.images import actions as picture_actions
from newsroom.images import sealed_storage
from newsroom.images.models import Picture
from newsroom.images.renditions import make_renditions
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory
from tests.images.conftest import NINE, uploaded
from tests.images.factories import photo, with_iptc
from tests.people import editor

pytestmark = pytest.mark.once

HOUR = timedelta(hours=1)


def reread(picture: Picture) -> Picture:
    return Picture.objects.to_render().get(pk=picture.pk)


def test_upload_stores_the_safe_bytes_under_a_name_that_nobody_can_guess(writer: User) -> None:
    picture = uploaded(writer, name="Bridge at noon.JPG")
    assert picture.title == "Bridge at noon"
    assert picture.current is not None
    name = picture.current.image.name
    assert picture.key.hex in name
    assert "noon" not in name
    assert Image.open(default_storage.open(name)).size == (1600, 1200)
    assert uploaded(writer).current.image.name != name  # type: ignore[union-attr]


def test_upload_fills_in_what_the_photo_says_and_keeps_what_was_typed(writer: User) -> None:
    data = with_iptc(photo(), {(2, 120): b"From the file", (2, 110): b"Agency", (2, 105): b"Bridge"})
    picture = uploaded(writer, data, caption="Typed")
    assert (picture.title, picture.caption, picture.credit) == ("Bridge", "Typed", "Agency")


def test_upload_is_audited_and_bumps_nothing(writer: User) -> None:
    before = current_generation.read()
    picture = uploaded(writer)
    entry = AuditEntry.objects.get(subject_type="images.picture", subject_id=picture.pk)
    assert (entry.verb, entry.actor) == ("upload_picture", writer)
    assert current_generation.read() == before


def test_upload_without_the_permission_leaves_nothing_behind(db: None) -> None:
    with pytest.raises(PermissionRefused):
        uploaded(User.objects.create_user("reader", is_staff=True))
    assert not Picture.objects.exists()


def test_upload_of_a_word_that_is_too_long_is_refused_by_name(writer: User) -> None:
    with pytest.raises(ValidationError) as refused:
        uploaded(writer, credit="x" * 201)
    assert set(refused.value.message_dict) == {"credit"}


def test_upload_asks_a_worker_for_the_renditions(writer: User) -> None:
    uploaded(writer)
    assert DBTaskResult.objects.ready().get().task_path == "newsroom.images.tasks.make_renditions"


def test_a_new_credit_bumps_the_site_and_the_old_one_stays_in_the_audit_log(picture: Picture, writer: User) -> None:
    picture_actions.edit(picture, writer, credit="First")
    before = current_generation.read()
    picture_actions.edit(picture, writer, credit="Second")
    assert reread(picture).credit == "Second"
    assert current_generation.read() > before
    assert AuditEntry.objects.filter(verb="edit_picture").first().reason == "credit was: First"  # type: ignore[union-attr]


def test_an_edit_that_changes_nothing_leaves_no_trace(picture: Picture, writer: User) -> None:
    before = current_generation.read()
    picture_actions.edit(picture, writer, alt=picture.alt, focus="0.5x0.5")
    assert current_generation.read() == before
    assert not AuditEntry.objects.filter(verb="edit_picture").exists()


def test_an_unknown_word_is_refused_by_name(picture: Picture, writer: User) -> None:
    with pytest.raises(TypeError, match="color"):
        picture_actions.edit(picture, writer, color="red")


def test_a_focal_point_outside_the_picture_is_refused(picture: Picture, writer: User) -> None:
    with pytest.raises(ValidationError, match="shares from 0 to 1"):
        picture_actions.edit(picture, writer, focus="1.2x0.5")


def test_moving_the_focal_point_unpublishes_the_old_crops_at_once(picture: Picture, writer: User) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    picture_actions.edit(picture, writer, focus="0.9x0.1")
    current = reread(picture).current
    assert current is not None
    assert current.ppoi == "0.9x0.1"
    assert {line["shape"] for line in current.renditions} == {""}


def test_replacing_the_file_makes_a_new_version_and_keeps_the_old(picture: Picture, writer: User) -> None:
    old = picture.current
    picture_actions.replace_file(picture, ContentFile(photo(800, 600), "new.jpg"), writer)
    current = reread(picture).current
    assert current is not None
    assert (current.number, current.width, current.filename) == (2, 800, "new.jpg")
    assert old is not None
    assert default_storage.exists(old.image.name)
    assert default_storage.exists(current.image.name)


def test_the_bytes_of_an_earlier_version_bring_that_version_back(picture: Picture, writer: User) -> None:
    picture_actions.replace_file(picture, ContentFile(photo(800, 600), "new.jpg"), writer)
    picture_actions.replace_file(picture, ContentFile(photo(1600, 1200), "again.jpg"), writer)
    assert reread(picture).current == picture.current
    assert picture.files.count() == 2


def test_replacing_a_file_by_itself_changes_nothing(picture: Picture, writer: User) -> None:
    before = current_generation.read()
    picture_actions.replace_file(picture, ContentFile(photo(1600, 1200), "same.jpg"), writer)
    assert picture.files.count() == 1
    assert current_generation.read() == before


def test_rights_that_end_before_they_begin_are_refused_in_words_and_by_the_database(
    picture: Picture, writer: User
) -> None:
    with pytest.raises(ValidationError, match="end before they begin"):
        picture_actions.set_rights(picture, writer, usable_from=NINE, usable_until=NINE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=picture.pk).update(usable_from=NINE, usable_until=NINE)


@pytest.mark.django_db(transaction=True)
def test_take_down_moves_every_byte_out_of_public_reach(client: Client) -> None:
    from tests.people import administrator, journalist

    writer, chief = journalist(), administrator()
    picture = uploaded(writer)
    assert picture.current is not None
    make_renditions(picture.current)
    picture_actions.edit(picture, writer, focus="0.9x0.1")  # leaves unrecorded crops behind
    picture_actions.replace_file(picture, ContentFile(photo(800, 600), "new.jpg"), writer)
    everything = [name for file in picture.files.all() for name in (file.image.name, *sealed_storage._renditions(file))]
    assert len(everything) > 20
    picture_actions.take_down(picture, chief, reason="Court order")
    assert not [name for name in everything if default_storage.exists(name)]
    for file in picture.files.all():
        assert storages["sealed"].exists(file.image.name)
    assert client.get(f"/media/{picture.current.image.name}").status_code == 404


def test_take_down_is_for_administrators_and_wants_a_reason(picture: Picture, writer: User, chief: User) -> None:
    for nobody in (writer, editor()):
        with pytest.raises(PermissionRefused):
            picture_actions.take_down(picture, nobody, reason="Court order")
    with pytest.raises(ActionRefused, match="the reason"):
        picture_actions.take_down(picture, chief, reason="  ")
    assert reread(picture).taken_down_at is None


def test_what_was_taken_down_is_not_changed_replaced_or_deleted_any_more(
    picture: Picture, writer: User, chief: User
) -> None:
    picture_actions.take_down(picture, chief, reason="Court order")
    for verb in (
        lambda: picture_actions.edit(picture, writer, alt="Other"),
        lambda: picture_actions.set_rights(picture, writer, usable_from=None, usable_until=NINE),
        lambda: picture_actions.replace_file(picture, ContentFile(photo(), "x.jpg"), writer),
        lambda: picture_actions.take_down(picture, chief, reason="Again"),
        lambda: picture_actions.discard(picture, chief),
    ):
        with pytest.raises(ActionRefused, match="taken down"):
            verb()


def test_a_worker_that_comes_late_leaves_nothing_of_a_taken_down_picture_in_public(
    picture: Picture, chief: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert picture.current is not None
    late = reread(picture).current
    assert late is not None
    with default_storage.open(late.image.name) as opened:
        original = opened.read()
    with django_capture_on_commit_callbacks(execute=True):
        picture_actions.take_down(picture, chief, reason="Court order")
    default_storage.save(late.image.name, ContentFile(original))  # as if the worker had still had it open
    make_renditions(late)
    assert not sealed_storage._renditions(late)
    assert not default_storage.exists(late.image.name)


def test_the_sealed_copy_opens_for_administrators_and_every_opening_is_audited(
    picture: Picture, writer: User, chief: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        picture_actions.take_down(picture, chief, reason="Court order")
    with pytest.raises(PermissionRefused):
        picture_actions.open_sealed(picture, writer, reason="Curious")
    for reason in ("Our lawyer asks", "The judge asks"):
        with picture_actions.open_sealed(picture, chief, reason=reason) as original:
            assert Image.open(io.BytesIO(original.read())).size == (1600, 1200)
    reasons = AuditEntry.objects.filter(verb="open_sealed_picture").values_list("reason", flat=True)
    assert set(reasons) == {"Our lawyer asks", "The judge asks"}


def test_a_picture_that_stands_is_not_to_be_opened_as_sealed(picture: Picture, chief: User) -> None:
    with pytest.raises(ActionRefused, match="hasn’t been taken down"):
        picture_actions.open_sealed(picture, chief, reason="Curious")


def names_of(file: Any) -> list[str]:
    """Every name that a version of a picture has in the storage."""
    return [file.image.name, *(rendition["name"] for rendition in file.renditions)]


def test_discarding_deletes_rows_and_bytes(picture: Picture, django_capture_on_commit_callbacks: Any) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    names = names_of(picture.current)
    with django_capture_on_commit_callbacks(execute=True):
        picture_actions.discard(picture, editor())
    assert not Picture.objects.exists()
    assert not [name for name in names if default_storage.exists(name)]
    assert AuditEntry.objects.filter(verb="discard_picture", subject_id=picture.pk).exists()


def test_a_picture_in_use_is_not_discarded_and_the_refusal_names_the_story(picture: Picture) -> None:
    ArticleFactory(headline="Bridge opens", lead_picture=picture)
    with pytest.raises(ActionRefused, match="Bridge opens"):
        picture_actions.discard(picture, editor())


def test_a_photo_that_was_taken_down_does_not_come_back(picture: Picture, writer: User, chief: User) -> None:
    other = uploaded(writer, photo(640, 480))
    picture_actions.take_down(picture, chief, reason="Court order")
    with pytest.raises(ValidationError, match="taken down"):
        uploaded(writer, photo(1600, 1200))
    with pytest.raises(ValidationError, match="taken down"):
        picture_actions.replace_file(other, ContentFile(photo(1600, 1200), "again.jpg"), writer)


def test_replacing_the_file_leaves_older_addresses_and_renditions_where_they_were(
    picture: Picture, writer: User, client: Client
) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    names = names_of(reread(picture).current)
    picture_actions.replace_file(picture, ContentFile(photo(800, 1000), "new.jpg"), writer, focus="0.2x0.3")
    current = reread(picture).current
    assert current is not None
    make_renditions(current)
    assert not set(names) & set(names_of(current))
    assert {client.get(f"/media/{name}").status_code for name in [*names, *names_of(current)]} == {200}
    assert picture.files.get(number=1).ppoi == "0.5x0.5"
    assert reread(picture).render(shape="1:1").src.endswith(".webp")
