"""Standing pages at the desk: written, previewed and scheduled like stories."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from articles.models import StandingPage
from articles.pages.views import standing_page_at
from newsroom.search.admin import IndexedListAdmin


@admin.register(StandingPage)
class StandingPageAdmin(IndexedListAdmin):
    fieldsets = (
        (None, {"fields": ("title", "slug")}),
        ("Text", {"fields": ("body",)}),
        ("Footer", {"fields": ("in_footer", "footer_order")}),
        ("At the desk", {"fields": ("shared_with",), "classes": ("collapse",)}),
    )
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    search_fields = ("title", "slug")
    columns: ClassVar = {"about": "Address", "people": "Owner"}

    def about(self, request: HttpRequest, subject: StandingPage) -> list[str]:
        address = [f"/{subject.slug}/"] if subject.slug else []
        return [*address, *(["in the footer"] if subject.in_footer else [])]

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return standing_page_at(request, revision)
