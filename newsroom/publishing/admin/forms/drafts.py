"""The pages that restore an older version, and move a draft to the trash and back."""

from django import forms

from newsroom.publishing import actions
from newsroom.publishing.admin.forms.base import STORY, VerbForm
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Review


class RestoreForm(VerbForm):
    verb, title, button = "restore", "Restore an older version", "Restore"
    group = STORY
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
    group = STORY
    words = "You can restore it later."

    @staticmethod
    def fits(state: State) -> bool:
        return state.name in Review.values

    def act(self) -> str:
        actions.bin(self.subject, self.user)
        return "Moved to the trash."


class UnbinForm(VerbForm):
    verb, title, button = "unbin", "Restore from trash", "Restore"
    group = STORY

    @staticmethod
    def fits(state: State) -> bool:
        return state.name == "bin"

    def act(self) -> str:
        actions.unbin(self.subject, self.user)
        return "Restored as a draft."
