"""Migrations produce the same tables as the models, from which tests create theirs because it is faster."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, connections

from articles.models import TimelineListing
from newsroom.publishing import constraints
from tests.articles.test_list_rows import Newsroom
from tests.desk.test_fill_archive import rows
from tests.publishing.test_constraints import missing

# Each row is something that the database keeps by a name, and how it would be written anew.
SCHEMA = {
    "sqlite": "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql <> ''",
    "postgresql": """
        SELECT 'column', table_name, column_name, row(
            data_type, udt_name, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default,
            is_identity, identity_generation, generation_expression
        )::text FROM information_schema.columns WHERE table_schema = 'public'
        UNION SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
}
FILLED = (TimelineListing,)  # what migrations of articles write rows into
MIGRATIONS_OWN = "django_migrations"  # what has been applied
# Django numbers these itself: in integers if it migrates, in wider ones if it makes them from the models.
NUMBERED = {"auth_group_permissions", "auth_user_groups", "auth_user_user_permissions"}


@pytest.fixture
def made_of_models(db: None) -> Iterator[Any]:
    """Return what the test database holds. From then on everything uses another one, made by all migrations."""
    held, usual, here = holdings(), connections["default"], connection.copy()
    name = str(here.settings_dict["NAME"])
    here.settings_dict["TEST"] |= {"MIGRATE": True, "NAME": f"{name}-migrated"}
    connections["default"] = here
    try:
        here.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield held
    finally:
        here.creation.destroy_test_db(name, verbosity=0)
        connections["default"] = usual


def holdings() -> set[tuple[str, ...]]:
    """Return tables, indexes, constraints, triggers and the roles' privileges, with columns in any order."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        rows = cursor.fetchall()
    held = {
        (
            kind,
            table,
            name,
            *(sorted(sql.removesuffix(")").partition("(")[2].split(", ")) if kind == "table" else [sql]),
        )
        for kind, table, name, sql in rows
        if table != MIGRATIONS_OWN and not (kind == "column" and name == "id" and table in NUMBERED)
    }
    return held | set(
        Group.objects.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    )


def test_the_migrations_make_what_the_models_say(made_of_models: Any, now: time_machine.Traveller) -> None:
    assert holdings() == made_of_models
    assert missing() == set()
    constraints.drop()
    assert missing()
    call_command("migrate", verbosity=0)
    assert missing() == set()
    check_that_they_fill_tables_as_actions_do(now)  # in the same database, which takes seconds to make


def check_that_they_fill_tables_as_actions_do(now: time_machine.Traveller) -> None:
    newsroom = Newsroom(3, now)
    for _ in range(40):
        newsroom.act()
        newsroom.pass_time()
    written = {model: rows(model) for model in FILLED}
    call_command("migrate", "articles", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    assert {model: rows(model) for model in FILLED} == written
    assert all(written.values())
