"""A live fix: texts of the live version replaced by path, and the change merged into the other versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from newsroom.publishing.actions.base import Act, User, performing
from newsroom.publishing.actions.revisions import after_edit, record, refuse_own
from newsroom.publishing.actions.schedule import put_live, reschedule
from newsroom.publishing.exceptions import ActionRefused, EditConflict
from newsroom.publishing.merge import Clash
from newsroom.publishing.models import Change, Content, Publishable, fingerprint
from newsroom.text.snapshot_paths import with_value

NOT_LIVE = "Another version went live in the meantime. Open the live text again and repeat the fix there."


@dataclass(frozen=True)
class Fix:
    """What a live fix did: the version now live, and the scheduled versions and the draft that took it over."""

    live: Any
    waiting: list[Any]
    head: Any


def with_texts(subject: Publishable, content: Content, texts: Mapping[str, str]) -> Content:
    """Return `content` with the texts at those paths replaced. Refused for paths that `fixable` doesn't offer."""
    fixable = subject.adapter.fixable(content)
    for path, text in texts.items():
        if path not in fixable:
            raise ActionRefused(f"The live version has no text called {path}. Open the live text again.")
        if fixable[path] != text:
            content = with_value(content, path.split("/"), text)
    return content


class Merged(NamedTuple):
    """A version that took a change over: what it then says, the clashes that choices have not settled, and all of them."""

    content: Content
    left: list[Clash]
    asked: list[Clash]


def merged_into(
    subject: Publishable,
    base: Content,
    fixed: Content,
    version: Any,
    content: Content,
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """Merge the change from `base` to `fixed` into `version`, which says `content`.

    `choices` are by path, for all versions, or by "NUMBER:path", for the version with that number.
    """
    merged, asked = subject.adapter.merge(base, content, fixed)
    chosen = choices_for(version, choices or {})
    if not chosen:
        return Merged(merged, asked, asked)
    return Merged(*subject.adapter.merge(base, content, fixed, chosen), asked)


def choices_for(revision: Any, choices: Mapping[str, str]) -> dict[str, str]:
    """Return the choices for one version by path; those made for it alone come before those for all versions."""
    own = f"{revision.number}:"
    return {**choices, **{path.removeprefix(own): side for path, side in choices.items() if path.startswith(own)}}


def due_after(subject: Publishable, now: datetime) -> list[Any]:
    """Return the coming transitions to a version, the oldest version first."""
    due = subject.transitions.filter(at__gt=now).exclude(revision=None).select_related("revision")
    return list(due.order_by("revision__number"))


def fix(act: Act, live: Any, texts: Mapping[str, str], *, change: str = Change.MINOR, **options: Any) -> Fix:
    """Publish the `live` version with those texts; the options are those of `take_over`."""
    subject, base = act.subject, live.read()
    refuse_own(act, live)
    subject.load(with_texts(subject, base, texts))
    content = subject.snapshot()  # as the rows have it: sanitized
    if content == base:
        raise ActionRefused("The text is the same as the live one. There is nothing to fix.")
    return take_over(act, live, content, note="Live fix", change=change, **options)


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
    """Publish `content`, made from the `live` version, at once, and merge the change into scheduled versions and the draft.

    Part of an action. `choices` settles clashes by path, as in `merge`: "theirs" is `content`. Raises EditConflict for
    the clashes left.
    """
    subject, base, head = act.subject, live.read(), act.subject.head
    waiting = due_after(subject, act.now)
    versions = dict.fromkeys([*(due.revision for due in waiting), head])
    merges = {version: merged_into(subject, base, content, version, version.read(), choices) for version in versions}
    if clashes := {clash.path: clash for each in merges.values() for clash in each.left}:
        raise EditConflict(list(clashes.values()))
    merged = {version: each.content for version, each in merges.items()}
    fixed = record(act, content, note=note, based_on=live, approved_by=act.actor)
    for due in waiting:
        old, old_note = due.revision, f"{note} taken into version {due.revision.number}"
        due.revision = record(act, merged[old], note=old_note, based_on=old, approved_by=act.actor)
        due.save(update_fields=["revision"])
    put_live(act, fixed, act.now, change, correction)
    subject.load(merged[head])
    draft = subject.snapshot()
    if fingerprint(draft) != fingerprint(subject.head.read()):  # else the draft is the live or a scheduled version
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
    reason: str = "",
    **options: Any,
) -> Fix:
    """Change texts of the live version at once, and merge the fix into every scheduled version and the draft.

    `texts` maps paths of `subject.adapter.fixable(content)` to new texts; `revision` is the live version as the user
    has seen it; the options are those of `take_over`. A field also changed in another version raises EditConflict until
    `choices` settles it (path -> "mine", that version's text, or "theirs", the fix; "7:path" is for version 7 alone).
    """
    with performing("fix_live", subject, actor=actor, reason=reason) as [act]:
        live = act.subject.live(act.now)
        if live is None or (revision and revision.pk != live.pk):
            raise ActionRefused(NOT_LIVE)
        return fix(act, live, texts, **options)
