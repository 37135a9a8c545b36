"""Redirects at the desk: list, search, add, import and export."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.archive.models import TARGETS, Redirect
from newsroom.archive.redirects import actions, csv_file, old_address, targets
from newsroom.archive.redirects.middleware import find
from newsroom.publishing import clock
from newsroom.publishing.admin import UncountedAdmin
from newsroom.publishing.admin.lists import UncountedChangeList
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import PlainTextInput

SHOWN = 200  # refused lines on the page
LARGEST = 10 * 1024 * 1024  # bytes of a file


class RedirectForm(forms.ModelForm[Redirect]):
    """Two texts, as a line of a file has them. Saving it is the action, so that its refusals are the form's."""

    actor: ClassVar[Any]
    path = PlainTextInput(
        label="Old address",
        max_length=1000,
        help_text="Its path, such as /2019/05/storm.html or /?p=123. Capitals and a final slash don’t matter.",
    )
    target = PlainTextInput(
        label="Leads to",
        max_length=1000,
        help_text="The address of a page of this site, https://… for another site, or 410 if nothing took its place. "
        "A story that isn’t out yet: story: and the id in its address at the desk, such as story:12.",
    )

    class Meta:
        model = Redirect
        fields = ("path", "target")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["target"] = self.instance.target

    def _post_clean(self) -> None:
        """Leave the row alone: the action writes it."""

    def clean_path(self) -> str:
        path: str = self.cleaned_data["path"]
        old_address.typed(path)
        return path

    def clean_target(self) -> str:
        target: str = self.cleaned_data["target"]
        for found in targets.resolve_all([targets.read(target)]).values():
            if isinstance(found, forms.ValidationError):
                raise found
        return target

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if {"path", "target"} <= typed.keys():
            stored = Redirect.objects.filter(pk=self.instance.pk).first()
            try:
                plan = actions.put(
                    [(1, typed["path"], typed["target"])], self.actor, instead_of=stored, replacing=False
                )
            except actions.RowsRefused as refused:
                raise forms.ValidationError([why for _, why in refused.refusals]) from None
            except ActionRefused as refused:
                raise forms.ValidationError(str(refused)) from None
            self.instance = next(iter((*plan.new, *plan.changed)), self.instance)
        return typed

    def save(self, commit: bool = True) -> Any:
        return self.instance

    def save_m2m(self) -> None:
        """There is nothing beside the row."""


class ImportForm(forms.Form):
    file = forms.FileField(label="CSV file", widget=forms.FileInput({"accept": ".csv,text/csv"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("This file is larger than 10 MB. Split it.")
        return file


class RedirectChangeList(UncountedChangeList):
    """Add to the redirects on a page where each leads now. One query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = self.result_list
        found = find([row.path for row in rows], clock.now())
        for row in rows:
            _pk, row.place = found.get(row.path, (0, None))


@admin.register(Redirect)
class RedirectAdmin(UncountedAdmin):
    form = RedirectForm
    fields = ("path", "target")
    list_display = ("path", "leads_to", "hits", "last_hit")
    list_select_related = TARGETS
    search_fields = ("path", "address")
    change_list_template = "admin/archive/redirect/change_list.html"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return type("RedirectForm", (RedirectForm,), {"actor": request.user})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[RedirectChangeList]:
        return RedirectChangeList

    @admin.display(description="Leads to")
    def leads_to(self, redirect: Redirect) -> SafeString:
        """Return the name of what it leads to, as a link where readers get now."""
        name = next((str(found) for kind in TARGETS if (found := getattr(redirect, kind))), redirect.address)
        context = {"name": name, "redirect": redirect, "place": getattr(redirect, "place", None)}
        return render_to_string("admin/archive/redirect/_target.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form has done it."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.delete([obj], request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        actions.delete(list(queryset), request.user)

    def get_urls(self) -> list[Any]:
        return [
            self._route("import/", self.import_view, "import"),
            self._route("redirects.csv", self.export_view, "export"),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Import a CSV file, or say by line what keeps it out."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        posted = request.method == "POST"
        form = ImportForm(request.POST, request.FILES) if posted else ImportForm()
        refusals: actions.Refusals = []
        if posted and form.is_valid():
            try:
                plan = actions.put(csv_file.read(form.cleaned_data["file"].read()), request.user)
            except actions.RowsRefused as refused:
                refusals = refused.refusals
            except ActionRefused as refused:
                form.add_error("file", str(refused))
            else:
                messages.success(request, f"Redirects: {plan}.")
                return HttpResponseRedirect(self._url("changelist"))
        page = {"title": "Import redirects", "form": form, "refusals": refusals[:SHOWN], "total": len(refusals)}
        return self.page(
            request, "admin/archive/redirect/import.html", page, status=422 if refusals or form.errors else 200
        )

    def export_view(self, request: HttpRequest) -> Any:
        """Send every redirect as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        headers = {"Content-Disposition": 'attachment; filename="redirects.csv"'}
        return StreamingHttpResponse(csv_file.written(), content_type="text/csv; charset=utf-8", headers=headers)
