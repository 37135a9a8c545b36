"""The audit log, read-only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from newsroom.publishing.admin.lists import ReadOnlyAdmin, UncountedAdmin
from newsroom.publishing.models import AuditEntry
from newsroom.publishing.permissions import in_words


class ActionFilter(admin.AllValuesFieldListFilter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = "action"

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield choice | {"display": in_words(str(choice["display"])).capitalize()}


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin, UncountedAdmin):
    list_display = ["at", "actor", "action", "subject_title", "revision", "instant", "reason"]
    list_filter: ClassVar = [("verb", ActionFilter)]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["subject_title", "reason"]

    @admin.display(description="Action", ordering="verb")
    def action(self, entry: AuditEntry) -> str:
        return in_words(entry.verb).capitalize()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["action" if name == "verb" else str(name) for name in super().get_fields(request, obj)]
