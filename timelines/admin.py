"""The admin of timelines: one page each, with its events in chronological order."""

import json
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from newsroom.publishing import actions, clock
from newsroom.publishing.admin import UncountedAdmin
from newsroom.publishing.admin.lists import ReadOnlyAdmin
from newsroom.publishing.admin.publishable import with_nonce
from newsroom.publishing.parts import shown_in
from newsroom.publishing.permissions import may
from newsroom.search.admin import IndexedListAdmin
from newsroom.text.ap_style import newsroom_day
from newsroom.text.plain_text import whole_number
from timelines import views
from timelines.dates import DateError
from timelines.duplicates import duplicates
from timelines.event_forms import EraForm, EventForm, EventFormSet, NumberedFormSet, TableRow
from timelines.exchange.admin import ExchangeAdmin
from timelines.live_scale import live_scale
from timelines.models import Event, Timeline, TimelineEra, TimelineLane
from timelines.parse import other_year, read, read_about, sentence
from timelines.paste_forms import PastedList, PastedRows

PART = "events"  # query parameter for a part of a long list of events: ?events=2
WAIVE = "publishing.approve"  # permission to waive sources


class EventLink(NamedTuple):
    """A link beside each event of a timeline, to the page at `url` and the event's id."""

    title: str
    url: str


OfferLink = Callable[[HttpRequest], EventLink | None]  # None: not for this user
_link_offers: list[OfferLink] = []


def register_event_link(offer: OfferLink) -> None:
    """Register `offer(request)` for the events of every timeline."""
    _link_offers.append(offer)


class TimelineForm(forms.ModelForm[Timeline]):
    waive_sources = forms.BooleanField(
        label="Waive missing sources",
        required=False,
        help_text="You vouch for every event that is saved without a source now.",
    )

    class Meta:
        model = Timeline
        fields = ("title",)  # get_fieldsets names the others
        widgets: ClassVar = {
            "title": forms.Textarea({"rows": 1, "placeholder": "Title, such as: The fighting in Kursk"})
        }


class LaneInline(admin.TabularInline[TimelineLane, Timeline]):
    model = TimelineLane
    form = TableRow
    fields = ("name", "position")
    formset = NumberedFormSet
    extra = 0


class EraInline(admin.TabularInline[TimelineEra, Timeline]):
    model = TimelineEra
    form = EraForm
    formset = NumberedFormSet
    extra = 0


class EventInline(admin.StackedInline[Event, Timeline]):
    """The table of events, with an empty row below for one more."""

    model = Event
    form = EventForm
    formset = EventFormSet
    fields = EventForm.Meta.fields
    template = "admin/timelines/events.html"
    extra = 1

    @property
    def media(self) -> Any:
        """Add what the look-up field of a photo needs, which static/js/events/more.js makes."""
        return super().media + AutocompleteSelect(Event._meta.get_field("picture"), self.admin_site).media

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        formset.may_waive = request.user.has_perm(WAIVE)
        formset.links = [link for offer in _link_offers if (link := offer(request))]
        asked = whole_number(request.GET.get(PART)) or 1
        formset.part = asked if asked < 10_000 else 1
        return formset


@admin.register(Timeline)
class TimelineAdmin(ExchangeAdmin, IndexedListAdmin):
    search_fields = ["title", "slug"]
    form = TimelineForm
    change_form_template = "admin/timelines/timeline_form.html"
    prepopulated_fields = {"slug": ["title"]}
    inlines: ClassVar = [EventInline, LaneInline, EraInline]

    class Media:
        css: ClassVar = {"all": ["css/admin_timelines.css"]}
        js: ClassVar = [forms.Script("js/date_reading.js", defer=True)]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return views.timeline_page(request, revision)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        waiving = ["waive_sources"] if obj and request.user.has_perm(WAIVE) else []
        details = {"fields": ["slug", "language", "shared_with", *waiving], "classes": ["collapse"]}
        return [(None, {"fields": ["title", "introduction"]}), ("Details", details)]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Event and form.cleaned_data.get("waive_sources") and request.user.has_perm(WAIVE):
            form.instance.events.filter(sources=[]).update(sources_waived=True)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        if "_continue" in request.POST and PART in request.GET and isinstance(response, HttpResponseRedirect):
            response["Location"] += f"?{urlencode({PART: request.GET[PART]})}"  # back to the same part
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        if timeline := context.get("original"):
            context["paste_url"] = self._url("paste", timeline.pk)
            context["shown_in"] = [
                (subject, f"admin:{subject._meta.app_label}_{subject._meta.model_name}_change")
                for subject in shown_in(timeline)
                if may(request.user, "view", subject)
            ]
        return super().render_change_form(request, context, *args, **options)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("scale/", view(require_POST(self.scale_view)), name="timelines_timeline_scale"),
            path("reading/", view(self.reading_view), name="timelines_timeline_reading"),
            path("<int:pk>/paste/", view(self.paste_view), name="timelines_timeline_paste"),
            *super().get_urls(),
        ]

    def reading_view(self, request: HttpRequest) -> JsonResponse:
        """Return how `?text=` is read today: {"reading": a sentence, "refused": whether it is an impossible date}.

        A date without a year is in that of the story it is for (`?about=`), or the current one: "note" says so, and
        "other" is the date with another likely year.
        """
        text, language, now = request.GET.get("text", "").strip(), request.GET.get("language", ""), clock.now()
        about = whole_number(request.GET.get("about", ""))
        value = read_about(text, now, about, language)
        if isinstance(value, DateError) or not text:
            told = {"reading": sentence(value) if text else "", "refused": bool(text), "note": "", "other": ""}
            return JsonResponse(told)
        is_todays = value == read(text, now, language)
        other = other_year(text, value, now, None if is_todays else newsroom_day(now).year, language)
        note = f"year taken from {'today' if is_todays else 'the story'}; type a year to change it" if other else ""
        return JsonResponse({"reading": sentence(value), "refused": False, "note": note, "other": other})

    def scale_view(self, request: HttpRequest) -> JsonResponse:
        """Answer {"html": "…"} for {"timeline": id or "", "language": "…", "rows": […]}: see `live_scale`. Nothing is saved."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        try:
            asked = json.loads(request.body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict) or not isinstance(asked.get("rows"), list):
            return JsonResponse({"error": "Send an object with rows."}, status=400)
        timeline = Timeline.objects.filter(pk=whole_number(asked.get("timeline")) or 0).first()
        if timeline is None or not may(request.user, "view", timeline):
            timeline = Timeline()
        timeline.language = str(asked.get("language") or timeline.language)[:35]
        return JsonResponse({"html": live_scale(timeline, asked["rows"], clock.now())})

    def paste_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a pasted list, then show how each line was read, then save what was reviewed."""
        timeline = self._seen(request, pk)
        if not may(request.user, "save", timeline):
            raise PermissionDenied
        pasted = PastedList(request.POST if "text" in request.POST else None, language=timeline.language)
        rows: Any = None
        if "review" in request.POST:
            rows = PastedRows(request.POST, prefix="rows", form_kwargs={"timeline": timeline})
            if rows.is_valid() and "save" in request.POST:
                return self._pasted(request, timeline, rows)
        elif pasted.is_valid():
            rows = PastedRows(prefix="rows", initial=pasted.rows(), form_kwargs={"timeline": timeline})
        known = timeline.snapshot()["events"]
        context = {
            **self.admin_site.each_context(request),
            "title": "Paste events",
            "opts": self.opts,
            "subject": timeline,
            "form": pasted,
            "rows": rows,
            "figures": pasted.figures,
            "duplicates": duplicates({"events": [*known, *rows.events()]}, among=rows.events()) if rows else [],
            "media": with_nonce(request, self.media + pasted.media),
        }
        return TemplateResponse(request, "admin/timelines/paste.html", context)

    def _pasted(self, request: HttpRequest, timeline: Timeline, rows: Any) -> HttpResponse:
        with transaction.atomic():
            timeline = Timeline._base_manager.select_for_update(no_key=True).get(pk=timeline.pk)
            number = rows.add_to(timeline)
            added = f"{number} event{'s' * (number != 1)}"
            actions.save(timeline, request.user, note=f"Pasted {added}")
        messages.success(request, f"Added {added}. Readers won't see the change until you publish it.")
        return HttpResponseRedirect(self._url("change", timeline.pk))


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin, UncountedAdmin):
    """For the search field of stories only: events are edited on their timeline's page."""

    search_fields = ["headline", "date_text", "timeline__title"]
    ordering = ["-timeline", "position"]

    def get_queryset(self, request: HttpRequest) -> Any:
        seen = Timeline.objects.visible_to(request.user, clock.now())
        return Event.objects.unsealed().filter(timeline__in=seen).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
