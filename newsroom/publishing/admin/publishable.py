"""The admin of everything publishable: an edit page, saved under a lock, and a page for each action.

A save never overwrites another: the row is locked when it is read, and a save based on an older version is merged with
what was saved since, or shown beside it. A refused form comes back as it was typed.
"""

import time
from typing import Any, ClassVar

import js_asset
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from newsroom.database import is_busy
from newsroom.publishing import actions, clock
from newsroom.publishing.admin import autosave
from newsroom.publishing.admin.added_buttons import buttons_for, with_offers
from newsroom.publishing.admin.autosave_admin import KEY, USED, AutosavingAdmin, finished
from newsroom.publishing.admin.bulk import BULK, attempt, bulk
from newsroom.publishing.admin.colleagues import SharingAdmin, load_shared, with_is_shared
from newsroom.publishing.admin.conflicts import answers, choices
from newsroom.publishing.admin.edit_session import EditSession, begin, edit_session
from newsroom.publishing.admin.form_recovery import hand_back
from newsroom.publishing.admin.forms import PAGES, offered
from newsroom.publishing.admin.history import HistoryAdmin, version
from newsroom.publishing.admin.lists import StateFilter
from newsroom.publishing.admin.next_step import approve_saved, steps
from newsroom.publishing.admin.presence import typing
from newsroom.publishing.admin.preview_frame import previewed
from newsroom.publishing.admin.state import NEW, State, shown, state_of
from newsroom.publishing.exceptions import ActionRefused, EditConflict
from newsroom.publishing.models import Review
from newsroom.publishing.permissions import may
from newsroom.publishing.states import list_state
from newsroom.text.ap_style import at
from newsroom.text.datetime_field import instant_typed
from newsroom.text.person_name import name_of
from newsroom.text.plain_text import whole_number
from newsroom.text.rich_text import RichTextField
from newsroom.text.snapshot_diff import compared

BASE, HEAD = "_base", "_head"
LOOK = "_look"  # the button that shows a preview and does nothing
TRIES = 3
AT_ONCE = 1  # second


class PublishableAdmin(HistoryAdmin, AutosavingAdmin, SharingAdmin):
    view_on_site = False  # change_form.html links the live page
    change_form_template = "admin/publishing/change_form.html"
    list_filter: ClassVar = [StateFilter]
    ordering = ("-id",)

    def render(self, request: Any, revision: Any) -> HttpResponse:
        """Return the reader's page of `revision` at `request.now`, with a banner."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        now = clock.now()
        subjects: QuerySet[Any] = self.model.objects.visible_to(request.user, now).with_schedule(now)
        if edit_session(request):  # the form's page
            subjects = with_is_shared(subjects)
        return subjects.order_by(*self.get_ordering(request))  # autocomplete results are paged too

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or may(request.user, "view", obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or obj._state.adding or may(request.user, "save", obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # drafts go to the trash; what was published stays

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        session = begin(request, saves=request.method == "POST")
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            try:
                return self._tried_again(request, object_id, form_url, extra_context)
            except ActionRefused as refusal:
                session.refusal = refusal
                return self._tried_again(request, object_id, form_url, extra_context)
        except PermissionDenied:
            return hand_back(
                request, "You don’t have permission to edit this. Copy your text, or ask an editor.", status=403
            )

    def _tried_again(self, *args: Any) -> Any:
        """Try three times if a try fails at once, as after a deadlock, but not after a wait for a lock."""
        began = time.monotonic()
        for _ in range(TRIES - 1):
            try:
                return self._posted(*args)
            except OperationalError as error:
                if not is_busy(error) or time.monotonic() - began > AT_ONCE:
                    raise
        return self._posted(*args)

    def _posted(self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any) -> Any:
        """Save and record everything in one transaction; store nothing if the form is shown again.

        The session says which of these happened: a popup's successful save returns a template response too.
        """
        session = begin(request, saved=None, stale=None)
        with transaction.atomic():
            if object_id is None and (made := self.made_before(request)):
                posted = request.POST.copy()
                posted[BASE] = "1"
                object_id, request.POST = made, posted  # type: ignore[assignment]
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if isinstance(response, TemplateResponse):
                response.render()
            if session.saved is None:
                transaction.set_rollback(True)
            return response

    def made_before(self, request: HttpRequest) -> str | None:
        """Return the id of what this page, which is that of a new thing, was saved as before; None to make one.

        The form is then merged with its first version. So all that a form holds must have keys of its own.
        """
        return None

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        subject = super().get_object(request, object_id, from_field)
        session = edit_session(request)
        if session is None:
            return subject  # not the form's page
        if not session.saves:
            if subject is not None and subject.head_sealed and may(request.user, "open_sealed", subject):
                actions.open_sealed(subject, request.user, reason="Opened on its edit page")
            if subject is not None:
                session.state = state_of(subject, clock.now())
                load_shared(subject)
            return subject
        if subject is None:
            raise PermissionDenied  # deleted, or no longer shared with the user: the form is recovered
        # Lock before comparing, so that of four simultaneous saves three see that they are stale.
        subject = self.model._base_manager.select_for_update(no_key=True).get(pk=subject.pk)
        base, head = whole_number(request.POST.get(BASE)), subject.head
        subject.head_sealed = head.sealed_at if head else None  # each permission asks for it
        if head is None or base == head.number:
            return subject
        stale = subject.revisions.filter(number=base).first()
        if stale is None:
            if not session.refusal:
                raise ActionRefused("This page doesn’t say which version you were editing. Reload it, then try again.")
            return subject
        if stale.sealed_at and not may(request.user, "open_sealed", subject):
            raise PermissionDenied
        # Load the older version that the form was opened on, so that it finds its rows; merge afterwards.
        session.stale = stale
        subject.load(stale.read())
        return self.model._base_manager.get(pk=subject.pk)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Say of somebody else's draft that it isn't shared, instead of that there is none."""
        if not self.model._base_manager.filter(pk=whole_number(object_id) or 0).exists():
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {"title": f"This {opts.verbose_name} isn’t shared with you."}
        return self.page(request, "admin/publishing/not_shared.html", context, status=403)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        session = edit_session(request) or EditSession()
        refusal = session.refusal
        if refusal is None and session.autosave is None:
            return form

        class NotSaved(form):  # type: ignore[misc,valid-type]
            """A form bound to what was typed, with the refusal on top if there was one; never valid."""

            def is_valid(self) -> bool:
                return refusal is not None and bool(super().is_valid())

            def clean(self) -> Any:
                cleaned = super().clean()
                if refusal is not None:
                    self.add_error(None, str(refusal))
                return cleaned

        return NotSaved

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Leave Django's log empty: the version says who saved what, and so does the audit log."""

    log_addition = log_change  # type: ignore[assignment]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.owner, obj.created_at = request.user, clock.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if change:  # what is shared or tagged as before needs no query
            of_many = {field.name for field in (*self.opts.many_to_many, *self.opts.private_fields)}
            for name in of_many - set(form.changed_data):
                form.cleaned_data.pop(name, None)
        super().save_related(request, form, formsets, change)
        subject, session = form.instance, begin(request)
        if session.stale:
            subject = self.model._base_manager.get(pk=subject.pk)
            self._merge(request, subject, session)
        approved = subject.head if subject.review == Review.APPROVED else None
        revision = actions.save(subject, request.user, note=request.POST.get("_note", ""))
        if approved and approved != revision and not approved.live_from:
            session.voided = approved
        if "_submit" in request.POST:
            actions.submit(subject, request.user)
        finished(request, subject)

    def _merge(self, request: HttpRequest, subject: Any, session: EditSession) -> None:
        head, base = subject.head, session.stale
        chosen = answers(request.POST) if request.POST.get(HEAD) == str(head.number) else {}
        others = subject.revisions.filter(number__gt=base.number).select_related("author").order_by("number")
        authors = [revision.author for revision in others]
        own_tab = all(author == request.user for author in authors)
        mine, theirs = subject.snapshot(), head.read()
        merged, clashes = subject.adapter.merge(base.read(), mine, theirs, chosen)
        if clashes:
            session.compared, session.own_tab = head.number, own_tab
            session.choices = choices(subject, clashes, [theirs, mine])
            raise EditConflict(clashes)
        subject.load(merged)
        session.taken = frozenset(name for name in merged if merged[name] != mine.get(name))
        names = ", ".join(dict.fromkeys(map(name_of, authors)))
        who = "you saved changes in another tab" if own_tab else f"{names} saved changes too"
        messages.info(request, f"While you were editing, {who}. Both are in this version.")

    # Django calls one of these two once everything is saved, and only then.

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        begin(request, saved=obj)
        return self._after(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        begin(request, saved=obj)
        return self._after(request, obj) or super().response_change(request, obj)

    def _after(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return the response to one of our own submit buttons; None for Django's."""
        if "_publish" in request.POST:
            return HttpResponseRedirect(self._url("verb", obj.pk, "publish"))
        if "_approve" in request.POST:
            approve_saved(request, obj)
            return HttpResponseRedirect(self._url("change", obj.pk))
        if voided := begin(request).voided:
            messages.info(request, f"{capfirst(str(voided))} was approved. With your changes, it needs approval again.")
        if "_submit" in request.POST:
            self._tell_submitted(request, obj, f"“{obj}” was submitted for review.")
            return HttpResponseRedirect(self._url("change", obj.pk))
        if "_preview" in request.POST:
            return HttpResponseRedirect(self._url("preview", obj.pk))
        return None

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        obj, session = context.get("original"), edit_session(request) or EditSession()
        state = session.state or (state_of(obj, clock.now()) if obj else NEW)
        if obj is not None:
            context |= {
                "base": request.POST.get(BASE) or (state.head.number if state.head else ""),
                "head": session.compared or (state.head.number if state.head else ""),
                "preview_url": self._url("preview", obj.pk),
            }
            if not self.has_change_permission(request, obj):
                _show_rich_text(obj)
        subject = obj or self.model(owner=request.user)
        if obj is None:
            subject.head_sealed = None  # there is nothing to ask for
        context |= self.state_context(request, subject, state)
        begun = context["adminform"].form.initial
        context["change_note"] = request.POST.get("_note") or begun.get("change_note", "")
        context["own_tab"] = session.own_tab
        context["choices"] = session.choices if isinstance(session.refusal, EditConflict) else []
        context |= self._kept_context(request, obj, session)
        response = super().render_change_form(request, context, *args, **options)
        media = response.context_data["media"]  # type: ignore[attr-defined]
        if context["choices"]:
            media += RichTextField().formfield().widget.media  # for a third text, written by hand
        response.context_data["media"] = with_nonce(request, media)  # type: ignore[attr-defined]
        return response

    def state_context(self, request: HttpRequest, obj: Any, state: State) -> dict[str, Any]:
        """Return the template context that a save changes: the state, its checks, and what can be done."""
        user, due = request.user, next((line.at for line in state.due if line.revision == state.head), None)
        pages = offered(obj, state, user) if obj.pk else {}
        return {
            "state": state,
            "saved_at": at(state.head.created_at, clock.now()) if state.head else "",
            "steps": steps(obj, state, user),
            "verbs": [(self._url("verb", obj.pk, name), form) for name, form in pages.items()],
            "checks": shown(obj, state.head.read_unmerged(), at=due, user=user) if state.head else [],
            "may_save": may(user, "save", obj),
            "may_submit": may(user, "submit", obj),
            "may_publish": may(user, "publish", obj),
            "buttons": buttons_for(obj, state, request) if obj.pk else [],
            "public_url": getattr(state.live, "get_absolute_url", str)(),
        }

    def _kept_context(self, request: HttpRequest, obj: Any, session: EditSession) -> dict[str, Any]:
        """Return the template context for autosave: where to send it, and what is offered."""
        kept = session.autosave
        own, others = autosave.on_page(request.user, self.opts.label_lower, getattr(obj, "pk", None))
        used = [*request.POST.getlist(USED), *request.POST.getlist(KEY), str(kept.pk) if kept else ""]
        shown = {
            "keep_url": self._url("keep"),
            "here_url": self._url("here", obj.pk) if obj else "",
            "typing": typing(others),
            "used": [key for key in used if key],
            "kept_when": at(kept.kept_at, clock.now()) if kept else "",
            "offers": [] if request.method == "POST" else self.offers(request, own),
        }
        shown_already = isinstance(session.refusal, EditConflict) if session.refusal else kept
        return shown | ({"errors": []} if shown_already else {})

    def get_urls(self) -> list[Any]:
        return [
            self._route("<int:pk>/verb/<slug:verb>/", self.verb_view, "verb"),
            self._route("<int:pk>/preview/", self.preview_view, "preview"),
            self._route("<int:pk>/sealed/", self.sealed_view, "sealed"),
            *super().get_urls(),
        ]

    def verb_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        subject = self._seen(request, pk)
        kind = PAGES.get(verb)
        if kind is None:
            raise Http404("Unknown action.")
        if not may(request.user, kind.verb, subject):
            raise PermissionDenied
        state = state_of(subject, clock.now())
        initial = {name: request.GET[name] for name in ("revision", "amends") if request.GET.get(name)}
        form = kind(request.POST or None, subject=subject, state=state, user=request.user, initial=initial)
        if request.method == "POST" and form.is_valid() and LOOK not in request.POST:
            done = attempt(form)
            if done and verb == "submit":
                self._tell_submitted(request, subject, done)
                return HttpResponseRedirect(self._url("change", pk))
            if done:
                told = self._and_where(done, subject)
                offers = with_offers(told, subject, request) if verb == "publish" else told
                messages.success(request, offers)
                return HttpResponseRedirect(self._url("change", pk))
        context = {"form": form, "subject": subject, "state": state, "title": kind.title, "now": clock.now()}
        if state.head and verb in ("submit", "publish"):
            version, instant = getattr(form, "version", state.head), getattr(form, "instant_typed", None)
            parts = getattr(form, "going_along", None)
            page, content = self._url("change", pk), version.read()
            context["checks"] = shown(subject, content, page, instant, parts, request.user)
        context["preview_url"] = self._url("preview", pk)
        context["media"] = with_nonce(request, form.media)
        return self.page(request, kind.template, context, status=503 if form.busy else 200)

    def _tell_submitted(self, request: HttpRequest, subject: Any, done: str) -> None:
        """Tell its writer what was done, and what an editor could not publish it with."""
        missing = [
            (check, url) for check, url in shown(subject, subject.head.read(), user=request.user) if check.blocks
        ]
        told = render_to_string("admin/publishing/_submitted.html", {"done": done, "missing": missing})
        (messages.warning if missing else messages.success)(request, told)

    def _and_where(self, done: str, subject: Any) -> str:
        live = subject.live(clock.now())
        if live is None or not hasattr(live, "get_absolute_url"):
            return done
        return render_to_string("admin/publishing/_done.html", {"done": done, "url": live.get_absolute_url()})

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a version (`?revision=`) as readers will see it at an instant (`?at=`, ISO 8601; default: its own)."""
        subject = self._seen(request, pk)
        typed = request.GET.get("revision")
        revision = subject.head if whole_number(typed) is None else version(subject, typed)
        if revision is None:
            raise Http404("This version doesn’t exist. The history lists all versions.")
        if revision.sealed_at:
            raise PermissionDenied
        now = clock.now()
        own = revision.live_from if revision.live_from and revision.live_from > now else now
        instant = instant_typed(request.GET.get("at", "")) or own
        # The rest of the page is read at that instant too.
        request.now, request.preview = instant, revision  # type: ignore[attr-defined]
        return previewed(request, lambda: self.render(request, revision))

    def sealed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was taken down to administrators, who must give a reason; each opening is audited."""
        subject = self.model._base_manager.filter(pk=pk).first()
        if subject is None:
            raise Http404
        if not may(request.user, "open_sealed", subject):
            raise PermissionDenied
        context = {"subject": subject, "title": f"Restricted: {subject}"}
        if request.method == "POST" and request.POST.get("reason", "").strip():
            context["revision"] = actions.open_sealed(subject, request.user, reason=request.POST["reason"])
            content = context["revision"].read()
            context["differences"] = compared([], subject.adapter.presenter([content]).describe(content))
        return self.page(request, "admin/publishing/sealed.html", context)

    def as_choice(self, obj: Any) -> dict[str, str]:
        """Return this object's extra data for autocomplete fields: its details and state."""
        name, words = list_state(obj)
        return {"text": " · ".join([str(obj), *self.choice_details(obj), words]), "live": "yes" * (name == "live")}

    def choice_details(self, obj: Any) -> list[str]:
        """Return what distinguishes this object from others of the same name."""
        return []

    @admin.display(description="State")
    def state(self, obj: Any) -> str:
        name, words = list_state(obj)
        return render_to_string("admin/publishing/_state_badge.html", {"name": name, "words": words})

    @admin.display(description="Live since", empty_value="")
    def live_since(self, obj: Any) -> str:
        return at(obj.live_since, clock.now()) if obj.live_since else ""

    @admin.display(description="Next change", empty_value="")
    def next_change(self, obj: Any) -> str:
        return at(obj.next_at, clock.now()) if obj.next_at else ""

    def get_actions(self, request: HttpRequest) -> Any:
        return {
            f"bulk_{name}": (bulk(name), f"bulk_{name}", f"{PAGES[name].title} selected…")
            for name in BULK
            if request.user.has_perm("publishing.approve" if name == "approve" else "publishing.publish")
        }


def with_nonce(request: Any, media: Any) -> Any:
    """Return `media` with the nonce of this response's policy on its scripts and import map."""
    return js_asset.Media.from_media(media).with_nonce(str(request.csp_nonce))


def _show_rich_text(obj: Any) -> None:
    """Mark the rich text of a row that is only read as HTML, so that nobody reads its tags."""
    for field in obj._meta.concrete_fields:
        if isinstance(field, RichTextField):
            setattr(obj, field.attname, SafeString(field.sanitize(getattr(obj, field.attname))))
