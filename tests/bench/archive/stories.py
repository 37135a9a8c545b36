"""One story of the archive: what its versions say and when they are live. The same number is always the same story,
but for its links, which lead to stories that are there already.

Most are news of some 170 words; one in four was published again, one in fifty came down. Story 4, `REFERENCE`,
is what the bench reads: 945 words under headings, a timeline, two pictures, a box of three related stories.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from math import exp
from typing import Any
from uuid import UUID, uuid5

from django.utils.text import slugify

from articles.blocks import Row
from articles.models import Article, Kind, Relation
from newsroom.publishing.models import Change, Content
from tests.bench.archive.words import SECTIONS, TAGS, Voice

REFERENCE = 4
REFERENCE_SLUG = f"the-story-that-is-measured-{REFERENCE}"
BEGAN = datetime(2004, 1, 5, 6, tzinfo=UTC)
GOLDEN = 0.6180339887498949  # its multiples spread evenly over the years, however many there are

_SECTION_SHARES = list(accumulate(SECTIONS.values()))
_TAG_SHARES = list(accumulate(1 / (rank + 3) for rank in range(len(TAGS))))  # a few run through a tenth of the stories
_KIND_SHARES = list(accumulate((85, 6, 6, 3)))
_KINDS = [str(kind) for kind in (Kind.NEWS, Kind.ANALYSIS, Kind.OPINION, Kind.EXPLAINER)]


@dataclass(frozen=True)
class Shelf:
    """The ids of what stories are filed under and refer to; `stories` are the last that were added."""

    sections: Sequence[int]
    authors: Sequence[int]
    tags: Sequence[int]
    pictures: list[int]
    timelines: Sequence[int]
    stories: list[int]


@dataclass
class Story:
    """`schedule` says (instant, place in `versions` or None, kind of change); `written` is when it was first saved."""

    number: int
    written: datetime
    versions: list[Content]
    schedule: list[tuple[datetime, int | None, str]] = field(default_factory=list)
    corrections: list[tuple[datetime, str]] = field(default_factory=list)


def share(number: int) -> float:
    """When, as a share of the archive's time, story `number` was published: the years fill evenly."""
    return number * GOLDEN % 1 if number else 1


def tell(number: int, shelf: Shelf, until: datetime) -> Story:
    """The story of that number in an archive that ends at `until` (aware); story 0 was published then."""
    chance = random.Random(number)
    voice = Voice(chance)
    content = _reference(voice, shelf) if number == REFERENCE else _content(number, voice, shelf)
    published = BEGAN + timedelta(seconds=int((until - BEGAN).total_seconds() * share(number)))
    story = Story(number, published - timedelta(hours=2), [content])
    if number > REFERENCE and chance.random() < 0.01:
        return story  # a draft that never ran
    story.schedule.append((published, 0, ""))
    if number > REFERENCE:
        _go_on(story, voice, until)
    return story


def _go_on(story: Story, voice: Voice, until: datetime) -> None:
    """What became of it: versions after the first, an end, a draft that waits. Nothing happens after `until`."""
    chance, at = voice.chance, story.schedule[0][0]
    while chance.random() < 0.25:
        at += timedelta(minutes=int(5 + 600 * chance.random() ** 3))
        change = chance.choice([Change.MINOR, Change.MINOR, Change.SUBSTANTIVE, Change.SUBSTANTIVE, Change.CORRECTION])
        if at > until:
            return
        story.versions.append(_changed(story.versions[-1], voice))
        story.schedule.append((at, len(story.versions) - 1, str(change)))
        if change == Change.CORRECTION:
            text = f"An earlier version misstated how long it takes. It is {voice.word('number')} weeks."
            story.corrections.append((at, text))
    if chance.random() < 0.02 and (at := at + timedelta(days=1 + int(90 * chance.random()))) <= until:
        story.schedule.append((at, None, ""))
    if chance.random() < 0.03:
        story.versions.append(_changed(story.versions[-1], voice))


def _content(number: int, voice: Voice, shelf: Shelf) -> Content:
    chance = voice.chance
    headline = voice.headline()
    kind = chance.choices(_KINDS, cum_weights=_KIND_SHARES)[0]
    section = chance.choices(shelf.sections, cum_weights=_SECTION_SHARES)[0]
    tags = dict.fromkeys(chance.choices(shelf.tags, cum_weights=_TAG_SHARES, k=1 + int(chance.random() * 4)))
    authors = chance.sample(shelf.authors, 1 if chance.random() < 0.8 else 2)
    words = min(1_800, max(60, int(exp(chance.gauss(5.01, 0.5)))))
    texts = voice.paragraphs(words)
    for sentence in voice.searched():
        texts.insert(int(chance.random() * len(texts)), sentence)
    parts: list[list[Row]] = []
    while texts:
        part, texts = texts[:5], texts[5:]
        parts.append(_text(voice, voice.heading() if parts else "", part))
    extra = chance.random()
    if extra < 0.15:
        parts.insert(1, [_figure(voice, shelf)])
    elif extra < 0.20:
        parts.insert(1, [_block(voice, "pull_quote", text=voice.sentence(), attribution=voice.word("person"))])
    elif extra < 0.25:
        parts.append([_block(voice, "fact_box", title=voice.heading(), text=_html(voice.paragraphs(30)))])
    elif extra < 0.27:
        parts.append([_timeline(voice, voice.one(shelf.timelines))])
    linking = Voice(random.Random(~number))
    related = _links(linking, shelf)
    if related and number % 2:  # the others have them below the text
        parts.append([_box(linking, related)])
        related = []
    return _put_together(
        voice,
        headline=headline,
        kicker=voice.word("topic").capitalize() if chance.random() < 0.3 else "",
        standfirst=voice.sentence(),
        slug=f"{slugify(headline)[:60].strip('-')}-{number}",
        dateline=voice.word("place").upper() if chance.random() < 0.3 else "",
        section=section,
        lead_picture=_lead_picture(voice, shelf) if chance.random() < 0.6 else None,
        kind=kind,
        authors=authors,
        tags=list(tags),
        body=list(chain(*parts)),
        related=related,
    )


def _lead_picture(voice: Voice, shelf: Shelf) -> int:
    """One in six shows one of the first four pictures, as portraits and logos are shown again and again."""
    return voice.one(shelf.pictures[:4] if voice.chance.random() < 1 / 6 else shelf.pictures)


def _links(voice: Voice, shelf: Shelf) -> list[Row]:
    """Up to three links of three stories in ten."""
    if voice.chance.random() > 0.3 or not shelf.stories:
        return []
    targets = dict.fromkeys(voice.one(shelf.stories) for _ in range(1 + int(voice.chance.random() * 3)))
    relations = [Relation.READ_MORE, Relation.READ_MORE, Relation.BACKGROUND, Relation.FOLLOW_UP]
    return [_link(voice, target, voice.one(relations)) for target in targets]


def _reference(voice: Voice, shelf: Shelf) -> Content:
    """Five headed parts of 945 words together, whatever chance brings."""
    words = " ".join(voice.sentence() for _ in range(100)).split()[:945]
    parts = []
    for at in range(0, 945, 189):
        part = words[at : at + 189]
        parts.append(_text(voice, voice.heading(), [" ".join(part[start : start + 63]) for start in (0, 63, 126)]))
    quote = _block(voice, "pull_quote", text=voice.sentence(), attribution=voice.word("person"))
    related = _box(voice, [_link(voice, target, Relation.READ_MORE) for target in shelf.stories[-3:]])
    return _put_together(
        voice,
        headline="The story that is measured, with everything a story has",
        kicker="Measured",
        standfirst=voice.sentence(),
        slug=REFERENCE_SLUG,
        dateline=voice.word("place").upper(),
        section=shelf.sections[0],
        lead_picture=shelf.pictures[0],
        kind=str(Kind.NEWS),
        authors=list(shelf.authors[:2]),
        tags=list(shelf.tags[:4]),
        body=[
            *parts[0],
            _timeline(voice, shelf.timelines[0]),
            *parts[1],
            _figure(voice, shelf),
            *parts[2],
            related,
            *parts[3],
            quote,
            *parts[4],
        ],
        related=[],
    )


def _changed(content: Content, voice: Voice) -> Content:
    """The next version: a paragraph more after the first ones; everything else keeps its key."""
    body = content["body"]
    place = next((place for place, row in enumerate(body) if row["type"] != "paragraph"), len(body))
    more = _paragraph(body[0]["key"], len(body), voice.sentence())
    return content | {"body": [*body[:place], more, *body[place:]]}


# --- Parts, as articles.snapshots writes them


def _put_together(voice: Voice, *, authors: list[int], tags: list[int], **fields: Any) -> Content:
    return {
        "schema": Article.SCHEMA,
        "lead_alt": "",
        "lead_caption": "",
        "lead_shape": "",
        "share_picture": None,
        "language": "en",
        "extra": [],
        "bylines": [{"key": _key(voice), "author": author, "role": ""} for author in authors],
        "tags": [{"key": str(tag), "tag": tag} for tag in tags],
        "reports": [],
        **fields,
    }


def _key(voice: Voice) -> str:
    digits = f"{voice.chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _block(voice: Voice, kind: str, **fields: Any) -> Row:
    return {"key": _key(voice), "type": kind, "fields": fields}


def _text(voice: Voice, heading: str, paragraphs: list[str]) -> list[Row]:
    """A heading, unless it is "", and the paragraphs below it."""
    key = _key(voice)
    headings = [{"key": key, "type": "heading", "fields": {"text": heading, "level": 2}}] if heading else []
    return [*headings, *(_paragraph(key, number, text) for number, text in enumerate(paragraphs))]


def _paragraph(of: str, number: int, text: str) -> Row:
    """The paragraph of that number in the part whose key is `of`."""
    return {"key": str(uuid5(UUID(of), str(number))), "type": "paragraph", "fields": {"text": text}}


def _html(paragraphs: list[str]) -> str:
    return "".join([f"<p>{paragraph}</p>" for paragraph in paragraphs])


def _figure(voice: Voice, shelf: Shelf) -> Row:
    return _block(
        voice, "figure", picture=voice.one(shelf.pictures), alt="", caption=voice.sentence(), shape="", width=""
    )


def _timeline(voice: Voice, timeline: int) -> Row:
    return _block(voice, "timeline", timeline=timeline, show="all", range_from="", range_to="", picked=[], pinned=None)


def _box(voice: Voice, links: list[Row]) -> Row:
    return _block(voice, "related", title="Related stories", items=links)


def _link(voice: Voice, story: int, relation: str) -> Row:
    """A related story, in a box or below the text."""
    return {
        "key": _key(voice),
        "relation": str(relation),
        "story": story,
        "url": "",
        "title": "",
        "leave_out": False,
    }
