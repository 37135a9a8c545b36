"""The page that takes a publishable down for legal reasons."""

from django import forms

from newsroom.publishing import actions
from newsroom.publishing.admin.forms.base import STORY, VerbForm
from newsroom.text.plain_text import PlainTextInput


class TakeDownForm(VerbForm):
    verb, title, button, grave = "take_down", "Take down for legal reasons", "Take down", True
    group = STORY
    words = "From now on, no reader or editor can open any version made so far, even in the history of the site."
    reason = PlainTextInput(widget=forms.Textarea({"rows": 3}), help_text="Goes into the audit log.")

    def act(self) -> str:
        actions.take_down(self.subject, self.user, reason=self.cleaned_data["reason"])
        return "Taken down."
