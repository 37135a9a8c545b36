"""The forms of the front desk: a container's slots, and where a story is put."""

from typing import Any, ClassVar

from django import forms

from newsroom.fronts import overrides
from newsroom.fronts.models import Container, Slot
from newsroom.publishing.admin.ordered_rows import OrderedFormSet, OrderedRow
from newsroom.text.datetime_field import MomentField

OF_ITS_OWN = {"story", "headline", "kicker", "picture"}


class SlotForm(OrderedRow):
    """One slot; it remembers what its own words were written over. `told` is what has happened to the story since."""

    until = MomentField(required=False, label="Stays until", help_text=Slot._meta.get_field("until").help_text)
    holds = forms.BooleanField(
        required=False, label="I looked at these again", help_text="They still hold: the warning goes."
    )

    class Meta:
        model = Slot
        fields = ("story", "timeline", "follow_ups", "until", "headline", "kicker", "picture", "order")

    def __init__(self, *args: Any, told: dict[str, list[str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = told.get(str(self.instance.pk), [])
        if not self.told:
            self.fields["holds"].widget = forms.HiddenInput()

    def save(self, commit: bool = True) -> Any:
        slot = super().save(commit=False)
        overrides.remember(slot, holds=bool(self.cleaned_data.get("holds") or OF_ITS_OWN & set(self.changed_data)))
        if commit:
            slot.save()
        return slot


class SlotFormSet(OrderedFormSet):
    """The slots of a container in order."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "told": self.told}

    @property
    def told(self) -> dict[str, list[str]]:
        """What has happened to the stories of the slots that say something of their own; asked once."""
        if not hasattr(self, "_told"):
            self._told = overrides.outdated(self.instance.snapshot()) if self.instance.pk else {}
        return self._told


class PutForm(forms.Form):
    """Where a story is put."""

    container: ClassVar = forms.ModelChoiceField(
        Container.objects.none(), label="Part of the front", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, containers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["container"].queryset = containers  # type: ignore[attr-defined]
