from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    name = "newsroom.operations"

    def ready(self) -> None:
        from newsroom.roles import ADMINISTRATOR, grant

        grant(ADMINISTRATOR, "operations.view_openalert")
        if settings.SENTRY_DSN:
            from newsroom.operations import sentry

            sentry.start(settings.SENTRY_DSN)
