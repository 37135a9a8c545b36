"""The alerts on the desk's home page."""

from typing import Any

from django import template
from django.conf import settings

from newsroom.operations.alerts import RULE_OF, to_show

register = template.Library()


@register.inclusion_tag("operations/_alerts.html", takes_context=True)
def open_alerts(context: Any) -> dict[str, Any]:
    """Show administrators what is wrong, each with its section of the runbook. The demo has no sweep that would find it."""
    if settings.NEWSROOM_DEMO or not context["request"].user.has_perm("operations.view_openalert"):
        return {}
    return {"alerts": [(alert, RULE_OF[alert.name]) for alert in to_show()]}
