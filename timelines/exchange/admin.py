"""Import and export of timelines in the admin: an editor reviews what a file loses before it is saved."""

from dataclasses import dataclass
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
from newsroom.publishing.permissions import may
from newsroom.text.snapshot_diff import Difference, differences
from timelines.dates import DateValue, reads_as
from timelines.exchange import FORMATS
from timelines.exchange.content import Reading
from timelines.exchange.importing import (
    Update,
    date_in,
    export_content,
    import_again,
    import_content,
    read_again,
    read_file,
)
from timelines.exchange.untrusted import MAX_BYTES, NotATimeline
from timelines.models import Timeline
from timelines.parse import orders

SALT = "timelines.import"
SALT_AGAIN = "timelines.import.again"
EXPIRED = "This review has expired, or no order of dates was chosen: choose the file again."


class ImportForm(forms.Form):
    file = forms.FileField(
        help_text=f"TimelineJS, newsroom JSON, CSV, Excel or iCalendar, up to {MAX_BYTES // 1_000_000} MB. "
        "You can review it before anything is saved."
    )


class ExchangeAdmin:
    """For TimelineAdmin: the import page, and exports of every timeline."""

    change_list_template: ClassVar[Any] = "admin/timelines/import_list.html"

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="timelines_timeline_import"),
            path("<int:pk>/import/", view(self.import_again_view), name="timelines_timeline_import_again"),
            path("<int:pk>/export/<slug:form>/", view(self.export_view), name="timelines_timeline_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        if original := context.get("original"):
            context["exports"] = [
                (name, reverse("admin:timelines_timeline_export", args=[original.pk, form]))
                for form, (name, *_) in FORMATS.items()
            ]
            if may(request.user, "save", original):
                context["import_again"] = reverse("admin:timelines_timeline_import_again", args=[original.pk])
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def import_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Ask for a file, then show how it was read, then save that."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "review" in request.POST:
            return _saved(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        context = {"title": "Import a timeline", "opts": self.opts, "form": form}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                context |= {"ways": _ways(file.read(MAX_BYTES + 1), file.name)}
            except NotATimeline as refusal:
                form.add_error("file", str(refusal))
        return TemplateResponse(request, "admin/timelines/import.html", self.admin_site.each_context(request) | context)

    def import_again_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a newer file of this timeline, then show what it changes, then save that."""
        timeline = self._seen(request, pk)
        if not may(request.user, "save", timeline):
            raise PermissionDenied
        if "review" in request.POST:
            return _saved_again(request, timeline)
        form = ImportForm(request.POST or None, request.FILES or None)
        context = {"title": f"Import “{timeline}” again", "opts": self.opts, "form": form, "subject": timeline}
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                context |= {"ways": _ways_again(timeline, file.read(MAX_BYTES + 1), file.name)}
            except NotATimeline as refusal:
                form.add_error("file", str(refusal))
        page = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/timelines/import_again.html", page)

    def export_view(self: Any, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """Download the newest saved version."""
        if form not in FORMATS:
            raise Http404("Unknown format.")
        timeline = self._seen(request, pk)
        _, kind, ending = FORMATS[form]
        try:
            response = HttpResponse(export_content(timeline, form), content_type=f"{kind}; charset=utf-8")
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[pk]))
        response["Content-Disposition"] = f'attachment; filename="{timeline.slug or "timeline"}.{ending}"'
        return response


@dataclass(frozen=True)
class Way:
    """One way to read a file. `is_date`: the date, in words, that a numeric date of the file is then; "" if that is sure."""

    reading: Reading
    is_date: str
    signed: str

    @property
    def events(self) -> list[tuple[Content, str]]:
        """Each event, with how its date was read."""
        dates = [
            DateValue.from_json(each["date"]) if each["date"] else DateValue("")
            for each in self.reading.content["events"]
        ]
        read = ["" if each.undated else reads_as(each).removeprefix("reads as: ") for each in dates]
        return list(zip(self.reading.content["events"], read, strict=True))


def _ways(data: bytes, filename: str) -> list[Way]:
    """Read a file: once, or in both orders of numeric dates if nothing in it settles theirs. Raises NotATimeline."""
    reading = read_file(data, filename)
    if not reading.open_figures:
        return [Way(reading, "", _signed(reading))]
    ways = []
    for order in orders():
        reading = read_file(data, filename, figures=order)
        ways.append(Way(reading, date_in(reading.open_figures, order), _signed(reading)))
    return ways


@dataclass(frozen=True)
class WayAgain:
    """One way to read a file into a timeline, and what it changes there; see `Way`."""

    update: Update
    is_date: str
    signed: str
    differences: list[Difference]


def _ways_again(timeline: Timeline, data: bytes, filename: str) -> list[WayAgain]:
    """Read a file into a timeline: once, or in both orders of numeric dates. Raises NotATimeline."""

    def way(update: Update, is_date: str) -> WayAgain:
        contents = [update.before, update.reading.content]
        presenter = timeline.adapter.presenter(contents)
        found = list(differences(*map(presenter.describe, contents)))
        return WayAgain(update, is_date, _signed(update.reading, timeline.head.number), found)

    update = read_again(timeline, data, filename)
    if not (figures := update.reading.open_figures):
        return [way(update, "")]
    return [way(read_again(timeline, data, filename, figures=order), date_in(figures, order)) for order in orders()]


def _saved_again(request: HttpRequest, timeline: Timeline) -> HttpResponse:
    try:
        content, head = signing.loads(request.POST.get("reviewed", ""), salt=SALT_AGAIN, max_age=86_400)
        import_again(timeline, content, head, request.user)
    except signing.BadSignature:
        messages.error(request, EXPIRED)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Imported. Readers won’t see the change until you publish it.")
        return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[timeline.pk]))
    return HttpResponseRedirect(reverse("admin:timelines_timeline_import_again", args=[timeline.pk]))


def _signed(reading: Reading, head: int | None = None) -> str:
    """Sign the content, so that what was reviewed is what is saved; with the version that it changes, if it changes one.

    Raises NotATimeline if it is too large for a form.
    """
    reviewed = reading.content if head is None else [reading.content, head]
    signed = signing.dumps(reviewed, salt=SALT if head is None else SALT_AGAIN, compress=True)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if most and len(signed) > most - 10_000:
        raise NotATimeline("This timeline is too large to review here: use manage.py import_timeline.")
    return signed


def _saved(request: HttpRequest) -> HttpResponse:
    try:
        reviewed = request.POST.get("reviewed", "")
        timeline = import_content(signing.loads(reviewed, salt=SALT, max_age=86_400), request.user)
    except (signing.BadSignature, ActionRefused) as refusal:
        expired = isinstance(refusal, signing.BadSignature)
        messages.error(
            request,
            EXPIRED if expired else str(refusal),
        )
        return HttpResponseRedirect(reverse("admin:timelines_timeline_import"))
    messages.success(request, f"“{timeline}” was saved as a draft. Readers won't see it until you publish it.")
    return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[timeline.pk]))
