"""What of the calendar is shown, and the forms that move its lines: those of the verbs, with the new time first."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction

from articles.models import Section
from newsroom.desk.calendar.days import VIEWS
from newsroom.desk.calendar.lines import NAMES, Shown
from newsroom.publishing import actions
from newsroom.publishing.admin.forms import EmbargoForm, MoveForm
from newsroom.publishing.admin.forms.base import LATER
from newsroom.publishing.admin.forms.publish import PublishForm
from newsroom.publishing.admin.state import State
from newsroom.text.ap_style import moment, sentence

YEARS = range(1900, 2200)


class ShownForm(forms.Form):
    """The filters. Whatever cannot be read counts as not asked for: a calendar is always shown."""

    kind = forms.ChoiceField(required=False)
    section = forms.ModelChoiceField(Section.objects.all(), required=False, empty_label="All sections")
    mine = forms.BooleanField(required=False, label="Mine only")
    on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), label="Day")

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        seen = {kind: name for kind, name in NAMES.items() if user.has_perm(kind.replace(".", ".view_"))}
        self.fields["kind"].choices = [("", "Everything"), *seen.items()]  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def view(self) -> str:
        asked = self.data.get("view", "")
        return asked if asked in VIEWS else "week"

    @property
    def day(self) -> date | None:
        """The day to be shown; None for today."""
        on: date | None = self.cleaned_data.get("on")
        return on if on and on.year in YEARS else None

    @property
    def shown(self) -> Shown:
        said = self.cleaned_data
        section = said.get("section")
        return Shown(said.get("kind", ""), section.pk if section else None, said.get("mine", False))


class MoveDueForm(MoveForm):
    """A version that is due, or an end, at another time."""

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
            actions.unpublish(
                self.subject,
                self.user,
                at=at,
                drop_scheduled=self.said("drop_scheduled"),
                reason=f"Moved from {moment(line.at)}",
            )
        return sentence(f"Moved: it is unpublished at {moment(at)}")


class MoveEmbargoForm(EmbargoForm):
    """An embargo that ends at another time."""

    title, button = "Move the end of the embargo", "Move"

    @property
    def instant(self) -> Any:
        return self.cleaned_data["until"]


class ScheduleForm(PublishForm):
    """What is approved, at a time of the calendar."""

    title, button = "Schedule", "Schedule"

    def prepare(self) -> None:
        super().prepare()
        when = self.fields["when"]
        when.initial, when.widget = LATER, forms.HiddenInput()
        self.fields["at"].required = True
