"""Access to macros of readers' templates from Python and the desk."""

from collections.abc import Callable
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString


def macro(template: str, name: str) -> Callable[..., SafeString]:
    """Return the macro `name` of a Jinja2 template as a function that returns safe HTML."""
    readers: Any = engines["jinja2"]
    drawn = getattr(readers.env.get_template(template).module, name)

    def called(*values: Any, **named: Any) -> SafeString:
        return SafeString(drawn(*values, **named))

    return called
