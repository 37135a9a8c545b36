"""What a line becomes: the roles there are, and the parts of one piece of copy on their way to them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from articles.copy_import.lines import Line, Why, count, cut

LONGEST = 200  # characters of a headline or heading, as they are stored


class Role(StrEnum):
    """What a line becomes."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    KICKER = "kicker"
    BYLINE = "byline"
    DATELINE = "dateline"
    DATE = "date"
    AGENCY = "agency"
    SECTION = "section"
    TAGS = "tags"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    EVENT = "event"
    QUOTE = "quote"
    RELATED = "related"
    PICTURE = "picture"
    TABLE = "table"
    EMBED = "embed"
    DIVIDER = "divider"
    CREDIT = "credit"
    REPEATED = "repeated"
    SET_APART = "set_apart"
    LEFT_OUT = "left_out"


# Roles that a line has by its kind, and cannot change but to be left out.
KINDS = {"table": Role.TABLE, "embed": Role.EMBED, "divider": Role.DIVIDER}


@dataclass(eq=False)
class Part:
    """A line with its role. `why` says what is set apart; `offered`: it may be a related story, if a person says so."""

    role: Role
    line: Line
    why: Why | None = None
    offered: bool = False
    known: bool = False  # while roles are given

    def be(self, role: Role, why: Why | None = None) -> None:
        self.role, self.why, self.known = role, why, True

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def is_text(self) -> bool:
        """A plain line of which nothing is known yet."""
        return not self.known and self.line.kind == "text" and self.line.picture is None


@dataclass
class Parts:
    """The parts of one piece of copy. `marked`: its source marks headings, so none are guessed. `today` is the day it was
    written, `dated` the words that say so; `words` are those that came of cutting one: "2-Wall"."""

    all: list[Part]
    today: date
    marked: bool = False
    dated: str = ""
    words: int = 0

    def split(self, place: int, pieces: list[tuple[Role, int, int]]) -> None:
        """Put a part for each piece of a line, (role, start, end), in its place. A paragraph is still to be told."""
        line = self.all[place].line
        new = [Part(Role.PARAGRAPH, _piece(line, start, end)) for _, start, end in pieces]
        for part, (role, _, _) in zip(new, pieces, strict=True):
            if role != Role.PARAGRAPH:
                part.be(role)
        self.all[place : place + 1] = new
        self.words += sum(count(part.text) for part in new) - count(line.text)


def _piece(line: Line, start: int, end: int) -> Line:
    return Line(cut(line.runs, start, end), style=line.style, apart=line.apart and start == 0, size=line.size)
