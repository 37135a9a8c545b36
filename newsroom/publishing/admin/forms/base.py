"""The base forms of all action pages: a form that calls its action, its time, and the kind of change."""

from typing import Any, ClassVar

from django import forms

from newsroom.publishing.admin.conflicts import answers
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ConfirmationRequired
from newsroom.publishing.models import Change
from newsroom.text.ap_style import moment
from newsroom.text.datetime_field import MomentField, MomentWidget
from newsroom.text.plain_text import PlainTextInput

NOW, LATER = "now", "later"
REVIEW, READERS, STORY = "review", "readers", "story"
WHEN = [(NOW, "Now"), (LATER, "At the time below")]


class VerbForm(forms.Form):
    """The page of one action. `act` calls the action and returns a sentence about what happened.

    Without a subject it is the page of a bulk action, which has no fields of `FROM_STATE`.
    """

    verb: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    words: ClassVar[str] = ""
    template: ClassVar[str] = "admin/publishing/verb.html"
    grave: ClassVar[bool] = False
    group: ClassVar[str] = READERS  # of the menu in which it is offered
    has_button: ClassVar[bool] = False  # whether the page of a story has a button for it, which saves first
    do_not_call_in_templates: ClassVar[bool] = True  # templates use the class
    FROM_STATE: ClassVar[tuple[str, ...]] = ()  # fields whose value depends on the subject
    busy = False  # whether the action failed because another one holds a lock

    def __init__(
        self,
        *args: Any,
        user: Any,
        subject: Any = None,
        state: State | None = None,
        in_bulk: bool = False,  # one row of a bulk action, with only the fields of its page
        **options: Any,
    ) -> None:
        self.user, self.subject, self.in_bulk = user, subject, in_bulk
        super().__init__(*args, **options)
        if state is None:
            for name in self.FROM_STATE:
                del self.fields[name]
        else:
            self.state = state
            self.prepare()

    @staticmethod
    def fits(state: State) -> bool:
        """Return whether the action makes sense in `state`; permission is checked elsewhere."""
        return state.name not in ("bin", "sealed")

    def prepare(self) -> None:
        """Adapt the fields to the subject's state; those of FROM_STATE get their initial value."""

    @classmethod
    def from_state(cls, subject: Any, state: State, user: Any) -> dict[str, Any]:
        """Return the values of the FROM_STATE fields for one row of a bulk action."""
        asked = cls(subject=subject, state=state, user=user)
        return {name: asked.fields[name].initial or "" for name in cls.FROM_STATE}

    def act(self) -> str:
        raise NotImplementedError

    def ask(self, needed: ConfirmationRequired) -> None:
        self.add_error(None, str(needed))
        self.fields[needed.argument] = forms.ChoiceField(
            choices=[("", "Choose…"), ("yes", "Yes"), ("no", "No")],
            label=needed.argument.replace("_", " ").capitalize() + "?",
        )

    @property
    def choices(self) -> dict[str, str]:
        """The answers to conflicts, by merge path."""
        return answers(self.data)

    def said(self, argument: str) -> bool | None:
        """Return the user's answer: yes, no, or None if there is none."""
        return {"yes": True, "no": False}.get(self.data.get(argument, ""))


class TimedForm(VerbForm):
    when = forms.ChoiceField(choices=WHEN, initial=NOW, widget=forms.RadioSelect)
    at = MomentField(required=False, label="Time", widget=MomentWidget({"data-selects": f"when={LATER}"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == NOW and cleaned.get("at"):
            self.add_error("when", "You entered a time but chose “Now”. Choose “At the time below”, or clear the time.")
        if cleaned.get("when") == LATER and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", "Enter a date and a time, or choose “Now”.")
        return cleaned

    @property
    def instant(self) -> Any:
        return self.cleaned_data.get("at") if self.cleaned_data["when"] == LATER else None

    @property
    def instant_typed(self) -> Any:
        """The time that was posted, if it is valid; None for "now" and for an unbound form."""
        return self.instant if self.is_bound and "when" in getattr(self, "cleaned_data", {}) else None

    @property
    def since(self) -> str:
        return f"at {moment(self.instant)}" if self.instant else "now"


class ChangeForm(VerbForm):
    change = forms.ChoiceField(
        choices=Change,
        widget=forms.RadioSelect,
        label="Kind of change",
        help_text="A minor fix doesn’t change the “updated” time.",
    )
    correction = PlainTextInput(
        required=False,
        widget=forms.Textarea({"rows": 3, "data-selects": f"change={Change.CORRECTION}"}),
        help_text="For a correction: what was wrong and what is right.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("correction") and cleaned.get("change") in (Change.MINOR, Change.SUBSTANTIVE):
            self.add_error("change", "You wrote a correction. Choose “Correction”, or clear its text.")
        return cleaned
