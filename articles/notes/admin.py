"""The admin page of the notes on a story, which a script also shows beside the story's text."""

from typing import Any

from django import forms
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.models import Article, StoryNote
from articles.notes.actions import reopen, resolve, write
from newsroom.publishing import clock
from newsroom.text.plain_text import whole_number

NAME = "articles_article_notes"
MARKS = {"resolve": resolve, "reopen": reopen}


class NoteForm(forms.ModelForm[StoryNote]):
    class Meta:
        model = StoryNote
        fields = ("text",)
        error_messages = {"text": {"required": "Write a note first."}}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class NotesAdmin:
    """Mix the notes on a story into ArticleAdmin."""

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.notes_view)
        return [path("<int:pk>/notes/", view, name=NAME), *super().get_urls()]  # type: ignore[misc]

    def notes_view(self: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the notes on a story, as a page or a `?fragment`; POST adds one (`text`) or marks one (`resolve`, `reopen`).

        `reply` or `reply_to` is the note that an added one answers.

        What can't be stored is refused with 400, and on the page itself shown again as it was typed.
        """
        article = self._seen(request, pk)
        fragment, form, done = "fragment" in request.GET, NoteForm(), False
        if request.method == "POST":
            if mark := next((name for name in MARKS if name in request.POST), None):
                note = get_object_or_404(article.notes, pk=whole_number(request.POST[mark]) or 0)
                MARKS[mark](note, request.user)
                typed = request.POST.get("text", "")
                form, done = NoteForm(initial={"text": typed}), not typed  # what is half typed stays
            else:
                form = NoteForm(request.POST)
                if done := form.is_valid():
                    to = request.POST.get("reply") or request.POST.get("reply_to")
                    answered = get_object_or_404(article.notes, pk=whole_number(to) or 0) if to else None
                    write(article, request.user, form.cleaned_data["text"], answered)
                elif fragment:
                    return HttpResponse(" ".join(map(str, form.errors["text"])), status=400, content_type="text/plain")
        if done and not fragment:
            return HttpResponseRedirect(reverse(f"admin:{NAME}", args=[pk]))
        context = {
            "title": "Notes",
            "subject": article,
            "opts": self.opts,
            "notes": article.notes.in_threads().select_related("author", "resolved_by"),
            "form": form,
            "now": clock.now(),
            **({} if fragment else self.admin_site.each_context(request)),
        }
        template = "_notes.html" if fragment else "notes.html"
        return TemplateResponse(request, f"admin/articles/article/{template}", context)


def with_notes(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate `unresolved_notes`, how many notes on each story are open."""
    notes = StoryNote.objects.unresolved().filter(article=OuterRef("pk")).order_by().values("article")
    return stories.annotate(
        unresolved_notes=Subquery(notes.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    )
