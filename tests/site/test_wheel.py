"""A site is a project of its own: it installs the wheel, adds an app and a theme, and upgrades the wheel later."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.xdist_group("wheel")]
ROOT = Path(settings.BASE_DIR)
HERE = Path(__file__).parent
SETTINGS = """
import os

from newsroom.settings import *

INSTALLED_APPS = ["paper", *(["kitchen"] if "KITCHEN" in os.environ else []), *INSTALLED_APPS]
FEED_FULL_TEXT = True
ALLOWED_HOSTS = ["testserver"]
"""
GLOBALS = 'GLOBALS = {"motto": "All the ferries"}\n'
STORY = "{{ motto }}: {{ page.headline }} {{ theme_sheet() }}"
MANAGE = """
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paper.settings")
from django.core.management import execute_from_command_line

execute_from_command_line(sys.argv)
"""
# What a reader gets: a story of the project's theme, and a page that the theme leaves alone. One process, because each takes
# seconds to start.
READ = """
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from articles.blocks import new
from articles.models import Article, Author, Byline, Section
from newsroom.publishing import actions, clock

call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
editor = User.objects.filter(username="ada").first()
if editor is None:
    editor = User.objects.create_superuser("ada")
    section = Section.objects.create(name="World", slug="world")
    story = Article.objects.create(
        headline="Ferry sails", slug="ferry", section=section, owner=editor, created_at=clock.now(),
        body=[new("paragraph", text="It left at ten.")],
    )
    Byline.objects.create(article=story, author=Author.objects.create(name="Ann", slug="ann"), order=1)
    actions.save(story, editor)
    actions.publish(story, editor)
story = Article.objects.get()
for address in (story.live(clock.now()).get_absolute_url(), "/search/"):
    print(Client().get(address).text)
"""


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a virtual environment that has the wheel of this checkout, and a database that is migrated."""
    folder = tmp_path_factory.mktemp("paper-site")
    (folder / "paper").mkdir(parents=True)
    (folder / "theme" / "templates" / "articles").mkdir(parents=True)
    (folder / "theme" / "static" / "css").mkdir(parents=True)
    (folder / "paper" / "__init__.py").touch()
    (folder / "paper" / "settings.py").write_text(SETTINGS)
    (folder / "paper" / "jinja.py").write_text(GLOBALS)
    (folder / "manage.py").write_text(MANAGE)
    (folder / "theme" / "templates" / "articles" / "article_detail.html").write_text(STORY)
    (folder / "theme" / "static" / "css" / "theme.css").write_text(":root { --accent: rebeccapurple; }")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    packages = next((folder / "venv" / "lib").glob("python*")) / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    install(built(ROOT, folder / "wheels"), folder)
    manage(folder, "migrate", "--verbosity=0")
    return folder


@pytest.fixture
def project(migrated: Path, tmp_path: Path) -> Path:
    """A copy of that folder: to migrate takes most of the time."""
    return Path(shutil.copytree(migrated, tmp_path / "paper-site", symlinks=True))


def run(*command: object, cwd: Path | None = None, **environment: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(source: Path, folder: Path) -> Path:
    """Build the wheel of that checkout into the folder; return its path."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=source)
    [wheel] = folder.glob("*.whl")
    return wheel


def install(wheel: Path, project: Path) -> None:
    """Install the wheel in the project, in the place of the one that is there."""
    uv = [sys.executable, "-m", "uv", "pip", "install", "--python", project / "venv" / "bin" / "python"]
    run(*uv, "--quiet", "--no-cache", "--no-config", "--offline", "--no-deps", "--no-index", "--reinstall", wheel)


def manage(project: Path, *arguments: str, **more: str) -> str:
    return run(
        project / "venv" / "bin" / "python", "manage.py", *arguments, cwd=project, **environment(project), **more
    )


def environment(project: Path) -> dict[str, str]:
    return {"SECRET_KEY": "k" * 50, "PUBLIC_URL": "http://testserver", "THEME_DIR": str(project / "theme")}


def read(project: Path) -> str:
    return manage(project, "shell", "--verbosity=0", "-c", READ)


def test_a_project_changes_a_template_and_a_color_and_upgrades_the_wheel(project: Path, tmp_path: Path) -> None:
    pages = read(project)
    assert "All the ferries: Ferry sails" in pages
    assert "css/theme." in pages
    assert (project / "var" / "newsroom.sqlite3").exists()

    newer = tmp_path / "newer"
    shutil.copytree(ROOT, newer, ignore=shutil.ignore_patterns(".*", "var", "tests", "node_modules"))
    base = newer / "templates" / "base.html"
    base.write_text(base.read_text().replace("Skip to content", "Skip to the story"))
    install(built(newer, tmp_path / "wheels"), project)
    pages = read(project)
    assert "All the ferries: Ferry sails" in pages
    assert "Skip to the story" in pages


def test_a_project_is_served_with_the_configuration_of_the_wheel(migrated: Path) -> None:
    gunicorn = [migrated / "venv" / "bin" / "python", "-m", "gunicorn", "--config", "python:newsroom.gunicorn_conf"]
    manage(migrated, "collectstatic", "--no-input", "--verbosity=0")
    said = run(
        *gunicorn,
        "--print-config",
        "newsroom.wsgi",
        cwd=migrated,
        **environment(migrated),
        DJANGO_SETTINGS_MODULE="paper.settings",
    )
    assert re.search(r"^forwarder_headers += \[\]$", said, re.MULTILINE)
    assert re.search(r"^threads += 2$", said, re.MULTILINE)


def test_the_wheel_has_the_photos_of_the_demo_and_their_licenses(migrated: Path) -> None:
    [installed] = (migrated / "venv" / "lib").glob("python*/site-packages/newsroom/demo/photos")
    names = {path.name for path in installed.iterdir()}
    assert names == {path.name for path in (ROOT / "newsroom" / "demo" / "photos").iterdir()} > {"LICENSES.md"}


def test_the_wheel_has_the_compiled_catalogs(migrated: Path) -> None:
    [installed] = (migrated / "venv" / "lib").glob("python*/site-packages/newsroom/site_files/locale")
    assert {path.parent.parent.name for path in installed.glob("*/LC_MESSAGES/django.mo")} >= {"ar", "es"}


def test_an_app_adds_a_block_and_a_field_without_a_migration_and_its_stories_outlive_it(project: Path) -> None:
    assert len((HERE / "kitchen" / "blocks.py").read_text().splitlines()) <= 25
    (project / "theme" / "templates" / "articles" / "article_detail.html").unlink()
    shutil.copytree(HERE / "kitchen", project / "kitchen")
    shutil.copytree(HERE / "kitchen" / "templates", project / "theme" / "templates", dirs_exist_ok=True)
    shutil.copy(ROOT / "tests" / "articles" / "block_surfaces.py", project)
    script = (HERE / "outside_app.py").read_text()
    manage(project, "collectstatic", "--no-input", "--verbosity=0")
    assert manage(project, "shell", "--verbosity=0", "-c", script, KITCHEN="1").endswith("done\n")
    assert manage(project, "shell", "--verbosity=0", "-c", script).endswith("done\n")
