"""Helpers that find models, and read and write rows as plain values."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models


def concrete(kind: type[models.Model]) -> list[Any]:
    """Return every installed model that inherits from `kind`."""
    return [model for model in apps.get_models() if issubclass(model, kind)]


def column(model: type[models.Model], name: str) -> str:
    """Return the attribute that holds a field's stored value: "section_id" for "section"."""
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


def values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the stored values of these fields by name; other rows are ids."""
    return {name: getattr(row, column(type(row), name)) for name in names}


def replace(rows: models.QuerySet[Any], wanted: Iterable[Any]) -> None:
    """Make `rows` equal `wanted`: update, add and delete by primary key."""
    wanted = list(wanted)
    rows.exclude(pk__in=[row.pk for row in wanted]).delete()
    written = [field.name for field in rows.model._meta.concrete_fields if not field.primary_key]
    rows.model._default_manager.bulk_create(wanted, update_conflicts=True, unique_fields=["id"], update_fields=written)
