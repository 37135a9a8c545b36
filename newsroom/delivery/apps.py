from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "newsroom.delivery"

    def ready(self) -> None:
        from newsroom.delivery import outage  # noqa: F401  for its receiver, in workers and commands too
