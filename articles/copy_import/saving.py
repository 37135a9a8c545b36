"""A reading becomes a draft: the story, its timeline, its links, its pictures, all or nothing, through the verbs."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.copy_import.document import Block, Reading
from articles.copy_import.events import event_of
from articles.copy_import.limits import MAX_SECONDS
from articles.copy_import.lines import Line, cut, html_of
from articles.copy_import.patterns import names_in
from articles.copy_import.roles import Role
from articles.models import Article, Author, Kind, Relation, TimelineEmbed
from articles.stored_html import words_in
from newsroom.images import actions as picture_actions
from newsroom.images.upload import Intake, take_in
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import Content
from newsroom.search.words import words_of
from timelines.exchange.importing import free_slug
from timelines.models import Event, Timeline

LONGEST = 200  # characters of a headline, a heading, a title
LONGEST_DATELINE = 100


@dataclass
class Draft:
    """What came of copy: the story, and what the desk should know of it."""

    story: Article
    timeline: Timeline | None = None
    notes: list[str] = field(default_factory=list)


def take_in_pictures(reading: Reading) -> list[Intake | str]:
    """The pictures made safe, or why one cannot be used. Takes seconds: not to be done within a transaction."""
    found: list[Intake | str] = []
    ends = time.thread_time() + MAX_SECONDS
    for number, picture in enumerate(reading.pictures, 1):
        if time.thread_time() >= ends:
            found.append(f"It couldn’t be read within {MAX_SECONDS} seconds. Upload it separately.")
            continue
        try:
            found.append(take_in(BytesIO(picture.data), f"picture {number}"))
        except ValidationError as refusal:
            found.append(" ".join(refusal.messages))
    return found


def save_draft(
    reading: Reading,
    actor: Any,
    *,
    intakes: Sequence[Intake | str] = (),
    matches: Sequence[int | None] = (),
    make_timeline: bool = True,
) -> Draft:
    """A new draft of `actor`'s that says what `reading` does.

    `intakes` are those of `take_in_pictures`; `matches` are the stories its related headlines are linked to, each by
    its key or None. A headline without one waits in the story, under its title. The events become a timeline, another
    draft, which stands at their place; with `make_timeline` False they stay in their list.
    Raises ActionRefused, with the cure, for what does not fit into a story; then nothing is stored.
    """
    return _Saving(reading, actor, intakes, matches, make_timeline).done()


def words_of_text(reading: Reading, actor: Any, *, make_timeline: bool = True) -> int:
    """Return the number of words that the text of the draft will have, as the writing page and lists count them."""
    return _Saving(reading, actor, (), (), make_timeline).words_of_text()


class _Saving:
    """One reading on its way into the tables."""

    def __init__(
        self,
        reading: Reading,
        actor: Any,
        intakes: Sequence[Intake | str],
        matches: Sequence[int | None],
        make_timeline: bool,
    ) -> None:
        self.reading, self.actor, self.intakes = reading, actor, intakes
        self.matches = [*matches, *([None] * len(reading.related))]
        self.with_timeline = make_timeline and bool(reading.events)
        self.notes: list[str] = []
        self.timeline: Timeline | None = None
        self.links: list[Content] = []
        self.groups = 0

    def done(self) -> Draft:
        self._refuse_what_does_not_fit()
        with transaction.atomic():
            story = Article.objects.create(owner=self.actor, created_at=clock.now())
            story.load(self._content())
            actions.save(story, self.actor, note="From copy")
        return Draft(story, self.timeline, self.notes)

    def words_of_text(self) -> int:
        _, paragraph = self._byline()
        shown = [_section("", 2, paragraph)]
        for block in self.reading.blocks(Role.RELATED, *([Role.EVENT] if self.with_timeline else [])):
            if block.kind == "quote":
                shown += _quote(block.lines)
            elif block.kind == "section" or (
                block.kind == "figure" and all(line.picture is None for line in block.lines)
            ):
                shown.append(_section(block.heading, block.level, rich(block.lines)))
        return words_in([{"key": "", **block} for block in shown])

    def _refuse_what_does_not_fit(self) -> None:
        reading = self.reading
        longest = {"headline": LONGEST, "dateline": LONGEST_DATELINE}
        for role, most in longest.items():
            if (length := len(reading.over(Role(role)))) > most:
                raise ActionRefused(
                    f"The {role} has {length} characters; the limit is {most}. Make part of it a paragraph."
                )
        titles = [block.heading for block in reading.blocks()] + [each.title for each in reading.related]
        for title in titles:
            if len(title) > LONGEST:
                raise ActionRefused(f"“{title[:60]}…” is too long for a heading or a title. Make it a paragraph.")

    def _content(self) -> Content:
        """The draft as a snapshot holds it. Timeline and pictures are stored on the way."""
        reading = self.reading
        authors, paragraph = self._byline()
        blocks = reading.blocks(Role.RELATED, *([Role.EVENT] if self.with_timeline else []))
        if self.with_timeline:
            self.timeline = self._timeline(blocks)
        shown = [each for block in blocks for each in self._block(block)]
        if paragraph:
            shown.insert(0, _section("", 2, f"<p><em>{paragraph}</em></p>"))
        return {
            "schema": Article.SCHEMA,
            "headline": reading.over(Role.HEADLINE),
            "kicker": "",
            "standfirst": reading.over(Role.STANDFIRST),
            "slug": "",
            "dateline": reading.over(Role.DATELINE),
            "section": None,
            "lead_picture": None,
            "lead_alt": "",
            "lead_caption": "",
            "lead_shape": "",
            "kind": Kind.NEWS,
            "language": "en",
            "bylines": [{"key": str(uuid4()), "author": author.pk} for author in authors],
            "tags": [],
            "blocks": [{"key": str(uuid4()), **block} for block in _run_together(shown)],
            "related": self.links,
            "reports": [],
        }

    # --- over the story ---

    def _byline(self) -> tuple[list[Author], str]:
        """The authors that the byline names; or, where it names others too, nobody, and the byline for the text."""
        written = self.reading.over(Role.BYLINE)
        names = names_in(written)
        if not written:  # as in the story's form, who files it signs it
            return list(Author.objects.filter(user=self.actor.pk)[:1]), ""
        if not names:
            return [], html_of_text(written)
        known = {tuple(words_of(author.name)): author for author in Author.objects.all()}
        found = [known.get(tuple(words_of(name))) for name in names]
        authors = list(dict.fromkeys(author for author in found if author))
        if len(authors) == len(set(names)):
            return authors, ""
        unknown = ", ".join(name for name, author in zip(names, found, strict=True) if author is None)
        self.notes.append(
            f"We don’t have an author called {unknown}, so the byline is above the text. Add the author, or choose one."
        )
        return [], html_of_text(written)

    # --- the text ---

    def _block(self, block: Block) -> Iterator[Content]:
        match block.kind:
            case "section":
                yield _section(block.heading, block.level, rich(block.lines))
            case "quote":
                yield from _quote(block.lines)
            case "figure":
                yield self._figure(block.lines)
            case "related":
                yield from self._related(block.lines)
            case "timeline":
                yield self._embed(block.lines)

    def _figure(self, lines: list[Line]) -> Content:
        """A picture of the copy with its caption. Where there is none to show, the caption stays in the text."""
        caption = " ".join(line.text for line in lines if line.text)
        number = next((line.picture for line in lines if line.picture is not None), None)
        intake = self.intakes[number] if number is not None and number < len(self.intakes) else None
        if isinstance(intake, Intake) and number is not None:
            alt = self.reading.pictures[number].alt[:300]
            try:
                picture = picture_actions.upload(
                    intake,
                    self.actor,
                    title=f"{self.reading.over(Role.HEADLINE)[:80] or 'Copy'}, {number + 1}",
                    alt=alt,
                )
            except PermissionRefused:
                self.notes.append("A photo was left out because you can’t add photos. Ask an editor.")
            else:
                return {"type": "figure", "picture": picture.pk, "alt": alt, "caption": caption, "shape": ""}
        elif number is not None:
            why = intake if isinstance(intake, str) else "Its upload expired. Add it in the photo library."
            self.notes.append(f"A photo was left out. {why}")
        else:
            self.notes.append("A caption had no photo. It is in the text, in italics.")
        return _section("", 2, f"<p><em>{html_of_text(caption)}</em></p>" if caption else "")

    def _related(self, lines: list[Line]) -> Iterator[Content]:
        self.groups += 1
        label = ""
        begun = len(self.links)
        for related in Reading.related_in(lines):
            label = label or related.label
            target = self.matches[len(self.links)]
            outside = related.href if target is None and urlsplit(related.href).scheme in ("http", "https") else ""
            self.links.append(
                {
                    "key": str(uuid4()),
                    "relation": Relation.READ_MORE,
                    "target": target,
                    "url": outside[:500] if len(outside) <= 500 else "",
                    "title": "" if target else related.title,
                    "group": self.groups,
                }
            )
        waiting = sum(not (link["target"] or link["url"]) for link in self.links[begun:])
        if waiting:
            self.notes.append(
                f"{waiting} related headline{'s are' if waiting > 1 else ' is'} not linked yet. See below the text."
            )
        title = label.rstrip(" :—–|-")
        yield {"type": "related", "title": title[:LONGEST] or "Related stories", "group": self.groups}

    # --- the timeline ---

    def _timeline(self, blocks: Iterable[Block]) -> Timeline:
        """A draft timeline of all events, each with what its date was read as on the day of the copy."""
        headline = self.reading.over(Role.HEADLINE)
        title = f"Timeline: {headline}"[:150] if headline else "Timeline"
        timeline = Timeline.objects.create(
            owner=self.actor, created_at=clock.now(), title=title, slug=free_slug(headline or "timeline")
        )
        self.keys: dict[int, str] = {}
        rows: list[Event] = []
        for block in blocks:
            for line in block.lines if block.kind == "timeline" else []:
                row = self._event(line)
                row.timeline, row.position = timeline, len(rows) + 1
                self.keys[id(line)] = str(row.pk)
                rows.append(row)
        Event.objects.bulk_create(rows)
        timeline.put_in_order()
        actions.save(timeline, self.actor, note="From copy")
        return timeline

    def _event(self, line: Line) -> Event:
        label, text, value = event_of(line, self.reading.today)
        event: Any = Event(date_text=(value.text if value else label)[:LONGEST])
        if value:
            event.date = value.to_json()
        else:
            try:
                event.clean()
            except ValidationError:  # "Feb. 30": no date and no label
                event.date_text, event.date, text = "", None, line.text
        words = cut(line.runs, len(line.text) - len(text))
        if len(text) <= LONGEST and not any(run.href for run in words) and "\n" not in text:
            event.headline = text
        else:
            event.body = f"<p>{html_of(words)}</p>"
        made: Event = event
        return made

    def _embed(self, lines: list[Line]) -> Content:
        keys = [self.keys[id(line)] for line in lines]
        whole = len(keys) == len(self.keys)
        return {
            "type": "timeline",
            "timeline": self.timeline.pk if self.timeline else None,
            "show": TimelineEmbed.Show.ALL if whole else TimelineEmbed.Show.PICKED,
            "range_from": "",
            "range_to": "",
            "picked": [] if whole else keys,
            "pinned": None,
        }


def rich(lines: Iterable[Line]) -> str:
    """Lines as rich text: paragraphs, and the items of lists in lists."""
    html, within = "", ""
    for line in lines:
        wanted = ("ol" if line.numbered else "ul") if line.kind == "item" else ""
        if within != wanted:
            html += (f"</{within}>" if within else "") + (f"<{wanted}>" if wanted else "")
            within = wanted
        words = f"<p>{html_of(line.runs)}</p>"
        html += f"<li>{words}</li>" if wanted else words
    return html + (f"</{within}>" if within else "")


def html_of_text(text: str) -> str:
    """Plain text as HTML."""
    return escape(text, quote=False).replace("\n", "<br>")


def _section(heading: str, level: int, text: str) -> Content:
    return {"type": "section", "heading": heading, "level": level, "text": text}


def _quote(lines: list[Line]) -> Iterator[Content]:
    """Each quote with whose it is, where a line below it begins with a dash."""
    text: list[str] = []
    for place, line in enumerate(lines):
        signed = line.text.startswith(("—", "–", "-")) and text
        if signed and len(line.text) <= LONGEST:
            yield {"type": "pull_quote", "text": "\n".join(text), "attribution": line.text.lstrip("—–- ")}
            text = []
        else:
            text.append(line.text)
        if place == len(lines) - 1 and text:
            yield {"type": "pull_quote", "text": "\n".join(text), "attribution": ""}


def _run_together(blocks: Iterable[Content]) -> list[Content]:
    """Texts without a heading go on in the text above them; empty ones are none."""
    found: list[Content] = []
    for block in blocks:
        if block["type"] == "section" and not block["heading"]:
            if not block["text"]:
                continue
            if found and found[-1]["type"] == "section":
                found[-1]["text"] += block["text"]
                continue
        found.append(block)
    return found
