"""Forms are drawn by Django's template language, which readers' templates come before."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template import engines


class DjangoTemplatesSetting(TemplatesSetting):
    """Asks the engine of the desk alone: a widget that Jinja2 looked for first in vain took twice as long."""

    def get_template(self, template_name: str) -> Any:
        return engines["django"].get_template(template_name)
