"""The user's own time zone, shown at the desk beside the newsroom's."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from newsroom.people.models import Preferences
from newsroom.text.ap_style import own_zone

ZONE = "time_zone"  # in the session, so that no page asks the database; another device learns it at the next sign-in


@receiver(user_logged_in)
def remember_zone(request: Any, user: Any, **_signal: Any) -> None:
    """Keep the zone that the user has chosen in their session."""
    if zone := Preferences.objects.filter(user_id=user.pk).values_list("time_zone", flat=True).first():
        request.session[ZONE] = zone


def desk_in_own_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: show times at the desk in the user's zone too."""

    def respond(request: HttpRequest) -> HttpResponse:
        name = request.session.get(ZONE) if request.path_info.startswith("/admin/") else None
        token = own_zone.set(ZoneInfo(name) if name else None)
        try:
            return get_response(request)
        finally:
            own_zone.reset(token)

    return respond
