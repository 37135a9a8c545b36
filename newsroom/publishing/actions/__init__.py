"""The actions: the only writers of revisions and schedules, one function each.

Each is one transaction framed by `performing`. An action never asks a question: what must be confirmed is
an argument. It raises an `ActionRefused` that says why and what to do, and then has written nothing.
Instants are aware datetimes; `at=None` means now.
"""

from newsroom.publishing.actions.corrections import amend_correction, correct
from newsroom.publishing.actions.drafts import bin, restore, save, unbin
from newsroom.publishing.actions.live_fix import fix_live
from newsroom.publishing.actions.publication import publish, publish_together
from newsroom.publishing.actions.review import approve, send_back, submit
from newsroom.publishing.actions.schedule import set_embargo, unpublish, unschedule
from newsroom.publishing.actions.take_down import open_sealed, take_down

__all__ = [
    "amend_correction",
    "approve",
    "bin",
    "correct",
    "fix_live",
    "open_sealed",
    "publish",
    "publish_together",
    "restore",
    "save",
    "send_back",
    "set_embargo",
    "submit",
    "take_down",
    "unbin",
    "unpublish",
    "unschedule",
]
