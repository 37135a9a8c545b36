"""Admin lists without COUNT(*), and the state of each row."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property

from newsroom.publishing import clock
from newsroom.publishing.admin.autocomplete import AutocompleteMixin
from newsroom.publishing.states import MINE, STATES, in_state

BEFORE = "before"  # the id of the row that a page begins below


class UncountedPaginator(Paginator[Any]):
    """Pages without COUNT(*), of what a search field finds: fetches one row more, to see whether there is a next page."""

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
    """A list without COUNT(*) and OFFSET: a page begins below a row, so that deep pages cost the same as the first."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        self.params.pop(BEFORE, None)  # it is no filter, and a link that sorts or filters leads to the first page
        self.filter_params.pop(BEFORE, None)
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return names of columns, each perhaps after "-". Other rows are sorted by their ids."""
        return [_of_column(self.opts, str(name)) for name in super().get_ordering(request, queryset)]

    def get_results(self, request: HttpRequest) -> None:
        place, rows = request.GET.get(BEFORE, ""), self.queryset
        if place and (above := self._row(place)):
            rows = rows.filter(_below(above, self.get_ordering(request, self.root_queryset)))
        elif place:
            messages.error(request, "That page no longer exists. This is the first one.")
        found = list(rows[: self.list_per_page + 1])
        self.result_list = found[: self.list_per_page]
        self.there_is_more = len(found) > len(self.result_list)
        self.first = self.get_query_string() if place else ""
        self.following = self.get_query_string({BEFORE: self.result_list[-1].pk}) if self.there_is_more else ""
        self.result_count, self.full_result_count = len(self.result_list), None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = self.multi_page = False
        self.paginator = self.model_admin.get_paginator(request, self.result_list, self.list_per_page)

    def _row(self, typed: str) -> Any:
        """Return the row with the id that was typed, or None."""
        try:
            return self.root_queryset.filter(pk=typed).first()
        except (ValueError, ValidationError):
            return None


def _of_column(opts: Any, name: str) -> str:
    descending = name.startswith("-")
    field = opts.pk if name.lstrip("-") == "pk" else opts.get_field(name.lstrip("-"))
    return f"{'-' * descending}{field.attname}"


def _below(row: Any, ordering: list[str]) -> Q:
    """Return the condition for what comes after `row` in that order."""
    after = Q(pk__in=[])
    for name in reversed(ordering):
        column, descending = name.lstrip("-"), name.startswith("-")
        value = getattr(row, column)
        # PostgreSQL sorts NULL above everything, SQLite below.
        nulls_follow = connection.features.nulls_order_largest != descending
        if value is None:
            further = Q(pk__in=[]) if nulls_follow else Q(**{f"{column}__isnull": False})
            same = Q(**{f"{column}__isnull": True})
        else:
            further, same = Q(**{f"{column}__{'lt' if descending else 'gt'}": value}), Q(**{column: value})
            if nulls_follow and row._meta.get_field(column).null:
                further |= Q(**{f"{column}__isnull": True})
        after = further | (same & after)
    return after


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

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Redirect to the list with a message that the object doesn't exist."""
        messages.warning(request, f"This {opts.verbose_name} doesn’t exist. It may have been deleted.")
        return HttpResponseRedirect(self._url("changelist"))

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
