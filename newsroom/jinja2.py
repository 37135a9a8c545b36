"""The environment of readers' templates, for Django's Jinja2 backend, and the desk's form renderer.

Any installed app may have a module `jinja` with the dictionaries FILTERS, TESTS and GLOBALS (name -> value) and a list of
Jinja2 EXTENSIONS.
"""

from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, Template, TemplateNotFound
from markupsafe import Markup

from newsroom.text.languages import speaking, spoken, spoken_by_page

DESK = "desk/"  # the folder in templates/ of Django's template language


class DeskFormRenderer(TemplatesSetting):
    """Renders widgets with Django's engine only: looking for each in Jinja2 first took twice as long."""

    def get_template(self, template_name: str) -> Any:
        return engines["django"].get_template(template_name)


class TranslatedTemplate(Template):
    """Is in the site's language, which it looks up once for all strings of a page."""

    def render(self, *args: Any, **named: Any) -> str:
        with speaking(spoken_by_page()):
            return super().render(*args, **named)


class ReadersTemplates(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> Any:
        if template.startswith(DESK):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def environment(*, loader: BaseLoader | None = None, **options: Any) -> Environment:
    """Build the environment from the options of the backend. An undefined name is always an error, never blank."""
    if isinstance(loader, FileSystemLoader):
        loader = ReadersTemplates(loader.searchpath)
    options |= {"undefined": StrictUndefined, "auto_reload": settings.DEBUG, "autoescape": True}
    made = Environment(**options, loader=loader, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  it is on
    made.add_extension("jinja2.ext.i18n")
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.template_class = TranslatedTemplate
    made.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    for module in _registered():
        made.filters.update(getattr(module, "FILTERS", {}))
        made.tests.update(getattr(module, "TESTS", {}))
        made.globals.update(getattr(module, "GLOBALS", {}))
        for extension in getattr(module, "EXTENSIONS", ()):
            made.add_extension(extension)
    return made


def gettext(words: str, /, **values: Any) -> Markup:
    """Translate into Django's active language. Values go into %(name)s, escaped.

    Asking Django for every string would make a story 5% slower, so translations and the language are remembered.
    """
    found = _translated(words, spoken())
    return found % values if values or "%" in found else found


@lru_cache(maxsize=5_000)
def _translated(words: str, _language: str) -> Markup:
    return Markup(translation.gettext(words))  # noqa: S704  from templates and catalogs


def ngettext(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """Like `gettext`, in the form for the number `num`, which goes into %(num)s."""
    return Markup(translation.ngettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704


def _registered() -> list[ModuleType]:
    """Return the modules `jinja` of the installed apps, the last app first, so that earlier apps override later ones."""
    found = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "jinja")]
    return [import_module(f"{config.name}.jinja") for config in reversed(found)]
