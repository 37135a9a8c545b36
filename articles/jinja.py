"""Functions for readers' templates: the heads of pages, and links for pages that have nothing to show."""

from typing import Any

from django.db import Error
from django.template.defaultfilters import filesizeformat

from articles.cards import of_rows
from articles.latest import Source, stories_and_newest
from articles.page_heads import author_head, home_head, page_head, section_head, story_head, tag_head, timeline_head
from articles.sections import section_tree
from articles.story_end import CARD
from articles.teasers import BAND, ROW, TOP
from newsroom.delivery import surrogate_keys

LATEST = 4  # stories


def ways_on(request: Any) -> dict[str, Any]:
    """Return the top sections and latest stories, or none if the database is down. One query at most."""
    everything = Source()
    if hasattr(request, "now"):
        try:
            sections = section_tree(request).top
            rows = stories_and_newest(request.now, (), {everything: LATEST})[1][everything]
            latest = of_rows(request, rows[:LATEST])
        except Error:
            pass
        else:
            surrogate_keys.tag(request, "list")
            return {"latest": latest, "sections": sections}
    return {"latest": [], "sections": []}


FILTERS = {"filesize": filesizeformat}
GLOBALS = {
    "author_head": author_head,
    "band_look": BAND,
    "home_head": home_head,
    "page_head": page_head,
    "row_look": ROW,
    "section_head": section_head,
    "story_card": CARD,
    "story_head": story_head,
    "tag_head": tag_head,
    "top_look": TOP,
    "timeline_head": timeline_head,
    "ways_on": ways_on,
}
