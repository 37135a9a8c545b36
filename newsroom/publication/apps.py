from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "newsroom.publication"
    label = "publication"
    verbose_name = "Publication"

    def ready(self) -> None:
        from newsroom.roles import ADMINISTRATOR, grant

        grant(ADMINISTRATOR, "publication.view_publication", "publication.change_publication")
