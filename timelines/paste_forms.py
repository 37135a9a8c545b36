"""Forms for a pasted list: the list, then how each of its lines was read."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from newsroom.publishing.models import Content
from newsroom.text.plain_text import PlainTextInput
from timelines.dates import DateValue
from timelines.event_forms import DateText
from timelines.exchange.content import figures_in_words
from timelines.exchange.importing import setting
from timelines.models import Event, Timeline
from timelines.pasting import lines
from timelines.sources import SourceLines

MOST = 500  # lines that an editor can review at once


class PastedList(forms.Form):
    text = forms.CharField(
        label="List",
        widget=forms.Textarea({"rows": 14, "class": "vLargeTextField"}),
        help_text="One event per line: “Aug. 6: Ukrainian forces cross the border”. "
        "Text before the colon that isn’t a date becomes a label: “Putin’s reaction: …”.",
    )
    sources = SourceLines(
        required=False,
        help_text="Optional. For all events, one per line: Office of the president | https://…",
    )

    figures = ""  # a sentence about the order of numeric dates, from `rows`

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        found = len(list(lines(text)))
        if found > MOST:
            raise ValidationError(f"This list has {found} lines; paste at most {MOST} at a time.")
        return text

    def rows(self) -> list[dict[str, Any]]:
        """Read the lines, for review. One 13/11 settles the order of all numeric dates."""
        found = list(lines(self.cleaned_data["text"]))
        ordered, self.figures = setting().with_order(line.when for line in found)
        rows = []
        for line in found:
            value = ordered.parse(line.when) if ordered.figures else None
            when = figures_in_words(value).text if isinstance(value, DateValue) else line.when
            rows.append({"date_text": when, "headline": line.headline, "body": line.body})
        return [row | {"sources": self.cleaned_data["sources"]} for row in rows]


class PastedRow(forms.ModelForm[Event]):
    """One line as it was read."""

    field_order = ("chosen", "date_text", "headline", "body", "sources", "is_key")

    chosen = forms.BooleanField(label="Add", initial=True, required=False)
    body = PlainTextInput(label="Text", required=False, widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}))

    class Meta:
        model = Event
        fields = ("date_text", "headline", "sources", "is_key")
        widgets: ClassVar = {
            "date_text": DateText({"size": 40}),
            "headline": forms.TextInput({"class": "vTextField"}),
            "sources": forms.Textarea({"rows": 1, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Read the date now, to show the reading below its field before anything is saved.
        self.event = Event(date_text=str(self["date_text"].value() or "").strip()[:200])
        widget: Any = self.fields["date_text"].widget
        try:
            self.event.clean()
            widget.reading = self.event.reading
        except ValidationError as refused:
            widget.reading = " ".join(refused.messages)

    def has_changed(self) -> bool:
        return True  # an untouched line counts, too

    def _post_clean(self) -> None:
        if self.cleaned_data.get("chosen"):  # a line that is left out may have errors
            super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        else:
            self.errors.clear()

    def row(self, timeline: Timeline, position: int) -> Any:
        """Return the event of this line, not yet stored."""
        event: Any = self.save(commit=False)
        event.timeline, event.position = timeline, position
        text = self.cleaned_data["body"].strip()
        event.body = render_to_string("admin/timelines/pasted_text.html", {"text": text}).strip() if text else ""
        return event


class _Rows(forms.BaseFormSet[PastedRow]):
    def events(self) -> list[Content]:
        """Return the chosen lines as events of a snapshot, with the fields that `duplicates` compares."""
        return [
            {"key": form.prefix, "date": form.event.date, "headline": str(form["headline"].value() or "")}
            for form in self.forms
            if form["chosen"].value()
        ]

    def add_to(self, timeline: Timeline) -> int:
        """Store the chosen lines as events, in their order below the others. Returns how many."""
        below = max((event.position for event in timeline.events.all()), default=0)
        chosen = [form for form in self.forms if form.cleaned_data.get("chosen")]
        Event.objects.bulk_create(form.row(timeline, below + number) for number, form in enumerate(chosen, 1))
        timeline.put_in_order()
        return len(chosen)


PastedRows: Any = forms.formset_factory(PastedRow, formset=_Rows, extra=0, max_num=MOST, absolute_max=MOST)
