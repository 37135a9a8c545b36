"""The photo library's forms: one photo, many at once, a new file. They only read; `newsroom.images.actions` writes."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from newsroom.images import duplicates
from newsroom.images.actions import WORDS
from newsroom.images.library import choice
from newsroom.images.models import Picture
from newsroom.images.picture_html import SHAPES
from newsroom.images.rights import rights_of
from newsroom.images.upload import MAX_BYTES, MAX_PIXELS, Intake, take_in
from newsroom.publishing import clock
from newsroom.text.datetime_field import MomentField
from newsroom.text.plain_text import PlainTextInput

RIGHTS = ("usable_from", "usable_until")


def read_ahead(uploaded: Any) -> None:
    """Read an upload before the form does, so that no transaction is open while a photo is decoded."""
    try:
        uploaded.intake = take_in(uploaded, uploaded.name or "")
    except ValidationError as refusal:
        uploaded.intake = refusal


def taken_in(uploaded: Any) -> Any:
    """Return the Intake of an upload (None without one). Raises ValidationError, also for a taken-down photo."""
    if not uploaded:
        return None
    if not hasattr(uploaded, "intake"):
        read_ahead(uploaded)
    if isinstance(uploaded.intake, ValidationError):
        raise uploaded.intake
    duplicates.refuse_taken_down(uploaded.intake)
    return uploaded.intake


def _plain(value: str | datetime | None) -> str:
    """Normalize a word or instant for comparison: browsers change line endings and drop fractions of seconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return (value or "").replace("\r\n", "\n").strip()


PHOTO_WIDGET = {"accept": "image/*,.heic,.heif"}  # no `capture`: a phone offers camera and album
PHOTO_HELP = f"JPEG, PNG, WebP, AVIF or HEIC, up to {MAX_BYTES // 1024**2} MB and {MAX_PIXELS // 1_000_000} megapixels."


class PhotoField(forms.FileField):
    """A required upload, cleaned to its Intake."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(PHOTO_WIDGET), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return taken_in(super().clean(data, initial))


class FocusForm(forms.Form):
    focus_x = forms.IntegerField(label="Focal point, % from the left", min_value=0, max_value=100, initial=50)
    focus_y = forms.IntegerField(
        label="% from the top", min_value=0, max_value=100, initial=50, help_text="Crops keep this point in view."
    )

    def focus(self) -> str:
        return f"{self.cleaned_data['focus_x'] / 100}x{self.cleaned_data['focus_y'] / 100}"


class CropField(forms.CharField):
    """What one shape shows, as "10 5 80": percent from the left, from the top, and of the width. Cleaned to shares."""

    def __init__(self, shape: str, **options: Any) -> None:
        self.shape = shape
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=f"{shape} crop", required=False, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"{100 * share:.4g}" for share in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[float] | None:  # type: ignore[override]
        numbers = str(value or "").replace(",", ".").split()
        if not numbers:
            return None
        if len(numbers) != 3 or not all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", number) for number in numbers):
            raise ValidationError("Enter three numbers from 0 to 100, such as 10 5 80, or leave this blank.")
        return [round(float(number) / 100, 4) for number in numbers]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or "") != str(data or "").strip())


def crop_name(shape: str) -> str:
    """Return the name of the field for a shape: "crop_16x9"."""
    return f"crop_{shape.replace(':', 'x')}"


class SeenField(forms.Field):
    """The stored values when the page was opened, by field; None if missing or malformed."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> dict[str, Any] | None:
        try:
            seen = json.loads(value or "null")
        except (ValueError, RecursionError):
            return None
        return seen if isinstance(seen, dict) else None

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value)


class WordsForm(forms.ModelForm[Picture]):
    """The words of a picture. Never silently undoes what a colleague changed since the page was opened."""

    seen = SeenField(required=False)

    class Meta:
        model = Picture
        fields: tuple[str, ...] = WORDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {name: _plain(getattr(self.instance, name)) for name in (*WORDS, *RIGHTS) if name in self.fields}
        self.touched: set[str] = set()
        if not self.instance._state.adding:
            self.initial["seen"] = self.stored

    def clean(self) -> dict[str, Any]:
        """Find out what the editor touched, and what a colleague changed meanwhile."""
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen") or self.stored
        typed = {name: _plain(cleaned[name]) for name in self.stored if name in cleaned}
        self.touched = {name for name in typed if typed[name] != seen.get(name, "")}
        clashes = [name for name in self.touched if self.stored[name] not in (seen.get(name, ""), typed[name])]
        for name in clashes:
            self.add_error(
                name,
                f"Somebody changed this to “{self.stored[name]}” after you opened the page. "
                "Combine both versions and save again.",
            )
        if clashes:
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            now_seen = {**seen, **{name: self.stored[name] for name in clashes}}
            data[self.add_prefix("seen")] = self.fields["seen"].prepare_value(now_seen)
            self.data = data
        return cleaned

    def touched_words(self) -> dict[str, str]:
        return {word: self.cleaned_data[word] for word in WORDS if word in self.touched}


class PictureForm(WordsForm, FocusForm):
    """Words, rights and focal point of a picture, and the file of a new one."""

    file = PhotoField(
        label="Photo",
        help_text=f"{PHOTO_HELP} The location is removed from the file. "
        "Title, caption, credit, date, copyright, restrictions and keywords are read from it if you leave them blank.",
    )
    anyway = forms.BooleanField(
        required=False, label="Upload even if it’s in the library", help_text="Makes a separate copy."
    )
    usable_from = MomentField(required=False, help_text=Picture._meta.get_field("usable_from").help_text)
    usable_until = MomentField(
        ends_day=True,
        required=False,
        help_text=f"{Picture._meta.get_field('usable_until').help_text} Without a time: the end of that day.",
    )

    class Meta(WordsForm.Meta):
        fields = (*WORDS, *RIGHTS)

    crop_16x9, crop_4x3, crop_1x1 = map(CropField, SHAPES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["title"].required = False
        elif self.instance.current:
            across, down = self.instance.current.focus
            self.initial.update(focus_x=round(across * 100), focus_y=round(down * 100))
            self.initial.update({crop_name(shape): box for shape, box in self.instance.current.crops.items()})

    def crops(self) -> dict[str, list[float]]:
        """Return the crops that the desk chose, by shape."""
        given = {shape: self.cleaned_data.get(crop_name(shape)) for shape in SHAPES}
        return {shape: box for shape, box in given.items() if box}

    def clean(self) -> dict[str, Any]:
        """Check the crops, and offer a picture that is already in the library instead of a second copy."""
        cleaned = super().clean()
        if file := self.instance.current:
            for shape, box in self.crops().items():
                try:
                    file.check_crop(shape, box)
                except ValidationError as error:
                    self.add_error(crop_name(shape), error)
        if cleaned.get("file") and not cleaned.get("anyway") and (known := duplicates.known(cleaned["file"])):
            self.add_error("file", render_to_string("admin/images/picture/_already_there.html", {"known": known}))
        return cleaned


class NewPhotoInput(forms.FileInput):
    """A photo to upload, or, once static/js/upload_photo.js has done that, a checkbox with its id (`<name>-picture`).

    If it is a duplicate (`known`), the user chooses which of the two to use.
    """

    template_name = "admin/images/picture/new_photo.html"
    known: duplicates.Known | None = None
    answer = ""

    class Media:
        js: ClassVar = [forms.Script("js/upload_photo.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        file = super().value_from_datadict(data, files, name)
        return file, data.get(f"{name}-known", ""), data.get(f"{name}-picture", "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["upload_url"] = reverse("admin:images_picture_upload_many")
        now = clock.now()
        if isinstance(value, tuple) and (uploaded := usable(value[2])):
            context["uploaded"] = {"id": uploaded.pk, **choice(uploaded, now)}
        if self.known:
            context |= {"known": self.known, "answer": self.answer, "rights": rights_of(self.known.picture, now)}
        return context


class NewPhotoField(forms.FileField):
    """A photo uploaded within another form: its Intake, or the duplicate in the library that the user chose instead."""

    widget: Any = NewPhotoInput
    ANSWER = re.compile(r"(use|not)-([0-9]{1,18})")  # use the picture with that id, or upload another

    def clean(self, data: Any, initial: Any = None) -> Intake | Picture | None:
        file, answer, uploaded = data
        if uploaded and not file:
            return self._named(uploaded).picture
        intake: Intake | None = taken_in(super().clean(file, initial))
        said = self.ANSWER.fullmatch(answer)
        known = duplicates.known(intake) if intake else self._named(said[2]) if said else None
        if known is None:
            return intake
        same = bool(said) and said[2] == str(known.picture.pk)  # type: ignore[index]
        self.widget.known, self.widget.answer = known, answer if same else ""
        if same and answer.startswith("use"):
            return known.picture
        if same and intake:
            return intake
        if same:
            raise ValidationError("Choose your photo’s file again. It wasn’t kept.", code="no_file")
        raise ValidationError("Save again to use the photo in the library.", code="known")

    def _named(self, number: str) -> duplicates.Known:
        if picture := usable(number):
            return duplicates.Known(picture, same=False)
        raise ValidationError("That photo is no longer in the library. Choose the file again.", code="gone")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was sent, unlike other file fields: an uploaded photo's id is shown again."""
        return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(data)

    def in_words(self, value: Any) -> str:
        """Name the uploaded photo, for an offer to recover unsaved changes."""
        return str(usable(value[2]) or "") if value else ""


def usable(number: str) -> Picture | None:
    """Return the picture with that id, as sent by a form; None if it can't be used."""
    if not re.fullmatch(r"[0-9]{1,18}", number):
        return None
    return Picture.objects.to_render().filter(pk=number, taken_down_at=None, current__isnull=False).first()


class ReplaceForm(FocusForm):
    file = PhotoField(label="New file", help_text=PHOTO_HELP)
    reason = PlainTextInput(
        required=False, max_length=300, label="Reason", help_text="Optional. Goes into the audit log."
    )

    field_order = ("file", "focus_x", "focus_y", "reason")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(ManyFilesField, self).clean(each) for each in data or [None]]


class UploadForm(forms.Form):
    photos = ManyFilesField(label="Photos", widget=ManyFilesInput({**PHOTO_WIDGET}), help_text=PHOTO_HELP)
    anyway = forms.BooleanField(required=False, label="Upload even if they’re in the library")


CorrectFormSet = forms.modelformset_factory(
    Picture,
    form=WordsForm,
    fields=(
        "title",
        "alt",
        "caption",
        "credit",
        "taken",
        "source",
        "copyright",
        "restrictions",
        "mandatory_credit",
        "keywords",
    ),
    extra=0,
    widgets={
        "caption": forms.Textarea({"rows": 3}),
        "restrictions": forms.Textarea({"rows": 2}),
        "alt": forms.Textarea({"rows": 3, "maxlength": 300}),
    },
)


class ReasonForm(forms.Form):
    """Ask for the reason that goes into the audit log."""

    reason = PlainTextInput(widget=forms.Textarea(attrs={"rows": 3}), help_text="Goes into the audit log.")
