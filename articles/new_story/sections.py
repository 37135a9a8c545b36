"""The section in which a new story begins, and how its writer is told."""

from typing import Any, NamedTuple

from articles.models import Section
from articles.new_story.templates import sections_of
from articles.sections import section_tree
from newsroom.text.plain_text import whole_number


def usual_section(writer: int | None) -> int | None:
    """Return the section of a writer's newest story, or the first one, in which a new story begins: it lacks nothing then."""
    return sections_of(writer).first() or Section.objects.values_list("pk", flat=True).first()


class FiledIn(NamedTuple):
    """The section in which a new story begins."""

    name: str
    is_usual: bool  # that of the writer's newest story


def filed_in(request: Any, form: Any) -> FiledIn | None:
    """Return the section that is chosen in the form of a new story, which tells its writer; None if none is."""
    section = section_tree(request).sections.get(whole_number(form["section"].value()) or 0)
    return FiledIn(section.name, sections_of(request.user.pk).first() == section.pk) if section else None
