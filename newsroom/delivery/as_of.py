"""Viewing the site at another time."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from newsroom.delivery.request_clock import AS_OF
from newsroom.text.datetime_field import MomentField, instant_typed


class AsOfForm(forms.Form):
    at = MomentField(label="Time")


@staff_member_required
def look_as_of(request: HttpRequest) -> HttpResponse:
    """Show the whole site as of an instant from now on, until the user returns to the present.

    A button on another page may post the instant as `instant`, in ISO 8601.
    """
    if not request.user.has_perm("publishing.look_as_of"):
        raise PermissionDenied
    form = AsOfForm(request.POST or None)
    if request.method == "POST":
        if "present" in request.POST:
            request.session.pop(AS_OF, None)
            return redirect("/")
        instant = instant_typed(request.POST.get("instant", ""))
        if instant is None and form.is_valid():
            instant = form.cleaned_data["at"]
        if instant:
            request.session[AS_OF] = instant.isoformat()
            return redirect("/")
    context = {"form": form, "title": "View the site at another time", "as_of": request.session.get(AS_OF)}
    return render(request, "admin/publishing/as_of.html", admin.site.each_context(request) | context)
