"""The page on which the live text is fixed: every text of it in a field, and what the fix does before it is done."""

from typing import ClassVar

from django import forms

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.forms.base import ChangeForm
from newsroom.publishing.admin.live_fix_preview import Forecast, forecast
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from newsroom.text.ap_style import counted
from newsroom.text.snapshot_diff import Rows


class FixLiveForm(ChangeForm):
    """The texts that readers see, open to be fixed. First it shows what the fix changes; what clashes is never guessed."""

    verb, title, button = "fix_live", "Fix the live text", "Publish the fix"
    words = "This is the text that readers see now, not the working copy. You are shown what the fix changes before it happens."
    template = "admin/publishing/fix_live.html"
    SEEN: ClassVar[str] = "_seen"
    live = forms.IntegerField(widget=forms.HiddenInput)
    forecast: Forecast | None = None

    @staticmethod
    def fits(state: State) -> bool:
        return state.live is not None

    def prepare(self) -> None:
        self.paths: dict[str, str] = {}
        if self.state.live is None:
            return
        self.fields["live"].initial = self.state.live.number
        self.fields["change"].initial = Change.MINOR
        content = self.state.live.read()
        for number, (path, text) in enumerate(self.subject.adapter.fixable(content).items()):
            field = self.subject.adapter.fix_field(content, path)
            field.initial, field.required = text, False
            self.paths[f"text{number}"], self.fields[f"text{number}"] = path, field
        if self.subject.CURATED:
            del self.fields["change"], self.fields["correction"]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the texts in the order of the story: each block with its name and its fields."""
        if self.state.live is None:
            return []
        content = self.state.live.read()
        described = self.subject.adapter.presenter([content]).describe(content)
        names = {part.path: part.place for rows in described if isinstance(rows, Rows) for part in rows.parts}
        found: dict[str, list[forms.BoundField]] = {}
        for field, path in self.paths.items():
            found.setdefault(path.rpartition("/")[0], []).append(self[field])
        return [(names.get(path, ""), fields) for path, fields in found.items()]

    def kind_of_change(self) -> list[forms.BoundField]:
        """The fields that say what kind of change it is."""
        return [self[name] for name in ("change", "correction") if name in self.fields]

    def act(self) -> str:
        said = self.cleaned_data
        live = self.subject.revisions.filter(number=said["live"]).first()
        if live is None or live != self.state.live:
            raise ActionRefused(
                "Another version went live meanwhile. Open the live text again and repeat the fix there."
            )
        texts = {path: said[name] for name, path in self.paths.items()}
        choices = {key.removeprefix("choose:"): self.data[key] for key in self.data if key.startswith("choose:")}
        self.forecast = forecast(self.subject, live, texts, choices, clock.now())
        if self.data.get(self.SEEN) != self.forecast.key or "_see" in self.data:
            return ""  # shown first
        if self.forecast.unsettled:
            raise ActionRefused("The same words were changed elsewhere, too. Choose, for each, which text to keep.")
        fix = actions.fix_live(
            self.subject,
            self.user,
            texts,
            revision=live,
            change=said.get("change", ""),
            correction=said.get("correction", ""),
            choices=choices,
        )
        waiting = f" and taken into {counted(len(fix.waiting), 'waiting version')}" if fix.waiting else ""
        return f"Fixed for readers{waiting}."
