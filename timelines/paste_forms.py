"""Forms for a pasted list: the list, then how each of its lines was read."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse_lazy

from newsroom.publishing.models import Content
from newsroom.text.plain_text import PlainTextInput
from timelines.dates import ORDERS, DateValue, figure_order
from timelines.exchange.content import figures_in_words
from timelines.exchange.importing import date_in, setting
from timelines.models import Event, Timeline
from timelines.parse import orders
from timelines.pasting import Line, lines
from timelines.sources import SourceLines

MOST = 500  # events that an editor can review at once
MOST_WRITTEN = 4 * MOST  # lines of them


class PastedList(forms.Form):
    text = forms.CharField(
        label="List",
        widget=forms.Textarea({"rows": 14, "class": "vLargeTextField"}),
        help_text="Any list that begins its lines with dates, or has them as headings or in the first column of a table: "
        "“Aug. 6: Ukrainian forces cross the border”. Other text before a colon becomes a label: “Putin’s reaction: …”.",
    )
    sources = SourceLines(
        required=False,
        help_text="Optional. For all events, one per line: Office of the president | https://…",
    )

    order = forms.ChoiceField(
        label="Numeric dates", choices=[(order, order) for order in ORDERS], required=False, widget=forms.HiddenInput
    )

    figures = ""  # a sentence about the order of numeric dates, from `rows`

    def __init__(self, *args: Any, language: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.language = language

    def clean(self) -> None:
        """Read the list. Raises ValidationError for too many lines, and for numeric dates of either order."""
        text, order = self.cleaned_data.get("text", ""), self.cleaned_data.get("order", "")
        written = sum(1 for line in text.splitlines() if line.strip())
        self.found = self._read(text, order) if written <= MOST_WRITTEN else []
        if (found := len(self.found) or written) > MOST:
            self.add_error("text", f"This list has {found} lines; paste at most {MOST} at a time.")

    def _read(self, text: str, order: str) -> list[Line]:
        """Split the list. One 13/11 settles the order of all numeric dates; without one, the editor is asked."""
        plain = setting(figures=order, language=self.language)
        found = list(lines(text, plain))
        numeric = figure_order(line.when for line in found)
        if numeric.open and not order:
            self._ask(numeric.open)
        self.ordered, self.figures = plain.with_order(numeric)
        return list(lines(text, self.ordered)) if self.ordered.figures != order else found

    def _ask(self, example: str) -> None:
        choices = [(order, date_in(example, order)) for order in orders()]
        self.fields["order"].widget = forms.RadioSelect(choices=choices)
        self.add_error("order", f"Is {example} {' or '.join(day for _, day in choices)}? Choose one.")

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines as they were read, for review."""
        rows = []
        for line in self.found:
            value = self.ordered.parse(line.when) if self.ordered.figures else None
            when = figures_in_words(value).text if isinstance(value, DateValue) else line.when
            rows.append({"date_text": when, "headline": line.headline, "body": line.body})
        return [row | {"sources": self.cleaned_data["sources"]} for row in rows]


class PastedRow(forms.ModelForm[Event]):
    """One line as it was read."""

    chosen = forms.BooleanField(label="Keep", initial=True, required=False)
    body = PlainTextInput(label="Text", required=False, widget=forms.Textarea({"rows": 2, "placeholder": "Text"}))

    class Meta:
        model = Event
        fields = ("date_text", "headline", "sources", "is_key")
        widgets: ClassVar = {
            "date_text": forms.TextInput({"data-date-reading": reverse_lazy("admin:timelines_timeline_reading")}),
            "headline": forms.Textarea({"rows": 2}),
            "sources": forms.Textarea({"rows": 1, "placeholder": "Source"}),
        }

    def __init__(self, *args: Any, timeline: Timeline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.timeline = timeline
        self.fields["date_text"].widget.attrs["data-language"] = timeline.language
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)  # the headings of the table are seen only
        # Read the date now, to show the reading beside its field before anything is saved.
        self.event = Event(date_text=str(self["date_text"].value() or "").strip()[:200], timeline=timeline)
        try:
            self.event.clean()
            self.reading = self.event.reading
        except ValidationError as refused:
            self.reading = " ".join(refused.messages)

    def has_changed(self) -> bool:
        return True  # an untouched line counts, too

    def _post_clean(self) -> None:
        if self.cleaned_data.get("chosen"):  # a line that is left out may have errors
            super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        else:
            self.errors.clear()

    def row(self, position: int) -> Any:
        """Return the event of this line, not yet stored."""
        event: Any = self.save(commit=False)
        event.position = position
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
        Event.objects.bulk_create(form.row(below + number) for number, form in enumerate(chosen, 1))
        timeline.put_in_order()
        return len(chosen)


PastedRows: Any = forms.formset_factory(PastedRow, formset=_Rows, extra=0, max_num=MOST, absolute_max=MOST)
