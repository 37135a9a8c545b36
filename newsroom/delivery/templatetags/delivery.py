"""{% load delivery %}: what is above a page that readers do not get now, and parts that all pages share."""

from html import unescape
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from newsroom.delivery.memory import remember
from newsroom.publishing.admin.preview_frame import WIDTHS, framed, width_of

register = template.Library()

BEGINNING = 200  # characters of a description that is made from a text: search engines show about 160


@register.filter
def beginning(text: str) -> str:
    """{{ html|beginning }}: the first words of a rich text, as plain text that is to be escaped."""
    plain = unescape(strip_tags(text.replace("<", " <")))
    return Truncator(" ".join(plain.split())).chars(BEGINNING, truncate=" …")


@register.simple_tag(takes_context=True)
def as_of_banner(context: Any) -> str:
    """For staff who look as of another instant, or preview: which, and whose version it is. Nothing, and no query, for readers."""
    request = context["request"]
    preview = getattr(request, "preview", None)
    if framed(request) or (not preview and not getattr(request, "as_of", None)):
        return ""
    revision = preview or context.get("revision")
    transition = (
        revision.subject.transitions.filter(revision=revision.pk).select_related("by").first() if revision else None
    )
    shown = {
        "preview": preview,
        "moment": request.now,
        "revision": revision,
        "publisher": transition.by if transition else None,
        "approver": revision.approved_by if revision else None,
        "widths": WIDTHS,
        "width": width_of(request),
    }
    return render_to_string("delivery/_as_of_banner.html", shown, request)


@register.tag("kept")
def kept_part(parser: Parser, token: Token) -> "KeptNode":
    """{% kept "masthead" today section.pk %} … {% endkept %}: made once for as long as the site generation lasts.

    For a part that many pages share. What is in it may depend on nothing but the site as it is published and the
    values named after it.
    """
    _, name, *values = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, name.strip("\"'"), [parser.compile_filter(value) for value in values])


class KeptNode(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str, values: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.values = nodelist, name, values

    def render(self, context: template.Context) -> SafeString:
        request = context.get("request")
        if not hasattr(request, "generation"):  # an error page, perhaps: the generation may be what failed
            return self.nodelist.render(context)
        values = "".join(f" {value.resolve(context, ignore_failures=True)}" for value in self.values)
        return remember(request, f"part {self.name}{values}", lambda: self.nodelist.render(context))  # type: ignore[arg-type]
