"""The findings of preflight: what an editor should know about a version before readers get it."""

from dataclasses import dataclass, replace

NO_TEMPLATE = (
    "This is a template, so it’s never published. Start a new story from it, or choose “No longer a template.”"
)


@dataclass(frozen=True)
class Check:
    """One finding: `text` for the editor; with `blocks`, it prevents publication.

    `place` is a form field ("headline"), a part by its stable key ("<key>" or "<key>/alt"), an address of another page
    (beginning with a slash), or "" if there is no single place. static/js/go_to_place.js goes there.
    `waiver_text` says the same to a user who may waive what is missing.
    """

    text: str
    place: str = ""
    blocks: bool = False
    waiver_text: str = ""

    def told(self, may_waive: bool) -> "Check":
        """Return the finding as it is worded for a user who may, or may not, waive it."""
        return replace(self, text=self.waiver_text) if may_waive and self.waiver_text else self
