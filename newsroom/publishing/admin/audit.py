"""The audit log, to be read."""

from typing import ClassVar

from django.contrib import admin

from newsroom.publishing.admin.lists import UncountedAdmin
from newsroom.publishing.admin.read_only import ReadOnlyAdmin
from newsroom.publishing.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin, UncountedAdmin):
    """To be read; nobody adds, changes or deletes here."""

    list_display = ["at", "actor", "verb", "subject_title", "revision", "instant", "reason"]
    list_filter: ClassVar = ["verb"]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["subject_title", "reason"]
