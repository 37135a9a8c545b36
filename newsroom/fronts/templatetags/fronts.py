"""{% load fronts %}"""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from newsroom.fronts.alerts import ShownAlert, alerts_of
from newsroom.publishing.templatetags.ap_style import isolate_filter

register = template.Library()


@register.simple_tag(takes_context=True)
def breaking_news(context: Any) -> SafeString | str:
    """{% breaking_news %}: the lines of breaking news, over every page. Nothing, and no query, while there is none."""
    request = context.get("request")
    shown = alerts_of(request) if hasattr(request, "now") else []
    if not shown:
        return ""
    lines = format_html_join("", "<p>{}</p>", ((_line(alert),) for alert in shown))
    return format_html(
        '<aside class="breaking" aria-label="Breaking news"><div class="breaking__inner">{}</div></aside>', lines
    )


def _line(alert: ShownAlert) -> SafeString:
    label = format_html("<strong>{}</strong> ", isolate_filter(alert.label)) if alert.label else ""
    text = isolate_filter(alert.text)
    text = format_html('<a href="{}">{}</a>', alert.url, text) if alert.url else text
    return format_html("{}{}", label, text)
