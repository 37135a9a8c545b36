"""Rows of the menu and the footer: where each leads, and in two levels what readers see of them.

A row is {"kind", "to", "label", "under"}: `kind` is a key of KINDS, "address" or "" for words without a link; `to` is an
id or an address; `under` puts it below the row before that isn't. The apps with sections, tags and pages register those.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.current import publication
from newsroom.publication.models import POLICIES

Row = dict[str, Any]
ADDRESS, HEADING = "address", ""


class Target(NamedTuple):
    """Where a row leads; `hue` is the CSS class of its color."""

    name: str
    url: str
    hue: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of target.

    `find` gets ids, and returns those that readers may see at `request.now`. For the desk, `choices` are pairs of (id,
    name); where there are too many to choose from, one types a name: `id_of` returns its id, or "", and `name_of` the name.
    """

    label: str
    find: Callable[[TimedRequest, Collection[str]], Mapping[str, Target]]
    choices: Callable[[], list[tuple[str, str]]] | None = None
    colored: Callable[[], list[tuple[str, str]]] | None = None  # those that may have a color of their own
    id_of: Callable[[str], str] | None = None
    name_of: Callable[[str], str] | None = None


KINDS: dict[str, Kind] = {}


def register(key: str, kind: Kind) -> None:
    """Let rows lead to another kind of page. Apps call this in `ready`."""
    KINDS[key] = kind


@dataclass(frozen=True)
class Link:
    """A row as readers see it. `url` is "" for words without a link."""

    label: str
    url: str
    hue: str = ""
    children: list["Link"] = field(default_factory=list)

    def is_here(self, path: str) -> bool:
        return bool(path) and self.url == path

    def is_above(self, path: str) -> bool:
        return len(self.url) > 1 and path.startswith(self.url) and path != self.url


def menu(request: TimedRequest) -> list[Link]:
    """Return the menu at `request.now`; empty if the publication chose none. Cache it (articles/navigation.py)."""
    return _shown(request, publication().menu)


def footer(request: TimedRequest) -> list[Link]:
    """Return the columns of the footer likewise."""
    return _shown(request, publication().footer)


def policies(request: TimedRequest) -> dict[str, Link]:
    """Return the live page of each policy (a key of POLICIES). No query."""
    chosen = publication().policies
    found = KINDS["page"].find(request, {str(pk) for pk in chosen.values()}) if chosen else {}
    pages = {
        key: found.get(str(chosen[key])) for key in POLICIES if key in chosen
    }  # PostgreSQL has an order of its own
    return {key: Link(page.name, page.url) for key, page in pages.items() if page}


def _shown(request: TimedRequest, rows: list[Row]) -> list[Link]:
    """Return the rows in two levels, without those that lead nowhere now, and what is below them."""
    found = _targets(request, rows)
    top: list[Link] = []
    is_shown = True  # whether the last row of the first level is
    for row in rows:
        link = _link(row, found)
        if not row["under"]:
            is_shown = link is not None
            top += [link] if link else []
        elif link and is_shown and top:
            top[-1].children.append(link)
    return [link for link in top if link.url or link.children]


def _targets(request: TimedRequest, rows: list[Row]) -> dict[tuple[str, str], Target]:
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row["kind"], set()).add(row["to"])
    known = {kind: ids for kind, ids in wanted.items() if kind in KINDS}
    return {(kind, pk): target for kind, ids in known.items() for pk, target in KINDS[kind].find(request, ids).items()}


def _link(row: Row, found: Mapping[tuple[str, str], Target]) -> Link | None:
    if row["kind"] == HEADING:
        return Link(row["label"], "")
    if row["kind"] == ADDRESS:
        return Link(row["label"], row["to"])
    target = found.get((row["kind"], row["to"]))
    return Link(row["label"] or target.name, target.url, target.hue) if target else None


def described(row: Row) -> str:
    """Return a row in words, for the audit log: "Abroad (Section: World)"."""
    kind = KINDS.get(row["kind"])
    if kind is None:
        return f"{row['label']} ({row['to']})" if row["to"] else str(row["label"])
    name = kind.name_of(row["to"]) if kind.name_of else dict(kind.choices() if kind.choices else ()).get(row["to"], "")
    where = f"{kind.label}: {name.lstrip('– ') or row['to']}"
    return f"{row['label']} ({where})" if row["label"] else where
