"""Forms for the rows of a timeline: events, groups (called lanes in code) and eras."""

from collections import Counter
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator

from timelines.models import Event, Timeline, TimelineEra, TimelineLane

LAST = 2**31 - 1  # the largest that the column holds


class DateText(forms.TextInput):
    """A date field with its reading below it: as saved, and, with JavaScript, while typing."""

    template_name = "admin/timelines/date_text.html"
    reading = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-date-reading"] = reverse("admin:timelines_timeline_reading")
        context["reading"] = self.reading
        return context


class NumberedForm(forms.ModelForm[Any]):
    """A row with a position; without one it goes below the others."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].required = False
        if self.instance._state.adding:
            self.initial["position"] = None
        if "date_text" in self.fields:
            self.fields["date_text"].widget.reading = self.instance.reading

    def clean_position(self) -> int:
        place: int | None = self.cleaned_data["position"]
        return LAST if place is None else place


class TableRow(NumberedForm):
    """A row of a table, whose headings only sighted users see: each field gets a label of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)


class NumberedFormSet(forms.BaseInlineFormSet[Any, Timeline, forms.ModelForm[Any]]):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete"

    def save(self, commit: bool = True) -> Any:
        """Save the rows and number them in their order."""
        saved = super().save(commit)
        rows = [form for form in self.forms if not (form.instance._state.adding or form in self.deleted_forms)]
        rows.sort(key=lambda form: form.cleaned_data.get("position", LAST))
        for number, form in enumerate(rows):
            form.instance.position = number
        self.get_queryset().bulk_update([form.instance for form in rows], ["position"])
        return saved


class EraForm(TableRow):
    class Meta:
        model = TimelineEra
        fields = ("title", "date_text", "position")
        widgets: ClassVar = {"date_text": DateText({"size": 40})}


class EventForm(NumberedForm):
    """One event. `anchors` are the events that an undated one can follow, by name."""

    after = forms.CharField(
        label="Stays after",
        required=False,
        widget=forms.TextInput({"list": "events-of-this-timeline", "class": "vTextField", "autocomplete": "off"}),
        help_text=Event._meta.get_field("after").help_text,
    )

    class Meta:
        model = Event
        fields = (
            *("date_text", "headline", "body", "sources", "sources_waived", "is_key", "place", "lane"),
            *("after", "position", "picture", "picture_alt", "media"),
        )
        widgets: ClassVar = {"date_text": DateText({"size": 40})}

    def __init__(
        self, *args: Any, anchors: dict[str, Event], lanes: list[TimelineLane], may_waive: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.anchors = anchors
        if anchor := self.instance.after_id:
            self.initial["after"] = next((name for name, event in anchors.items() if event.pk == anchor), "")
        lane: Any = self.fields["lane"]
        lane.choices = [("", "–"), *((str(each.pk), each.name) for each in lanes)]  # one query, not one a row
        self.fields["sources_waived"].disabled = not may_waive

    def clean_after(self) -> Event | None:
        name = self.cleaned_data["after"]
        if not name:
            return None
        if name not in self.anchors:
            raise ValidationError(f"There is no event “{name}”. Choose one from the list, or leave this blank.")
        return self.anchors[name]

    def clean_lane(self) -> TimelineLane | None:
        lane: TimelineLane | None = self.cleaned_data["lane"]
        if lane and lane.timeline_id != self.instance.timeline_id:
            raise ValidationError("This group belongs to another timeline.")
        return lane


class EventFormSet(forms.BaseInlineFormSet[Event, Timeline, forms.ModelForm[Event]]):
    """The events, in parts: hundreds of rows would take a browser half a minute."""

    SHOWN: ClassVar = 50
    may_waive = False
    part = 1

    def get_queryset(self) -> Any:
        """Return the part that is shown; a POST may hold any event."""
        if self.is_bound:
            return super().get_queryset()
        if not hasattr(self, "_shown"):
            self._every = list(super().get_queryset())
            last = max(1, -(-len(self._every) // self.SHOWN))
            self.part = min(self.part, last)
            self._shown = self._every[(self.part - 1) * self.SHOWN : self.part * self.SHOWN]
        return self._shown

    def parts(self) -> list[tuple[int, str]]:
        """Return the number of each part and the name of its first event; [] if all are shown."""
        if self.is_bound or len(self._every) <= self.SHOWN:
            return []
        return [(number, Truncator(str(event)).chars(40)) for number, event in enumerate(self._every[:: self.SHOWN], 1)]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        own = {"anchors": self.anchors, "lanes": self.lanes, "may_waive": self.may_waive}
        return super().get_form_kwargs(index) | own

    @cached_property
    def lanes(self) -> list[TimelineLane]:
        return list(self.instance.lanes.all()) if self.instance.pk else []

    @cached_property
    def anchors(self) -> dict[str, Event]:
        """Map names to saved events; equal names after the first are numbered."""
        named: dict[str, Event] = {}
        seen = Counter[str]()
        for event in self.instance.events.all() if self.instance.pk else []:
            name = Truncator(str(event)).chars(80)
            seen[name] += 1
            named[f"{name} ({seen[name]})" if seen[name] > 1 else name] = event
        return named

    def save(self, commit: bool = True) -> Any:
        """Save the events and number them in chronological order."""
        removed = {form.instance.pk for form in self.deleted_forms}
        for form in self.forms:
            if form.instance.after_id in removed:
                form.instance.after = None
        for number, form in enumerate(self.extra_forms):
            if form.instance.position == LAST:  # below the others, in their order
                form.instance.position -= len(self.extra_forms) - number
        saved = super().save(commit)
        self.instance.put_in_order()
        return saved
