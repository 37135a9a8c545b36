"""Copy, read: its parts, each with its role, and the story they make. The one place where words in and out are counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from articles.copy_import.classify import told
from articles.copy_import.decoding import decoded
from articles.copy_import.events import event_of
from articles.copy_import.limits import MAX_LINES, NotCopy, in_time, refuse_length, refuse_size
from articles.copy_import.lines import Aside, Copy, Line, Picture, Run, Why, count
from articles.copy_import.patterns import is_related_label, related_title
from articles.copy_import.roles import Part, Role
from articles.copy_import.sources import markdown, text, web, word

ITEMS = (Role.ITEM, Role.EVENT)
HEADINGS = {Role.HEADING: 2, Role.SUBHEADING: 3}
QUOTED = 10  # passages that are told of by their words
LONGEST_ASIDE = 120  # characters of one
OVER = (Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.DATELINE)


@dataclass
class Block:
    """A piece of the story: `kind` is section, figure, quote, related or timeline. `lines` are its own, in order.

    In a section those of the kind "item" are items of lists. A quote's last line may say whose it is.
    """

    kind: str
    heading: str = ""
    level: int = 2
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """An event that the copy offers: `date` is EDTF, "" for a label."""

    label: str
    date: str
    text: str


@dataclass(frozen=True)
class Related:
    """A headline the copy names. `href` is where it led there; `label` introduced it ("Read also:")."""

    title: str
    href: str = ""
    label: str = ""


def given(part: Part, role: Role) -> Part:
    """The part with another role. A number that stood before an item, and no longer does, is a part of its text."""
    line = part.line
    if role in ITEMS and line.kind != "item":
        line = replace(line, kind="item", level=0, marker="•")
    elif role not in ITEMS and line.kind == "item":
        number = (Run(f"{line.marker} "),) if count(line.marker) else ()
        line = replace(line, kind="text", marker="", runs=(*number, *line.runs))
    return Part(role, line)


@dataclass
class Reading:
    """What copy says. `parts` may be given other roles; all else follows from them.

    `today` is the day against which its dates are read; `source_words` are the words the source had, without those
    that its writers had deleted or hidden. These, and the changes that nobody has accepted yet, are `asides`.
    """

    parts: list[Part]
    today: date
    source_words: int
    pictures: list[Picture] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    @property
    def changes(self) -> list[str]:
        """What of the source is not in the story as it stood there, in sentences for whoever reviews it."""
        return [_told(why, texts) for why in Why if (texts := [each.text for each in self.asides if each.why == why])]

    def over(self, role: Role) -> str:
        """Headline, standfirst, byline or dateline."""
        between = " | " if role == Role.BYLINE else ", " if role == Role.DATELINE else " "
        return between.join(part.line.text.replace("\n", " ") for part in self.parts if part.role == role)

    def blocks(self, *apart: Role) -> list[Block]:
        """The story below its top. Related stories and events stand as blocks of their own where `apart` names them;
        else related stories are passed over, and events are items of their list."""
        return list(_with_captions(_blocks(self.parts, apart)))

    @property
    def events(self) -> list[Event]:
        read = [event_of(part.line, self.today) for part in self.parts if part.role == Role.EVENT]
        return [Event(label, value.edtf if value else "", text) for label, text, value in read]

    @property
    def related(self) -> list[Related]:
        return self.related_in(part.line for part in self.parts if part.role == Role.RELATED)

    @staticmethod
    def related_in(lines: Iterable[Line]) -> list[Related]:
        """The headlines that lines name; a line that only introduces them ("Read also:") is the label of those below."""
        return list(_related(lines))

    @property
    def words_in(self) -> int:
        """The words of the source; a headline that was said twice counts once."""
        return self.source_words - _words(self.parts, Role.REPEATED)

    @property
    def words_out(self) -> int:
        """The words of the story that is made: all of `words_in`, but for what the journalist leaves out."""
        over = sum(count(self.over(role)) for role in OVER)
        related = [part.line for part in self.parts if part.role == Role.RELATED]
        return (
            over + sum(map(_words_of, self.blocks())) + sum(count(line.marker) + count(line.text) for line in related)
        )

    @property
    def words_left_out(self) -> int:
        return _words(self.parts, Role.LEFT_OUT)

    def as_json(self) -> dict[str, Any]:
        """The reading as plain JSON. Items of lists are apart from the text around them; links stand as in Markdown.

        Events are items of their list still: they are offered for a timeline, and stay where they are until it is made.
        """
        return {
            **{str(role): self.over(role) for role in OVER},
            "blocks": [_as_json(block) for block in self.blocks()],
            "events": [{"label": each.label, "date": each.date, "text": each.text} for each in self.events],
            "related": [{"title": each.title, "match": None, "score": 0.0} for each in self.related],
            "words_in": self.words_in,
            "words_out": self.words_out,
        }


@in_time()
def read_file(data: bytes, filename: str, today: date) -> Reading:
    """Read a .docx, an HTML, Markdown or text file; what it is is told by its bytes, then by its name.

    Raises NotCopy, with the cure, for what is none of these, too big, damaged or meant to do harm.
    """
    refuse_size(data)
    if data.startswith(b"PK"):
        return reading_of(word.read(data), today)
    written = decoded(data)
    refuse_length(written)
    suffix = PurePath(filename).suffix.lower()
    if suffix in (".md", ".markdown"):
        return reading_of(markdown.read(written), today)
    if suffix in (".html", ".htm", ".xhtml") or _is_html(written):
        return reading_of(web.read(written), today)
    return read_text(written, today)


@in_time()
def read_text(written: str, today: date) -> Reading:
    """Read plain text, such as was pasted; Markdown, where it has headings marked with #."""
    refuse_length(written)
    return reading_of(markdown.read(written) if markdown.is_markdown(written) else text.read(written), today)


@in_time()
def read_html(html: str, today: date) -> Reading:
    """Read rich text, as a clipboard holds it."""
    refuse_length(html)
    return reading_of(web.read(html), today)


def reading_of(copy: Copy, today: date) -> Reading:
    """The reading of what a source has made; `today` is the newsroom's day."""
    if not copy.lines:
        raise NotCopy("We found no text. Choose another file, or paste the text.")
    if len(copy.lines) > MAX_LINES:
        raise NotCopy(f"This has more than {MAX_LINES:,} paragraphs. Import it in parts.")
    parts, reference = told(copy, today)
    asides = [aside._replace(text=_shortened(aside.text)) for aside in copy.asides]
    return Reading([given(part, part.role) for part in parts], reference, copy.words, copy.pictures, asides)


CALLED = {
    Why.DELETED: ("Left out", "deleted passage"),
    Why.HIDDEN: ("Left out", "hidden passage"),
    Why.COMMENT: ("Left out", "comment"),
    Why.INSERTED: ("Included", "inserted passage"),
}


def _told(why: Why, texts: list[str]) -> str:
    verb, name = CALLED[why]
    shown = ", ".join(f"“{text}”" for text in texts[:QUOTED])
    more = f" and {len(texts) - QUOTED} more" if len(texts) > QUOTED else ""
    return f"{verb}: {len(texts)} {name}{'s' if len(texts) > 1 else ''}: {shown}{more}."


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_ASIDE else f"{text[:LONGEST_ASIDE].rsplit(maxsplit=1)[0]} …"


def _is_html(written: str) -> bool:
    start = written[:2_000].lstrip().lower()
    return start.startswith(
        ("<!doctype", "<html", "<body", "<p", "<div", "<h1", "<span", "<meta", "<b ", "<!--", "<?xml")
    )


def _blocks(parts: Iterable[Part], apart: tuple[Role, ...]) -> Iterator[Block]:
    running = Block("section")
    for part in parts:
        role, line = part.role, part.line
        kind = _kind(part, apart)
        if role in OVER or kind == "":
            continue
        if role in HEADINGS or kind != running.kind or kind == "figure":
            if running.heading or running.lines:
                yield running
            running = Block(kind, level=HEADINGS.get(role, 2))
        if role in HEADINGS:
            running.heading = line.text.replace("\n", " ")
        else:
            running.lines.append(line)
    if running.heading or running.lines:
        yield running


def _with_captions(blocks: Iterable[Block]) -> Iterator[Block]:
    """A picture and the caption right below it are one block."""
    waiting: Block | None = None
    for block in blocks:
        if block.kind == "figure" and waiting and not any(line.text for line in waiting.lines) and block.lines[0].text:
            waiting.lines += block.lines
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _kind(part: Part, apart: tuple[Role, ...]) -> str:
    """The kind of block a part belongs to; "" for what stands in none."""
    match part.role:
        case Role.REPEATED | Role.LEFT_OUT:
            return ""
        case Role.PICTURE:
            return "figure"
        case Role.QUOTE:
            return "quote"
        case Role.RELATED:
            return "related" if Role.RELATED in apart else ""
        case Role.EVENT if Role.EVENT in apart:
            return "timeline"
    return "section"


def _related(lines: Iterable[Line]) -> Iterator[Related]:
    label = ""
    for line in lines:
        if is_related_label(line.text):
            label = line.text
            continue
        begins = related_title(line.text)
        leads = {run.href for run in line.runs if run.href}
        yield Related(line.text[begins:], leads.pop() if len(leads) == 1 else "", line.text[:begins].strip() or label)


def _words(parts: Iterable[Part], role: Role) -> int:
    return sum(count(part.line.marker) + count(part.line.text) for part in parts if part.role == role)


def _words_of(block: Block) -> int:
    return count(block.heading) + sum(count(line.marker) + count(line.text) for line in block.lines)


def _as_json(block: Block) -> dict[str, Any]:
    own = [line for line in block.lines if line.kind != "item" or block.kind != "section"]
    items = [line for line in block.lines if line.kind == "item" and block.kind == "section"]
    return {
        "type": block.kind,
        "heading": block.heading,
        "level": block.level,
        "text": "\n\n".join(_linked(line) for line in own if line.text),
        "items": [_linked(line) for line in items],
    }


def _linked(line: Line) -> str:
    return "".join(f"[{run.plain}]({run.href})" if run.href else run.plain for run in line.runs)
