from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


class DeliveryConfig(AppConfig):
    name = "newsroom.delivery"

    def ready(self) -> None:
        from newsroom.delivery import outage, purging  # noqa: F401  for their receivers, in workers and commands too

        checks.register(_check_cdn)


def _check_cdn(app_configs: Any, **_options: Any) -> list[checks.CheckMessage]:
    """Refuse a CDN_PURGE that can't be used, once every app has added its networks. wsgi.py asks, too."""
    from newsroom.delivery.cdn import cdn

    try:
        cdn()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="delivery.E001")]
    return []
