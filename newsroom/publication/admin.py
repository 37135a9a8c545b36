"""The desk's page with the publication's settings, and its preview."""

from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from newsroom.publication import actions
from newsroom.publication.colors import DARK, LIGHT
from newsroom.publication.current import previewing, stored
from newsroom.publication.forms import IMAGES, PublicationForm, RowFormSet, rows_formset, scripts_formset
from newsroom.publication.models import POLICIES, Publication
from newsroom.publication.previews import PAGES
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.datetime_field import instant_typed

ROWS = ("menu", "footer")


class Settings:
    """The form of the settings and those of the rows, posted or as they are stored."""

    def __init__(self, publication: Publication, posted: Any = None, files: Any = None) -> None:
        self.form = PublicationForm(posted, files, instance=publication, label_suffix="")
        self.rows: dict[str, RowFormSet] = {
            name: rows_formset(name, getattr(publication, name), posted) for name in ROWS
        }
        self.scripts = scripts_formset(publication.scripts, posted)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values()), self.scripts.is_valid()])

    @property
    def publication(self) -> Publication:
        """The publication as posted, not stored."""
        posted = self.form.instance
        for name, rows in self.rows.items():
            setattr(posted, name, rows.rows)
        kept = (form for form in self.scripts.forms if not self.scripts._should_delete_form(form))
        posted.scripts = [form.row for form in kept if form.cleaned_data.get("src")]
        return posted

    def errors(self) -> list[str]:
        found = [f"{self.form[name].label}: {text}" for name, texts in self.form.errors.items() for text in texts]
        for name, rows in self.rows.items():
            found += [f"{name.capitalize()}: {text}" for text in rows.non_form_errors()]
            for form in rows.forms:
                found += [f"{name.capitalize()}: {text}" for texts in form.errors.values() for text in texts]
        found += [
            f"Outside scripts: {text}"
            for form in self.scripts.forms
            for texts in form.errors.values()
            for text in texts
        ]
        return found


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin[Publication]):
    """One page, at the address of the list."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.settings_view), name="publication_publication_changelist"),
            path("preview/", view(require_POST(self.preview_view)), name="publication_publication_preview"),
        ]

    def settings_view(self, request: HttpRequest) -> HttpResponseBase:
        """Show and change the settings."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        publication = stored()
        base = publication.saved_at.isoformat() if publication.saved_at else ""
        found = Settings(publication)
        if request.method == "POST":
            found = Settings(publication, request.POST, request.FILES)
            base = request.POST.get("base", "")
            if found.is_valid():
                try:
                    self._save(request, found.publication, base)
                except ActionRefused as refusal:
                    base = stored().saved_at.isoformat()  # type: ignore[union-attr]  # somebody saved it
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, "Saved. Readers see it now.")
                    return HttpResponseRedirect(reverse("admin:publication_publication_changelist"))
        response = TemplateResponse(
            request, "admin/publication/publication/settings.html", self._context(request, found, base)
        )
        response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
        return response

    def _save(self, request: HttpRequest, publication: Publication, base: str) -> None:
        changes = {name: getattr(publication, name) for name in actions.LABELS}
        actions.edit(request.user, saved_at=instant_typed(base), **changes)

    def _context(self, request: HttpRequest, found: Settings, base: str) -> dict[str, Any]:
        form = found.form
        now = stored()
        images = {"logo": now.logo, "logo_dark": now.logo_dark, "share": now.share_image}
        shown = {kind: image.url for kind, image in images.items() if image} | {"icon": now.icon("192")}
        return self.admin_site.each_context(request) | {
            "title": "Publication",
            "form": form,
            "menu": found.rows["menu"],
            "footer": found.rows["footer"],
            "scripts": found.scripts,
            "base": base,
            "errors": found.errors() if form.is_bound else [],
            "uploads": [
                (form[kind], shown.get(kind), form[f"remove_{kind}"] if f"remove_{kind}" in form.fields else None)
                for kind in IMAGES
            ],
            "section_colors": [form[f"color_{pk}"] for pk, _ in form.sections],
            "policies": [form[f"policy_{key}"] for key in POLICIES],
            "preview_pages": [(key, page.label) for key, page in PAGES.items()],
            "light": ",".join(LIGHT),
            "dark": ",".join(DARK),
        }

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show a page with the settings as they are in the form, in the frame beside it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = Settings(stored(), request.POST, request.FILES)
        page = PAGES.get(request.POST.get("preview_page", ""))
        response = None
        if found.is_valid() and page:
            with previewing(found.publication):
                response = page.render(request)
        if response is None:
            errors = found.errors() or ["There is nothing to show on this page yet."]
            response = TemplateResponse(
                request, "admin/publication/publication/preview_refused.html", {"errors": errors}
            ).render()
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        response._csp_config = {**policy, "frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response
