"""Blocks as readers would see them now, for the page on which the story is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from articles.blocks import BLOCKS, Block, TimelineEmbed
from articles.timeline_embeds import versions_in
from articles.visible_parts import resolved_at
from newsroom.deadline import DeadlinePassed, check, deadline
from newsroom.publishing.permissions import may
from newsroom.text.languages import beside, direction, language_tag, ours, speaking
from timelines.timeline_page import with_assumed_years

MAX_SECONDS = 10  # of CPU for all of them


def previews(rows: list[Any], language: str, now: datetime, viewer: Any, day: date | None = None) -> list[str]:
    """Return the HTML of each row of a body; "" for one that is incomplete, unknown or not seen by readers.

    `day` is that of the story, otherwise today.

    A timeline that isn't live is shown as it is at the desk, since it can be published with the story, but only to a
    viewer who may open it there. A date that was typed without its year has it here, to be checked. What takes longer
    than MAX_SECONDS is not shown.
    """
    html: list[str] = []
    language = language if _is_language(language) else "en"
    try:
        with deadline(MAX_SECONDS), speaking(beside(language)):
            html += _previews(rows, language, now, viewer, day)
    except DeadlinePassed:
        pass
    return html + [""] * (len(rows) - len(html))


def _previews(rows: list[Any], language: str, now: datetime, viewer: Any, day: date | None) -> Iterator[str]:
    blocks = [_block(number, row) for number, row in enumerate(rows)]
    known = [block for block in blocks if block]
    timelines = [block for block in known if isinstance(block, TimelineEmbed)]
    versions = versions_in(timelines, now)
    drafts = versions.unpublished({block.timeline for block in timelines if not block.pinned})
    own = [each for each in drafts if may(viewer, "view", each)]
    resolved = resolved_at(known, now, parts=own, versions=versions, day=day)
    embeds = {}
    for key, timeline in resolved.timelines.items():
        check()
        shown = with_assumed_years(timeline, now)
        embeds[key] = render_to_string(TimelineEmbed.template, {"timeline": shown, "now": now})
    seen = replace(resolved, embeds=embeds, direction=direction(language), english=ours(language))
    for block in blocks:
        check()
        yield block.html(seen) if block else ""


def _is_language(tag: str) -> bool:
    try:
        language_tag(tag)
    except ValidationError:
        return False
    return len(tag) <= 35


def _block(number: int, row: Any) -> Block | None:
    check()
    try:
        block = BLOCKS[row["type"]].cleaned(str(number), row["fields"], draft=True)
    except (ValidationError, KeyError, TypeError, AttributeError):
        return None
    has_words = any(getattr(block, name) for name in block.texts)
    return block if has_words or not block.lacks() else None
