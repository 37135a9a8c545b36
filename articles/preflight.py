"""Checks of a story before it is published: errors that block it, missing parts and likely mistakes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from articles import house_style, visible_parts
from articles.addresses import free_of
from articles.blocks import Block, body
from articles.blocks.media import MediaBlock
from articles.blocks.related import Related
from articles.blocks.text import Heading
from articles.models import Article, Credit
from articles.preflight_rows import PreflightRows, preflight_rows
from articles.queries import StoryContext
from articles.snapshots import texts
from articles.story_links import NAMED, OURS, links_in
from articles.timeline_embeds import versions_in
from newsroom.images import rights
from newsroom.images.models import Picture
from newsroom.media.models import Kind, MediaFile
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.parts import shown_only_by
from newsroom.publishing.preflight import Check
from newsroom.text.ap_style import newsroom_day
from newsroom.text.rich_text import text_of
from timelines import preflight as of_timelines
from timelines.dates import DateError, parse
from timelines.models import Timeline, TimelineRevision

DAY = re.compile(
    r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? "
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}\b(?:, [0-9]{4}\b)?"
)
# Where the credit and the end of the rights of a photo are edited, by the place of its alt text.
PLACES = {"lead_alt": ("lead_credit", "lead_until"), "share_picture": ("share_picture", "share_picture")}
WRONG_DAY = " is a "  # part of the warning about a date with the wrong weekday


def checks(article: Article, content: Content, parts: Collection[Timeline] | None = ()) -> Iterator[Check]:
    """Check `content`, a version of `article`. External links are judged by their spelling, without a request.

    `parts` are the timelines that are published with it; None for those that only this story shows.
    """
    if not content["headline"].strip():
        yield Check("Write a headline.", "headline", blocks=True)
    if content["section"] is None:
        yield Check("Choose a section.", "section", blocks=True)
    blocks = body.blocks(content["body"])
    text = [block for block in blocks if block.is_prose and not isinstance(block, Heading)]
    if not any(visible_parts.has_words(words) for block in text for words in block.words()):
        yield Check("Write the text.", "body", blocks=True)
    for block, field, words in body.lacking(blocks):
        yield Check(f"{words[0].upper()}{words[1:]}", block.place(field), blocks=True)
    for block in blocks:
        yield from block.checks()
    known = preflight_rows(article, content)
    yield from _namesakes(known)
    uses = _uses(content, blocks)
    pictures = Picture.objects.to_render().in_bulk({picture for _, picture, _, _ in uses})
    yield from _pictures(uses, pictures)
    now = clock.now()
    timelines = versions_in(visible_parts.timelines_of(content), now)
    if parts is None:
        parts = shown_only_by(article, timelines.unpublished(visible_parts.following(content)))
    yield from _timelines(timelines.heads, parts)
    linked = [*body.stories_in(content["body"]), *(item["story"] for item in content["related"] if item["story"])]
    day = newsroom_day(article.first_published_at or now)
    resolved = visible_parts.resolved_at(blocks, now, linked, pictures, parts, timelines, day)
    shown = visible_parts.visible(blocks, resolved)
    yield from visible_parts.empty_parts(content, shown)
    yield from visible_parts.published_timelines(parts, timelines.heads, content)
    yield from visible_parts.unseen_timelines(content, shown, now, parts)
    yield from _missing(content)
    yield from _headings(blocks)
    yield from _unseen_stories(content, blocks, resolved.stories)
    yield from _files(blocks, resolved.files, now)
    yield from _links(content, blocks)
    yield from house_style.checks(texts(content), known.rules)
    yield from _weekdays(content, day)


def unseen(content: Content, seen: StoryContext) -> Iterator[Check]:
    """Check for the photos, timelines and stories of `content` that readers won't see: `seen` is what they will."""
    blocks = body.blocks(content["body"])
    uses = [
        reference["picture_id"] for block in blocks for reference in block.references() if "picture_id" in reference
    ]
    hidden = [
        each
        for each in dict.fromkeys([content["lead_picture"], content["share_picture"], *uses])
        if each and each not in seen.pictures
    ]
    photos = Picture.objects.in_bulk(hidden) if hidden else {}
    now = clock.now()
    for photo in (photos[each] for each in hidden if each in photos):
        words = rights.rights_of(photo, now)[1]
        yield Check(f"Readers won’t see the photo “{photo.title}”: {_lower(words)}.")
    shown = {
        block.key
        for block in visible_parts.timelines_of(content)
        if (bool(block.pinned), block.pinned or block.timeline) in seen.timelines
    }
    yield from visible_parts.unseen_timelines(content, shown, now)
    yield from _unseen_stories(content, blocks, seen.related)


def _namesakes(known: PreflightRows) -> Iterator[Check]:
    """Check whether another story has the headline, or that day the address: an automatic one then gets a number."""
    if known.has_namesake:
        yield Check("Another story has the same headline. If this is a copy of it, change one of them.", "headline")
    if (other := free_of(known.taken, known.slug)) != known.slug:
        yield Check(f"Another story of that day has this web address. This one will end in “{other}”.", "slug")


def _missing(content: Content) -> Iterator[Check]:
    for value, text, place in (
        (content["standfirst"].strip(), "No deck: lists and feeds will show only the headline.", "standfirst"),
        (any(line["role"] == Credit.WRITING for line in content["bylines"]), "No byline.", "bylines"),
        (content["lead_picture"], "No lead photo.", "lead_picture"),
        (content["tags"], "No tags.", "tags"),
    ):
        if not value:
            yield Check(text, place)


def _uses(content: Content, blocks: Iterable[Block]) -> list[tuple[str, int, str, str]]:
    """Return each use of a picture: what it is there, its id, its alt text and the place of that."""
    lead = ("lead photo", content["lead_picture"], content["lead_alt"], "lead_alt")
    shared = ("share photo", content["share_picture"], "", "share_picture")
    return [
        *(use for use in (lead, shared) if use[1]),
        *(("photo", *use) for block in blocks for use in block.alts()),
    ]


def _pictures(uses: Collection[tuple[str, int, str, str]], known: Mapping[int, Picture]) -> Iterator[Check]:
    """Check the alt text of each use, and the credit and rights of each picture."""
    for what, picture, alt, place in uses:
        if not alt.strip() and not known[picture].alt.strip():
            yield Check(f"Write alt text for the {what} “{known[picture].title}”.", place, blocks=True)
    now = clock.now()
    places = {picture: place for _, picture, _, place in reversed([*uses])}
    for picture, shown in known.items():
        key, _, _ = places[picture].partition("/")  # of the block, where there is one
        credit, until = PLACES.get(key) or (f"{key}/picture", f"{key}/picture")
        if not shown.credit.strip():
            yield Check(f"“{shown.title}” has no credit.", credit)
        yield from rights.checks(shown, until, credit)
        standing, words = rights.rights_of(shown, now)
        if standing != "free":
            yield Check(f"Rights to “{shown.title}”: {_lower(words)}.", until)


def _lower(words: str) -> str:
    """Return words for the middle of a sentence."""
    return f"{words[0].lower()}{words[1:].rstrip('.')}"


def _files(blocks: Iterable[Block], files: Mapping[int, MediaFile], now: datetime) -> Iterator[Check]:
    """Check the rights of files, and for what those lack who can't hear a video or a recording."""
    for block in blocks:
        if not isinstance(block, MediaBlock) or not block.file:
            continue
        if (media := files.get(block.file)) is None:
            hidden = MediaFile.objects.get(pk=block.file)
            why = "it was taken down" if hidden.taken_down_at else _lower(rights.rights_of(hidden, now)[1])
            text = f"Readers won’t see a {block._meta.verbose_name} of this story: {why}. Remove the block."
            yield Check(text, block.place("file"))
            continue
        if (standing := rights.rights_of(media, now))[0] != "free":
            yield Check(f"Rights to “{media.title}”: {_lower(standing[1])}.", _page_of(media))
        if media.kind == Kind.VIDEO and not media.captions:
            yield Check(f"The video “{media.title}” has no captions.", _page_of(media))
        elif media.kind == Kind.AUDIO and not media.transcript:
            yield Check(f"The recording “{media.title}” has no transcript.", _page_of(media))


def _page_of(media: MediaFile) -> str:
    return reverse("admin:media_mediafile_change", args=[media.pk])


def _timelines(heads: Mapping[int, TimelineRevision], parts: Collection[Timeline]) -> Iterator[Check]:
    """Check the sources and years of the events of timelines, besides those of `parts`, whose own checks say it."""
    own = {part.pk for part in parts}
    for pk, head in sorted(heads.items(), reverse=True):
        if pk in own or head.sealed_at:
            continue
        content, page = head.read(), reverse("admin:timelines_timeline_change", args=[pk])
        if missing := of_timelines.unsourced(content):
            one = f"The timeline “{head.subject}” has no source for {of_timelines.named(missing)}."
            several = f"{of_timelines.without_sources(str(head.subject), missing)}."
            yield Check(one if len(missing) == 1 else several, page)
        yield from visible_parts.assumed_years(content, page)


def _headings(blocks: Iterable[Block]) -> Iterator[Check]:
    """Check that subheadings follow a heading."""
    headed = False
    for block in blocks:
        if isinstance(block, Heading):
            headed = headed or block.level == 2
            if not headed:
                yield Check(f"The subheading “{block.text}” has no heading above it.", block.place("text"))


def _unseen_stories(content: Content, blocks: list[Block], live: Collection[int]) -> Iterator[Check]:
    """Check for links to stories that aren't live."""
    for href, words, place in _links_in(blocks):
        if (named := NAMED.fullmatch(href)) and int(named["story"]) not in live:
            yield Check(f"Readers won’t see the link “{words}”: its story isn’t live.", place)
    for number, (item, place) in enumerate(_items(content, blocks), 1):
        if item["story"] and item["story"] not in live:
            called = f"“{item['title']}”" if item["title"] else str(number)
            yield Check(f"Related story {called} isn’t live: readers {_seen_as(item)}.", place)


def _links(content: Content, blocks: list[Block]) -> Iterator[Check]:
    """Check for headlines that aren't linked, and broken addresses."""
    for item, place in _items(content, blocks):
        if item["title"] and not item["story"] and not item["url"] and not item["leave_out"]:
            title, seen_as = item["title"], _seen_as(item)
            yield Check(f"“{title}” isn’t linked to a story yet: readers {seen_as}. Link it, or leave it out.", place)
    for href, _, place in _links_in(blocks):
        if _is_dead(href):
            yield Check(f"The link to “{href}” is broken. Enter the full address, starting with https://.", place)


def _links_in(blocks: Iterable[Block]) -> Iterator[tuple[str, str, str]]:
    """Yield the address, words and place of each link in the text."""
    for block in blocks:
        for name in block.rich:
            yield from ((href, text_of(words), block.place(name)) for href, words in links_in(getattr(block, name)))


def _items(content: Content, blocks: Iterable[Block]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the related stories below the text and in boxes, each with its place."""
    yield from ((item, f"{item['key']}/story") for item in content["related"])
    for block in blocks:
        if isinstance(block, Related):
            yield from ((item, block.place("items")) for item in block.items)


def _seen_as(item: dict[str, Any]) -> str:
    return "see only its title" if item["title"] and not item["leave_out"] else "won’t see it"


def _is_dead(address: str) -> bool:
    """Whether an address is broken by its spelling, or is a story address of ours.

    Saving turned story addresses that exist into links that name the story, so one that is left leads nowhere.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return True
    ours = host == urlsplit(settings.PUBLIC_URL).hostname or not (parts.scheme or parts.netloc)
    if ours and OURS.fullmatch(parts.path):
        return True
    match parts.scheme:
        case "http" | "https":
            return not ours and "." not in host.strip(".")
        case "mailto":
            return "@" not in parts.path
        case "story":
            return False
    return not address.startswith("/") or address.startswith("//")


def _weekdays(content: Content, day: date) -> Iterator[Check]:
    """Check the weekdays of dates. One without a year is taken for the nearest such date to `day`."""
    years = [f", {year}" for year in (day.year - 1, day.year, day.year + 1)]
    for path, text in texts(content).items():
        for found in DAY.findall(text_of(text).replace("\xa0", " ")):
            endings = [""] if re.search(r"[0-9]{4}$", found) else years
            values = {
                date.fromisoformat(value.start[:10]): value
                for ending in endings
                if not isinstance(value := parse(found + ending, day), DateError) and value.start
            }
            nearest = min(values, key=lambda start: abs(start - day), default=None)
            for words in values[nearest].warnings if nearest else ():
                if WRONG_DAY in words:
                    yield Check(f"“{found}”: {words.partition(':')[0]}.", path.removeprefix("body/"))
