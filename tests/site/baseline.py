"""The recorded pages of the site: what every type of page is, as text that two releases can be compared by.

`python -m tests.site.baseline` records them anew; `make test` compares. HTML is recorded as its parsed tree: white
space collapsed, attributes and classes in alphabetical order, JSON-LD as JSON; feeds and sitemaps as canonical XML. What
templates are free to change (the order of attributes, indentation, quotes) is therefore no difference.
"""

import difflib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import html5lib
from django.http import HttpResponse

HERE = Path(__file__).parent / "recorded"
RECORD = "RECORD_BASELINE"
HEADERS = ("Content-Type", "Location", "Link", "Content-Language", "X-Robots-Tag")
CHANGING = {"nonce", "integrity"}  # attributes that are another on every request
INLINE = set(
    "a abbr b bdi bdo button cite code data del dfn em i img input ins kbd label mark meter output picture progress q"
    " s samp select small source span strong sub sup textarea time u var wbr".split()
)
VOID = set("area base br col embed hr img input link meta source track wbr".split())
VERBATIM = {"pre", "textarea", "script", "style"}


def recorded(response: HttpResponse) -> str:
    """An answer as it is recorded: its status, the headers that say what it is, and its body in normal form."""
    head = [f"status: {response.status_code}"]
    head += [f"{name}: {response[name]}" for name in HEADERS if response.has_header(name)]
    body = response.content.decode()
    kind = response.get("Content-Type", "").partition(";")[0]
    return "\n".join([*head, "", normal(kind, body) if body else ""]).rstrip() + "\n"


def normal(kind: str, body: str) -> str:
    """`body`, of that content type, in the form in which two of them can be compared line by line."""
    if kind == "text/html":
        return html_tree(body)
    if kind.endswith("json"):
        return json.dumps(json.loads(body), indent=1, ensure_ascii=False, sort_keys=True)
    if kind.endswith("xml"):
        return canonicalize(body, strip_text=True).replace("><", ">\n<")
    return body


def html_tree(text: str) -> str:
    """HTML as the tree that a browser makes of it, a line for each tag and each text."""
    document = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    doctype = re.match(r"\s*<!doctype html>", text, re.IGNORECASE)
    return "\n".join(["<!doctype html>" if doctype else "(no doctype)", *_lines(document, 0)])


def _lines(element: Any, depth: int) -> Iterator[str]:
    indent = " " * depth
    if not isinstance(element.tag, str):  # a comment: nothing that anybody sees
        return
    yield f"{indent}<{element.tag}{''.join(_attributes(element))}>"
    if element.tag == "script" and element.get("type") == "application/ld+json":
        data = json.dumps(json.loads(element.text), indent=1, ensure_ascii=False, sort_keys=True)
        yield from (f"{indent} {line}" for line in data.splitlines())
        return
    for piece in _pieces(element):
        if isinstance(piece, str):
            yield from (f"{indent} {json.dumps(line, ensure_ascii=False)}" for line in [piece])
        else:
            yield from _lines(piece, depth + 1)


def _attributes(element: Any) -> Iterator[str]:
    for name, value in sorted((str(name), value) for name, value in element.attrib.items()):
        shown = value
        if name == "class":
            shown = " ".join(sorted(value.split()))
        elif name in CHANGING or (name == "value" and element.get("name") == "csrfmiddlewaretoken"):
            shown = "…"
        if name != "class" or shown:
            yield f" {name}={json.dumps(' '.join(shown.split()), ensure_ascii=False)}"


def _pieces(element: Any) -> list[Any]:
    """The texts and elements in `element`; white space that no reader sees left out.

    A space is seen between words and inline elements, not at the edges of a block.
    """
    if element.tag in VERBATIM:
        return [element.text] if element.text else []
    pieces: list[Any] = [element.text or ""]
    for child in element:
        pieces += [child, child.tail or ""] if isinstance(child.tag, str) else [child.tail or ""]
    joined: list[Any] = []
    for piece in pieces:  # a comment may have parted two texts
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    found: list[Any] = []
    for place, piece in enumerate(joined):
        if not isinstance(piece, str):
            found.append(piece)
            continue
        words = re.sub(r"[ \t\n\r\f]+", " ", piece)
        if _ends_line(element, joined[place - 1] if place else None):
            words = words.removeprefix(" ")
        if _ends_line(element, joined[place + 1] if place + 1 < len(joined) else None):
            words = words.removesuffix(" ")
        if words:
            found.append(words)
    return found


def _ends_line(parent: Any, neighbor: Any) -> bool:
    """Whether white space beside `neighbor` (None: the edge of `parent`) is invisible."""
    return parent.tag not in INLINE if neighbor is None else neighbor.tag not in INLINE


def path_of(name: str) -> Path:
    """The file in which the page of that name is recorded."""
    return HERE / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.txt"


def difference(name: str, now: str) -> str:
    """A readable difference between what is recorded under `name` and `now`; "" if there is none."""
    path = path_of(name)
    if not path.exists():
        return f"{path.name} is not recorded. Run `python -m tests.site.baseline`.\n"
    lines = difflib.unified_diff(
        path.read_text().splitlines(), now.splitlines(), f"recorded/{path.name}", f"now/{path.name}", lineterm="", n=4
    )
    return "\n".join(lines)


def record(pages: dict[str, str]) -> None:
    """Write every page to its file, and drop the files of pages that are gone."""
    HERE.mkdir(exist_ok=True)
    wanted = {path_of(name): text for name, text in pages.items()}
    assert len(wanted) == len(pages), "two pages would be recorded in one file"
    for path in set(HERE.glob("*.txt")) - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text)


def recording() -> bool:
    """Whether the tests were asked to record instead of to compare."""
    return bool(os.environ.get(RECORD))


if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", "-q", "tests/site/test_baseline.py"]
    raise SystemExit(subprocess.call(command, env={**os.environ, RECORD: "1"}))
