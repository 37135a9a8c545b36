from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "newsroom.search"
    label = "search"

    def ready(self) -> None:
        from newsroom.publishing.actions.base import post_actions
        from newsroom.search import desk_index

        post_actions.connect(desk_index.acted)
        # post_migrate is sent once all migrations have run. Receivers are called in this order.
        post_migrate.connect(install, sender=self)
        post_migrate.connect(desk_index.fill, sender=self)


def install(**_signal: Any) -> None:
    """Install, after every migrate, the parts of the indexes that no model can describe."""
    from newsroom.search import postgresql, sqlite

    (postgresql if connection.vendor == "postgresql" else sqlite).install()
