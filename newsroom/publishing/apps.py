from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "newsroom.publishing"
    label = "publishing"

    def ready(self) -> None:
        from newsroom.publishing import autosave as autosave  # for its receiver of `post_action`
        from newsroom.publishing import constraints, database_roles, roles

        # Sent for each app once all migrations have run; for one of them is enough.
        post_migrate.connect(constraints.install, sender=self)
        post_migrate.connect(roles.install, sender=self)
        post_migrate.connect(database_roles.install, sender=self)
