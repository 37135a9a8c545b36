"""The forms of media files. They only read; `newsroom.media.actions` writes."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from newsroom.media import webvtt
from newsroom.media.actions import WORDS, known
from newsroom.media.models import Kind, MediaFile
from newsroom.media.upload import ACCEPT, ACCEPTED, take_in
from newsroom.text.datetime_field import MomentField

BELONGS = {
    Kind.VIDEO: WORDS,
    Kind.AUDIO: tuple(word for word in WORDS if word != "poster"),
    Kind.DOCUMENT: ("title", "credit", "language", "usable_from", "usable_until"),
}  # the words that a file of each kind has


def read_ahead(uploaded: Any) -> None:
    """Read an upload before the form does, so that no transaction is open meanwhile."""
    try:
        uploaded.intake = take_in(uploaded, uploaded.name or "")
    except ValidationError as refusal:
        uploaded.intake = refusal


class UploadField(forms.FileField):
    """A required upload, cleaned to its Intake."""

    def __init__(self, **options: Any) -> None:
        types = "; ".join(f"{kind.label}: {types}" for kind, types in ACCEPTED.items())
        accept = ",".join(ACCEPT.values())
        super().__init__(
            widget=forms.FileInput({"accept": accept}),
            **{"help_text": f"{types}. Up to {settings.MEDIA_MAX_MB} MB.", **options},
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploaded = super().clean(data, initial)
        if not hasattr(uploaded, "intake"):
            read_ahead(uploaded)
        if isinstance(uploaded.intake, ValidationError):
            raise uploaded.intake
        if found := known(uploaded.intake):
            raise ValidationError(f"This file is already here: “{found}”. Use that one.", code="known")
        return uploaded.intake


class MediaFileForm(forms.ModelForm[MediaFile]):
    """The words of a media file, and the file of a new one."""

    upload = UploadField(label="File")
    captions_file = forms.FileField(
        required=False,
        label="Captions from a file",
        widget=forms.FileInput({"accept": ".vtt,text/vtt"}),
        help_text="A .vtt file. Replaces the captions below.",
    )
    usable_from = MomentField(required=False, help_text=MediaFile._meta.get_field("usable_from").help_text)
    usable_until = MomentField(
        ends_day=True,
        required=False,
        help_text=f"{MediaFile._meta.get_field('usable_until').help_text} Without a time: the end of that day.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MediaFile
        fields = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["title"].required = False
            self.fields["title"].help_text += " Leave blank to use the name of the file."
        else:
            self.initial["seen"] = self.stored

    @property
    def stored(self) -> str:
        """A hash of the words as they are stored."""
        words = [str(self.initial.get(word)) for word in WORDS]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]

    def clean_captions(self) -> str:
        return webvtt.checked(self.cleaned_data["captions"])

    def clean_captions_file(self) -> str:
        uploaded = self.cleaned_data["captions_file"]
        if not uploaded:
            return ""
        try:
            return webvtt.checked(uploaded.read(4 * webvtt.MAX_CHARACTERS).decode())
        except UnicodeDecodeError:
            raise ValidationError("This file isn’t WebVTT in UTF-8. Save it as a .vtt file again.") from None

    def clean(self) -> dict[str, Any]:
        """Let nobody undo what a colleague saved meanwhile without seeing it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("captions_file"):
            cleaned["captions"] = cleaned["captions_file"]
        if cleaned.get("seen") and cleaned["seen"] != self.stored:
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            data[self.add_prefix("seen")] = self.stored
            self.data = data
            raise ValidationError(
                "Somebody else changed this after you opened the page. What you typed is below. Open the page in "
                "another tab to see the change, then save again."
            )
        return cleaned
