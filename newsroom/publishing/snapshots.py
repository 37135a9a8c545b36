"""What every kind of publishable needs to turn its working copy into plain JSON, and back."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def column(model: type[models.Model], name: str) -> str:
    """The attribute that holds what is stored of a field: "section_id" of "section"."""
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


def values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What is stored in these fields of a row, by their names; other rows by their ids."""
    return {name: getattr(row, column(type(row), name)) for name in names}


def replace(rows: models.QuerySet[Any], wanted: Iterable[Any]) -> None:
    """Leave exactly `wanted` of `rows`: updated, added or deleted by primary key."""
    wanted = list(wanted)
    rows.exclude(pk__in=[row.pk for row in wanted]).delete()
    written = [field.name for field in rows.model._meta.concrete_fields if not field.primary_key]
    rows.model._default_manager.bulk_create(wanted, update_conflicts=True, unique_fields=["id"], update_fields=written)
