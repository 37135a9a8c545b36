"""Suggested related stories at the desk: a page of its own, which the story's page shows where scripts run."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.models import Article
from articles.suggestions.accept import ban, relate
from articles.suggestions.suggesting import suggestions
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import whole_number

NAME = "articles_article_suggestions"


class SuggestionsAdmin:
    """For ArticleAdmin: what else has been published that goes with a story."""

    change_form_template: ClassVar[Any] = "admin/articles/article/change_form.html"

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.suggestions_view)
        return [path("<int:pk>/suggestions/", view, name=NAME), *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        if (original := context.get("original")) and self.has_change_permission(request, original):
            context["suggestions_url"] = reverse(f"admin:{NAME}", args=[original.pk])
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def suggestions_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """The suggestions, alone (`?fragment`) or as a page; POST takes one (`add`) or bans it (`ban`), by its number."""
        article = self._seen(request, pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            return _taken(request, article)
        context = {
            "title": "Suggested related stories",
            "subject": article,
            "opts": self.opts,
            "suggestions": suggestions(article, clock.now()),
            "now": clock.now(),
            "fragment": "fragment" in request.GET,
        }
        if context["fragment"]:
            return TemplateResponse(request, "admin/articles/article/_suggestions.html", context)
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/articles/article/suggestions.html", context)


def _taken(request: HttpRequest, article: Article) -> HttpResponse:
    verb = relate if "add" in request.POST else ban
    number = whole_number(request.POST.get("add") or request.POST.get("ban"))
    if number is None:
        raise Http404("Say which story.")
    other = get_object_or_404(Article.objects.visible_to(request.user, clock.now()), pk=number)
    try:
        verb(article, other, request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"“{other}” is a related story now." if verb is relate else f"“{other}” is not suggested again.",
        )
    return HttpResponseRedirect(reverse(f"admin:{NAME}", args=[article.pk]))
