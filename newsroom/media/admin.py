"""Videos, recordings and documents at the desk; `newsroom.media.actions` does the work."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString

from newsroom.database import excuse
from newsroom.images import usage
from newsroom.images.admin.take_down import TakeDownAdmin
from newsroom.images.rights import SOON, rights_of, states
from newsroom.media import actions as media_actions
from newsroom.media.forms import BELONGS, MediaFileForm, read_ahead
from newsroom.media.models import Kind, MediaFile
from newsroom.media.upload import take_in
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.person_name import name_of


class RightsFilter(admin.SimpleListFilter):
    title = "rights"
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("free", "Usable now"),
            ("soon", f"Expire within {SOON.days} days"),
            ("later", "Not usable yet"),
            ("ended", "Expired"),
            ("sealed", "Taken down"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MediaFile]) -> QuerySet[MediaFile]:
        found = states(clock.now()).get(self.value() or "")
        return queryset.filter(found) if found is not None else queryset


@admin.register(MediaFile)
class MediaFileAdmin(TakeDownAdmin):
    file_actions = media_actions
    form = MediaFileForm
    list_display = ("title", "kind", "measure", "credit", "rights", "uploader", "uploaded_at")
    list_filter = ("kind", RightsFilter)
    list_select_related = ("uploaded_by",)
    search_fields = ("title", "credit", "filename")
    autocomplete_fields: ClassVar = ("poster",)
    readonly_fields = ("preview", "rights", "about", "uploader", "uploaded_at")
    save_on_top = False

    @admin.display(description="length or pages")
    def measure(self, media: MediaFile) -> str:
        return ", ".join(filter(None, [measured(media), filesizeformat(media.size)]))

    @admin.display(description="uploaded by")
    def uploader(self, media: MediaFile) -> str:
        return name_of(media.uploaded_by)

    @admin.display(description="rights")
    def rights(self, media: MediaFile) -> str:
        return rights_of(media, clock.now())[1]

    @admin.display(description="file")
    def about(self, media: MediaFile) -> str:
        return ", ".join(filter(None, [media.filename, media.get_kind_display(), self.measure(media)]))

    @admin.display(description="preview")
    def preview(self, media: MediaFile) -> SafeString:
        return render_to_string("admin/media/mediafile/_preview.html", {"media": media})

    def get_fieldsets(self, request: HttpRequest, obj: MediaFile | None = None) -> Any:
        words = BELONGS[Kind(obj.kind)] if obj else BELONGS[Kind.VIDEO]
        captions = ("captions_file",) if "captions" in words else ()
        shown = [each for word in words for each in ((*captions, word) if word == "captions" else (word,))]
        if obj is None:
            return [(None, {"fields": ("upload", "title", "credit", "language", "usable_from", "usable_until")})]
        if not self.has_change_permission(request, obj):
            shown = list(words)
        else:
            shown.append("seen")
        first = () if obj.taken_down_at else ("preview",)
        return [
            (None, {"fields": (*first, *shown)}),
            ("About this file", {"fields": ("rights", "about", "uploader", "uploaded_at")}),
        ]

    def get_form(self, request: HttpRequest, obj: MediaFile | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        if obj:
            for name in {"upload", *(set(media_actions.WORDS) - set(BELONGS[Kind(obj.kind)]))} & set(form.base_fields):
                form.base_fields.pop(name)
        return form

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MediaFile], term: str
    ) -> tuple[QuerySet[MediaFile], bool]:
        """Return what the list shows, and for the form of a story what a block of that `kind` may show."""
        found, duplicates = super().get_search_results(request, queryset, term)
        if kind := request.GET.get("kind"):
            found = found.filter(kind=kind, taken_down_at=None)
        return found, duplicates

    def uses_of(self, row: MediaFile, viewer: Any) -> list[usage.Use]:
        return usage.of_many([row.pk], clock.now(), viewer, used=MediaFile)[row.pk]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        media = self.get_object(request, object_id)
        uses = self.uses_of(media, request.user) if media else []
        return super().change_view(request, object_id, form_url, {"uses": uses})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and (uploaded := request.FILES.get("upload")):
            read_ahead(uploaded)  # before the transaction
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: MediaFile, form: Any, change: bool) -> None:
        given = form.cleaned_data
        words = {word: given[word] for word in media_actions.WORDS if word in given}
        if change:
            media_actions.edit(MediaFile.objects.get(pk=obj.pk), request.user, **words)
        else:
            obj.pk = media_actions.upload(given["upload"], request.user, **words).pk
            obj._state.adding = False
        obj.refresh_from_db()
        if not change and obj.kind != Kind.DOCUMENT:
            messages.info(request, "Add captions and a transcript, for readers who can’t hear it.")

    def get_urls(self) -> list[URLPattern]:
        return [self._route("upload/", self.upload_view, "upload"), *super().get_urls()]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Upload the file of a form that names it; the answers are those that static/js/photo_upload.js reads."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        uploaded = request.FILES.get("file")
        if uploaded is None:
            return JsonResponse({"error": "Choose a file."}, status=422)
        wanted = request.GET.get("kind", "")
        try:
            intake = take_in(uploaded, uploaded.name or "")
            if wanted in Kind.values and intake.kind != wanted:
                raise ValidationError(f"This is {_a(intake.kind)}. Put it into a block of that type.")
            if found := media_actions.known(intake):
                error = f"This file is already here: “{found}”."
                return JsonResponse({"error": error, "known": _answer(found)}, status=409)
            return JsonResponse(_answer(media_actions.upload(intake, request.user)))
        except ValidationError as refusal:
            return JsonResponse({"error": " ".join(refusal.messages)}, status=422)
        except ActionRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
        except (OperationalError, OSError) as error:
            return JsonResponse({"error": excuse(error)}, status=422)


def measured(media: MediaFile) -> str:
    """Return the length of a recording or the number of pages, "" if unknown."""
    if media.pages:
        return "1 page" if media.pages == 1 else f"{media.pages} pages"
    return media.length


def _answer(media: MediaFile) -> dict[str, Any]:
    return {"id": media.pk, "title": media.title}


def _a(kind: Kind) -> str:
    return {Kind.VIDEO: "a video", Kind.AUDIO: "a recording", Kind.DOCUMENT: "a document"}[kind]
