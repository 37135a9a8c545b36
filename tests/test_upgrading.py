"""What docs/upgrading.md promises of every release: it leaves the one before it running on its database.

tests/site/test_plain_machine.py upgrades a site that runs; tests/test_release.py keeps released migrations as they are.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from newsroom.database.management.commands.migrate import OURS
from tests.test_deploy import service

ROOT = Path(settings.BASE_DIR)
# What changes no table, adds one, or is code, which its author answers for.
ADDS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.RunPython,
    migrations.RunSQL,
)


def taking_away(app: str, operations: Iterable[Any], state: ProjectState) -> Iterator[str]:
    """Yield what code of the release before could not live with, of these operations on `state`."""
    for operation in operations:
        after = state.clone()
        operation.state_forwards(app, after)
        if isinstance(operation, migrations.AddField):
            field = operation.field
            if not (field.null or field.many_to_many or field.has_db_default()):
                yield f"{operation.describe()}: it needs null or a db_default, as that release writes rows without it"
        elif isinstance(operation, migrations.AlterField):
            old, new = (
                each.apps.get_model(app, operation.model_name)._meta.get_field(operation.name)
                for each in (state, after)
            )
            _, kind, _, options = old.deconstruct()
            only_wider = new.deconstruct()[1::2] == (kind, options | {"null": True})
            editor: Any = connection.schema_editor()
            if editor._field_should_be_altered(old, new) and not only_wider:
                yield operation.describe()
        elif not isinstance(operation, ADDS):
            yield operation.describe()
        state = after


def test_migrations_after_a_release_take_nothing_away(db: None) -> None:
    released = {line.split()[1] for line in (ROOT / "tests" / "released_migrations.txt").read_text().splitlines()}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if type(migration).__module__.partition(".")[0] in OURS
    }
    later = {key for key, each in ours.items() if f"{type(each).__module__.replace('.', '/')}.py" not in released}
    assert len(ours) - len(later) == len(released)
    for key in sorted(later):
        assert [*taking_away(key[0], ours[key].operations, loader.project_state(key, at_end=False))] == [], key


TEXT = models.CharField(max_length=20, default="")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.RemoveField("note", "words"), "Remove field"),
        (migrations.RenameField("note", "words", "text"), "Rename field"),
        (migrations.DeleteModel("note"), "Delete model"),
        (migrations.AlterField("note", "words", models.CharField(max_length=10)), "Alter field"),
        (migrations.AddField("note", "kind", TEXT), "it needs null or a db_default"),
        (migrations.AddConstraint("note", models.UniqueConstraint(fields=["words"], name="one")), "Create constraint"),
        (migrations.AddField("note", "kind", models.CharField(max_length=20, db_default="")), ""),
        (migrations.AddField("note", "at", models.DateTimeField(null=True)), ""),
        (migrations.AlterField("note", "words", models.CharField(max_length=20, help_text="Words.")), ""),
        (migrations.AlterField("note", "words", models.CharField(max_length=20, null=True)), ""),
        (migrations.AddIndex("note", models.Index(fields=["words"], name="words")), ""),
    ],
    ids=lambda value: getattr(value, "describe", lambda: None)(),
)
def test_what_takes_away_is_told_from_what_adds(db: None, operation: Any, words: str) -> None:
    state = ProjectState()
    fields: list[Any] = [("id", models.BigAutoField(primary_key=True)), ("words", models.CharField(max_length=20))]
    state.add_model(ModelState("paper", "note", fields))
    found = [*taking_away("paper", [operation], state)]
    assert (words in found[0]) if words else found == []


def test_every_service_and_command_that_the_guide_asks_of_compose_is_there() -> None:
    guide = (ROOT / "docs" / "upgrading.md").read_text()
    asked = re.findall(r"^docker compose (?:run|up|exec|ps)(.*?)(?:  #|$)", guide, re.MULTILINE)
    names = {word for line in asked for word in line.split() if re.fullmatch(r"[a-z]+", word)} & set(
        re.findall(r"^  ([a-z]+):$", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    )
    assert names == {"migrate", "worker", "sweep", "web", "nginx"}
    assert "manage.py render_revisions &" in service("sweep")
    assert "manage.py migrate" in service("migrate")
