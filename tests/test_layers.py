"""Packages point down only, also where import-linter can't see: models, reverse accessors, templates, migrations.

The contracts in pyproject.toml check the imports. Templates outside of a package's folder are the frame of every page:
any package may extend them, and they may load from any package.
"""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import get_installed_libraries

# From the bottom up; packages on one level don't know each other.
LEVELS = [
    {"newsroom.database"},
    {"newsroom.publishing"},
    {"newsroom.delivery"},
    {"newsroom.search"},
    {"newsroom.images"},
    {"newsroom.publication"},
    {"newsroom.mail", "newsroom.media"},
    {"timelines"},
    {"articles"},
    {"newsroom.fronts"},
    {"newsroom.archive", "newsroom.desk", "newsroom.demo", "newsroom.people", "newsroom.operations"},
]
LEVEL_OF = {package: number for number, packages in enumerate(LEVELS) for package in packages}
PACKAGE_OF_LABEL = {config.label: config.name for config in apps.get_app_configs() if config.name in LEVEL_OF}
READERS = Path(settings.BASE_DIR, "templates")
DESK = READERS / "desk"
QUERIES = set(
    """filter exclude get annotate aggregate alias values values_list order_by only defer select_related
    prefetch_related Prefetch F Q Count Sum Min Max Exists OuterRef update_or_create get_or_create""".split()
)


def points_up(origin: str | None, target: str | None) -> bool:
    """Return whether a package may not import another. Packages that aren't ours, such as Django, may."""
    if origin is None or target is None or origin == target:
        return False
    return LEVEL_OF[target] >= LEVEL_OF[origin]


def package_of_module(module: str) -> str | None:
    return next((package for package in LEVEL_OF if f"{module}.".startswith(f"{package}.")), None)


def package_of_template(name: str) -> str | None:
    parts = name.removeprefix("admin/").split("/")
    return PACKAGE_OF_LABEL.get(parts[0]) if len(parts) > 1 else None


def words_queried(source: str) -> set[str]:
    """Return every attribute read, and the first name of every query: `stories` of `filter(stories__slug=…)`."""
    words: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in QUERIES:
                paths = [keyword.arg for keyword in node.keywords if keyword.arg]
                paths += [
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                words |= {path.lstrip("-").split("__")[0] for path in paths}
    return words


def templates_named(source: str) -> list[str]:
    return re.findall(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""", source)


def libraries_loaded(source: str) -> list[str]:
    loads = re.findall(r"\{%\s*load\s+(.+?)\s*%\}", source)
    return [library for load in loads for library in load.split(" from ")[-1].split()]


def our_relations() -> Iterator[tuple[str, str, "models.ForeignObject[models.Model, models.Model]"]]:
    """Yield (package of the model, package it relates to, field) for every relation between two of our models."""
    for model in apps.get_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation and isinstance(field.related_model, type):
                origin = PACKAGE_OF_LABEL.get(model._meta.app_label)
                target = PACKAGE_OF_LABEL.get(field.related_model._meta.app_label)
                if origin and target:
                    yield origin, target, field  # type: ignore[misc]


def sources(package: str) -> Iterator[tuple[Path, str]]:
    for path in Path(apps.get_app_config(package.rpartition(".")[2]).path).rglob("*.py"):
        if "migrations" not in path.parts:
            yield path, path.read_text()


def templates() -> Iterator[tuple[str, str]]:
    for path in READERS.rglob("*.html"):
        yield path.relative_to(DESK if path.is_relative_to(DESK) else READERS).as_posix(), path.read_text()


def test_every_installed_package_has_its_level() -> None:
    packages = {path.parent.name for path in Path(settings.BASE_DIR).glob("*/__init__.py")}
    assert {config.name for config in apps.get_app_configs() if config.name.split(".")[0] in packages} == set(LEVEL_OF)


@pytest.mark.parametrize(
    ("origin", "target", "refused"),
    [
        ("timelines", "articles", True),
        ("newsroom.search", "newsroom.images", True),
        ("articles", "timelines", False),
        ("articles", "articles", False),
        ("articles", None, False),
    ],
)
def test_a_package_imports_only_those_below(origin: str, target: str | None, refused: bool) -> None:
    assert points_up(origin, target) is refused


def test_no_foreign_key_points_up() -> None:
    assert not [str(field) for origin, target, field in our_relations() if points_up(origin, target)]


def test_no_package_follows_a_relation_back_up() -> None:
    accessors = {
        name: (origin, str(field))
        for origin, target, field in our_relations()
        if points_up(target, origin)
        for name in (field.remote_field.get_accessor_name(), field.related_query_name())
        if name and not name.endswith("+")
    }
    used = [
        f"{path} follows {name}, which {accessors[name][1]} of {accessors[name][0]} makes: give that another related_name, or '+'"
        for package in LEVEL_OF
        for path, source in sources(package)
        for name in words_queried(source) & accessors.keys()
        if points_up(package, accessors[name][0])
    ]
    assert not used


def test_the_ways_of_following_a_relation_are_seen() -> None:
    source = "x.one\nM.objects.filter(two__slug=1).order_by('-three__n')\nPrefetch('four')\nf(five__x=1, y='six')"
    assert {"one", "two", "three", "four"} <= words_queried(source)
    assert not {"five", "six"} & words_queried(source)


def test_no_template_extends_or_includes_from_above() -> None:
    upward = [
        f"{name} uses {other}"
        for name, source in templates()
        for other in templates_named(source)
        if points_up(package_of_template(name), package_of_template(other))
    ]
    assert not upward


def test_every_template_that_is_named_exists() -> None:
    """Templates of the desk find the desk's and apps' templates; readers' templates find readers' templates."""
    missing = []
    for path in READERS.rglob("*.html"):
        engine = engines["django" if path.is_relative_to(DESK) else "jinja2"]
        for name in templates_named(path.read_text()):
            try:
                engine.get_template(name)
            except TemplateDoesNotExist:
                missing.append(f"{path.relative_to(READERS)} names {name}")
    assert not missing


def test_no_template_loads_tags_from_above() -> None:
    modules = get_installed_libraries()
    upward = [
        f"{name} loads {library}"
        for name, source in templates()
        for library in libraries_loaded(source)
        if points_up(package_of_template(name), package_of_module(modules.get(library, "")))
    ]
    assert not upward


def test_the_tags_that_reach_other_templates_are_seen() -> None:
    source = """{% extends "a/b.html" %}{%include 'c/_d.html' with x=1 %}{% load i18n story %}{% load x from times %}
    {% from "e.html" import e %}{%- import "f.html" as f %}"""
    assert templates_named(source) == ["a/b.html", "c/_d.html", "e.html", "f.html"]
    assert libraries_loaded(source) == ["i18n", "story", "times"]
    assert package_of_template("admin/articles/article/change_form.html") == "articles"
    assert package_of_template("404.html") is None


def test_no_migration_depends_on_one_above() -> None:
    upward = [
        f"{label}.{name} depends on {other}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        for other, _ in migration.dependencies
        if points_up(PACKAGE_OF_LABEL.get(label), PACKAGE_OF_LABEL.get(other))
    ]
    assert not upward


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("newsroom", "articles", "timelines")
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()  # a circle is an error that names it
