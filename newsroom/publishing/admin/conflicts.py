"""The conflicts between two versions, as the form shows them: where each one is, and both texts with the words marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.publishing.merge import MISSING, Clash
from newsroom.publishing.models import Content, Publishable
from newsroom.text.html_diff import side_by_side
from newsroom.text.snapshot_diff import Described, Rows
from newsroom.text.snapshot_paths import ORDER, keyed
from newsroom.text.snapshot_presenter import SnapshotPresenter


@dataclass(frozen=True)
class Choice:
    """One conflict: its place in words, and the text of each side, with the words that only that side has in <ins>."""

    path: str
    place: str
    mine: SafeString
    theirs: SafeString


def choices(subject: Publishable, clashes: Iterable[Clash], contents: Sequence[Content]) -> list[Choice]:
    """Return what the user must choose before both sides can be merged; `contents` are the snapshots that clash."""
    presenter = subject.adapter.presenter(contents)
    places = {path: place for content in contents for path, place in _places(presenter.describe(content))}
    rows = {row["key"]: row for content in contents for value in content.values() if keyed(value) for row in value}
    found = []
    for clash in clashes:
        mine, theirs = (_html(presenter, rows, clash.path, value) for value in (clash.mine, clash.theirs))
        if not clash.path.endswith(f"/{ORDER}"):  # in two orders, every line would be marked
            mine, theirs = side_by_side(mine, theirs)
        found.append(Choice(clash.path, _place(places, clash.path), mine, theirs))
    return found


def _places(described: Described) -> Iterator[tuple[str, str]]:
    for each in described:
        if not isinstance(each, Rows):
            yield each.path, each.place
            continue
        for part in each.parts:
            yield part.path, part.place
            for line in part.lines:
                same = line.label.lower() == part.label.lower()
                yield line.path, part.place if same else f"{part.place}, {line.label}"


def _place(places: dict[str, str], path: str) -> str:
    """Return the place of a path in words, or that of its list if the path isn't described by itself."""
    list_name, _, rest = path.partition("/")
    if rest == ORDER:
        return f"Order of the {list_name.replace('_', ' ')}"
    return places.get(path) or places.get(list_name) or list_name.replace("_", " ").capitalize()


def _html(presenter: SnapshotPresenter, rows: dict[str, Content], path: str, value: Any) -> SafeString:
    list_name, _, rest = path.partition("/")
    key, _, field = rest.partition("/")
    if value is MISSING:
        return _rendered()
    if not rest:
        return SafeString(presenter.words(presenter.model, list_name, value))
    if rest == ORDER:
        return _rendered(order=[presenter.rows.get(key) or "…" for key in value])
    model = presenter.row_model(list_name, rows[key])
    if field:
        return SafeString(presenter.words(model, field, value))
    named = [name for name in presenter.in_order(model, value) if name not in ("key", "type")]
    described = (presenter.words(model, name, value[name]) for name in named)
    return _rendered(texts=[SafeString(words) for words in described if words])


def _rendered(**side: Any) -> SafeString:
    context = {"order": None, "texts": None} | side
    return render_to_string("admin/publishing/_clash_side.html", context, using="django")
