from typing import Any

from django.contrib import admin
from django.http import HttpResponse

from newsroom.publishing.admin import PublishableAdmin
from tests.publishing.notes.models import Note


@admin.register(Note)
class NoteAdmin(PublishableAdmin):
    fields = ["headline", "blocks", "shared_with"]
    list_display = ["headline", "state", "live_since", "next_change"]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return HttpResponse(f"{revision.content['headline']} at {request.now.isoformat()}")
