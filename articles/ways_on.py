"""Where to go from a page that has nothing to show (404, 410); drawn by templates/_ways_on.html."""

from typing import Any

from django.db import Error

from articles.cards import Card, of_rows
from articles.latest import Source, stories_and_newest
from articles.sections import section_tree
from newsroom.delivery import surrogate_keys

LATEST = 5  # stories
NOTHING: dict[str, Any] = {"latest": [], "sections": []}


def ways_on(request: Any) -> dict[str, Any]:
    """Return the sections and the latest stories while the database answers. At most one query."""
    if not hasattr(request, "now"):
        return NOTHING
    try:
        tree, latest = section_tree(request), _latest(request)
    except Error:
        return NOTHING
    surrogate_keys.tag(request, "list")
    return {"latest": latest, "sections": [each for each in tree.sections.values() if each.depth == 0]}


def _latest(request: Any) -> list[Card]:
    everything = Source()
    _, newest = stories_and_newest(request.now, (), {everything: LATEST})
    return of_rows(request, newest[everything][:LATEST])
