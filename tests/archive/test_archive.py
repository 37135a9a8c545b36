"""An archive holds everything, arrives byte for byte, and is refused if a byte was lost."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings

from articles.models import Article, Author, HeadlineWord, Section, Tag
from newsroom.archive.deriving import FOLLOWING
from newsroom.archive.export import export
from newsroom.archive.importing import import_archive
from newsroom.archive.redirects import actions as redirects
from newsroom.archive.rows import FIELDS_LEFT_OUT, LEFT_OUT, Damaged, kinds, line_of, row_of
from newsroom.database import roles as database_roles
from newsroom.images.models import PictureWord
from newsroom.publishing.adapters import registered
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.history_chain import History
from newsroom.publishing.models import AuditEntry, Revision, SiteGeneration
from tests.archive import elsewhere
from tests.archive.elsewhere import same_but_for_the_import
from tests.publishing.test_database_roles import ROLE, web
from tests.site import baseline
from tests.site.baseline_newsroom import HARBOR, NOW, BaselineNewsroom
from tests.site.test_baseline import PAGES

pytestmark = pytest.mark.xdist_group("archive")  # of which one worker writes one

CHIEF = "baseline-chief"


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An archive of a newsroom with everything, and its pages; the newsroom itself is rolled back."""
    folder = tmp_path_factory.mktemp("archive")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "uploads"),
        time_machine.travel(NOW, tick=False) as clock,
        transaction.atomic(),
    ):
        newsroom = BaselineNewsroom(clock)
        redirects.put([(1, "/?p=12", HARBOR), (2, "/contest/2019", "410")], newsroom.chief)
        default_storage.save("pictures/aa/one.jpg", ContentFile(b"a photo"))
        storages["sealed"].save("pictures/aa/taken-down.jpg", ContentFile(b"not for readers"))
        export(folder / "with", restricted=True)
        export(folder / "archive")
        client = Client()
        held = {name: baseline.recorded(client.get(address)) for name, address in PAGES.items()}  # type: ignore[arg-type]
        derived = {model: rows_of(model) for model in (HeadlineWord, PictureWord)}
        storages["sealed"].delete("pictures/aa/taken-down.jpg")
        head = AuditEntry.objects.order_by("-id")[0].sha256
        transaction.set_rollback(True)
    return {"head": head, "archive": folder / "archive", "with": folder / "with", "pages": held, "derived": derived}


def rows_of(model: Any) -> list[Any]:
    return sorted(
        (bytes(word), other)
        for word, other in model.objects.values_list(
            "word", *(field.name for field in model._meta.concrete_fields if field.is_relation)
        )
    )


@pytest.fixture
def archive(written: dict[str, Any], db: None, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The archive, and an empty database and an empty directory of uploads beside it, at the instant of the export."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    with time_machine.travel(NOW, tick=False):
        yield written["archive"]


@pytest.fixture
def copy(archive: Path, tmp_path: Path) -> Path:
    """A copy of the archive, to do harm to."""
    return Path(shutil.copytree(archive, tmp_path / "copy"))


def test_export_import_export_is_the_same(archive: Path, tmp_path: Path) -> None:
    import_archive(archive, CHIEF)
    export(tmp_path / "again")
    same_but_for_the_import(archive, tmp_path / "again")
    assert default_storage.open("pictures/aa/one.jpg").read() == b"a photo"


@pytest.mark.postgresql
def test_it_is_the_same_by_way_of_the_other_kind_of_database(archive: Path, tmp_path: Path) -> None:
    """From PostgreSQL to SQLite and back; tests/desk/test_demo_archive.py goes from SQLite to PostgreSQL."""
    addresses = ["/", HARBOR, "/world/", "/search/?q=ferry"]
    pages = elsewhere.arrive(archive, CHIEF, tmp_path / "there", NOW, addresses)["pages"]
    same_but_for_the_import(archive, tmp_path / "there")
    import_archive(tmp_path / "there", CHIEF)
    export(tmp_path / "back")
    same_but_for_the_import(tmp_path / "there", tmp_path / "back")
    assert elsewhere.differing(pages, {address: Client().get(address).content.decode() for address in addresses}) == []


def test_every_page_is_as_it_was_at_the_source(archive: Path, written: dict[str, Any]) -> None:
    import_archive(archive, CHIEF)
    client = Client()
    pages = {name: baseline.recorded(client.get(address)) for name, address in PAGES.items()}  # type: ignore[arg-type]
    assert elsewhere.differing(pages, written["pages"]) == []
    assert client.get("/?p=12")["Location"] == HARBOR
    assert {model: rows_of(model) for model in written["derived"]} == written["derived"]


def test_the_chain_of_the_audit_log_arrives_and_goes_on(archive: Path, written: dict[str, Any]) -> None:
    import_archive(archive, CHIEF)
    history = History(written["head"])
    assert list(history.faults()) == []
    assert history.head == AuditEntry.objects.get(verb="import_archive").sha256


def test_a_kind_without_rows_may_be_left_out(copy: Path) -> None:
    manifest = json.loads((copy / "archive.json").read_text())
    del manifest["files"]["articles.stylerule.jsonl"], manifest["files"]["articles.errorreport.jsonl"]
    manifest["files"]["elsewhere.thing.jsonl"] = {"lines": 0, "sha256": ""}  # of an app that isn't installed
    (copy / "archive.json").write_text(json.dumps(manifest))
    assert import_archive(copy, CHIEF)["articles.stylerule"] == 0
    manifest["files"]["elsewhere.thing.jsonl"]["lines"] = 1
    (copy / "archive.json").write_text(json.dumps(manifest))
    with pytest.raises(Damaged, match=r"doesn’t know elsewhere.thing.jsonl"):
        import_archive(copy, CHIEF)


def rewrite(folder: Path, name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change every line of a file, and what archive.json says of the file."""
    lines = (folder / name).read_bytes().splitlines(keepends=True)
    data = b"".join(line_of(change(row_of(line))) for line in lines)
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "archive.json").read_text())
    manifest["files"][name]["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "archive.json").write_text(json.dumps(manifest))


WRITTEN = ("id", *Revision.FIXED, "sealed_at")  # of a version, by a program that brings another archive
OWN = ("id", "owner", "created_at", "review")  # of a working copy


@pytest.mark.once
def test_what_follows_from_versions_and_schedules_may_be_left_to_the_import(
    copy: Path, written: dict[str, Any]
) -> None:
    for kind in registered():
        model: Any = kind._meta.get_field("revisions").related_model
        revisions = model._meta.label_lower
        rewrite(copy, f"{revisions}.jsonl", lambda row: {name: row[name] for name in WRITTEN})
        rewrite(copy, f"{kind._meta.label_lower}.jsonl", lambda row: {name: row[name] for name in OWN})
    manifest = json.loads((copy / "archive.json").read_text())
    (copy / "archive.json").write_text(json.dumps(manifest | {"derive": True}))
    with pytest.raises(Damaged, match=r"follow from versions: articles.address.jsonl, .* Leave them out"):
        import_archive(copy, CHIEF)
    for label in FOLLOWING:
        del manifest["files"][f"{label}.jsonl"]
    (copy / "archive.json").write_text(json.dumps(manifest | {"derive": True}))
    import_archive(copy, CHIEF)
    client = Client()
    pages = {name: baseline.recorded(client.get(address)) for name, address in PAGES.items()}  # type: ignore[arg-type]
    assert elsewhere.differing(pages, written["pages"]) == []


def test_a_second_import_changes_nothing(archive: Path) -> None:
    import_archive(archive, CHIEF)
    before = AuditEntry.objects.count(), SiteGeneration.objects.get().number
    default_storage.delete("pictures/aa/one.jpg")
    said: list[str] = []
    import_archive(archive, CHIEF, say=said.append)
    assert "This archive was imported on 2024-11-08" in said[-1]
    assert (AuditEntry.objects.count(), SiteGeneration.objects.get().number) == before
    assert default_storage.exists("pictures/aa/one.jpg")  # what was lost comes back


def test_a_dry_run_keeps_nothing(archive: Path) -> None:
    counts = import_archive(archive, CHIEF, dry_run=True)
    assert counts["articles.article"] > 5
    assert not Article.objects.exists()
    assert not User.objects.exists()
    assert not default_storage.exists("pictures/aa/one.jpg")


def test_nobody_brings_a_password(archive: Path) -> None:
    assert "password" not in (archive / "auth.user.jsonl").read_text()
    import_archive(archive, CHIEF)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.get(username=CHIEF).has_perm("publishing.take_down")


def test_new_rows_get_new_ids(copy: Path) -> None:
    manifest = json.loads((copy / "archive.json").read_text())
    manifest["ids"]["articles.tag"] = 700  # tags that were merged since; stories may still name them
    manifest["ids"] |= {"articles.author": 0, "articles.section": 1}  # less than there are
    (copy / "archive.json").write_text(json.dumps(manifest))
    import_archive(copy, CHIEF)
    assert Section.objects.create(name="New", slug="new").pk > Section.objects.order_by("pk")[1].pk
    assert Author.objects.create(name="New", slug="new").pk > Author.objects.order_by("pk")[0].pk
    assert Tag.objects.create(name="New", slug="new").pk == 701


def test_only_who_may_imports_past_dates(archive: Path) -> None:
    with pytest.raises(PermissionRefused, match="permission to import archive"):
        import_archive(archive, "baseline-writer")
    with pytest.raises(ActionRefused, match="The archive has no user nobody"):
        import_archive(archive, "nobody")
    assert not User.objects.exists()


@pytest.mark.postgresql
def test_on_postgresql_only_the_owner_of_the_tables_does(archive: Path) -> None:
    database_roles.grant(ROLE)
    with web(), pytest.raises(ActionRefused, match="Only the owner of the tables can import past dates"):
        import_archive(archive, CHIEF)
    assert not User.objects.exists()


def test_the_past_is_closed_again_afterwards(archive: Path) -> None:
    import_archive(archive, CHIEF)
    story = Article.objects.exclude(acted_at=None)[0]
    with pytest.raises(Exception, match="nothing is scheduled in the past"), transaction.atomic():
        story.transitions.create(at=story.created_at, by=story.owner)


def test_a_database_with_people_is_refused(archive: Path) -> None:
    User.objects.create_user("somebody")
    with pytest.raises(ActionRefused, match="isn’t empty: it has users"):
        import_archive(archive, CHIEF)


def test_an_export_goes_on_and_leaves_other_directories_alone(archive: Path, copy: Path, tmp_path: Path) -> None:
    (copy / "archive.json").rename(copy / "archive.json.part")  # it was stopped
    with pytest.raises(Damaged, match=r"isn’t finished. Run export_archive again"):
        import_archive(copy, CHIEF)
    import_archive(archive, CHIEF)
    photo = copy / "media/pictures/aa/one.jpg"
    before = photo.stat().st_mtime_ns
    export(copy)
    same_but_for_the_import(archive, copy)
    assert photo.stat().st_mtime_ns == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/diary.txt").write_text("mine")
    with pytest.raises(ActionRefused, match="has other files"):
        export(tmp_path / "mine")


def test_files_that_were_taken_down_are_apart_and_asked_for(written: dict[str, Any], archive: Path) -> None:
    assert not (archive / "restricted").exists()
    assert not (archive / "restricted.jsonl").exists()
    import_archive(written["with"], CHIEF)
    assert storages["sealed"].open("pictures/aa/taken-down.jpg").read() == b"not for readers"
    storages["sealed"].delete("pictures/aa/taken-down.jpg")


STORIES = "articles.articlerevision.jsonl"


def altered(change: Callable[[bytes], bytes], name: str = STORIES) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return harm


def without_a_line(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[:2], *lines[3:]])


def rewritten(data: bytes) -> bytes:
    """Another text, with a fitting checksum of the line."""
    first, *others = data.splitlines(keepends=True)
    row = row_of(first)
    row["content"] = {**row["content"], "headline": "Forged"}
    return b"".join([line_of(row), *others])


@pytest.mark.once
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (altered(lambda data: data.replace(b"ferry", b"fairy", 1)), r"articlerevision.jsonl, line \d+: it was altered"),
        (altered(lambda data: data[:-40]), r"articlerevision.jsonl, line \d+: it ends in the middle"),
        (altered(lambda data: data[: data.rindex(b"\n", 0, -1) + 1]), r"articlerevision.jsonl ends after line \d+; it should"),
        (altered(without_a_line), r"articlerevision.jsonl ends after line \d+; it should have"),
        (altered(lambda data: b"".join(reversed(data.splitlines(keepends=True)))), r"lines were replaced or moved"),
        (altered(lambda data: b"{}\n" + data), r"articlerevision.jsonl, line 1: it has no checksum"),
        (altered(lambda data: b"\xff\n" + data), r"articlerevision.jsonl, line 1: it isn’t JSON"),
        (altered(rewritten), r"articlerevision.jsonl, line 1: the text isn’t the one whose SHA-256 is recorded"),
        (
            altered(lambda data: line_of({**row_of(data.splitlines(keepends=True)[0]), "odd": 1}), "articles.tag.jsonl"),
            r"articles.tag.jsonl, line 1: these fields are missing or unknown: odd",
        ),
        (
            altered(
                lambda data: line_of({**row_of(data.splitlines(keepends=True)[0]), "created_at": "soon"}),
                "articles.article.jsonl",
            ),
            r"articles.article.jsonl, line 1: .*soon",
        ),
        (lambda folder: (folder / "articles.tag.jsonl").unlink(), r"articles.tag.jsonl is missing"),
        (lambda folder: (folder / "media/pictures/aa/one.jpg").unlink(), r"media.jsonl, line \d+: .*one.jpg is missing"),
        (
            lambda folder: (folder / "media/pictures/aa/one.jpg").write_bytes(b"A photo"),
            r"media.jsonl, line \d+: media/pictures/aa/one.jpg was altered",
        ),
        (lambda folder: (folder / "archive.json").write_text("{"), "archive.json isn’t that of an archive"),
        (lambda folder: (folder / "archive.json").unlink(), "has no archive.json"),
        (altered(lambda data: data.replace(b'"version": 1', b'"version": 2'), "archive.json"), "has format newsroom-archive 2"),
    ],
)  # fmt: skip
def test_an_archive_that_was_harmed_is_refused_by_file_and_line(
    harm: Callable[[Path], None], told: str, copy: Path
) -> None:
    harm(copy)
    with pytest.raises(Damaged, match=told):
        import_archive(copy, CHIEF)
    assert not User.objects.exists()


def test_a_row_that_is_missing_leaves_nothing_behind(copy: Path) -> None:
    """Even if the manifest was made to fit: a story without its section."""
    (copy / "articles.section.jsonl").write_bytes(b"")
    manifest = json.loads((copy / "archive.json").read_text())
    manifest["files"]["articles.section.jsonl"] = {
        "lines": 0,
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    (copy / "archive.json").write_text(json.dumps(manifest))
    with pytest.raises(Damaged, match="Nothing was imported"):
        import_archive(copy, CHIEF)
    assert not User.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.once
def test_a_file_that_leads_out_of_the_archive_is_refused(copy: Path) -> None:
    line = line_of({"path": "../../secret", "sha256": "0" * 64, "size": 1})
    (copy / "media.jsonl").write_bytes(line)
    with pytest.raises(Damaged, match=r"line 1: \.\./\.\./secret is outside of the archive"):
        import_archive(copy, CHIEF)


def test_the_commands_tell_what_they_did(archive: Path, tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(CommandError, match="The archive has no user nobody"):
        call_command("import_archive", archive, by="nobody")
    call_command("import_archive", archive, by=CHIEF, dry_run=True)
    assert "can be imported; nothing was kept" in capsys.readouterr().out
    call_command("import_archive", archive, by=CHIEF)
    assert f"The archive is here: {Article.objects.count()} stories" in capsys.readouterr().out
    call_command("export_archive", tmp_path / "again")
    assert f"The archive is in {tmp_path / 'again'}." in capsys.readouterr().out


# --- nothing is forgotten


@pytest.mark.once
def test_every_kind_of_row_is_documented_or_left_out_for_a_reason() -> None:
    """A new model or field: name it in docs/archive-format.md, or leave it out in newsroom/archive/rows.py and say why."""
    text = Path(django_settings.BASE_DIR, "docs/archive-format.md").read_text()
    lines = {f"| `{each.label}` | {', '.join(each.names)} |" for each in kinds() if not each.label.startswith("notes.")}
    table = text.partition("## Kinds of rows")[2].partition("## What stays behind")[0]
    written = {line for line in table.splitlines() if line.startswith("| `")}
    lacking, gone = "\n".join(sorted(lines - written)), "\n".join(sorted(written - lines))
    assert not lacking, f"docs/archive-format.md lacks these lines. Raise VERSION, too, after a release.\n{lacking}"
    assert not gone, f"docs/archive-format.md has lines of what is gone:\n{gone}"
    installed = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert LEFT_OUT.keys() <= installed
    assert all(f"`{label}`" in text for label in LEFT_OUT)
    for label, names in FIELDS_LEFT_OUT.items():
        assert names.keys() <= {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert all(f"`{label}.{name}`" in text for name in names)


@pytest.mark.once
def test_a_line_is_what_it_was() -> None:
    row = {"text": "“Ü”\u2028 and \n", "number": 12, "none": None, "list": [1.5, True]}
    assert row_of(line_of(row)) == row
    assert line_of(row_of(line_of(row))) == line_of(row)


def outside(directory: Path, *known: str) -> subprocess.CompletedProcess[str]:
    """Run the script that needs nothing of this project."""
    script = Path(django_settings.BASE_DIR, "deploy", "verify_history.py")
    command = [sys.executable, "-I", str(script), str(directory), *known]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def forge(path: Path, number: int, **fields: Any) -> None:
    """Change fields of a line, and its checksum with them."""
    lines = path.read_text().splitlines(keepends=True)
    row = json.loads(lines[number - 1])
    del row["#"]
    lines[number - 1] = line_of(row | fields).decode()
    path.write_text("".join(lines))


def test_a_script_of_one_page_finds_what_was_altered_in_an_archive(written: dict[str, Any], tmp_path: Path) -> None:
    assert "as they were written" in outside(written["archive"]).stdout
    assert "No audit row has the hash" in outside(written["archive"], "0" * 64).stdout
    for name, fields, fault in (
        ("publishing.auditentry.jsonl", {"reason": "forged"}, "audit row"),
        ("articles.articlerevision.jsonl", {"content": {"schema": 1}}, "content isn't what was saved"),
        ("articles.articlerevision.jsonl", {"note": "forged"}, "author, time, note, or hash"),
    ):
        copy = tmp_path / fault.split()[0]
        shutil.copytree(written["archive"], copy)
        forge(copy / name, 3, **fields)
        found = outside(copy)
        assert found.returncode == 1
        assert f"{name}, line 3: " in found.stderr
        assert fault in found.stderr


def test_one_byte_of_an_archive_is_found_by_the_script(written: dict[str, Any], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(written["archive"], copy)
    path = copy / "articles.articlerevision.jsonl"
    data = bytearray(path.read_bytes())
    data[data.index(b"headline", 2000) + 12] ^= 1
    path.write_bytes(data)
    assert "articles.articlerevision.jsonl, line" in outside(copy).stderr
