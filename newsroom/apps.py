"""Django's admin, on a site of ours."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """The desk: one-time codes are asked for where REQUIRE_OTP says so."""

    default_site = "newsroom.sign_in.OneTimeCodeSite" if settings.REQUIRE_OTP else "newsroom.sign_in.PasswordSite"
