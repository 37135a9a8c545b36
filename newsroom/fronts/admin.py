"""Fronts at the desk: a page for each container, one to reorder them; buttons for a story on the front and its banner."""

from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from articles.list_filters import SectionFilter
from articles.models import Article, ArticleRevision
from articles.sections import section_tree
from articles.views import article_at
from newsroom.fronts import actions as front_actions
from newsroom.fronts import views
from newsroom.fronts.alerts import is_raised
from newsroom.fronts.forms import LayoutChoice, PutForm, SlotForm, SlotFormSet
from newsroom.fronts.front_page import containers_of
from newsroom.fronts.models import Alert, Container, ContainerRevision, Layout, Slot
from newsroom.fronts.models.container import NAMED_BY
from newsroom.fronts.overrides import outdated
from newsroom.publication import previews
from newsroom.publishing import clock
from newsroom.publishing.admin import Button, register_button, with_offers
from newsroom.publishing.admin.autocomplete import AutocompleteMixin
from newsroom.publishing.admin.forms.base import READERS
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import may
from newsroom.publishing.states import list_state
from newsroom.search.admin import OWN, IndexedListAdmin
from newsroom.search.list_filters import LAST_CHANGE, StateFilter


class SlotInline(AutocompleteMixin, admin.StackedInline[Slot, Container]):
    model = Slot
    form = SlotForm
    formset = SlotFormSet
    extra = 0
    autocomplete_fields: ClassVar = ["story", "timeline", "picture"]
    verbose_name = "story"
    verbose_name_plural = "hand-picked stories"
    fieldsets: ClassVar = [
        (None, {"fields": [("story", "order"), ("until", "follow_ups")]}),
        ("Custom headline, kicker and photo, or a timeline", {
            "fields": ["headline", "kicker", "picture", "holds", "timeline"], "classes": ["collapse"],
        }),
    ]  # fmt: skip


@admin.register(Container)
class ContainerAdmin(IndexedListAdmin):
    search_fields = ("title",)
    columns: ClassVar = {"about": "Layout", "people": "Owner"}
    own_order: ClassVar = ("section__path", "place", "id")
    orders: ClassVar = {OWN: "Page and position", **IndexedListAdmin.orders}
    filters: ClassVar = (StateFilter(), SectionFilter(), LAST_CHANGE)
    change_list_template = "admin/fronts/container_list.html"
    autocomplete_fields = ("fill_tag",)
    inlines: ClassVar = [SlotInline]
    fieldsets = (
        (None, {"fields": ("title", "layout", "size", "fill", "fill_section", "fill_tag", "fill_hours")}),
        ("Page and position", {"fields": ("section", "place", "shared_with"), "classes": ("collapse",)}),
    )

    class Media:
        css: ClassVar = {"all": ["css/admin_fronts.css"]}
        js = [forms.Script("js/move_rows.js", type="module")]

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return self.own_order

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "layout":
            options["widget"] = LayoutChoice
        return super().formfield_for_choice_field(db_field, request, **options)

    def listed(self, rows: QuerySet[Container]) -> QuerySet[Container]:
        return rows.select_related("owner", *NAMED_BY)

    def about(self, request: HttpRequest, subject: Container) -> list[str]:
        return [str(subject.get_layout_display()).partition(":")[0], f"position {subject.place}"]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        if revision.section_id:
            return views.section_front(request, revision.section)
        return views.home_front(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("fronts/", view(self.overview_view), name="fronts_container_overview"),
            path("put/<int:pk>/", view(self.put_view), name="fronts_container_put"),
            path("take-off/<int:pk>/", view(require_POST(self.take_off_view)), name="fronts_container_take_off"),
            path(
                "put/<int:pk>/undo/<int:container>/<int:put>/",
                view(require_POST(self.undo_put_view)),
                name="fronts_container_undo_put",
            ),
            *super().get_urls(),
        ]

    def overview_view(self, request: HttpRequest) -> HttpResponse:
        """Show every page's containers in order, with buttons to move them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Container.objects.filter(binned_at=None).select_related(*NAMED_BY)
        containers = list(found.with_schedule(clock.now()).prefetch_related("slots").order_by("place", "id"))
        if request.method == "POST":
            return self._moved(request, containers)
        flagged = outdated({"slots": [slot for each in containers for slot in each.snapshot()["slots"]]})
        for each in containers:
            each.badge, each.words = list_state(each)
            each.flagged = sum(str(slot.pk) in flagged for slot in each.slots.all())
        pages = [list(of_page) for _, of_page in groupby(sorted(containers, key=_page), key=_page)]
        context = {
            "title": "Arrange fronts",
            "opts": self.opts,
            "pages": pages,
            "may_move": request.user.has_perm("publishing.publish"),
        }
        return TemplateResponse(request, "admin/fronts/overview.html", self.admin_site.each_context(request) | context)

    def _moved(self, request: HttpRequest, containers: list[Container]) -> HttpResponse:
        """Move one container a step up or down on its page: ?move=12&step=-1."""
        if not request.user.has_perm("publishing.publish"):
            raise PermissionDenied
        overview = reverse("admin:fronts_container_overview")
        moved = next((each for each in containers if str(each.pk) == request.POST.get("move")), None)
        if moved is None:
            return HttpResponseRedirect(overview)
        page = [each for each in containers if each.section_id == moved.section_id]
        place = page.index(moved)
        page.insert(max(0, place + (-1 if request.POST.get("step") == "-1" else 1)), page.pop(place))
        try:
            front_actions.put_in_order(page, request.user)
            messages.success(request, f"Moved “{moved}”. If it’s live, readers see the change now.")
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{overview}#c{moved.pk}")

    def put_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the story with that id on the front: at once if the home page has a single lead, else where chosen."""
        story = self._story(request, pk)
        versions = list(ContainerRevision.objects.live(clock.now()))
        live = Container.objects.filter(pk__in=[each.subject_id for each in versions]).order_by("place")
        leads = [each.subject for each in versions if each.section_id is None and each.content["layout"] == Layout.LEAD]
        form = PutForm(request.POST if "container" in request.POST else None, containers=live.select_related(*NAMED_BY))
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
        pushed = _first_of(container, story)
        try:
            fix = front_actions.put_on_front(container, story, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            undo = reverse("admin:fronts_container_undo_put", args=[story.pk, container.pk, fix.live.number])
            context = {"container": container, "front_url": fix.live.get_absolute_url(), "undo_url": undo}
            context["pushed"] = pushed
            told = render_to_string("admin/fronts/_put_message.html", context)
            messages.success(request, with_offers(told, story, request, done={"front"}))
        return _back_to(story)

    def undo_put_view(self, request: HttpRequest, pk: int, container: int, put: int) -> HttpResponse:
        """Undo what version `put` of a container did: it made the story with that id its first one."""
        story = self._story(request, pk)
        front = get_object_or_404(Container, pk=container)
        try:
            front_actions.undo_put_on_front(front, story, request.user, put=put)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, with_offers(f"“{front}” is as it was before.", story, request))
        return _back_to(story)

    def take_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the story with that id off the home page, where it leads."""
        story = self._story(request, pk)
        if not (led := _led_by(story)):
            messages.error(request, f"“{story}” doesn’t lead the front any more.")
        for container in led:
            try:
                front_actions.take_off_front(container, story, request.user)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                told = render_to_string(
                    "admin/fronts/_taken_off_message.html", {"container": container, "first": _first_of(container)}
                )
                messages.success(request, with_offers(told, story, request))
        return _back_to(story)

    def _story(self, request: HttpRequest, pk: int) -> Article:
        if not request.user.has_perm("publishing.publish") or not self.has_change_permission(request):
            raise PermissionDenied
        story: Article = get_object_or_404(Article.objects.visible_to(request.user, clock.now()), pk=pk)
        if not may(request.user, "view", story):
            raise PermissionDenied
        return story


def _led_by(story: Article) -> list[Container]:
    """Return the live leads of the home page in which the story is the first one picked."""
    leads = ContainerRevision.objects.live(clock.now()).filter(section=None).select_related("subject")
    return [each.subject for each in leads if _is_led_by(story, each.read())]


def _is_led_by(story: Article, content: Any) -> bool:
    """Return whether a version of a container is a lead with the story as the first one picked."""
    return content["layout"] == Layout.LEAD and [slot["story"] for slot in content["slots"][:1]] == [story.pk]


def _first_of(container: Container, except_for: Article | None = None) -> Article | None:
    """Return the first story picked for a live module, besides `except_for`; None if it has none or fills itself."""
    live = container.live(clock.now())
    slots = live.read()["slots"] if live else []
    picked = [slot["story"] for slot in slots if slot["story"] and not (except_for and slot["story"] == except_for.pk)]
    return Article.objects.filter(pk=picked[0]).first() if picked else None


def _back_to(story: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))


def _page(container: Container) -> tuple[str, int]:
    """Sort the home page first, then sections by their path."""
    return (container.section.path or "", container.section.pk) if container.section else ("", 0)


def _offer_the_front(story: Any, state: Any, request: Any) -> Button | None:
    user = request.user
    if not (user.has_perm("publishing.publish") and user.has_perm("fronts.change_container")):
        return None
    if not (state.live or state.waiting):
        return None
    if any(_is_led_by(story, content) for content in containers_of(request, None)):
        address = reverse("admin:fronts_container_take_off", args=[story.pk])
        return Button("front", address, "Take off the front", is_next=False, group=READERS)
    return Button(
        "front", reverse("admin:fronts_container_put", args=[story.pk]), "Put on the front now", group=READERS
    )


def _offer_the_banner(story: Any, state: Any, request: Any) -> Button | None:
    user = request.user
    if state.live is None or not (user.has_perm("publishing.publish") and user.has_perm("fronts.add_alert")):
        return None
    action, title = (
        ("lower", "Take the banner down") if is_raised(request, story) else ("raise", "Raise the breaking-news banner")
    )
    return Button("banner", reverse(f"admin:fronts_alert_{action}", args=[story.pk]), title, group=READERS)


register_button("articles.article", _offer_the_front)
register_button("articles.article", _offer_the_banner)


@admin.register(Alert)
class AlertAdmin(IndexedListAdmin):
    search_fields = ("text",)
    autocomplete_fields = ("story",)
    fields = ("text", "label", "story", "url", "shared_with")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("raise/<int:pk>/", view(require_POST(self.raise_view)), name="fronts_alert_raise"),
            path("lower/<int:pk>/", view(require_POST(self.lower_view)), name="fronts_alert_lower"),
            *super().get_urls(),
        ]

    def raise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the headline of the story with that id on every page as breaking news."""
        story = self._story(request, pk)
        try:
            banner = front_actions.raise_banner(story, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            told = render_to_string("admin/fronts/_banner_message.html", {"banner": banner})
            messages.success(request, with_offers(told, story, request, done={"banner"}))
        return _back_to(story)

    def lower_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take down the breaking news about the story with that id."""
        story = self._story(request, pk)
        try:
            lowered = front_actions.lower_banner(story, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The banner is down." if lowered else "The banner was down already.")
        return _back_to(story)

    def _story(self, request: HttpRequest, pk: int) -> Article:
        if not (request.user.has_perm("publishing.publish") and self.has_add_permission(request)):
            raise PermissionDenied
        story: Article = get_object_or_404(Article.objects.visible_to(request.user, clock.now()), pk=pk)
        return story

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return views.home_front(request)


def _first_section(request: Any) -> HttpResponse | None:
    """Return the page of the first section with others inside it, or of the first."""
    tree = section_tree(request)
    first = next((section for section in tree.top if tree.inside(section)), next(iter(tree.top), None))
    return views.section_front(request, first) if first else None


def _newest_story(request: Any) -> HttpResponse | None:
    newest = ArticleRevision.objects.live(request.now).newest_first().first()
    return article_at(request, newest) if newest else None


# The pages on which the publication's settings are previewed.
previews.register("home", "Home page", views.home_front)
previews.register("section", "Section", _first_section)
previews.register("story", "Story", _newest_story)
