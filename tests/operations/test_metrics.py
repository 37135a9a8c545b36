"""/metrics tells Prometheus what was answered and what is wrong, and nobody else."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from newsroom import __version__
from newsroom.images import tasks
from newsroom.operations import measures
from newsroom.operations.metrics import STEP, front_counter
from newsroom.operations.models import Mark
from newsroom.publishing import actions, clock
from newsroom.publishing.models import SiteGeneration
from tests.articles.factories import ArticleFactory
from tests.front import FrontClient

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-some-length"


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError


urlpatterns = [path("broken", broken, name="broken"), path("", include("newsroom.urls"))]


@pytest.fixture
def asked(settings: Any) -> Callable[[], dict[str, float]]:
    """Return what asks for the metrics, as name or name{label,label} -> value."""
    settings.METRICS_TOKEN = TOKEN

    def ask() -> dict[str, float]:
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            sample.name
            + (
                f"{{{','.join(sample.labels[name] for name in sorted(sample.labels, reverse=True))}}}"
                if sample.labels
                else ""
            ): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    return ask


@pytest.mark.once
@pytest.mark.parametrize("given", ["", TOKEN, "Bearer ", "Bearer wrong", f"Bearer {TOKEN}é", f"Basic {TOKEN}"])
def test_without_the_token_there_is_no_such_page(settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("given", ["", "Bearer "])
def test_without_the_setting_there_is_no_such_page(given: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.once
def test_nothing_caches_them(settings: Any) -> None:
    settings.METRICS_TOKEN, settings.PAGE_CACHE = TOKEN, True
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")


@pytest.mark.once
def test_requests_are_counted_by_view_and_status(asked: Callable[[], dict[str, float]]) -> None:
    before = asked()
    Client().get("/healthz")
    Client().get("/nothing/of/this/name")
    after = asked()

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more("newsroom_request_seconds_count{healthz,200}") == 1
    assert more("newsroom_request_seconds_sum{healthz,200}") > 0
    assert not [name for name in after if "of/this" in name]


@pytest.mark.once
def test_pages_are_counted_as_made_from_the_cache_and_by_the_front(
    asked: Callable[[], dict[str, float]], settings: Any
) -> None:
    settings.PAGE_CACHE = True
    kinds = [f"newsroom_pages_total{{{kind}}}" for kind in ("made", "cache", "front")]
    before = asked()
    client = FrontClient(count=front_counter())
    client.get("/")
    client.head("/")
    for _ in range(STEP + 2):
        client.get("/")
    after = asked()
    assert client.answered_by_front == STEP + 2
    assert [after[kind] - before.get(kind, 0) for kind in kinds] == [1, 1, STEP]


@pytest.mark.once
def test_the_release_is_told(asked: Callable[[], dict[str, float]]) -> None:
    assert asked()[f"newsroom_build_info{{{__version__}}}"] == 1


def test_nobody_pays_for_what_nobody_asks() -> None:
    assert front_counter() is None


def test_measures_are_told(asked: Callable[[], dict[str, float]], desk: User) -> None:
    now = clock.now()
    actions.publish(ArticleFactory(owner=desk), desk)
    Mark.objects.set(Mark.WORKER, now - timedelta(seconds=100))
    Mark.objects.set(Mark.BACKUP, now - timedelta(hours=2))
    DBTaskResult.objects.all().delete()
    for ages in (400, 300):
        tasks.make_renditions.enqueue(ages)
    for row, age in zip(DBTaskResult.objects.order_by("enqueued_at"), (400, 300), strict=True):
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=now - timedelta(seconds=age))
    tasks.make_renditions.enqueue(1)
    DBTaskResult.objects.filter(pk=DBTaskResult.objects.latest("enqueued_at").pk).update(status=TaskResultStatus.FAILED)
    told = asked()
    assert told["newsroom_database_up"] == 1
    assert told["newsroom_generation"] == SiteGeneration.objects.get().number
    assert told["newsroom_tasks_queued"] == 2
    assert 400 <= told["newsroom_tasks_oldest_seconds"] < 410
    assert told["newsroom_tasks_failed"] == 1
    assert 100 <= told["newsroom_worker_age_seconds"] < 110
    assert 7200 <= told["newsroom_backup_age_seconds"] < 7210
    assert "newsroom_sweep_age_seconds" not in told  # there was none
    assert 0 < told["newsroom_disk_free_ratio"] < 1
    assert told["newsroom_restored"] == 0


def test_the_next_story_to_go_live_is_told(asked: Callable[[], dict[str, float]], desk: User) -> None:
    actions.publish(ArticleFactory(owner=desk), desk, at=clock.now() + timedelta(seconds=50))
    assert 40 < asked()["newsroom_next_change_seconds"] <= 50


def test_a_clock_that_is_off_is_told(asked: Callable[[], dict[str, float]]) -> None:
    with clock.pretending(datetime.now(UTC) - timedelta(minutes=5)):
        assert 299 < asked()["newsroom_clock_skew_seconds"] < 301


@pytest.mark.once
def test_errors_are_counted_with_and_without_a_token(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    before = measures.recent_errors()
    Client(raise_request_exception=False).get("/broken")
    assert measures.recent_errors() == before + 1


@pytest.mark.once
def test_a_full_disk_is_told(asked: Callable[[], dict[str, float]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=100, free=3))
    assert asked()["newsroom_disk_free_ratio"] == 0.03


@pytest.mark.once
def test_without_the_database_it_says_so(
    asked: Callable[[], dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from newsroom.operations import metrics

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(metrics, "measure", away)
    told = asked()
    assert told["newsroom_database_up"] == 0
    assert "newsroom_tasks_queued" not in told
