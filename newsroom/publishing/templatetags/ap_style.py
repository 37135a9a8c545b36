"""{% load ap_style %}"""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from newsroom.publishing.wording import said, time_element

register = template.Library()


@register.simple_tag
def ap_time(instant: datetime, now: datetime, *, zone: bool = False) -> SafeString:
    """{% ap_time page.published page.now %}: <time datetime="…">Nov. 8, 9:02 a.m.</time>; zone=True names the zone."""
    return time_element(instant, now, with_zone=zone)


@register.simple_tag
def ap_day(instant: datetime, now: datetime) -> SafeString:
    """{% ap_day card.published now %}: the same without the time of day."""
    return time_element(instant, now, with_time=False)


@register.simple_tag
def ap_said(instant: datetime, now: datetime) -> str:
    """{% ap_said version.since request.now %}: Nov. 8, 9:02 a.m. EST, where an element cannot stand."""
    return said(instant, now, with_zone=True)
