"""How search engines and other sites show a story: their words for it, where it first ran, whether it is free to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from articles.story_fields import StoryField, register
from newsroom.text import plain_text

SEARCH_AND_SHARING = "Search and sharing"  # the part of the story's page at the desk
# How the list rows of a story carry these two; a text that holds the same letters has its quotation marks escaped.
FOR_SEARCH_ENGINES = ~Q(extra__contains='"hidden_from_search": true') & ~Q(extra__contains='"first_ran_at": "')


def elsewhere(address: str) -> None:
    """Refuse an address of this site: search engines would be sent in a circle."""
    if f"{address.rstrip('/')}/".startswith(f"{settings.PUBLIC_URL}/"):
        raise ValidationError("This address is on our own site. Leave it blank for a story that first ran here.")


class Appearance(StoryField):
    """A field that readers don't see on the page itself."""

    field: ClassVar[Any] = plain_text.CharField(blank=True)
    panel = SEARCH_AND_SHARING
    is_shown = False


@register
class SearchTitle(Appearance):
    field = plain_text.CharField(
        max_length=120, blank=True, help_text="Search results and browser tabs show it in place of the headline."
    )


@register
class SearchDescription(Appearance):
    field = plain_text.CharField(
        max_length=300,
        blank=True,
        help_text="Below the title in search results, which cut it at about 160 characters. Leave blank for the deck.",
    )


@register
class ShareTitle(Appearance):
    field = plain_text.CharField(
        max_length=120, blank=True, help_text="Cards on social networks show it in place of the headline."
    )


@register
class FirstRanAt(Appearance):
    field = models.URLField(
        "first ran at",
        blank=True,
        validators=[elsewhere],
        help_text="The address of a story that another site published first. Search engines are sent there.",
    )


@register
class HiddenFromSearch(Appearance):
    field = models.BooleanField("hide from search engines", blank=True, default=False)


@register
class Access(Appearance):
    field = plain_text.CharField(
        "free to read for",
        max_length=20,
        blank=True,
        choices=[("", "Everybody"), ("registered", "Registered readers"), ("members", "Members")],
        help_text="This tells search engines; the site’s theme decides who reads on.",
    )

    def json_ld(self) -> dict[str, Any]:
        return {"isAccessibleForFree": False}


@dataclass(frozen=True)
class SearchAppearance:
    """What a story's page says in its head, as far as its editors chose it; "" where they left it to the story itself."""

    title: str = ""
    description: str = ""
    share_title: str = ""
    first_ran_at: str = ""
    is_hidden: bool = False


def appearance_of(fields: Iterable[StoryField]) -> SearchAppearance:
    """Return the appearance that these fields of a story ask for."""
    found = {field.name: field.value for field in fields}
    return SearchAppearance(
        title=found.get(SearchTitle.name, ""),
        description=found.get(SearchDescription.name, ""),
        share_title=found.get(ShareTitle.name, ""),
        first_ran_at=found.get(FirstRanAt.name, ""),
        is_hidden=bool(found.get(HiddenFromSearch.name)),
    )
