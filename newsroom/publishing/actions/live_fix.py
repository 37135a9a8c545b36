"""A live fix: texts of a snapshot replaced by path, and the change carried into other versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.publishing.actions.base import Act, User, performing
from newsroom.publishing.actions.revisions import after_edit, record, refuse_own
from newsroom.publishing.actions.schedule import put_live, reschedule
from newsroom.publishing.exceptions import ActionRefused, EditConflict
from newsroom.publishing.merge import Clash, merge
from newsroom.publishing.models import Change, Content, Publishable, fingerprint


@dataclass(frozen=True)
class Fix:
    """What a live fix did: the version now live, and the waiting versions and draft that took it over."""

    live: Any
    waiting: list[Any]
    head: Any


def with_texts(subject: Publishable, content: Content, texts: Mapping[str, str]) -> Content:
    """`content` with the texts at those paths replaced; only what `fixable` offers can be."""
    fixable = subject.adapter.fixable(content)
    for path, text in texts.items():
        if path not in fixable:
            raise ActionRefused(f"The live version has no text called {path}. Open the live text again.")
        if fixable[path] != text:
            content = _replaced(content, path.split("/"), text)
    return content


def _replaced(part: Any, path: list[str], text: str) -> Any:
    if not path:
        return text
    name, rest = path[0], path[1:]
    if isinstance(part, list):
        return [_replaced(item, rest, text) if item["key"] == name else item for item in part]
    return {**part, name: _replaced(part[name], rest, text)}


def carry(
    base: Content, fixed: Content, versions: Mapping[Any, Content], choices: Mapping[str, str] | None
) -> tuple[dict[Any, Content], list[Clash]]:
    """The fix taken into each version; the clashes of all of them, each path once.

    `choices` are by path, for all versions, or by "NUMBER:path", for the version with that number.
    """
    merged, clashes = {}, {}
    for revision, content in versions.items():
        merged[revision], left = merge(base, content, fixed, choices_for(revision, choices or {}))
        clashes.update({clash.path: clash for clash in left})
    return merged, list(clashes.values())


def choices_for(revision: Any, choices: Mapping[str, str]) -> dict[str, str]:
    """The choices that hold in that version, by path: its own before those for all."""
    own = f"{revision.number}:"
    return {**choices, **{path.removeprefix(own): side for path, side in choices.items() if path.startswith(own)}}


def due_after(subject: Publishable, now: datetime) -> list[Any]:
    """The coming lines of the schedule that bring a version, the oldest version first."""
    due = subject.transitions.filter(at__gt=now).exclude(revision=None).select_related("revision")
    return list(due.order_by("revision__number"))


def fix(
    act: Act,
    live: Any,
    texts: Mapping[str, str],
    *,
    change: str = Change.MINOR,
    correction: str = "",
    choices: Mapping[str, str] | None = None,
) -> Fix:
    """Publish the `live` version with those texts, and carry the change into what waits and the draft."""
    subject, base = act.subject, live.read()
    refuse_own(act, live)
    subject.load(with_texts(subject, base, texts))
    content = subject.snapshot()  # what the rows made of it: sanitized on the way in
    if content == base:
        raise ActionRefused("The text is the same as the live one. There is nothing to fix.")
    return take_over(act, live, content, note="Live fix", change=change, correction=correction, choices=choices)


def take_over(
    act: Act,
    live: Any,
    content: Content,
    *,
    note: str,
    change: str = "",
    correction: str = "",
    choices: Mapping[str, str] | None = None,
) -> Fix:
    """Publish `content`, made of the `live` version, at once, and carry what it changes into what waits and the draft.

    Part of an action. `choices` settles clashes by path, as in `merge`: "theirs" is what `content` says. Raises EditConflict
    for those left.
    """
    subject, base, head = act.subject, live.read(), act.subject.head
    waiting = due_after(subject, act.now)
    merged, clashes = carry(
        base, content, {due.revision: due.revision.read() for due in waiting} | {head: head.read()}, choices
    )
    if clashes:
        raise EditConflict(clashes)
    fixed = record(act, content, note=note, based_on=live, approved_by=act.actor)
    for due in waiting:
        due.revision = record(
            act,
            merged[due.revision],
            note=f"{note} taken into version {due.revision.number}",
            based_on=due.revision,
            approved_by=act.actor,
        )
        due.save(update_fields=["revision"])
    put_live(act, fixed, act.now, change, correction)
    subject.load(merged[head])
    draft = subject.snapshot()
    if fingerprint(draft) != fingerprint(subject.head.read()):  # else the draft is the live or a waiting version
        record(act, draft, note=f"{note} taken into the draft", based_on=head, review=after_edit(subject))
    act.revision = fixed
    reschedule(act)
    return Fix(fixed, [due.revision for due in waiting], subject.head)


def fix_live(
    subject: Publishable,
    actor: User,
    texts: Mapping[str, str],
    *,
    revision: Any = None,
    change: str = Change.MINOR,
    correction: str = "",
    choices: Mapping[str, str] | None = None,
    reason: str = "",
) -> Fix:
    """Change texts of the live version at once, and carry the fix into every waiting version and the draft.

    `texts` maps paths of `subject.adapter.fixable(content)` to new texts; `revision` is the live version that was
    read while fixing. A field also changed in a waiting version or the draft raises EditConflict, until
    `choices` settles it (path -> "mine", that version's text, or "theirs", the fix; "7:path" is for version 7 alone).
    """
    with performing("fix_live", subject, actor=actor, reason=reason) as [act]:
        subject, live = act.subject, act.subject.live(act.now)
        if live is None or (revision and revision.pk != live.pk):
            raise ActionRefused(
                "Another version went live meanwhile. Open the live text again and repeat the fix there."
            )
        return fix(act, live, texts, change=change, correction=correction, choices=choices)
