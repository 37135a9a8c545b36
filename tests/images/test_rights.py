from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.images.models import Picture
from newsroom.images.rights import next_rights_change
from newsroom.publishing.next_change import next_transition
from tests.images.conftest import NINE
from tests.images.factories import PictureFactory

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def usable(picture: Picture, at: datetime) -> bool:
    """By the query and by the row, which must agree."""
    by_query = Picture.objects.usable(at).filter(pk=picture.pk).exists()
    assert picture.usable_at(at) == by_query
    return by_query


def test_rights_begin_at_their_second_and_not_one_before() -> None:
    picture = PictureFactory(usable_from=NINE)
    assert [usable(picture, NINE + offset) for offset in (-SECOND, 0 * SECOND, SECOND)] == [False, True, True]


def test_rights_end_at_their_second_and_not_one_before() -> None:
    picture = PictureFactory(usable_until=NINE)
    assert [usable(picture, NINE + offset) for offset in (-SECOND, 0 * SECOND, SECOND)] == [True, False, False]


def test_a_picture_without_limits_is_always_usable() -> None:
    assert usable(PictureFactory(), NINE)


def test_a_taken_down_picture_is_usable_at_no_instant_not_even_an_earlier_one() -> None:
    picture = PictureFactory(taken_down_at=NINE)
    assert [usable(picture, NINE + offset) for offset in (-HOUR, 0 * SECOND, HOUR)] == [False] * 3


@given(st.lists(st.tuples(*[st.none() | st.integers(-5, 5)] * 2), max_size=4), st.integers(-6, 6))
def test_between_now_and_the_next_transition_nothing_comes_or_goes(
    rights: list[tuple[int | None, int | None]], start: int
) -> None:
    Picture.objects.update(current=None)
    Picture.objects.all().delete()
    for begin, end in rights:
        if begin is None or end is None or begin < end:
            PictureFactory(
                usable_from=None if begin is None else NINE + begin * HOUR,
                usable_until=None if end is None else NINE + end * HOUR,
            )

    def shown(at: datetime) -> set[int]:
        return set(Picture.objects.usable(at).values_list("pk", flat=True))

    after = NINE + start * HOUR
    change = next_rights_change(after)
    last = NINE + 10 * HOUR if change is None else change - SECOND
    assert shown(after) == shown(after + (last - after) / 2) == shown(last)
    if change:
        assert change > after
        assert {picture.usable_from for picture in Picture.objects.all()} | {
            picture.usable_until for picture in Picture.objects.all()
        } >= {change}


def test_the_site_knows_of_the_next_change_of_rights() -> None:
    PictureFactory(usable_from=NINE, usable_until=NINE + HOUR)
    assert next_transition(NINE - SECOND) == NINE
    assert next_transition(NINE) == NINE + HOUR


def test_rights_of_a_taken_down_picture_change_nothing_any_more() -> None:
    PictureFactory(usable_from=NINE, taken_down_at=NINE - HOUR)
    assert next_rights_change(NINE - HOUR) is None
