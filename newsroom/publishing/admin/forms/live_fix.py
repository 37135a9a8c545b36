"""The page for a live fix: every text of the live version in a field, and a preview of what the fix changes."""

from typing import Any, ClassVar

from django import forms

from newsroom.publishing import actions, clock
from newsroom.publishing.actions.live_fix import NOT_LIVE
from newsroom.publishing.admin.forms.base import ChangeForm
from newsroom.publishing.admin.live_fix_preview import Forecast, forecast
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from newsroom.text.ap_style import counted
from newsroom.text.snapshot_diff import Rows


class WrappingLine(forms.Textarea):
    """One line of text, shown on as many as it takes, as readers see a headline."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return " ".join(typed.splitlines()) if typed else typed


class FixLiveForm(ChangeForm):
    """A form with the texts that readers see. It shows what the fix changes before it is published."""

    verb, title, button = "fix_live", "Fix the live text", "Publish the fix"
    words = "The text that readers see now, not the draft. You’ll see what the fix changes before you publish it."
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
            if type(field.widget) is forms.TextInput:
                field.widget = WrappingLine({**field.widget.attrs, "rows": 1})
            self.paths[f"text{number}"], self.fields[f"text{number}"] = path, field
        if self.subject.CURATED:
            del self.fields["change"], self.fields["correction"]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each block's name and fields, in the order of the story, without `details`."""
        if self.state.live is None:
            return []
        content = self.state.live.read()
        described = self.subject.adapter.presenter([content]).describe(content)
        names = {part.path: part.place for rows in described if isinstance(rows, Rows) for part in rows.parts}
        found: dict[str, list[forms.BoundField]] = {}
        for field, path in self.paths.items():
            if not self.subject.adapter.is_beside(path):
                found.setdefault(path.rpartition("/")[0], []).append(self[field])
        return [(names.get(path, ""), fields) for path, fields in found.items()]

    def details(self) -> list[forms.BoundField]:
        """Return the fields that are shown beside the text."""
        return [self[field] for field, path in self.paths.items() if self.subject.adapter.is_beside(path)]

    def kind_of_change(self) -> list[forms.BoundField]:
        return [self[name] for name in ("change", "correction") if name in self.fields]

    def act(self) -> str:
        said = self.cleaned_data
        live = self.subject.revisions.filter(number=said["live"]).first()
        if live is None or live != self.state.live:
            raise ActionRefused(NOT_LIVE)
        texts = {path: said[name] for name, path in self.paths.items()}
        self.forecast = forecast(self.subject, live, texts, self.choices, clock.now())
        if self.data.get(self.SEEN) != self.forecast.key or "_see" in self.data:
            return ""  # show the preview first
        if self.forecast.unsettled:
            raise ActionRefused(
                "The same words were changed in other versions. For each conflict, choose which text to keep."
            )
        change = {name: said.get(name, "") for name in ("change", "correction")}
        fix = actions.fix_live(self.subject, self.user, texts, revision=live, choices=self.choices, **change)
        waiting = f" and merged into {counted(len(fix.waiting), 'scheduled version')}" if fix.waiting else ""
        return f"Fix published{waiting}."
