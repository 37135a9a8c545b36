"""Helpers that find models, and read and write rows as plain values."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL


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


def union(parts: Iterable[models.QuerySet[Any, Any]]) -> RawSQL:
    """Return the rows of all `parts`, each a values_list of ids, for `pk__in`.

    They may be ordered and limited, which Django's own union() doesn't allow on SQLite.
    """
    statements = [part.query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{n}" for n, (part, _) in enumerate(statements))  # noqa: S608
    if connection.vendor == "postgresql":
        # Without statistics on new tables, the planner would run a subquery once per row.
        sql = f"SELECT unnest(ARRAY({sql}))"
    return RawSQL(sql, [parameter for _, parameters in statements for parameter in parameters])  # noqa: S611


class CappedCount(models.Subquery):
    """The number of rows of a subquery; it stops counting at `most`, so that it costs the same however many there are."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()

    def __init__(self, rows: models.QuerySet[Any, Any], most: int) -> None:
        super().__init__(rows.order_by().values("pk")[:most])
