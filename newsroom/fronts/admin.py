"""The front desk: one page a container, all containers in order, and a story put on the front from its own page."""

from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from articles.models import Article
from newsroom.fronts import actions as front_actions
from newsroom.fronts import views
from newsroom.fronts.forms import PutForm, SlotForm, SlotFormSet
from newsroom.fronts.models import Alert, Container, ContainerRevision, Layout, Slot
from newsroom.fronts.overrides import outdated
from newsroom.publishing import clock
from newsroom.publishing.admin import Button, PublishableAdmin, StateFilter, register_button
from newsroom.publishing.admin.autocomplete import AutocompleteMixin
from newsroom.publishing.admin.lists import list_state
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import may


class SlotInline(AutocompleteMixin, admin.StackedInline[Slot, Container]):
    model = Slot
    form = SlotForm
    formset = SlotFormSet
    extra = 0
    autocomplete_fields: ClassVar = ["story", "timeline", "picture"]
    verbose_name = "story"
    verbose_name_plural = "stories chosen by hand"
    fieldsets: ClassVar = [
        (None, {"fields": [("story", "order"), ("until", "follow_ups")]}),
        ("Words and picture of its own, or a timeline", {
            "fields": ["headline", "kicker", "picture", "holds", "timeline"], "classes": ["collapse"],
        }),
    ]  # fmt: skip


@admin.register(Container)
class ContainerAdmin(PublishableAdmin):
    list_display = ("name", "state", "layout", "place", "live_since", "next_change")
    list_filter: ClassVar = [StateFilter, "section"]
    list_select_related = ("section", "fill_section", "fill_tag")
    search_fields = ("title",)
    change_list_template = "admin/fronts/container_list.html"
    autocomplete_fields = ("fill_tag",)
    inlines: ClassVar = [SlotInline]
    fieldsets = (
        (None, {"fields": ("title", "layout", "size", "fill", "fill_section", "fill_tag")}),
        ("Where it stands", {"fields": ("section", "place", "shared_with"), "classes": ("collapse",)}),
    )

    class Media:
        js = [forms.Script("js/move_rows.js", type="module")]

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("section__path", "place", "id")

    @admin.display(description="Container")
    def name(self, obj: Container) -> str:
        return str(obj)

    def render(self, request: Any, revision: Any) -> HttpResponse:
        if revision.section_id:
            return views.section_front(request, revision.section)
        return views.home_front(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("fronts/", view(self.overview_view), name="fronts_container_overview"),
            path("put/<int:pk>/", view(self.put_view), name="fronts_container_put"),
            *super().get_urls(),
        ]

    def overview_view(self, request: HttpRequest) -> HttpResponse:
        """Every page that has containers, and these in order: where each stands, moved with a button."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Container.objects.filter(binned_at=None).select_related("section", "fill_section", "fill_tag")
        containers = list(found.with_schedule(clock.now()).prefetch_related("slots").order_by("place", "id"))
        if request.method == "POST":
            return self._moved(request, containers)
        told = outdated({"slots": [slot for each in containers for slot in each.snapshot()["slots"]]})
        for each in containers:
            each.badge, each.words = list_state(each)
            each.flagged = sum(str(slot.pk) in told for slot in each.slots.all())
        by_page = sorted(containers, key=_page)
        pages = [(list(of_page)) for _, of_page in groupby(by_page, key=_page)]
        context = {
            **self.admin_site.each_context(request),
            "title": "Fronts",
            "opts": self.opts,
            "pages": pages,
            "may_move": request.user.has_perm("publishing.publish"),
            "now": clock.now(),
        }
        return TemplateResponse(request, "admin/fronts/overview.html", context)

    def _moved(self, request: HttpRequest, containers: list[Container]) -> HttpResponse:
        """One container a step up or down on its page: ?move=12&step=-1."""
        if not request.user.has_perm("publishing.publish"):
            raise PermissionDenied
        moved = next((each for each in containers if str(each.pk) == request.POST.get("move")), None)
        page = [each for each in containers if moved and each.section_id == moved.section_id]
        if moved:
            place = page.index(moved)
            page.insert(max(0, place + (-1 if request.POST.get("step") == "-1" else 1)), page.pop(place))
            try:
                front_actions.put_in_order(page, request.user)
                messages.success(request, f"“{moved}” is moved. Readers see it now, if it is live.")
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{reverse('admin:fronts_container_overview')}{f'#c{moved.pk}' if moved else ''}")

    def put_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The story with that number put on the front: where there is one lead, at once; else where one chooses."""
        if not request.user.has_perm("publishing.publish") or not self.has_change_permission(request):
            raise PermissionDenied
        story = get_object_or_404(Article.objects.visible_to(request.user, clock.now()), pk=pk)
        if not may(request.user, "view", story):
            raise PermissionDenied
        versions = list(ContainerRevision.objects.live(clock.now()))
        live = Container.objects.filter(pk__in=[each.subject_id for each in versions]).order_by("place")
        live = live.select_related("section", "fill_section", "fill_tag")
        leads = [each.subject for each in versions if each.section_id is None and each.content["layout"] == Layout.LEAD]
        form = PutForm(request.POST if "container" in request.POST else None, containers=live)
        chosen = form.cleaned_data["container"] if form.is_valid() else None
        if request.method == "POST" and not form.is_bound and len(leads) == 1:
            chosen = leads[0]
        if chosen:
            return self._put(request, story, chosen)
        context = {
            "title": "Put on the front",
            "form": form,
            "subject": story,
            "opts": self.opts,
            "any": bool(versions),
        }
        return TemplateResponse(request, "admin/fronts/put.html", self.admin_site.each_context(request) | context)

    def _put(self, request: HttpRequest, story: Article, container: Container) -> HttpResponse:
        try:
            fix = front_actions.put_on_front(container, story, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            words = format_html(
                'It is the first story of <a href="{}">{}</a>, for readers, too. <a href="{}">Readers’ page</a>',
                reverse("admin:fronts_container_change", args=[container.pk]),
                container,
                fix.live.get_absolute_url(),
            )
            messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))


def _page(container: Container) -> tuple[str, int]:
    """The home page first, then sections by their path."""
    return (container.section.path or "", container.section.pk) if container.section else ("", 0)


def _offer_the_front(story: Any, state: Any, user: Any) -> Button | None:
    if not (user.has_perm("publishing.publish") and user.has_perm("fronts.change_container")):
        return None
    if not (state.live or state.waiting):
        return None
    return Button(reverse("admin:fronts_container_put", args=[story.pk]), "Put on the front now")


register_button("articles.article", _offer_the_front)


@admin.register(Alert)
class AlertAdmin(PublishableAdmin):
    list_display = ("text", "state", "live_since", "next_change")
    search_fields = ("text",)
    autocomplete_fields = ("story",)
    fields = ("text", "label", "story", "url", "shared_with")

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return views.home_front(request)
