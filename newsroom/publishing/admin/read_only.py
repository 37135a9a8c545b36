"""Admin pages on which nothing is added, changed or deleted."""

from typing import Any

from django.http import HttpRequest


class ReadOnlyAdmin:
    """A mixin, named before ModelAdmin: users with the view permission can read rows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
