"""Import and export at the desk of timelines: a file is read, what it loses is reviewed, then it is saved."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content
from timelines.dates import DateValue, reads_as
from timelines.exchange import FORMATS
from timelines.exchange.content import MAX_BYTES, NotATimeline, Reading
from timelines.exchange.importing import bring_in, read_file, write_out

SALT = "timelines.import"


class ImportForm(forms.Form):
    """A file to be read."""

    file = forms.FileField(
        help_text=f"TimelineJS or our own JSON, CSV, iCalendar; up to {MAX_BYTES // 1_000_000} MB. "
        "You see what was read before anything is saved."
    )


class ExchangeAdmin:
    """For TimelineAdmin: the import's page, and a file of each format for every timeline."""

    change_list_template: ClassVar[Any] = "admin/timelines/import_list.html"

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="timelines_timeline_import"),
            path("<int:pk>/export/<slug:form>/", view(self.export_view), name="timelines_timeline_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        if original := context.get("original"):
            context["exports"] = [
                (name, reverse("admin:timelines_timeline_export", args=[original.pk, form]))
                for form, (name, *_) in FORMATS.items()
            ]
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def import_view(self: Any, request: HttpRequest) -> HttpResponse:
        """A file is asked for, then what was read is shown, then that is saved."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "reviewed" in request.POST:
            return _saved(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        context = {"title": "Import a timeline", "opts": self.opts, "form": form}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                reading = read_file(file.read(MAX_BYTES + 1), file.name)
                context |= {"reading": reading, "events": _as_read(reading), "reviewed": _signed(reading)}
            except NotATimeline as refusal:
                form.add_error("file", str(refusal))
        return TemplateResponse(request, "admin/timelines/import.html", self.admin_site.each_context(request) | context)

    def export_view(self: Any, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The newest saved version as a file."""
        if form not in FORMATS:
            raise Http404("There is no such format.")
        timeline = self._seen(request, pk)
        _, kind, ending = FORMATS[form]
        try:
            response = HttpResponse(write_out(timeline, form), content_type=f"{kind}; charset=utf-8")
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[pk]))
        response["Content-Disposition"] = f'attachment; filename="{timeline.slug or "timeline"}.{ending}"'
        return response


def _as_read(reading: Reading) -> list[tuple[Content, str]]:
    """Each event with how its date was read."""
    dates = [DateValue.from_json(event["date"]) if event["date"] else None for event in reading.content["events"]]
    read = ["" if each is None or each.undated else reads_as(each).removeprefix("reads as: ") for each in dates]
    return list(zip(reading.content["events"], read, strict=True))


def _signed(reading: Reading) -> str:
    """What was reviewed, so that it and nothing else is saved. Raises NotATimeline where a form cannot carry it."""
    signed = signing.dumps(reading.content, salt=SALT, compress=True)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if most and len(signed) > most - 10_000:
        raise NotATimeline("This is too much to be reviewed here: use manage.py import_timeline.")
    return signed


def _saved(request: HttpRequest) -> HttpResponse:
    try:
        timeline = bring_in(signing.loads(request.POST["reviewed"], salt=SALT, max_age=86_400), request.user)
    except signing.BadSignature:
        messages.error(request, "What was reviewed has changed, or a day has passed: choose the file again.")
        return HttpResponseRedirect(reverse("admin:timelines_timeline_import"))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:timelines_timeline_import"))
    messages.success(request, f"“{timeline}” is a draft now. Readers see nothing of it until it is published.")
    return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[timeline.pk]))
