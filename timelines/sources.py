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


def checked_source(source: Any) -> Source:
    """Clean the texts of a source. Raises ValueError if it is invalid."""
    cleaned = _cleaned("A source", source, ("text", "url"))
    if not any(cleaned.values()):
        raise ValueError("A source needs words or a web address.")
    if cleaned["url"] and not web_address(cleaned["url"]):
        raise ValueError(_not_an_address(cleaned["url"]))
    return cleaned


def checked_medium(medium: Any) -> dict[str, str]:
    """Clean the texts of a medium. Raises ValueError if it is invalid."""
    cleaned = _cleaned("A medium", medium, MEDIUM)
    for name in ("url", "thumbnail"):
        if (cleaned[name] or name == "url") and not web_address(cleaned[name]):
            raise ValueError(_not_an_address(cleaned[name]))
    return cleaned


def _cleaned(what: str, value: Any, names: tuple[str, ...]) -> dict[str, str]:
    texts = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    if not texts or set(value) != set(names):
        raise ValueError(f"{what} is {{{', '.join(names)}}}, not {value!r}.")
    return {name: plain_text.clean(text) for name, text in value.items()}


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

    def checked(self, value: Any) -> Any:
        """Clean the texts of a value. Raises ValueError if it is invalid."""
        raise NotImplementedError

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(self.checked(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.checked(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        # The default is no value that changes meanwhile, which a hidden field would have to remember.
        return models.Field.formfield(self, form_class=self.form_class, **{"show_hidden_initial": False, **options})


class SourcesField(CleanedJSONField):
    """A list of sources."""

    form_class = SourceLines

    def checked(self, value: Any) -> Any:
        return [checked_source(source) for source in value] if isinstance(value, list) else value


class MediumInput(forms.MultiWidget):
    """The parts of a medium."""

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
        if not any(map(plain_text.clean, values)):
            return None
        try:
            return checked_medium(dict(zip(MEDIUM, values, strict=True)))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class MediumField(CleanedJSONField):
    """A medium, or None."""

    form_class = MediumParts

    def checked(self, value: Any) -> Any:
        return None if value is None else checked_medium(value)
