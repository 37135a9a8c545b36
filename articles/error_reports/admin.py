"""The queue of error reports at the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
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

STATUS = "_status"  # the button that was pressed


BADGES = {Status.NEW: "submitted", Status.LOOKING: "scheduled", Status.CORRECTED: "live", Status.NO_ERROR: "draft"}
STEPS = {
    Status.LOOKING: "Look at it",
    Status.CORRECTED: "It is corrected",
    Status.NO_ERROR: "There is no error",
    Status.NEW: "Back to the new ones",
}


class QueueFilter(admin.SimpleListFilter):
    """Open ones, unless asked for others."""

    title = "state"
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
    """What an editor says of a report; the button that was pressed is part of it."""

    class Meta:
        model = ErrorReport
        fields = ("assigned_to", "note")
        widgets: ClassVar = {"note": forms.Textarea({"rows": 4})}

    def clean(self) -> Any:
        if self.data.get(STATUS) not in Status.values:
            raise ValidationError("Press one of the buttons below: they say where the report stands.")
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
        ("Settle it", {"fields": ("assigned_to", "note")}),
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

    # --- what the list and the page show -----------------------------------------------------------

    @admin.display(description="What is wrong")
    def wrong(self, obj: ErrorReport) -> str:
        return Truncator(obj.what).words(14)

    @admin.display(description="Story")
    def story(self, obj: ErrorReport) -> str:
        return obj.revision.headline

    @admin.display(description="State")
    def state(self, obj: ErrorReport) -> SafeString:
        return format_html(
            '<span class="state-badge state-badge--{}">{}</span>', BADGES[Status(obj.status)], obj.get_status_display()
        )

    @admin.display(description="Reader’s e-mail")
    def reader(self, obj: ErrorReport) -> str:
        """A link to write to them, until the report is settled."""
        return format_html('<a href="mailto:{0}">{0}</a>', obj.email) if obj.email else "–"

    @admin.display(description="Sent")
    def sent(self, obj: ErrorReport) -> str:
        return at(obj.sent_at, clock.now())

    @admin.display(description="Story")
    def story_and_version(self, obj: ErrorReport) -> SafeString:
        pages = {name: f"admin:articles_article_{name}" for name in ("change", "preview", "verb")}
        return format_html(
            '<a href="{}">{}</a> · <a href="{}?revision={}">as the reader had it</a> · <a href="{}">Correct it</a>',
            reverse(pages["change"], args=[obj.article_id]),
            obj.revision.headline,
            reverse(pages["preview"], args=[obj.article_id]),
            obj.revision.number,
            reverse(pages["verb"], args=[obj.article_id, "correct"]),
        )
