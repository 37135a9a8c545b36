"""What is to be said of a story before readers get it: what must be there, what may be missing, what looks wrong."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import strip_tags

from articles import visible_parts
from articles.models import BLOCKS, Article, ArticleRevision
from articles.models.body import a_period
from articles.snapshots import texts
from articles.story_links import NAMED, OURS, links_in
from newsroom.images.models import Picture
from newsroom.images.rights import rights_of
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from newsroom.text.ap_style import newsroom_day
from newsroom.text.rich_text import text_of
from timelines import preflight as of_timelines
from timelines.dates import DateError, DateValue, parse
from timelines.models import Timeline

DAY = re.compile(
    r"\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? "
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}\b(?:, [0-9]{4}\b)?"
)
WRONG_DAY = " is a "  # in the warning of a date whose weekday is another's


def checks(article: Article, content: Content) -> Iterator[Check]:
    """What is found in `content`, a version of `article`: first what must be put right, then in reading order.

    Nothing beyond the database is asked: a link to elsewhere is judged by its spelling.
    """
    if not content["headline"].strip():
        yield Check("Write a headline.", "headline", blocks=True)
    if content["section"] is None:
        yield Check("Choose a section.", "section", blocks=True)
    if not any(_says_something(block) for block in content["blocks"]):
        yield Check("Write the text.", _first_text(content), blocks=True)
    yield from _pictures(content)
    yield from _timelines(content)
    now = clock.now()
    shown = visible_parts.visible(content, now)
    yield from visible_parts.empty_parts(content, shown)
    yield from visible_parts.unseen_timelines(content, shown, now)
    yield from _missing(content)
    yield from _headings(content)
    yield from _links(content)
    yield from _related(content)
    yield from _weekdays(content, newsroom_day(article.first_published_at or clock.now()))


def _missing(content: Content) -> Iterator[Check]:
    """What may be missing, and is."""
    if not content["standfirst"].strip():
        yield Check("There is no standfirst: lists and feeds show the headline alone.", "standfirst")
    if not content["bylines"]:
        yield Check("There is no byline.", "bylines-TOTAL_FORMS")
    if content["lead_picture"] is None:
        yield Check("There is no lead picture.", "lead_picture")
    if not content["tags"]:
        yield Check("There are no tags.", "tags")


def _says_something(block: Content) -> bool:
    return block["type"] == "section" and bool(strip_tags(block["text"]).replace("&nbsp;", " ").strip())


def _first_text(content: Content) -> str:
    return next((f"{block['key']}/text" for block in content["blocks"] if block["type"] == "section"), "")


def _pictures(content: Content) -> Iterator[Check]:
    """Each use needs an alternative text, and each picture a credit and rights that last."""
    lead = [("lead picture", content["lead_picture"], content["lead_alt"], "lead_alt")]
    uses = lead if content["lead_picture"] else []
    uses += [
        ("picture", block["picture"], block["alt"], f"{block['key']}/alt")
        for block in content["blocks"]
        if block["type"] == "figure"
    ]
    known = Picture.objects.in_bulk({picture for _, picture, _, _ in uses})
    for what, picture, alt, place in uses:
        if not alt.strip() and not known[picture].alt.strip():
            text = f"Write an alternative text for the {what} “{known[picture].title}”."
            yield Check(text, place, blocks=True)
    now = clock.now()
    for picture, shown in known.items():
        page = reverse("admin:images_picture_change", args=[picture])
        if not shown.credit.strip():
            yield Check(f"“{shown.title}” has no credit.", page)
        standing, words = rights_of(shown, now)
        if standing != "free":
            yield Check(f"The rights to “{shown.title}”: {words[0].lower()}{words[1:].rstrip('.')}.", page)


def _timelines(content: Content) -> Iterator[Check]:
    """Whether what is to be shown of each can be, and whether readers see events for which nobody is named."""
    blocks = [block for block in content["blocks"] if block["type"] == "timeline"]
    for block in blocks:
        for field in ("range_from", "range_to"):
            try:
                a_period(block[field] or "2024")
            except ValidationError as error:
                yield Check(f"The range of a timeline: {error.message}", f"{block['key']}/{field}", blocks=True)
        if block["show"] == "picked" and not block["picked"]:
            text = "A timeline is to show the events picked, and none is picked: tick them, or show all."
            yield Check(text, f"{block['key']}/show", blocks=True)
    for timeline in Timeline.objects.filter(pk__in=[block["timeline"] for block in blocks]) if blocks else ():
        head = timeline.head
        if head and not head.sealed_at and (missing := of_timelines.unsourced(head.read())):
            text = f"The timeline “{timeline}” names no source of {of_timelines.named(missing)}."
            yield Check(text, reverse("admin:timelines_timeline_change", args=[timeline.pk]))


def _headings(content: Content) -> Iterator[Check]:
    """A sub-heading stands below a heading, and says something."""
    headed = False
    for block in content["blocks"]:
        if block["type"] == "section" and block["heading"] and block["level"] == 2:
            headed = True
        place = f"{block['key']}/heading"
        if block["type"] == "section" and block["heading"] and block["level"] == 3 and not headed:
            yield Check(f"The sub-heading “{block['heading']}” has no heading above it.", place)
        for name in BLOCKS[block["type"]].RICH:
            for heading in visible_parts.HEADING.findall(block[name]):
                words = text_of(heading)
                if not words:
                    yield Check("There is an empty sub-heading.", f"{block['key']}/{name}")
                elif not headed and block["type"] == "section":
                    yield Check(f"The sub-heading “{words}” has no heading above it.", f"{block['key']}/{name}")


def _links(content: Content) -> Iterator[Check]:
    """Links to stories that readers do not see, and addresses that lead nowhere.

    A story that is not live goes by the words of the link: not everybody may read its headline.
    """
    found = [
        (href, text_of(words), f"{block['key']}/{name}")
        for block in content["blocks"]
        for name in BLOCKS[block["type"]].RICH
        for href, words in links_in(block[name])
    ]
    stories = [
        (int(named["story"]), f"The link “{words}” is not shown: the story that it leads to is not live.", place)
        for href, words, place in found
        if (named := NAMED.fullmatch(href))
    ]
    for number, line in enumerate(content["related"], 1):
        if line["target"]:
            called = f"“{line['title']}”" if line["title"] else str(number)
            text = f"Related story {called} is not shown: it is not live."
            stories.append((line["target"], text, f"{line['key']}/target"))
    live = ArticleRevision.objects.live(clock.now()).filter(subject__in=[story for story, _, _ in stories])
    seen = set(live.values_list("subject", flat=True)) if stories else set()
    for story, text, place in stories:
        if story not in seen:
            yield Check(text, place)
    for href, _, place in found:
        if _is_dead(href):
            yield Check(f"The link to “{href}” leads nowhere: write the whole address, https://…", place)


def _is_dead(address: str) -> bool:
    """Whether an address leads nowhere, by its spelling, or is that of a story of ours that nobody has.

    One that a story has was made to name the story as it was saved.
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


def _related(content: Content) -> Iterator[Check]:
    """Blocks of related stories without any, and headlines that wait for their story."""
    linked = {link["group"] for link in content["related"] if link["target"] or link["url"]}
    for block in content["blocks"]:
        if block["type"] == "related" and block["group"] not in linked:
            yield Check(f"The block of related stories {block['group']} has no links.", block["key"])
    for link in content["related"]:
        if not (link["target"] or link["url"]):
            text = f"“{link['title']}” is not linked to a story yet: readers do not see it."
            yield Check(text, f"{link['key']}/target")


def _weekdays(content: Content, day: date) -> Iterator[Check]:
    """Dates of which the weekday is another's. One without a year is the nearest such day to `day`."""
    for path, text in texts(content).items():
        place = path.removeprefix("blocks/")
        for found in DAY.findall(text_of(text).replace("\xa0", " ")):
            values = {value.start or "": value for typed in _with_years(found, day) if (value := _read(typed, day))}
            nearest = min(values, key=lambda start: abs(date.fromisoformat(start[:10]) - day), default="")
            wrong = [words for words in (values[nearest].warnings if nearest else ()) if WRONG_DAY in words]
            yield from (Check(f"“{found}”: {words.partition(':')[0]}.", place) for words in wrong)


def _read(typed: str, day: date) -> DateValue | None:
    """A whole day; None where there is no such day."""
    value = parse(typed, day)
    return None if isinstance(value, DateError) or value.start is None else value


def _with_years(found: str, day: date) -> list[str]:
    if re.search(r"[0-9]{4}$", found):
        return [found]
    return [f"{found}, {year}" for year in (day.year - 1, day.year, day.year + 1)]
