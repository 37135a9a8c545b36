"""What a live fix will do, before it does it: to what readers see, to every waiting version and to the working copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from newsroom.publishing.compare import Difference, Line, Part, Told, differences
from newsroom.publishing.fixing import carry, choices_for, due_after, with_texts
from newsroom.publishing.marking import side_by_side
from newsroom.publishing.merge import Clash
from newsroom.publishing.models import Content, Publishable, fingerprint
from newsroom.publishing.refusals import Refused

NOT_THERE = "<p>(it is not there any more)</p>"


@dataclass(frozen=True)
class Choice:
    """Words that were changed in a version, too: both sides, and which was chosen ("" if none yet)."""

    name: str  # of its radio buttons: "choose:7:blocks/KEY/text"
    place: str
    mine: str
    theirs: str
    chosen: str


@dataclass(frozen=True)
class Effect:
    """What the fix does to one version. `due` is None for the working copy."""

    version: Any
    due: datetime | None
    differences: list[Difference]
    choices: list[Choice]


@dataclass(frozen=True)
class Forecast:
    """What the fix will do. `key` is another as soon as the fix is another, or the versions are that it goes into."""

    key: str
    now: datetime
    live: list[Difference]
    effects: list[Effect]

    @cached_property
    def unsettled(self) -> list[Choice]:
        """The choices that have not been made."""
        return [choice for effect in self.effects for choice in effect.choices if not choice.chosen]


def forecast(
    subject: Publishable, live: Any, texts: Mapping[str, str], choices: Mapping[str, str], now: datetime
) -> Forecast:
    """What `verbs.fix_live` would do with the same arguments at `now` (aware). Stores nothing; raises Refused.

    It stands on the same merge as the verb: what is shown is what happens, unless somebody saves in between.
    """
    base, fixed = live.read(), _fixed(subject, live, texts)
    if fixed == base:
        raise Refused("The text is the same as the live one. There is nothing to fix.")
    due = {line.revision: line.at for line in due_after(subject, now)}
    head = subject.head
    versions = {version: version.read() for version in [*due, *([head] if head not in (live, *due) else [])]}
    after, _ = carry(base, fixed, versions, choices)
    telling = subject.telling([base, fixed, *versions.values(), *after.values()])
    told = telling.told
    effects = [
        Effect(
            version,
            due.get(version),
            differences(told(content), told(after[version])),
            [
                _choice(clash, version, told(content), told(fixed), choices)
                for clash in carry(base, fixed, {version: content}, None)[1]
            ],
        )
        for version, content in versions.items()
    ]
    key = fingerprint({"fixed": fixed, "versions": [version.number for version in (live, *versions)]})
    return Forecast(key, now, differences(told(base), told(fixed)), effects)


def _fixed(subject: Publishable, live: Any, texts: Mapping[str, str]) -> Content:
    """The live version with those texts, as the rows make it: sanitised. Nothing of it stays."""
    with transaction.atomic():
        scratch = type(subject)._base_manager.get(pk=subject.pk)
        scratch.load(with_texts(scratch, live.read(), texts))
        content: Content = scratch.snapshot()
        transaction.set_rollback(True)
    return content


def _choice(clash: Clash, version: Any, here: Told, there: Told, choices: Mapping[str, str]) -> Choice:
    """Both texts, each with the words marked that only it has."""
    mine, theirs = (_at(told, clash.path) for told in (here, there))
    said = [side_by_side(*pair)[0] for pair in ((_html(mine), _html(theirs)), (_html(theirs), _html(mine)))]
    chosen = choices_for(version, choices).get(clash.path, "")
    place = _at(there, "/".join(clash.path.split("/")[:2])) or theirs or mine
    line = f", {theirs.label}" if isinstance(theirs, Line) and place is not theirs else ""
    name = f"choose:{version.number}:{clash.path}"
    return Choice(name, f"{place.place if place else 'Text'}{line}", said[0], said[1], chosen)


def _at(told: Told, path: str) -> Line | Part | None:
    """What is told at that path."""
    for each in told:
        rows: Sequence[Line | Part] = [each] if isinstance(each, Line) else each.parts
        for row in rows:
            for found in (row, *(row.lines if isinstance(row, Part) else ())):
                if found.path == path:
                    return found
    return None


def _html(told: Line | Part | None) -> str:
    if told is None:
        return NOT_THERE
    return (
        told.html
        if isinstance(told, Line)
        else "".join(f"<p>{line.html}</p>" for line in told.lines if not line.default)
    )
