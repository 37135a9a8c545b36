"""The two pages of a pasted list: the list, and what each of its lines was read as."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from newsroom.publishing.models import Content
from newsroom.text.plain_text import PlainTextInput
from timelines.dates import DateValue
from timelines.event_forms import DateText
from timelines.exchange.content import Setting, figures_in_words
from timelines.exchange.importing import setting
from timelines.models import Event, Timeline
from timelines.pasting import lines
from timelines.sources import SourceLines

MOST = 500  # lines: what is reviewed by a person


class PastedList(forms.Form):
    """A list as it was copied."""

    text = forms.CharField(
        label="List",
        widget=forms.Textarea({"rows": 14, "class": "vLargeTextField"}),
        help_text="One event to a line: “Aug. 6: Ukrainian forces cross the border”. "
        "What stands before the colon and is no date becomes a label: “Putin’s reaction: …”.",
    )
    sources = SourceLines(
        required=False, help_text="Of all of them, one to a line: Office of the president | https://… May stay empty."
    )

    figures = ""  # what is to be told of the order of dates in figures

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        found = len(list(lines(text)))
        if found > MOST:
            raise ValidationError(
                f"These are {found} lines, and {MOST} can be reviewed at a time. Paste the first part."
            )
        return text

    def rows(self) -> list[dict[str, Any]]:
        """What the lines say, to be reviewed. One 13/11 tells the order of all dates in figures."""
        found = list(lines(self.cleaned_data["text"]))
        told, self.figures = setting().with_order(line.when for line in found)
        said = {"sources": self.cleaned_data["sources"]}
        return [
            {"date_text": _in_words(line.when, told), "headline": line.headline, "body": line.body, **said}
            for line in found
        ]


def _in_words(when: str, told: Setting) -> str:
    """`when`; where the list tells the order of its figures, the date they say."""
    value = told.parse(when) if told.figures else None
    return figures_in_words(value).text if isinstance(value, DateValue) else when


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
        self.read()

    def read(self) -> None:
        """Read the date now, so that it stands below its field before anything is saved."""
        event = Event(date_text=str(self["date_text"].value() or "").strip()[:200])
        widget: Any = self.fields["date_text"].widget
        try:
            event.clean()
            widget.reading = event.reading
        except ValidationError as refused:
            widget.reading = " ".join(refused.messages)
        self.event = event

    def has_changed(self) -> bool:
        return True  # a line that was read is there, whether or not it was touched

    def _post_clean(self) -> None:
        if self.cleaned_data.get("chosen"):  # what is left out need not be right
            super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        else:
            self.errors.clear()

    def row(self, timeline: Timeline, position: int) -> Event:
        """The event of this line, not yet stored."""
        event: Any = self.save(commit=False)
        event.timeline, event.position = timeline, position
        text = self.cleaned_data["body"].strip()
        event.body = str(format_html("<p>{}</p>", text)) if text else ""
        made: Event = event
        return made


class _Rows(forms.BaseFormSet[PastedRow]):
    def events(self) -> list[Content]:
        """What the chosen lines would be in a snapshot, as far as duplicates are looked for."""
        return [
            {"key": form.prefix, "date": form.event.date, "headline": str(form["headline"].value() or "")}
            for form in self.forms
            if form["chosen"].value()
        ]

    def add_to(self, timeline: Timeline) -> int:
        """Store the chosen lines as events, in their order below the others. Returns how many."""
        below = max((event.position for event in timeline.events.all()), default=0)
        rows: Iterable[Event] = [
            form.row(timeline, below + number)
            for number, form in enumerate(self.forms, 1)
            if form.cleaned_data.get("chosen")
        ]
        stored = Event.objects.bulk_create(rows)
        timeline.put_in_order()
        return len(stored)


PastedRows: Any = forms.formset_factory(PastedRow, formset=_Rows, extra=0, max_num=MOST, absolute_max=MOST)
