from django.apps import AppConfig
from django.core.signals import request_finished


class ArchiveConfig(AppConfig):
    name = "newsroom.archive"
    label = "archive"
    verbose_name = "Archive"

    def ready(self) -> None:
        from newsroom.archive.redirects import hits
        from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST, grant

        grant(JOURNALIST, "archive.view_redirect")
        grant(EDITOR, "archive.add_redirect", "archive.change_redirect", "archive.delete_redirect")
        grant(ADMINISTRATOR, "archive.import_archive")
        request_finished.connect(hits.store_if_due)
