"""Form fields that complete what is typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class Autocomplete(AutocompleteSelect):
    """Ignores posted values that can't be ids; Django's widget raises ValueError for these when it queries them."""

    loaded: Any = None  # what the row of the form refers to, if it was loaded with the row

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        if self.loaded is not None and list(value) == [str(self.loaded.pk)]:
            label = self.choices.field.label_from_instance(self.loaded)
            blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            return [(None, [*blank, self.create_option(name, self.loaded.pk, label, True, 0)], 0)]
        return super().optgroups(name, [each for each in value if self._can_be_id(each)], attr)

    def _can_be_id(self, value: str) -> bool:
        try:
            self.field.remote_field.model._meta.pk.clean(value, None)
        except ValidationError:
            return False
        return True


def show_loaded(form: forms.ModelForm[Any]) -> None:
    """Show what was loaded with the row of this form in its autocomplete fields, without a query for each."""
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)  # the admin wraps it
        if isinstance(widget, Autocomplete) and form.instance._meta.get_field(name).is_cached(form.instance):
            widget.loaded = getattr(form.instance, name)


class AutocompleteMixin:
    """Makes the `autocomplete_fields` of a ModelAdmin or inline use `Autocomplete`."""

    def formfield_for_foreignkey(self: Any, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in options:
            options["widget"] = Autocomplete(db_field, site, using=options.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[misc]
