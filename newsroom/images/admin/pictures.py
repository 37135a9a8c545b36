"""A picture's page in the admin; `newsroom.images.actions` does the work."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from newsroom.images import actions as picture_actions
from newsroom.images import library_search, usage
from newsroom.images.admin import desk
from newsroom.images.admin.take_down import TakeDownAdmin
from newsroom.images.forms import RIGHTS, PictureForm, crop_name, read_ahead
from newsroom.images.library import choice, is_portrait
from newsroom.images.models import Picture
from newsroom.images.picture_html import SHAPES
from newsroom.images.rights import rights_of
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.person_name import name_of


@admin.register(Picture)
class PictureAdmin(TakeDownAdmin):
    file_actions = picture_actions
    form = PictureForm
    search_fields = ("title",)  # turns search on; `get_search_results` does it
    save_on_top = False
    readonly_fields = ("preview", "state", "earlier_files", "uploader", "uploaded_at")

    class Media:
        js: ClassVar = [Script("js/focal_point.js", type="module")]

    @admin.display(description="preview")
    def preview(self, picture: Picture) -> SafeString:
        return render_to_string("admin/images/picture/_preview.html", {"picture": picture, "shapes": SHAPES})

    @admin.display(description="rights")
    def state(self, picture: Picture) -> str:
        return rights_of(picture, clock.now())[1]

    @admin.display(description="uploaded by")
    def uploader(self, picture: Picture) -> str:
        return name_of(picture.uploaded_by)

    @admin.display(description="files")
    def earlier_files(self, picture: Picture) -> SafeString:
        files = picture.files.select_related("created_by").order_by("-number")
        return render_to_string("admin/images/picture/_files.html", {"files": files, "current": picture.current_id})

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        words, focus = ("alt", "caption", "credit"), ("focus_x", "focus_y")
        rights = ("Rights", {"fields": (*RIGHTS, "restrictions", "mandatory_credit", "copyright")})
        library = ("Library information", {"fields": ("title", "keywords", "source", "taken")})
        if obj is None:  # on a phone the first screen must be enough
            crops = ("Crops", {"fields": (focus,)})
            folded = [(title, {**fields, "classes": ("collapse",)}) for title, fields in (rights, library, crops)]
            return [(None, {"fields": ("file", "anyway", "preview", *words)}), *folded]
        shown = () if obj.taken_down_at else ("preview",)
        changing = (focus, tuple(map(crop_name, SHAPES)), "seen") if self.has_change_permission(request, obj) else ()
        about = ("About this photo", {"fields": ("state", "earlier_files", "uploader", "uploaded_at")})
        return [(None, {"fields": (*shown, *changing, *words)}), rights, library, about]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Picture], term: str
    ) -> tuple[QuerySet[Picture], bool]:
        """Return what a form may choose, ready to be shown. Portraits are offered where one is wanted or named."""
        found = queryset.filter(library_search.holding(term), taken_down_at=None).select_related("current")
        if not term.strip() and request.GET.get("field_name") != "portrait":
            found = found.exclude(is_portrait())
        return found, False

    def as_choice(self, picture: Picture) -> dict[str, str]:
        return choice(picture, clock.now())

    def uses_of(self, row: Picture, viewer: Any) -> list[usage.Use]:
        return usage.of(row, viewer)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and (uploaded := request.FILES.get("file")):
            read_ahead(uploaded)  # before the transaction: decoding takes seconds
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        given = form.cleaned_data
        if change:
            self._save_changes(request, obj, form)
        else:
            words = {word: given[word] for word in picture_actions.WORDS}
            rights = {name: given[name] for name in RIGHTS}
            obj.pk = picture_actions.upload(given["file"], request.user, focus=form.focus(), **rights, **words).pk
            obj._state.adding = False
        obj.refresh_from_db()
        if not obj.alt:
            messages.warning(request, "This photo has no alt text. A story needs it, here or where it uses the photo.")
        if obj.owes_credit:
            text = f"The credit must contain “{obj.mandatory_credit}”: no story is published with this photo before."
            messages.warning(request, text)

    def _save_changes(self, request: HttpRequest, picture: Picture, form: PictureForm) -> None:
        given = form.cleaned_data
        focus = form.focus() if {"focus_x", "focus_y"} & set(form.changed_data) else None
        crops = form.crops() if set(map(crop_name, SHAPES)) & set(form.changed_data) else None
        picture_actions.edit(picture, request.user, focus=focus, crops=crops, **form.touched_words())
        if form.touched & set(RIGHTS):
            stored = Picture.objects.get(pk=picture.pk)
            rights = {name: given[name] if name in form.touched else getattr(stored, name) for name in RIGHTS}
            picture_actions.set_rights(picture, request.user, **rights)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        picture = self.get_object(request, object_id)
        uses = usage.of(picture, request.user) if picture else []  # type: ignore[arg-type]
        return super().change_view(request, object_id, form_url, {"uses": uses})

    def get_form(self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        # There is another page for a new file; crops are chosen where the photo is seen.
        for name in ("file", "anyway") if obj else map(crop_name, SHAPES):
            form.base_fields.pop(name)
        return form

    def get_urls(self) -> list[URLPattern]:
        wrap: Callable[..., Any] = self.admin_site.admin_view
        return [
            path("choices/", wrap(self._for("view", desk.choices)), name="images_picture_choices"),
            path("rights/", wrap(self._for("view", desk.running_out)), name="images_picture_running_out"),
            path("upload/", wrap(self._for("add", desk.upload_many)), name="images_picture_upload_many"),
            path("correct/", wrap(self._for("change", desk.correct)), name="images_picture_correct"),
            path("<int:pk>/replace/", wrap(self._for("change", desk.replace)), name="images_picture_replace"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        return self._for("view", desk.show_library)(request)

    def _for(self, permission: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def permitted(request: HttpRequest, **named: Any) -> HttpResponseBase:
            if not getattr(self, f"has_{permission}_permission")(request):
                raise PermissionDenied
            return view(request, **named)

        return permitted
