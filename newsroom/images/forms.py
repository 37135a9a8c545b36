"""The picture desk's forms: a new picture, a known one, many at once. They only read; `newsroom.images.actions` writes."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from newsroom.images import duplicates
from newsroom.images.actions import WORDS
from newsroom.images.library import choice
from newsroom.images.models import Picture
from newsroom.images.rights import rights_of
from newsroom.images.upload import MAX_BYTES, MAX_PIXELS, Intake, take_in
from newsroom.publishing import clock
from newsroom.text.datetime_field import MomentField
from newsroom.text.plain_text import PlainTextInput

RIGHTS = ("usable_from", "usable_until")


def read_ahead(uploaded: Any) -> None:
    """Take in an upload before the form looks at it, so that no transaction is held open while a photo is decoded."""
    try:
        uploaded.intake = take_in(uploaded, uploaded.name or "")
    except ValidationError as refusal:
        uploaded.intake = refusal


def taken_in(uploaded: Any) -> Any:
    """The Intake of an upload, read ahead or now; None where there is none. Raises its refusal, a ValidationError.

    A photo that was taken down is refused too.
    """
    if not uploaded:
        return None
    if not hasattr(uploaded, "intake"):
        read_ahead(uploaded)
    if isinstance(uploaded.intake, ValidationError):
        raise uploaded.intake
    duplicates.refuse_taken_down(uploaded.intake)
    return uploaded.intake


def _plain(value: str | datetime | None) -> str:
    """A word or an instant in one spelling, to be compared: browsers change line ends, and their clocks know no fractions."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return (value or "").replace("\r\n", "\n").strip()


PHOTO_WIDGET = {"accept": "image/*,.heic,.heif"}  # no `capture`: a phone offers camera and album
PHOTO_HELP = (
    f"JPEG, PNG, WebP, AVIF, or HEIC straight from a phone; up to {MAX_BYTES // 1024**2} MB "
    f"and {MAX_PIXELS // 1_000_000} megapixels."
)


class FocusForm(forms.Form):
    """What crops keep in sight."""

    focus_x = forms.IntegerField(label="Focal point, % from the left", min_value=0, max_value=100, initial=50)
    focus_y = forms.IntegerField(
        label="% from the top", min_value=0, max_value=100, initial=50, help_text="Crops keep this point in sight."
    )

    def focus(self) -> str:
        """Return the focal point as the actions take it."""
        return f"{self.cleaned_data['focus_x'] / 100}x{self.cleaned_data['focus_y'] / 100}"


class SeenField(forms.Field):
    """What the page was filled in with, by field; None for a form made by hand that says it in another way."""

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
    """The words of a picture, as somebody sees and corrects them."""

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
        """See what the editor touched. What a colleague has changed since the page was opened is never silently undone."""
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen") or self.stored
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
            now_seen = {**seen, **{name: self.stored[name] for name in clashes}}
            data[self.add_prefix("seen")] = self.fields["seen"].prepare_value(now_seen)
            self.data = data
        return cleaned

    def touched_words(self) -> dict[str, str]:
        """The words that the editor changed."""
        return {word: self.cleaned_data[word] for word in WORDS if word in self.touched}


class PictureForm(WordsForm, FocusForm):
    """Words, rights and focal point of a picture; of a new one the file too."""

    file = forms.FileField(
        label="Photo",
        widget=forms.FileInput(PHOTO_WIDGET),
        help_text=f"{PHOTO_HELP} Where it was taken is removed from the file. "
        "Title, caption, credit, day, copyright and keywords are read from it where you leave them empty.",
    )
    anyway = forms.BooleanField(
        required=False, label="Upload it even if the library has it", help_text="A second copy has words of its own."
    )
    usable_from = MomentField(required=False, help_text=Picture._meta.get_field("usable_from").help_text)
    usable_until = MomentField(required=False, help_text=Picture._meta.get_field("usable_until").help_text)

    class Meta(WordsForm.Meta):
        fields = (*WORDS, *RIGHTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["title"].required = False
        elif self.instance.current:
            across, down = self.instance.current.focus
            self.initial.update(focus_x=round(across * 100), focus_y=round(down * 100))

    def clean_file(self) -> Intake:
        """The upload made safe."""
        intake: Intake = taken_in(self.cleaned_data["file"])
        return intake

    def clean(self) -> dict[str, Any]:
        """Offer the picture that the library has before a second copy of it is made."""
        cleaned = super().clean()
        if cleaned.get("file") and not cleaned.get("anyway") and (known := duplicates.known(cleaned["file"])):
            address = reverse("admin:images_picture_change", args=[known.picture.pk])
            cure = "Use that one; or choose the file again and tick “Upload it even if the library has it”."
            self.add_error("file", format_html('{} <a href="{}">Open it</a>. {}', known, address, cure))
        return cleaned


class NewPhotoInput(forms.FileInput):
    """A photo to upload, or, once it is in the library, a box to use it, which carries its id (`<name>-picture`).

    static/js/upload_photo.js uploads it as soon as it is chosen. Where the library has it (`known`), a person says
    whether the picture there is used instead.
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
    """A photo uploaded on the way to something else: its Intake, or the picture of the library that is used instead.

    Of a photo that the library has, or one that looks like it, it is asked first which of the two is meant.
    """

    widget: Any = NewPhotoInput
    ANSWER = re.compile(r"(use|not)-([0-9]{1,18})")  # the picture of that number is used; another is made

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
            raise ValidationError("Choose the file of your photo again: it was not kept.", code="no_file")
        raise ValidationError("Save again to use the picture that the library has.", code="known")

    def _named(self, number: str) -> duplicates.Known:
        picture = usable(number)
        if picture is None:
            raise ValidationError("That picture is not in the library any more. Choose the file again.", code="gone")
        return duplicates.Known(picture, same=False)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was sent, unlike other files: an uploaded photo's id is shown again."""
        return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(data)

    def in_words(self, value: Any) -> str:
        """Name the uploaded photo, for an offer of what was typed and never saved."""
        return str(usable(value[2]) or "") if value else ""


def usable(number: str) -> Picture | None:
    """Return the library's picture with that id, typed or sent; None if there is none to be used."""
    if not re.fullmatch(r"[0-9]{1,18}", number):
        return None
    return Picture.objects.to_render().filter(pk=number, taken_down_at=None, current__isnull=False).first()


class ReplaceForm(FocusForm):
    """Another file for a known picture."""

    file = forms.FileField(label="New file", widget=forms.FileInput(PHOTO_WIDGET), help_text=PHOTO_HELP)
    reason = PlainTextInput(
        required=False, max_length=300, label="Why", help_text="Goes into the audit log; may stay empty."
    )

    field_order = ("file", "focus_x", "focus_y", "reason")

    def clean_file(self) -> Intake:
        """The upload made safe."""
        intake: Intake = taken_in(self.cleaned_data["file"])
        return intake


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFilesField(forms.FileField):
    """A list of uploads."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(ManyFilesField, self).clean(each) for each in data or [None]]


class UploadForm(forms.Form):
    """Many photos at once."""

    photos = ManyFilesField(label="Photos", widget=ManyFilesInput({**PHOTO_WIDGET}), help_text=PHOTO_HELP)
    anyway = forms.BooleanField(required=False, label="Upload also what the library has already")


CorrectFormSet = forms.modelformset_factory(
    Picture,
    form=WordsForm,
    fields=("title", "alt", "caption", "credit", "taken", "source", "copyright", "keywords"),
    extra=0,
    widgets={"caption": forms.Textarea({"rows": 3}), "alt": forms.Textarea({"rows": 3, "maxlength": 300})},
)


class ReasonForm(forms.Form):
    """For what must be accounted for."""

    reason = PlainTextInput(widget=forms.Textarea(attrs={"rows": 3}), help_text="Goes into the audit log.")
