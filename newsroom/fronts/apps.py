from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "newsroom.fronts"
    label = "fronts"
