"""The photo library: its filters, a page at a time, and a picture as data for scripts."""

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, Model, OuterRef, Q
from django.urls import reverse

from newsroom.images import library_search
from newsroom.images.models import Picture, usable
from newsroom.images.rights import SOON, last_day, restrictions_of, rights_of, states
from newsroom.text.datetime_field import instant_typed
from newsroom.text.plain_text import whole_number

SIZE = 48  # pictures on a page: full rows of two, three, four and six
FREE = Q(restrictions="", mandatory_credit="")
SQUARE = 1.1  # the most by which the sides of a square picture may differ


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


_portraits: list[tuple[type[Model], str]] = []


def register_portraits(model: type[Model], field: str) -> None:
    """Register a field that names portraits of people, which nobody looks for among the latest photos."""
    _portraits.append((model, field))


def is_portrait() -> Q:
    """Match the pictures that such a field names."""
    found = Q(pk__in=[])
    for model, field in _portraits:
        found |= Q(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    return found


class LibraryForm(forms.Form):
    """The filters. All are optional, and one that can't be read counts as blank."""

    q = forms.CharField(
        required=False,
        label="Search",
        max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": "Title, caption, credit, file name …"}),
    )
    rights = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Any"),
            ("free", "Free to use"),
            ("restricted", "Usable with restrictions"),
            ("soon", f"Expire within {SOON.days} days"),
            ("later", "Not usable yet"),
            ("ended", "Expired"),
            ("sealed", "Taken down"),
        ],
    )
    photographer = forms.CharField(
        required=False, label="Photographer or agency", max_length=200, widget=forms.TextInput({"type": "search"})
    )
    taken_from = forms.DateField(required=False, label="Taken from", widget=_day_input())
    taken_to = forms.DateField(required=False, label="Taken to", widget=_day_input())
    lacking = forms.ChoiceField(
        required=False, label="Missing", choices=[("", "–"), ("alt", "Alt text"), ("credit", "Credit")]
    )
    shape = forms.ChoiceField(
        required=False, choices=[("", "Any"), ("wide", "Wide"), ("tall", "Tall"), ("square", "Square")]
    )
    unused = forms.BooleanField(required=False, label="Unused")
    mine = forms.BooleanField(required=False, label="Uploaded by me")
    portraits = forms.BooleanField(required=False, label="Portraits")
    before = forms.CharField(required=False, widget=forms.HiddenInput)


class Page(NamedTuple):
    """Pictures, newest first, and where the next page begins: "" after the last."""

    pictures: list[Picture]
    following: str


def page(
    asked: dict[str, Any], viewer: AbstractBaseUser, now: datetime, size: int = SIZE, *, chooses: bool = False
) -> Page:
    """Return a page of the library, newest upload first, for what a LibraryForm read. One query, without a count.

    Somebody who `chooses` a photo sees portraits only if something is asked for.
    """
    pictures = Picture.objects.to_render().filter(*_conditions(asked, viewer, now))
    if asked.get("unused"):
        pictures = pictures.unused()
    if asked.get("portraits"):
        pictures = pictures.filter(is_portrait())
    elif chooses and not any(value for name, value in asked.items() if name != "before"):
        pictures = pictures.exclude(is_portrait())
    found = list(pictures.order_by("-uploaded_at", "-id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.uploaded_at.isoformat()}_{last.pk}" if last else "")


def _conditions(asked: dict[str, Any], viewer: AbstractBaseUser, now: datetime) -> list[Q]:
    wide = Q(current__width__gt=F("current__height") * SQUARE)
    tall = Q(current__height__gt=F("current__width") * SQUARE)
    shapes = {"wide": wide, "tall": tall, "square": ~(wide | tall)}
    in_library = Q(taken_down_at=None)
    rights = states(now) | {"free": usable(now) & FREE, "restricted": usable(now) & ~FREE}
    conditions = [library_search.holding(asked.get("q", ""))]
    if asked.get("rights"):
        conditions.append(rights[asked["rights"]])
    if asked.get("lacking"):
        conditions.append(in_library & Q(**{asked["lacking"]: ""}))
    if photographer := asked.get("photographer"):  # the rows of words narrow it to few, quickly
        conditions += [library_search.holding(photographer), Q(credit__icontains=photographer)]
    if asked.get("taken_from"):
        conditions.append(Q(taken_on__gte=asked["taken_from"]))
    if asked.get("taken_to"):
        conditions.append(Q(taken_on__lte=asked["taken_to"]))
    if asked.get("shape"):
        conditions.append(shapes[asked["shape"]])
    if asked.get("mine"):
        conditions.append(Q(uploaded_by=viewer.pk))
    instant, _, pk = asked.get("before", "").partition("_")
    if (last := instant_typed(instant)) and (number := whole_number(pk)) is not None:
        conditions += [Q(uploaded_at__lte=last), Q(uploaded_at__lt=last) | Q(pk__lt=number)]
    return conditions


def choice(picture: Picture, now: datetime) -> dict[str, str]:
    """Return a picture as the desk's scripts show it. Fetch it with `to_render`."""
    state, words = rights_of(picture, now)
    if state == "free" and not picture.credit:
        state, words = "lacking", f"{words}, but without a credit"
    if asked := restrictions_of(picture):
        state, words = "restricted" if state == "free" else state, f"{words}. {asked}"
    file, until = picture.current, last_day(picture)
    return {
        "thumbnail": picture.render(shape="1:1").src if file and not picture.taken_down_at else "",
        "title": picture.title,
        "credit": picture.credit,
        "size": f"{file.width} × {file.height}" if file else "",
        "state": state,
        "rights": words,
        "until": until.isoformat() if until else "",
        "alt": picture.alt,
        "address": reverse("admin:images_picture_change", args=[picture.pk]),
    }
