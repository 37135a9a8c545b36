"""{% load teasers %}"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.cards import Card
from articles.teasers import teaser

register = template.Library()


@register.simple_tag(takes_context=True)
def teasers(context: Any, cards: Iterable[Card]) -> SafeString:
    """{% teasers cards %}: the stories of a list, an <article> each."""
    now = context["request"].now
    return mark_safe("".join(teaser(card, now) for card in cards))  # noqa: S308  joined of what is safe
