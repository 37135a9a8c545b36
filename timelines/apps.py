from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    name = "timelines"
    label = "timelines"

    def ready(self) -> None:
        from newsroom.publishing.roles import JOURNALIST, grant
        from timelines import used_in  # noqa: F401  it registers what it knows

        # Events are rows of a timeline, edited on its page by whoever may edit the timeline.
        grant(
            JOURNALIST,
            *(f"timelines.{verb}_{model}" for model in ("timeline", "event") for verb in ("add", "change", "view")),
            "timelines.delete_event",
        )
