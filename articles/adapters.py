"""The adapters through which the engine handles stories and standing pages."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from articles import (
    addresses,
    list_rows,
    preflight,
    references,
    search_document,
    share_images,
    snapshots,
    story_fields,
    visible_parts,
)
from articles.models import Article, Byline, StandingPage
from articles.models.standing_page import LISTED, refused_slug
from articles.pages import addresses as page_addresses
from articles.presentation import StoryPresenter
from articles.tags import merged
from articles.timeline_embeds import versions_in
from newsroom.publishing import clock
from newsroom.publishing.adapters import Adapter, register
from newsroom.publishing.models import Content, Publishable
from newsroom.publishing.preflight import Check
from newsroom.search import index
from timelines.models import Timeline


@register(Article)
class StoryAdapter(Adapter):
    """Each answer is given in the module of its subject."""

    title = "headline"
    word_count = KeyTextTransform("words", "rendered")

    def owned_by(self, user: Any) -> Q:
        return Q(owner=user) | Q(pk__in=Byline.objects.filter(author__user=user).values("article"))

    def snapshot(self, subject: Article) -> Content:
        return snapshots.snapshot(subject)

    def load(self, subject: Article, content: Content) -> None:
        snapshots.load(subject, content)

    def checks(self, subject: Article, content: Content) -> Iterable[Check]:
        return preflight.checks(subject, content)

    def checks_with(self, subject: Article, content: Content, parts: Collection[Any] | None) -> Iterable[Check]:
        return preflight.checks(subject, content, parts)

    def unpublished_parts(self, content: Content) -> Iterable[Publishable]:
        timelines = visible_parts.timelines_of(content)
        return versions_in(timelines, clock.now()).unpublished(visible_parts.following(content))

    def showing(self, part: Publishable) -> Iterable[Article]:
        return visible_parts.stories_showing(part, clock.now()) if isinstance(part, Timeline) else ()

    def fixable(self, content: Content) -> dict[str, str]:
        return snapshots.texts(content)

    def is_rich(self, content: Content, path: str) -> bool:
        return snapshots.is_rich(content, path)

    def is_beside(self, path: str) -> bool:
        return path.startswith("extra/") or ("/" not in path and path not in ("headline", "standfirst"))

    def fix_field(self, content: Content, path: str) -> forms.Field:
        return snapshots.field_of(content, path)

    def guarded(self, before: Content, after: Content) -> Iterator[tuple[str, str]]:
        for field in story_fields.guarded(before["extra"], after["extra"]):
            yield field.permission, field.verbose_name or str(field.field.verbose_name)

    def searched(self, content: Content) -> Iterator[str]:
        return search_document.searched_at_desk(content)

    def filed_under(self, content: Content) -> dict[str, list[Any]]:
        return search_document.filed_under(content)

    def presenter(self, contents: Iterable[Content], names: bool = True) -> StoryPresenter:
        return StoryPresenter(Article, contents, names)

    def resolve_merged(self, contents: list[Content]) -> list[Content]:
        return merged.stories_today(contents)

    def recorded(self, subject: Article, revision: Any) -> None:
        references.record(subject, revision)

    def prepare(self, subject: Article, revision: Any) -> None:
        share_images.write(subject, revision)

    def rescheduled(self, subject: Article) -> None:
        addresses.derive(subject)
        list_rows.derive(subject)
        share_images.record(subject)
        index.derive(subject)
        subject.revisions.sealed().filter(rendered__isnull=False).update(
            rendered=None, feed=None
        )  # what was taken down


@register(StandingPage)
class StandingPageAdapter(Adapter):
    fields: ClassVar = (*LISTED, "body")
    title = "title"
    texts: ClassVar = ("title", "body")

    def checks(self, subject: StandingPage, content: Content) -> Iterator[Check]:
        if not content["title"].strip():
            yield Check("Enter a title.", "title", blocks=True)
        if not content["body"]:
            yield Check("Write the text.", "body", blocks=True)
        if not content["slug"]:
            yield Check("Enter a slug.", "slug", blocks=True)
        elif reason := refused_slug(content["slug"]):
            yield Check(reason, "slug", blocks=True)

    def recorded(self, subject: StandingPage, revision: Any) -> None:
        content = revision.read()
        subject.revisions.filter(pk=revision.pk).update(**{name: content[name] for name in LISTED})

    def rescheduled(self, subject: StandingPage) -> None:
        page_addresses.derive(subject)
