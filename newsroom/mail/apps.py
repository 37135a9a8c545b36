from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "newsroom.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from newsroom.mail import actions  # noqa: F401  it registers what the sweep deletes
        from newsroom.roles import ADMINISTRATOR, grant

        grant(ADMINISTRATOR, "mail.view_mail", "mail.change_mail")
