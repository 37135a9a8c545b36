"""Verbs for many rows at once: one form, and a result for each row."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from newsroom.publishing import clock
from newsroom.publishing.forms import PAGES
from newsroom.publishing.permissions import may
from newsroom.publishing.refusals import NeedsConfirmation, Refused
from newsroom.publishing.state import state_of
from newsroom.publishing.verb_form import VerbForm

BULK = ("approve", "publish", "move", "withdraw")


def attempt(form: VerbForm) -> str:
    """What the verb has done, in a sentence; "" after a refusal, which then stands in the form's errors."""
    try:
        return form.act()
    except NeedsConfirmation as needed:
        form.ask(needed)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return ""


def bulk(name: str) -> Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse]:
    """An action of the list: one form for all, each row a transaction and a result of its own."""
    kind = PAGES[name]

    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        given = request.POST if "_do" in request.POST else None
        results = []
        for subject in queryset if given else ():
            state = state_of(subject, clock.now())
            if not may(request.user, kind.verb, subject):
                results.append((subject, "", [f"You may not {name} this."]))
                continue
            asked = kind(subject=subject, state=state, user=request.user)
            own = {field: asked.fields[field].initial or "" for field in kind.FROM_STATE}
            form = kind({**request.POST.dict(), **own}, subject=subject, state=state, user=request.user)
            done = attempt(form) if form.is_valid() else ""
            results.append((subject, done, [str(error) for errors in form.errors.values() for error in errors]))
        context = {
            "title": kind.title,
            "form": kind(given, user=request.user, use_required_attribute=False),
            "chosen": queryset,
            "results": results,
            "action": f"bulk_{name}",
            "opts": model_admin.opts,
        }
        return TemplateResponse(
            request, "admin/publishing/bulk.html", model_admin.admin_site.each_context(request) | context
        )

    return action
