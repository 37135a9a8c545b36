"""What the engine asks of front modules and of breaking news."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from articles.tags.merged import numbers_today
from articles.timeline_embeds import versions_of
from newsroom.delivery.surrogate_keys import register_keys
from newsroom.fronts import preflight, references, snapshots
from newsroom.fronts.models import Alert, Container, ContainerRevision, Slot
from newsroom.fronts.models.alert import AlertReference
from newsroom.fronts.models.container import NAMED_BY
from newsroom.images.presentation import PicturePresenter
from newsroom.publishing import clock
from newsroom.publishing.adapters import Adapter, labeled_field, register
from newsroom.publishing.models import Content, Publishable
from newsroom.publishing.parts import own_parts
from newsroom.publishing.preflight import Check
from timelines.models import Timeline


class ContainerPresenter(PicturePresenter):
    UNTOLD: ClassVar = ("slots/over",)
    WHOLE: ClassVar = ("slots",)  # a story or a timeline, never both


@register_keys(Container)
def keys_of_fronts(_ids: Collection[int]) -> set[str]:
    """Return the key of the home page and of the sections' pages: a container may have moved."""
    return {"front"}


@register(Container)
class ContainerAdapter(Adapter):
    named_by: ClassVar = NAMED_BY

    def snapshot(self, subject: Container) -> Content:
        return snapshots.snapshot(subject)

    def load(self, subject: Container, content: Content) -> None:
        snapshots.load(subject, content)

    def checks(self, subject: Container, content: Content) -> Iterable[Check]:
        return preflight.checks(content)

    def checks_with(self, subject: Container, content: Content, parts: Collection[Any] | None) -> Iterable[Check]:
        return preflight.checks(content, own_parts(subject, content) if parts is None else parts)

    def unpublished_parts(self, content: Content) -> Iterable[Publishable]:
        timelines = {slot["timeline"] for slot in content["slots"] if slot["timeline"]}
        return versions_of(timelines, clock.now()).unpublished(timelines)

    def showing(self, part: Publishable) -> Iterable[Container]:
        if not isinstance(part, Timeline):
            return ()
        published = ContainerRevision.objects.live_or_waiting(clock.now()).filter(references__timeline=part)
        shown = Q(slots__timeline=part) | Q(pk__in=published.order_by().values("subject"))
        return Container.objects.filter(shown, binned_at=None).distinct()

    def fixable(self, content: Content) -> dict[str, str]:
        """Return its title, its position, and the slots' own headlines and kickers."""
        texts = {"title": content["title"], "place": str(content["place"])}
        for slot in content["slots"]:
            texts |= {f"slots/{slot['key']}/{name}": slot[name] for name in ("headline", "kicker")}
        return texts

    def searched(self, content: Content) -> Iterator[str]:
        for slot in content["slots"]:
            yield from (slot["headline"], slot["kicker"])

    def filed_under(self, content: Content) -> dict[str, list[Any]]:
        return {"section": [content["section"]] if content.get("section") else []}

    def fix_field(self, content: Content, path: str) -> forms.Field:
        *slot, name = path.split("/")
        number = next((n for n, each in enumerate(content["slots"], 1) if each["key"] in slot), 0)
        return labeled_field(Slot if slot else Container, name, f"Slot {number}" if number else "")

    def presenter(self, contents: Iterable[Content], names: bool = True) -> ContainerPresenter:
        return ContainerPresenter(Container, contents, names)

    def resolve_merged(self, contents: list[Content]) -> list[Content]:
        today = numbers_today({content["fill_tag"] for content in contents if content["fill_tag"]})
        return [{**content, "fill_tag": today.get(content["fill_tag"], content["fill_tag"])} for content in contents]

    def recorded(self, subject: Container, revision: Any) -> None:
        references.record(revision)


@register(Alert)
class AlertAdapter(Adapter):
    fields: ClassVar = ("story", "text", "label", "url")
    texts: ClassVar = ("text", "label")
    title = "text"

    def checks(self, subject: Alert, content: Content) -> Iterator[Check]:
        if not content["text"].strip():
            yield Check("Write the alert: one sentence that says what happened.", "text", blocks=True)

    def recorded(self, subject: Alert, revision: Any) -> None:
        if story := revision.read()["story"]:
            AlertReference.objects.create(revision=revision, story_id=story)
