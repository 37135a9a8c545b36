"""{% load ap_style %}"""

from datetime import datetime

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from newsroom.text.ap_style import clock_said, isolate, said, time_element

register = template.Library()


@register.simple_tag
def ap_time(instant: datetime, now: datetime, *, zone: bool = True) -> SafeString:
    """{% ap_time page.published page.now %}: <time datetime="…">Nov. 8, 9:02 a.m. EST</time>; zone=False for the desk."""
    return time_element(instant, now, with_zone=zone)


@register.simple_tag
def ap_clock(instant: datetime) -> SafeString:
    """{% ap_clock card.published %}: <time datetime="…">9:02 a.m. EST</time>, on a page that names the day."""
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), clock_said(instant))


@register.filter("isolate")
def isolate_filter(words: str) -> SafeString:
    """{{ story.headline|isolate }}: words that somebody typed, on a page that reads from left to right."""
    return mark_safe(isolate(conditional_escape(words)))  # noqa: S308  escaped here


@register.simple_tag
def ap_day(instant: datetime, now: datetime) -> SafeString:
    """{% ap_day card.published now %}: the same without the time of day."""
    return time_element(instant, now, with_time=False)


@register.simple_tag
def ap_said(instant: datetime, now: datetime) -> str:
    """{% ap_said version.since request.now %}: Nov. 8, 9:02 a.m. EST, where an element cannot stand."""
    return said(instant, now)
