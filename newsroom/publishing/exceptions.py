"""Why an action was refused. Every message is for the user and says what to do about it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from newsroom.publishing.merge import Clash


class ActionRefused(Exception):
    """The action did nothing; the message says why and what to do."""


class NotReady(ActionRefused):
    """Preflight found what blocks publishing; the message lists it."""


class PermissionRefused(ActionRefused, PermissionDenied):
    """The user may not do this to this subject."""


class ConfirmationRequired(ActionRefused):
    """The action would have a side effect: call it again with an explicit `argument`."""

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument


class AllRefused(ActionRefused):
    """An action on several subjects did nothing. `refusals` maps the refused subjects to the reasons."""

    def __init__(self, refusals: Mapping[Any, ActionRefused]) -> None:
        super().__init__(" ".join(f"“{subject}”: {refusal}" for subject, refusal in refusals.items()))
        self.refusals = refusals

    def told_of(self, subject: Any) -> ActionRefused:
        """Return the refusal to show to who acted on `subject`: what must be confirmed, its own if it is alone, or all."""
        refusals = list(self.refusals.values())
        asking = next((each for each in refusals if isinstance(each, ConfirmationRequired)), None)
        if asking or subject not in self.refusals or len(refusals) > 1:
            return asking or self
        return refusals[0]


class EditConflict(ActionRefused):
    """The same words were changed twice; both texts are in `clashes`."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__("The same words were changed in another version. Choose which text to keep, then save again.")
        self.clashes = clashes
