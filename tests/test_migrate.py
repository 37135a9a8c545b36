"""A database of a newer release, or of one before 1.0, is refused with the cure before anything in it is changed."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from newsroom.database.management.commands.migrate import briefly_waiting, unknown_migrations
from newsroom.publishing import constraints
from tests.publishing.test_constraints import missing


@pytest.fixture
def recorder(db: None) -> MigrationRecorder:
    """Return what the database says has been applied, here whatever a test writes."""
    recorder = MigrationRecorder(connection)
    with (
        connection.cursor() as cursor
    ):  # the tables of the tests were made without migrations; a rollback takes it away
        cursor.execute(connection.schema_editor().table_sql(recorder.Migration)[0])
    return recorder


def test_a_database_of_another_version_is_refused_with_the_cure(recorder: MigrationRecorder) -> None:
    recorder.record_applied("articles", "0002_from_before_the_squash")
    with pytest.raises(CommandError, match="into an empty database") as refusal:
        call_command("migrate", verbosity=0)
    assert "articles.0002_from_before_the_squash" in str(refusal.value)
    assert "Nothing was changed" in str(refusal.value)


def test_the_demo_is_told_to_remove_its_directory(recorder: MigrationRecorder, settings: Any) -> None:
    settings.NEWSROOM_DEMO = True
    recorder.record_applied("newsroom", "0001_x")  # no app of ours is called that
    recorder.record_applied("publishing", "0009_gone")
    with pytest.raises(CommandError, match="made by another version") as refusal:
        call_command("migrate", verbosity=0)
    assert f"Remove {settings.VAR_DIR}" in str(refusal.value)
    assert "make run" in str(refusal.value)


def test_an_empty_database_and_other_peoples_migrations_are_none_of_its_business(recorder: MigrationRecorder) -> None:
    assert unknown_migrations() == []
    recorder.record_applied("auth", "0099_of_a_later_django")
    recorder.record_applied("an_app_that_was_removed", "0001_initial")
    assert unknown_migrations() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_migrate_that_waits_for_a_lock_gives_up_before_readers_do_and_says_what_to_do() -> None:
    table = "articles_articletransition"
    with connection.cursor() as cursor:  # something that has to be made again
        cursor.execute(f"DROP TRIGGER {table}_kept ON {table}")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"SELECT 1 FROM {table}")  # as a backup does
            with pytest.raises(CommandError, match="Run `migrate` again"), briefly_waiting(connection):
                constraints.install()
            cursor.execute("ROLLBACK")
        with briefly_waiting(connection):
            constraints.install()
    finally:
        other.close()
    assert missing() == set()
