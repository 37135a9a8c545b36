"""The banner over a page that is not what readers get now."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("publishing/_as_of_banner.html", takes_context=True)
def as_of_banner(context: Any) -> dict[str, Any]:
    """For staff who look as of another instant, or preview: which, and whose version it is. Nothing, and no query, for readers."""
    request = context["request"]
    preview = getattr(request, "preview", None)
    if not preview and not getattr(request, "as_of", None):
        return {}
    revision = preview or context.get("revision")
    transition = (
        revision.subject.transitions.filter(revision=revision.pk).select_related("by").first() if revision else None
    )
    return {
        "shown": True,
        "preview": preview,
        "moment": request.now,
        "revision": revision,
        "publisher": transition.by if transition else None,
        "approver": revision.approved_by if revision else None,
        "request": request,
    }
