"""The page that adds a correction or amends one."""

from typing import ClassVar

from django import forms

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.forms.base import VerbForm
from newsroom.publishing.admin.state import State
from newsroom.publishing.corrections import Notice, notices
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Correction
from newsroom.text.plain_text import PlainTextInput


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
