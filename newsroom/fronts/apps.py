from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "newsroom.fronts"
    label = "fronts"
    verbose_name = "Front pages"

    def ready(self) -> None:
        from newsroom.fronts import adapters  # noqa: F401  registers the adapters, and with them the references
        from newsroom.roles import EDITOR, grant

        for model in ("container", "slot", "alert"):
            grant(EDITOR, *(f"fronts.{verb}_{model}" for verb in ("add", "change", "view")))
        grant(EDITOR, "fronts.delete_slot")
