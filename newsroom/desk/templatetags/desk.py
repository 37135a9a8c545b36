"""The line at the top of every page of the desk, and the top of its home page."""

from typing import Any

from django import template

from newsroom.desk import navigation
from newsroom.desk.first_steps import first_steps as first_steps_of
from newsroom.desk.home import home_of
from newsroom.health import CURE, MOST_SKEW, clock_skew
from newsroom.publishing import clock

register = template.Library()


@register.inclusion_tag("desk/_menu.html", takes_context=True)
def desk_menu(context: Any) -> dict[str, Any]:
    """Show where the user may go, and what they may do with their account."""
    request = context["request"]
    return {
        "sections": navigation.sections(request),
        "more": navigation.more(request, context.get("available_apps") or ()),
        "user": request.user,
        "site_url": context.get("site_url"),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def listed_as(opts: Any) -> str:
    """Return what the desk calls the list of a model, by its `_meta`: "People"."""
    return navigation.name_of(opts.label_lower)


@register.filter
def called(opts: Any, number: int) -> str:
    """Return what the desk calls so many rows of a model, by its `_meta`: "media file" for 1, "people" for 2."""
    return str(opts.verbose_name) if number == 1 else navigation.rows_of(opts.label_lower)


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
    }


@register.inclusion_tag("desk/_first_steps.html", takes_context=True)
def first_steps(context: Any) -> dict[str, Any]:
    """Show the way to the first story while there is none."""
    request = context["request"]
    steps = first_steps_of(request.user, str(getattr(request.resolver_match, "url_name", None) or ""))
    return {"steps": steps, "next": next((step for step in steps if not step.done), None), "request": request}


@register.inclusion_tag("desk/_clocks.html", takes_context=True)
def clocks_apart(context: Any) -> dict[str, Any]:
    """Warn those who publish if the clocks of the site and its database disagree, with the cure."""
    if not context["request"].user.has_perm("publishing.publish"):
        return {}
    skew = clock_skew()
    return {"apart": round(abs(skew), 1), "ahead": skew > 0, "cure": CURE} if abs(skew) > MOST_SKEW else {}
