"""The page that publishes a version: when, as what kind of change, together with what, and into which versions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property

from newsroom.publishing import actions, clock
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.admin.forms.base import ChangeForm, TimedForm
from newsroom.publishing.admin.live_fix_preview import Forecast, forecast_of_publication
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused, AllRefused, NotReady
from newsroom.publishing.models import Change, Publishable
from newsroom.publishing.parts import own_parts
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
    FROM_STATE = ("revision", "together", "waiver")
    SEEN: ClassVar[str] = "_seen"
    field_order: Sequence[str] = ("when", "at", "change", "correction", "together", "waiver", "carry", "reason")
    revision = forms.IntegerField(widget=forms.HiddenInput)
    together = PartsField(
        required=False, label="Publish together", help_text="Everything goes live at the same moment."
    )
    waiver = PlainTextInput(required=False, widget=forms.Textarea({"rows": 2}), label="Why no sources")
    carry = forms.BooleanField(
        required=False,
        initial=True,
        label="Make this change in every scheduled version too",
        label_suffix="",
        help_text="If you uncheck this, the old text returns when a scheduled version goes live.",
    )
    reason = PlainTextInput(required=False, label="Note for the history", help_text="Optional.")

    @staticmethod
    def fits(state: State) -> bool:
        return state.unpublished

    def prepare(self) -> None:
        self.fields["revision"].initial = self.state.head.number if self.state.head else None
        if self.subject.CURATED or not self.subject.transitions.exclude(revision=None).exists():
            del self.fields["change"], self.fields["correction"]
        self.parts = self._parts()
        self._offer_parts()
        self._offer_waiver()
        if not any(revision != self.version for revision in self.state.waiting):
            del self.fields["carry"]

    def _offer_parts(self) -> None:
        """Offer what can go live too: checked if only this subject shows it, which is told what it lacks, or if it is ready."""
        together: Any = self.fields["together"]
        others = {key: part for key, part in self.parts.items() if part not in self.own}
        problems = {key: part.problems(part.head.read()) for key, part in others.items()}
        unready = {key: " ".join(found) for key, found in problems.items() if found}
        together.choices = [
            (key, f"{part} (not ready: {unready[key]})" if key in unready else str(part))
            for key, part in self.parts.items()
        ]
        together.initial = [key for key in self.parts if key not in unready]
        if self.in_bulk or not self.parts:
            del self.fields["together"]

    def _lacking(self, parts: Iterable[Publishable]) -> list[str]:
        """Name what the newest version of the subject and of these parts lacks, and the user may waive."""
        subjects = [*([self.subject] if self.version == self.state.head else []), *parts]
        return [
            words
            for subject in subjects
            if may(self.user, "waive", subject) and (words := subject.adapter.waivable(subject.head.read()))
        ]

    def _offer_waiver(self) -> None:
        """Ask who may waive something that is missing why, at once for all that is published."""
        lacking = self._lacking(self.parts.values())
        if self.in_bulk or not lacking:
            del self.fields["waiver"]
            return
        without = " and ".join(lacking)
        self.fields["waiver"].help_text = f"To publish without {without}, say why. This is kept in the audit log."

    def clean(self) -> dict[str, Any]:
        """Ask at the waiver for what is published without sources: it is that, or to add them."""
        cleaned = super().clean()
        if "waiver" in self.fields and not cleaned.get("waiver") and self._lacking(self.going_along):
            self.add_error("waiver", "Add what is missing, or say here why it isn’t needed.")
            self.fields["waiver"].widget.attrs["autofocus"] = True
        return cleaned

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

    @cached_property
    def own(self) -> list[Publishable]:
        """The parts that only this subject shows."""
        if self.version is None or self.version.sealed_at:
            return []
        return own_parts(self.subject, self.version.read())

    @property
    def going_along(self) -> list[Publishable]:
        """The parts that go live too: those checked on the page, and in bulk all, which are its own."""
        if "together" not in self.fields:
            return list(self.parts.values())
        chosen = self["together"].value() or []
        return [part for key, part in self.parts.items() if key in chosen]

    def _parts(self) -> dict[str, Publishable]:
        """Return what the version shows that readers don't see now, and that the user may publish with it."""
        if self.version is None or self.version.sealed_at:
            return {}
        parts = self.own if self.in_bulk else self.subject.adapter.unpublished_parts(self.version.read())
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
            waiver=said.get("waiver", ""),
        )

    def publications(self) -> list[Publication]:
        """Return the publication of this subject, after those of the parts that go live too."""
        wanted = self.publication()
        return [*self._together(wanted), wanted]

    def act(self) -> str:
        *parts, wanted = publications = self.publications()
        if wanted.carry and not self._seen(wanted):
            return ""  # show the preview first
        try:
            actions.publish_together(publications, self.user, at=self.instant, reason=self.cleaned_data["reason"])
        except AllRefused as refused:
            if all(isinstance(each, NotReady) for each in refused.refusals.values()):
                raise ActionRefused("Not ready for readers. Fix what is listed above, then publish.") from None
            raise refused.told_of(self.subject) from None
        subjects = [f"“{each.subject}”" for each in (wanted, *parts)] if parts else []
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
        chosen = self.going_along
        if not chosen:
            return []
        revision = wanted.revision or self.state.head
        with clock.pretending(self.instant or clock.now()):
            missing = list(self.subject.adapter.unpublished_parts(revision.read()))
        same = replace(wanted, revision=None, change=Change.SUBSTANTIVE, correction="", carry=True, choices=None)
        return [replace(same, subject=part) for part in chosen if part in missing]
