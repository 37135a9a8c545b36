"""The page that publishes a version: when, as what kind of change, together with what, and into which versions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property

from newsroom.publishing import actions, clock
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.admin.forms.base import ChangeForm, TimedForm
from newsroom.publishing.admin.live_fix_preview import Forecast, forecast_of_publication
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused, AllRefused, ConfirmationRequired
from newsroom.publishing.models import Change, Publishable
from newsroom.publishing.permissions import may
from newsroom.text.ap_style import moment, sentence
from newsroom.text.plain_text import PlainTextInput, whole_number
from newsroom.text.rich_text import RichTextField


class PartsField(forms.MultipleChoiceField):
    """Parts to publish together; one that somebody else has published in the meantime is ignored."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True


class PublishForm(TimedForm, ChangeForm):
    """Publishes at once, unless the change also goes into scheduled versions: then it shows what changes there first."""

    verb, title, button = "publish", "Publish", "Publish"
    has_button = True
    template = "admin/publishing/publish.html"
    FROM_STATE = ("revision", "together")
    SEEN: ClassVar[str] = "_seen"
    field_order = ("when", "at", "change", "correction", "together", "carry", "reason")
    revision = forms.IntegerField(widget=forms.HiddenInput)
    together = PartsField(
        required=False, label="Publish together", help_text="Everything goes live at the same moment."
    )
    carry = forms.BooleanField(
        required=False,
        initial=True,
        label="Make this change in every scheduled version too",
        label_suffix="",
        help_text="If you uncheck this, the old text returns when a scheduled version goes live.",
    )
    reason = PlainTextInput(required=False, help_text="Optional. Shown in the history.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished

    def prepare(self) -> None:
        self.fields["revision"].initial = self.state.head.number if self.state.head else None
        if self.subject.CURATED or not self.subject.transitions.exclude(revision=None).exists():
            del self.fields["change"], self.fields["correction"]
        self.parts = {} if self.in_bulk else self._parts()
        if not self.parts:
            del self.fields["together"]
        else:
            together: Any = self.fields["together"]
            problems = {key: part.problems(part.head.read()) for key, part in self.parts.items()}
            together.choices = [
                (key, f"{part} (not ready: {' '.join(problems[key])})" if problems[key] else str(part))
                for key, part in self.parts.items()
            ]
            together.initial = [key for key in self.parts if not problems[key]]
        if not any(revision != self.version for revision in self.state.waiting):
            del self.fields["carry"]

    @classmethod
    def from_state(cls, subject: Any, state: State, user: Any) -> dict[str, Any]:
        return {"revision": state.head.number if state.head else ""}

    @cached_property
    def forecast(self) -> Forecast | None:
        """What publishing now would change in the scheduled versions; `act` replaces it with what was requested."""
        if self.is_bound or "carry" not in self.fields:
            return None
        found = forecast_of_publication(self.subject, self.version, None, {}, clock.now())
        return found if found.effects else None

    @property
    def version(self) -> Any:
        number = whole_number((self.data if self.is_bound else self.initial).get("revision"))
        head = self.state.head
        if head is None or number in (None, head.number):
            return head
        return self.subject.revisions.filter(number=number, sealed_at=None).first() or head

    def _parts(self) -> dict[str, Publishable]:
        """Return what the version shows that readers don't see now, and that the user may publish with it."""
        if self.version is None or self.version.sealed_at:
            return {}
        parts = self.subject.adapter.unpublished_parts(self.version.read())
        return {f"{part._meta.label_lower}:{part.pk}": part for part in parts if may(self.user, "publish", part)}

    @property
    def media(self) -> forms.Media:
        """The scripts of the form, and of the editor if a conflict in rich text is to be settled."""
        choices = [choice for effect in (self.forecast.effects if self.forecast else ()) for choice in effect.choices]
        editor = (
            RichTextField().formfield().widget.media if any(choice.is_rich for choice in choices) else forms.Media()
        )
        return super().media + editor

    def publication(self) -> Publication:
        said = self.cleaned_data
        return Publication(
            self.subject,
            revision=self.subject.revisions.filter(number=said["revision"]).first(),
            change=said.get("change", ""),
            correction=said.get("correction", ""),
            break_embargo=bool(self.said("break_embargo")),
            carry=said.get("carry", False),
            choices=self.choices,
        )

    def act(self) -> str:
        wanted = self.publication()
        if wanted.carry and not self._seen(wanted):
            return ""  # show the preview first
        publications = [*self._together(wanted), wanted]
        try:
            actions.publish_together(publications, self.user, at=self.instant, reason=self.cleaned_data["reason"])
        except AllRefused as refused:
            raise self._plain(refused) from None
        subjects = [f"“{each.subject}”" for each in (wanted, *publications[:-1])] if publications[1:] else []
        return self.done(subjects) + self._carried(wanted)

    def _carried(self, wanted: Publication) -> str:
        effects = self.forecast.effects if wanted.carry and self.forecast else []
        times = [moment(effect.due) for effect in effects if effect.due]
        return sentence(f" Also changed in the version scheduled for {' and '.join(times)}") if times else ""

    def done(self, subjects: Sequence[str] = ()) -> str:
        """Return what happened, in a sentence that names several subjects."""
        what, are, go = (" and ".join(subjects), "are", "go") if subjects else ("it", "is", "goes")
        when = f"Scheduled: {what} {go} live {self.since}" if self.instant else f"Published: {what} {are} live now"
        return sentence(when)

    def _seen(self, wanted: Publication) -> bool:
        """Return whether the changes to scheduled versions were shown before, if there are any. Raises ActionRefused."""
        revision = wanted.revision or self.state.head
        found = forecast_of_publication(self.subject, revision, self.instant, wanted.choices or {}, clock.now())
        if not found.effects:
            return True
        self.forecast = found
        if self.data.get(self.SEEN) != found.key:
            return False
        if found.unsettled:
            raise ActionRefused(
                "The same words were changed in a scheduled version. For each conflict, choose which text to keep."
            )
        return True

    def _together(self, wanted: Publication) -> list[Publication]:
        """Return the chosen parts that readers would not otherwise see at that instant."""
        chosen = self.cleaned_data.get("together", [])
        if not chosen:
            return []
        revision = wanted.revision or self.state.head
        with clock.pretending(self.instant or clock.now()):
            missing = list(self.subject.adapter.unpublished_parts(revision.read()))
        parts = [part for key, part in self.parts.items() if key in chosen and part in missing]
        return [
            Publication(part, change=Change.SUBSTANTIVE, break_embargo=wanted.break_embargo, carry=True)
            for part in parts
        ]

    def _plain(self, refused: AllRefused) -> ActionRefused:
        """Return the refusal to show: a request for confirmation first, then the subject's own, then all."""
        refusals = list(refused.refusals.values())
        asking = next((each for each in refusals if isinstance(each, ConfirmationRequired)), None)
        if asking or self.subject not in refused.refusals or len(refusals) > 1:
            return asking or refused
        return refusals[0]
