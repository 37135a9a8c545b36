"""The actions, one function each: the only code that writes revisions and schedules.

Each runs in one transaction, framed by `performing`. It either succeeds or raises an `ActionRefused` that says why and
what to do, having written nothing. A confirmation is an argument. Instants are aware datetimes; `at=None` means now.
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
