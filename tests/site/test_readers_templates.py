"""Readers' templates are Jinja2, found in a theme first; the desk's are Django's and never Jinja2's."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import get_template
from django.test import Client
from jinja2 import UndefinedError

from newsroom.delivery import memory

READERS = Path(settings.BASE_DIR, "templates")
SAFE = re.compile(r"([\w.]+)\s*\|\s*safe\b")
ENVIRONMENT = {"environment": "newsroom.jinja2.environment"}


def files() -> list[Path]:
    """The files of readers' templates, the desk's left out."""
    return [path for path in sorted(READERS.rglob("*.html")) if path.relative_to(READERS).parts[0] != "desk"]


def engine(*folders: Path) -> Any:
    return Jinja2({"NAME": "theme", "DIRS": list(folders), "APP_DIRS": False, "OPTIONS": dict(ENVIRONMENT)})


def test_a_theme_replaces_a_template_by_its_name(tmp_path: Path) -> None:
    for folder, words in (("theme", "mine"), ("site", "ours")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.html").write_text(words)
    (tmp_path / "site" / "other.html").write_text("<p>{{ words }}</p>")
    found = engine(tmp_path / "theme", tmp_path / "site")
    assert found.get_template("page.html").render() == "mine"
    assert found.get_template("other.html").render({"words": "<b>"}) == "<p>&lt;b&gt;</p>"
    with pytest.raises(UndefinedError, match="words"):
        found.get_template("other.html").render()


def test_a_template_of_the_desk_is_django_s() -> None:
    admin: Any = get_template("admin/index.html")
    assert admin.backend.name == "django"
    for name in ("admin/index.html", "desk/admin/index.html", "desk/desk/move.html"):
        with pytest.raises(TemplateDoesNotExist):
            engines["jinja2"].get_template(name)


SANITIZED = {
    "articles/_footnotes.html": ["note", "note"],  # of the rich text around it
    "articles/_dateline.html": ["dateline"],  # drawn by the macro above it
    "articles/article_detail.html": ["page.contents", "block"],  # stored HTML, made of what was sanitized
    "articles/blocks/_prose.html": ["html"],  # drawn by the templates of its blocks
    "articles/blocks/fact_box.html": ["block.text"],
    "articles/blocks/feed/fact_box.html": ["block.text"],
    "articles/blocks/feed/timeline.html": ["event.body"],
    "articles/blocks/list.html": ["block.text"],
    "articles/blocks/paragraph.html": ["block.text"],
    "articles/blocks/quote.html": ["block.text"],
    "articles/blocks/table.html": ["cell.html", "cell.html"],
    "articles/standing_page.html": ["body"],
    "timelines/_timeline.html": ["event.body"],
    "timelines/timeline_detail.html": ["timeline.introduction"],
    "timelines/timeline_embed.html": ["timeline.introduction"],
}


def test_only_what_was_sanitized_is_called_safe() -> None:
    sources = {path.relative_to(READERS).as_posix(): path.read_text() for path in files()}
    assert not [name for name, source in sources.items() if "autoescape" in source]
    assert {name: found for name, source in sources.items() if (found := SAFE.findall(source))} == SANITIZED


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(READERS).as_posix())
def test_every_template_compiles_and_begins_with_what_it_is_given(path: Path) -> None:
    readers: Any = engines["jinja2"]
    readers.env.get_template(path.relative_to(READERS).as_posix())
    assert path.read_text().startswith("{# ")


def test_the_guide_to_theming_names_every_template_and_what_it_is_given() -> None:
    guide = Path(settings.BASE_DIR, "docs", "theming.md").read_text()
    for path in files():
        comment = re.match(r"\{#(.*?)#\}", path.read_text(), re.DOTALL)
        assert comment, path.name
        said = " ".join(comment[1].split()).replace("|", "\\|")
        assert f"| `{path.relative_to(READERS).as_posix()}` | {said} |" in guide


@pytest.mark.django_db
def test_a_theme_brings_a_style_sheet_of_its_own(client: Client, settings: Any, tmp_path: Path) -> None:
    assert "css/theme.css" not in client.get("/").text
    settings.THEME_DIR = tmp_path
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "theme.css").write_text(":root { --accent: rebeccapurple; }")
    memory.forget()
    page = client.get("/").text
    assert page.index("css/site.css") < page.index("css/theme.css")
