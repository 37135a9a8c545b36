"""A reading becomes a draft: the story, its timeline, its links, its pictures, all or nothing, through the verbs."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.blocks import (
    Figure,
    Gallery,
    Paragraph,
    Related,
    Row,
    TimelineEmbed,
    new,
)
from articles.blocks.gallery import PHOTO
from articles.blocks.text import split
from articles.blocks.timeline import Show
from articles.copy_import.body import ALONE, Block, photos_of
from articles.copy_import.choices import Choices, sections_named, suggested, tags_named
from articles.copy_import.credits import credits_in, role_of
from articles.copy_import.dates import dated
from articles.copy_import.document import Reading, given
from articles.copy_import.events import event_of
from articles.copy_import.fetching import fetched
from articles.copy_import.languages import language_of
from articles.copy_import.limits import MAX_SECONDS
from articles.copy_import.lines import Line, cut
from articles.copy_import.patterns import credit_in, names_in
from articles.copy_import.rich_lines import html_of_text, rich
from articles.copy_import.roles import Role
from articles.copy_import.rows import blocks_alone, in_italics, quotations, text_rows
from articles.models import Article, Author, Kind, RelatedLink, Relation
from articles.related_links import RELATED_STORIES
from articles.stored_html import words_in
from newsroom.images import actions as picture_actions
from newsroom.images.upload import Intake, take_in
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import Content
from newsroom.search.words import words_of
from newsroom.text.plain_text import clean
from timelines.exchange.importing import free_slug
from timelines.models import Event, Timeline

LONGEST = 200  # characters of a headline, a heading, a title
LONGEST_DATELINE = 100
LONGEST_KICKER = 60
MAX_FETCHING = 20  # seconds for all photos of one copy


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
        if picture.src:
            found.append(f"It wasn’t fetched: it is at {picture.src}.")
            continue
        try:
            found.append(take_in(BytesIO(picture.data), f"picture {number}"))
        except ValidationError as refusal:
            found.append(" ".join(refusal.messages))
    return found


def with_fetched(reading: Reading, intakes: Sequence[Intake | str]) -> list[Intake | str]:
    """The pictures, those at outside addresses fetched; of those that are left out none is."""
    wanted = {part.line.picture for part in reading.parts if part.role == Role.PICTURE}
    ends = time.monotonic() + MAX_FETCHING
    found = list(intakes)
    for number, picture in enumerate(reading.pictures[: len(found)]):
        if picture.src and number in wanted:
            late = time.monotonic() > ends
            found[number] = (
                f"There was no time to fetch it: it is at {picture.src}."
                if late
                else fetched(picture, f"picture {number + 1}")
            )
    return found


def save_draft(
    reading: Reading,
    actor: Any,
    *,
    intakes: Sequence[Intake | str] = (),
    matches: Sequence[int | None] = (),
    make_timeline: bool = True,
    choices: Choices | None = None,
) -> Draft:
    """A new draft of `actor`'s that says what `reading` does.

    `intakes` are those of `take_in_pictures`; `matches` are the stories its related headlines are linked to, each by
    its key or None. A headline without one waits in the story, under its title. The events become a timeline, another
    draft, which stands at their place; with `make_timeline` False they stay in their list.
    Raises ActionRefused, with the cure, for what does not fit into a story; then nothing is stored.
    """
    return _Saving(reading, actor, intakes, matches, make_timeline, choices or suggested(reading)).done()


def words_of_text(reading: Reading, actor: Any, *, make_timeline: bool = True) -> int:
    """Return the number of words that the text of the draft will have, as the writing page and lists count them."""
    return _Saving(reading, actor, (), (), make_timeline, Choices()).words_of_text()


class _Saving:
    """One reading on its way into the tables."""

    def __init__(
        self,
        reading: Reading,
        actor: Any,
        intakes: Sequence[Intake | str],
        matches: Sequence[int | None],
        make_timeline: bool,
        choices: Choices,
    ) -> None:
        self.choices = choices
        self.lead: tuple[int, str, str] | None = None  # photo, alt text, caption
        self.reading, self.actor, self.intakes = reading, actor, intakes
        self.matches = [*matches, *([None] * len(reading.related))]
        self.with_timeline = make_timeline and bool(reading.events)
        self.notes: list[str] = []
        self.authors = {tuple(words_of(author.name)): author for author in Author.objects.all()}
        self.credited = list(self._credits())
        self.timeline: Timeline | None = None
        self.linked = 0  # related headlines that are in a box already

    def done(self) -> Draft:
        self._refuse_what_does_not_fit()
        with transaction.atomic():
            story = Article.objects.create(owner=self.actor, created_at=clock.now())
            story.load(self._content())
            actions.save(story, self.actor, note="From copy")
        return Draft(story, self.timeline, self.notes)

    def words_of_text(self) -> int:
        _, paragraph = self._byline()
        shown = [*split(paragraph)]
        for block in self.reading.blocks(Role.RELATED, *([Role.EVENT] if self.with_timeline else [])):
            if block.kind == "quote":
                shown += quotations(block.lines)
            elif block.kind in ALONE and block.kind != "figure":
                shown += blocks_alone(block.lines[0])
            elif block.kind == "section" or (
                block.kind == "figure" and all(line.picture is None for line in block.lines)
            ):
                shown += text_rows(block)
        return words_in(shown)

    def _refuse_what_does_not_fit(self) -> None:
        reading = self.reading
        lengths = {
            "headline": (len(reading.over(Role.HEADLINE)), LONGEST),
            "dateline": (len(_dateline(reading)), LONGEST_DATELINE),
            "kicker": (len(reading.over(Role.KICKER)), LONGEST_KICKER),
        }
        for role, (length, most) in lengths.items():
            if length > most:
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
            shown.insert(0, new(Paragraph, text=f"<em>{paragraph}</em>"))
        tags, unknown = tags_named(self.choices.tags)
        if unknown:
            self.notes.append(f"We don’t have a tag called {', '.join(unknown)}. Add it, or choose another.")
        if self.choices.section is None and (named := sections_named(reading)):
            self.notes.append(f"The copy’s section is {', '.join(named)}, which we don’t have. Choose one.")
        picture, alt, lead_caption = self.lead or (None, "", "")
        deck = reading.over(Role.STANDFIRST) if self.choices.deck is None else self.choices.deck
        return {
            "schema": Article.SCHEMA,
            "headline": reading.over(Role.HEADLINE),
            "kicker": reading.over(Role.KICKER),
            "standfirst": deck,
            "slug": "",
            "dateline": _dateline(reading),
            "section": self.choices.section,
            "lead_picture": picture,
            "lead_alt": alt,
            "lead_caption": lead_caption,
            "lead_shape": "",
            "share_picture": None,
            "kind": Kind.NEWS,
            "language": self.language,
            "bylines": [
                {"key": str(uuid4()), "author": author.pk, "role": role}
                for author, role in dict.fromkeys([*((author, "") for author in authors), *self.credited])
            ],
            "tags": [{"key": str(tag), "tag": tag} for tag in tags],
            "extra": [],
            "body": shown,
            "related": [],
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
        found = self._known(names)
        authors = list(dict.fromkeys(author for author in found if author))
        if len(authors) == len(set(names)):
            return authors, ""
        unknown = ", ".join(name for name, author in zip(names, found, strict=True) if author is None)
        self.notes.append(
            f"We don’t have an author called {unknown}, so the byline is above the text. Add the author, or choose one."
        )
        return [], html_of_text(written)

    def _known(self, names: Iterable[str]) -> list[Author | None]:
        return [self.authors.get(tuple(words_of(name))) for name in names]

    def _credits(self) -> Iterator[tuple[Author, str]]:
        """Yield those who had a part in it, whose lines are taken out of the text; who is unknown stays there."""
        parts = list(self.reading.parts)
        for place, part in enumerate(parts):
            found = credits_in(part.line.text) if part.role == Role.CREDIT else []
            authors = self._known(each["name"] for each in found)
            if found and all(authors):
                yield from (
                    (author, role_of(each["role"])) for author, each in zip(authors, found, strict=True) if author
                )
                parts[place] = given(part, Role.LEFT_OUT)
            elif part.role == Role.CREDIT:
                self.notes.append(f"“{part.line.text[:100]}” stays in the text: not all of them are authors here.")
        self.reading = replace(self.reading, parts=parts)

    # --- the text ---

    def _block(self, block: Block) -> Iterator[Row]:
        match block.kind:
            case "section":
                yield from text_rows(block)
            case "table" | "embed" | "divider":
                yield from blocks_alone(block.lines[0])
            case "quote":
                yield from quotations(block.lines)
            case "figure":
                yield from self._figure(block.lines)
            case "gallery":
                yield from self._gallery(block)
            case "related":
                yield self._related(block.lines)
            case "timeline":
                yield self._embed(block.lines)

    def _figure(self, lines: list[Line]) -> Iterator[Row]:
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
                    credit=credit_in(caption),
                )
            except PermissionRefused:
                self.notes.append("A photo was left out because you can’t add photos. Ask an editor.")
            else:
                if number == self.choices.lead:
                    self.lead = (picture.pk, alt, caption)
                else:
                    yield new(Figure, picture=picture.pk, alt=alt, caption=caption)
                return
        elif number is not None:
            why = intake if isinstance(intake, str) else "Its upload expired. Add it in the photo library."
            self.notes.append(f"A photo was left out. {why}")
        else:
            self.notes.append("A caption had no photo. It is in the text, in italics.")
        yield from in_italics(caption)

    def _gallery(self, block: Block) -> Iterator[Row]:
        """The photos that are here side by side; what is left of the others, above them."""
        rows = [row for lines in photos_of(block) for row in self._figure(lines)]
        shown = [row["fields"] for row in rows if row["type"] == Figure.type]
        if len(shown) < 2:
            yield from rows
            return
        yield from (row for row in rows if row["type"] != Figure.type)
        yield new(Gallery, photos=[{name: photo[name] for name in PHOTO} for photo in shown])

    def _related(self, lines: list[Line]) -> Row:
        label = ""
        items = []
        for related in Reading.related_in(lines):
            label = label or related.label
            target = self.matches[self.linked]
            self.linked += 1
            outside = _outside(related.href) if target is None else ""
            if target or clean(related.title):
                items.append({"relation": Relation.READ_MORE, "story": target, "url": outside, "title": related.title})
        waiting = sum(not (item["story"] or item["url"]) for item in items)
        if waiting:
            self.notes.append(
                f"{waiting} related headline{'s are' if waiting > 1 else ' is'} not linked yet: readers see plain text."
            )
        title = label.rstrip(" :—–|-")
        return new(Related, title=title[:LONGEST] or RELATED_STORIES, items=items)

    # --- the timeline ---

    @property
    def language(self) -> str:
        """The tag of the language that the copy says or its letters tell, else English."""
        words = " ".join(part.line.text for part in self.reading.parts)
        return self.reading.language or language_of(words) or "en"

    def _timeline(self, blocks: Iterable[Block]) -> Timeline:
        """A draft timeline of all events, each with what its date was read as on the day of the copy."""
        headline = self.reading.over(Role.HEADLINE)
        lines = [line for block in blocks for line in block.lines if block.kind == "timeline"]
        timeline, events = timeline_of(lines, headline, self.actor, self.reading.today, self.language)
        self.keys = {id(line): str(event.pk) for line, event in zip(lines, events, strict=True)}
        return timeline

    def _embed(self, lines: list[Line]) -> Row:
        keys = [self.keys[id(line)] for line in lines]
        whole = len(keys) == len(self.keys)
        timeline = self.timeline.pk if self.timeline else None
        return new(
            TimelineEmbed, timeline=timeline, show=Show.ALL if whole else Show.PICKED, picked=[] if whole else keys
        )


def _dateline(reading: Reading) -> str:
    """Place and agency, as wires write it: "KYIV (Reuters)"."""
    place, agency = reading.over(Role.DATELINE), reading.over(Role.AGENCY)
    return f"{place} ({agency})" if place and agency else place or agency


def timeline_of(
    lines: Sequence[Line], headline: str, actor: Any, today: date, language: str = "en"
) -> tuple[Timeline, list[Event]]:
    """Create a draft timeline with an event for each line, in their order. Return both.

    Dates are read as of `today`, in the language of the story, which becomes the timeline's.
    """
    title = f"Timeline: {headline}"[:150] if headline else "Timeline"
    timeline = Timeline.objects.create(
        owner=actor, created_at=clock.now(), title=title, slug=free_slug(headline or "timeline"), language=language
    )
    events = [_event(line, today, language) for line in lines]
    for position, event in enumerate(events, 1):
        event.timeline, event.position = timeline, position
    Event.objects.bulk_create(events)
    timeline.put_in_order()
    actions.save(timeline, actor, note="From copy")
    return timeline, events


def _event(line: Line, today: date, language: str) -> Event:
    label, text, value = event_of(line, today)
    value = value or dated(label, today, language)
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
        event.body = rich([Line(words)])
    made: Event = event
    return made


def _outside(href: str) -> str:
    """Return the address of an outside page, or "" for one that a related link cannot have."""
    if urlsplit(href).scheme not in ("http", "https"):
        return ""
    try:
        return str(RelatedLink._meta.get_field("url").clean(href, None))
    except ValidationError:
        return ""
