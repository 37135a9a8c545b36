"""Rows that are over. Each app registers what deletes its own kinds; `manage.py sweep` calls them all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

BATCH = 500  # rows of one transaction: nobody waits long for its locks
Delete = Callable[[datetime], int]

KINDS: list[tuple[str, str, Delete]] = []
"""What the sweep calls one and several of a kind, and what deletes them."""


def register_expiry(one: str, several: str) -> Callable[[Delete], Delete]:
    """Register `delete(now)`, which deletes what is over at `now` and returns how many it deleted.

    It may run at the same time on two machines, and again after a crash.
    """

    def register(delete: Delete) -> Delete:
        KINDS.append((one, several, delete))
        return delete

    return register


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete in batches. Return how many were deleted; another machine may have deleted some first."""
    deleted = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        deleted += rows.model._default_manager.filter(pk__in=keys).delete()[1].get(rows.model._meta.label, 0)
    return deleted
