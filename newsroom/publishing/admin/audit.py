"""The audit log, read-only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Case, OuterRef, Subquery, TextField, When
from django.http import HttpRequest

from newsroom.publishing.admin.lists import ReadOnlyAdmin, UncountedAdmin
from newsroom.publishing.models import AuditEntry
from newsroom.publishing.permissions import in_words
from newsroom.text.ap_style import moment
from newsroom.text.person_name import name_in_row, name_of


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

    def get_queryset(self, request: HttpRequest) -> Any:
        """Add the present name of each user that an entry is about."""
        people = get_user_model()._base_manager.filter(pk=OuterRef("subject_id")).annotate(name=name_in_row(""))
        person = When(subject_type=get_user_model()._meta.label_lower, then=Subquery(people.values("name")[:1]))
        return super().get_queryset(request).annotate(person=Case(person, output_field=TextField()))

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
        return getattr(entry, "person", None) or entry.subject_title

    @admin.display(description="Version", ordering="revision", empty_value="–")
    def version(self, entry: AuditEntry) -> str:
        return str(entry.revision or "")

    @admin.display(description="Approved by", empty_value="–")
    def approved_by(self, entry: AuditEntry) -> str:
        return name_of(entry.approver)

    @admin.display(description="Takes effect", ordering="instant", empty_value="–")
    def effective(self, entry: AuditEntry) -> str:
        return moment(entry.instant) if entry.instant else ""
