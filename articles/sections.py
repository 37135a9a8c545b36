"""The sections of the site as every page needs them: by id, by path, and the color of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.models import Section
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest

HUES = 8  # as many as static/css/site.css has


@dataclass(frozen=True)
class SectionTree:
    """All sections. Shared by all requests: not to be changed."""

    sections: Mapping[int, Section]
    hues: Mapping[int, str]

    def at(self, path: str) -> Section | None:
        """The section of that path."""
        return next((section for section in self.sections.values() if section.path == path), None)

    def under(self, section: int) -> list[int]:
        """The numbers of a section and of those below it."""
        above = f"{self.sections[section].path}/"
        return [each.pk for each in self.sections.values() if f"{each.path}/".startswith(above)]

    def trail(self, section: Section | None) -> list[Section]:
        """From the first level down to `section`."""
        path = (section.path or "").split("/") if section else []
        above = ("/".join(path[: depth + 1]) for depth in range(len(path)))
        return [found for each in above if (found := self.at(each))]

    def hue(self, section: int | None) -> str:
        """The class that gives a section's colour to what it stands on; "" without a section."""
        return self.hues.get(section or 0, "")


def section_tree(request: TimedRequest) -> SectionTree:
    """Every section, with its colour. A query only on the first page after a change of the site."""
    return remember(request, "section tree", _section_tree)


def _section_tree() -> SectionTree:
    sections = list(Section.objects.all())
    roots = [section.path for section in sections if section.depth == 0]
    hues = {section.pk: _hue(section, roots) for section in sections}
    return SectionTree({section.pk: section for section in sections}, hues)


def _hue(section: Section, roots: list[str | None]) -> str:
    """The colour of its first level, which takes it from its place in the navigation."""
    root = (section.path or "").split("/")[0]
    return f"hue-{roots.index(root) % HUES + 1}" if root in roots else ""
