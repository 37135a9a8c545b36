"""The picture desk's form, for a new picture and for a known one."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from newsroom.images.intake import MAX_BYTES, MAX_PIXELS, take_in
from newsroom.images.models import Picture
from newsroom.images.pictures import WORDS
from newsroom.publishing.moments import MomentField

RIGHTS = ("usable_from", "usable_until")


def read_ahead(uploaded: Any) -> None:
    """Take in an upload before the form looks at it, so that no transaction is held open while a photo is decoded."""
    try:
        uploaded.intake = take_in(uploaded, uploaded.name or "")
    except ValidationError as refusal:
        uploaded.intake = refusal


def taken_in(uploaded: Any) -> Any:
    """The Intake of an upload, read ahead or now; None where there is none. Raises its refusal, a ValidationError."""
    if not uploaded:
        return None
    if not hasattr(uploaded, "intake"):
        read_ahead(uploaded)
    if isinstance(uploaded.intake, ValidationError):
        raise uploaded.intake
    return uploaded.intake


def _plain(value: str | datetime | None) -> str:
    """A word or an instant in one spelling, to be compared: browsers change line ends, and their clocks know no fractions."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return (value or "").replace("\r\n", "\n").strip()


class PictureForm(forms.ModelForm[Picture]):
    """Words, rights, focal point and file of a picture. It only reads; `newsroom.images.pictures` writes."""

    file = forms.FileField(
        label="Photo",
        widget=forms.FileInput(
            attrs={"accept": "image/*,.heic,.heif"}
        ),  # no `capture`: a phone offers camera and album
        help_text=f"JPEG, PNG, WebP, AVIF, or HEIC straight from a phone; up to {MAX_BYTES // 1024**2} MB "
        f"and {MAX_PIXELS // 1_000_000} megapixels. Where it was taken is removed from the file. "
        "Title, caption, credit and day are read from it where you leave them empty.",
    )
    focus_x = forms.IntegerField(label="Focal point, % from the left", min_value=0, max_value=100, initial=50)
    focus_y = forms.IntegerField(
        label="% from the top", min_value=0, max_value=100, initial=50, help_text="Crops keep this point in sight."
    )
    usable_from = MomentField(required=False, help_text=Picture._meta.get_field("usable_from").help_text)
    usable_until = MomentField(required=False, help_text=Picture._meta.get_field("usable_until").help_text)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Picture
        fields = (*WORDS, *RIGHTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {name: _plain(getattr(self.instance, name)) for name in (*WORDS, *RIGHTS)}
        self.touched: set[str] = set()
        if self.instance._state.adding:
            self.fields["title"].required = False
            return
        self.initial["seen"] = self.stored
        if self.instance.current and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = "Replace with another file"
            across, down = self.instance.current.focus
            self.initial.update(focus_x=round(across * 100), focus_y=round(down * 100))

    def clean_file(self) -> Any:
        """The upload made safe, an Intake; None where there is none."""
        return taken_in(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        """See what the editor touched. What a colleague has changed since the page was opened is never silently undone."""
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen")
        if not isinstance(seen, dict):  # a new picture, or a page made by hand
            seen = self.stored
        typed = {name: _plain(cleaned[name]) for name in self.stored if name in cleaned}
        self.touched = {name for name in typed if typed[name] != seen.get(name, "")}
        clashes = [name for name in self.touched if self.stored[name] not in (seen.get(name, ""), typed[name])]
        for name in clashes:
            self.add_error(
                name,
                f"Somebody has changed this to “{self.stored[name]}” since you opened the page. "
                "Put both together and save again; that will then count.",
            )
        if clashes:
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            data["seen"] = self.fields["seen"].prepare_value({**seen, **{name: self.stored[name] for name in clashes}})
            self.data = data
        return cleaned

    def focus(self) -> str:
        """The focal point as the desk's verbs take it."""
        return f"{self.cleaned_data['focus_x'] / 100}x{self.cleaned_data['focus_y'] / 100}"


class ReasonForm(forms.Form):
    """For what must be accounted for."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="Goes into the audit log.")
