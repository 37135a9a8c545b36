"""The action that changes the publication's settings."""

import json
from typing import Any

from newsroom.publication.links import described
from newsroom.publication.models import POLICIES, THE_ROW, Publication
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

CHANGED = (
    "Somebody else saved these settings while you had them open. What you entered is still here: open the page again to "
    "see theirs, or save once more to replace it."
)
LABELS = {
    field.name: str(field.verbose_name) for field in Publication._meta.fields if field.name not in ("id", "saved_at")
}


def edit(actor: Any, *, saved_at: Any = None, **changes: Any) -> Publication:
    """Change settings, with an audit row that says what each was before. Readers see them at once.

    `saved_at` is when the settings were saved that the changes are based on. Raises PermissionRefused, and ActionRefused
    if they were saved again since.
    """
    row, _ = Publication.objects.get_or_create(pk=THE_ROW)
    permission = "publication.change_publication"
    with performing("edit_publication", row, actor=actor, permission=permission) as [act]:
        stored: Publication = act.subject
        if saved_at != stored.saved_at:
            raise ActionRefused(CHANGED)
        before = {name: getattr(stored, name) for name in LABELS if name in changes}
        changed = [name for name, value in before.items() if value != changes[name]]
        if not changed:
            act.pass_over()
            return stored
        act.reason = "\n".join(f"{LABELS[name]}: {_words(before[name])} → {_words(changes[name])}" for name in changed)
        for name in changed:
            setattr(stored, name, changes[name])
        stored.saved_at = act.now
        stored.full_clean()
        stored.save()
        return stored


def _words(value: Any) -> str:
    """Return a value for the audit log: rows of the menu and the footer one after the other."""
    if isinstance(value, list):
        return "; ".join(map(_row, value)) or "none"
    if isinstance(value, dict):
        named = {POLICIES.get(key, key): each for key, each in value.items()}
        return json.dumps(named, ensure_ascii=False) if named else "none"
    return f"“{value}”" if value else "none"


def _row(row: dict[str, Any]) -> str:
    """Return a row of the menu, the footer or the outside scripts in words."""
    if "src" in row:
        return f"{row['slot']}: {row['src']} ({', '.join(row['pages'])}; consent: {row['consent'] or 'not needed'})"
    return f"{'– ' if row['under'] else ''}{described(row)}"
