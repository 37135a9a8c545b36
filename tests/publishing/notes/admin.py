from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from newsroom.publishing.admin import PublishableAdmin
from tests.publishing.notes.models import Note


@admin.register(Note)
class NoteAdmin(PublishableAdmin):
    fields = ["headline", "blocks", "shared_with"]
    list_display = ["headline", "state", "live_since", "next_change"]

    def render(self, request: HttpRequest, revision: Any, now: datetime) -> HttpResponse:
        return HttpResponse(f"{revision.content['headline']} at {now.isoformat()}")
