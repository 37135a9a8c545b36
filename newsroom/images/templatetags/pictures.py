"""{% load pictures %}"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from newsroom.images.models import Picture

register = template.Library()


@register.simple_tag
def picture(shown: Picture, **options: Any) -> SafeString:
    """{% picture story.lead shape="16:9" sizes="20rem" %}; for the options see `picture_html.render`."""
    return shown.render(**options).html()
