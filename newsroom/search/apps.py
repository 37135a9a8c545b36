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
    """What no model can say of the index, put in place after every migrate."""
    from newsroom.search import postgresql, sqlite

    (postgresql if connection.vendor == "postgresql" else sqlite).install()
