"""The pages that submit a draft, send it back and approve it."""

from django import forms

from newsroom.publishing import actions
from newsroom.publishing.admin.forms.base import REVIEW, VerbForm
from newsroom.publishing.admin.state import State
from newsroom.publishing.models import Review
from newsroom.text.plain_text import PlainTextInput


class SubmitForm(VerbForm):
    verb, title, button = "submit", "Submit with a note", "Submit"
    group = REVIEW
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


class TakeBackForm(VerbForm):
    verb, title, button = "take_back", "Take back", "Take back"
    group = REVIEW
    words = "It is your draft again, and no longer waits for review."

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished and state.review == Review.SUBMITTED

    def act(self) -> str:
        actions.take_back(self.subject, self.user)
        return "Taken back. It is a draft again."


class SendBackForm(VerbForm):
    verb, title, button = "send_back", "Send back", "Send back"
    group = REVIEW
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
    group = REVIEW
    has_button = True
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
