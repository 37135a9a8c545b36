"""The sections of the site as every page needs them: by id and path, with their colors."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.models import Section
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest

HUES = 8  # in static/css/site.css


@dataclass(frozen=True)
class SectionTree:
    """All sections. Shared by all requests, so never change it."""

    sections: Mapping[int, Section]
    hues: Mapping[int, str]

    @property
    def top(self) -> list[Section]:
        """The sections of the first level, in order."""
        return [section for section in self.sections.values() if section.depth == 0]

    def at(self, path: str) -> Section | None:
        return next((section for section in self.sections.values() if section.path == path), None)

    def under(self, section: int) -> list[int]:
        """Return the ids of a section and of those inside it."""
        above = f"{self.sections[section].path}/"
        return [each.pk for each in self.sections.values() if f"{each.path}/".startswith(above)]

    def trail(self, section: Section | None) -> list[Section]:
        """Return the sections from the first level down to `section`."""
        path = (section.path or "").split("/") if section else []
        above = ("/".join(path[: depth + 1]) for depth in range(len(path)))
        return [found for each in above if (found := self.at(each))]

    def hue(self, section: int | None) -> str:
        """Return the CSS class of a section's color; "" without a section."""
        return self.hues.get(section or 0, "")


def section_tree(request: TimedRequest) -> SectionTree:
    """Return all sections. Queries only for the first page after a change of the site."""
    return remember(request, "section tree", _section_tree)


def _section_tree() -> SectionTree:
    sections = {section.pk: section for section in Section.objects.all()}
    roots = [section.path for section in sections.values() if section.depth == 0]
    hues = {}  # a section takes the color of its first level, which depends on the order in the navigation
    for pk, section in sections.items():
        root = (section.path or "").split("/")[0]
        hues[pk] = f"hue-{roots.index(root) % HUES + 1}" if root in roots else ""
    return SectionTree(sections, hues)
