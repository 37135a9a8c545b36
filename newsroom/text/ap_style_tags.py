"""{% load ap_style %} for the desk's templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from newsroom.text.ap_style import isolate, said
from newsroom.text.macros import macro
from newsroom.text.person_name import name_of

register = template.Library()
TIMES = "_time.html"


@register.simple_tag
def ap_time(instant: datetime, now: datetime, *, zone: bool = True) -> SafeString:
    """{% ap_time page.published page.now %}: <time datetime="…">Nov. 8, 9:02 a.m. EST</time>; zone=False for the desk."""
    return macro(TIMES, "time" if zone else "desk_time")(instant, now)


@register.filter("isolate")
def isolate_filter(words: str) -> SafeString:
    """{{ story.headline|isolate }}: text that somebody typed, on a left-to-right page."""
    return mark_safe(isolate(conditional_escape(words)))  # noqa: S308  escaped here


@register.filter
def full_name(user: Any) -> str:
    """{{ version.author|full_name }}: the full name of a user, or the username."""
    return name_of(user)


@register.simple_tag
def ap_day(instant: datetime, now: datetime) -> SafeString:
    """{% ap_day card.published now %}: the same without the time of day."""
    return macro(TIMES, "day")(instant, now)


@register.simple_tag
def readers_macro(template: str, name: str, *values: Any) -> SafeString:
    """{% readers_macro "publishing/_correction.html" "correction" notice now %}: a part of a page as readers see it."""
    return macro(template, name)(*values)


@register.simple_tag
def ap_said(instant: datetime, now: datetime) -> str:
    """{% ap_said version.since request.now %}: Nov. 8, 9:02 a.m. EST, as text."""
    return said(instant, now)
