"""Import and export of timelines in the admin: an editor reviews what a file loses before it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from newsroom.publishing.admin.edit_session import edit_session
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content
from newsroom.publishing.permissions import may
from newsroom.text.snapshot_diff import Difference, differences
from timelines.dates import DateValue, reads_as
from timelines.exchange import FORMATS
from timelines.exchange.content import Reading
from timelines.exchange.icalendar import shown_in_calendars
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
            if (session := edit_session(request)) and session.state and (head := session.state.head):
                content = head.read()
                context["in_calendars"] = shown_in_calendars(content), len(content["events"])
            if may(request.user, "save", original):
                context["import_again"] = reverse("admin:timelines_timeline_import_again", args=[original.pk])
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def import_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Ask for a file, then show how it was read, then save that."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "review" in request.POST:
            told = "“{}” was saved as a draft. Readers won't see it until you publish it."
            return _saved(request, SALT, lambda content: import_content(content, request.user), told)
        context = {"title": "Import a timeline", "review": "Review file", "save": "Save as draft"}
        return _import_page(self, request, "admin/timelines/import.html", context, _ways)

    def import_again_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a newer file of this timeline, then show what it changes, then save that."""
        timeline = self._seen(request, pk)
        if not may(request.user, "save", timeline):
            raise PermissionDenied
        if "review" in request.POST:
            told = "Imported. Readers won’t see the change until you publish it."
            salt = _salt_of(timeline)
            return _saved(
                request, salt, lambda reviewed: import_again(timeline, reviewed[0], reviewed[1], request.user), told
            )
        context = {"title": f"Import “{timeline}” again", "review": "Review changes", "save": "Save"}
        return _import_page(self, request, "admin/timelines/import_again.html", context, partial(_ways_again, timeline))

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


@dataclass(frozen=True)
class WayAgain(Way):
    """One way to read a file into a timeline, with what that changes there."""

    reading: Update
    differences: list[Difference]


def _import_page(
    admin: Any, request: HttpRequest, template: str, context: Content, ways: Callable[[bytes, str], Sequence[Way]]
) -> HttpResponse:
    """Ask for a file, or show the `ways` in which the one that was sent is read."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context |= {"opts": admin.opts, "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            context |= {"ways": ways(file.read(MAX_BYTES + 1), file.name)}
        except NotATimeline as refusal:
            form.add_error("file", str(refusal))
    return TemplateResponse(request, template, admin.admin_site.each_context(request) | context)


R = TypeVar("R", bound=Reading)


def _readings(read: Callable[..., R]) -> list[tuple[R, str]]:
    """Read a file once, or in both orders of numeric dates if nothing in it settles theirs; see `Way.is_date`."""
    reading = read()
    if not (figures := reading.open_figures):
        return [(reading, "")]
    return [(read(figures=order), date_in(figures, order)) for order in orders()]


def _ways(data: bytes, filename: str) -> list[Way]:
    """Read a file. Raises NotATimeline."""
    found = _readings(partial(read_file, data, filename))
    return [Way(reading, is_date, _signed(reading.content, SALT)) for reading, is_date in found]


def _ways_again(timeline: Timeline, data: bytes, filename: str) -> list[WayAgain]:
    """Read a file into a timeline. Raises NotATimeline."""
    head, salt, ways = timeline.head.number, _salt_of(timeline), []
    for update, is_date in _readings(partial(read_again, timeline, data, filename)):
        contents = [update.before, update.content]
        presenter = timeline.adapter.presenter(contents)
        found = list(differences(*map(presenter.describe, contents)))
        ways.append(WayAgain(update, is_date, _signed([update.content, head], salt), found))
    return ways


def _salt_of(timeline: Timeline) -> str:
    """Return a salt with which nothing is saved but what was reviewed for this timeline."""
    return f"{SALT}.{timeline.pk}"


def _signed(reviewed: Content | list[Any], salt: str) -> str:
    """Sign what was reviewed, so that it is what is saved. Raises NotATimeline if it is too large for a form."""
    signed = signing.dumps(reviewed, salt=salt, compress=True)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if most and len(signed) > most - 10_000:
        raise NotATimeline("This timeline is too large to review here: use manage.py import_timeline.")
    return signed


def _saved(request: HttpRequest, salt: str, save: Callable[[Any], Timeline], told: str) -> HttpResponse:
    """Save what was reviewed and lead to the timeline with a message, or back to the page with the reason."""
    try:
        timeline = save(signing.loads(request.POST.get("reviewed", ""), salt=salt, max_age=86_400))
    except (signing.BadSignature, ActionRefused) as refusal:
        messages.error(request, EXPIRED if isinstance(refusal, signing.BadSignature) else str(refusal))
        return HttpResponseRedirect(request.path)
    messages.success(request, told.format(timeline))
    return HttpResponseRedirect(reverse("admin:timelines_timeline_change", args=[timeline.pk]))
