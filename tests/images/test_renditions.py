import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from PIL import Image

from newsroom.delivery import current_generation
from newsroom.images import actions as picture_actions
from newsroom.images import tasks
from newsroom.images.models import Picture, PictureFile
from newsroom.images.picture_html import WIDTHS
from newsroom.images.renditions import make_at_once, make_renditions, missing, planned
from tests.images.conftest import uploaded
from tests.images.factories import SRGB, PictureFactory, photo

pytestmark = pytest.mark.once


def file_of(picture: Picture) -> PictureFile:
    """Its current file, as a worker would fetch it."""
    return PictureFile.objects.select_related("picture").get(picture=picture, number=1)


@pytest.fixture
def small(now: Any, writer: User) -> Picture:
    """A picture whose renditions take a tenth as long as those of a photo."""
    return uploaded(writer, photo(400, 300))


def opened(line: dict[str, Any]) -> Image.Image:
    with default_storage.open(line["name"]) as stored:
        return Image.open(io.BytesIO(stored.read()))


def test_every_size_of_every_shape_is_made_in_both_formats_as_recorded(picture: Picture) -> None:
    make_renditions(file_of(picture))
    lines = file_of(picture).renditions
    assert {(line["shape"], line["type"]) for line in lines} == {(s, t) for s in WIDTHS for t in ("avif", "webp")}
    for line in lines:
        image = opened(line)
        assert (image.size, image.format) == ((line["width"], line["height"]), line["type"].upper())
    assert missing(file_of(picture)) == []


def test_making_them_again_makes_nothing_and_bumps_nothing(small: Picture) -> None:
    make_renditions(file_of(small))
    before = file_of(small).renditions, current_generation.read()
    make_renditions(file_of(small))
    assert (file_of(small).renditions, current_generation.read()) == before


def test_pages_are_told_when_renditions_become_ready(picture: Picture) -> None:
    before = current_generation.read()
    make_at_once(file_of(picture))
    assert current_generation.read() > before
    assert len(file_of(picture).renditions) == 3


def test_the_worker_makes_the_share_image_too_with_its_length(picture: Picture, writer: User) -> None:
    make_renditions(file_of(picture))
    shared: Any = file_of(picture).shared
    assert (shared["type"], shared["width"], shared["height"]) == ("image/jpeg", 1200, 630)
    assert default_storage.size(shared["name"]) == shared["bytes"]
    with default_storage.open(shared["name"]) as stored:
        assert Image.open(stored).size == (1200, 630)
    picture_actions.edit(picture, writer, focus="0.1x0.1")
    assert file_of(picture).shared is None  # it shows the old focal point


def test_nothing_is_enlarged_and_every_shape_has_one(db: None) -> None:
    file = PictureFactory(file__width=200, file__height=150).current
    plans = planned(file)
    assert {plan.shape for plan in plans} == set(WIDTHS)
    assert all(plan.width <= 200 and plan.height <= 150 for plan in plans)


@pytest.mark.parametrize(("width", "height"), [(1, 3200), (3200, 1), (1, 1), (2, 3)])
def test_the_oddest_format_has_renditions_too(writer: User, width: int, height: int) -> None:
    picture = uploaded(writer, photo(width, height, "PNG"))
    make_renditions(file_of(picture))
    assert missing(file_of(picture)) == []


@pytest.mark.parametrize(("focus", "red"), [("0.05x0.5", True), ("0.95x0.5", False)])
def test_crops_follow_the_focal_point(picture: Picture, writer: User, focus: str, red: bool) -> None:
    picture_actions.edit(picture, writer, focus=focus)
    make_renditions(file_of(picture))
    square = next(line for line in file_of(picture).renditions if (line["shape"], line["width"]) == ("1:1", 640))
    pixel = opened(square).convert("RGB").getpixel((320, 600))
    assert (pixel[0] > pixel[2]) == red  # type: ignore[index]


def test_crops_of_an_old_focal_point_are_not_recorded_by_a_worker_that_started_before_it_moved(
    small: Picture, writer: User
) -> None:
    started_before = file_of(small)
    picture_actions.edit(small, writer, focus="0.9x0.1")
    make_renditions(started_before)
    assert {line["shape"] for line in file_of(small).renditions} == {""}
    make_renditions(file_of(small))
    assert missing(file_of(small)) == []


def test_a_crop_shows_the_part_that_the_desk_chose_and_the_other_shapes_the_focal_point(
    picture: Picture, writer: User
) -> None:
    picture_actions.edit(picture, writer, focus="0.05x0.5", crops={"1:1": [0.8, 0.0, 0.15]})  # around the yellow disc
    file = file_of(picture)
    make_renditions(file)
    square = next(line for line in file.renditions if (line["shape"], line["type"]) == ("1:1", "webp"))
    assert square["width"] == 160  # the part has 240 pixels
    red, green, blue = opened(square).convert("RGB").getpixel((80, 80))  # type: ignore[misc]
    assert min(red, green) > 180 > blue
    wide = next(line for line in file.renditions if (line["shape"], line["width"]) == ("4:3", 640))
    pixel: Any = opened(wide).convert("RGB").getpixel((10, 300))
    assert pixel[0] > pixel[2]


def test_the_share_image_is_cut_from_the_part_that_was_chosen_for_16_9(picture: Picture, writer: User) -> None:
    picture_actions.edit(picture, writer, crops={"16:9": [0.55, 0.1, 0.4]})  # blue, right of the middle
    make_renditions(file_of(picture))
    shared: Any = file_of(picture).shared
    assert (shared["width"], shared["height"]) == (640, 336)
    with default_storage.open(shared["name"]) as stored:
        pixel: Any = Image.open(stored).getpixel((5, 200))
    assert pixel[2] > pixel[0]


@pytest.mark.parametrize(
    ("crops", "said"),
    [
        ({"1:1": [0.9, 0.0, 0.2]}, "beyond the edge"),
        ({"16:9": [0.0, 0.8, 0.5]}, "beyond the edge"),
        ({"4:3": [0.0, 0.0, 0.05]}, "larger"),
        ({"3:2": [0.0, 0.0, 0.5]}, "no crop"),
    ],
)
def test_a_part_that_is_none_of_the_photo_is_refused(
    picture: Picture, writer: User, crops: dict[str, list[float]], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        picture_actions.edit(picture, writer, crops=crops)
    assert file_of(picture).crops == {}


def test_another_part_unpublishes_the_old_crops_and_a_worker_that_started_before_records_none(
    small: Picture, writer: User
) -> None:
    make_renditions(file_of(small))
    started_before = file_of(small)
    picture_actions.edit(small, writer, crops={"16:9": [0.1, 0.1, 0.5]})
    assert ({line["shape"] for line in file_of(small).renditions}, file_of(small).shared) == ({""}, None)
    started_before.renditions, started_before.shared = [], None
    make_renditions(started_before)
    assert ({line["shape"] for line in file_of(small).renditions}, file_of(small).shared) == ({""}, None)
    before = current_generation.read()
    picture_actions.edit(small, writer, crops={"16:9": [0.1, 0.1, 0.5]})
    assert current_generation.read() == before


def test_renditions_keep_the_color_profile_and_carry_no_notes(writer: User) -> None:
    picture = uploaded(writer, photo(800, 600, icc_profile=SRGB))
    make_renditions(file_of(picture))
    for line in file_of(picture).renditions:
        image = opened(line)
        assert image.info["icc_profile"] == SRGB
        assert not image.getexif()


def test_a_see_through_picture_stays_see_through(writer: User) -> None:
    picture = uploaded(writer, photo(800, 600, "PNG", "RGBA"), name="logo.png")
    make_at_once(file_of(picture))
    assert {opened(line).mode for line in file_of(picture).renditions} == {"RGBA"}


def test_the_worker_makes_them_and_does_not_mind_a_file_that_is_gone(small: Picture) -> None:
    file = file_of(small)
    tasks.make_renditions.func(file.pk)
    assert missing(file_of(small)) == []
    tasks.make_renditions.func(0)


def test_the_command_makes_what_is_missing_and_then_nothing(small: Picture, capsys: Any) -> None:
    call_command("make_renditions")
    assert missing(file_of(small)) == []
    call_command("make_renditions")
    assert capsys.readouterr().out == "Made renditions of 1 photo.\nMade renditions of 0 photos.\n"


@pytest.mark.django_db(transaction=True)
def test_a_task_left_running_by_a_killed_worker_is_done_after_the_sweep() -> None:
    from tests.people import journalist

    picture = uploaded(journalist(), photo(400, 300))
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(minutes=31))
    call_command("sweep")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, worker_id="after-the-sweep")
    assert DBTaskResult.objects.get(task_path__endswith="make_renditions").status == TaskResultStatus.SUCCESSFUL
    assert missing(file_of(picture)) == []


def test_a_task_that_has_just_begun_is_left_to_its_worker(picture: Picture) -> None:
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(minutes=29))
    call_command("sweep")
    assert DBTaskResult.objects.get(task_path__endswith="make_renditions").status == TaskResultStatus.RUNNING
