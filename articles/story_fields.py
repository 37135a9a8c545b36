"""Fields of stories that are each whole in one class and need no migration. Another project's app adds its own:

    @register
    class Sponsor(StoryField):
        field = plain_text.CharField(max_length=100, blank=True)

Readers see `articles/fields/sponsor.html`, which is given `value`, on the story's page and cards and at the end of its
text in feeds. The class goes into the module `story_fields` of an installed app. Those that every site has are in
`disclosure` and `search_appearance`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.template.loader import render_to_string

from articles.blocks.block import Options, as_json, name_of
from newsroom.text.plain_text import clean
from newsroom.text.rich_text import RichTextField

FIELDS: dict[str, type["StoryField"]] = {}  # by name
PREFIX = "extra_"  # of the fields in the form
Row = dict[str, Any]  # {"key": the name of the field, "value": …}, in a snapshot


class StoryField:
    """A field with its value in one story. The class says how it behaves everywhere."""

    field: ClassVar[Any]  # a Django model field
    name: ClassVar[str] = ""  # as it is stored; made from the name of the class
    verbose_name: ClassVar[str] = ""  # made from the name
    verbose_name_plural: ClassVar[str] = ""
    panel: ClassVar[str] = "Details"  # the part of the story's page at the desk that has it
    permission: ClassVar[str] = ""  # what it takes, besides editing the story, to set, change or remove it
    template: ClassVar[str] = ""  # for readers; made from the name
    is_shown: ClassVar[bool] = True  # readers see a line of it
    type: ClassVar[str]
    _meta: ClassVar[Options]

    def __init_subclass__(cls) -> None:
        own = vars(cls)
        cls.name = own.get("name") or name_of(cls)
        cls.template = own.get("template") or f"articles/fields/{cls.name}.html"
        cls.type = cls.name
        cls.field.verbose_name = cls.field.verbose_name or cls.verbose_name or cls.name.replace("_", " ")
        cls.field.set_attributes_from_name("value")
        cls._meta = Options(cls, [cls.field])

    def __init__(self, value: Any) -> None:
        self.value = value

    def words(self) -> str:
        """Return what readers see in the edit history and in ninjs."""
        return str(self.value)

    def html(self) -> str:
        """Return the line that readers see."""
        return render_to_string(self.template, {"value": self.value})

    def json_ld(self) -> dict[str, Any]:
        """Return what it adds to the story's JSON-LD (schema.org)."""
        return {}


def register(field: type[StoryField]) -> type[StoryField]:
    """Decorate a class to add its field to every story. Raises ValueError if another class has that name."""
    known = FIELDS.setdefault(field.name, field)
    if known is not field:
        raise ValueError(f"Two classes are the field “{field.name}” of stories: {known.__name__} and {field.__name__}.")
    return field


def form_fields(user: Any) -> dict[str, forms.Field]:
    """Return the fields of the story's form, by name; those that `user` may not change are disabled."""
    fields = {}
    for name, kind in FIELDS.items():
        fields[PREFIX + name] = field = kind.field.formfield()
        field.disabled = bool(kind.permission) and not user.has_perm(kind.permission)
        # Those of a model's field are asked for a whole row, and this has none.
        field.validators += [each for each in kind.field.validators if each not in kind.field.default_validators]
    return fields


def fieldsets() -> list[tuple[str, dict[str, Any]]]:
    """Return the fields of the story's form by the part of its page, as an admin has them."""
    panels = dict.fromkeys(kind.panel for kind in FIELDS.values())
    return [
        (panel, {"fields": [PREFIX + name for name, kind in FIELDS.items() if kind.panel == panel]}) for panel in panels
    ]


def initial(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form begins with, for a story with these values by name."""
    return {PREFIX + name: value for name, value in values.items()}


def changed(values: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a story after its form was saved. Fields whose app is gone keep theirs."""
    new = {name: _written(name, as_json(cleaned[PREFIX + name])) for name in FIELDS if PREFIX + name in cleaned}
    return {name: value for name, value in {**values, **new}.items() if value not in (None, "", [], False)}


def rows(values: Mapping[str, Any]) -> list[Row]:
    """Return values by name as a snapshot has them, in one order."""
    return [{"key": name, "value": values[name]} for name in sorted(values)]


def values(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the values of a snapshot by name, their texts sanitized again."""
    return {row["key"]: _written(row["key"], row["value"]) for row in rows}


def _written(name: str, value: Any) -> Any:
    """Return a value as it is stored: text is sanitized, as a field of a model does when it is saved."""
    if name not in FIELDS or not isinstance(value, str):
        return value
    field = FIELDS[name].field
    return field.written(value) if isinstance(field, RichTextField) else clean(value)


def stored(rows: Iterable[Row]) -> str:
    """Return the values as lists carry them: JSON, or "" if there are none."""
    return json.dumps(values(rows)) if rows else ""


def known(carried: str) -> tuple[StoryField, ...]:
    """Return the fields of a story whose app is installed, in the order of registration, given what lists carry."""
    found = json.loads(carried) if carried else {}
    return tuple(kind(found[name]) for name, kind in FIELDS.items() if name in found)


def shown(carried: str) -> tuple[StoryField, ...]:
    """Return the fields of a story that readers see, given what lists carry."""
    return tuple(field for field in known(carried) if field.is_shown)


def guarded(before: Iterable[Row], after: Iterable[Row]) -> list[type[StoryField]]:
    """Return the fields that differ between two snapshots and that only some people may change."""
    old, new = ({row["key"]: row["value"] for row in rows} for rows in (before, after))
    return [kind for name, kind in FIELDS.items() if kind.permission and old.get(name) != new.get(name)]


def texts(rows: Iterable[Row]) -> dict[str, str]:
    """Return the values that a live fix may change, by merge path: every text that has no choices."""
    return {
        f"extra/{row['key']}/value": row["value"]
        for row in rows
        if (kind := FIELDS.get(row["key"]))
        and isinstance(kind.field, models.CharField | models.TextField)
        and not kind.field.choices
    }
