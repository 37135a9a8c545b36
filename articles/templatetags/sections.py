"""{% load sections %}"""

from typing import Any

from django import template

from articles.models import Section

register = template.Library()

HUES = 8  # as many as static/css/site.css has


@register.simple_tag(takes_context=True)
def hue(context: Any, section: Section | None) -> str:
    """{% hue card.section %}: the class that gives the colour of a section to what it stands on, "" without a section.

    A section has the colour of its first level, which takes it from its place in the navigation: no query but that one.
    """
    if not section or not section.path:
        return ""
    root = section.path.split("/")[0]
    places = (place for place, each in enumerate(context["sections"]) if each.path == root)
    return f"hue-{place % HUES + 1}" if (place := next(places, None)) is not None else ""
