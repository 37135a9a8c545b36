"""What each line is told to be: the roles there are, and the lines of one piece of copy on their way to them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from articles.copy_import.event_labels import labeled
from articles.copy_import.lines import Line
from articles.copy_import.patterns import like_a_headline

LONGEST = 200  # characters of a headline or heading, as they are stored
HEADING_WORDS = 20


class Role(StrEnum):
    """What a line becomes."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    EVENT = "event"
    QUOTE = "quote"
    RELATED = "related"
    PICTURE = "picture"
    REPEATED = "repeated"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Part:
    """A line with its role."""

    role: Role
    line: Line


@dataclass
class Telling:
    """The lines of one piece of copy, and the roles found for them so far."""

    lines: list[Line]
    today: date
    roles: dict[int, Role] = field(default_factory=dict)
    marked: bool = False  # its headings are marked as such, or bold

    def free(self, place: int) -> bool:
        return 0 <= place < len(self.lines) and place not in self.roles

    def is_text(self, place: int) -> bool:
        """A plain line that nothing is known of yet."""
        return self.free(place) and self.lines[place].kind == "text" and self.lines[place].picture is None


def insert(telling: Telling, place: int, new: list[Line], instead_of: int = 1) -> None:
    """Put lines in the place of so many others; the roles below move along."""
    telling.lines[place : place + instead_of] = new
    moved = {at + (len(new) - instead_of) * (at > place): role for at, role in telling.roles.items()}
    telling.roles.clear()
    telling.roles.update(moved)


def marked(telling: Telling, place: int) -> bool:
    """Whether the file marks a line as a heading, by a level or by bold type."""
    if not telling.is_text(place):
        return False
    line = telling.lines[place]
    if line.level:
        return len(line.text) <= LONGEST
    said = labeled(line.text, telling.today)
    bold = line.bold and like_a_headline(line.text.removesuffix(":"), HEADING_WORDS)
    return bold and not (said and said[2])
