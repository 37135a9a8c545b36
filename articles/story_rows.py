"""Rows that belong to a story beside its text: bylines, related stories, and the timeline events that it broke.

A form and a version hold each list in the same JSON: [{"key": UUID as text, "author": 4, "role": ""}, …], in order. The key of a row is
made by the page on which it is added, and stays through snapshot, restore and merge.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, JSONField

from articles.models import Article, Byline, EventReport, RelatedLink
from newsroom.database.rows import column, replace, values
from newsroom.text.plain_text import is_invisible
from timelines.models import Event

Row = dict[str, Any]


@dataclass(frozen=True)
class RowList:
    """One list of rows of a story: its model, and the fields that a row holds."""

    model: Any
    related_name: str
    fields: tuple[str, ...]
    label: str  # of one row, in an error

    @property
    def relation(self) -> Any:
        """The field that names what a row is about."""
        return next(field for name in self.fields if (field := self.model._meta.get_field(name)).is_relation)

    def of(self, article: Article) -> list[Row]:
        """Return the rows of the working copy."""
        return [self.row(stored) for stored in getattr(article, self.related_name).all()]

    def with_names(self, article: Article) -> tuple[list[Row], dict[str, str]]:
        """Return the rows of the working copy, and the name of what each names, by its id."""
        relation = self.relation
        if not relation.db_constraint:  # what they name may be gone
            found = self.of(article)
            return found, self.names_of(found)
        large = [field.name for field in relation.related_model._meta.concrete_fields if isinstance(field, JSONField)]
        rows = getattr(article, self.related_name).select_related(relation.name)
        stored = list(rows.defer(*(f"{relation.name}__{name}" for name in large)))
        named = [thing for row in stored if (thing := getattr(row, relation.name))]
        return [self.row(each) for each in stored], {str(thing.pk): str(thing) for thing in named}

    def names_of(self, rows: Iterable[Row]) -> dict[str, str]:
        """Return the name of what each of these rows names, by its id."""
        keys = [row[self.relation.name] for row in rows]
        named = self.relation.related_model._base_manager.filter(pk__in=keys) if keys else []
        return {str(thing.pk): str(thing) for thing in named}

    def row(self, stored: models.Model) -> Row:
        return {"key": str(stored.pk), **_values(stored, self.fields)}

    @property
    def is_ordered(self) -> bool:
        return any(field.name == "order" for field in self.model._meta.concrete_fields)

    def store(self, article: Article, rows: Iterable[Row]) -> None:
        """Make the working copy hold `rows`, which are clean, in their order."""
        columns = {column(self.model, name): name for name in self.fields}
        replace(
            getattr(article, self.related_name).all(),
            (
                self.model(
                    pk=row["key"],
                    article=article,
                    **({"order": place} if self.is_ordered else {}),
                    **{attribute: row[name] for attribute, name in columns.items()},
                )
                for place, row in enumerate(rows, 1)
            ),
        )

    def cleaned(self, rows: Any, before: list[Row], article: Article) -> list[Row]:
        """Return `rows`, as a form sent them instead of `before`, clean. Raises ValidationError, which names the row.

        A row that says nothing is left out. What a row of `before` names may be gone meanwhile. A key that a row of another
        story has is replaced.
        """
        found, errors = self.checked(rows, before, article)
        if errors:
            raise ValidationError(errors)
        return found

    def checked(self, rows: Any, before: list[Row], article: Article) -> tuple[list[Row], list[str]]:
        """Like `cleaned`, but return the rows that could be saved and what is wrong with the others.

        Raises ValidationError only if `rows` isn’t a list.
        """
        if rows == before:
            return before, []
        if not isinstance(rows, list):
            raise ValidationError("This is a list of objects.")
        found: dict[str, tuple[int, Row]] = {}
        errors = []
        for number, row in enumerate(rows, 1):
            try:
                if not isinstance(row, dict):
                    raise ValidationError("Each row is an object.")
                if not _says_nothing(self.model, row):
                    clean = cleaned_row(self.model, self.fields, row)
                    key = str(uuid4()) if clean["key"] in found else clean["key"]
                    found[key] = number, {**clean, "key": key}
            except ValidationError as error:
                errors += [f"{self.label} {number}: {message}" for message in error.messages]
        was = {row["key"]: row for row in before}
        for key, words in self._missing(found, was):
            errors.append(f"{self.label} {found.pop(key)[0]}: {words}")
        added = self.model.objects.filter(pk__in=found.keys() - was.keys()).exclude(article=article.pk)
        theirs = set(map(str, added.values_list("pk", flat=True)))
        return [{**row, "key": str(uuid4())} if key in theirs else row for key, (_, row) in found.items()], errors

    def _missing(self, found: Mapping[str, tuple[int, Row]], before: Mapping[str, Row]) -> list[tuple[str, str]]:
        """Return the key of the row, and an error, for each new mention of something that doesn't exist."""
        relation = self.relation
        was = {key: row[relation.name] for key, row in before.items()}
        named = {
            key: row[relation.name]
            for key, (_, row) in found.items()
            if row[relation.name] is not None and row[relation.name] != was.get(key)
        }
        if not named:
            return []
        there = set(map(str, _all(relation.related_model).filter(pk__in=named.values()).values_list("pk", flat=True)))
        default = f"That {relation.verbose_name} doesn’t exist. Choose another."
        words = str(relation.error_messages.get("invalid_choice") or default)
        return [(key, words) for key, pk in named.items() if str(pk) not in there]


BYLINES = RowList(Byline, "bylines", ("author", "role"), "Byline")
RELATED = RowList(RelatedLink, "related_links", ("relation", "story", "url", "title", "leave_out"), "Related story")
REPORTS = RowList(EventReport, "reports", ("event",), "Event")
LISTS: dict[str, RowList] = {"bylines": BYLINES, "related": RELATED, "reports": REPORTS}  # by name in a version


def cleaned_row(model: Any, fields: Iterable[str], row: Row, *, draft: bool = False) -> Row:
    """Return a row with a key and all of these fields of `model`, clean. Raises ValidationError.

    In a `draft`, words and addresses are taken as they were typed, and a row may be incomplete. Whether what it names
    exists is not asked.
    """
    key = cleaned_key(fields, row)
    made = model()
    for name in fields:
        field = model._meta.get_field(name)
        if (value := _read(field, row.get(name), draft)) is not None:
            setattr(made, field.attname, value)
    unjudged = [name for name in fields if _is_unjudged(model._meta.get_field(name), draft)]
    made.clean_fields(exclude=("id", "article", *unjudged))
    if not draft:
        made.clean()
    return {"key": key, **_values(made, fields)}


def cleaned_key(fields: Iterable[str], row: Row) -> str:
    """Return the key of a row that has no other fields than these, a new one if it has none. Raises ValidationError."""
    if unknown := row.keys() - {"key", *fields}:
        raise ValidationError(f"There is no field “{min(unknown)}”.")
    try:
        return str(UUID(str(row.get("key") or uuid4())))
    except ValueError:
        raise ValidationError("The key is a UUID.") from None


def _read(field: Any, value: Any, draft: bool) -> Any:
    """Return a value of a row as its field stores it, None for none. Raises ValidationError."""
    if field.is_relation:
        if value in (None, ""):
            if not field.null:
                raise ValidationError(f"Choose the {field.verbose_name}.")
            return None
        return field.related_model._meta.pk.clean(value, None)
    if isinstance(value, list | dict):
        raise ValidationError(f"The {field.verbose_name} isn’t a text or a number.")
    return field.to_python(value) if _is_unjudged(field, draft) else value


def _is_unjudged(field: Any, draft: bool) -> bool:
    is_typed = isinstance(field, models.CharField | models.TextField) and not field.choices
    return bool(field.is_relation or (draft and is_typed))


def _values(row: models.Model, names: Iterable[str]) -> Row:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values(row, names).items()}


def _says_nothing(model: Any, row: Row) -> bool:
    """Return whether a row names nothing and has no words: what it chooses otherwise is nothing."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, value in row.items():
        field = fields.get(name)
        is_choice = field is not None and (bool(field.choices) or isinstance(field, BooleanField))
        is_word = field is not None and not field.is_relation and isinstance(value, str)
        if not (name == "key" or is_choice or value in (None, "") or (is_word and is_invisible(value))):
            return False
    return True


def _all(model: Any) -> models.QuerySet[Any]:
    return Event.objects.unsealed() if model is Event else model._base_manager.all()
