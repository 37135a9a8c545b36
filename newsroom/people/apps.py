from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "newsroom.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from newsroom.mail.kinds import register
        from newsroom.people import invitations, messages, own_zone, sessions  # noqa: F401  they register themselves
        from newsroom.roles import ADMINISTRATOR, grant

        register("invitation", messages.invitation)
        register("password_reset", messages.password_reset)
        grant(ADMINISTRATOR, *(f"people.{verb}_invitation" for verb in ("add", "change", "view")))
