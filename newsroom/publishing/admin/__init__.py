"""The desk's pages for everything publishable. Other apps subclass PublishableAdmin."""

from newsroom.publishing.admin.added_buttons import Button as Button
from newsroom.publishing.admin.added_buttons import register_button as register_button
from newsroom.publishing.admin.added_buttons import with_offers as with_offers
from newsroom.publishing.admin.audit import AuditEntryAdmin as AuditEntryAdmin
from newsroom.publishing.admin.lists import StateFilter as StateFilter
from newsroom.publishing.admin.lists import UncountedAdmin as UncountedAdmin
from newsroom.publishing.admin.lists import UncountedPaginator as UncountedPaginator
from newsroom.publishing.admin.publishable import PublishableAdmin as PublishableAdmin
