"""The photo library's other pages: search, upload, captions, replacing a file, expiring rights.

Each is a view of the admin; `newsroom.images.admin.pictures` gives them their addresses and checks the permission.
"""

from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from newsroom.database import excuse
from newsroom.images import actions as picture_actions
from newsroom.images import duplicates, library, usage
from newsroom.images.forms import CorrectFormSet, ReplaceForm, UploadForm, read_ahead, taken_in
from newsroom.images.library import LibraryForm, choice
from newsroom.images.models import Picture, RightsWindow
from newsroom.images.picture_html import SHAPES
from newsroom.images.rights import restrictions_of, rights_of, usable_words
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import whole_number

# What Django's form needs in a window that it opens.
POPUP = [f"admin/js/{name}.js" for name in ("vendor/jquery/jquery.min", "jquery.init", "admin/RelatedObjectLookups")]
USES = 3  # of each kind are named for a photo whose rights end
AT_ONCE = 50  # pictures in one table of captions


def _render(request: HttpRequest, template: str, title: str, script: str = "", **context: Any) -> TemplateResponse:
    js: list[Any] = [forms.Script(f"js/{script}.js", type="module")] if script else []
    media = forms.Media(js=js + (POPUP if context.get("is_popup") else []))
    frame = admin.site.each_context(request) | {"title": title, "opts": Picture._meta, "media": media}
    return TemplateResponse(request, f"admin/images/picture/{template}.html", frame | context)


def _described(found: list[Any], now: Any) -> list[Any]:
    """Return pictures or other files with the state of their rights, for templates."""
    for file in found:
        state, words = rights_of(file, now)
        file.state, file.rights = state, usable_words(file, now) if state in ("soon", "free") else words
        file.limits = restrictions_of(file) if isinstance(file, Picture) else ()
    return found


@require_safe
def show_library(request: HttpRequest) -> HttpResponse:
    """Show the library as a grid. In a popup (`_popup`) a picture is chosen for the form that opened it."""
    now, form = clock.now(), LibraryForm(request.GET, label_suffix="")
    form.is_valid()
    page = library.page(form.cleaned_data, request.user, now, chooses="_popup" in request.GET)  # type: ignore[arg-type]
    used = usage.counts([picture.pk for picture in page.pictures])
    for picture in _described(page.pictures, now):
        picture.used = used[picture.pk]
    context = {
        "form": form,
        "page": page,
        "is_popup": "_popup" in request.GET,
        "most": usage.MOST,
        "asked": any(form.cleaned_data.values()),
    }
    for name, before in (("first", ""), ("following", page.following)):
        query = request.GET.copy()
        query["before"] = before
        context[name] = query.urlencode()
    return _render(request, "library", "Photo library", "picture_grid", **context)


def _asked_for(request: HttpRequest) -> list[int]:
    """Return the ids of `?picture=`, at most as many as a page shows."""
    return list(filter(None, map(whole_number, request.GET.getlist("picture"))))[:AT_ONCE]


@require_safe
def choices(request: HttpRequest) -> JsonResponse:
    """Return the pictures of `?picture=` for the story form, as a map from id to `library.choice`."""
    now = clock.now()
    found = Picture.objects.to_render().in_bulk(_asked_for(request))
    return JsonResponse({str(pk): choice(picture, now) for pk, picture in found.items()})


class Outcome(NamedTuple):
    """The result of one upload: a new picture, one that is in the library already, or the reason for a refusal."""

    filename: str
    picture: Picture | None = None
    known: duplicates.Known | None = None
    refused: str = ""

    def answer(self) -> JsonResponse:
        """Return the answer for static/js/photo_upload.js."""
        now = clock.now()
        if self.picture:
            return JsonResponse({"id": self.picture.pk, **choice(self.picture, now)})
        if self.known:
            known = {"id": self.known.picture.pk, **choice(self.known.picture, now)}
            return JsonResponse({"error": str(self.known), "known": known}, status=409)
        return JsonResponse({"error": self.refused}, status=422)


def upload_many(request: HttpRequest) -> HttpResponse:
    """Upload many photos in one form, or, from the script, one by one with an answer for each."""
    form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    wants_json = request.method == "POST" and request.headers.get("Accept") == "application/json"
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [_uploaded(request, file, form.cleaned_data["anyway"]) for file in form.cleaned_data["photos"]]
        if wants_json:
            return outcomes[0].answer()
    elif wants_json:
        return JsonResponse({"error": " ".join(map(str, form.errors.get("photos", ["Choose a photo."])))}, status=422)
    taken = [outcome.picture for outcome in outcomes if outcome.picture]
    correct = reverse("admin:images_picture_correct")
    correct_address = f"{correct}?{urlencode([('picture', picture.pk) for picture in taken])}" if taken else ""
    if taken and len(taken) == len(outcomes):
        return HttpResponseRedirect(correct_address)
    context = {
        "form": form,
        "outcomes": outcomes,
        "correct_address": correct_address,
        "correct": correct,
        "taken": taken,
    }
    return _render(request, "upload_many", "Upload photos", "upload_many", **context)


def _uploaded(request: HttpRequest, file: Any, anyway: bool) -> Outcome:
    """Upload one file, unless it is refused or a duplicate."""
    name = str(file.name)
    try:
        intake = taken_in(file)
        known = None if anyway else duplicates.known(intake)
        if known:
            return Outcome(name, known=known)
        return Outcome(name, picture=picture_actions.upload(intake, request.user))
    except ValidationError as refusal:
        return Outcome(name, refused=" ".join(refusal.messages))
    except ActionRefused as refusal:
        return Outcome(name, refused=str(refusal))
    except (OperationalError, OSError) as error:
        return Outcome(name, refused=excuse(error))


def correct(request: HttpRequest) -> HttpResponse:
    """Edit the words of several pictures (`?picture=`) in one table."""
    rows = Picture.objects.to_render().filter(pk__in=_asked_for(request), taken_down_at=None).order_by("pk")
    formset = CorrectFormSet(request.POST or None, queryset=rows)
    if request.method == "POST" and formset.is_valid() and _corrected(request, formset):
        return HttpResponseRedirect(reverse("admin:images_picture_changelist"))
    return _render(request, "correct", "Edit captions", formset=formset)


def _corrected(request: HttpRequest, formset: Any) -> bool:
    """Save every row that was edited. Return whether all were saved."""
    for form in formset:
        try:
            picture_actions.edit(form.instance, request.user, **form.touched_words())
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        except OperationalError as error:
            form.add_error(None, excuse(error))
    if any(form.errors for form in formset):
        return False
    messages.success(request, "Captions saved.")
    if bare := sum(not form.cleaned_data["alt"] for form in formset):
        photos = "1 photo has" if bare == 1 else f"{bare} photos have"
        messages.warning(request, f"{photos} no alt text. A story needs it, here or where it uses the photo.")
    return True


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the file of a picture, after showing what will change where."""
    picture = get_object_or_404(Picture.objects.to_render(), pk=pk, taken_down_at=None, current__isnull=False)
    if request.method == "POST" and (uploaded := request.FILES.get("file")):
        read_ahead(uploaded)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, reason = form.cleaned_data["file"], form.cleaned_data["reason"]
        try:
            picture_actions.replace_file(picture, file, request.user, focus=form.focus(), reason=reason)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Replaced “{picture}” everywhere. The earlier file is kept.")
            return HttpResponseRedirect(reverse("admin:images_picture_change", args=[pk]))
    now_x, now_y = (round(share * 100) for share in picture.current.focus)  # type: ignore[union-attr]
    context: dict[str, Any] = {"subject": picture, "form": form, "now_x": now_x, "now_y": now_y}
    context |= {"shapes": SHAPES, "uses": usage.of(picture, request.user)}  # type: ignore[arg-type]
    return _render(request, "replace", "Replace everywhere", "focal_point", **context)


@require_safe
def running_out(request: HttpRequest) -> HttpResponse:
    """List the photos and other files whose rights end, the soonest first, and the stories that lose them.

    Two queries for each type of file.
    """
    now = clock.now()
    ending = [model.objects.rights_end_after(now) for model in _rights_windows(request.user)]
    found = [file for rows in ending for file in rows[: library.SIZE + 1]]
    found.sort(key=attrgetter("usable_until", "pk"))
    shown = _described(found[: library.SIZE], now)
    for model in {type(file) for file in shown}:
        files = [file for file in shown if type(file) is model]
        keys = [file.pk for file in files]
        uses = usage.of_many(keys, now, request.user, most=USES + 1, earlier=False, used=model)  # type: ignore[arg-type]
        for file in files:
            file.is_photo, file.page = model is Picture, f"admin:{file._meta.app_label}_{file._meta.model_name}_change"
            kinds = [list(each) for _, each in groupby(uses[file.pk], key=attrgetter("state"))]
            file.uses = [use for each in kinds for use in each[:USES]]
            file.has_more = any(each[USES:] for each in kinds)
    more = len(found) > library.SIZE
    return _render(request, "running_out", "Expiring rights", files=shown, there_is_more=more)


def _rights_windows(user: Any) -> list[Any]:
    """Return the models of what has rights that end, of any app, if `user` may view them."""
    models = (model for model in apps.get_models() if issubclass(model, RightsWindow))
    return [model for model in models if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")]
