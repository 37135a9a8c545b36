"""The audit log, to be read."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from newsroom.publishing.admin.lists import UncountedAdmin
from newsroom.publishing.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(UncountedAdmin):
    """To be read; nobody adds, changes or deletes here."""

    list_display = ["at", "actor", "verb", "subject_title", "revision", "instant", "reason"]
    list_filter: ClassVar = ["verb"]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["subject_title", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
