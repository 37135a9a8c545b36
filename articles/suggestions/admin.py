"""The admin page of suggested related stories, which a script also shows on the story's own page."""

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
    """Mix the page of suggestions into ArticleAdmin."""

    change_form_template: ClassVar[Any] = "admin/articles/article/change_form.html"

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.suggestions_view)
        return [path("<int:pk>/suggestions/", view, name=NAME), *super().get_urls()]  # type: ignore[misc]

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        if (original := context.get("original")) and self.has_change_permission(request, original):
            context["suggestions_url"] = reverse(f"admin:{NAME}", args=[original.pk])
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def suggestions_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the suggestions, as a page or a `?fragment`; POST adds (`add`) or bans (`ban`) the story with an id."""
        article = self._seen(request, pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            return _taken(request, article)
        fragment = "fragment" in request.GET
        context = {
            "title": "Suggested related stories",
            "subject": article,
            "opts": self.opts,
            "suggestions": suggestions(article, clock.now()),
            "now": clock.now(),
            "fragment": fragment,
            **({} if fragment else self.admin_site.each_context(request)),
        }
        template = "_suggestions.html" if fragment else "suggestions.html"
        return TemplateResponse(request, f"admin/articles/article/{template}", context)


def _taken(request: HttpRequest, article: Article) -> HttpResponse:
    adds = "add" in request.POST
    number = whole_number(request.POST.get("add") or request.POST.get("ban"))
    if number is None:
        raise Http404("No story was named.")
    other = get_object_or_404(Article.objects.visible_to(request.user, clock.now()), pk=number)
    try:
        (relate if adds else ban)(article, other, request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = f"Added “{other}” to related stories." if adds else f"“{other}” won’t be suggested again."
        messages.success(request, words)
    return HttpResponseRedirect(reverse(f"admin:{NAME}", args=[article.pk]))
