"""Where pictures are used: live, scheduled, in drafts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from newsroom.images import usage
from newsroom.images.models import Picture
from newsroom.publishing import actions
from newsroom.text.datetime_field import end_of
from tests.articles.factories import ArticleFactory, AuthorFactory, published
from tests.images.conftest import NINE
from tests.images.factories import PictureFactory
from tests.images.test_admin import LIST, page, signed_in
from tests.timelines.factories import TimelineFactory

HOUR = timedelta(hours=1)


def uses(picture: Picture, viewer: User | None = None) -> list[tuple[str, str]]:
    return [(use.label, use.state) for use in usage.of(picture, viewer)]


def test_the_most_public_use_of_each_story_is_told_the_most_public_first(now: Any, desk: User) -> None:
    picture = PictureFactory()
    ArticleFactory(headline="Draft", lead_picture=picture)
    scheduled = ArticleFactory(headline="Scheduled", lead_picture=picture)
    actions.publish(scheduled, desk, at=NINE + HOUR)
    published(headline="Live", lead_picture=picture)
    gone = published(headline="Gone", lead_picture=picture)
    gone.load(gone.head.content | {"lead_picture": None})
    actions.save(gone, gone.owner)
    actions.publish(gone, desk, change="minor")
    now.shift(1)
    assert uses(picture) == [
        ("Live", "live"),
        ("Scheduled", "scheduled"),
        ("Draft", "draft"),
        ("Gone", "earlier"),
    ]
    now.move_to(NINE + HOUR)
    assert dict(uses(picture))["Scheduled"] == "live"


def test_a_story_that_was_taken_out_of_the_paper_is_a_draft_again(now: Any, desk: User) -> None:
    picture = PictureFactory()
    story = published(headline="Back", lead_picture=picture)
    actions.unpublish(story, desk)
    now.shift(1)
    assert uses(picture) == [("Back", "draft")]


@pytest.mark.once
def test_every_room_that_shows_pictures_is_asked(now: Any, db: None) -> None:
    picture = PictureFactory()
    AuthorFactory(name="Ada", portrait=picture)
    TimelineFactory(title="The bridge", events=[{"headline": "It begins", "picture": picture}])
    assert uses(picture) == [("Ada", "live"), ("The bridge", "draft")]
    assert usage.counts([picture.pk]) == {picture.pk: 2}


@pytest.mark.once
def test_what_somebody_may_not_find_is_told_without_its_name(now: Any, writer: User, desk: User) -> None:
    picture = PictureFactory()
    ArticleFactory(headline="Secret", lead_picture=picture)
    [use] = usage.of(picture, writer)
    assert "Secret" not in use.label
    assert (use.url, use.state) == ("", "draft")
    assert uses(picture, desk) == [("Secret", "draft")]


def test_of_many_stories_the_newest_are_named_and_all_are_counted(
    now: Any, db: None, django_assert_max_num_queries: Any
) -> None:
    picture, other = PictureFactory(), PictureFactory()
    stories = [ArticleFactory(headline=f"Story {number}", lead_picture=picture) for number in range(23)]
    with django_assert_max_num_queries(3):
        found = usage.of_many([picture.pk, other.pk], NINE)
    assert len(found[picture.pk]) == usage.SHOWN
    assert str(stories[-1].headline) in {use.label for use in found[picture.pk]}
    assert found[other.pk] == []
    assert usage.counts([picture.pk, other.pk]) == {picture.pk: 23, other.pk: 0}


def test_the_page_of_a_picture_costs_the_same_however_often_it_is_used(
    now: Any, writer: User, django_assert_max_num_queries: Any
) -> None:
    picture, client = PictureFactory(), signed_in(writer)
    for _ in range(5):
        published(lead_picture=picture)
    client.get(page(picture))
    with django_assert_max_num_queries(36):
        assert client.get(page(picture)).status_code == 200


def test_rights_that_run_out_are_listed_the_soonest_first_with_the_stories_that_lose_them(
    now: Any, desk: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(desk)
    soon = PictureFactory(title="Soon", usable_until=NINE + 13 * 24 * HOUR)
    PictureFactory(title="Tomorrow", usable_until=NINE + 24 * HOUR)
    PictureFactory(title="In 15 days", usable_until=NINE + 15 * 24 * HOUR)
    for other in (NINE, None):
        PictureFactory(title="Not to be listed", usable_until=other)
    PictureFactory(title="Not to be listed", usable_until=NINE + HOUR, taken_down_at=NINE)
    published(headline="Loses its picture", lead_picture=soon)
    address = f"{LIST}rights/"
    client.get("/")  # what every page has is kept for a generation
    with django_assert_max_num_queries(9):  # eight, and one for the other files that have rights
        response = client.get(address)
    assert [file.title for file in response.context["files"]] == ["Tomorrow", "Soon", "In 15 days"]
    assert "Loses its picture" in response.content.decode()


def test_of_a_picture_used_again_and_again_it_is_only_said_that_it_is(
    now: Any, writer: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(usage, "MOST", 3)
    logo, portrait = PictureFactory(title="Logo"), PictureFactory(title="Portrait")
    for picture in (logo, portrait, logo, portrait, logo, portrait, logo, logo):
        ArticleFactory(lead_picture=picture)
    with django_assert_num_queries(1):
        assert usage.counts([logo.pk, portrait.pk]) == {logo.pk: 4, portrait.pk: 3}
    shown = signed_in(writer).get(LIST).content.decode()
    assert "used more than 3 times" in shown
    assert "used 3 times" in shown


def test_of_many_versions_with_a_picture_the_newest_are_looked_at(
    now: Any, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "LOOKED_AT", 3)
    picture = PictureFactory()
    for number in range(4):
        published(headline=f"Live {number}", lead_picture=picture)
    scheduled = ArticleFactory(headline="Scheduled", lead_picture=picture)
    actions.publish(scheduled, desk, at=NINE + HOUR)
    now.shift(1)
    assert uses(picture) == [("Live 3", "live"), ("Live 2", "live"), ("Scheduled", "scheduled")]


def test_of_a_photo_whose_rights_end_the_newest_stories_are_named_and_none_that_lost_it_before(
    now: Any, desk: User
) -> None:
    photo = PictureFactory(usable_until=NINE + HOUR)
    for number in range(5):
        published(headline=f"Story {number}", lead_picture=photo)
    gone = ArticleFactory(headline="Gone", lead_picture=photo)
    gone.load(gone.head.content | {"lead_picture": None})
    actions.save(gone, gone.owner)
    text = signed_in(desk).get(f"{LIST}rights/").content.decode()
    assert [f"Story {number}" in text for number in range(5)] == [False, False, True, True, True]
    assert "More uses" in text
    assert ">Live</span>" in text
    assert "Gone" not in text


def test_the_photo_whose_rights_end_next_is_shown_whenever_that_is(now: Any, desk: User) -> None:
    for days in (400, 300, 3):
        PictureFactory(title=f"In {days} days", usable_until=NINE + days * 24 * HOUR)
    response = signed_in(desk).get(f"{LIST}rights/")
    shown = [file.title for file in response.context["files"]]
    assert shown == ["In 3 days", "In 300 days", "In 400 days"]


def test_the_cards_of_the_library_say_until_when_a_photo_is_usable(now: Any, desk: User) -> None:
    PictureFactory(usable_until=end_of(date(2024, 12, 5)))
    PictureFactory(usable_until=NINE + 24 * HOUR)
    PictureFactory(usable_until=end_of(date(2025, 3, 1)))
    page = signed_in(desk).get(LIST).content.decode()
    for words in ("Usable until Dec. 5<", "Usable until Nov. 9, 9 a.m.<", "Usable until March 1, 2025<"):
        assert words in page
