"""Forms for the rows of a timeline: events, groups (called lanes in code) and eras."""

import json
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator

from newsroom.images.models import Picture
from newsroom.text.plain_text import whole_number
from timelines.models import Event, Timeline, TimelineEra, TimelineLane
from timelines.sources import MEDIUM, MediumInput

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


class LoadedChoiceField(forms.ModelChoiceField[Any]):
    """A choice that finds what is `loaded` (by id, as text) without a query, as in each row of a long table."""

    loaded: Mapping[str, models.Model] = MappingProxyType({})

    def to_python(self, value: Any) -> Any:
        return self.loaded.get(str(value)) or super().to_python(value)


class NumberedForm(forms.ModelForm[Any]):
    """A row with a position; without one it goes below the others. A new row with nothing else is ignored."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].required = False
        if self.instance._state.adding:
            self.initial["position"] = None

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"position"} if self.instance._state.adding else self.changed_data)

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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["date_text"].widget.reading = self.instance.reading


class EventForm(NumberedForm):
    """One event. `anchors` are the events that an undated one can follow, by name.

    The table of events writes its fields by hand: a widget for each would take a second on a long page.
    """

    after = forms.CharField(label="Stays after", required=False, help_text=Event._meta.get_field("after").help_text)
    lane = LoadedChoiceField(TimelineLane.objects.all(), label="Group", required=False)
    picture = LoadedChoiceField(Picture.objects.all(), label="Photo", required=False)

    class Meta:
        model = Event
        fields = (
            *("date_text", "headline", "body", "sources", "sources_waived", "is_key", "place", "coordinates", "lane"),
            *("after", "position", "picture", "picture_alt", "media"),
        )

    media: Any = forms.Media()  # EventFormSet has that of all rows

    def __init__(
        self, *args: Any, anchors: dict[str, Event], lanes: list[TimelineLane], may_waive: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.anchors = anchors
        if anchor := self.instance.after_id:
            self.initial["after"] = next((name for name, event in anchors.items() if event.pk == anchor), "")
        fields: Any = self.fields
        fields["lane"].loaded = {str(lane.pk): lane for lane in lanes}
        if picture := self.instance.picture:
            fields["picture"].loaded = {str(picture.pk): picture}
        fields["position"].widget.attrs["data-row-order"] = ""
        fields["sources_waived"].disabled = not may_waive

    def values(self) -> dict[str, Any]:
        """Return what the fields of this row show, as text; of checkboxes, whether they are checked."""
        given = {name: self[name].value() for name in self.fields}
        medium = given.pop("media")
        parts = medium if isinstance(medium, list) else MediumInput().decompress(medium)
        shown: dict[str, Any] = {"media": dict(zip(MEDIUM, parts, strict=False))}
        for name, value in given.items():
            shown[name] = value if isinstance(value, bool) else "" if value is None else str(value)
        return shown

    def picture_chosen(self) -> str:
        """Return the name of the photo that is chosen, or what was sent instead of one."""
        field: Any = self.fields["picture"]
        chosen = str(self["picture"].value() or "")
        found = field.loaded.get(chosen) or (self.is_bound and getattr(self, "cleaned_data", {}).get("picture"))
        return str(found or chosen)

    def refusals(self) -> dict[str, Any]:
        """Return the errors of each field, and under "row" those of the whole row; "" for none."""
        found: dict[str, Any] = {name: self.errors.get(name, "") for name in self.fields}
        return found | {"row": self.errors.get(NON_FIELD_ERRORS, "")}

    def refused_below(self) -> bool:
        """Return whether a field was refused that the row shows only when it is opened."""
        return not self.errors.keys() <= {"date_text", "headline", "is_key", "sources", NON_FIELD_ERRORS}

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out what these fields have looked up already."""
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return left_out | {"timeline", "lane", "after", "picture"}

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
    """The events; of a timeline with more than `SHOWN`, a part of them."""

    SHOWN: ClassVar = 200
    may_waive = False
    part = 1

    @property
    def media(self) -> Any:
        return sum((field.widget.media for field in self.fields().values()), forms.Media())

    @cached_property
    def every(self) -> list[Event]:
        return list(super().get_queryset().select_related("picture"))

    def get_queryset(self) -> Any:
        """Return the part that is shown; a POST may hold any event."""
        return self.every if self.is_bound else self.every[self._first : self._first + self.SHOWN]

    @cached_property
    def _first(self) -> int:
        """The number of the first event that is shown, from 0."""
        last = max(0, len(self.every) - 1) // self.SHOWN
        return min(self.part - 1, last) * self.SHOWN

    def neighbors(self) -> tuple[int, int]:
        """Return the positions of the events right above and below the part that is shown; 0 for none."""
        shown = {form.instance.pk: form.initial["position"] for form in self.initial_forms}
        others = [event.position for event in self.every if event.pk not in shown] if shown else []
        first, last = min(shown.values(), default=0), max(shown.values(), default=0)
        return max((n for n in others if n < first), default=0), min((n for n in others if n > last), default=0)

    def parts(self) -> list[tuple[int, str, bool]]:
        """Return the number of each part, the name of its first event and if it is shown; [] if all events are."""
        if self.is_bound or len(self.every) <= self.SHOWN:
            return []
        firsts = enumerate(self.every[:: self.SHOWN], 1)
        shown = self._first // self.SHOWN + 1
        return [(number, Truncator(str(event)).chars(40), number == shown) for number, event in firsts]

    def rows(self) -> list[Any]:
        """Return the forms as they were numbered, those without a number last."""

        def place(form: Any) -> int:
            number = whole_number(form["position"].value())
            return LAST if number is None else number

        return sorted(self.forms, key=place)

    def typography(self) -> bool:
        """Return whether quotes and dashes are typeset while one types."""
        return settings.TYPOGRAPHY

    def readers_sheets(self) -> str:
        """Return the addresses of the style sheets of readers' pages, as JSON, for the scale above the table."""
        return json.dumps([static(f"css/{name}.css") for name in ("site", "timeline")])

    def editor(self) -> Any:
        """Return what the rich text editor needs to know, for the texts that are opened."""
        widget: Any = self.form.base_fields["body"].widget
        return widget.get_context("", "", {})["widget"]["attrs"]["data-django-prose-editor-configurable"]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        key = form.fields["id"]
        form.fields["id"] = LoadedChoiceField(
            key.queryset, initial=key.initial, required=False, widget=forms.HiddenInput
        )
        if not form.instance._state.adding:
            form.fields["id"].loaded = {str(form.instance.pk): form.instance}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        own = {"anchors": self.anchors, "lanes": self.lanes, "may_waive": self.may_waive}
        return super().get_form_kwargs(index) | own

    @cached_property
    def lanes(self) -> list[TimelineLane]:
        return list(self.instance.lanes.all()) if self.instance.pk else []

    def fields(self) -> Mapping[str, forms.Field]:
        return self.form.base_fields

    def groups(self) -> list[tuple[str, str]]:
        return [(str(lane.pk), lane.name) for lane in self.lanes]

    @cached_property
    def anchors(self) -> dict[str, Event]:
        """Map names to saved events; equal names after the first are numbered."""
        named: dict[str, Event] = {}
        seen = Counter[str]()
        for event in self.every:
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
