"""What a browser would send from a page of the desk."""

from typing import Any

from django.forms import MultiWidget
from django.test import Client


def typed(client: Client, path: str) -> dict[str, Any]:
    """Return everything that the unchanged form at `path` would send."""
    response = client.get(path)
    assert response.status_code == 200
    context = response.context
    forms = [context["adminform"].form]
    fields: dict[str, Any] = {"_base": context.get("base", "")}
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(widget := bound.field.widget, MultiWidget):
                parts: Any = value if isinstance(value, list) else widget.decompress(value)
                fields |= {f"{bound.html_name}_{number}": part for number, part in enumerate(parts)}
            elif value is not None and value is not False:
                fields[bound.html_name] = value
    return fields


def with_event(fields: dict[str, Any], **event: Any) -> dict[str, Any]:
    """The same with one more row."""
    number = int(fields["events-TOTAL_FORMS"])
    more = {f"events-{number}-{name}": value for name, value in {"position": "", **event}.items()}
    return {**fields, "events-TOTAL_FORMS": number + 1, **more}


def errors(response: Any) -> str:
    return str([inline.formset.errors for inline in response.context["inline_admin_formsets"]])
