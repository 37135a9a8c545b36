"""The environment of readers' templates, for Django's own Jinja2 backend.

Any installed app may add to it: in its module `jinja`, FILTERS, TESTS and GLOBALS are dictionaries by the name that
templates use, and EXTENSIONS is a list of Jinja2 extensions. This module knows no app by name.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.utils.module_loading import module_has_submodule
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

DESK = "desk/"  # the folder below templates/ that belongs to Django's own template language


class DeskFormRenderer(TemplatesSetting):
    """Renders widgets with Django's engine only: looking for each in Jinja2 first took twice as long."""

    def get_template(self, template_name: str) -> Any:
        return engines["django"].get_template(template_name)


class ReadersTemplates(FileSystemLoader):
    """Finds templates as its parent does, but none of the desk's."""

    def get_source(self, environment: Environment, template: str) -> Any:
        if template.startswith(DESK):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def environment(*, loader: BaseLoader | None = None, **options: Any) -> Environment:
    """Build the environment from the options of the backend in `settings.TEMPLATES`.

    A name that is not in the context is an error and never blank, in production as in tests.
    """
    if isinstance(loader, FileSystemLoader):
        loader = ReadersTemplates(loader.searchpath)
    options |= {"undefined": StrictUndefined, "auto_reload": settings.DEBUG, "autoescape": True}
    made = Environment(**options, loader=loader, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  it is on
    for module in _registered():
        made.filters.update(getattr(module, "FILTERS", {}))
        made.tests.update(getattr(module, "TESTS", {}))
        made.globals.update(getattr(module, "GLOBALS", {}))
        for extension in getattr(module, "EXTENSIONS", ()):
            made.add_extension(extension)
    return made


def _registered() -> list[ModuleType]:
    """Return the modules `jinja` of the installed apps, the last app first, so that the first has the last word."""
    found = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "jinja")]
    return [import_module(f"{config.name}.jinja") for config in reversed(found)]
