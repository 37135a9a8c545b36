"""Snapshots described for people: fields by label, objects by title, never a key or an id.

Most comes from the models: labels, choices, related objects. An app that needs more subclasses `SnapshotPresenter` and
returns it from its adapter's `presenter`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.html import strip_tags
from django.utils.text import Truncator

from newsroom.text.ap_style import moment
from newsroom.text.rich_text import RichTextField
from newsroom.text.snapshot_diff import Described, Line, Part, Rows
from newsroom.text.snapshot_paths import FIELDS, fields_of, keyed

Model = type[models.Model]
Content = dict[str, Any]
GONE = "(deleted)"
WORDS_OF_A_NAME = 8


class SnapshotPresenter:
    """Describes the snapshots `contents` of one model, with one query for each model they refer to.

    Without `names` it makes no queries, which is enough to see what differs but not to read it.
    """

    LABELS: ClassVar[Mapping[str, str]] = {}  # labels that differ from the model's, by name or "list/name"
    UNTOLD: ClassVar[Collection[str]] = ()  # fields to leave out, likewise
    LISTS: ClassVar[Sequence[str]] = ()  # the order of the lists, after the fields
    WHOLE: ClassVar[Collection[str]] = ()  # lists of rows whose fields make sense only together

    def __init__(self, model: Model, contents: Iterable[Content], names: bool = True) -> None:
        self.model = model
        self.things: dict[Model, dict[str, Any]] = defaultdict(dict)
        self.rows: dict[str, str] = {}  # key -> name, of rows in the snapshots
        if names:
            self._look_up(list(contents))

    # Hooks for subclasses.

    def row_model(self, name: str, row: Content) -> Model | None:
        """Return the model of a row of that list, or None."""
        try:
            return self.model._meta.get_field(name).related_model or None
        except FieldDoesNotExist:
            return None

    def things_of(self, model: Model, keys: set[Any]) -> Iterable[Any]:
        """Return the objects of `model` with those keys."""
        return model._base_manager.filter(pk__in=keys)

    def words(self, model: Model | None, name: str, value: Any) -> str:
        """Return the value of a field as HTML; "" if it is empty."""
        field = _field(model, name)
        if field is not None and field.choices and (value or value in dict(field.flatchoices)):
            return escape(str(dict(field.flatchoices).get(value, value)))
        if value is None or value in ("", [], {}):
            return ""
        if field is not None and field.is_relation:
            return escape(self.name_of_thing(field.related_model, value))
        if isinstance(field, RichTextField):
            return str(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(field, models.DateTimeField):
            return escape(moment(datetime.fromisoformat(value)))
        if isinstance(value, list):
            return escape(", ".join(str(each) for each in value))
        return linebreaksbr(str(value), autoescape=True)

    def picture(self, thing: Any) -> str:
        """Return a small picture of an object as safe HTML, or ""."""
        return ""

    def name(self, model: Model | None, row: Content) -> str:
        """Return the name of a row: its first words, or the title of what it refers to."""
        fields = fields_of(row)
        for field_name in self.in_order(model, fields):
            field, value = _field(model, field_name), fields[field_name]
            if not value or (field is not None and field.choices):
                continue
            if field is not None and field.is_relation:
                return Truncator(self.name_of_thing(field.related_model, value)).words(WORDS_OF_A_NAME)
            if isinstance(value, str) and (words := strip_tags(value).strip()):
                return Truncator(" ".join(words.split())).words(WORDS_OF_A_NAME)
        return ""

    def describe(self, content: Content) -> Described:
        return list(self._told(content))

    def in_order(self, model: Model | None, names: Iterable[str]) -> list[str]:
        """Sort names by the model's fields, lists last, because PostgreSQL doesn't keep the order of JSON."""
        places = _places(model, tuple(self.LISTS))
        return sorted(names, key=lambda name: places.get(name, len(places)))

    def name_of_thing(self, model: Any, key: Any) -> str:
        found = self.things[model].get(str(key))
        return str(found) if found is not None else self.rows.get(str(key), GONE)

    def _told(self, content: Content) -> Iterator[Line | Rows]:
        for name in self.in_order(self.model, content):
            value = content[name]
            if name == "schema" or name in self.UNTOLD:
                continue
            if not is_rows(value):
                yield self._line(self.model, name, name, value)
                continue
            fields = {field for row in value for field in self._fields(name, row)}
            if len(fields) == 1 and FIELDS not in value[0]:  # a list of one field, such as tags, but not of blocks
                yield self._names(name, value, fields.pop())
            else:
                yield Rows(name, tuple(self._part(name, row) for row in value))

    def _line(self, model: Model | None, path: str, name: str, value: Any) -> Line:
        list_name = path.split("/")[0] if "/" in path else ""
        field = _field(model, name)
        label = self.LABELS.get(f"{list_name}/{name}" if list_name else name) or str(
            getattr(field, "verbose_name", name.replace("_", " "))
        )
        thing = self.things[field.related_model].get(str(value)) if field is not None and field.is_relation else None
        default = field is not None and not field.is_relation and field.has_default() and field.get_default() == value
        picture = self.picture(thing) if thing is not None else ""
        prose = field is None or (isinstance(field, models.CharField | models.TextField) and not field.choices)
        return Line(path, label, value, self.words(model, name, value), picture, bool(default), not prose)

    def _names(self, list_name: str, rows: list[Content], name: str) -> Line:
        values = [fields_of(row)[name] for row in rows]
        models = (self.row_model(list_name, row) for row in rows)
        words = ", ".join(self.words(model, name, value) for model, value in zip(models, values, strict=True))
        return Line(list_name, self.LABELS.get(list_name, list_name.replace("_", " ")), values, words)

    def _part(self, list_name: str, row: Content) -> Part:
        model = self.row_model(list_name, row)
        lines = (
            self._line(model, f"{list_name}/{row['key']}/{name}", name, fields_of(row)[name])
            for name in self._fields(list_name, row)
        )
        one = self.LABELS.get(list_name, list_name.replace("_", " ").removesuffix("s"))
        kinds = (model._meta.verbose_name, model._meta.verbose_name_plural) if model else (one, f"{one}s")
        name, whole = self.name(model, row), list_name in self.WHOLE
        return Part(f"{list_name}/{row['key']}", str(kinds[0]), str(kinds[1]), name, tuple(lines), whole)

    def _fields(self, list_name: str, row: Content) -> list[str]:
        names = self.in_order(self.row_model(list_name, row), fields_of(row))
        return [name for name in names if f"{list_name}/{name}" not in self.UNTOLD]

    def _look_up(self, contents: list[Content]) -> None:
        wanted: dict[Model, set[Any]] = defaultdict(set)
        for content in contents:
            for model, name, value in self._values(content):
                field = _field(model, name)
                if value not in (None, []) and field is not None and field.is_relation:
                    wanted[field.related_model].add(value)
        for model, keys in wanted.items():
            self.things[model] = {str(thing.pk): thing for thing in self.things_of(model, keys)}
        for content in contents:
            for name, value in content.items():
                for row in value if is_rows(value) else ():
                    self.rows[row["key"]] = self.name(self.row_model(name, row), row)

    def _values(self, content: Content) -> Iterator[tuple[Model | None, str, Any]]:
        for name, value in content.items():
            if not is_rows(value):
                yield self.model, name, value
                continue
            for row in value:
                model = self.row_model(name, row)
                yield from ((model, field, fields_of(row)[field]) for field in self._fields(name, row))


def is_rows(value: Any) -> bool:
    """Return whether `value` is a list of keyed rows and not empty."""
    return bool(value) and keyed(value)


@lru_cache(maxsize=256)
def _places(model: Model | None, lists: tuple[str, ...]) -> dict[str, int]:
    names = [field.name for field in model._meta.concrete_fields] if model else []
    return {name: place for place, name in enumerate([*names, *lists])}


@lru_cache(maxsize=4_096)
def _field(model: Model | None, name: str) -> Any:
    if model is None:
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if getattr(field, "concrete", False) else None
