"""Readers' templates are Jinja2, found in a theme first; the desk's are Django's and never Jinja2's."""

from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import get_template
from jinja2 import UndefinedError

ENVIRONMENT = {"environment": "newsroom.jinja2.environment"}


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
