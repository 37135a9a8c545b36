"""The form fields of the rows of a story, as JSON, which a script shows as chips."""

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.safestring import SafeString

from articles.body_form import Decoder, RowsField, described_field, finder
from articles.models import Article, Author
from articles.story_rows import LISTS, Row, RowList


class StoryRowsInput(forms.Textarea):
    """The rows as JSON. static/js/writing/row_chips.js makes chips of it, and reads what a row is from `data-rows`."""

    def __init__(self, rows: RowList) -> None:
        super().__init__({"rows": 3, "spellcheck": "false", "class": "rows-json"})
        self.rows = rows
        self.names: dict[str, str] = {}  # of what the stored rows name, by id

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        more = {"data-rows": json.dumps(_described(self.rows)), "data-names": json.dumps(self.names)}
        return super().get_context(name, value, {**(attrs or {}), **more})


class StoryRowsField(RowsField):
    def __init__(self, part: str, **options: Any) -> None:
        self.part, self.rows = part, LISTS[part]
        super().__init__(widget=StoryRowsInput(self.rows), **options)

    def differences(self, old: Any, new: Any) -> Iterator[tuple[str, SafeString]]:
        """Like those of blocks, but rows that differ only in their keys say the same: each page of a new story makes some."""
        said = [_without_keys(value) for value in (old, new)]
        return iter(()) if said[0] is not None and said[0] == said[1] else super().differences(old, new)


class StoryRowsForm(forms.ModelForm[Article]):
    """A story with its rows. A form without the field of a list leaves that list as it is."""

    bylines = StoryRowsField("bylines")
    related = StoryRowsField(
        "related",
        label="Related stories",
        help_text="Shown below the story. For headlines within the text, type /related there.",
    )
    reports = StoryRowsField("reports", label="Timeline events this story broke")

    writer: Author | None = None  # who signs a new story
    empty: Collection[str] = ()  # lists that are known to hold nothing: they are not asked for

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        instance: Article | None = options.get("instance")
        self.stored: dict[str, list[Row]] = {part: [] for part in LISTS}
        names: dict[str, dict[str, str]] = {part: {} for part in LISTS}
        begun = options.pop("initial", None) or {}  # of a new story
        for part, rows in LISTS.items():
            if instance and part not in self.empty and (data is None or part in data):
                self.stored[part], names[part] = rows.with_names(instance)
            elif given := begun.get(part):
                names[part] = rows.names_of(given)
        initial = {**self.stored, **begun}
        if self.writer and not instance:
            initial["bylines"] = [{"key": str(uuid4()), "author": self.writer.pk, "role": ""}]
            names["bylines"] = {str(self.writer.pk): str(self.writer)}
        super().__init__(data, *args, **{**options, "initial": initial})
        for part in LISTS.keys() & self.fields.keys():
            self.fields[part].widget.names = names[part]

    def clean_bylines(self) -> list[Row]:
        return self._clean_rows("bylines")

    def clean_related(self) -> list[Row]:
        return self._clean_rows("related")

    def clean_reports(self) -> list[Row]:
        return self._clean_rows("reports")

    def _clean_rows(self, part: str) -> list[Row]:
        if part not in self.data:
            initial: list[Row] = self.initial[part]
            return initial
        typed = self.cleaned_data[part]
        return LISTS[part].cleaned([] if typed is None else typed, self.stored[part], self.instance)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # Django's own, which the stubs leave out
        for part in LISTS.keys() & self.cleaned_data.keys():
            if self.cleaned_data[part] != self.stored[part]:
                LISTS[part].store(self.instance, self.cleaned_data[part])


def _without_keys(value: Any) -> list[Row] | None:
    """Return what rows say, of a list or its JSON; or None if it isn’t a list of rows."""
    try:
        rows = value if isinstance(value, list) else json.loads(value, cls=Decoder)
        return [{name: said for name, said in row.items() if name != "key"} for row in rows]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _described(rows: RowList) -> dict[str, Any]:
    """Return what a row is, for the script: what it names, where that is found, and its other fields."""
    relation = rows.relation
    names = rows.fields if relation.null else [name for name in rows.fields if name != relation.name]
    return {
        "names": relation.name,
        "of": relation.related_model._meta.label_lower,
        "search": finder(relation),
        "isOrdered": rows.is_ordered,
        "fields": [described_field(rows.model._meta.get_field(name)) for name in names],
    }
