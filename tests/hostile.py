"""Input of programs that probe for errors: values for fields, addresses and headers, and forms filled in with them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from lxml import html

HUGE = "x" * 100_000
NUMBERS = ["0", "-1", "9" * 30, "1e309", "NaN", "Infinity", "²", "٣", "1.5", "0x10", "+1", " 1 ", "1_000", "9" * 5_000]
TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff x",
    "\ufeff",
    "\u202e",
    "\r\nSet-Cookie: x=1",
    "%00",
    "%s%n%x",
    "{{ 7 }}",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "\U0010ffff",
    "[" * 5_000,
    '{"a": ' * 2_000,
    HUGE,
]
DATES = ["0000-00-00", "9999-12-31", "10000-01-01", "2024-02-30", "0001-01-01", "2024-11-03T01:30", "-5-1-1", "24:61"]
JSON = [
    "null",
    "[]",
    "{}",
    "1",
    '"x"',
    "true",
    "[null]",
    '{"a": null}',
    "[" * 100_000,
    "1e999",
    '"\\ud800"',
    "{",
    '"\\u0000"',
]
UUIDS = ["00000000-0000-0000-0000-000000000000", "not-a-uuid", "{00000000}", "g" * 36]
VALUES = [*TEXTS, *NUMBERS, *DATES, *JSON, *UUIDS]

PARTS = [
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "%c3",
    "..",
    "%2e%2e%2f%2e%2e%2f",
    "%0d%0aX: y",
    "a" * 5_000,
    "%F0%9F%92%A9",
    "²",
    "%D9%A3",
    "9" * 30,
    "-1",
    "a%2fb",
    "{{7}}",
    ";",
    "%5c",
    "%",
    "%zz",
    "+",
    "~",
]


def filled_in(page: str) -> dict[str, list[str]]:
    """Return the fields of the page's largest POST form, as a browser would send them."""
    forms = [
        form
        for form in html.fromstring(page if page.strip() else "<html>").forms
        if form.method.upper() == "POST" and "logout" not in str(form.action)
    ]
    if not forms:
        return {}
    fields: dict[str, list[str]] = {}
    for name, value in max(forms, key=lambda form: len(form.fields)).form_values():
        fields.setdefault(name, []).append(value)
    return fields


def spoilt(fields: dict[str, list[str]], chance: Random, value: str) -> Iterator[dict[str, list[str]]]:
    """Yield the form with all typed values replaced, then with one field replaced, sent twice, or missing."""
    counts = {name for name in fields if name.endswith("_FORMS")}
    names = sorted(set(fields) - counts - {"csrfmiddlewaretoken"})
    yield {name: ([value] if name in names else values) for name, values in fields.items()}
    if not names:
        return
    one = chance.choice(names)
    yield fields | {one: [value]}
    yield fields | {one: [value, value, "x"]}
    if counts:
        yield fields | {chance.choice(sorted(counts)): [value]}


def encodable(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as bytes that aren't valid Unicode."""
    return {
        name: [value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value for value in values]
        for name, values in fields.items()
    }
