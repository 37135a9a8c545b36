from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    name = "timelines"
    label = "timelines"

    def ready(self) -> None:
        from newsroom.publishing.roles import JOURNALIST, grant
        from timelines import (
            adapters,  # noqa: F401
            search_document,  # noqa: F401  they register what they know
            usage,  # noqa: F401  they register what they know
        )

        # Events, lanes and eras are rows of a timeline, edited on its page by whoever may edit the timeline.
        rows = ("event", "timelinelane", "timelineera")
        grant(
            JOURNALIST,
            *(f"timelines.{verb}_{model}" for model in ("timeline", *rows) for verb in ("add", "change", "view")),
            *(f"timelines.delete_{row}" for row in rows),
        )
