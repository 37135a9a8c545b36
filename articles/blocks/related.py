"""A box of related headlines in the text: our stories, outside pages, and headlines with nothing to link to yet."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, Row, register
from articles.blocks.resolved import Resolved
from articles.models.links import RelatedLink
from articles.models.revision import Role
from articles.related_links import RELATED_STORIES, heading_of, shown
from articles.story_rows import RELATED, cleaned_row
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text

FIELDS = RELATED.fields  # of an item, as those of a RelatedLink below the story


@register
class Related(Block):
    verbose_name = verbose_name_plural = "related stories"
    readers_name = _("Links")
    icon = "link"
    texts = ("title",)
    counted = ()

    title: Any = plain_text.CharField(max_length=200, default=RELATED_STORIES)
    items: Any = models.JSONField(
        "stories", default=list, blank=True, help_text="A list of {relation, story or url, title, leave_out}."
    )

    def clean(self) -> None:
        """Bring every item into the form of a RelatedLink, which has the same fields; each has a key of its own."""
        if not isinstance(self.items, list) or not all(isinstance(item, dict) for item in self.items):
            raise ValidationError({"items": ["Related stories are a list of items."]})
        self.items, errors = _each(self.items, draft=True)
        keys = {item["key"] for item in self.items}
        if len(keys) < len(self.items):
            errors.append("Two items have the same key.")
        if errors:
            raise ValidationError({"items": errors})

    def lacks(self) -> dict[str, list[str]]:
        """Add what an item lacks, as the text of a link."""
        _, errors = _each(self.items, draft=False)
        return super().lacks() | ({"items": errors} if errors else {})

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Return the heading and the links, or None if readers see no item."""
        links = list(shown(self.items, resolved.stories))
        return {"heading": heading_of(self.title, links), "links": links} if links else None

    def feed_html(self, resolved: Resolved) -> str:
        """Return nothing: related stories stay on the story's own page."""
        return ""

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        titles = "\n".join(link.title for link in shown(self.items, resolved.stories))
        return {"": linebreaksbr(titles, autoescape=True)}

    def references(self) -> Iterator[dict[str, Any]]:
        for item in self.items:
            if item["story"]:
                yield {"role": Role.RELATED, "relation": item["relation"], "article_id": item["story"]}

    def checks(self) -> Iterator[Check]:
        if not self.items:
            yield Check("A box of related stories is empty.", self.place())


def _each(items: list[Row], *, draft: bool) -> tuple[list[Row], list[str]]:
    """Return the items, clean, and what is wrong with the others."""
    found, errors = [], []
    for number, item in enumerate(items, 1):
        try:
            found.append(cleaned_row(RelatedLink, FIELDS, item, draft=draft))
        except ValidationError as error:
            errors += [f"Item {number}: {message}" for message in error.messages]
    return found, errors
