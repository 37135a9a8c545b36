"""A list in a story becomes a timeline, and a timeline a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from articles.blocks import List, Paragraph, Row, TimelineEmbed, new
from articles.blocks.block import without_key
from articles.blocks.text import split
from articles.copy_import.limits import in_time, refuse_length
from articles.copy_import.saving import timeline_of
from articles.copy_import.sources import web
from articles.story_links import NAMED, links_in, live, resolved
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.permissions import require
from newsroom.text.ap_style import newsroom_day
from newsroom.text.languages import language_tag
from newsroom.text.rich_text import sanitize_linked
from timelines.models import Event, Timeline

MOST = 500  # events, as many as can be pasted into a timeline


@in_time()
def as_timeline(html: str, headline: str, language: str, actor: Any) -> Row:
    """Make a draft timeline of a list's items: "Aug. 6: …" is dated, "Reaction: …" labeled, the order is kept.

    Return the block that shows it. `language` is the tag of the story's. Raises PermissionRefused, and ActionRefused for
    a list without items, a list that is too long, or an invalid language tag.
    """
    if not actor.has_perm("timelines.add_timeline"):
        raise PermissionRefused("You don’t have permission to add timelines. Ask an editor.")
    refuse_length(html)
    try:
        language_tag(language)
    except ValidationError as error:
        raise ActionRefused(error.messages[0]) from error
    now = clock.now()
    linked = sanitize_linked(html)
    # A timeline can't name stories: it links to their addresses.
    stories = {int(found["story"]) for href, _ in links_in(linked) if (found := NAMED.fullmatch(href))}
    lines = [line for line in web.read(resolved(linked, live(stories, now)), base="/").lines if line.text.strip()]
    if not lines:
        raise ActionRefused("The list has no items.")
    if len(lines) > MOST:
        raise ActionRefused(f"The list has more than {MOST} items, too many for a timeline. Make two lists of it.")
    with transaction.atomic():
        timeline, _ = timeline_of(lines, headline, actor, newsroom_day(now), language)
        return without_key(new(TimelineEmbed, timeline=timeline))


@in_time()
def as_list(timeline: int, actor: Any) -> Row:
    """Return a list of the events of a timeline, as its working copy has them. The timeline stays as it is.

    Raises PermissionRefused, and ActionRefused for a timeline without events or taken down.
    """
    found = Timeline.objects.filter(pk=timeline).first()
    if found is None:
        raise ActionRefused("That timeline doesn’t exist.")
    require(actor, "view", found)
    if found.is_sealed():  # who may open it does so on its own page, where that is recorded
        raise ActionRefused("That timeline was taken down.")
    events = [_told(event) for event in found.events.order_by("position", "pk")]
    if not events:
        raise ActionRefused("The timeline has no events.")
    html = render_to_string("admin/articles/article/_events_as_list.html", {"events": events}, using="django")
    return without_key(new(List, text=sanitize_linked(html)))


def _told(event: Event) -> dict[str, Any]:
    """Return what an item of a list says of an event: its first line, and the blocks below it."""
    below = list(split(event.body))
    starts = not event.headline and below and below[0]["type"] == Paragraph.type
    first = below.pop(0)["fields"]["text"] if starts else ""
    return {"when": event.date_text, "headline": event.headline, "text": first, "below": below}
