"""The desk of timelines: one page a timeline, its events as rows in the order of time."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse

from newsroom.publishing import clock
from newsroom.publishing.admin import PublishableAdmin, UncountedAdmin
from newsroom.publishing.wording import newsroom_day
from timelines import views
from timelines.dates import DateError, reads_as
from timelines.models import Event, Timeline
from timelines.reading import read

LAST = 2**31 - 1  # the largest that the column holds


class DateText(forms.TextInput):
    """A date as typed, and under it what it is read as: of what is saved, and, with JavaScript, as one types."""

    template_name = "admin/timelines/date_text.html"
    reading = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-date-reading"] = reverse("admin:timelines_timeline_reading")
        context["reading"] = self.reading
        return context


class EventForm(forms.ModelForm[Event]):
    class Meta:
        model = Event
        fields: ClassVar = [
            *("date_text", "headline", "body", "sources", "sources_waived", "is_key", "place", "lane"),
            *("picture", "picture_alt", "media", "position"),
        ]
        widgets: ClassVar = {"date_text": DateText({"size": 40})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["date_text"].widget.reading = self.instance.reading
        self.fields["position"].required = False
        if self.instance._state.adding:
            self.initial["position"] = None

    def clean_position(self) -> int:
        """Left empty, the event goes below the others."""
        place: int | None = self.cleaned_data["position"]
        return LAST if place is None else place


class EventFormSet(forms.BaseInlineFormSet[Event, Timeline, forms.ModelForm[Event]]):
    def save(self, commit: bool = True) -> Any:
        """Save the events, and number them in the order of time."""
        saved = super().save(commit)
        rows = [form for form in self.forms if not (form.instance._state.adding or form in self.deleted_forms)]
        rows.sort(key=lambda form: form.cleaned_data.get("position", LAST))
        for number, form in enumerate(rows):
            form.instance.position = number
        Event.objects.bulk_update([form.instance for form in rows], ["position"])
        self.instance.put_in_order()
        return saved


class EventInline(admin.StackedInline[Event, Timeline]):
    model = Event
    form = EventForm
    formset = EventFormSet
    extra = 0
    autocomplete_fields: ClassVar = ["picture"]
    fieldsets: ClassVar = [
        (None, {"fields": ["date_text", "headline", "body", "sources", "sources_waived", "is_key"]}),
        (
            "Place, lane and picture",
            {"fields": ["place", "lane", "picture", "picture_alt", "media", "position"], "classes": ["collapse"]},
        ),
    ]


@admin.register(Timeline)
class TimelineAdmin(PublishableAdmin):
    list_display = ["title", "state", "owner", "live_since", "next_change"]
    list_select_related = ["owner"]
    search_fields = ["title", "slug"]
    fields = ["title", "slug", "introduction", "shared_with"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [EventInline]

    class Media:
        css: ClassVar = {"all": ["css/admin_timelines.css"]}
        js: ClassVar = [forms.Script("js/date_reading.js", defer=True)]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return views.timeline_page(request, revision)

    def get_urls(self) -> list[Any]:
        reading = path("reading/", self.admin_site.admin_view(self.reading_view), name="timelines_timeline_reading")
        return [reading, *super().get_urls()]

    def reading_view(self, request: HttpRequest) -> JsonResponse:
        """What `?text=` would be read as today: {"reading": a sentence, "refused": whether it cannot be}."""
        now, text = clock.now(), request.GET.get("text", "").strip()
        value = read(text, now)
        reading = reads_as(value, newsroom_day(now)) if text else ""
        return JsonResponse({"reading": reading, "refused": isinstance(value, DateError)})


@admin.register(Event)
class EventAdmin(UncountedAdmin):
    """For the search field of stories alone: events are edited on their timeline's page."""

    search_fields = ["headline", "date_text", "timeline__title"]
    ordering = ["-timeline", "position"]

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Timeline.objects.visible_to(request.user, clock.now())
        return Event.objects.unsealed().filter(timeline__in=seen).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
