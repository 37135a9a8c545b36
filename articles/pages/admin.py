"""Standing pages at the desk: written, previewed and scheduled like stories."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpResponse

from articles.models import StandingPage
from articles.pages.views import standing_page_at
from newsroom.publishing.admin import PublishableAdmin


@admin.register(StandingPage)
class StandingPageAdmin(PublishableAdmin):
    fieldsets = (
        (None, {"fields": ("title", "slug", "body")}),
        ("Footer", {"fields": ("in_footer", "footer_order")}),
        ("At the desk", {"fields": ("shared_with",), "classes": ("collapse",)}),
    )
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    list_display = ("title", "slug", "state", "in_footer", "live_since", "next_change")
    search_fields = ("title", "slug")

    def render(self, request: Any, revision: Any) -> HttpResponse:
        return standing_page_at(request, revision)
