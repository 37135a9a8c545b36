"""The banner that staff see on a page that isn't the page readers get now."""

from typing import Any

from django.urls import reverse

from newsroom.publishing.admin.preview_frame import WIDTHS, framed, width_of
from newsroom.text.person_name import name_of


def is_staff_view(request: Any) -> bool:
    """Return whether the page is a preview, or the site at another time."""
    return bool(getattr(request, "as_of", None) or getattr(request, "preview", None))


def staff_view(request: Any, revision: Any = None) -> dict[str, Any] | None:
    """Return the context of `delivery/_as_of_banner.html`; None, without a query, for readers.

    `revision` is the version on the page, unless a preview names another.
    """
    if framed(request) or not is_staff_view(request):
        return None
    preview = getattr(request, "preview", None)
    revision = preview or revision
    transition = (
        revision.subject.transitions.filter(revision=revision.pk).select_related("by").first() if revision else None
    )
    return {
        "preview": preview,
        "moment": request.now,
        "revision": revision,
        "publisher": name_of(transition.by) if transition else "",
        "approver": name_of(revision.approved_by) if revision else "",
        "author": name_of(revision.author) if revision else "",
        "widths": WIDTHS,
        "width": width_of(request),
        "edited": _edited(preview) if preview else None,
    }


def _edited(revision: Any) -> dict[str, Any]:
    """Return what kind of thing this is a version of, and the page on which it is edited."""
    meta = type(revision).subject.field.related_model._meta
    page = f"admin:{meta.app_label}_{meta.model_name}_change"
    return {"kind": meta.verbose_name, "url": reverse(page, args=[revision.subject_id])}
