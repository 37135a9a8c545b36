"""Rate limits by address, and how requests are counted."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client

from newsroom import rate_limits
from newsroom.delivery.file_cache import CounterFiles
from newsroom.publishing import actions
from newsroom.rate_limits import COMPARISON, ERROR_REPORT, SEARCH, Limit, give_back, in_words, spend
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import desk, edited, published
from tests.site.serving import redis

pytestmark = pytest.mark.once
FEW = Limit("few", 3, 60)


@pytest.fixture
def tight(now: Any) -> None:
    """Use up the limits of readers' pages but for one."""
    for limit in (SEARCH, COMPARISON, ERROR_REPORT):
        for _ in range(limit.times - 1):
            spend(limit, "127.0.0.1")


def test_what_is_within_the_limit_passes_and_the_next_has_to_wait(now: Any) -> None:
    assert [spend(FEW, "a") for _ in range(3)] == [0, 0, 0]
    wait = spend(FEW, "a")
    assert 0 < wait <= 60
    assert spend(FEW, "b") == 0
    now.shift(wait)
    assert spend(FEW, "a") == 0


def test_what_is_given_back_was_not_counted(now: Any) -> None:
    for _ in range(20):
        assert spend(FEW, "a") == 0
        give_back(FEW, "a")


def test_sixteen_threads_and_two_caches_over_one_directory_lose_no_count(tmp_path: Path) -> None:
    ours = [CounterFiles(str(tmp_path / "limits"), {}) for _ in range(2)]  # as two processes have them

    def count(number: int) -> None:
        cache = ours[number % 2]
        cache.add("key", 0, 60)
        cache.incr("key")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count, range(100)))
    assert ours[0].get("key") == 100


def test_redis_counts_for_all(settings: LazySettings, now: Any) -> None:
    with redis() as address:
        backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
        settings.CACHES = settings.CACHES | {"limits": backend}
        assert [spend(FEW, "a") for _ in range(3)] == [0, 0, 0]
        assert spend(FEW, "a") > 0
        assert [caches["limits"].get(key) for key in [rate_limits._window(FEW, "a", NINE.timestamp())[0]]] == [4]


def test_without_its_cache_each_process_counts_by_itself(settings: LazySettings, now: Any) -> None:
    gone = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = settings.CACHES | {"limits": gone}
    assert [spend(FEW, "a") > 0 for _ in range(4)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (40, "40 seconds"), (90, "2 minutes"), (300, "5 minutes")]
)
def test_a_wait_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=ferry", "/search/complete/?q=fe"])
def test_search_is_limited_by_address(address: str, client: Client, now: Any, tight: None) -> None:
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]
    response = client.get(address)
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "Try again in" in response.text
    assert "font-src 'self'" in response["Content-Security-Policy"]  # it is set in the site's typeface
    assert Client(REMOTE_ADDR="192.0.2.9").get(address).status_code == 200


@pytest.mark.django_db
def test_comparisons_are_limited_by_address(client: Client, now: Any, tight: None) -> None:
    story = published(headline="Ferry sails", slug="ferry")
    now.shift(HOUR)
    edited(story, headline="Ferry sails late")
    actions.publish(story, desk(), change="minor")
    address = "/2024/11/08/ferry/changes/1/2/"
    for _ in range(COMPARISON.times - 1):
        spend(COMPARISON, "127.0.0.1")  # an hour later
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db
def test_error_reports_are_limited_by_address_and_what_was_typed_is_on_the_page(now: Any, tight: None) -> None:
    published(headline="Ferry sails", slug="ferry")
    client = Client(headers={"sec-fetch-site": "same-origin"})
    answers = [client.post("/2024/11/08/ferry/report/", {"what": "The ferry has 12 cabins."}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "The ferry has 12 cabins." in answers[1].text
    assert "Send this one again in" in answers[1].text
    assert int(answers[1]["Retry-After"]) > 0
