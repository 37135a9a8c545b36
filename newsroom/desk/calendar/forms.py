"""The filters of the calendar, and the forms that reschedule its lines: those of the actions, with the time first."""

from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django import forms
from django.db import transaction
from django.utils import dateformat

from articles.models import Section
from articles.planned_day import plan
from newsroom.desk.calendar.days import VIEWS, midnight
from newsroom.desk.calendar.lines import Shown, files, kinds, name_of_kind
from newsroom.publishing import actions
from newsroom.publishing.admin.forms.base import LATER, VerbForm
from newsroom.publishing.admin.forms.publish import PublishForm
from newsroom.publishing.admin.forms.schedule import EmbargoForm, MoveForm
from newsroom.publishing.admin.state import State
from newsroom.text.ap_style import moment, sentence

YEARS = range(1900, 2200)


class ShownForm(forms.Form):
    """The filters. What can't be read is ignored: a calendar is always shown."""

    kind = forms.ChoiceField(required=False)
    section = forms.ModelChoiceField(Section.objects.all(), required=False, empty_label="All sections")
    mine = forms.BooleanField(required=False, label="Mine only")
    on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), label="Day")

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        labels = [model._meta.label_lower for model in (*kinds(user), *files(user))]
        named = sorted(((label, name_of_kind(label, plural=True)) for label in labels), key=itemgetter(1))
        self.fields["kind"].choices = [("", "Everything"), *named]  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def view(self) -> str:
        asked = self.data.get("view", "")
        return asked if asked in VIEWS else "week"

    @property
    def day(self) -> date | None:
        """The day to show; None for today."""
        on: date | None = self.cleaned_data.get("on")
        return on if on and on.year in YEARS else None

    @property
    def shown(self) -> Shown:
        given = self.cleaned_data
        section = given.get("section")
        return Shown(given.get("kind", ""), section.pk if section else None, given.get("mine", False))


class MoveDueForm(MoveForm):
    takes_unpublishing = True

    @staticmethod
    def fits(state: State) -> bool:
        return bool(state.due)

    @property
    def instant(self) -> Any:
        return self.cleaned_data["at"]

    def act(self) -> str:
        line, at = self.coming[self.cleaned_data["due"]], self.cleaned_data["at"]
        if line.revision:
            return super().act()
        with transaction.atomic():
            actions.unschedule(self.subject, self.user, at=line.at)
            options: dict[str, Any] = {
                "drop_scheduled": self.said("drop_scheduled"),
                "reason": f"Moved from {moment(line.at)}",
            }
            actions.unpublish(self.subject, self.user, at=at, **options)
        return sentence(f"Rescheduled: it unpublishes {moment(at)}")


class MoveEmbargoForm(EmbargoForm):
    title, button = "Reschedule the embargo", "Reschedule"

    @property
    def instant(self) -> Any:
        return self.cleaned_data["until"]


class ScheduleForm(PublishForm):
    title, button = "Schedule", "Schedule"

    def prepare(self) -> None:
        super().prepare()
        when = self.fields["when"]
        when.initial, when.widget = LATER, forms.HiddenInput()
        self.fields["at"].required = True


class PlanForm(VerbForm):
    verb, title, button = "plan", "Move to another day", "Move"
    words = "It stays a draft: nothing is scheduled."
    day = forms.DateField(
        required=False,
        label="Planned for",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Clear the day to take the draft out of the calendar.",
    )

    def prepare(self) -> None:
        self.fields["day"].initial = self.subject.planned_for

    @property
    def instant(self) -> datetime | None:
        """When the day begins."""
        day = self.cleaned_data["day"]
        return midnight(day) if day else None

    def act(self) -> str:
        day = self.cleaned_data["day"]
        plan(self.subject, self.user, day)
        return f"Planned for {dateformat.format(day, 'l, N j')}." if day else "No longer planned for a day."
