"""Forms for fronts: the slots of a container, and where to put a story."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property

from newsroom.fronts import overrides
from newsroom.fronts.models import Container, Slot
from newsroom.publishing.admin.ordered_rows import OrderedFormSet, OrderedRow
from newsroom.text.datetime_field import MomentField

CUSTOM = {"story", "headline", "kicker", "picture"}


class LayoutChoice(forms.RadioSelect):
    """The layouts to choose from, each with a small picture, its name and a few words."""

    template_name = "admin/fronts/layout_choice.html"
    option_template_name = "admin/fronts/layout_option.html"

    def create_option(self, name: str, value: Any, label: Any, *more: Any, **options: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *more, **options)
        title, _, about = str(label).partition(": ")
        return option | {"title": title, "about": about}


class SlotForm(OrderedRow):
    """One slot. `outdated` maps slot keys to what has happened to a story since its slot got a custom headline."""

    until = MomentField(required=False, label="Pinned until", help_text=Slot._meta.get_field("until").help_text)
    holds = forms.BooleanField(
        required=False, label="These are still right", help_text="Check this to dismiss the warning."
    )

    class Meta:
        model = Slot
        fields = ("story", "timeline", "follow_ups", "until", "headline", "kicker", "picture", "order")

    def __init__(self, *args: Any, outdated: dict[str, list[str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if str(self.instance.pk) not in outdated:
            self.fields["holds"].widget = forms.HiddenInput()

    def save(self, commit: bool = True) -> Any:
        slot = super().save(commit=False)
        overrides.remember(slot, holds=bool(self.cleaned_data.get("holds") or CUSTOM & set(self.changed_data)))
        if commit:
            slot.save()
        return slot


class SlotFormSet(OrderedFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "outdated": self.outdated}

    @cached_property
    def outdated(self) -> dict[str, list[str]]:
        return overrides.outdated(self.instance.snapshot()) if self.instance.pk else {}


class PutForm(forms.Form):
    container: ClassVar = forms.ModelChoiceField(
        Container.objects.none(), label="Front module", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, containers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["container"].queryset = containers  # type: ignore[attr-defined]
