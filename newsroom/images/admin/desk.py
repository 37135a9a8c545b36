"""The pages around a picture's own: library, many uploads and their words, another file, what runs out.

Each is a view of the admin; `newsroom.images.admin.pictures` gives them their addresses and asks for the permission.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.database import excuse
from newsroom.images import actions as picture_actions
from newsroom.images import duplicates, library, usage
from newsroom.images.forms import CorrectFormSet, ReplaceForm, UploadForm, read_ahead, taken_in
from newsroom.images.library import LibraryForm, choice
from newsroom.images.models import Picture
from newsroom.images.renditions import WIDTHS
from newsroom.images.rights import rights_of
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import whole_number

SHAPES = [shape for shape in WIDTHS if shape]
# What Django's form needs of a window that it opens.
POPUP = [f"admin/js/{name}.js" for name in ("vendor/jquery/jquery.min", "jquery.init", "admin/RelatedObjectLookups")]
AT_ONCE = 50  # pictures whose words stand in one table
PERIODS = (7, 14, 30, 90)  # days ahead that the list of rights looks


def _render(request: HttpRequest, template: str, title: str, media: Any = None, **context: Any) -> TemplateResponse:
    frame = admin.site.each_context(request) | {"title": title, "opts": Picture._meta, "media": media or forms.Media()}
    return TemplateResponse(request, f"admin/images/picture/{template}.html", frame | context)


def _media(*scripts: str) -> forms.Media:
    js: list[Any] = [forms.Script(f"js/{name}.js", type="module") for name in scripts]
    return forms.Media(js=js)


def _described(found: list[Picture], now: Any) -> list[Picture]:
    """Pictures with where their rights stand, for the templates."""
    for picture in found:
        picture.state, picture.rights = rights_of(picture, now)  # type: ignore[attr-defined]
    return found


@require_safe
def show_library(request: HttpRequest) -> HttpResponse:
    """The library as a grid of thumbnails. In a popup (`_popup`) a picture is chosen for the form that opened it."""
    now, form = clock.now(), LibraryForm(request.GET, label_suffix="")
    form.is_valid()
    page = library.page(form.cleaned_data, request.user, now)  # type: ignore[arg-type]
    used = usage.counts([picture.pk for picture in page.pictures])
    for picture in _described(page.pictures, now):
        picture.used = used[picture.pk]  # type: ignore[attr-defined]
    following = request.GET.copy()
    following["before"] = ""
    context = {"form": form, "page": page, "first": following.urlencode(), "is_popup": "_popup" in request.GET}
    following["before"] = page.following
    context["following"] = following.urlencode()
    context["asked"] = any(form.cleaned_data.values())
    media = _media("picture_grid") + forms.Media(js=POPUP if context["is_popup"] else [])
    return _render(request, "library", "Library", media, **context)


def _asked_for(request: HttpRequest) -> list[int]:
    """The ids of `?picture=`, no more than a page shows."""
    return list(filter(None, map(whole_number, request.GET.getlist("picture"))))[:AT_ONCE]


@require_safe
def choices(request: HttpRequest) -> JsonResponse:
    """The pictures of `?picture=`, as the story's form shows those that were chosen: number → `library.choice`."""
    now = clock.now()
    found = Picture.objects.to_render().in_bulk(_asked_for(request))
    return JsonResponse({str(pk): choice(picture, now) for pk, picture in found.items()})


@dataclass
class Outcome:
    """What became of one file of many: a new picture, one that is there already, or the reason why there is none."""

    filename: str
    picture: Picture | None = None
    known: duplicates.Known | None = None
    refused: str = ""

    def answer(self) -> JsonResponse:
        """For static/js/upload_many.js."""
        now = clock.now()
        if self.picture:
            return JsonResponse({"id": self.picture.pk, **choice(self.picture, now)})
        if self.known:
            known = {"id": self.known.picture.pk, **choice(self.known.picture, now)}
            return JsonResponse({"error": str(self.known), "known": known}, status=409)
        return JsonResponse({"error": self.refused}, status=422)


def upload_many(request: HttpRequest) -> HttpResponse:
    """Many photos at once: in one form, or, where the script runs, one by one with an answer for each."""
    form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = [_taken(request, file, form.cleaned_data["anyway"]) for file in form.cleaned_data["photos"]]
        if request.headers.get("Accept") == "application/json":
            return outcomes[0].answer()
        if all(outcome.picture for outcome in outcomes):
            return HttpResponseRedirect(_correct_address([outcome.picture for outcome in outcomes]))
    elif request.method == "POST" and request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": " ".join(map(str, form.errors.get("photos", ["Choose a photo."])))}, status=422)
    taken = [outcome.picture for outcome in outcomes if outcome.picture]
    context = {"form": form, "outcomes": outcomes, "correct_address": _correct_address(taken) if taken else ""}
    context |= {"correct": reverse("admin:images_picture_correct"), "taken": taken}
    return _render(request, "upload_many", "Upload photos", _media("upload_many"), **context)


def _taken(request: HttpRequest, file: Any, anyway: bool) -> Outcome:
    """Put one file into the library, unless it cannot be or is there already."""
    name = str(file.name)
    read_ahead(file)
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


def _correct_address(taken: list[Any]) -> str:
    numbers = "&".join(f"picture={picture.pk}" for picture in taken)
    return f"{reverse('admin:images_picture_correct')}?{numbers}"


def correct(request: HttpRequest) -> HttpResponse:
    """The words of several pictures (`?picture=`) in one table."""
    rows = Picture.objects.to_render().filter(pk__in=_asked_for(request), taken_down_at=None).order_by("pk")
    formset = CorrectFormSet(request.POST or None, queryset=rows)
    if request.method == "POST" and formset.is_valid() and _corrected(request, formset):
        return HttpResponseRedirect(reverse("admin:images_picture_changelist"))
    return _render(request, "correct", "Words of the photos", _media(), formset=formset)


def _corrected(request: HttpRequest, formset: Any) -> bool:
    """Save every row that was touched; whether all could be."""
    for form in formset:
        try:
            picture_actions.edit(form.instance, request.user, **form.touched_words())
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        except OperationalError as error:
            form.add_error(None, excuse(error))
    if not formset.is_valid() or any(form.errors for form in formset):
        return False
    bare = sum(not form.cleaned_data["alt"] for form in formset)
    messages.success(request, "The words are saved.")
    if bare:
        messages.warning(
            request,
            f"{bare} of them without alternative text; a story cannot be published with these before they have it.",
        )
    return True


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another file for a picture; before it happens, what will change where."""
    picture = get_object_or_404(Picture.objects.to_render(), pk=pk, taken_down_at=None, current__isnull=False)
    if request.method == "POST" and (uploaded := request.FILES.get("file")):
        read_ahead(uploaded)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            picture_actions.replace_file(
                picture, given["file"], request.user, focus=form.focus(), reason=given["reason"]
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{picture}” shows the new file now, everywhere. The earlier one is kept.")
            return HttpResponseRedirect(reverse("admin:images_picture_change", args=[pk]))
    now_x, now_y = (round(share * 100) for share in picture.current.focus)  # type: ignore[union-attr]
    context = {"subject": picture, "form": form, "now_x": now_x, "now_y": now_y}
    context |= {"shapes": SHAPES, "uses": usage.of(picture, request.user)}  # type: ignore[arg-type]
    return _render(request, "replace", "Replace everywhere", _media("focal_point"), **context)


@require_safe
def running_out(request: HttpRequest) -> HttpResponse:
    """The pictures whose rights end soon (`?days=`), and which stories lose them."""
    now, typed = clock.now(), request.GET.get("days", "")
    days = int(typed) if typed in map(str, PERIODS) else PERIODS[1]
    found = list(Picture.objects.to_render().rights_end_within(days, now)[: library.SIZE + 1])
    there_is_more = len(found) > library.SIZE
    uses = usage.of_many([picture.pk for picture in found], now, request.user)  # type: ignore[arg-type]
    for picture in _described(found[: library.SIZE], now):
        picture.uses = uses[picture.pk]  # type: ignore[attr-defined]
    context = {"pictures": found[: library.SIZE], "days": days, "periods": PERIODS, "there_is_more": there_is_more}
    return _render(request, "running_out", "Rights that run out", _media(), **context)
