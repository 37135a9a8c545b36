"""Pages of the desk on which nothing is added, changed or deleted."""

from typing import Any

from django.http import HttpRequest


class ReadOnlyAdmin:
    """A ModelAdmin's mixin, named before it: rows can be read by those with the permission to view them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
