"""The fields in which a filled-in form differs from what is stored, for text that was typed and never saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.safestring import SafeString

from newsroom.text.html_diff import marked


@dataclass(frozen=True)
class Unsaved:
    """One field: its place, and its text with removed and added words marked."""

    place: str
    html: SafeString


def unsaved(form: Any, formsets: Iterable[Any]) -> list[Unsaved]:
    """Return the fields whose value would change; rows that were moved make one more entry. Nothing is validated."""
    found, moved = list(_of(form, "")), False
    for formset in formsets:
        if not formset.management_form.is_valid():
            continue
        for row in formset.forms:
            if formset.can_delete and row["DELETE"].data:
                found.append(Unsaved(_name(row), marked(_name(row), "")))
                continue
            here = list(_of(row, _name(row)))
            found += here
            moved = moved or (not here and not row.instance._state.adding and bool(row.changed_data))
    return [*found, Unsaved("Order", marked("", "Rows were moved."))] if moved else found


def _of(form: Any, row: str) -> Iterator[Unsaved]:
    for name in form.changed_data:
        bound = form[name]
        file = isinstance(bound.field, forms.FileField) and not hasattr(bound.field, "in_words")
        if bound.is_hidden or file or "data-row-order" in bound.field.widget.attrs:
            continue
        if hasattr(bound.field, "differences"):
            typed = bound.field.differences(form.get_initial_for_field(bound.field, name), bound.value())
            yield from (Unsaved(place, html) for place, html in typed)
            continue
        old = _words(bound.field, bound.field.prepare_value(form.get_initial_for_field(bound.field, name)))
        new = _words(bound.field, bound.value())
        if old != new:
            kind = str(form._meta.model._meta.verbose_name)
            places = [row] if row and str(bound.label).lower() == kind else [row, str(bound.label)]
            yield Unsaved(" › ".join(filter(None, places)), marked(old, new))


def _name(row: Any) -> str:
    """Return the name of a row: its first words, or its kind if it is new."""
    kind = str(row._meta.model._meta.verbose_name)
    if row.instance._state.adding:
        return f"New {kind}"
    words = str(row.instance)
    return words if words.lower() == kind.lower() else f"{kind.capitalize()} “{words}”"


def _words(field: Any, value: Any) -> str:
    """Return a value as the page shows it: choices by name, others as the field's own `in_words` has it.

    A field with parts of its own has `differences(old, new)` instead: the place and the marked text of each part.
    """
    if value is None or value == "":
        return ""
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if isinstance(field, forms.ModelChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        chosen_of: Any = field.queryset
        pks = [getattr(each, "pk", each) for each in chosen]
        try:
            return ", ".join(str(each) for each in chosen_of.filter(pk__in=pks)) or "(none)"
        except (ValueError, TypeError):
            return str(value)
    if isinstance(field, forms.ChoiceField):
        flat: Any = flatten_choices(field.choices)  # type: ignore[arg-type]
        names = {str(key): str(name) for key, name in flat}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(names.get(str(each), str(each)) for each in chosen)
    if isinstance(field, forms.BooleanField):
        return "yes" if value not in (False, "False", "false") else "no"
    return str(value)
