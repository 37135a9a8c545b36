"""The user's own password."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from newsroom.people.actions import changing_password


def password_change(request: HttpRequest) -> HttpResponse:
    """Django's page for changing the user's own password, audited."""
    if request.method != "POST":
        return admin.site.password_change(request)
    with changing_password(request.user, request.user):
        return admin.site.password_change(request)
