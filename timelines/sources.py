"""Fields for the sources of an event, and for its medium: a photo, video or page on another site.

A source is {"text", "url"}; either may be "". At the desk it is a line: "Office of the president | https://…".
A medium is {"url", "caption", "credit", "alt", "thumbnail"}.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from newsroom.text import plain_text

Source = dict[str, str]
SOURCE = ("text", "url")
MEDIUM = ("url", "caption", "credit", "alt", "thumbnail")
LONGEST = 2_000  # characters of an address
_SPACE = re.compile(r"[\s<>\"]")
_ADDRESS = re.compile(r"(?:^|(?<=\|))https?://.+", re.IGNORECASE | re.DOTALL)  # in what follows the last space


def web_address(text: str) -> bool:
    """Check for a complete http or https address of at most LONGEST characters."""
    try:
        parts = urlsplit(text)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an invalid port, brackets that don't close
        return False
    return complete and len(text) <= LONGEST and not _SPACE.search(text)


def as_lines(sources: Iterable[Source]) -> str:
    """Write sources for editing, one per line."""
    return "\n".join(" | ".join(filter(None, (source["text"], source["url"]))) for source in sources)


def from_lines(text: str) -> list[Source]:
    """Read sources, one per line: words, an address, or words and then an address. Raises ValidationError."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        last = len(line) - len(line.rsplit(maxsplit=1)[-1])
        address = _ADDRESS.search(line[last:])
        words = (line[: last + address.start()] if address else line).strip().removesuffix("|").strip()
        url = address[0] if address else ""
        before, bar, after = words.rpartition("|")
        if not url and bar:  # "Agency | example.org/report" is meant as an address
            words, url = before.strip(), after.strip()
            url = url if ":" in url else f"https://{url}"
        if url and not web_address(url):
            raise ValidationError(_not_an_address(url))
        found.append({"text": words, "url": url})
    return found


def _not_an_address(text: str) -> str:
    return f"“{text}” isn't a web address. Enter one such as https://example.org/page."


def refuse_source(source: Any) -> None:
    """Raise ValueError for an invalid source."""
    _refuse_shape("A source", source, SOURCE)
    if not (source["text"] or source["url"]):
        raise ValueError("A source needs words or a web address.")
    if source["url"] and not web_address(source["url"]):
        raise ValueError(_not_an_address(source["url"]))


def refuse_medium(medium: Any) -> None:
    """Raise ValueError for an invalid medium."""
    _refuse_shape("A medium", medium, MEDIUM)
    for name in ("url", "thumbnail"):
        if (medium[name] or name == "url") and not web_address(medium[name]):
            raise ValueError(_not_an_address(medium[name]))


def _refuse_shape(what: str, value: Any, names: tuple[str, ...]) -> None:
    texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    if not texts or set(value) != set(names):
        raise ValueError(f"{what} is {{{', '.join(names)}}}, not {value!r}.")


def _cleaned(value: Any) -> Any:
    """Clean the texts of a source or medium; anything else is refused later."""
    if not isinstance(value, dict):
        return value
    return {name: plain_text.clean(text) if isinstance(text, str) else text for name, text in value.items()}


class SourceLines(forms.CharField):
    """Sources, one per line."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return as_lines(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else from_lines(plain_text.clean(value or ""))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except ValidationError:
            return True


class CleanedJSONField(models.JSONField):
    """JSON that is cleaned and checked however it is written; the instance holds what is stored."""

    form_class: type[forms.Field]

    def cleaned(self, value: Any) -> Any:
        """Clean a value of any type."""
        raise NotImplementedError

    def refuse(self, value: Any) -> None:
        """Raise ValueError for an invalid value."""
        raise NotImplementedError

    def get_prep_value(self, value: Any) -> Any:
        self.refuse(value)
        return super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.cleaned(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, form_class=self.form_class, **options)


class SourcesField(CleanedJSONField):
    """A list of sources."""

    form_class = SourceLines

    def cleaned(self, value: Any) -> Any:
        return [_cleaned(source) for source in value] if isinstance(value, list) else value

    def refuse(self, value: Any) -> None:
        for source in value if isinstance(value, list) else []:
            refuse_source(source)


class MediumInput(forms.MultiWidget):
    """The parts of a medium, each with its label."""

    template_name = "admin/timelines/medium.html"

    def __init__(self, attrs: Any = None) -> None:
        names: dict[str, Any] = {name: forms.TextInput({"class": "vTextField"}) for name in MEDIUM}
        super().__init__(names, attrs)

    def decompress(self, value: Any) -> list[str]:
        return [value[name] for name in MEDIUM] if value else [""] * len(MEDIUM)


class MediumParts(forms.MultiValueField):
    """A medium; None if all parts are empty."""

    widget = MediumInput

    def __init__(self, **options: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=LONGEST) for _ in MEDIUM)
        super().__init__(parts, **(options | {"required": False, "require_all_fields": False}))

    def compress(self, values: list[str]) -> Any:
        medium = dict(zip(MEDIUM, map(plain_text.clean, values or [""] * len(MEDIUM)), strict=True))
        if not any(medium.values()):
            return None
        try:
            refuse_medium(medium)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return medium


class MediumField(CleanedJSONField):
    """A medium, or None."""

    form_class = MediumParts

    def cleaned(self, value: Any) -> Any:
        return _cleaned(value)

    def refuse(self, value: Any) -> None:
        if value is not None:
            refuse_medium(value)
