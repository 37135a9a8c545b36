"""PostgreSQL's two roles: the site's role reads and writes rows, and can't lift a guard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from newsroom.database import roles as database_roles
from newsroom.publishing import actions, clock
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, published
from tests.people import administrator, editor
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note
from tests.site.serving import database_url, gunicorns

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ROLE = "newsroom_web_of_tests"
TABLES = ["notes_noterevision", "notes_notetransition", "notes_notecorrection", "publishing_auditentry"]
GUARDS_OFF = [
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_kept",
    "DROP TRIGGER {table}_kept ON {table}",
    "DROP TABLE {table} CASCADE",
    "ALTER TABLE {table} OWNER TO " + ROLE,
    "CREATE RULE quiet AS ON DELETE TO {table} DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('mine')",
    "CREATE OR REPLACE FUNCTION newsroom_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "CREATE OR REPLACE FUNCTION newsroom_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "CREATE TABLE of_my_own (id int)",
    "SET session_replication_role = replica",
]
HOUR = timedelta(hours=1)


@contextmanager
def web() -> Iterator[None]:
    """Act as the site's role."""
    execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        execute("RESET ROLE")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str) -> str:
    """Return the database's error for a statement that it must refuse."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        execute(statement)
    return str(caught.value)


@pytest.fixture
def note(db: None, desk: User) -> Note:
    """Return a live note with a correction, after the grants."""
    database_roles.grant(ROLE, "a password")
    note = written("News", desk)
    actions.publish(note, desk)
    actions.correct(note, desk, text="It was 11,000.")
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is left to be checked at a commit that a test never reaches
    return note


@pytest.mark.parametrize("table", TABLES)
def test_nobody_empties_a_guarded_table_not_even_its_owner(table: str, note: Note) -> None:
    assert "never emptied" in refused(f"TRUNCATE {table} CASCADE")
    assert "never emptied" in refused("TRUNCATE notes_note CASCADE")
    with web():
        assert "permission denied" in refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
def test_the_role_of_the_site_switches_no_guard_off(table: str, note: Note) -> None:
    with web():
        for statement in GUARDS_OFF:
            said = refused(statement.format(table=table))
            assert "permission denied" in said or "must be owner" in said, statement


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "UPDATE {} SET at = now()"],
)
def test_the_audit_log_is_only_appended_to(statement: str, note: Note) -> None:
    with web():
        assert "permission denied" in refused(statement.format("publishing_auditentry"))


@pytest.mark.parametrize("wrong", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "-infinity", "infinity", "-2", "9"])
def test_a_false_time_is_refused(wrong: str, note: Note) -> None:
    instant = str(datetime.now(UTC) + timedelta(minutes=int(wrong))) if len(wrong) < 3 else wrong
    with web():
        said = f"SET LOCAL newsroom.now = '{instant}'; "
        for change in (
            "DELETE FROM notes_notetransition",
            "UPDATE notes_notetransition SET at = at - interval '1 day'",
            "DELETE FROM notes_noterevision",
            "UPDATE notes_noterevision SET live_until = live_from + interval '1 second'",
        ):
            assert "newsroom.now is" in refused(said + change)
        (by, revision), *_ = note.transitions.values_list("by", "revision")
        refused(
            f"{said}INSERT INTO notes_notetransition (subject_id, revision_id, at, change, by_id) "
            f"VALUES ({note.pk}, {revision}, '2001-01-01T00:00:00Z', '', {by})"
        )


def test_the_owner_may_act_in_a_time_of_its_own(note: Note, desk: User) -> None:
    with clock.pretending(datetime(2031, 1, 1, tzinfo=UTC)):
        actions.publish(written("Of another time", desk), desk)


def test_the_role_of_the_site_does_what_a_newsroom_does(note: Note) -> None:
    chief, desk = administrator(), editor()
    with web():
        story = ArticleFactory(headline="Ferry sails")
        actions.publish(story, desk, at=clock.now() + HOUR)
        actions.unschedule(story, desk, at=story.transitions.get().at)
        actions.publish(story, desk)
        actions.correct(story, desk, text="It has 12 cabins.")
        actions.unpublish(story, desk)
        actions.take_down(note, chief, reason="Court order")
        client = Client()
        client.force_login(desk)
        assert client.get("/admin/").status_code == 200
        assert client.get("/").status_code == 200
        with pytest.raises(IntegrityError), transaction.atomic():
            note.revisions.all()._raw_delete(using="default")
    assert AuditEntry.objects.filter(verb="take_down").exists()


def test_grants_are_put_in_place_again_and_reach_tables_that_come_later(note: Note) -> None:
    execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
    database_roles.grant(ROLE)
    execute("CREATE TABLE of_the_next_release (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, word text)")
    with web():
        execute("INSERT INTO of_the_next_release (word) VALUES ('a'); UPDATE of_the_next_release SET word = 'b'")
        execute("SELECT * FROM of_the_next_release; DELETE FROM of_the_next_release")
        assert "permission denied" in refused("TRUNCATE of_the_next_release")
        assert "permission denied" in refused("TRUNCATE publishing_sitegeneration")


def test_migrate_grants_to_the_role_that_is_named(settings: Any, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone()[0]:
            execute(f"DROP OWNED BY {ROLE}")
            execute(f"DROP ROLE {ROLE}")
    settings.DATABASE_WEB_URL = f"postgres://{ROLE}:a%20password@localhost/newsroom"
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    with web():
        assert User.objects.count() == 0


def test_the_owner_is_no_role_of_the_site(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(ImproperlyConfigured, match="DATABASE_WEB_URL is not usable"):
        database_roles.grant(owner)


@pytest.mark.django_db(transaction=True)
def test_a_site_runs_with_the_second_role(tmp_path: Path) -> None:
    database_roles.grant(ROLE, "a password")
    published(headline="Ferry sails", slug="ferry")
    User.objects.create_superuser("ada", password="a long passphrase")
    url = urlsplit(database_url())
    place = url.netloc.rpartition("@")[2]
    as_web = url._replace(netloc=f"{ROLE}:a%20password@{place}").geturl()
    with gunicorns(tmp_path, 1, DATABASE_URL=as_web) as (site,):
        assert b"Ferry sails" in site.get("/").body
        assert site.get("/search/?q=ferry").status == 200
        assert site.get("/healthz").status == 200
        page = site.get("/admin/login/")
        assert page.status == 200
    assert os.environ["DATABASE_URL"] != as_web
