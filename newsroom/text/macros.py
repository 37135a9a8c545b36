"""Macros of readers' templates for code that shows one piece of a page without the page."""

from collections.abc import Callable
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString


def macro(template: str, name: str) -> Callable[..., SafeString]:
    """Return the macro `name` of that file; call it as templates do. What it returns is safe HTML.

    The environment compiles a file once, and in DEBUG again after it has changed.
    """
    readers: Any = engines["jinja2"]
    drawn = getattr(readers.env.get_template(template).module, name)

    def called(*values: Any, **named: Any) -> SafeString:
        return SafeString(drawn(*values, **named))

    return called
