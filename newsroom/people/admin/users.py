"""The admin of staff accounts, roles and one-time code devices, in place of Django's.

Django's form lets anyone who may change users make superusers, without an audit row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django_otp.plugins.otp_static.admin import StaticDeviceAdmin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.people import actions, leaving
from newsroom.people.forms import LeaveForm, NewUserForm, UserForm
from newsroom.publishing import clock
from newsroom.publishing.admin.lists import ReadOnlyAdmin
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import counted, said
from newsroom.text.person_name import name_of

for model in (User, Group, StaticDevice, TOTPDevice):
    admin.site.unregister(model)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal that the form didn't anticipate into a 403."""
    try:
        yield
    except ActionRefused as refusal:
        raise PermissionDenied(str(refusal)) from refusal


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = "role"


@admin.register(User)
class UserAdmin(auth_admin.UserAdmin):  # type: ignore[type-arg]
    """Staff accounts. They are deactivated, never deleted, because their name stays on what they did."""

    form = UserForm
    add_form = NewUserForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("At the desk", {"fields": ("role", "own_breaking", "is_active")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        ("At the desk", {"fields": ("role", "own_breaking")}),
    )
    readonly_fields: ClassVar = ["last_login", "date_joined"]
    filter_horizontal: ClassVar = []
    list_display = ("name", "username", "email", "role", "last_seen", "is_active")
    list_select_related = ("preferences",)
    list_filter = ("is_active", ("groups", RoleFilter))
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Name", ordering=Concat("first_name", "last_name"))
    def name(self, user: Any) -> str:
        return name_of(user)

    @admin.display(description="Last seen", ordering="preferences__last_seen_at", empty_value="Never")
    def last_seen(self, user: Any) -> str | None:
        seen = user.preferences.last_seen_at if hasattr(user, "preferences") else user.last_login
        return said(seen, clock.now(), with_zone=False) if seen else None

    @admin.display(description="Role")
    def role(self, user: Any) -> str:
        return "Superuser" if user.is_superuser else actions.role_of(user) or "–"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        return type(form.__name__, (form,), {"actor": request.user})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out `own_breaking` for users who may not give it."""
        hidden = set() if request.user.has_perm(actions.PUBLISH) else {"own_breaking"}
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and actions.is_above(obj, request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = {"role": form.cleaned_data["role"]}
        given["own_breaking"] = form.cleaned_data.get("own_breaking", change and actions.may_publish_own(obj))
        with refusing():
            (actions.change_user if change else actions.add_user)(obj, request.user, **given)

    def get_urls(self) -> list[Any]:
        leave = self.admin_site.admin_view(self.leave_view)
        return [path("<int:pk>/leave/", leave, name="auth_user_leave"), *super().get_urls()]

    def leave_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close the account of somebody who leaves, and give their drafts to a colleague."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user) or user.pk == request.user.pk:
            raise PermissionDenied
        drafts = leaving.drafts_of(user)
        form = LeaveForm(request.POST or None, user=user, required=bool(drafts))
        if request.method == "POST" and form.is_valid():
            to = form.cleaned_data["to"]
            try:
                count = leaving.leave(user, request.user, to=to)
            except ActionRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                given = f" {name_of(to)} has {counted(count, 'draft')} now." if count else ""
                messages.success(request, f"The account of {name_of(user)} is closed.{given}")
                return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
        context = self.admin_site.each_context(request) | {
            "title": f"{name_of(user)} leaves",
            "form": form,
            "opts": self.opts,
            "object": user,
            "drafts": drafts,
        }
        return TemplateResponse(request, "admin/auth/user/leave.html", context)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page, audited, and closed for users above the requester."""
        user = self.get_object(request, unquote(id))
        if request.method != "POST" or user is None or not self.has_change_permission(request, user):
            return super().user_change_password(request, id, form_url)
        with refusing(), actions.changing_password(user, request.user):
            return super().user_change_password(request, id, form_url)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin, auth_admin.GroupAdmin):
    """Roles, read-only: newsroom/roles.py sets them after every migrate."""

    list_display = ("role",)
    search_fields = ()
    fields = ("name", "may")
    readonly_fields: ClassVar = ["may"]

    @admin.display(description="Role", ordering="name")
    def role(self, group: Group) -> str:
        return group.name

    @admin.display(description="May")
    def may(self, group: Group) -> str:
        """Return a line for each kind of thing, with what the role may do with it."""
        lines: dict[str, list[str]] = {}
        for permission in group.permissions.select_related("content_type").order_by("content_type", "codename"):
            model = permission.content_type.model_class()
            words = permission.name.removeprefix("Can ")
            if (
                model
                and permission.codename == f"{(verb := permission.codename.partition('_')[0])}_{model._meta.model_name}"
            ):
                words = verb
            name = str(model._meta.verbose_name_plural if model else permission.content_type.name)
            lines.setdefault(capfirst(name), []).append(words)
        return "\n".join(f"{name}: {', '.join(words)}" for name, words in sorted(lines.items()))


class AuditedDeviceAdmin(admin.ModelAdmin[Any]):
    """One-time code devices. Changes are audited; those of users above the requester are hidden."""

    def _not_above(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or not actions.is_above(obj.user, request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and self._not_above(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._not_above(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._not_above(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = self.model._base_manager.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if before and before.user_id != obj.user_id:
            self._audit(request, before, "remove")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            self._audit(request, form.instance, "change" if change and "user" not in form.changed_data else "add")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self._audit(request, obj, "remove")
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            for device in queryset:
                self.delete_model(request, device)

    def _audit(self, request: HttpRequest, device: Any, change: str) -> None:
        """Audit a change: "add", "change" or "remove". The page has checked the permission."""
        held = next(
            name
            for right in ("change", "add", "delete")
            if request.user.has_perm(name := f"{self.opts.app_label}.{right}_{self.opts.model_name}")
        )
        with refusing():
            actions.note_device(device, request.user, change=change, permission=held)


@admin.register(StaticDevice)
class AuditedStaticDeviceAdmin(AuditedDeviceAdmin, StaticDeviceAdmin):
    """Printed one-time codes."""


@admin.register(TOTPDevice)
class AuditedTOTPDeviceAdmin(AuditedDeviceAdmin, TOTPDeviceAdmin):
    """Authenticator apps. The package's own views fail with an id that doesn't exist."""

    def config_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(TOTPDevice, pk=pk)
        return super().config_view(request, pk)  # type: ignore[no-any-return]

    def qrcode_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(TOTPDevice, pk=pk)
        return super().qrcode_view(request, pk)  # type: ignore[no-any-return]
