from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "newsroom.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(install, sender=self)


def install(**_signal: Any) -> None:
    """Install, after every migrate, the parts of the index that no model can describe."""
    from newsroom.search import postgresql, sqlite

    (postgresql if connection.vendor == "postgresql" else sqlite).install()
