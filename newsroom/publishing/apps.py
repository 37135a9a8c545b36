from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "newsroom.publishing"

    def ready(self) -> None:
        from newsroom import roles
        from newsroom.database import roles as database_roles
        from newsroom.publishing import constraints

        # post_migrate is sent for each app once all migrations have run; one of them is enough.
        post_migrate.connect(constraints.install, sender=self)
        post_migrate.connect(roles.install, sender=self)
        post_migrate.connect(database_roles.install, sender=self)
