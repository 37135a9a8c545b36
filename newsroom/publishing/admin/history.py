"""The history of a story: every version, a comparison of any two, and restoring a part of one."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from newsroom.publishing import actions, clock
from newsroom.publishing.admin import history_entries
from newsroom.publishing.admin.lists import UncountedAdmin
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import may
from newsroom.text.plain_text import whole_number
from newsroom.text.snapshot_diff import compared, in_few_words

LATEST = 8  # lines beside what is edited


class HistoryAdmin(UncountedAdmin):
    object_history_template = "admin/publishing/history.html"

    def get_urls(self) -> list[Any]:
        return [self._route("<int:pk>/compare/", self.compare_view, "compare"), *super().get_urls()]

    def _seen(self, request: HttpRequest, pk: int) -> Any:
        subject = self.get_queryset(request).filter(pk=pk).first()
        if subject is None:
            raise Http404(f"This {self.opts.verbose_name} doesn’t exist.")
        if not self.has_view_permission(request, subject):
            raise PermissionDenied
        return subject

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show every version and action: who, when, why. A page has 50 lines; `?before=` is where it begins.

        `?fragment` shows only the newest few, for the page on which the subject is edited.
        """
        subject = self._seen(request, whole_number(unquote(object_id)) or 0)
        now, before = clock.now(), request.GET.get("before", "")
        urls = {name: self._url(name, subject.pk) for name in ("compare", "preview", "history")}
        if "fragment" in request.GET:
            newest, _ = history_entries.lines(subject, most=LATEST)
            context = {"lines": newest, "live": subject.live(now), "now": now, "urls": urls}
            return TemplateResponse(request, "admin/publishing/_latest.html", context)
        shown, older = history_entries.lines(subject, before)
        head, live = subject.head, subject.live(now)
        context = {
            "subject": subject,
            "title": f"History of “{subject}”",
            "now": now,
            "coming": [] if before else history_entries.coming(subject, now),
            "lines": shown,
            "older": older,
            "newest": before == "",
            "head": head,
            "live": live,
            "compare_from": live if live and live != head else head and head.based_on,
            "urls": urls,
            "restore_url": self._url("verb", subject.pk, "restore") if may(request.user, "restore", subject) else "",
        }
        return self.page(request, self.object_history_template, context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compare two versions, `?old=1&new=2` (GET), or restore one part of the old one (POST).

        The form names the part and the newest version when the page was opened (`head`). Not for versions taken down.
        """
        subject = self._seen(request, pk)
        old, new = (version(subject, request.GET.get(name)) for name in ("old", "new"))
        if old is None or new is None or old.sealed_at or new.sealed_at:
            raise Http404("This version doesn’t exist. The history lists all versions.")
        if request.method == "POST":
            return self._restore_part(request, subject, old, new)
        contents = [old.read(), new.read()]
        presenter = subject.adapter.presenter(contents)
        found = compared(*map(presenter.describe, contents))
        head = subject.head
        context = {
            "subject": subject,
            "title": f"Version {old.number} and version {new.number}",
            "now": clock.now(),
            "sides": (old, new),
            "old": old,
            "new": new,
            "head": head,
            "differences": found,
            "words": in_few_words(each for each in found if each.differs),
            "may_restore": may(request.user, "restore", subject) and old.number != head.number,
            "urls": {name: self._url(name, subject.pk) for name in ("compare", "preview", "history")},
        }
        return self.page(request, "admin/publishing/compare.html", context)

    def _restore_part(self, request: HttpRequest, subject: Any, old: Any, new: Any) -> HttpResponse:
        if not may(request.user, "restore", subject):
            raise PermissionDenied
        onto = version(subject, request.POST.get("head"))
        compared_with = new.number
        try:
            made = actions.restore(subject, request.user, old, parts=[request.POST.get("part", "")], onto=onto)
            messages.success(request, f"{made.note}. Readers won’t see it until you publish.")
            compared_with = made.number if onto and onto.number == new.number else new.number
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{self._url('compare', subject.pk)}?old={old.number}&new={compared_with}")


def version(subject: Any, typed: str | None) -> Any:
    """Return the version with the number in `typed`, or None."""
    return subject.revisions.select_related("author").filter(number=whole_number(typed)).first()
