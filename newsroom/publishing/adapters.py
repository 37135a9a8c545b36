"""What the engine asks of one kind of publishable. Each app registers an adapter for each of its kinds.

@register(Timeline)
class TimelineAdapter(Adapter): ...
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models

from newsroom.database.rows import column, values
from newsroom.publishing.merge import Clash, merge
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField, text_of
from newsroom.text.snapshot_presenter import Content, SnapshotPresenter

_adapters: dict[type[models.Model], "Adapter"] = {}


class Adapter:
    """Answers for every subject of `model`. A kind that consists of plain fields needs only `fields` and `checks`."""

    model: type[models.Model]
    fields: ClassVar[tuple[str, ...]] = ()  # of the working copy, as they are in a snapshot
    texts: ClassVar[tuple[str, ...]] = ()  # those of them that a live fix may change
    title: ClassVar[str] = ""  # the field with its title, in working copy and snapshot; "": lists show str(subject)
    named_by: ClassVar[tuple[str, ...]] = ()  # the relations that str(subject) reads
    word_count: ClassVar[Any] = None  # an expression for the number of words of a revision, shown to second readers

    def snapshot(self, subject: Any) -> Content:
        """Return the working copy as plain JSON. Photos, timelines and stories are references by id."""
        return {"schema": subject.SCHEMA, **values(subject, self.fields)}

    def load(self, subject: Any, content: Content) -> None:
        for name in self.fields:
            setattr(subject, column(self.model, name), content[name])
        subject.save(update_fields=self.fields)

    def checks(self, subject: Any, content: Content) -> Iterable[Check]:
        """Return the preflight findings on `content`. Called with the clock at the instant when readers will get it."""
        raise NotImplementedError

    def checks_with(self, subject: Any, content: Content, parts: Collection[Any] | None) -> Iterable[Check]:
        """Like `checks`, if these `parts` go live at the same instant; None for those that only `subject` shows."""
        return self.checks(subject, content)

    def unpublished_parts(self, content: Content) -> Iterable[Any]:
        """Return what `content` shows that readers won't see and that can be published with it. Called like `checks`."""
        return ()

    def showing(self, part: Any) -> Iterable[Any]:
        """Return the subjects of this kind that show `part`: in a draft, or in a version that is live or scheduled."""
        return ()

    def waivable(self, content: Content) -> str:
        """Name what `content` lacks that an editor may waive, as in "sources of “Aug. 6”"; "" for nothing."""
        return ""

    def waived(self, content: Content) -> Content:
        """Return `content` with all of that waived."""
        return content

    def fixable(self, content: Content) -> dict[str, str]:
        """Return the texts that a live fix may change: merge path -> text."""
        return {name: content[name] for name in self.texts}

    def is_rich(self, content: Content, path: str) -> bool:
        """Return whether the text at that path, one of `fixable`, is rich text: sanitized HTML."""
        return path in self.fields and isinstance(self.model._meta.get_field(path), RichTextField)

    def is_beside(self, path: str) -> bool:
        """Return whether the page of a live fix shows the text at that path beside the others, as a detail."""
        return False

    def merge(
        self, base: Content, mine: Content, theirs: Content, choices: Mapping[str, str] | None = None
    ) -> tuple[Content, list[Clash]]:
        """Merge two snapshots that are based on `base`, texts by words. See `newsroom.publishing.merge.merge`."""
        texts = [self.fixable(content) for content in (base, mine, theirs)]
        merged = [path for path in texts[0] if path in texts[1] and path in texts[2]]
        both = (path for path in merged if texts[0][path] not in (texts[1][path], texts[2][path]))
        return merge(base, mine, theirs, choices, {path: self.is_rich(base, path) for path in both})

    def fix_field(self, content: Content, path: str) -> forms.Field:
        if path in self.fields:
            return labeled_field(self.model, path)
        return plain_text.PlainTextInput(widget=forms.Textarea({"rows": 3}), label=path.replace("/", " "))

    def owned_by(self, user: Any) -> models.Q:
        """Return the condition for what `user` finds under "Mine" in lists."""
        return models.Q(owner=user)

    def guarded(self, before: Content, after: Content) -> Iterable[tuple[str, str]]:
        """Return what differs between two snapshots and only some people may change: the permission, and its name."""
        return ()

    def searched(self, content: Content) -> Iterator[str]:
        """Yield the plain texts by which the desk finds it, beside its title; excerpts begin with the first."""
        for path, text in self.fixable(content).items():
            if path != self.title:
                yield text_of(text, "\n") if self.is_rich(content, path) else text

    def filed_under(self, content: Content) -> dict[str, list[Any]]:
        """Return what the desk's lists filter by: name -> values, such as {"section": [3], "author": [5, 7]}."""
        return {}

    def presenter(self, contents: Iterable[Content], names: bool = True) -> SnapshotPresenter:
        """Return a presenter that describes these snapshots for people; `names` includes the objects they refer to."""
        return SnapshotPresenter(self.model, contents, names)

    def resolve_merged(self, contents: list[Content]) -> list[Content]:
        """Return `contents` with the ids of what was merged since then replaced by those it was merged into."""
        return contents

    def recorded(self, subject: Any, revision: Any) -> None:
        """After a revision was written: store what it refers to, so that the database protects it."""

    def prepare(self, subject: Any, revision: Any) -> None:
        """Do slow work before the transaction that publishes `revision` (None: the newest). It must not write rows."""

    def rescheduled(self, subject: Any) -> None:
        """After the intervals changed: update addresses and list rows. May raise ActionRefused."""


def labeled_field(model: Any, name: str, prefix: str = "") -> forms.Field:
    """Return the form field of a model's field, its label after `prefix` if there is one."""
    field: Any = model._meta.get_field(name)
    label = f"{prefix}: {field.verbose_name}" if prefix else str(field.verbose_name).capitalize()
    found: forms.Field = field.formfield(label=label)
    return found


def register(model: type[models.Model]) -> Callable[[type[Adapter]], type[Adapter]]:
    """Decorate an Adapter to register it for the subjects of `model`."""

    def decorate(adapter: type[Adapter]) -> type[Adapter]:
        _adapters[model] = adapter()
        _adapters[model].model = model
        return adapter

    return decorate


def registered() -> list[type[models.Model]]:
    """Return every kind of publishable, in the order of registration."""
    return list(_adapters)


def adapter_of(model: type[models.Model]) -> Adapter:
    """Return the adapter of a kind of publishable. Raises KeyError for a model that registered none."""
    return _adapters[model]
