"""What a new story starts from, on the pages of stories: the menu of templates, and the first values of the form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from articles.models import Article
from articles.new_story.initial import initial
from articles.new_story.sections import filed_in
from articles.new_story.templates import MANAGE, offered_to, stop_using_as_template, use_as_template
from articles.story_rows import LISTS
from newsroom.publishing.admin import Button, register_button
from newsroom.publishing.admin.state import State
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Review
from timelines.admin import EventLink, register_event_link

OFFERED = "articles_article_templates"
USE, STOP = "articles_article_use_as_template", "articles_article_stop_using_as_template"


class NewStoryAdmin:
    """Mix into ArticleAdmin what new stories start from."""

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.template_view))
        return [
            path("templates/", self.admin_site.admin_view(self.templates_view), name=OFFERED),
            path("<int:pk>/use-as-template/", view, {"use": True}, name=USE),
            path("<int:pk>/stop-using-as-template/", view, {"use": False}, name=STOP),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def template_view(self: Any, request: HttpRequest, pk: int, *, use: bool) -> HttpResponse:
        """Make a story a template, or a template a draft again."""
        story = self._seen(request, pk)
        told = "a template now: everybody who writes stories can start from it. It is never published."
        try:
            (use_as_template if use else stop_using_as_template)(story, request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{story}” is {told if use else 'a draft again.'}")
        is_seen = self.get_queryset(request).filter(pk=pk).exists()  # a draft again may be somebody else’s
        return HttpResponseRedirect(self._url("change", pk) if is_seen else self._url("changelist"))

    def templates_view(self: Any, request: HttpRequest) -> HttpResponse:
        """Show the templates of the menu beside “New story”, which loads them when it is opened."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {"story_templates": offered_to(request.user)}
        return TemplateResponse(request, "admin/articles/article/_templates.html", context)

    def render_change_form(self: Any, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        story = context.get("original")
        if story and story.review == Review.TEMPLATE and self.has_add_permission(request):
            context["start_url"] = f"{self._url('add')}?template={story.pk}"
        if story is None:
            context["filed_in"] = filed_in(request, context["adminform"].form)
        return super().render_change_form(request, context, *args, **options)  # type: ignore[misc]

    def get_changeform_initial_data(self: Any, request: HttpRequest) -> dict[str, Any]:
        """Fill in what the address asks for. Of rows and blocks it can only name what to start from."""
        typed: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        values = {name: value for name, value in typed.items() if name not in (*LISTS, "body")}
        try:
            return values | initial(request.GET.dict(), request.user)
        except ActionRefused as refusal:
            messages.warning(request, str(refusal))
            return values


def _offer_template(story: Article, state: State, request: HttpRequest) -> Button | None:
    if not request.user.has_perm(MANAGE) or state.name not in Review.values:
        return None
    if state.name == Review.TEMPLATE:
        return Button("template", reverse(f"admin:{STOP}", args=[story.pk]), "No longer a template", is_next=False)
    return Button("template", reverse(f"admin:{USE}", args=[story.pk]), "Turn into a template", is_next=False)


def _offer_story_about_event(request: HttpRequest) -> EventLink | None:
    if not request.user.has_perm("articles.add_article"):
        return None
    return EventLink("New story about this", f"{reverse('admin:articles_article_add')}?event=")


register_button("articles.article", _offer_template)
register_event_link(_offer_story_about_event)
