"""Autosave of admin forms: text is stored every few seconds, and offered again if it was not saved.

static/js/autosave.js sends it. To restore it, the form is filled in as if it had been posted and refused, which brings
back everything, including added rows and their order.
"""

import json
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from newsroom.publishing import clock
from newsroom.publishing.admin import autosave, presence
from newsroom.publishing.admin.autosave_diff import Unsaved, unsaved
from newsroom.publishing.admin.edit_session import EditSession, begin
from newsroom.publishing.admin.lists import UncountedAdmin
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Autosave
from newsroom.publishing.permissions import may
from newsroom.text.ap_style import at
from newsroom.text.plain_text import whole_number

KEY, USED = "_kept", "_used"
LARGEST_SERIAL = 2**63 - 1  # of a database column


@dataclass(frozen=True)
class Offer:
    """Text that was typed and never saved: when, the address that restores it, and how it differs from what is saved."""

    when: str
    late: bool
    url: str
    differences: list[Unsaved]


class AutosavingAdmin(UncountedAdmin):
    def get_urls(self) -> list[Any]:
        return [
            self._route("keep/", self.keep_view, "keep"),
            self._route("<int:pk>/here/", self.here_view, "here"),
            self._route("kept/<uuid:key>/", self.kept_view, "kept"),
            *super().get_urls(),
        ]

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """GET: show what is offered (`?subject=12`; without it: new ones). POST: store the JSON document in the body.

        It has key, user, subject, query, serial, age (milliseconds), late, used (keys), typed ([name, value] pairs).
        What came `late` and was saved since is answered with {"saved": true}.
        409: use another key. 410: taken down. 413: too large.
        """
        if request.method != "POST":
            subject = self._kept_subject(request, request.GET.get("subject"))
            if subject is not None and not may(request.user, "save", subject):
                raise PermissionDenied
            kept = autosave.kept_for(request.user, self.opts.label_lower, getattr(subject, "pk", None))
            return render(request, "admin/publishing/_kept.html", {"offers": self.offers(request, kept)})
        try:
            sent, said = document(request.body)
        except ValueError:
            return JsonResponse({"refused": "This page can’t autosave. Reload it."}, status=400)
        if sent.get("user") != str(request.user.pk):
            return JsonResponse({"refused": "Somebody else typed this."}, status=403)
        subject = self._kept_subject(request, sent.get("subject"))
        if subject is not None and not may(request.user, "save", subject):
            return JsonResponse(
                {"refused": "You don’t have permission to edit this."}, status=410 if subject.is_sealed() else 403
            )
        if subject is not None and self._over_sealed(request, subject, dict(said["typed"]).get("_base", "")):
            return JsonResponse({"refused": "The version you were editing was taken down."}, status=410)
        try:
            row = autosave.keep(request.user, self.opts.label_lower, getattr(subject, "pk", None), **said)
        except autosave.Finished:
            if said["late"]:  # a page asks about what the page before it sent as it was left: that is no conflict
                return JsonResponse({"saved": True})
            return JsonResponse({"refused": "This page was already saved."}, status=409)
        except autosave.TooMuch:
            return JsonResponse({"refused": "This is too large to autosave. Save it."}, status=413)
        now = clock.now()
        newer = getattr(subject, "head_number", None)
        others = presence.others(request.user, subject) if subject is not None else ""
        return JsonResponse({"kept": at(row.kept_at, now), "others": others, "newest": newer})

    def here_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take note that the user has the form open; answer who else has, and the newest version. POST, every minute."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        subject = self._kept_subject(request, pk)
        if not may(request.user, "save", subject):
            raise PermissionDenied
        presence.tell(request.user, subject)
        return JsonResponse({"others": presence.others(request.user, subject), "newest": subject.head_number})

    def kept_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        kept = Autosave.objects.filter(pk=key, user=request.user.pk, subject_type=self.opts.label_lower).first()
        if kept is None or kept.typed is None:
            messages.info(request, "This autosave is gone: it was saved, discarded or taken down.")
            return HttpResponseRedirect(self._page_of(kept) if kept else reverse("admin:index"))
        if request.method == "POST":
            autosave.finish(request.user, [key])
            messages.success(request, f"Autosave of {at(kept.kept_at, clock.now())} discarded.")
            return HttpResponseRedirect(self._page_of(kept))
        filled_in = as_typed(request, kept)
        object_id = str(kept.subject_id) if kept.subject_id else None
        response: HttpResponse = self.changeform_view(filled_in, object_id, self._page_of(kept))
        return response

    def offers(self, request: HttpRequest, own: Iterable[Autosave]) -> list[Offer]:
        """Return what of the user's own autosaves differs from what is saved."""
        found = []
        for kept in own:
            try:
                differences = self._unsaved(as_typed(request, kept), kept)
            except PermissionDenied:
                continue  # the version that was being edited was taken down
            if differences:
                when = at(kept.kept_at, clock.now())
                found.append(Offer(when, kept.late, self._url("kept", kept.pk), differences))
        return found

    def _unsaved(self, request: HttpRequest, kept: Autosave) -> list[Unsaved]:
        """Return how the form as typed differs from the version it was opened on. Stores nothing."""
        with transaction.atomic():
            subject, change = None, kept.subject_id is not None
            if change:
                session = begin(request, saves=True)
                try:
                    subject = self.get_object(request, str(kept.subject_id))
                except ActionRefused as refusal:
                    session.refusal = refusal
                    subject = self.get_object(request, str(kept.subject_id))
            form = self.get_form(request, subject, change=change)(request.POST, request.FILES, instance=subject)
            formsets, _ = self._create_formsets(request, form.instance, change=change)  # type: ignore[attr-defined]
            found = unsaved(form, formsets)
            transaction.set_rollback(True)
        return found

    def _kept_subject(self, request: HttpRequest, pk: Any) -> Any:
        """Return the subject with that id if the user may find it; None for a new one if they may add one."""
        if pk in (None, ""):
            if not self.has_add_permission(request):
                raise PermissionDenied
            return None
        return get_object_or_404(self.get_queryset(request), pk=whole_number(pk))

    def _over_sealed(self, request: HttpRequest, subject: Any, base: str) -> bool:
        """Return whether the version with that number was taken down and the user may not open it."""
        sealed = subject.revisions.sealed().filter(number=whole_number(base)).exists()
        return sealed and not may(request.user, "open_sealed", subject)

    def _page_of(self, kept: Autosave) -> str:
        page = self._url("change", kept.subject_id) if kept.subject_id else self._url("add")
        return f"{page}?{kept.query}" if kept.query else page


def document(body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the document as sent, and the arguments for `autosave.keep`. Raises ValueError if it is malformed."""
    try:
        sent = json.loads(body)
        said: dict[str, Any] = {
            "key": UUID(sent["key"]),
            "serial": int(sent["serial"]),
            "query": str(sent.get("query", "")).removeprefix("?"),
            "age": timedelta(milliseconds=min(int(sent.get("age", 0)), 10**11)),
            "late": bool(sent.get("late")),
            "instead_of": keys(sent.get("used", [])),
            "typed": [(str(name), str(value)) for name, value in sent["typed"]],
        }
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("malformed document") from error
    if not -LARGEST_SERIAL <= said["serial"] <= LARGEST_SERIAL:
        raise ValueError("serial out of range")
    return sent, said


def as_typed(request: HttpRequest, kept: Autosave) -> Any:
    """Return a request that posts the form as it was stored."""
    sent = copy(request)
    typed = QueryDict(mutable=True)
    for name, values in (kept.typed or {}).items():
        typed.setlist(name, values)
    files: Any = MultiValueDict()
    sent.method, sent.GET, sent._files = "POST", QueryDict(kept.query), files  # type: ignore[attr-defined]
    sent._post = typed  # type: ignore[attr-defined]
    sent.edit_session = EditSession(autosave=kept)  # type: ignore[attr-defined]
    return sent


def keys(typed: Any) -> list[UUID]:
    """Return the valid keys in `typed`."""
    found = []
    for text in typed if isinstance(typed, list) else []:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return found


def keys_of(request: HttpRequest) -> list[UUID]:
    """Return the keys of the page that sent a form, and of those it was filled in with."""
    return keys([*request.POST.getlist(KEY), *request.POST.getlist(USED)])


def finished(request: HttpRequest, subject: Any) -> None:
    """Drop the autosaves of a form that was saved as `subject`, and of those it was filled in with."""
    autosave.finish(request.user, keys_of(request), subject)
