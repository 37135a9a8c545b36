"""Prepared statements through libpq fail and recover as those of a cursor do."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)

from newsroom.delivery import libpq
from newsroom.publishing.models import SiteGeneration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

DOUBLE = "SELECT $1::int * 2, 'ferry'"


@pytest.fixture(autouse=True)
def _kept_connection() -> None:
    connection.ensure_connection()


def rows(sql: str, parameters: Sequence[Any] = (), within: float | None = None) -> list[tuple[Any, ...]]:
    return libpq.rows(connections[DEFAULT_DB_ALIAS], sql, parameters, within)


def known() -> int:
    """Count the statements that the server has prepared for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        count: int = cursor.fetchone()[0]
    return count


def test_a_statement_is_prepared_once_for_each_connection() -> None:
    before = known()
    assert [rows(DOUBLE, (number,)) for number in (1, 2)] == [[(2, "ferry")], [(4, "ferry")]]
    assert known() == before + 1
    connection.close()
    assert rows(DOUBLE, (3,)) == [(6, "ferry")]
    assert known() == 1


def test_one_statement_is_asked_for_small_and_large_numbers() -> None:
    numbers = (70_000, 5, 2**40, -1, 32_768)
    assert [rows("SELECT $1", (number,)) for number in numbers] == [[(number,)] for number in numbers]


def test_it_outlives_a_rollback() -> None:
    rows(DOUBLE, (1,))
    with transaction.atomic():
        SiteGeneration.objects.update(number=7)
        transaction.set_rollback(True)
    assert rows(DOUBLE, (1,)) == [(2, "ferry")]


def test_an_error_is_djangos_and_the_next_query_works() -> None:
    with pytest.raises(ProgrammingError):
        rows("SELECT nothing FROM nowhere")
    with pytest.raises(DataError):
        rows("SELECT 1 / $1::int", (0,))
    assert rows("SELECT 1 / $1::int", (1,)) == [(1,)]


def test_nothing_is_asked_in_a_broken_transaction() -> None:
    with transaction.atomic():
        with pytest.raises(DataError), transaction.atomic():
            rows("SELECT 1 / $1::int", (0,))
        assert rows(DOUBLE, (1,)) == [(2, "ferry")]
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            rows(DOUBLE, (1,))


def test_it_works_again_after_its_table_has_changed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE tide (height int)")
        cursor.execute("INSERT INTO tide VALUES (3)")
        assert rows("SELECT height FROM tide") == [(3,)]
        cursor.execute("ALTER TABLE tide ALTER height TYPE text")
    with pytest.raises(NotSupportedError, match="cached plan"):
        rows("SELECT height FROM tide")
    assert rows("SELECT height FROM tide") == [("3",)]


def test_it_waits_no_longer_than_it_is_told() -> None:
    with pytest.raises(OperationalError, match=r"did not answer within 0\.1 seconds"):
        rows("SELECT pg_sleep(5)", within=0.1)
    connection.close()
