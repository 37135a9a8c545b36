"""Whether a story may be published (problems), and what an editor should know before (warnings)."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from articles.models.body import a_period
from newsroom.images.models import Picture
from newsroom.publishing.models import Content


def problems(content: Content) -> list[str]:
    """What stands between the story and its readers; empty when nothing does."""
    found = []
    if not content["headline"].strip():
        found.append("Write a headline.")
    if content["section"] is None:
        found.append("Choose a section.")
    if not any(_says_something(block) for block in content["blocks"]):
        found.append("Write the text.")
    known = _pictures(content)
    for place, picture, alt in _uses(content):
        if not alt.strip() and not known[picture].alt.strip():
            found.append(f"Write an alternative text for the {place} “{known[picture].title}”.")
    found += _broken_ranges(content)
    if any(
        block["type"] == "timeline" and block["show"] == "picked" and not block["picked"] for block in content["blocks"]
    ):
        found.append("A timeline is to show the events picked, and none is picked: tick them, or show all.")
    return found


def warnings(content: Content) -> list[str]:
    """What is missing, and may be."""
    found = []
    if not content["standfirst"].strip():
        found.append("There is no standfirst: lists and feeds show the headline alone.")
    if not content["bylines"]:
        found.append("There is no byline.")
    if content["lead_picture"] is None:
        found.append("There is no lead picture.")
    if not content["tags"]:
        found.append("There are no tags.")
    found += [
        f"“{picture.title}” has no credit." for picture in _pictures(content).values() if not picture.credit.strip()
    ]
    groups = [block["group"] for block in content["blocks"] if block["type"] == "related"]
    linked = {link["group"] for link in content["related"] if link["target"] or link["url"]}
    found += [f"The block of related stories {group} has no links." for group in groups if group not in linked]
    found += [
        f"“{link['title']}” is not linked to a story yet: readers do not see it."
        for link in content["related"]
        if not (link["target"] or link["url"])
    ]
    return found


def _says_something(block: Content) -> bool:
    return block["type"] == "section" and bool(strip_tags(block["text"]).replace("&nbsp;", " ").strip())


def _broken_ranges(content: Content) -> Iterator[str]:
    for block in content["blocks"]:
        for edge in (block["range_from"], block["range_to"]) if block["type"] == "timeline" else ():
            try:
                a_period(edge or "2024")
            except ValidationError as error:
                yield f"The range of a timeline: {error.message}"


def _uses(content: Content) -> list[tuple[str, int, str]]:
    lead = [("lead picture", content["lead_picture"], content["lead_alt"])] if content["lead_picture"] else []
    figures = [block for block in content["blocks"] if block["type"] == "figure"]
    return lead + [("picture", block["picture"], block["alt"]) for block in figures]


def _pictures(content: Content) -> dict[int, Picture]:
    return Picture.objects.in_bulk({picture for _, picture, _ in _uses(content)})
