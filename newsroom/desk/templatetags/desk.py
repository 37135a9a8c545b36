"""The top of the desk's first page."""

from typing import Any

from django import template

from newsroom.desk.home import home_of
from newsroom.publishing import clock

register = template.Library()


@register.inclusion_tag("desk/_home.html", takes_context=True)
def desk_home(context: Any) -> dict[str, Any]:
    """The lists of whoever may see stories, and what they may begin."""
    user = context["request"].user
    if not user.has_perm("articles.view_article"):
        return {}
    return {
        "lists": home_of(user, clock.now()),
        "may_write": user.has_perm("articles.add_article"),
        "may_add_timeline": user.has_perm("timelines.add_timeline"),
        "may_look": user.has_perm("publishing.look_as_of"),
    }
