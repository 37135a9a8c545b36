from typing import ClassVar

from django.db import models

from newsroom.publishing.adapters import Adapter, register
from newsroom.publishing.models import Content, Correction, Publishable, Revision, Transition
from newsroom.publishing.preflight import Check


class Note(Publishable):
    headline = models.CharField(max_length=100, blank=True)
    blocks = models.JSONField(default=list, blank=True)

    class Meta:
        permissions: ClassVar = []

    def __str__(self) -> str:
        return self.headline


class NoteRevision(Revision):
    subject = models.ForeignKey(Note, models.PROTECT, related_name="revisions")

    class Meta(Revision.Meta):
        abstract = False


class NoteTransition(Transition):
    subject = models.ForeignKey(Note, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(NoteRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class NoteCorrection(Correction):
    subject = models.ForeignKey(Note, models.PROTECT, related_name="corrections")

    class Meta(Correction.Meta):
        abstract = False


@register(Note)
class NoteAdapter(Adapter):
    fields: ClassVar = ("headline", "blocks")

    def checks(self, subject: Note, content: Content) -> list[Check]:
        return [] if content["headline"] else [Check("Write a headline.", "headline", blocks=True)]

    def fixable(self, content: Content) -> dict[str, str]:
        texts = {f"blocks/{block['key']}/text": block["text"] for block in content["blocks"]}
        return {"headline": content["headline"], **texts}
