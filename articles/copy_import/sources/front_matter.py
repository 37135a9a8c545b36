"""What a Markdown file says of itself above its text, in YAML between --- or in TOML between +++."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import yaml

LONGEST = 20_000  # characters
_CLOCK = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ]\d\d:.*")  # "2024-05-01 08:00:00 -0400", as Jekyll writes it
FENCES = {"---": "---", "+++": "+++"}
STYLES = {
    "title": "title", "headline": "title", "hed": "title",
    "subtitle": "subtitle", "description": "subtitle", "standfirst": "subtitle", "dek": "subtitle", "deck": "subtitle",
    "summary": "subtitle", "excerpt": "subtitle", "subhead": "subtitle", "lede": "subtitle", "lead": "subtitle",
    "author": "byline", "authors": "byline", "byline": "byline", "by": "byline",
    "date": "date", "published": "date", "pubdate": "date", "created": "date", "publishdate": "date",
    "dateline": "dateline", "location": "dateline",
    "tags": "tags", "tag": "tags", "keywords": "tags",
    "section": "section", "category": "section", "categories": "section",
    "image": "picture", "cover": "picture", "featured_image": "picture", "thumbnail": "picture",
}  # fmt: skip


class Said(NamedTuple):
    """A field: `style` is what it says of the story, "" for one that is only reported."""

    name: str
    style: str
    value: str


def parse(text: str) -> tuple[list[Said], int]:
    """Return the fields above a text, and where the text begins below them; none, and 0, where there are none."""
    begins = len(text) - len(text.lstrip())
    fence, _, _ = text[begins : begins + LONGEST].partition("\n")
    closing = FENCES.get(fence.rstrip())
    end = text.find(f"\n{closing}", begins + 3, begins + LONGEST) if closing else -1
    line, _, _below = text[end + 1 : end + 200].partition("\n") if end > 0 else ("", "", "")
    if end < 0 or line.rstrip() != closing:
        return [], 0
    inside = text[begins + len(fence) + 1 : end + 1]
    try:
        found = tomllib.loads(inside) if closing == "+++" else yaml.safe_load(inside)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError, TypeError):
        found = dict(_rows(inside))
    if not isinstance(found, dict) or not found:
        return [], 0
    said = [Said(str(name), STYLES.get(str(name).lower(), ""), _text(value)) for name, value in found.items()]
    order = ["title", "subtitle", "byline", "date", "dateline"]
    said.sort(key=lambda each: order.index(each.style) if each.style in order else len(order))
    return [each for each in said if each.value], min(end + 1 + len(line) + 1, len(text))


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """Yield "name: value" for each row of front matter that isn’t valid YAML; a colon in a title is a common mistake."""
    for row in text.splitlines():
        name, colon, value = row.partition(":")
        if colon and name.strip().replace("_", "").replace("-", "").isalnum():
            yield name.strip(), value.strip().strip("\"'")


def _text(value: Any) -> str:
    if isinstance(value, dict):
        named = value.get("name") or value.get("src") or value.get("url") or value.get("title")
        return named if isinstance(named, str) else json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else _CLOCK.sub("", " ".join(str(value).split()))
