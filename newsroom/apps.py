"""Django's admin with our own site class."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """The desk, with one-time codes if REQUIRE_OTP is set."""

    default_site = "newsroom.sign_in.OneTimeCodeSite" if settings.REQUIRE_OTP else "newsroom.sign_in.PasswordSite"
