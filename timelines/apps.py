from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    name = "timelines"
    label = "timelines"

    def ready(self) -> None:
        from newsroom.roles import JOURNALIST, grant
        from timelines import adapters, search_document, usage  # noqa: F401  they register themselves

        # Events, lanes and eras are edited on their timeline's page.
        rows = ("event", "timelinelane", "timelineera")
        grant(
            JOURNALIST,
            *(f"timelines.{verb}_{model}" for model in ("timeline", *rows) for verb in ("add", "change", "view")),
            *(f"timelines.delete_{row}" for row in rows),
        )
