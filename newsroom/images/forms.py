"""The picture desk's form, for a new picture and for a known one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from newsroom.images.intake import MAX_BYTES, MAX_PIXELS, take_in
from newsroom.images.models import Picture
from newsroom.images.pictures import WORDS

KEPT = (*WORDS, "usable_from", "usable_until")


def read_ahead(uploaded: Any) -> None:
    """Take in an upload before the form looks at it, so that no transaction is held open while a photo is decoded."""
    try:
        uploaded.intake = take_in(uploaded, uploaded.name or "")
    except ValidationError as refusal:
        uploaded.intake = refusal


class PictureForm(forms.ModelForm[Picture]):
    """Words, rights, focal point and file of a picture. It only reads; `newsroom.images.pictures` writes."""

    file = forms.FileField(
        label="photo",
        widget=forms.FileInput(
            attrs={"accept": "image/*,.heic,.heif"}
        ),  # no `capture`: a phone then offers camera and album
        help_text=f"JPEG, PNG, WebP, AVIF, or HEIC straight from a phone; up to {MAX_BYTES // 1024**2} MB "
        f"and {MAX_PIXELS // 1_000_000} megapixels. Where it was taken is removed from the file. "
        "Title, caption, credit and day are read from it where you leave them empty.",
    )
    focus_x = forms.IntegerField(
        label="focal point, % from the left",
        min_value=0,
        max_value=100,
        initial=50,
        help_text="Crops keep this point in sight.",
    )
    focus_y = forms.IntegerField(label="focal point, % from the top", min_value=0, max_value=100, initial=50)

    class Meta:
        model = Picture
        fields = KEPT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            if "title" in self.fields:
                self.fields["title"].required = False
            return
        # What the editor saw goes along: a field they did not touch never overwrites a colleague's words.
        self.loaded = Picture(**{name: getattr(self.instance, name) for name in KEPT})
        for name in KEPT:
            if name in self.fields:
                self.fields[name].show_hidden_initial = True
        if self.instance.current and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = "replace with another file"
            across, down = self.instance.current.focus
            self.initial.update(focus_x=round(across * 100), focus_y=round(down * 100))

    def clean_file(self) -> Any:
        """The upload made safe, an Intake; None where there is none."""
        uploaded = self.cleaned_data["file"]
        if uploaded is None:
            return None
        if not hasattr(uploaded, "intake"):
            read_ahead(uploaded)
        if isinstance(uploaded.intake, ValidationError):
            raise uploaded.intake
        return uploaded.intake

    def clean(self) -> dict[str, Any]:
        """Hand back a field that a colleague has changed since the page was opened, with what they wrote."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance._state.adding:
            return cleaned
        for name in set(self.changed_data) & set(KEPT) & set(cleaned):
            now = getattr(self.loaded, name)
            field = self[name]
            seen = field.field.to_python(
                field.field.hidden_widget().value_from_datadict(self.data, self.files, field.html_initial_name)
            )
            if (now or None) not in (seen or None, cleaned[name] or None):
                self.add_error(
                    name,
                    f"Somebody has changed this to “{now}” since you opened the page. "
                    "Put both together and save again; that will then count.",
                )
                data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
                data[field.html_initial_name] = "" if now is None else now
                self.data = data
        return cleaned

    def focus(self) -> str:
        """The focal point as the desk's verbs take it."""
        return f"{self.cleaned_data['focus_x'] / 100}x{self.cleaned_data['focus_y'] / 100}"


class ReasonForm(forms.Form):
    """For what must be accounted for."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="Goes into the audit log.")
