"""Fixtures of every test: which tests run where, and a clean database for each."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.db import connection
from django.template.backends.jinja2 import Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from pytest_django.plugin import DjangoDbBlocker

from newsroom import rate_limits
from newsroom.delivery import current_generation, memory, outage, page_cache
from tests.emptying import as_migrated, empty
from tests.front import FrontClient
from tests.people import administrator, editor, journalist

HERE = Path(__file__).parent
NINE = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York
# Browsers, servers, the demo, processes of their own, and three modules that take many seconds a test.
DEAREST = (
    "e2e",
    "site",
    "test_migrations.py",
    "archive",
    "desk",
    "growth",
    "test_hostile_requests.py",
    "test_nobody_in.py",
    "images",
)

# `fast` is what `make test` runs; `make test-long` asks for `long` with --hypothesis-profile.
hypothesis.settings.register_profile("fast", max_examples=50, deadline=None)
hypothesis.settings.register_profile("long", max_examples=5_000, deadline=None)
hypothesis.settings.load_profile("fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the directory they live in, and skip those of the other database.

    Tests that don't use the database run only with SQLite, and those marked `once` only with the database that the mark
    names, which is SQLite if it names none; `make test-long` runs them with the other too. Tests and cases marked `long`
    are left to `make test-second`. The slowest come first.
    """
    if "long" not in config.option.markexpr:
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    if connection.vendor == "postgresql":
        items[:] = [item for item in items if _asks_the_database(item)]
    if os.environ.get("TEST_ONCE_TWICE") != "1":
        items[:] = [item for item in items if _once(item) in {None, connection.vendor}]
    for item in items:
        room = item.path.relative_to(HERE).parts[0]
        if room in {"e2e", "long", "standards"}:
            item.add_marker(room)
        if room == "e2e":  # a browser's driver loses a race now and then; the summary lists whatever ran twice
            item.add_marker(pytest.mark.flaky(reruns=1))
        for vendor in ("postgresql", "sqlite"):
            if item.get_closest_marker(vendor) and connection.vendor != vendor:
                item.add_marker(pytest.mark.skip(reason=f"asks a question of {vendor} only"))
    items.sort(key=_rank)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long text by its length: every worker collects and reports it, and a file is no name."""
    return f"{argname}-{len(val)}" if isinstance(val, str | bytes) and len(val) > 100 else None


def _rank(item: pytest.Item) -> int:
    """Return the place of a test's directory or module in the list of slow ones."""
    room = item.path.relative_to(HERE).parts[0]
    return DEAREST.index(room) if room in DEAREST else len(DEAREST)


def pytest_collection_finish() -> None:
    """Exempt what is loaded by now from garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def _once(item: pytest.Item) -> str | None:
    """Return the database with which a test marked `once` runs."""
    marker = item.get_closest_marker("once")
    return (marker.args or ("sqlite",))[0] if marker else None


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(
        fixtures
        or item.get_closest_marker("django_db")
        or issubclass(getattr(item, "cls", None) or int, TransactionTestCase)
    )


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Stop the clock at 9 a.m. on Nov. 8, 2024, until it is moved."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client() -> FrontClient:
    """Return a client that asks through the front, as gunicorn serves the site."""
    return FrontClient()


@pytest.fixture
def writer(db: None) -> User:
    """Return a user who writes."""
    return journalist(username="writer")


@pytest.fixture
def desk(db: None) -> User:
    """Return a user who publishes."""
    return editor(username="desk")


@pytest.fixture
def chief(db: None) -> User:
    """Return a user who can also take down."""
    return administrator(username="chief")


@pytest.fixture(autouse=True, scope="session")
def _contexts_seen() -> Iterator[None]:
    """Let `response.context` hold the context of a Jinja2 template, as Django does for its own."""
    rendered = Template.render

    def render(template: Template, context: Any = None, request: Any = None) -> Any:
        template_rendered.send(sender=template, template=template, context=dict(context or {}))
        return rendered(template, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """Clear the caches, because a rollback also resets the site generation."""
    cache.clear()
    caches["outage"].clear()
    current_generation.forget()
    memory.forget()
    outage.forget()
    page_cache.forget()
    rate_limits.forget()


def _commits(request: pytest.FixtureRequest) -> bool:
    """Return whether this test commits, so that the database must be emptied after it."""
    marker = request.node.get_closest_marker("django_db")
    return (marker is not None and bool(marker.kwargs.get("transaction"))) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )


@pytest.fixture(scope="session")
def _emptied_quickly(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Delete what tests commit after each, in place of Django's flush."""
    with django_db_blocker.unblock():
        migrated = as_migrated()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty(migrated))
        yield


@pytest.fixture(autouse=True)
def _leave_nothing(request: pytest.FixtureRequest) -> None:
    if _commits(request):
        request.getfixturevalue("_emptied_quickly")
