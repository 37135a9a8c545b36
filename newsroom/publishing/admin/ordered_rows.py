"""Ordered rows of a form, moved with static/js/move_rows.js or by typing numbers."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from newsroom.publishing.admin.autocomplete import show_loaded


class OrderedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows numbered in order; a row without a number comes last."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["order"].required = False
        form.fields["order"].widget.attrs |= {"data-row-order": "", "aria-label": "Position in the list"}
        if form.instance._state.adding:
            form.initial["order"] = None
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        rows = [form for form in self.forms if not (form.instance._state.adding or form in self.deleted_forms)]
        rows.sort(key=lambda form: form.cleaned_data.get("order") or len(self.forms))
        moved = [(number, form.instance) for number, form in enumerate(rows, 1) if form.instance.order != number]
        for number, row in moved:
            row.order = number
        self.get_queryset().model._default_manager.bulk_update([row for _, row in moved], ["order"])
        return saved


class LoadedRow(forms.ModelForm[Any]):
    """A row that shows what was loaded with it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        show_loaded(self)


class OrderedRow(LoadedRow):
    """A row of such a list; an empty new row is ignored even if it has a number."""

    def full_clean(self) -> None:
        """Take a row that is stored and didn't change as it is; to check it again would be some queries for each."""
        if self.is_bound and not self.instance._state.adding and not self.has_changed():
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {**self.initial}
        else:
            super().full_clean()

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"order"} if self.instance._state.adding else self.changed_data)

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0
