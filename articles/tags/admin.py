"""The admin of tags: how many stories have each, and the page that merges tags."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from articles import taxonomy
from articles.models import Tag, TaggedArticle
from articles.tags.merged import Carried, carried
from newsroom.publishing import clock
from newsroom.publishing.admin.autocomplete import Autocomplete
from newsroom.publishing.admin.lists import UncountedChangeList
from newsroom.publishing.admin.publishable import with_nonce
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import whole_number

AT_ONCE = 100  # tags merged


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Tag.objects.all(),
        label="Merge into",
        widget=Autocomplete(TaggedArticle._meta.get_field("tag"), admin.site),
        error_messages={
            "required": "Choose the tag to keep.",
            "invalid_choice": "That tag no longer exists. Choose another.",
        },
    )


class TagChangeList(UncountedChangeList):
    """Add to the tags on a page how many stories have each. Two queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = self.result_list
        counts = carried([tag.pk for tag in rows], clock.now())
        for tag in rows:
            tag.carried = counts[tag.pk]


def _count(name: str, description: str) -> Any:
    """Return a column of the list of tags."""

    @admin.display(description=description)
    def count(_admin: Any, tag: Any) -> Any:
        return getattr(tag, "carried", Carried()).words[name]

    return count


class TagMergingAdmin:
    """Mix the counts and the page that merges tags into TagAdmin."""

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[TagChangeList]:
        return TagChangeList

    live = _count("live", "Live")
    scheduled = _count("scheduled", "Scheduled")
    drafts = _count("drafts", "Drafts only")

    @admin.action(description="Merge into…", permissions=["change"])
    def merge_into(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse:
        chosen = queryset.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        return HttpResponseRedirect(f"{reverse('admin:articles_tag_merge')}?{urlencode({'tag': list(chosen)}, True)}")

    def get_urls(self: Any) -> list[Any]:
        return [
            path("merge/", self.admin_site.admin_view(self.merge_view), name="articles_tag_merge"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def merge_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Show what merging the tags in `?tag=1&tag=2` does, and do it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        asked = list(filter(None, map(whole_number, request.GET.getlist("tag"))))
        chosen = list(Tag.objects.filter(pk__in=asked[:AT_ONCE]))
        form = MergeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                into = taxonomy.merge(chosen, form.cleaned_data["into"], request.user)
            except ActionRefused as refusal:
                form.add_error("into", str(refusal))
            else:
                text = f"Merged. These stories are now tagged “{into}”, and the old addresses redirect to it."
                messages.success(request, text)
                return HttpResponseRedirect(reverse("admin:articles_tag_change", args=[into.pk]))
        counts = carried([tag.pk for tag in chosen], clock.now())
        page = {
            **self.admin_site.each_context(request),
            "title": "Merge tags",
            "opts": self.opts,
            "media": with_nonce(request, self.media + form.media),
            "form": form,
            "rows": [(tag, counts[tag.pk]) for tag in chosen],
        }
        return TemplateResponse(request, "admin/articles/tag/merge.html", page)
