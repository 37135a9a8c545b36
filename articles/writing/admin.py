"""What the writing page asks by script: previews of blocks, and what a clipboard holds as blocks."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from articles import preflight
from articles.copy_import.pasting import blocks_of_paste, table_of_csv
from articles.link_previews.views import drawn
from articles.models import Article, Author
from articles.queries import with_timelines
from articles.search_appearance import ShareTitle
from articles.views import article_at
from articles.writing import sources
from articles.writing.asked import Asked, asked_in, day_of, row_key, row_number, text_of
from articles.writing.lists import as_list, as_timeline
from articles.writing.preview_panel import left_out, own_timelines, unsaved_version
from articles.writing.previews import previews
from articles.writing.timeline_choices import choices
from articles.writing.timeline_events import rows_of, save_rows
from articles.writing.timeline_suggestions import suggested
from newsroom.database import is_busy
from newsroom.images.library import choice
from newsroom.images.models import Picture
from newsroom.images.renditions import write_share_image
from newsroom.media.models import MediaFile
from newsroom.publishing import clock
from newsroom.publishing.admin.autosave import saved_as
from newsroom.publishing.admin.autosave_admin import keys_of
from newsroom.publishing.admin.edit_session import EditSession, edit_session
from newsroom.publishing.admin.form_recovery import BUSY
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.permissions import may
from timelines.models import Event, Timeline

PREVIEWS, PASTE, CONVERT, TITLES, EVENTS, TIMELINE_EVENTS, SUGGESTED, SOURCE = (
    f"articles_article_{name}"
    for name in ("previews", "paste", "convert", "titles", "events", "timeline_events", "suggested_timelines", "source")
)
MOST = 600  # blocks in a request


class WritingAdmin:
    """Mix what the writing page asks into ArticleAdmin."""

    def get_urls(self: Any) -> list[Any]:
        views = (
            ("previews/", _previews, PREVIEWS),
            ("paste/", _paste, PASTE),
            ("convert/", _convert, CONVERT),
            ("titles/", _titles, TITLES),
            ("events/", _events, EVENTS),
            ("timeline-events/", _timeline_events, TIMELINE_EVENTS),
            ("suggested-timelines/", _suggested_timelines, SUGGESTED),
            ("source/", _source, SOURCE),
        )
        urls = [path(at, self.admin_site.admin_view(answering(self, view)), name=name) for at, view, name in views]
        unsaved = [self._route(at, self.unsaved_view, "unsaved") for at in ("unsaved/", "<int:pk>/unsaved/")]
        shared = self._route("<int:pk>/share-image/", self.share_image_view, "share_image")
        return [*urls, *unsaved, shared, *super().get_urls()]  # type: ignore[misc]

    def share_image_view(self: Any, request: Any, pk: int) -> HttpResponseBase:
        """Return the image with which a link would show the story as it was saved last."""
        article = self._seen(request, pk)
        if article.is_sealed():
            raise Http404("This story was taken down.")
        for photo in filter(None, (article.share_picture, article.lead_picture)):
            if photo.usable_at(request.now) and photo.current:
                shared = photo.current.share_image or write_share_image(photo.current)
                if shared:
                    return FileResponse(default_storage.open(shared["name"]), content_type=shared["type"])
        title = article.extra.get(ShareTitle.name) or article.headline
        return drawn(request, title, article.section_id)

    def unsaved_view(self: Any, request: Any, pk: int | None = None) -> HttpResponse:
        """Answer {"html": "…", "left_out": ["…", …], "told": "…"} for the posted form: the page that readers would get now.

        Nothing is stored. What can't be saved or isn't live is not on the page, and is named; what is published with
        the story is on it, and told.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        change = pk is not None
        article = self._seen(request, pk) if change else None
        if not (self.has_change_permission(request, article) if change else self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, article, change=change)(request.POST, instance=article)
        version = unsaved_version(form, request.now)
        reading = copy(request)
        reading.method, reading.preview = "GET", version  # what every page has may come from memory
        own = own_timelines(version, request.user, request.now)
        page = article_at(reading, version, own).content.decode()
        seen = with_timelines(version.context, own, request.now)
        unseen = (check.text for check in preflight.unseen(version.content, seen))
        told = " ".join(f"The timeline “{head.title}” is published with this story." for head in own)
        return JsonResponse({"html": page, "left_out": [*left_out(form), *unseen], "told": told})

    def made_before(self: Any, request: HttpRequest) -> str | None:
        """A page of a new story that is sent twice, as after a lost answer, is one story: its blocks and rows have keys."""
        pk = saved_as(request.user, Article._meta.label_lower, keys_of(request))
        return str(pk) if pk else None

    def changeform_view(self: Any, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Answer a save by script with the page of the story as it is stored now, whose parts the script takes over."""
        response = super().changeform_view(request, *args, **options)  # type: ignore[misc]
        session = edit_session(request)
        wants_page = request.headers.get("Prefer") == "return=representation"
        if not (wants_page and session and session.saved and "_continue" in request.POST):
            return response
        reads = copy(request)
        reads.method, reads.GET, reads.POST = "GET", QueryDict(), QueryDict()
        reads.edit_session = EditSession()  # type: ignore[attr-defined]
        page = super().changeform_view(reads, str(session.saved.pk))  # type: ignore[misc]
        page["Content-Location"] = reverse("admin:articles_article_change", args=[session.saved.pk])
        return page


def _previews(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"html": [...]} for {"body": [...], "language": "en", "day": "2024-11-08"}, the day of the story."""
    rows = asked.get("body")
    if not isinstance(rows, list) or len(rows) > MOST:
        raise ActionRefused(f"Send a list of at most {MOST} blocks.")
    language = text_of(asked, "language") or "en"
    return {"html": previews(rows, language, clock.now(), user, day_of(asked, "day"))}


def _paste(asked: Asked, _user: Any) -> dict[str, Any]:
    """Answer {"body": [...], "told": "…", "embed": ..., "table": ...} for {"html": "…", "text": "…"}.

    "embed" is a block for a bare address of a site whose videos and posts stories can show, and otherwise null; "table"
    one for CSV, that of a file for {"csv": "…"}.
    """
    if csv := text_of(asked, "csv"):
        return {"table": table_of_csv(csv, is_file=True)}
    html, text = text_of(asked, "html"), text_of(asked, "text")
    rows, told = blocks_of_paste(html, text)
    alone = not html.strip()
    embed, table = (sources.embed_of(text), table_of_csv(text)) if alone else (None, None)
    return {"body": rows, "told": told, "embed": embed, "table": table}


def _source(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"task": id} for {"url": "…"}, and what its source says of itself for {"task": id}; "" and null: not yet."""
    if "url" in asked:
        return {"task": sources.ask(text_of(asked, "url"), user)}
    if not (task := text_of(asked, "task")):
        raise ActionRefused("Name a web address or a task.")
    return {"answer": sources.answer(task)}


def _convert(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"row": ...}: a timeline for {"list": html, "headline": "…", "language": "en"}, a list for {"timeline": id}."""
    if "list" in asked:
        words, language = (text_of(asked, name) for name in ("list", "language"))
        return {"row": as_timeline(words, text_of(asked, "headline"), language or "en", user)}
    return {"row": as_list(row_number(asked, "timeline"), user)}


def _titles(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"title": "…"} for {"of": "timelines.timeline", "id": 4}, what a field or a chip names; "" if it is hidden.

    A photo has its thumbnail and alt text, too.
    """
    named: dict[str, Any] = {
        model._meta.label_lower: model for model in (Article, Timeline, Picture, MediaFile, Author, Event)
    }
    model = named.get(text_of(asked, "of"))
    if model is Event:
        event = Event.objects.unsealed().filter(pk=row_key(asked, "id")).select_related("timeline").first()
        return {"title": str(event) if event and may(user, "view", event.timeline) else ""}
    found = model.objects.filter(pk=row_number(asked, "id")).first() if model else None
    if model is Author:
        return {"title": str(found or "")}
    if model is MediaFile:
        shown = found if found and not found.taken_down_at and user.has_perm("media.view_mediafile") else ""
        return {"title": str(shown)}
    if model is Picture:
        hidden = found is None or (found.taken_down_at and not user.has_perm("images.open_sealed_picture"))
        if found is None or hidden or not user.has_perm("images.view_picture"):
            return {"title": ""}
        shown = choice(Picture.objects.to_render().get(pk=found.pk), clock.now())
        return {"title": str(found), "thumbnail": shown["thumbnail"], "alt": shown["alt"]}
    return {"title": str(found) if found and may(user, "view", found) else ""}


def _events(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"events": [[key, "Aug. 6 · …"], …], "versions": [[id, "…"], …]} for {"timeline": id}."""
    timeline = _timeline(asked, user)
    return choices(timeline) if timeline else {"events": [], "versions": []}


def _timeline_events(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"events": [...]} for {"timeline": id}, after a save for {…, "rows": [...], "gone": [keys], "year": 2024}."""
    if "rows" in asked:
        rows, gone = asked["rows"], asked.get("gone") or []
        if not (isinstance(rows, list) and isinstance(gone, list)):
            raise ActionRefused("Events are lists.")
        keys = [key for key in gone if isinstance(key, str)]
        year = row_number(asked, "year") or None
        return {"events": save_rows(row_number(asked, "timeline"), rows, keys, user, year)}
    timeline = _timeline(asked, user)
    if timeline is None:
        raise ActionRefused("You can’t see that timeline.")
    return {"events": rows_of(timeline)}


def _suggested_timelines(asked: Asked, user: Any) -> dict[str, Any]:
    """Answer {"results": [{"id", "text"}, …]} for {"story": id or none, "headline": "…", "standfirst": "…"}."""
    story = Article.objects.filter(pk=row_number(asked, "story")).first()
    seen = story if story and may(user, "view", story) else None
    headline, deck = (text_of(asked, name) for name in ("headline", "standfirst"))
    return {"results": suggested(seen, headline, deck, user, clock.now())}


def _timeline(asked: Asked, user: Any) -> Timeline | None:
    """Return the timeline that was asked about, if there is one and the user may see it."""
    timeline = Timeline.objects.filter(pk=row_number(asked, "timeline")).first()
    return timeline if timeline and may(user, "view", timeline) else None


def answering(admin: Any, answer: Callable[[Asked, Any], Asked]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that answers those who may write stories with what `answer(asked, user)` returns."""

    def view(request: HttpRequest) -> HttpResponse:
        if not (admin.has_add_permission(request) or admin.has_change_permission(request)):
            raise PermissionDenied
        try:
            return JsonResponse(answer(asked_in(request), request.user))
        except PermissionRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=403)
        except ActionRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=400)
        except OperationalError as error:
            if not is_busy(error):
                raise
            return JsonResponse({"error": BUSY}, status=503)

    return require_POST(view)
