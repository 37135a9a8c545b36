"""The audit log, read-only."""

from typing import Any, ClassVar

from django.contrib import admin

from newsroom.publishing.admin.lists import ReadOnlyAdmin, UncountedAdmin
from newsroom.publishing.models import AuditEntry
from newsroom.publishing.permissions import in_words
from newsroom.text.ap_style import moment
from newsroom.text.person_name import name_of


class ActionFilter(admin.AllValuesFieldListFilter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = "action"

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield choice | {"display": in_words(str(choice["display"])).capitalize()}


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin, UncountedAdmin):
    list_display = ["when", "who", "action", "what", "version", "effective", "reason"]
    list_filter: ClassVar = [("verb", ActionFilter)]
    list_select_related: ClassVar = ["actor"]
    search_fields: ClassVar = ["subject_title", "reason"]
    fields = ("when", "who", "action", "what", "version", "approved_by", "effective", "before", "after", "reason")
    change_form_template = "admin/change_form.html"  # not that of what is published, which is this app's

    @admin.display(description="When", ordering="at")
    def when(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="Who", ordering="actor")
    def who(self, entry: AuditEntry) -> str:
        return name_of(entry.actor)

    @admin.display(description="Action", ordering="verb")
    def action(self, entry: AuditEntry) -> str:
        return in_words(entry.verb).capitalize()

    @admin.display(description="What", ordering="subject_title")
    def what(self, entry: AuditEntry) -> str:
        return entry.subject_title

    @admin.display(description="Version", ordering="revision", empty_value="–")
    def version(self, entry: AuditEntry) -> str:
        return str(entry.revision or "")

    @admin.display(description="Approved by", empty_value="–")
    def approved_by(self, entry: AuditEntry) -> str:
        return name_of(entry.approver)

    @admin.display(description="Takes effect", ordering="instant", empty_value="–")
    def effective(self, entry: AuditEntry) -> str:
        return moment(entry.instant) if entry.instant else ""
