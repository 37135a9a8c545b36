"""The sections of the site as every page needs them: by id and path, with their colors."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.models import Section
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.current import publication

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

    def inside(self, section: Section) -> list[Section]:
        """Return the sections directly inside a section, in order."""
        return [each for each in self.sections.values() if each.parent_id == section.pk]

    def beside(self, section: Section) -> tuple[Section, list[Section]]:
        """Return the section of the first level that `section` is in, and the sections directly inside that."""
        top = self.trail(section)[0]
        return top, self.inside(top)

    def hue(self, section: int | None) -> str:
        """Return the CSS class of a section's color; "" without a section."""
        return self.hues.get(section or 0, "")


def section_tree(request: TimedRequest) -> SectionTree:
    """Return all sections. Queries only for the first page after a change of the site."""
    return remember(request, "section tree", whole_tree)


def whole_tree() -> SectionTree:
    """Return all sections. Each has the color of its first level: the publication's choice, or one by their order."""
    sections = {section.pk: section for section in Section.objects.all()}
    own = publication().section_colors
    roots = [section for section in sections.values() if section.depth == 0]
    hue_of = {
        root.path: f"hue-section-{root.pk}" if str(root.pk) in own else f"hue-{place % HUES + 1}"
        for place, root in enumerate(roots)
    }
    hues = {pk: hue_of.get((section.path or "").split("/")[0], "") for pk, section in sections.items()}
    return SectionTree(sections, hues)
