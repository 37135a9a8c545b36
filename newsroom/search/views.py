"""The address that saves and removes views of the desk's lists."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from newsroom.publishing.exceptions import ActionRefused
from newsroom.search import saved_views
from newsroom.search.admin import IndexedListAdmin
from newsroom.search.models import SavedView
from newsroom.text.plain_text import whole_number


@require_POST
def change_views(request: HttpRequest) -> HttpResponse:
    """Save the list `source`, as `query` has it, as a view called `name`; or remove the view with the id `remove`."""
    if "remove" in request.POST:
        view = get_object_or_404(SavedView, pk=whole_number(request.POST["remove"]) or 0)
        _list_of(request, view.source)
        if not saved_views.may_remove(request.user, view):
            raise PermissionDenied
        view.delete()
        messages.success(request, f"Removed the view “{view}”.")
        return _back(view.source, "")
    source = request.POST.get("source", "")
    asked = _list_of(request, source).asked(request, QueryDict(request.POST.get("query", "")))
    asked.frame = {}
    query, name, shared = asked.query(), request.POST.get("name", ""), "shared" in request.POST
    try:
        view = saved_views.save(request.user, source, name, query, shared=shared)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Saved the view “{view}”{', for everybody' if view.shared else ''}.")
    return _back(source, query)


def _list_of(request: HttpRequest, source: str) -> IndexedListAdmin:
    """Return the admin of a list that the user may see."""
    for model, found in admin.site._registry.items():
        if model._meta.label_lower == source and isinstance(found, IndexedListAdmin):
            if not found.has_view_or_change_permission(request):
                raise PermissionDenied
            return found
    raise Http404("There is no such list.")


def _back(source: str, query: str) -> HttpResponse:
    address: Any = reverse(f"admin:{source.replace('.', '_')}_changelist")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
