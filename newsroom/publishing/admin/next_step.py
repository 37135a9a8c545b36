"""What comes next for a draft: the one button that stands out on the page where it is written, and what else can be done."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages

from newsroom.publishing import actions
from newsroom.publishing.actions.revisions import after_edit
from newsroom.publishing.admin.edit_session import edit_session
from newsroom.publishing.admin.state import SET_ASIDE, State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Publishable, Review
from newsroom.publishing.permissions import may, needs_second_reader


class Step(NamedTuple):
    """A button that saves what was typed and goes on; `name` is what it posts."""

    name: str
    label: str


SUBMIT, APPROVE = Step("_submit", "Submit"), Step("_approve", "Approve")
PUBLISH, PUBLISH_CHANGES = Step("_publish", "Publish…"), Step("_publish", "Publish changes…")


class Steps(NamedTuple):
    next: Step | None  # None: there is nothing to do but save
    typed: Step | None  # what comes next once something is typed
    others: list[Step]


class _Version(NamedTuple):
    """What the buttons act on: the newest version, or the one that a save would make of what is typed."""

    review: str
    live: bool = False
    approved: bool = False
    needs_other: bool = False  # only somebody else may approve or publish it


def steps(subject: Publishable, state: State, user: Any) -> Steps:
    """Return the buttons for `user`, for what is saved and for what may be typed."""
    if state.name in SET_ASIDE:
        return Steps(None, None, [])
    head, guarded = state.head, settings.SECOND_READER and not subject.CURATED
    typed = _possible(subject, state, user, _Version(after_edit(subject), needs_other=guarded))
    if head is None:
        return Steps(_first(typed), _first(typed), typed[1:])
    needs_other = needs_second_reader(user, subject, head)
    version = _Version(state.review, head == state.live, bool(head.approved_by_id), needs_other)
    saved = _possible(subject, state, user, version)
    # What is scheduled, or was live, is published again only by somebody who looks for that.
    waits = head.live_from is None or APPROVE in saved[:1]
    return Steps(_first(saved) if waits else None, _first(typed), saved[1:] if waits else saved)


def _first(found: list[Step]) -> Step | None:
    return found[0] if found else None


def _possible(subject: Publishable, state: State, user: Any, version: _Version) -> list[Step]:
    """Return what `user` may do with the version, what comes next first."""
    found = []
    # A writer who may publish breaking news alone needs no second reader for that.
    refused = version.needs_other and not version.approved and user.has_perm("publishing.publish")
    if not version.live and not refused and may(user, "publish", subject):
        found.append(PUBLISH_CHANGES if state.live else PUBLISH)
    if not version.live and version.review in (Review.DRAFT, Review.SENT_BACK) and may(user, "submit", subject):
        found.append(SUBMIT)
    waiting = version.review == Review.SUBMITTED
    unread = (waiting or not version.live) and not version.approved
    if unread and not version.needs_other and may(user, "approve", subject):
        found.insert(0 if waiting else len(found), APPROVE)
    return found


def approve_saved(request: Any, subject: Publishable) -> None:
    """Approve the version that was just saved, or say why not; what was typed stays saved."""
    head = subject.head
    session = edit_session(request)
    if session and session.taken:
        messages.warning(request, "Not approved yet. Read what was changed while you were editing, then approve it.")
        return
    try:
        actions.approve(subject, request.user, revision=head)
    except ActionRefused as refusal:
        messages.error(request, f"Saved, but not approved. {refusal}")
    else:
        messages.success(request, f"You approved {head}.")
