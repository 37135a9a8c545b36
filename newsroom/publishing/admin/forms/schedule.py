"""The pages that reschedule, unschedule and unpublish, and the one for the embargo."""

from typing import ClassVar

from django import forms

from newsroom.publishing import actions
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.admin.forms.base import TimedForm, VerbForm
from newsroom.publishing.admin.state import SET_ASIDE, State
from newsroom.publishing.exceptions import AllRefused
from newsroom.publishing.parts import due_with
from newsroom.text.ap_style import moment, sentence
from newsroom.text.datetime_field import MomentField
from newsroom.text.plain_text import PlainTextInput


class _DueForm(VerbForm):
    FROM_STATE = ("due",)
    takes_unpublishing: ClassVar[bool] = True
    due = forms.ChoiceField(label="Scheduled", widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.coming = {line.at.isoformat(): line for line in self.state.due if line.revision or self.takes_unpublishing}
        choices = [(key, f"{moment(line.at)}: {line.revision or 'unpublish'}") for key, line in self.coming.items()]
        self.fields["due"].choices = choices  # type: ignore[attr-defined]
        self.fields["due"].initial = next(iter(self.coming), None)


class UnscheduleForm(_DueForm):
    verb, title, button = "unschedule", "Unschedule", "Unschedule"
    words = "The version before it stays live instead."

    @staticmethod
    def fits(state: State) -> bool:
        return bool(state.due)

    def act(self) -> str:
        line = self.coming[self.cleaned_data["due"]]
        actions.unschedule(self.subject, self.user, at=line.at)
        return sentence(f"Unscheduled: nothing will change at {moment(line.at)}")


class MoveForm(_DueForm):
    verb, title, button = "publish", "Reschedule", "Reschedule"
    takes_unpublishing = False
    at = MomentField(label="New time")

    @staticmethod
    def fits(state: State) -> bool:
        return bool(state.waiting)

    def act(self) -> str:
        line, at = self.coming[self.cleaned_data["due"]], self.cleaned_data["at"]
        breaks = bool(self.said("break_embargo"))
        parts = due_with(self.subject, line.revision, line.at)
        moved = [
            Publication(subject, revision=each.revision, change=each.change, break_embargo=breaks)
            for subject, each in (*parts.items(), (self.subject, line))
        ]
        reason = f"Rescheduled from {moment(line.at)}"
        try:
            actions.publish_together(moved, self.user, at=at, reason=reason)
        except AllRefused as refused:
            raise refused.told_of(self.subject) from None
        return sentence(f"Rescheduled: it goes live {moment(at)}")


class UnpublishForm(TimedForm):
    verb, title, button = "unpublish", "Unpublish", "Unpublish"
    words = "Readers will see that the page is no longer available. The text stays here."
    reason = PlainTextInput(required=False, help_text="Optional. Shown in the history.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.live is not None or bool(state.waiting)

    def act(self) -> str:
        reason, drop = self.cleaned_data["reason"], self.said("drop_scheduled")
        actions.unpublish(self.subject, self.user, at=self.instant, drop_scheduled=drop, reason=reason)
        return sentence(f"Will be unpublished {moment(self.instant)}") if self.instant else "Unpublished."


class EmbargoForm(VerbForm):
    verb, title, button = "set_embargo", "Embargo", "Save embargo"
    words = "Nothing goes live before it ends. Clear the time to lift the embargo."
    until = MomentField(required=False)
    reason = PlainTextInput(required=False)
    source = PlainTextInput(required=False, help_text="Who asked for it.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.name not in SET_ASIDE

    def prepare(self) -> None:
        for name in ("until", "reason", "source"):
            self.fields[name].initial = getattr(self.subject, f"embargo_{name}")

    def act(self) -> str:
        actions.set_embargo(self.subject, self.user, **self.cleaned_data)
        until = self.cleaned_data["until"]
        return sentence(f"Under embargo until {moment(until)}") if until else "Embargo lifted."
