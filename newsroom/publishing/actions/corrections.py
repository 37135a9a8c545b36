"""Corrections: rows of their own, added and amended, never changed."""

from typing import Any

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Correction, Publishable
from newsroom.text import plain_text


def correct(subject: Publishable, actor: User, *, text: str, kind: str = Correction.Kind.CORRECTION) -> Any:
    """Append a correction, clarification or editor's note, shown from now on with whatever is live."""
    with performing("correct", subject, actor=actor, reason=text) as [act]:
        if act.subject.CURATED:
            raise ActionRefused("This shows other people’s work. Correct the story itself.")
        text = plain_text.clean(text).strip()
        if not text:
            raise ActionRefused("Write what was wrong and what is right.")
        if not act.subject.revisions.published_by(act.now).exists():
            raise ActionRefused("Readers have not seen this yet. Correct the text itself, then publish.")
        act.instant = act.now
        return act.subject.corrections.create(kind=kind, text=text, at=act.now, by=actor)


def amend_correction(subject: Publishable, actor: User, correction: Correction, *, text: str) -> Any:
    """Replace the wording of a correction from now on. What it said until now stays in the history. Returns the new row."""
    with performing("amend_correction", subject, actor=actor, reason=text) as [act]:
        rows = act.subject.corrections
        text = plain_text.clean(text).strip()
        if not text:
            raise ActionRefused("Write what was wrong and what is right.")
        if not rows.latest_wordings(act.now).filter(pk=correction.pk).exists():
            raise ActionRefused("This was amended meanwhile. Reload to see what it says now, then amend that.")
        if text == correction.text:
            raise ActionRefused("It says this already. There is nothing to amend.")
        act.instant = act.now
        return rows.create(kind=correction.kind, text=text, at=act.now, by=actor, amends=correction)
