"""The top of the desk's home page."""

from typing import Any

from django import template

from newsroom.desk.home import home_of
from newsroom.health import CURE, MOST_SKEW, clock_skew
from newsroom.publishing import clock

register = template.Library()


@register.inclusion_tag("desk/_home.html", takes_context=True)
def desk_home(context: Any) -> dict[str, Any]:
    """Show the user's lists, and what they may create."""
    user = context["request"].user
    if not user.has_perm("articles.view_article"):
        return {}
    return {
        "lists": home_of(user, clock.now()),
        "may_write": user.has_perm("articles.add_article"),
        "may_add_timeline": user.has_perm("timelines.add_timeline"),
        "may_look": user.has_perm("publishing.look_as_of"),
    }


@register.inclusion_tag("desk/_clocks.html", takes_context=True)
def clocks_apart(context: Any) -> dict[str, Any]:
    """Warn those who publish if the clocks of the site and its database disagree, with the cure."""
    if not context["request"].user.has_perm("publishing.publish"):
        return {}
    skew = clock_skew()
    return {"apart": round(abs(skew), 1), "ahead": skew > 0, "cure": CURE} if abs(skew) > MOST_SKEW else {}
