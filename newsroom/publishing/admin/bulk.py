"""Actions on many rows at once: one form, and a result for each row."""

from collections.abc import Callable
from itertools import chain, islice
from typing import Any

from django import forms
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from newsroom.database import excuse
from newsroom.publishing import actions, clock
from newsroom.publishing.admin.forms import PAGES
from newsroom.publishing.admin.forms.base import VerbForm
from newsroom.publishing.admin.forms.publish import PublishForm
from newsroom.publishing.admin.state import shown, state_of
from newsroom.publishing.exceptions import ActionRefused, AllRefused, ConfirmationRequired
from newsroom.publishing.permissions import in_words, may

BULK = ("approve", "publish", "move", "unpublish")
EACH, ALL = "each", "all"
Result = tuple[Any, str, list[str]]  # the subject, what was done, errors


def attempt(form: VerbForm) -> str:
    """Run the action and return what it did, in a sentence; "" after a refusal, which is added to the form's errors."""
    try:
        return form.act()
    except ConfirmationRequired as needed:
        form.ask(needed)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))
    except OperationalError as error:
        form.add_error(None, excuse(error))
        form.busy = True
    return ""


class PublishSelectedForm(PublishForm):
    """Publishes every selected row at one instant: all or none, or all that can be published."""

    rows = forms.ChoiceField(
        choices=[(EACH, "Publish the others"), (ALL, "Publish nothing")],
        initial=EACH,
        required=False,
        widget=forms.RadioSelect,
        label="If one can’t be published",
    )
    field_order = ("when", "at", "change", "correction", "carry", "rows", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "carry" in self.fields:
            self.fields["carry"].help_text += " To see the changes first, publish that story on its own page."


def bulk(name: str) -> Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse]:
    """Return an admin action with one form for all rows and a result for each."""
    kind = PublishSelectedForm if name == "publish" else PAGES[name]

    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        given = request.POST if "_do" in request.POST else None
        results: list[Result] = []
        if given:
            results = _published(request, queryset) if name == "publish" else _each(request, kind, queryset)
        chosen = [] if given else [(subject, _checks(subject) if name == "publish" else []) for subject in queryset]
        context = {
            "title": kind.title,
            "form": kind(given, user=request.user, use_required_attribute=False),
            "chosen": chosen,
            "results": results,
            "nothing": bool(results) and not any(done for _, done, _ in results),
            "action": f"bulk_{name}",
        }
        page: HttpResponse = model_admin.page(request, "admin/publishing/bulk.html", context)
        return page

    return action


def _checks(subject: Any) -> list[Any]:
    head = subject.head
    return [] if head is None or head.sealed_at else shown(subject, head.read())


def _form(request: HttpRequest, kind: type[VerbForm], subject: Any) -> VerbForm | None:
    """Return the form of one row; None if the user may not do this."""
    if not may(request.user, kind.verb, subject):
        return None
    state = state_of(subject, clock.now())
    own = kind.from_state(subject, state, request.user)
    data = {**request.POST.dict(), **own}
    return kind(data, subject=subject, state=state, user=request.user, in_bulk=True)


def _errors(form: VerbForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _each(request: HttpRequest, kind: type[VerbForm], queryset: QuerySet[Any]) -> list[Result]:
    results: list[Result] = []
    for subject in queryset:
        if form := _form(request, kind, subject):
            done = attempt(form) if form.is_valid() else ""
            results.append((subject, done, _errors(form)))
        else:
            results.append((subject, "", [f"You don’t have permission to {in_words(kind.verb)} this."]))
    return results


def _published(request: HttpRequest, queryset: QuerySet[Any]) -> list[Result]:
    """Publish all rows that can be, in one action at one instant; or none, if that was chosen and one can't be."""
    by_row = {subject: _form(request, PublishSelectedForm, subject) for subject in queryset}
    ready: dict[Any, Any] = {subject: form for subject, form in by_row.items() if form and form.is_valid()}
    for form in ready.values():  # a story is not published without its timeline
        for part in form.going_along:
            if problems := part.problems(part.head.read(), form.instant):
                form.add_error(None, f"“{part}”: {' '.join(problems)}")
    ready = {subject: form for subject, form in ready.items() if form.is_valid()}
    refused = {
        subject: _errors(form) if form else ["You don’t have permission to publish this."]
        for subject, form in by_row.items()
        if subject not in ready
    }
    together = request.POST.get("rows") == ALL
    done: dict[Any, str] = {}
    if ready and not (together and refused):
        first = next(iter(ready.values()))
        groups = [form.publications() for form in ready.values()]
        reason = first.cleaned_data["reason"]
        try:
            wanted = list(chain.from_iterable(groups))
            found = actions.publish_together(wanted, request.user, at=first.instant, reason=reason, each=not together)
        except AllRefused as refusal:
            refused |= {subject: [str(why)] for subject, why in refusal.refusals.items()}
        else:
            results = iter(found)
            for (subject, form), group in zip(ready.items(), groups, strict=True):
                *_, result = islice(results, len(group))
                if isinstance(result, ActionRefused):
                    refused[subject] = [str(result)]
                else:
                    done[subject] = form.done()
    held = ["This could be published, but another one couldn’t."]
    return [(each, done.get(each, ""), [] if each in done else refused.get(each, held)) for each in by_row]
