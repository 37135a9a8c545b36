"""Admin lists without COUNT(*), and the state of each row."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property

from newsroom.publishing import clock
from newsroom.publishing.admin.autocomplete import AutocompleteMixin
from newsroom.publishing.states import MINE, STATES, in_state


class UncountedPaginator(Paginator[Any]):
    """Pages without COUNT(*): fetches one row more than it shows, to see whether there is a next page."""

    @cached_property
    def count(self) -> int:
        return self.per_page * 10_000

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        self.__dict__["count"] = start + len(rows)  # known only as far as the next page
        self.__dict__.pop("num_pages", None)
        return Page(rows[: self.per_page], number, self)


class UncountedChangeList(ChangeList):
    """A list that links the next page and otherwise only says that there is more."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_count = self.paginator.count
        self.multi_page = self.result_count > self.list_per_page
        self.there_is_more = self.result_count > self.page_num * self.list_per_page


class UncountedAdmin(AutocompleteMixin, admin.ModelAdmin[Any]):
    paginator = UncountedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return UncountedChangeList

    def _url(self, name: str, *args: Any) -> str:
        """Return the address of a page of this model, such as "change"."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _route(self, route: str, view: Any, name: str) -> Any:
        """Return the URL pattern of another page of this model."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=name)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render a page of the admin about this model."""
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, template, context, status=status)


class ReadOnlyAdmin:
    """A mixin, named before ModelAdmin: users with the view permission can read rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(MINE, "Mine"), *STATES.items()]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(in_state(queryset.model, self.value() or "", request.user, clock.now()))
