"""The queue of error reports in the admin."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from articles.error_reports import actions as report_actions
from articles.models import ErrorReport
from articles.models.error_report import SETTLED, Status
from newsroom.publishing import clock
from newsroom.publishing.admin import UncountedAdmin
from newsroom.publishing.admin.form_recovery import hand_back
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import at

STATUS = "_status"  # the name of the buttons
BADGES = {Status.NEW: "submitted", Status.LOOKING: "scheduled", Status.CORRECTED: "live", Status.NO_ERROR: "draft"}
STEPS = {
    Status.LOOKING: "Start review",
    Status.CORRECTED: "Mark as corrected",
    Status.NO_ERROR: "Mark as no error",
    Status.NEW: "Reopen",
}


class QueueFilter(admin.SimpleListFilter):
    """Show open reports by default."""

    title = "status"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "Mine"), *((status.value, str(status.label)) for status in Status)]

    def choices(self, changelist: Any) -> Any:
        every, *others = super().choices(changelist)
        yield {**every, "display": "Open"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen in Status.values:
            return queryset.filter(status=chosen)
        still_open = queryset.exclude(status__in=SETTLED)
        return still_open.filter(assigned_to=request.user.pk) if chosen == "mine" else still_open


class SettlingForm(forms.ModelForm[ErrorReport]):
    class Meta:
        model = ErrorReport
        fields = ("assigned_to", "note")
        widgets: ClassVar = {"note": forms.Textarea({"rows": 4})}

    def clean(self) -> Any:
        if self.data.get(STATUS) not in Status.values:
            raise ValidationError("Use one of the buttons below to set the status of the report.")
        return super().clean()


@admin.register(ErrorReport)
class ErrorReportAdmin(UncountedAdmin):
    form = SettlingForm
    list_display = ("wrong", "story", "state", "sent", "assigned_to")
    list_filter: ClassVar = [QueueFilter]
    list_select_related = ("assigned_to",)
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("state", "story_and_version", "what", "passage", "reader", "sent")}),
        ("Resolution", {"fields": ("assigned_to", "note")}),
    )
    readonly_fields = ("state", "story_and_version", "what", "passage", "reader", "sent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        reports: Any = super().get_queryset(request)
        seen: QuerySet[Any] = reports.visible_to(request.user).select_related("revision").defer("revision__content")
        return seen

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # readers send them

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "assigned_to":
            people = get_user_model().objects.filter(is_active=True, is_staff=True)
            options |= {"queryset": people.order_by("username"), "empty_label": "Me"}
        return super().formfield_for_foreignkey(db_field, request, **options)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **options)
        except ActionRefused as refusal:
            return hand_back(request, str(refusal), status=403)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        report = context.get("original")
        if report and self.has_change_permission(request, report):
            context["steps"] = [(status, words) for status, words in STEPS.items() if status != report.status]
        return super().render_change_form(request, context, *args, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        report_actions.handle(obj, request.user, status=request.POST[STATUS], **form.cleaned_data)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        stored = ErrorReport.objects.get(pk=obj.pk)
        messages.success(request, f"{stored}: {stored.get_status_display().lower()}.")
        return self.response_post_save_change(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        report_actions.throw_away(obj, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for report in queryset:
            report_actions.throw_away(report, request.user)

    @admin.display(description="What’s wrong")
    def wrong(self, obj: ErrorReport) -> str:
        return Truncator(obj.what).words(14)

    @admin.display(description="Story")
    def story(self, obj: ErrorReport) -> str:
        return obj.revision.headline

    @admin.display(description="Status")
    def state(self, obj: ErrorReport) -> SafeString:
        return _part("state", {"badge": BADGES[Status(obj.status)], "report": obj})

    @admin.display(description="Reader’s email")
    def reader(self, obj: ErrorReport) -> str:
        return _part("reader", {"report": obj}) if obj.email else "–"

    @admin.display(description="Sent")
    def sent(self, obj: ErrorReport) -> str:
        return at(obj.sent_at, clock.now())

    @admin.display(description="Story")
    def story_and_version(self, obj: ErrorReport) -> SafeString:
        return _part("story", {"report": obj})


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"admin/articles/errorreport/_{name}.html", context)
