import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.publishing.history_chain import History


def _hash(typed: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", typed):
        raise ArgumentTypeError("a hash has 64 characters from 0 to 9 and a to f, as this command printed it.")
    return typed


class Command(BaseCommand):
    help = (
        "Check that no audit row, version, or schedule was altered outside the desk. Names the first that was, prints the "
        "newest hash of the audit log, and exits with 1 if anything was altered. Keep the hash outside this system: with "
        "--known, a later run also tells whether rows were removed from the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--known", type=_hash, help="A hash that this command printed before.")
        parser.add_argument("--all", action="store_true", help="Name everything that was altered, not only the first.")

    def handle(self, *, known: str | None, all: bool, **_options: Any) -> None:
        history = History(known or "")
        found = 0
        for fault in history.faults():
            found += 1
            self.stderr.write(fault)
            if not all:
                break
        if found:
            raise CommandError(
                "The history was altered outside the desk. Keep the database as it is, and compare it with a backup: "
                "docs/running.md."
            )
        self.stdout.write(f"{history.rows:,} audit rows and {history.versions:,} versions are as they were written.")
        if history.uncovered:
            self.stdout.write(
                f"{history.uncovered:,} published versions are older than the chain: only their content was checked."
            )
        self.stdout.write(f"Newest hash: {history.head or 'none yet'}")
