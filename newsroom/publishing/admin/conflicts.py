"""Where two people changed the same words: each clash as a person is asked about it, named and with its words marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from newsroom.publishing.merge import MISSING, Clash
from newsroom.publishing.models import Content, Publishable
from newsroom.text.html_diff import side_by_side
from newsroom.text.snapshot_diff import Described, Rows
from newsroom.text.snapshot_paths import ORDER
from newsroom.text.snapshot_presenter import SnapshotPresenter


@dataclass(frozen=True)
class Choice:
    """One conflict: where it is, in words, and the text of each side, with the words only that side has in <ins>."""

    path: str
    place: str
    mine: SafeString
    theirs: SafeString


def choices(subject: Publishable, clashes: Iterable[Clash], contents: Sequence[Content]) -> list[Choice]:
    """What is to be chosen before both sides go together; `contents` are the snapshots that clash."""
    presenter = subject.adapter.presenter(contents)
    places = {path: place for content in contents for path, place in _places(presenter.describe(content))}
    rows = {row["key"]: row for content in contents for row in _rows(content)}
    found = []
    for clash in clashes:
        mine, theirs = (_words(presenter, rows, clash.path, value) for value in (clash.mine, clash.theirs))
        if not clash.path.endswith(f"/{ORDER}"):  # of two orders, every line would be marked
            mine, theirs = side_by_side(mine, theirs)
        found.append(Choice(clash.path, _place(places, clash.path), SafeString(mine), SafeString(theirs)))
    return found


def _places(described: Described) -> Iterator[tuple[str, str]]:
    for each in described:
        for part in each.parts if isinstance(each, Rows) else ():
            yield part.path, part.place
            for line in part.lines:
                same = line.label.lower() == part.label.lower()
                yield line.path, part.place if same else f"{part.place}, {line.label}"
        if not isinstance(each, Rows):
            yield each.path, each.place


def _place(places: dict[str, str], path: str) -> str:
    """The place of a path; of one that is not told by itself, that of the list it is in."""
    list_name, _, rest = path.partition("/")
    if rest == ORDER:
        return f"Order of the {list_name.replace('_', ' ')}"
    return places.get(path) or places.get(list_name) or list_name.replace("_", " ").capitalize()


def _rows(content: Content) -> Iterator[Content]:
    for value in content.values():
        if isinstance(value, list):
            yield from (row for row in value if isinstance(row, dict) and "key" in row)


def _words(presenter: SnapshotPresenter, rows: dict[str, Content], path: str, value: Any) -> str:
    """One side of a clash, as HTML."""
    list_name, _, rest = path.partition("/")
    if value is MISSING:
        return "<p><em>Taken out</em></p>"
    if not rest:
        return presenter.words(presenter.model, list_name, value)
    if rest == ORDER:
        names = (presenter.rows.get(key) or "…" for key in value)  # escaped below, and nothing else is in it
        return f"<ol>{''.join(f'<li><p>{escape(name)}</p></li>' for name in names)}</ol>"
    key, _, field = rest.partition("/")
    model = presenter.row_model(list_name, rows[key])
    if field:
        return presenter.words(model, field, value)
    named = [name for name in presenter.in_order(model, value) if name not in ("key", "type")]
    described = (presenter.words(model, name, value[name]) for name in named)
    return "".join(words if words.startswith("<") else f"<p>{words}</p>" for words in described if words)
