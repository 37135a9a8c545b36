"""The conflicts between two versions, as the form shows them: where each one is, and both texts with the words marked.

A conflict has three answers, "choose:PATH" in the posted form: mine, theirs, or, for a text, what was written by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.publishing.merge import MISSING, PASSAGE, Clash
from newsroom.publishing.models import Content, Publishable
from newsroom.text.html_diff import side_by_side
from newsroom.text.rich_text import RichTextField
from newsroom.text.snapshot_diff import Described, Rows
from newsroom.text.snapshot_paths import ORDER, fields_of, keyed
from newsroom.text.snapshot_presenter import SnapshotPresenter
from newsroom.text.text_merge import MINE, THEIRS, Written

CHOOSE, HAND = "choose:", "hand:"
BY_HAND = "hand"


@dataclass(frozen=True)
class Choice:
    """One conflict: its place in words, and the text of each side, with the words that only that side has in <ins>.

    For a passage, `before` and `after` are the rest of its paragraph, as HTML. `hand` is what a third text starts from, or
    None if there can't be one; `is_rich` says whether that is HTML.
    """

    path: str
    place: str
    mine: SafeString
    theirs: SafeString
    before: SafeString
    after: SafeString
    hand: str | None
    is_rich: bool
    version: int | None = None  # the number of the version it is in, where several are asked about
    answer: str | None = None  # as it was posted

    @property
    def key(self) -> str:
        """What names it in the form: its path, or "7:body/KEY/text" in version 7."""
        return self.path if self.version is None else f"{self.version}:{self.path}"

    @property
    def name(self) -> str:
        """The name of its radio buttons."""
        return CHOOSE + self.key

    @property
    def chosen(self) -> str:
        """The value of the radio button that is checked, or ""."""
        return BY_HAND if isinstance(self.answer, Written) else self.answer or ""

    @property
    def own_field(self) -> SafeString:
        """The input for a third text, with the one that was posted, if any."""
        name = HAND + self.key
        widget = RichTextField().formfield().widget if self.is_rich else forms.Textarea({"rows": 2, "dir": "auto"})
        attrs = {"id": f"id_{name}", "data-selects": f"{self.name}={BY_HAND}", "aria-label": "Your text"}
        text = str(self.answer) if isinstance(self.answer, Written) else self.hand
        return SafeString(widget.render(name, text, attrs))


def answers(data: Mapping[str, str]) -> dict[str, str]:
    """Return the answers in a posted form, by the path of the conflict."""
    found: dict[str, str] = {}
    for name, side in data.items():
        path = name.removeprefix(CHOOSE)
        if path != name and side in (MINE, THEIRS):
            found[path] = side
        elif path != name and side == BY_HAND:
            found[path] = Written(data.get(HAND + path, ""))
    return found


def choices(subject: Publishable, clashes: Iterable[Clash], contents: Sequence[Content]) -> list[Choice]:
    """Return what the user must choose before both sides can be merged; `contents` are the snapshots that clash."""
    presenter = subject.adapter.presenter(contents)
    places = {path: place for content in contents for path, place in _places(presenter.describe(content))}
    rows = {row["key"]: row for content in contents for value in content.values() if keyed(value) for row in value}
    found = []
    for clash in clashes:
        mine, theirs = (_html(presenter, rows, clash, value) for value in (clash.mine, clash.theirs))
        if not clash.path.endswith(f"/{ORDER}"):
            mine, theirs = side_by_side(mine, theirs)
        before, after = SafeString(clash.before), SafeString(clash.after)
        by_hand = _by_hand(subject, clash, contents)
        found.append(Choice(clash.path, _place(places, clash.path), mine, theirs, before, after, *by_hand))
    return found


def _by_hand(subject: Publishable, clash: Clash, contents: Sequence[Content]) -> tuple[str | None, bool]:
    """Return what a text written by hand starts from, and whether it is HTML."""
    path = clash.path.partition(PASSAGE)[0]
    content = next((each for each in contents if path in subject.adapter.fixable(each)), None)
    if content is None or not isinstance(clash.mine, str):
        return None, False
    is_rich = subject.adapter.is_rich(content, path)
    return (unescape(clash.mine) if clash.is_passage and not is_rich else clash.mine), is_rich


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
    path = path.partition(PASSAGE)[0]
    list_name = path.partition("/")[0]
    if path.endswith(f"/{ORDER}"):
        return f"{_place(places, path.removesuffix(f'/{ORDER}'))}, position"
    return places.get(path) or places.get(list_name) or list_name.replace("_", " ").capitalize()


def _html(presenter: SnapshotPresenter, rows: dict[str, Content], clash: Clash, value: Any) -> SafeString:
    if clash.is_passage:
        return SafeString(value)
    list_name, _, rest = clash.path.partition("/")
    key, _, field = rest.partition("/")
    if value is MISSING:
        return _rendered()
    if not rest:
        return SafeString(presenter.words(presenter.model, list_name, value))
    if field == ORDER:
        return _rendered(above=presenter.rows.get(value) or "…" if value else "")
    model = presenter.row_model(list_name, rows[key])
    if field:
        return SafeString(presenter.words(model, field, value))
    fields = fields_of(value)
    described = (presenter.words(model, name, fields[name]) for name in presenter.in_order(model, fields))
    return _rendered(texts=[SafeString(words) for words in described if words])


def _rendered(**side: Any) -> SafeString:
    context = {"above": None, "texts": None} | side
    return render_to_string("admin/publishing/_clash_side.html", context, using="django")
