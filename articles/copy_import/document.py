"""Copy, read: its parts, each with its role, and the story they make. The one place where words in and out are counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from articles.copy_import.body import OVER, Block, blocks_as_json, blocks_of
from articles.copy_import.classify import classify
from articles.copy_import.credits import credits_in
from articles.copy_import.decoding import decoded, refuse_by_name
from articles.copy_import.edited import with_edits
from articles.copy_import.events import event_of
from articles.copy_import.languages import language_of
from articles.copy_import.limits import MAX_LINES, NotCopy, in_time, is_opendocument, refuse_length, refuse_size
from articles.copy_import.lines import Copy, Line, Loss, Picture, Run, count
from articles.copy_import.losses import by_role, missing, one_by_one, sentences
from articles.copy_import.patterns import is_related_label, related_title
from articles.copy_import.roles import Part, Role
from articles.copy_import.sources import mail, markdown, page, pandoc, text, web, word, wordpress
from newsroom.text import tables
from newsroom.text.languages import direction

ITEMS = (Role.ITEM, Role.EVENT)
BETWEEN = {
    Role.BYLINE: " | ",
    Role.DATE: " | ",
    Role.DATELINE: ", ",
    Role.AGENCY: ", ",
    Role.SECTION: ", ",
    Role.TAGS: ", ",
}


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
    return Part(role, line, part.why, part.offered)


@dataclass
class Reading:
    """What copy says. `parts` may be given other roles; all else follows from them.

    `today` is the day it was written, against which its dates are read, and `dated` the words that say so, "" where
    today was taken for want of any. `source_words` are the words the source had, without those that its writers had
    deleted or hidden. These, the changes that nobody has accepted yet, and all else that is not in the story as it was in
    the source are `losses`.
    """

    parts: list[Part]
    today: date
    source_words: int
    pictures: list[Picture] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    dated: str = ""
    language: str = ""

    @property
    def all_losses(self) -> list[Loss]:
        """What of the source is not in the story as it was there: with what is set apart, and the pictures to be fetched."""
        return [*self.losses, *by_role(self.parts), *missing(self.parts, self.pictures)]

    @property
    def changes(self) -> list[str]:
        """The same in sentences, for the review."""
        return sentences(self.all_losses)

    def over(self, role: Role) -> str:
        """Headline, deck, byline, dateline and the like."""
        between = BETWEEN.get(role, " ")
        return between.join(part.line.text.replace("\n", " ") for part in self.parts if part.role == role)

    @property
    def tags(self) -> list[str]:
        """The tags that the copy names."""
        return [tag for each in self.over(Role.TAGS).split(",") if (tag := each.strip().lstrip("#"))]

    @property
    def credits(self) -> list[dict[str, str]]:
        """Those who had a part in it besides the byline, each with what they did."""
        return [credit for part in self.parts if part.role == Role.CREDIT for credit in credits_in(part.line.text)]

    def blocks(self, *apart: Role) -> list[Block]:
        """The story below its top. Related stories and events are blocks of their own where `apart` names them;
        else related stories are passed over, and events are items of their list."""
        return list(blocks_of(self.parts, apart))

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
        """The words of the source without what is set apart; a headline that was said twice counts once."""
        return self.source_words - _words(self.parts, Role.REPEATED) - _words(self.parts, Role.SET_APART)

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
        """The reading as plain JSON. Blocks are in order; each has its whole markup as `html`, links are as in Markdown.

        Events are items of their list still: they are offered for a timeline, and stay where they are until it is made.
        """
        language = self.language or language_of(" ".join(part.line.text for part in self.parts))
        return {
            **{str(role): self.over(role) for role in OVER if role not in (Role.DATE, Role.TAGS)},
            "tags": self.tags,
            "written_on": self.today.isoformat() if self.dated else None,
            "dates_read_as_of": self.today.isoformat(),
            "language": language,
            "direction": direction(language),
            "blocks": list(blocks_as_json(self.blocks(), self.pictures)),
            "events": [{"label": each.label, "date": each.date, "text": each.text} for each in self.events],
            "related": [
                {"title": each.title, "label": each.label, "match": None, "score": 0.0} for each in self.related
            ],
            "offered": [part.line.text for part in self.parts if part.offered and part.role == Role.PARAGRAPH],
            "credits": self.credits,
            "losses": one_by_one(self.all_losses),
            "words_in": self.words_in,
            "words_out": self.words_out,
        }


@in_time()
def read_file(data: bytes, filename: str, today: date, *, whole: bool = False) -> Reading:
    """Read a file of copy; its bytes decide the format, then its name.

    Of a saved page only the article is read, unless `whole`. Raises NotCopy, with the cure, for anything that is not
    copy, too large, damaged or malicious.
    """
    refuse_size(data)
    suffix = PurePath(filename).suffix.lower()
    if data.startswith(b"PK"):
        return reading_of(pandoc.read(data, "odt") if is_opendocument(data) else word.read(data), today)
    if data.startswith(b"{\\rtf"):
        return reading_of(pandoc.read(data, "rtf"), today)
    if suffix == ".eml" or mail.is_mail(data):
        return reading_of(mail.read(data), today)
    written = decoded(data)
    refuse_by_name(written, suffix)
    if suffix in (".html", ".htm", ".xhtml") or _is_html(written):
        return reading_of(_read_page(written, whole=whole), today)
    refuse_length(written)
    if suffix in (".csv", ".tsv"):
        return reading_of(_read_csv(written), today)
    if suffix in (".md", ".markdown"):
        return reading_of(markdown.read(written), today)
    return read_text(written, today)


@in_time()
def read_text(written: str, today: date) -> Reading:
    """Read plain text, such as was pasted; Markdown or HTML, where it is that after all."""
    refuse_length(written)
    refuse_by_name(written)
    if markdown.is_markdown(written):
        return reading_of(markdown.read(written), today)
    if wordpress.is_html(written):
        return reading_of(web.read(wordpress.with_paragraphs(written)), today)
    return reading_of(text.read(written), today)


@in_time()
def read_html(html: str, today: date, *, whole: bool = False, pasted: str = "", typed: str = "") -> Reading:
    """Read rich text, as a clipboard holds it, or the source of a page.

    `pasted` is the plain text that came with it and `typed` what a person made of that: the edits are in the reading.
    """
    copy = _read_page(html, whole=whole)
    return reading_of(with_edits(copy, pasted, typed) if pasted and typed.strip() else copy, today)


def _read_page(html: str, *, whole: bool) -> Copy:
    if page.is_page(html):
        return page.read(html, whole=whole)
    refuse_length(html)
    return web.read(html, base=page.address(html))


def _read_csv(written: str) -> Copy:
    try:
        found = tables.from_csv(written)
    except tables.TooLarge as refusal:
        raise NotCopy(refusal.message) from None
    if found is None:
        raise NotCopy("This has no rows and columns. Import it as text (.txt).")
    return web.read(found.html)


def reading_of(copy: Copy, today: date) -> Reading:
    """The reading of what a source has made; `today` is the newsroom's day."""
    if not copy.lines:
        raise NotCopy("We found no text. Choose another file, or paste the text.")
    if len(copy.lines) > MAX_LINES:
        raise NotCopy(f"This has more than {MAX_LINES:,} paragraphs. Import it in parts.")
    found = classify(copy, today)
    parts = [given(part, part.role) for part in found.all]
    words = copy.words + found.words
    return Reading(parts, found.today, words, copy.pictures, copy.losses, found.dated, copy.language)


def _is_html(written: str) -> bool:
    start = written[:2_000].lstrip().lower()
    return start.startswith(
        ("<!doctype", "<html", "<body", "<p", "<div", "<h1", "<span", "<meta", "<b ", "<!--", "<?xml")
    )


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
