from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "newsroom.images"
    label = "images"
    verbose_name = "Photo library"

    def ready(self) -> None:
        from newsroom.images import rights  # noqa: F401  registers when rights begin and end
        from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST, grant

        grant(JOURNALIST, "images.view_picture", "images.add_picture", "images.change_picture")
        grant(EDITOR, "images.delete_picture")
        grant(ADMINISTRATOR, "images.take_down_picture", "images.open_sealed_picture")
