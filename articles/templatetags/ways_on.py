"""{% load ways_on %}: where to go from a page that has nothing to show (404, 410)."""

from typing import Any

from django import template
from django.db import Error

from articles.cards import Card, of_rows
from articles.latest import Source, stories_and_newest
from articles.sections import section_tree
from newsroom.delivery import surrogate_keys

register = template.Library()

LATEST = 5  # stories


@register.inclusion_tag("_ways_on.html", takes_context=True)
def ways_on(context: Any) -> dict[str, Any]:
    """{% ways_on %}: search, always; sections and the latest stories, while the database answers. At most one query."""
    request = context.get("request")
    if not hasattr(request, "now"):
        return {}
    try:
        tree, latest = section_tree(request), _latest(request)
    except Error:
        return {}
    surrogate_keys.tag(request, "list")
    return {"latest": latest, "sections": [each for each in tree.sections.values() if each.depth == 0]}


def _latest(request: Any) -> list[Card]:
    everything = Source()
    _, newest = stories_and_newest(request.now, (), {everything: LATEST})
    return of_rows(request, newest[everything][:LATEST])
