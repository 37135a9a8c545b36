"""The state of one request that opens or saves a form."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from newsroom.publishing.exceptions import ActionRefused


@dataclass
class EditSession:
    """State shared by the methods that Django's admin calls while it opens or saves a form."""

    state: Any = None  # of what is opened, as it is shown
    saves: bool = False  # the form was posted, so the row is locked when it is read
    saved: Any = None  # what was stored, with everything of it, in this try
    refusal: ActionRefused | None = None  # why the last try stored nothing; shown above the form
    stale: Any = None  # the version the form was opened on, if there is a newer one
    compared: int | None = None  # the number of the version shown beside what was typed
    own_tab: bool = False  # the user saved that version, in another tab
    choices: list[Any] = field(default_factory=list)  # between these two
    taken: frozenset[str] = frozenset()  # the parts in which the saved content has what others saved meanwhile
    voided: Any = None  # the approved version that what was saved is newer than
    autosave: Any = None  # what the form is filled in with


def edit_session(request: HttpRequest) -> EditSession | None:
    """Return the session of this request; None if the page has no form."""
    found: EditSession | None = getattr(request, "edit_session", None)
    return found


def begin(request: HttpRequest, **known: Any) -> EditSession:
    """Begin or continue the session of this request and set these fields."""
    session = edit_session(request) or EditSession()
    for name, value in known.items():
        setattr(session, name, value)
    request.edit_session = session  # type: ignore[attr-defined]
    return session
