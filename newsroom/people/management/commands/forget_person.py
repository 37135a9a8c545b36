"""manage.py forget_person: replace the name, address and sign-in of somebody who has left."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.people.leaving import forget
from newsroom.publishing.exceptions import ActionRefused


class Command(BaseCommand):
    help = (
        "Replaces the name, address and sign-in of a closed account. What they did stays under the account's id; "
        "a byline that readers have seen stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Of the person to forget.")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="The administrator who decided it.")

    def handle(self, *args: Any, username: str, by: str, **options: Any) -> None:
        try:
            for stays in forget(_user(username), _user(by)):
                self.stdout.write(f"Stays: {stays}")
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{username} was forgotten. Backups made before still hold the name.")


def _user(username: str) -> User:
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"There is no user {username}. The list of people has the usernames.") from None
