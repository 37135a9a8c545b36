"""How a story takes up a timeline at the desk: which events it carries, which version, and which events it reported."""

from typing import Any
from uuid import UUID

from django import forms

from articles.models import TimelineEmbed
from newsroom.publishing import clock
from newsroom.text.ap_style import moment
from newsroom.text.plain_text import whole_number
from timelines.models import Event, TimelineRevision


class Versions(forms.ModelChoiceField[TimelineRevision]):
    """Published versions, each by the instant at which readers got it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{moment(obj.live_from)} (version {obj.number})"


class PickedEvents(forms.MultipleChoiceField):
    """Keys of events. One that its timeline has no more is let go by the form, not held against the writer."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "picked-events"})

    def valid_value(self, value: str) -> bool:
        try:
            return bool(UUID(value))
        except ValueError:
            return False


class TimelineEmbedForm(forms.ModelForm[TimelineEmbed]):
    picked = PickedEvents(label="Picked events", required=False)
    pinned = Versions(
        TimelineRevision.objects.none(),
        label="Version",
        required=False,
        empty_label="Follow the timeline: readers see it as it is live",
        help_text="A version stays as it was on that day, and readers are told so.",
        error_messages={"invalid_choice": "That is a version of another timeline: choose one of this."},
    )

    class Meta:
        model = TimelineEmbed
        fields = ("timeline", "show", "range_from", "range_to", "picked", "pinned", "region", "ordering")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        timeline = whole_number(self["timeline"].value())
        seen = TimelineRevision.objects.published_by(clock.now()).filter(subject=timeline, sealed_at=None)
        pinned: Any = self.fields["pinned"]
        pinned.queryset = seen.defer("content").order_by("-live_from")
        events = list(Event.objects.unsealed().filter(timeline=timeline)) if timeline else []
        picked: Any = self.fields["picked"]
        picked.choices = [(str(event.pk), f"{event}{' (key event)' if event.is_key else ''}") for event in events]
        if not events:
            picked.help_text = "Choose the timeline and save; then its events are listed here."

    def clean(self) -> dict[str, Any]:
        """Keep of the picks those that are the timeline's, in its order."""
        cleaned = super().clean() or {}
        picked, choices = set(cleaned.get("picked", [])), [key for key, _ in self.fields["picked"].choices]  # type: ignore[attr-defined]
        kept = self.instance.picked if "timeline" not in self.changed_data else []
        gone = [key for key in kept if key not in choices]  # they may come back with a version
        cleaned["picked"] = (
            kept if picked | set(gone) == set(kept) else [key for key in choices if key in picked] + gone
        )
        return cleaned
