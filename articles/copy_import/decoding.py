"""Bytes of a text file as text: by its mark, by what it says of itself, by what can be; never with letters guessed away."""

import codecs
import json
import re

from articles.copy_import.limits import NotCopy

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
NO_TEXT = "We can’t read this file. Save the story as .docx, .html, .md or .txt and import that."
OLD_WORD = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what Word puts a .docx with a password into
KNOWN = (
    (b"%PDF", "This is a PDF, which we can’t import. Import the .docx, or paste the text."),
    (OLD_WORD, "This is an old Word file (.doc). Open it in Word and save it as .docx."),
)

# Formats that carry stories between systems, by what is in them: an importer for them is to come.
_CURE = "We can’t import it yet. Save the story as .docx, HTML or text, or paste it."
EXCHANGED = (
    ("WordPress export (WXR)", re.compile(r"<rss\b[^>]{0,2000}wordpress\.org/export|<wp:wxr_version>")),
    ("NewsML-G2", re.compile(r"<(?:\w{1,10}:)?(?:newsItem|newsMessage|packageItem)\b|iptc\.org/std/nar/")),
    ("NITF", re.compile(r"<nitf\b")),
    ("feed (RSS or Atom)", re.compile(r"<(?:rss|feed)\b[^>]{0,500}(?:version=|w3\.org/2005/Atom)")),
)
_NINJS = re.compile(r'"(?:body_(?:html|text|xhtml)|headline|urgency|versioncreated|uri)"\s*:')


def refuse_by_name(text: str, suffix: str = "") -> None:
    """Refuse JSON and the XML of news exchange by their names, so that none is taken for a paragraph."""
    start = text[:20_000].lstrip("\ufeff \n\r\t")
    if start.startswith("<"):
        for name, shape in EXCHANGED:
            if shape.search(start):
                raise NotCopy(f"This is a {name} file. {_CURE}")
    if suffix == ".json" or (start[:1] in "{[" and _is_json(text)):
        name = "ninjs, a story as JSON" if _NINJS.search(start) else "JSON"
        raise NotCopy(f"This is {name}. {_CURE}")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def decoded(data: bytes) -> str:
    """The text. Raises NotCopy for what is none: pictures, PDF, old Word files."""
    if data.startswith(OLD_WORD) and ENCRYPTED in data:
        raise NotCopy("This file is password-protected. Save it without a password, or paste the text.")
    for start, refusal in KNOWN:
        if data.startswith(start):
            raise NotCopy(refusal)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, errors="replace"))
    for name in _candidates(data):
        try:
            return _checked(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    raise NotCopy(NO_TEXT)


def _candidates(data: bytes) -> list[str]:
    """Encodings to try, in order. UTF-8 that is none hardly ever decodes; Windows-1252 comes last, for it nearly always does."""
    start = data[:4_000]
    if b"\0" in start:
        even, odd, half = start[::2].count(0), start[1::2].count(0), len(start) / 2
        if max(even, odd) < half / 3 or min(even, odd) > half / 20:
            raise NotCopy(NO_TEXT)  # letters of UTF-16 have a zero on one side
        return ["utf-16-le"] if odd > even else ["utf-16-be"]
    said = _CHARSET.search(start)
    named = [said[1].decode()] if said else []
    return [*(name for name in named if "16" not in name and "32" not in name), "utf-8", "cp1252", "latin-1"]


def _checked(text: str) -> str:
    strange = len(_CONTROL.findall(text[:100_000]))
    if strange > len(text[:100_000]) / 200 or text[:100_000].count("\ufffd") > 20:
        raise NotCopy(NO_TEXT)
    return text
