"""Plain text from users and files: fields that drop control characters and invisible text.

Marks inside a text (joiners, direction marks, emoji variations) stay. A text of only such marks counts as empty.
"""

import re
import unicodedata
from html import unescape
from typing import Any

from django import forms
from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator, slugify

BEGINNING = 200  # characters of a generated description; search engines show about 160

# Controls that mean a line end or a space; other controls and lone surrogates are dropped.
_BREAKS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), "\n") | dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x1f"), " ")
_NONCHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
}
_DROPPED = dict.fromkeys(
    [
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"),
        *range(0xD800, 0xE000),
        *range(0xFFF9, 0xFFFC),  # interlinear annotations
        0xFEFF,  # byte order mark
        *_NONCHARACTERS,
    ]
)
_CLEAN = _DROPPED | _BREAKS
_UNWANTED = re.compile(f"[{''.join(map(re.escape, map(chr, _CLEAN)))}]")
# Invisible letters, marks and symbols besides Unicode's categories C and Z.
_UNSEEN = frozenset(
    map(chr, [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, *range(0xFE00, 0xFE10)])
) | frozenset(
    map(chr, [0x2065, 0xFFA0, *range(0xFFF0, 0xFFF9), 0xFFFC, 0x13441, 0x13442, 0x16FE4, *range(0xE0000, 0xE1000)])
)
_EMPTY = frozenset("Cc Cf Cs Zl Zp Zs".split())


def clean(text: str) -> str:
    """Return `text` without control characters, or "" if it is invisible."""
    if _UNWANTED.search(text):
        text = text.translate(_CLEAN)
    return "" if text and is_invisible(text) else text


def is_invisible(text: str) -> bool:
    """Return whether `text` is only white space, controls, formats and fillers."""
    return all(letter in _UNSEEN or unicodedata.category(letter) in _EMPTY for letter in text)


def whole_number(typed: Any) -> int | None:
    """Return the number in `typed`, or None if it isn't one or is longer than any id."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) < 19 else None


class PlainTextInput(forms.CharField):
    """A form field for plain text without control characters; invisible text is empty."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean(text) if isinstance(text, str) else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Turn on the spell check for single lines too, which browsers only do for longer texts."""
        checked = isinstance(widget, forms.TextInput | forms.Textarea) and not widget.is_hidden
        return super().widget_attrs(widget) | ({"spellcheck": "true"} if checked else {})


class _PlainText(models.Field[Any, str]):
    """A model field that is cleaned whenever it is written: by a form, an import, a restore."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean(text) if isinstance(text, str) else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": PlainTextInput, **options})

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, options  # an ordinary column for migrations


class CharField(_PlainText, models.CharField[Any, str]):
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return re.sub(r"[\r\n\t]+", " ", text) if isinstance(text, str) else text


class TextField(_PlainText, models.TextField[Any, str]):
    """Plain text of any length."""


def beginning(html: str) -> str:
    """Return the first words of a rich text as unescaped plain text."""
    text = unescape(strip_tags(html.replace("<", " <")))
    return Truncator(" ".join(text.split())).chars(BEGINNING, truncate=" …")


def plain(html: str) -> str:
    """Return escaped text as unescaped text on one line."""
    return " ".join(unescape(html).split())


def slug_of(text: str, most: int, *, allow_unicode: bool = False) -> str:
    """Return the slug of a text, at most so many characters of it and no half words; "" if it has no letters."""
    slug = slugify(text, allow_unicode=allow_unicode)
    return slug if len(slug) <= most else (slug[: most + 1].rpartition("-")[0] or slug[:most]).strip("-")
