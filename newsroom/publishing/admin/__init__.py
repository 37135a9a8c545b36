"""The desk's pages for everything publishable. Other apps subclass PublishableAdmin."""

from newsroom.publishing.admin.audit import AuditEntryAdmin
from newsroom.publishing.admin.buttons import Button, register_button
from newsroom.publishing.admin.lists import StateFilter, UncountedAdmin, UncountedPaginator
from newsroom.publishing.admin.publishable import PublishableAdmin

__all__ = [
    "AuditEntryAdmin",
    "Button",
    "PublishableAdmin",
    "StateFilter",
    "UncountedAdmin",
    "UncountedPaginator",
    "register_button",
]
