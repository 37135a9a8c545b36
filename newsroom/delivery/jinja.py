"""Filters and functions of every reader's template: dates, addresses, plain text, and the tags `remember` and `language`."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import pluralize, truncatechars, truncatewords
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import linebreaks
from markupsafe import Markup, escape

from newsroom.delivery.memory import Remember
from newsroom.delivery.staff_view import is_staff_view, staff_view
from newsroom.text.ap_style import isolate
from newsroom.text.dates import clock_said, formatted, said
from newsroom.text.language_tag import SpeakLanguage
from newsroom.text.languages import and_before, direction, ours, sites, spoken_tag
from newsroom.text.plain_text import beginning, plain

THEME_SHEET = "css/theme.css"


def isolated(words: str, around: str = "") -> str:
    """Isolate the direction of text that somebody typed: `{{ story.headline|isolate }}`.

    `around` is the direction of the text around it; without it, that of the page. ASCII in a left-to-right page, the usual
    case in lists, is returned as it is, to be escaped by the template.
    """
    around = around or direction(spoken_tag())
    if not words or (around == "ltr" and words.isascii()):
        return words
    return Markup(isolate(escape(words), around))  # noqa: S704  escaped


def with_line_breaks(text: str) -> Markup:
    """Return plain text as paragraphs, its line breaks kept: `{{ correction.text|linebreaks }}`."""
    return Markup(linebreaks(text, autoescape=True))  # noqa: S704  escaped by the filter


def runs(items: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Group neighbors with the same attribute: `{% for day, cards in cards|runs("day") %}`."""
    return [(key, list(found)) for key, found in groupby(items, attrgetter(attribute))]


def url(name: str, *values: Any) -> str:
    """Return the address of that name: `{{ url("articles:tag_detail", tag.slug) }}`."""
    return reverse(name, args=values)


def query(request: HttpRequest, **changes: Any) -> str:
    """Return the query string of the page with these values changed, or removed if they are ""."""
    asked = request.GET.copy()
    for name, value in changes.items():
        if value:
            asked[name] = value
        else:
            asked.pop(name, None)
    return f"?{asked.urlencode()}" if request.GET or asked else ""


def theme_sheet() -> str:
    """Return the address of the theme's style sheet, static/css/theme.css of THEME_DIR; "" without one."""
    return static(THEME_SHEET) if has_theme_sheet() else ""


def has_theme_sheet() -> bool:
    """Whether the theme has a style sheet; error pages link to it by its name, whatever became of collected files."""
    return settings.THEME_DIR is not None and (settings.THEME_DIR / "static" / THEME_SHEET).is_file()


FILTERS = {
    "english": ours,
    "ap": said,
    "ap_clock": clock_said,
    "ap_day": partial(said, with_time=False),
    "ap_desk": partial(said, with_zone=False),
    "beginning": beginning,
    "date": formatted,
    "direction": direction,
    "isolate": isolated,
    "linebreaks": with_line_breaks,
    "plain": plain,
    "pluralize": pluralize,
    "runs": runs,
    "sites": sites,
    "truncatechars": truncatechars,
    "truncatewords": truncatewords,
}
GLOBALS = {
    "and_before": and_before,
    "is_staff_view": is_staff_view,
    "query": query,
    "spoken_tag": spoken_tag,
    "staff_view": staff_view,
    "static": static,
    "theme_sheet": theme_sheet,
    "has_theme_sheet": has_theme_sheet,
    "url": url,
}
EXTENSIONS = [Remember, SpeakLanguage]
