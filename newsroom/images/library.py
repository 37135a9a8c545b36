"""The picture library: what the desk may ask it for, a page at a time, and how a picture is told of in few words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q
from django.urls import reverse

from newsroom.images import library_search
from newsroom.images.models import Picture, PictureQuerySet
from newsroom.images.rights import SOON, rights_of
from newsroom.text.datetime_field import instant_typed
from newsroom.text.plain_text import whole_number

SIZE = 48  # pictures on a page: full rows of two, three, four and six
SQUARE = 1.1  # a side that is longer than the other by no more than this makes a square


class LibraryForm(forms.Form):
    """What is asked of the library. All of it may be left empty, and what cannot be read counts as empty."""

    q = forms.CharField(
        required=False,
        label="Find",
        max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": "Title, caption, credit, file name …"}),
    )
    rights = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Any"),
            ("free", "May be used now"),
            ("soon", f"Run out within {SOON.days} days"),
            ("later", "Not yet usable"),
            ("ended", "Have run out"),
            ("sealed", "Taken down"),
        ],
    )
    lacking = forms.ChoiceField(
        required=False, label="Without", choices=[("", "–"), ("alt", "Alternative text"), ("credit", "Credit")]
    )
    shape = forms.ChoiceField(
        required=False, choices=[("", "Any"), ("wide", "Wide"), ("tall", "Tall"), ("square", "Square")]
    )
    unused = forms.BooleanField(required=False, label="Used nowhere")
    mine = forms.BooleanField(required=False, label="Uploaded by me")
    before = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Page:
    """Pictures, newest first, and where the next page begins: "" after the last."""

    pictures: list[Picture]
    following: str


def page(asked: dict[str, Any], viewer: AbstractBaseUser, now: datetime, size: int = SIZE) -> Page:
    """A page of the library, newest upload first. `asked` is what a LibraryForm read. One query, without a count."""
    pictures = Picture.objects.to_render().filter(*_conditions(asked, viewer, now)).order_by("-uploaded_at", "-id")
    pictures = _by_rights(pictures, asked.get("rights", ""), now)
    if asked.get("unused"):
        pictures = pictures.unused()
    found = list(pictures[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.uploaded_at.isoformat()}_{last.pk}" if last else "")


def _conditions(asked: dict[str, Any], viewer: AbstractBaseUser, now: datetime) -> list[Q]:
    conditions = [library_search.holding(asked.get("q", ""))]
    if asked.get("lacking"):
        conditions.append(Q(**{asked["lacking"]: ""}, taken_down_at=None))
    if asked.get("shape"):
        conditions.append(_shaped(asked["shape"]))
    if asked.get("mine"):
        conditions.append(Q(uploaded_by=viewer.pk))
    instant, _, pk = asked.get("before", "").partition("_")
    if (last := instant_typed(instant)) and (number := whole_number(pk)) is not None:
        conditions += [Q(uploaded_at__lte=last), Q(uploaded_at__lt=last) | Q(pk__lt=number)]
    return conditions


def _by_rights(pictures: PictureQuerySet, rights: str, now: datetime) -> PictureQuerySet:
    if rights == "free":
        return pictures.usable(now)
    if rights == "soon":
        return pictures.rights_end_within(SOON.days, now).order_by("-uploaded_at", "-id")
    conditions = {
        "later": Q(usable_from__gt=now, taken_down_at=None),
        "ended": Q(usable_until__lte=now, taken_down_at=None),
        "sealed": Q(taken_down_at__isnull=False),
    }
    return pictures.filter(conditions.get(rights, Q()))


def _shaped(shape: str) -> Q:
    wide = Q(current__width__gt=F("current__height") * SQUARE)
    tall = Q(current__height__gt=F("current__width") * SQUARE)
    return {"wide": wide, "tall": tall}.get(shape) or ~(wide | tall)


def choice(picture: Picture, now: datetime) -> dict[str, str]:
    """A picture as the desk's scripts show it where one is chosen. Fetch it with `to_render`."""
    state, words = rights_of(picture, now)
    file = picture.current
    shown = file and not picture.taken_down_at
    return {
        "thumbnail": picture.render(shape="1:1").src if shown else "",
        "title": picture.title,
        "credit": picture.credit,
        "size": f"{file.width} × {file.height}" if file else "",
        "state": state,
        "rights": words,
        "alt": picture.alt,
        "address": reverse("admin:images_picture_change", args=[picture.pk]),
    }
