"""The picture library in the admin. It asks and shows; `newsroom.images.pictures` does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Script
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from newsroom.images import pictures, usage
from newsroom.images.forms import RIGHTS, PictureForm, ReasonForm, read_ahead
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.admin import UncountedAdmin
from newsroom.publishing.refusals import Refused
from newsroom.publishing.wording import moment


class RightsFilter(admin.SimpleListFilter):
    """What the desk looks for: what may run, and what soon may not."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("now", "May be used now"),
            ("ending", "Rights end within 7 days"),
            ("later", "Not yet usable"),
            ("ended", "Rights have ended"),
            ("no_alt", "Without alternative text"),
            ("no_credit", "Without credit"),
            ("taken_down", "Taken down"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        now = clock.now()
        conditions = {
            "ending": Q(usable_until__gt=now, usable_until__lte=now + timedelta(days=7), taken_down_at=None),
            "later": Q(usable_from__gt=now, taken_down_at=None),
            "ended": Q(usable_until__lte=now, taken_down_at=None),
            "no_alt": Q(alt="", taken_down_at=None),
            "no_credit": Q(credit="", taken_down_at=None),
            "taken_down": Q(taken_down_at__isnull=False),
        }
        if self.value() == "now":
            return queryset & Picture.objects.usable(now)
        return queryset.filter(conditions.get(self.value() or "", Q()))


@admin.register(Picture)
class PictureAdmin(UncountedAdmin):
    form = PictureForm
    list_display = ("thumbnail", "title", "credit", "state", "uploaded_by", "uploaded_at")
    list_display_links = ("thumbnail", "title")
    list_select_related = ("current", "uploaded_by")
    list_filter = (RightsFilter,)
    search_fields = ("title", "credit", "caption")
    actions = None
    save_on_top = False
    readonly_fields = ("preview", "state", "earlier_files", "used_in", "uploaded_by", "uploaded_at")

    class Media:
        css: ClassVar = {"all": ("css/admin_images.css",)}
        js: ClassVar = [Script(name, defer=True) for name in ("js/focal_point.js",)]

    # What is shown.

    @admin.display(description="photo")
    def thumbnail(self, picture: Picture) -> SafeString | str:
        if picture.current is None or picture.taken_down_at:
            return "–"
        return picture.render(shape="1:1", sizes="5rem", alt=picture.title).html()

    @admin.display(description="picture")
    def preview(self, picture: Picture) -> SafeString:
        return render_to_string(
            "admin/images/picture/_preview.html", {"picture": picture, "shapes": ("16:9", "4:3", "1:1")}
        )

    @admin.display(description="use")
    def state(self, picture: Picture) -> str:
        now = clock.now()
        if picture.taken_down_at:
            return f"Taken down {moment(picture.taken_down_at)}"
        if picture.usable_from and picture.usable_from > now:
            return f"Not before {moment(picture.usable_from)}"
        if picture.usable_until:
            return f"{'Ended' if picture.usable_until <= now else 'Until'} {moment(picture.usable_until)}"
        return "May be used"

    @admin.display(description="files")
    def earlier_files(self, picture: Picture) -> SafeString:
        files = picture.files.select_related("created_by").order_by("-number")
        return render_to_string("admin/images/picture/_files.html", {"files": files, "current": picture.current_id})

    @admin.display(description="used in")
    def used_in(self, picture: Picture) -> SafeString:
        return render_to_string("admin/images/picture/_used_in.html", {"uses": usage.of(picture)})

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        words, focus = ("alt", "caption", "credit"), ("focus_x", "focus_y")
        rights = ("Rights", {"fields": RIGHTS})
        library = ("For the library", {"fields": ("title", "source", "taken")})
        if obj is None:  # on a phone the first screen must do
            crops = ("Crops", {"fields": (focus,)})
            folded = [(title, {**fields, "classes": ("collapse",)}) for title, fields in (rights, library, crops)]
            return [(None, {"fields": ("file", "preview", *words)}), *folded]
        shown = () if obj.taken_down_at else ("preview",)
        changing, file = ((focus, "seen"), ("file",)) if self.has_change_permission(request, obj) else ((), ())
        about = ("state", "used_in", *file, "earlier_files", "uploaded_by", "uploaded_at")
        return [
            (None, {"fields": (*shown, *changing, *words)}),
            rights,
            library,
            ("About this picture", {"fields": about}),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Picture], term: str
    ) -> tuple[QuerySet[Picture], bool]:
        found, may_repeat = super().get_search_results(request, queryset, term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            found = found.filter(taken_down_at=None)
        return found, may_repeat

    # Who may.

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.taken_down_at)

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and (obj.taken_down_at or usage.of(obj)))

    # What is done.

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and (uploaded := request.FILES.get("file")):
            read_ahead(uploaded)
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        given = form.cleaned_data
        if change:
            self._save_changes(request, obj, form)
        else:
            words = {word: given[word] for word in pictures.WORDS}
            rights = {name: given[name] for name in RIGHTS}
            obj.pk = pictures.upload(given["file"], request.user, focus=form.focus(), **rights, **words).pk
            obj._state.adding = False
        obj.refresh_from_db()
        self._advise(request, obj)

    def _save_changes(self, request: HttpRequest, picture: Picture, form: PictureForm) -> None:
        given = form.cleaned_data
        focus = form.focus() if {"focus_x", "focus_y"} & set(form.changed_data) else None
        if given["file"]:
            pictures.replace_file(picture, given["file"], request.user, focus=focus or pictures.MIDDLE)
            focus = None
        words = {word: given[word] for word in pictures.WORDS if word in form.touched}
        pictures.edit(picture, request.user, focus=focus, **words)
        if form.touched & set(RIGHTS):
            stored = Picture.objects.get(pk=picture.pk)
            rights = {name: given[name] if name in form.touched else getattr(stored, name) for name in RIGHTS}
            pictures.set_rights(picture, request.user, **rights)

    def _advise(self, request: HttpRequest, picture: Picture) -> None:
        same = Picture.objects.filter(files__sha256__in=picture.files.values("sha256")).exclude(pk=picture.pk).first()
        if same:
            messages.warning(request, f"The library has the same photo already: “{same}”.")
        if not picture.alt:
            messages.warning(
                request, "This picture has no alternative text yet; a story cannot be published with it before it has."
            )

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        pictures.discard(obj, request.user)

    # Taking down, and opening what was taken down.

    def get_urls(self) -> list[URLPattern]:
        wrap: Callable[..., Any] = self.admin_site.admin_view
        return [
            path("<int:pk>/take-down/", wrap(self.take_down), name="images_picture_take_down"),
            path("<int:pk>/open-sealed/", wrap(self.open_sealed), name="images_picture_open_sealed"),
            *super().get_urls(),
        ]

    def take_down(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask why, then take the picture down."""

        def act(picture: Picture, reason: str) -> HttpResponseBase:
            pictures.take_down(picture, request.user, reason=reason)
            messages.success(request, f"“{picture}” was taken down: no page and no address shows it any more.")
            return HttpResponseRedirect(reverse("admin:images_picture_change", args=[pk]))

        return self._ask_why(request, pk, "take_down_picture", "Take down", act)

    def open_sealed(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask why, then hand out the sealed original."""

        def act(picture: Picture, reason: str) -> HttpResponseBase:
            original = pictures.open_sealed(picture, request.user, reason=reason)
            return FileResponse(original, as_attachment=True)

        return self._ask_why(request, pk, "open_sealed_picture", "Open the sealed copy", act)

    def _ask_why(
        self, request: HttpRequest, pk: int, permission: str, verb: str, act: Callable[[Picture, str], HttpResponseBase]
    ) -> HttpResponseBase:
        if not request.user.has_perm(f"images.{permission}"):
            raise PermissionDenied
        picture = get_object_or_404(Picture, pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return act(picture, form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb}: {picture}",
            "verb": verb,
            "picture": picture,
            "form": form,
            "opts": self.opts,
            "uses": usage.of(picture),
        }
        return TemplateResponse(request, "admin/images/picture/ask_why.html", context)
