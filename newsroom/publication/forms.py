"""The form of the publication's settings. It only reads; `newsroom.publication.actions` writes."""

import re
from itertools import pairwise
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from newsroom.images.forms import PHOTO_WIDGET, taken_in
from newsroom.publication import accounts, colors, scripts, text_files, uploads
from newsroom.publication.accounts import is_web_address
from newsroom.publication.links import ADDRESS, HEADING, KINDS, Row
from newsroom.publication.models import POLICIES, Publication
from newsroom.text.plain_text import PlainTextInput

IMAGES = {
    "logo": (
        "Logo",
        "PNG or WebP without a background, 144 pixels high or more: it is shown 72 pixels high at most. Without one, the "
        "name is set in type.",
    ),
    "logo_dark": ("Logo on dark pages", "Without one, the logo is on a light background there."),
    "icon": ("Icon", "Square, 512 pixels or more: for browser tabs, bookmarks and home screens."),
    "share": (
        "Share image",
        "Shown with links to the home page, and to pages whose title isn’t in Latin, Cyrillic, Greek or Arabic script. It is cut to "
        "1200 × 630 pixels. Without one, a link shows the logo, or the name.",
    ),
}
TOO_LOW = "{color} has a contrast of {ratio:.1f} to 1 with the page; text needs 4.5. {tone} is the nearest that has it."
PATH = re.compile(r"/(?!/)\S*")
HOST = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?")
ATTRIBUTE = re.compile(r"data-[a-z0-9-]+|id|crossorigin|referrerpolicy")


class ColorField(forms.CharField):
    """A color that is readable as text on pages of one kind (colors.LIGHT, colors.DARK), or nothing."""

    def __init__(self, papers: tuple[str, ...], **options: Any) -> None:
        self.papers = papers
        attrs = {"placeholder": "#", "size": 8, "data-contrast": ",".join(papers), "spellcheck": "false"}
        super().__init__(required=False, max_length=7, widget=forms.TextInput(attrs), **options)

    def clean(self, value: Any) -> str:
        if not (typed := super().clean(value)):
            return ""
        try:
            color = colors.cleaned(typed)
        except ValueError:
            raise ValidationError(f"“{typed}” isn’t a color. Enter six digits, such as #a01c22.") from None
        if not colors.is_readable(color, self.papers):
            ratio, tone = colors.least(color, self.papers), colors.readable(color, self.papers)
            raise ValidationError(TOO_LOW.format(color=color, ratio=ratio, tone=tone))
        return color


class PublicationForm(forms.ModelForm[Publication]):
    accent = ColorField(colors.LIGHT, label="Accent color", help_text=Publication._meta.get_field("accent").help_text)
    accent_dark = ColorField(
        colors.DARK, label="On dark pages", help_text=Publication._meta.get_field("accent_dark").help_text
    )

    class Meta:
        model = Publication
        fields: ClassVar = (
            *("name", "tagline", "typeface", "accent", "accent_dark", "address", "email", "phone", "owner", "social"),
            *("newsletter_title", "newsletter_text", "newsletter_address", "newsletter_field"),
            *("crawlers", "robots_txt", "ads_txt", "trust_txt", "security_txt"),
        )
        widgets: ClassVar = {
            **{
                name: forms.Textarea({"rows": 4, "spellcheck": "false"})
                for name in ("ads_txt", "trust_txt", "security_txt")
            },
            **{name: forms.Textarea({"rows": 3, "spellcheck": "false"}) for name in ("social", "robots_txt")},
            "address": forms.Textarea({"rows": 3}),
            "typeface": forms.RadioSelect,
            "crawlers": forms.RadioSelect,
        }
        help_texts: ClassVar = {
            "ads_txt": "Who may sell your ad space, one a line. Leave blank for no file.",
            "trust_txt": "Whom you belong to, and which sites and accounts are yours: member=, control=, social=.",
            "security_txt": "Whom to tell of a security hole: Contact: and Expires: lines.",
            "robots_txt": "Added to what robots.txt says already.",
            "crawlers": "robots.txt asks them by name. It can’t force anyone.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, (label, help_text) in IMAGES.items():
            file = forms.FileField(
                required=False, label=label, help_text=help_text, widget=forms.FileInput(PHOTO_WIDGET)
            )
            self.fields[kind] = file
            if kind in self.instance.images:
                self.fields[f"remove_{kind}"] = forms.BooleanField(required=False, label="Remove it")
        own = self.instance.section_colors
        self.sections = KINDS["section"].colored() if "section" in KINDS and KINDS["section"].colored else []
        for pk, name in self.sections:
            self.fields[f"color_{pk}"] = ColorField(colors.LIGHT, label=name, initial=own.get(pk, ""))
        pages = KINDS["page"].choices() if "page" in KINDS and KINDS["page"].choices else []
        for key, label in POLICIES.items():
            self.fields[f"policy_{key}"] = forms.ChoiceField(
                required=False,
                label=label,
                choices=[("", "No page"), *pages],
                initial=str(self.instance.policies.get(key, "")),
            )

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).replace("\r\n", "\n")

    def clean_social(self) -> str:
        return accounts.cleaned(self.cleaned_data["social"])

    def clean_newsletter_address(self) -> str:
        typed = str(self.cleaned_data["newsletter_address"])
        if typed and not typed.startswith("https://"):
            raise ValidationError("Enter an address that begins with https://: it is where readers' addresses go.")
        return typed

    def clean_ads_txt(self) -> str:
        return text_files.cleaned(self.cleaned_data["ads_txt"], text_files.ADS)

    def clean_trust_txt(self) -> str:
        return text_files.cleaned(self.cleaned_data["trust_txt"], text_files.TRUST)

    def clean_security_txt(self) -> str:
        return text_files.cleaned_security(self.cleaned_data["security_txt"])

    def clean_robots_txt(self) -> str:
        return text_files.cleaned(self.cleaned_data["robots_txt"], text_files.ROBOTS)

    def clean(self) -> Any:
        """Store uploads, and bring what isn't a column into the shape of the row."""
        cleaned = super().clean() or {}
        images = dict(self.instance.images)
        for kind in IMAGES:
            if cleaned.get(f"remove_{kind}"):
                images.pop(kind, None)
            if cleaned.get(kind):
                try:
                    images[kind] = uploads.store(kind, taken_in(cleaned[kind]))
                except ValidationError as refusal:
                    self.add_error(kind, refusal)
        self.instance.images = images
        self.instance.section_colors = {pk: color for pk, _ in self.sections if (color := cleaned.get(f"color_{pk}"))}
        self.instance.policies = {key: int(pk) for key in POLICIES if (pk := cleaned.get(f"policy_{key}"))}
        return cleaned


class RowForm(forms.Form):
    """A row of the menu or the footer (newsroom.publication.links)."""

    target = forms.ChoiceField(required=False, label="Leads to")
    to = PlainTextInput(required=False, max_length=500, label="Address, or name of the tag")
    label = PlainTextInput(required=False, max_length=60, label="Words")
    under = forms.BooleanField(required=False, label="Below")

    def __init__(self, *args: Any, choices: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        kind, _, pk = cleaned.get("target", "").partition(":")
        to, label = cleaned.get("to", ""), cleaned.get("label", "")
        if kind in KINDS and not pk:
            id_of = KINDS[kind].id_of
            pk = id_of(to) if id_of else ""
            if not pk:
                self.add_error("to", f"There is no {KINDS[kind].label.lower()} “{to}”.")
        elif kind == ADDRESS:
            pk = to
            if not PATH.fullmatch(to) and not is_web_address(to):
                self.add_error(
                    "to", "Enter a web address, such as https://shop.example, or a path of this site: /about/."
                )
        if kind in (ADDRESS, HEADING) and not label:
            self.add_error("label", "Enter the words that readers see.")
        self.row: Row = {"kind": kind, "to": pk, "label": label, "under": cleaned.get("under", False)}
        return cleaned


class RowFormSet(BaseFormSet[RowForm]):
    @property
    def rows(self) -> list[Row]:
        return [form.row for form in self.ordered_forms if form.has_changed() or form.initial]

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = self.rows
        if rows and rows[0]["under"]:
            raise ValidationError("The first row can’t be below another. Uncheck “Below”, or move it down.")
        for row, following in pairwise([*rows, None]):
            if row and row["kind"] == HEADING and (row["under"] or not (following and following["under"])):
                raise ValidationError(f"“{row['label']}” leads nowhere. Choose a page for it, or put links below it.")


ROWS = formset_factory(RowForm, formset=RowFormSet, extra=1, can_order=True, can_delete=True, max_num=100)


def rows_formset(name: str, rows: list[Row], data: Any = None) -> RowFormSet:
    """Return the formset of the menu or the footer."""
    initial = [
        {
            "target": row["kind"] if row["kind"] in (ADDRESS, HEADING, "tag") else f"{row['kind']}:{row['to']}",
            "to": _typed(row),
            "label": row["label"],
            "under": row["under"],
        }
        for row in rows
    ]
    made: Any = ROWS(data, initial=initial, prefix=name, form_kwargs={"choices": target_choices()})
    return made  # type: ignore[no-any-return]


def target_choices() -> list[Any]:
    """Return all that a row can lead to, by kind."""
    groups = [
        (kind.label, [(f"{key}:{pk}", name) for pk, name in kind.choices()])
        for key, kind in KINDS.items()
        if kind.choices
    ]
    typed = [(key, f"{kind.label} …") for key, kind in KINDS.items() if kind.id_of]
    return [
        ("", "No link: a title"),
        *((label, choices) for label, choices in groups if choices),
        *typed,
        (ADDRESS, "Web address …"),
    ]


def _typed(row: Row) -> str:
    kind = KINDS.get(row["kind"])
    return kind.name_of(row["to"]) if kind and kind.name_of else row["to"] if row["kind"] == ADDRESS else ""


class ScriptForm(forms.Form):
    """An outside script (newsroom.publication.scripts)."""

    slot = forms.ChoiceField(required=False, choices=scripts.Slot.choices, initial=scripts.Slot.HEAD, label="Place")
    src = forms.CharField(required=False, max_length=500, label="Address of the script")
    hosts = forms.CharField(
        required=False,
        max_length=1000,
        label="Its hosts",
        help_text="All that it loads from: https://cdn.example, one after the other.",
    )
    consent = forms.ChoiceField(
        required=False, choices=scripts.Consent.choices, label="What readers are asked to allow"
    )
    pages = forms.MultipleChoiceField(
        required=False, choices=scripts.PageType.choices, label="On", widget=forms.CheckboxSelectMultiple
    )
    size = forms.ChoiceField(
        required=False,
        choices=[("", "–"), *((size, size) for size in scripts.SIZES)],
        label="Size of the advertisement",
    )
    attributes = forms.CharField(
        required=False,
        label="Attributes",
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        help_text="Such as data-site=lantern, one a line.",
    )

    def clean_src(self) -> str:
        typed: str = self.cleaned_data["src"]
        if typed and not (is_web_address(typed) and typed.startswith("https://")):
            raise ValidationError("Enter the address of a script, such as https://cdn.example/script.js.")
        return typed

    def clean_hosts(self) -> list[str]:
        found = [host.rstrip("/") for host in re.split(r"[\s,]+", self.cleaned_data["hosts"]) if host]
        for host in found:
            if not HOST.fullmatch(host):
                raise ValidationError(
                    f"“{host}” isn’t one exact host. Enter it as https://cdn.example, without * and path."
                )
        return found

    def clean_attributes(self) -> dict[str, str]:
        found = {}
        for line in filter(None, map(str.strip, self.cleaned_data["attributes"].splitlines())):
            name, _, value = line.partition("=")
            if not ATTRIBUTE.fullmatch(name):
                raise ValidationError(f"“{line}” isn’t an attribute. Enter data-…=value, id=… or crossorigin=….")
            found[name] = value
        return found

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        if self.has_changed() and "src" in cleaned:
            if not cleaned["src"]:
                self.add_error("src", "Enter the address of the script, or remove this row.")
            if not cleaned.get("pages"):
                self.add_error("pages", "Choose the pages that it is on.")
            if cleaned.get("slot") == scripts.Slot.AD and not cleaned.get("size"):
                self.add_error("size", "Choose a size: its place is kept free, so that nothing moves.")
        return cleaned

    @property
    def row(self) -> Row:
        typed = self.cleaned_data
        parts = urlsplit(typed["src"])
        hosts = dict.fromkeys([f"{parts.scheme}://{parts.netloc}", *typed["hosts"]])
        names = ("slot", "src", "consent", "pages", "size", "attributes")
        return {name: typed[name] for name in names} | {"hosts": [*hosts]}


SCRIPTS = formset_factory(ScriptForm, extra=1, can_delete=True, max_num=20)


def scripts_formset(rows: list[Row], data: Any = None) -> Any:
    """Return the formset of the outside scripts."""
    initial = [
        row
        | {
            "hosts": " ".join(row["hosts"]),
            "attributes": "\n".join(f"{name}={value}" for name, value in row["attributes"].items()),
        }
        for row in rows
    ]
    return SCRIPTS(data, initial=initial, prefix="scripts")
