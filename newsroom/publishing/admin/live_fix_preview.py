"""What a live fix or a publication would change: the live text, every scheduled version, the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from newsroom.publishing import clock
from newsroom.publishing.actions.live_fix import choices_for, due_after, merged_into, with_texts
from newsroom.publishing.actions.publication import carried_over
from newsroom.publishing.admin.conflicts import Choice
from newsroom.publishing.admin.conflicts import choices as to_choose
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.merge import Clash
from newsroom.publishing.models import Content, Publishable, fingerprint
from newsroom.text.snapshot_diff import Difference, differences


@dataclass(frozen=True)
class Effect:
    """What the fix does to one version. `due` is None for the draft."""

    version: Any
    due: datetime | None
    differences: list[Difference]
    choices: list[Choice]


@dataclass(frozen=True)
class Forecast:
    """What the fix would do. `key` changes when the fix or one of the versions changes."""

    key: str
    now: datetime
    live: list[Difference]
    effects: list[Effect]

    @cached_property
    def unsettled(self) -> list[Choice]:
        return [choice for effect in self.effects for choice in effect.choices if not choice.chosen]


def forecast(
    subject: Publishable, live: Any, texts: Mapping[str, str], choices: Mapping[str, str], now: datetime
) -> Forecast:
    """Return what `actions.fix_live` would do with the same arguments at `now` (aware). Raises ActionRefused.

    It uses the same merge as the action and stores nothing.
    """
    base, fixed = live.read(), _fixed(subject, live, texts)
    if fixed == base:
        raise ActionRefused("The text is the same as the live one. There is nothing to fix.")
    due = {line.revision: line.at for line in due_after(subject, now)}
    head = subject.head
    versions = {version: version.read() for version in [*due, *([head] if head not in (live, *due) else [])]}
    merged = {version: merged_into(subject, base, fixed, version, versions[version], choices) for version in versions}
    after = {version: each.content for version, each in merged.items()}
    describe = subject.adapter.presenter([base, fixed, *versions.values(), *after.values()]).describe
    effects = []
    for version, content in versions.items():
        asked = _asked(subject, version, merged[version].asked, [fixed, content], choices)
        changes = differences(describe(content), describe(after[version]))
        effects.append(Effect(version, due.get(version), changes, asked))
    key = fingerprint({"fixed": fixed, "versions": [version.number for version in (live, *versions)]})
    return Forecast(key, now, differences(describe(base), describe(fixed)), effects)


def forecast_of_publication(
    subject: Publishable, revision: Any, at: datetime | None, choices: Mapping[str, str], now: datetime
) -> Forecast:
    """Return what `actions.publish` would merge into the versions due after `at` (default: now). Stores nothing."""
    with clock.pretending(now):
        carried = [each for each in carried_over(subject, revision, at or now, choices) if each.changed]
    fixed = revision.read()
    contents = [content for each in carried for content in (each.base, each.before, each.after)]
    describe = subject.adapter.presenter([fixed, *contents]).describe
    effects = []
    for each in carried:
        version = each.due.revision
        asked = _asked(subject, version, each.asked, [fixed, each.before], choices)
        effects.append(Effect(version, each.due.at, differences(describe(each.before), describe(each.after)), asked))
    versions = [[each.due.revision.number, each.due.at.isoformat()] for each in carried]
    return Forecast(fingerprint({"fixed": fixed, "versions": versions}), now, [], effects)


def _fixed(subject: Publishable, live: Any, texts: Mapping[str, str]) -> Content:
    """Return the live version with those texts, sanitized by the rows, which are then rolled back."""
    with transaction.atomic():
        scratch = type(subject)._base_manager.get(pk=subject.pk)
        scratch.load(with_texts(scratch, live.read(), texts))
        content: Content = scratch.snapshot()
        transaction.set_rollback(True)
    return content


def _asked(
    subject: Publishable, version: Any, clashes: list[Clash], contents: list[Content], choices: Mapping[str, str]
) -> list[Choice]:
    chosen = choices_for(version, choices)
    return [
        replace(choice, version=version.number, answer=chosen.get(choice.path))
        for choice in (to_choose(subject, clashes, contents) if clashes else ())
    ]
