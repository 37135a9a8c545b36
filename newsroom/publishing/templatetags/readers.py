"""{% load readers %}: parts of readers' pages at the desk, drawn by the templates that readers get them from."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from newsroom.publishing.corrections import Notice
from newsroom.text.macros import macro

register = template.Library()


@register.simple_tag
def correction(notice: Notice, now: datetime) -> SafeString:
    """{% correction notice form.now %}: a correction as readers will see it."""
    return macro("publishing/_correction.html", "correction")(notice, now)
