"""What one request knows of the form that it opens or saves."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from newsroom.publishing.exceptions import ActionRefused


@dataclass
class EditSession:
    """Shared by the methods that Django's admin calls in turn while it opens or saves a form."""

    saves: bool = False  # the form was posted, so the row is locked as it is read
    saved: bool = False  # everything is stored, in this try
    refusal: ActionRefused | None = None  # why the last try stored nothing; shown over the form
    stale: Any = None  # the version on which the form was opened, if somebody has saved a newer one since
    compared: int | None = None  # the number of the version whose texts are shown beside those typed
    choices: list[Any] = field(default_factory=list)  # between those texts
    autosave: Any = None  # the form is filled in with this, which was typed once and never sent


def edit_session(request: HttpRequest) -> EditSession | None:
    """Return the session of this request; None on a page that is not a form's."""
    found: EditSession | None = getattr(request, "edit_session", None)
    return found


def begin(request: HttpRequest, **known: Any) -> EditSession:
    """Begin the session of this request, or go on with it, with what is known now."""
    session = edit_session(request) or EditSession()
    for name, value in known.items():
        setattr(session, name, value)
    request.edit_session = session  # type: ignore[attr-defined]
    return session
