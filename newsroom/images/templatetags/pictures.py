"""{% load pictures %}"""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from newsroom.images.models import Picture

register = template.Library()


@register.filter
def crop_of(shown: Picture, shape: str) -> str:
    """Return what the desk chose for a shape as the script reads it, "10 5 80"; "" for around the focal point."""
    chosen = shown.current.crops.get(shape, ()) if shown.current else ()
    return " ".join(f"{100 * share:.4g}" for share in chosen)


@register.simple_tag
def picture(shown: Picture, **options: Any) -> SafeString:
    """{% picture story.lead shape="16:9" sizes="20rem" %}; for the options see `picture_html.render`."""
    return shown.render(**options).html()
