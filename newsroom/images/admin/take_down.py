"""The pages that take a photo or another file down, and open the restricted copy. Each asks for the reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern

from newsroom.images.forms import ReasonForm
from newsroom.images.usage import Use
from newsroom.publishing.admin import UncountedAdmin
from newsroom.publishing.exceptions import ActionRefused


class TakeDownAdmin(UncountedAdmin):
    """Of a model with `taken_down_at`, whose `take_down` and `open_sealed` are the `file_actions`."""

    file_actions: Any

    def uses_of(self, row: Any, viewer: Any) -> list[Use]:
        """Return what uses the file, of which `viewer` sees what they may."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        return [
            self._route("<int:pk>/take-down/", self.take_down, "take_down"),
            self._route("<int:pk>/open-sealed/", self.open_sealed, "open_sealed"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.taken_down_at)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.model.objects.unused().filter(pk=obj.pk, taken_down_at=None).exists())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.file_actions.discard(obj, request.user)

    def take_down(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        def act(row: Any, reason: str) -> HttpResponseBase:
            self.file_actions.take_down(row, request.user, reason=reason)
            messages.success(request, f"“{row}” was taken down. It no longer appears anywhere.")
            return HttpResponseRedirect(self._url("change", pk))

        return self._ask_why(request, pk, "take_down", "Take down", act)

    def open_sealed(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        def act(row: Any, reason: str) -> HttpResponseBase:
            return FileResponse(self.file_actions.open_sealed(row, request.user, reason=reason), as_attachment=True)

        return self._ask_why(request, pk, "open_sealed", "Open restricted copy", act)

    def _ask_why(
        self, request: HttpRequest, pk: int, permission: str, verb: str, act: Callable[[Any, str], HttpResponseBase]
    ) -> HttpResponseBase:
        if not request.user.has_perm(f"{self.opts.app_label}.{permission}_{self.opts.model_name}"):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return act(row, form.cleaned_data["reason"])
            except ActionRefused as refusal:
                form.add_error(None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb}: {row}",
            "verb": verb,
            "subject": row,
            "form": form,
            "opts": self.opts,
            "uses": self.uses_of(row, request.user),
        }
        return TemplateResponse(request, "admin/images/picture/ask_why.html", context)
