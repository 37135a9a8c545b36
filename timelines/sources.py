"""Who says so, and what is seen elsewhere: the sources of an event and its medium, as the desk writes and keeps them.

A source is {"text", "url"}; either may be "". At the desk it is a line: "Office of the president | https://…".
A medium is {"url", "caption", "credit", "alt", "thumbnail"}: an address of somebody else's picture, film or page.
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


def web_address(text: str) -> bool:
    """Whether `text` is a whole http or https address, as short as addresses are."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        return False
    return whole and len(text) <= LONGEST and not _SPACE.search(text)


_SPACE = re.compile(r"[\s<>\"]")
_ADDRESS = re.compile(r"(?:^|(?<=\|))https?://.+", re.IGNORECASE | re.DOTALL)  # in what follows the last space


def as_lines(sources: Iterable[Source]) -> str:
    """One line for each source, as they are edited."""
    return "\n".join(" | ".join(filter(None, (source["text"], source["url"]))) for source in sources)


def from_lines(text: str) -> list[Source]:
    """The sources written one to a line: words, an address, or words and then an address.

    Raises ValidationError, with the cure, for an address that cannot be one.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        last = len(line) - len(line.rsplit(maxsplit=1)[-1])
        address = _ADDRESS.search(line[last:])
        words = (line[: last + address.start()] if address else line).strip().removesuffix("|").strip()
        url = address[0] if address else ""
        before, bar, after = words.rpartition("|")
        if not url and bar:  # "Agency | example.org/report": it is meant for an address
            words, url = before.strip(), after.strip()
            url = url if ":" in url else f"https://{url}"
        if url and not web_address(url):
            raise ValidationError(f"“{url}” is no web address: write https://example.org/page.")
        found.append({"text": words, "url": url})
    return found


def refuse_source(source: Any) -> None:
    """Raise ValueError for what cannot be stored as a source."""
    if not isinstance(source, dict) or set(source) != {"text", "url"} or not all(map(_is_text, source.values())):
        raise ValueError(f"A source is {{text, url}}, not {source!r}.")
    if not (source["text"] or source["url"]) or (source["url"] and not web_address(source["url"])):
        raise ValueError(
            f"A source needs words or a web address, and {source!r} has none: write https://example.org/page."
        )


def refuse_medium(medium: Any) -> None:
    """Raise ValueError for what cannot be stored as a medium."""
    if not isinstance(medium, dict) or set(medium) != set(MEDIUM) or not all(map(_is_text, medium.values())):
        raise ValueError(f"A medium is {{{', '.join(MEDIUM)}}}, not {medium!r}.")
    for name in ("url", "thumbnail"):
        if (medium[name] or name == "url") and not web_address(medium[name]):
            raise ValueError(f"“{medium[name]}” is no web address: write https://example.org/page.")


def _cleaned(text: Any) -> Any:
    return plain_text.clean(text) if isinstance(text, str) else text


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


class SourceLines(forms.CharField):
    """Sources, one to a line."""

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


def _with_clean_words(source: Any) -> Any:
    """What is no source at all stays as it is: it is refused next."""
    return {name: _cleaned(text) for name, text in source.items()} if isinstance(source, dict) else source


class SourcesField(models.JSONField):
    """A list of sources. What is no source, or no web address, is refused however it is written."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, list):
            for source in value:
                refuse_source(source)
        return super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean their words, and let the instance hold what is stored."""
        sources = super().pre_save(model_instance, add)
        if isinstance(sources, list):
            sources = [_with_clean_words(source) for source in sources]
            setattr(model_instance, self.attname, sources)
        return sources

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, form_class=SourceLines, **options)


class MediumInput(forms.MultiWidget):
    """The parts of a medium, each with its name."""

    template_name = "admin/timelines/medium.html"

    def __init__(self, attrs: Any = None) -> None:
        names: dict[str, Any] = {name: forms.TextInput({"class": "vTextField"}) for name in MEDIUM}
        super().__init__(names, attrs)

    def decompress(self, value: Any) -> list[str]:
        return [value[name] for name in MEDIUM] if value else [""] * len(MEDIUM)


class MediumParts(forms.MultiValueField):
    """A medium; None where nothing is written."""

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


class MediumField(models.JSONField):
    """A medium, or None. An address that is no web address is refused however it is written."""

    def get_prep_value(self, value: Any) -> Any:
        if value is not None:
            refuse_medium(value)
        return super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean its words, and let the instance hold what is stored."""
        medium = super().pre_save(model_instance, add)
        if isinstance(medium, dict):
            medium = {name: _cleaned(text) for name, text in medium.items()}
            setattr(model_instance, self.attname, medium)
        return medium

    def formfield(self, **options: Any) -> Any:
        return models.Field.formfield(self, form_class=MediumParts, **options)
