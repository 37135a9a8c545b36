"""Corrections: rows that are added and amended, never changed."""

from typing import Any

from newsroom.publishing.actions.base import User, performing
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Correction, Publishable
from newsroom.text import plain_text


def correct(subject: Publishable, actor: User, *, text: str, kind: str = Correction.Kind.CORRECTION) -> Any:
    """Append a correction, clarification or editor's note, shown from now on with whatever is live."""
    with performing("correct", subject, actor=actor, reason=text) as [act]:
        if act.subject.CURATED:
            raise ActionRefused("This shows other stories. Correct the story itself.")
        text = _required(text)
        if not act.subject.revisions.published_by(act.now).exists():
            raise ActionRefused("Readers haven’t seen this yet. Correct the text itself, then publish.")
        act.instant = act.now
        return act.subject.corrections.create(kind=kind, text=text, at=act.now, by=actor)


def amend_correction(subject: Publishable, actor: User, correction: Correction, *, text: str) -> Any:
    """Replace the wording of a correction from now on; the old wording stays in the history. Return the new row."""
    with performing("amend_correction", subject, actor=actor, reason=text) as [act]:
        rows, text = act.subject.corrections, _required(text)
        if not rows.latest_wordings(act.now).filter(pk=correction.pk).exists():
            raise ActionRefused("Somebody else amended this. Reload the page, then amend the new wording.")
        if text == correction.text:
            raise ActionRefused("The correction already says this. There is nothing to amend.")
        act.instant = act.now
        return rows.create(kind=correction.kind, text=text, at=act.now, by=actor, amends=correction)


def _required(text: str) -> str:
    text = plain_text.clean(text).strip()
    if not text:
        raise ActionRefused("Write what was wrong and what is right.")
    return text
