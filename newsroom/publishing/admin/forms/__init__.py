"""One form for each action's page: the arguments of the action, and the call."""

from typing import Any, ClassVar

from django import forms

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.forms.base import TimedForm, VerbForm
from newsroom.publishing.admin.forms.live_fix import FixLiveForm
from newsroom.publishing.admin.forms.publish import PublishForm
from newsroom.publishing.admin.state import State
from newsroom.publishing.corrections import Notice, notices
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Correction, Review
from newsroom.publishing.permissions import may
from newsroom.text.ap_style import moment, sentence
from newsroom.text.datetime_field import MomentField
from newsroom.text.plain_text import PlainTextInput


class SubmitForm(VerbForm):
    verb, title, button = "submit", "Submit for review", "Submit"
    words = "Editors will find it under “Waiting for review.”"
    note = PlainTextInput(
        required=False, widget=forms.Textarea({"rows": 3}), help_text="Optional. What the editor should know."
    )

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and state.review in (Review.DRAFT, Review.SENT_BACK)

    def act(self) -> str:
        actions.submit(self.subject, self.user, note=self.cleaned_data["note"])
        return "Submitted for review."


class SendBackForm(VerbForm):
    verb, title, button = "send_back", "Send back", "Send back"
    words = "The writer will see your note at the top of the story."
    note = PlainTextInput(widget=forms.Textarea({"rows": 4}), help_text="What should change?")

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and state.review in (Review.SUBMITTED, Review.APPROVED)

    def act(self) -> str:
        actions.send_back(self.subject, self.user, note=self.cleaned_data["note"])
        return "Sent back with your note."


class ApproveForm(VerbForm):
    verb, title, button = "approve", "Approve", "Approve"
    words = "You approve this version. If anyone edits it, it needs approval again."
    FROM_STATE = ("revision",)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and not state.head.approved_by_id

    def prepare(self) -> None:
        self.fields["revision"].initial = self.state.head.number if self.state.head else None

    def act(self) -> str:
        read = self.subject.revisions.filter(number=self.cleaned_data["revision"]).first()
        actions.approve(self.subject, self.user, revision=read)
        return "Approved."


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
        actions.publish(
            self.subject,
            self.user,
            revision=line.revision,
            at=at,
            change=line.change,
            break_embargo=bool(self.said("break_embargo")),
            reason=f"Rescheduled from {moment(line.at)}",
        )
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


class CorrectForm(VerbForm):
    """A new notice, or (`amends`) a new wording of one that readers have, with a preview."""

    verb, title, button = "correct", "Add a correction", "Add"
    template = "admin/publishing/correct.html"
    words = "Readers will see it with the story from now on. The text of the story doesn’t change."
    kind = forms.ChoiceField(choices=Correction.Kind, widget=forms.RadioSelect, initial=Correction.Kind.CORRECTION)
    text = PlainTextInput(widget=forms.Textarea({"rows": 4}), help_text="What was wrong and what is right.")
    amends = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Media:
        js: ClassVar = [forms.Script("js/preview_notice.js", type="module")]

    @staticmethod
    def fits(state: State) -> bool:
        return state.name in ("live", "unpublished")

    def prepare(self) -> None:
        self.now = clock.now()
        self.notices = notices(self.subject.corrections.filter(at__lte=self.now))[::-1]
        asked = str(self["amends"].value() or "")
        self.amended = next((each for each in self.notices if str(each.id) == asked), None)
        if self.amended:
            self.button = "Amend"  # type: ignore[misc]  # of this form
            self.words = "Readers will see the new wording. The old one stays in the change log."  # type: ignore[misc]
            self.fields["text"].initial = self.amended.text
            del self.fields["kind"]

    @property
    def notice(self) -> Notice | None:
        """The notice as it would be stored now; None if there is no text."""
        text = (self["text"].value() or "").strip()
        if not text:
            return None
        if self.amended:
            return Notice(0, self.amended.kind, text, self.amended.at, amended=self.now)
        kind = self["kind"].value()
        return Notice(0, kind if kind in Correction.Kind else Correction.Kind.CORRECTION, text, self.now)

    def act(self) -> str:
        said = self.cleaned_data
        if said["amends"] is None:
            actions.correct(self.subject, self.user, kind=said["kind"], text=said["text"])
            return "The correction is live."
        amended = self.subject.corrections.filter(pk=said["amends"]).first()
        if amended is None:
            raise ActionRefused("This correction doesn’t exist. Choose one from the list.")
        actions.amend_correction(self.subject, self.user, amended, text=said["text"])
        return "The new wording is live."


class EmbargoForm(VerbForm):
    verb, title, button = "set_embargo", "Embargo", "Save embargo"
    words = "Nothing goes live before it ends. Clear the time to lift the embargo."
    until = MomentField(required=False)
    reason = PlainTextInput(required=False)
    source = PlainTextInput(required=False, help_text="Who asked for it.")

    def prepare(self) -> None:
        for name in ("until", "reason", "source"):
            self.fields[name].initial = getattr(self.subject, f"embargo_{name}")

    def act(self) -> str:
        actions.set_embargo(self.subject, self.user, **self.cleaned_data)
        until = self.cleaned_data["until"]
        return sentence(f"Under embargo until {moment(until)}") if until else "Embargo lifted."


class TakeDownForm(VerbForm):
    verb, title, button, grave = "take_down", "Take down for legal reasons", "Take down", True
    words = "From now on, no reader or editor can open any version made so far, even in the history of the site."
    reason = PlainTextInput(widget=forms.Textarea({"rows": 3}), help_text="Goes into the audit log.")

    def act(self) -> str:
        actions.take_down(self.subject, self.user, reason=self.cleaned_data["reason"])
        return "Taken down."


class RestoreForm(VerbForm):
    verb, title, button = "restore", "Restore an older version", "Restore"
    words = "The draft goes back to that version. Readers won’t see it until you publish."
    revision = forms.IntegerField(label="Version", min_value=1)

    @staticmethod
    def fits(state: State) -> bool:
        return state.head is not None and state.head.number > 1 and state.name not in ("bin", "sealed")

    def act(self) -> str:
        old = self.subject.revisions.filter(number=self.cleaned_data["revision"]).first()
        if old is None:
            raise ActionRefused("This version doesn’t exist. The history lists all versions.")
        actions.restore(self.subject, self.user, old)
        return f"The draft is back to version {old.number}."


class BinForm(VerbForm):
    verb, title, button = "bin", "Move to trash", "Move to trash"
    words = "You can restore it later."

    @staticmethod
    def fits(state: State) -> bool:
        return state.name in Review.values

    def act(self) -> str:
        actions.bin(self.subject, self.user)
        return "Moved to the trash."


class UnbinForm(VerbForm):
    verb, title, button = "unbin", "Restore from trash", "Restore"

    @staticmethod
    def fits(state: State) -> bool:
        return state.name == "bin"

    def act(self) -> str:
        actions.unbin(self.subject, self.user)
        return "Restored as a draft."


PAGES: dict[str, type[VerbForm]] = {
    "submit": SubmitForm,
    "approve": ApproveForm,
    "send_back": SendBackForm,
    "publish": PublishForm,
    "fix_live": FixLiveForm,
    "move": MoveForm,
    "unschedule": UnscheduleForm,
    "unpublish": UnpublishForm,
    "correct": CorrectForm,
    "set_embargo": EmbargoForm,
    "restore": RestoreForm,
    "bin": BinForm,
    "unbin": UnbinForm,
    "take_down": TakeDownForm,
}


def offered(subject: Any, state: State, user: Any) -> dict[str, type[VerbForm]]:
    """Return the actions that make sense now and that `user` may do, for the top of a page."""
    pages = {name: form for name, form in PAGES.items() if not (subject.CURATED and name == "correct")}
    return {name: form for name, form in pages.items() if form.fits(state) and may(user, form.verb, subject)}
