"""One form for each verb's page: what the verb needs to be told, and the call."""

from typing import Any, ClassVar

from django import forms

from newsroom.publishing import clock, verbs
from newsroom.publishing.compare import Rows
from newsroom.publishing.forecast import Forecast, forecast
from newsroom.publishing.models import Change, Correction, Review
from newsroom.publishing.moments import MomentField, MomentWidget
from newsroom.publishing.permissions import may
from newsroom.publishing.refusals import NeedsConfirmation, Refused
from newsroom.publishing.state import State, counted
from newsroom.publishing.wording import moment

NOW, LATER = "now", "later"
WHEN = [(NOW, "Now"), (LATER, "At the time below")]


class VerbForm(forms.Form):
    """The page of one verb. `act` calls the verb and says in one sentence what has happened.

    Without a subject it is the page of a bulk action, which shows no field of `FROM_STATE`.
    """

    verb: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    words: ClassVar[str] = ""
    template: ClassVar[str] = "admin/publishing/verb.html"
    grave: ClassVar[bool] = False
    do_not_call_in_templates: ClassVar[bool] = True  # templates name the class
    FROM_STATE: ClassVar[tuple[str, ...]] = ()  # fields whose value follows from the subject

    def __init__(self, *args: Any, user: Any, subject: Any = None, state: State | None = None, **options: Any) -> None:
        self.user, self.subject = user, subject
        super().__init__(*args, **options)
        if state is None:
            for name in self.FROM_STATE:
                del self.fields[name]
        else:
            self.state = state
            self.prepare()

    @staticmethod
    def fits(state: State) -> bool:
        """Whether the verb makes sense in that state; whether this person may is another question."""
        return state.name not in ("bin", "sealed")

    def prepare(self) -> None:
        """Fit the fields to the subject's state; those of FROM_STATE get their initial value."""

    def act(self) -> str:
        raise NotImplementedError

    def ask(self, needed: NeedsConfirmation) -> None:
        """Offer what the verb wants said outright, as one more field."""
        self.add_error(None, str(needed))
        self.fields[needed.argument] = forms.ChoiceField(
            choices=[("", "Choose…"), ("yes", "Yes"), ("no", "No")],
            label=needed.argument.replace("_", " ").capitalize() + "?",
        )

    def said(self, argument: str) -> bool | None:
        """What was said outright of it: yes, no, or (None) nothing."""
        return {"yes": True, "no": False}.get(self.data.get(argument, ""))


class TimedForm(VerbForm):
    """A verb that acts now or at an instant."""

    when = forms.ChoiceField(choices=WHEN, initial=NOW, widget=forms.RadioSelect)
    at = MomentField(required=False, label="Time", widget=MomentWidget({"data-selects": f"when={LATER}"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == NOW and cleaned.get("at"):
            self.add_error("when", "You gave a time, but chose “Now”. Choose “At the time below”, or empty the time.")
        if cleaned.get("when") == LATER and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", "Give the date and the time, or choose “Now”.")
        return cleaned

    @property
    def instant(self) -> Any:
        return self.cleaned_data["at"] if self.cleaned_data["when"] == LATER else None

    @property
    def since(self) -> str:
        return f"at {moment(self.instant)}" if self.instant else "now"


class ChangeForm(VerbForm):
    """A verb over what readers have seen: it says what kind of change this is."""

    change = forms.ChoiceField(
        choices=Change,
        widget=forms.RadioSelect,
        label="Kind of change",
        help_text="A minor fix leaves the “updated” time alone.",
    )
    correction = forms.CharField(
        required=False,
        widget=forms.Textarea({"rows": 3, "data-selects": f"change={Change.CORRECTION}"}),
        help_text="For a correction: what was wrong and what is right.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("correction") and cleaned.get("change") in (Change.MINOR, Change.SUBSTANTIVE):
            self.add_error("change", "You wrote a correction. Choose “Correction”, or empty its text.")
        return cleaned


class SubmitForm(VerbForm):
    verb, title, button = "submit", "Submit for review", "Submit"
    words = "An editor finds it under “Waiting for review”."
    note = forms.CharField(required=False, widget=forms.Textarea({"rows": 3}), help_text="What the editor should know.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and state.review in (Review.DRAFT, Review.SENT_BACK)

    def act(self) -> str:
        verbs.submit(self.subject, self.user, note=self.cleaned_data["note"])
        return "Submitted. It waits for an editor."


class SendBackForm(VerbForm):
    verb, title, button = "send_back", "Send back", "Send back"
    words = "The writer sees your note at the top of the story."
    note = forms.CharField(widget=forms.Textarea({"rows": 4}), help_text="What should change?")

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and state.review in (Review.SUBMITTED, Review.APPROVED)

    def act(self) -> str:
        verbs.send_back(self.subject, self.user, note=self.cleaned_data["note"])
        return "Sent back with your note."


class ApproveForm(VerbForm):
    verb, title, button = "approve", "Approve", "Approve"
    words = "You vouch for this version. A later change voids the approval."
    FROM_STATE = ("revision",)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and not state.head.approved_by_id

    def prepare(self) -> None:
        self.fields["revision"].initial = self.state.head.number if self.state.head else None

    def act(self) -> str:
        read = self.subject.revisions.filter(number=self.cleaned_data["revision"]).first()
        verbs.approve(self.subject, self.user, revision=read)
        return "Approved."


class PublishForm(TimedForm, ChangeForm):
    verb, title, button = "publish", "Publish", "Publish"
    FROM_STATE = ("revision",)
    field_order = ("when", "at", "change", "correction", "reason")
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, help_text="For the history.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.head is not None and state.name not in ("bin", "sealed") and state.head != state.live

    def prepare(self) -> None:
        self.fields["revision"].initial = self.state.head.number if self.state.head else None
        if self.subject.CURATED or not self.subject.transitions.exclude(revision=None).exists():
            del self.fields["change"], self.fields["correction"]

    def act(self) -> str:
        said = self.cleaned_data
        verbs.publish(
            self.subject,
            self.user,
            revision=self.subject.revisions.filter(number=said["revision"]).first(),
            at=self.instant,
            change=said.get("change", ""),
            correction=said.get("correction", ""),
            break_embargo=bool(self.said("break_embargo")),
            reason=said["reason"],
        )
        return f"Scheduled: readers see it {self.since}." if self.instant else "Published: readers see it now."


class _DueForm(VerbForm):
    """A verb about something that is due."""

    FROM_STATE = ("due",)
    takes_withdrawals: ClassVar[bool] = True
    due = forms.ChoiceField(label="Due", widget=forms.RadioSelect)

    def prepare(self) -> None:
        self.coming = {line.at.isoformat(): line for line in self.state.due if line.revision or self.takes_withdrawals}
        choices = [(key, f"{moment(line.at)}: {line.revision or 'comes down'}") for key, line in self.coming.items()]
        self.fields["due"].choices = choices  # type: ignore[attr-defined]
        self.fields["due"].initial = next(iter(self.coming), None)


class UnscheduleForm(_DueForm):
    verb, title, button = "unschedule", "Unschedule", "Unschedule"
    words = "Its time goes back to the version before."

    @staticmethod
    def fits(state: State) -> bool:
        return bool(state.due)

    def act(self) -> str:
        line = self.coming[self.cleaned_data["due"]]
        verbs.unschedule(self.subject, self.user, at=line.at)
        return f"Nothing is due at {moment(line.at)} any more."


class MoveForm(_DueForm):
    verb, title, button = "publish", "Move to another time", "Move"
    takes_withdrawals = False
    at = MomentField(label="New time")

    @staticmethod
    def fits(state: State) -> bool:
        return bool(state.waiting)

    def act(self) -> str:
        line, at = self.coming[self.cleaned_data["due"]], self.cleaned_data["at"]
        verbs.publish(
            self.subject,
            self.user,
            revision=line.revision,
            at=at,
            change=line.change,
            break_embargo=bool(self.said("break_embargo")),
            reason=f"Moved from {moment(line.at)}",
        )
        return f"Moved: readers see it at {moment(at)}."


class WithdrawForm(TimedForm):
    verb, title, button = "withdraw", "Withdraw", "Withdraw"
    words = "Readers are told that the page is gone. The text stays here."
    reason = forms.CharField(required=False, help_text="For the history.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.live is not None or bool(state.waiting)

    def act(self) -> str:
        verbs.withdraw(
            self.subject,
            self.user,
            at=self.instant,
            drop_scheduled=self.said("drop_scheduled"),
            reason=self.cleaned_data["reason"],
        )
        return f"Withdrawn: readers do not see it {'from ' + moment(self.instant) if self.instant else 'any more'}."


class CorrectForm(VerbForm):
    verb, title, button = "correct", "Add a correction", "Add"
    words = (
        "It is shown with the story from now on and cannot be changed afterwards. The text of the story stays as it is."
    )
    kind = forms.ChoiceField(choices=Correction.Kind, widget=forms.RadioSelect, initial=Correction.Kind.CORRECTION)
    text = forms.CharField(widget=forms.Textarea({"rows": 4}), help_text="What was wrong and what is right.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.name in ("live", "withdrawn")

    def act(self) -> str:
        verbs.correct(self.subject, self.user, **self.cleaned_data)
        return "Readers see it now."


class EmbargoForm(VerbForm):
    verb, title, button = "set_embargo", "Embargo", "Save the embargo"
    words = "Nothing goes live before it ends. Empty the time to lift it."
    until = MomentField(required=False)
    reason = forms.CharField(required=False)
    source = forms.CharField(required=False, help_text="Who asked for it.")

    def prepare(self) -> None:
        self.fields["until"].initial = self.subject.embargo_until
        self.fields["reason"].initial = self.subject.embargo_reason
        self.fields["source"].initial = self.subject.embargo_source

    def act(self) -> str:
        verbs.set_embargo(self.subject, self.user, **self.cleaned_data)
        until = self.cleaned_data["until"]
        return f"Under embargo until {moment(until)}." if until else "The embargo is lifted."


class TakeDownForm(VerbForm):
    verb, title, button, grave = "take_down", "Take down for legal reasons", "Take down", True
    words = (
        "From this second no reader and no editor can open any version made so far, nor see the site as it was with it."
    )
    reason = forms.CharField(widget=forms.Textarea({"rows": 3}), help_text="Kept in the audit log.")

    def act(self) -> str:
        verbs.take_down(self.subject, self.user, reason=self.cleaned_data["reason"])
        return "Taken down."


class RestoreForm(VerbForm):
    verb, title, button = "restore", "Restore an older version", "Restore"
    words = "The working copy says again what that version said. Readers see nothing until it is published."
    revision = forms.IntegerField(label="Version", min_value=1)

    @staticmethod
    def fits(state: State) -> bool:
        return state.head is not None and state.head.number > 1 and state.name not in ("bin", "sealed")

    def act(self) -> str:
        old = self.subject.revisions.filter(number=self.cleaned_data["revision"]).first()
        if old is None:
            raise Refused("There is no such version. The history lists them.")
        verbs.restore(self.subject, self.user, old)
        return f"The working copy says what version {old.number} said."


class BinForm(VerbForm):
    verb, title, button = "bin", "Put in the bin", "Put in the bin"
    words = "It can be taken out again."

    @staticmethod
    def fits(state: State) -> bool:
        return state.name in Review.values

    def act(self) -> str:
        verbs.bin(self.subject, self.user)
        return "It is in the bin."


class UnbinForm(VerbForm):
    verb, title, button = "unbin", "Take out of the bin", "Take out"

    @staticmethod
    def fits(state: State) -> bool:
        return state.name == "bin"

    def act(self) -> str:
        verbs.unbin(self.subject, self.user)
        return "It is a draft again."


class FixLiveForm(ChangeForm):
    """The texts that readers see, open to be fixed. First it shows what the fix changes; what clashes is never guessed."""

    verb, title, button = "fix_live", "Fix the live text", "Publish the fix"
    words = "This is the text that readers see now, not the working copy. You are shown what the fix changes before it happens."
    template = "admin/publishing/fix_live.html"
    SEEN: ClassVar[str] = "_seen"
    live = forms.IntegerField(widget=forms.HiddenInput)
    forecast: Forecast | None = None

    @staticmethod
    def fits(state: State) -> bool:
        return state.live is not None

    def prepare(self) -> None:
        self.paths: dict[str, str] = {}
        if self.state.live is None:
            return
        self.fields["live"].initial = self.state.live.number
        self.fields["change"].initial = Change.MINOR
        content = self.state.live.read()
        for number, (path, text) in enumerate(self.subject.fixable(content).items()):
            field = self.subject.fix_field(content, path)
            field.initial, field.required = text, False
            self.paths[f"text{number}"], self.fields[f"text{number}"] = path, field
        if self.subject.CURATED:
            del self.fields["change"], self.fields["correction"]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The texts as they stand in the story: each block with its name and its fields."""
        if self.state.live is None:
            return []
        content = self.state.live.read()
        told = self.subject.telling([content]).told(content)
        names = {part.path: part.place for rows in told if isinstance(rows, Rows) for part in rows.parts}
        found: dict[str, list[forms.BoundField]] = {}
        for field, path in self.paths.items():
            found.setdefault(path.rpartition("/")[0], []).append(self[field])
        return [(names.get(path, ""), fields) for path, fields in found.items()]

    def kind_of_change(self) -> list[forms.BoundField]:
        """The fields that say what kind of change it is."""
        return [self[name] for name in ("change", "correction") if name in self.fields]

    def act(self) -> str:
        said = self.cleaned_data
        live = self.subject.revisions.filter(number=said["live"]).first()
        if live is None or live != self.state.live:
            raise Refused("Another version went live meanwhile. Open the live text again and repeat the fix there.")
        texts = {path: said[name] for name, path in self.paths.items()}
        choices = {key.removeprefix("choose:"): self.data[key] for key in self.data if key.startswith("choose:")}
        self.forecast = forecast(self.subject, live, texts, choices, clock.now())
        if self.data.get(self.SEEN) != self.forecast.key or "_see" in self.data:
            return ""  # shown first
        if self.forecast.unsettled:
            raise Refused("The same words were changed elsewhere, too. Choose, for each, which text to keep.")
        fix = verbs.fix_live(
            self.subject,
            self.user,
            texts,
            revision=live,
            change=said.get("change", ""),
            correction=said.get("correction", ""),
            choices=choices,
        )
        waiting = f" and taken into {counted(len(fix.waiting), 'waiting version')}" if fix.waiting else ""
        return f"Fixed for readers{waiting}."


PAGES: dict[str, type[VerbForm]] = {
    "submit": SubmitForm,
    "approve": ApproveForm,
    "send_back": SendBackForm,
    "publish": PublishForm,
    "fix_live": FixLiveForm,
    "move": MoveForm,
    "unschedule": UnscheduleForm,
    "withdraw": WithdrawForm,
    "correct": CorrectForm,
    "set_embargo": EmbargoForm,
    "restore": RestoreForm,
    "bin": BinForm,
    "unbin": UnbinForm,
    "take_down": TakeDownForm,
}


def offered(subject: Any, state: State, user: Any) -> dict[str, type[VerbForm]]:
    """The verbs to offer at the top of a page: those that make sense now and that this person may do."""
    pages = {name: form for name, form in PAGES.items() if not (subject.CURATED and name == "correct")}
    return {name: form for name, form in pages.items() if form.fits(state) and may(user, form.verb, subject)}
