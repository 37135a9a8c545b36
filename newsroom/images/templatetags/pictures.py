"""{% load pictures %}"""

from typing import Any

from django import template

from newsroom.images.models import Picture

register = template.Library()


@register.inclusion_tag("images/_picture.html")
def picture(shown: Picture, **options: Any) -> dict[str, Any]:
    """{% picture story.lead shape="16:9" sizes="(min-width: 60em) 20rem, 100vw" %}; options as of `rendering.render`."""
    return {"picture": shown.render(**options)}
