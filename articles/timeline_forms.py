"""The form of a timeline in a story: which events it shows, and which version."""

from typing import Any
from uuid import UUID

from django import forms

from articles.models import TimelineEmbed
from newsroom.publishing import clock
from newsroom.text.ap_style import moment
from newsroom.text.plain_text import whole_number
from timelines.models import Event, TimelineRevision


class Versions(forms.ModelChoiceField[TimelineRevision]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{moment(obj.live_from)} (version {obj.number})"


class PickedEvents(forms.MultipleChoiceField):
    """Keys of events. The form drops those that are no longer in the timeline, without an error."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "picked-events"})

    def valid_value(self, value: str) -> bool:
        try:
            return bool(UUID(value))
        except ValueError:
            return False


class TimelineEmbedForm(forms.ModelForm[TimelineEmbed]):
    picked = PickedEvents(label="Selected events", required=False)
    pinned = Versions(
        TimelineRevision.objects.none(),
        label="Version",
        required=False,
        empty_label="Follow the live timeline",
        help_text="A pinned version doesn’t change. Readers see its date.",
        error_messages={"invalid_choice": "That version is from another timeline. Choose a version of this one."},
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
            picked.help_text = "Choose a timeline and save to list its events here."

    def clean(self) -> dict[str, Any]:
        """Keep selected events of this timeline, in its order."""
        cleaned = super().clean() or {}
        picked, choices = set(cleaned.get("picked", [])), [key for key, _ in self.fields["picked"].choices]  # type: ignore[attr-defined]
        kept = self.instance.picked if "timeline" not in self.changed_data else []
        gone = [key for key in kept if key not in choices]  # restoring an old version brings them back
        if picked | set(gone) == set(kept):
            cleaned["picked"] = kept
        else:
            cleaned["picked"] = [key for key in choices if key in picked] + gone
        return cleaned
