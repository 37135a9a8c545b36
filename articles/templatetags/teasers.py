"""{% load teasers %}"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles import teasers
from articles.cards import Card

register = template.Library()


@register.simple_tag(takes_context=True)
def teaser(context: Any, card: Card, look: str = "row") -> SafeString:
    """{% teaser card %} or {% teaser card "lead" %}: a story in a list, as an <article>."""
    return teasers.teaser(card, context["request"].now, teasers.LOOKS[look])
