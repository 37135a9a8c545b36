"""Lists say how long ago young stories were published, and no kept page says it any longer than it is right."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.cards import aging, cards
from articles.models import ArticleRevision
from newsroom.text.languages import speaking
from newsroom.text.relative_time import ago
from tests.articles.factories import published
from tests.conftest import NINE

MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("minutes", "words", "until"),
    [
        (0, "Just now", 5),
        (4, "Just now", 5),
        (5, "5 min. ago", 10),
        (29, "25 min. ago", 30),
        (59, "55 min. ago", 60),
        (60, "1 hour ago", 120),
        (719, "11 hours ago", 720),
    ],
)
def test_a_young_story_has_an_age_that_is_right_until_an_instant(minutes: int, words: str, until: int) -> None:
    assert ago(NINE, NINE + minutes * MINUTE) == (words, NINE + until * MINUTE)
    assert ago(NINE, NINE + until * MINUTE - TICK) == (words, NINE + until * MINUTE)


def test_an_older_story_and_one_to_come_have_none() -> None:
    assert ago(NINE, NINE + timedelta(hours=12)) is None
    assert ago(NINE, NINE - TICK) is None


@pytest.mark.django_db
@pytest.mark.once
def test_an_age_is_told_in_the_language_of_the_words_around_it(rf: Any, now: Any) -> None:
    published(at=NINE)
    now.move_to(NINE + 180 * MINUTE)
    request = rf.get("/")
    request.now, request.generation = NINE + 180 * MINUTE, 1
    [card] = cards(request, ArticleRevision.objects.live(request.now))
    card = aging(request, card)
    assert card.ago == "3 hours ago"
    with speaking("es"):
        assert card.ago == "Hace 3 horas"


def said(client: Client, now: Any, instant: datetime) -> str:
    now.move_to(instant)
    html = client.get("/").content.decode()
    return html.partition("teaser__headline")[2].partition("<time ")[2].partition(">")[2].partition("</time>")[0]


@pytest.mark.django_db
def test_a_kept_page_never_shows_a_wrong_age(
    client: Client, now: Any, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.PAGE_CACHE = True
    published(at=NINE)
    assert said(client, now, NINE + 25 * MINUTE) == "25 min. ago"
    with django_assert_max_num_queries(1):  # kept: the generation, which PostgreSQL is asked for past Django
        assert said(client, now, NINE + 30 * MINUTE - TICK) == "25 min. ago"
    assert said(client, now, NINE + 30 * MINUTE) == "30 min. ago"
    assert said(client, now, NINE + 180 * MINUTE - TICK) == "2 hours ago"
    assert said(client, now, NINE + 720 * MINUTE - TICK) == "11 hours ago"
    assert "Nov. 8" in said(client, now, NINE + 720 * MINUTE)


@pytest.mark.django_db
def test_a_page_lasts_until_the_first_of_its_ages_changes(client: Client, now: Any, settings: Any) -> None:
    settings.PAGE_CACHE = True
    published(at=NINE - 58 * MINUTE)
    published(at=NINE - 3 * MINUTE)
    now.move_to(NINE)
    assert "1 hour ago" not in client.get("/").content.decode()
    now.move_to(NINE + 2 * MINUTE)
    html = client.get("/").content.decode()
    assert "1 hour ago" in html
    assert "5 min. ago" in html


@pytest.mark.django_db
def test_the_stories_beside_a_story_do_not_shorten_its_life(
    client: Client, now: Any, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.PAGE_CACHE = True
    story, *_ = [published(at=NINE - number * MINUTE) for number in range(3)]
    now.move_to(NINE)
    address = story.revisions.get().get_absolute_url()
    client.get(address)
    now.move_to(NINE + 7 * MINUTE)
    with django_assert_max_num_queries(1):
        assert " ago" not in client.get(address).content.decode()
