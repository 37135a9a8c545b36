"""What each line of copy is in the story: its headline, a heading, an event, a related story.

What the source marks is believed. Only where it marks no heading, a short line without a full stop and with text under
it is taken for one. Related stories need evidence: a label, a link, or several headlines in a row with nothing under
them; the last of these, if text follows, heads what comes next. What a line can't be told to be is a paragraph.
"""

from dataclasses import replace
from datetime import date
from itertools import dropwhile, groupby, pairwise, takewhile

from articles.copy_import.bullets import with_items
from articles.copy_import.classify_top import STYLED, cut_dateline, read_top
from articles.copy_import.credits import credits_in
from articles.copy_import.dates import written_on
from articles.copy_import.events import events_without_signs, items, labeled
from articles.copy_import.lines import Copy, Line, Run, Why, count
from articles.copy_import.patterns import (
    SOURCE,
    credit_in,
    is_caption,
    is_related_label,
    like_a_headline,
    related_title,
)
from articles.copy_import.roles import KINDS, LONGEST, Part, Parts, Role
from articles.copy_import.set_apart import set_apart

LIST_WORDS = 30  # of an item of a list that has no signs
LEAD, LEAD_TO_LIST = 5, 3  # words of a heading with a colon at its end
TEXT = (Role.PICTURE, Role.QUOTE, Role.TABLE, Role.EMBED, Role.CREDIT, Role.ITEM, Role.EVENT)
TITLE = 4  # words of a headline that stands in a row of them


def classify(copy: Copy, today: date) -> Parts:
    """The lines of `copy` with their roles, and the day it was written, which is `today` where nothing says so."""
    parts = Parts([Part(Role.PARAGRAPH, line) for line in with_items(_with_sources(copy.lines))], today)
    _by_kind(parts.all)
    set_apart(parts)
    read_top(parts)
    cut_dateline(parts)
    own = [part.text for part in parts.all if part.role == Role.DATE]
    own += [part.text.partition(":")[2] for part in parts.all if part.why == Why.MAIL]
    body = [part.text for part in parts.all if part.role in (Role.PARAGRAPH, Role.STANDFIRST, Role.HEADLINE)]
    parts.today, parts.dated = written_on(own, body, list(filter(like_a_headline, body)), today)
    _marks(parts)
    events_without_signs(parts)
    _lists_without_signs(parts)
    _labeled_related(parts.all)
    _headings(parts)
    _levels(parts)
    items(parts)
    _signed_quotes(parts.all)
    _offers(parts)
    return parts


def _with_sources(lines: list[Line]) -> list[Line]:
    """The lines, with what is below a table as its caption or source on lines of its caption."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found and line.kind == "text" and found[-1].kind == "table" else None
        if above and (line.style == "caption" or SOURCE.match(line.text)):
            found[-1] = replace(above, runs=(*above.runs, Run("\n"), *line.runs))
        else:
            found.append(line)
    return found


def _by_kind(found: list[Part]) -> None:
    for place, part in enumerate(found):
        line = part.line
        above, below = (
            any(each.line.picture is not None for each in near)
            for near in (found[max(0, place - 1) : place], found[place + 1 : place + 2])
        )
        named = is_caption(line.text) and (above or below or not credits_in(line.text))
        if line.kind in KINDS:
            part.be(KINDS[line.kind])
        elif (
            line.picture is not None
            or line.style == "caption"
            or (line.kind == "text" and (named or (above and credit_in(line.text))))
        ):
            part.be(Role.PICTURE)
        elif line.kind == "quote":
            part.be(Role.QUOTE)
        elif line.style in ("section", "tags"):
            part.be(STYLED[line.style])


# --- headings


def _marks(parts: Parts) -> None:
    """Whether the source marks headings: by their level; or, if none has one, by lines in bold type."""
    free = [part for part in parts.all if part.is_text]
    parts.marked = any(part.line.level for part in parts.all)
    if not any(part.line.level for part in parts.all if part.role not in (Role.HEADLINE, Role.REPEATED)):
        for part in free:
            said = labeled(part.line, parts.today)
            if part.line.bold and like_a_headline(part.text.removesuffix(":")) and not (said and said[2]):
                part.line = replace(part.line, level=7)
    for part in free:
        if len(part.text) > LONGEST:
            part.line = replace(part.line, level=0)
    parts.marked = parts.marked or any(part.line.level for part in free)


def _has_text_under(found: list[Part], place: int) -> bool:
    """Whether text, a list, a quote, a table or a picture comes next."""
    below = next((part for part in found[place + 1 :] if part.role != Role.REPEATED), None)
    return below is not None and (not below.known or below.role in TEXT)


def _headings(parts: Parts) -> None:
    """Runs of lines that read like headings: the last heads the text below, the others are related stories."""
    found = parts.all
    place = 0
    while place < len(found):
        run: list[int] = []
        while place < len(found) and _heads(parts, place):
            run.append(place)
            place += 1
        if run:
            _settle(found, run)
        place += 1
    if parts.marked:
        _plain_runs(found)


def _heads(parts: Parts, place: int) -> bool:
    """Whether a line reads like a heading in this copy. With a colon it leads to a list below it."""
    part = parts.all[place]
    if not part.is_text:
        return False
    if parts.marked:
        return bool(part.line.level)
    if not part.text.endswith(":"):
        return like_a_headline(part.text)
    leads = any(below.line.kind == "item" for below in parts.all[place + 1 : place + 2])
    return like_a_headline(part.text[:-1], LEAD_TO_LIST if leads else LEAD)


def _settle(found: list[Part], run: list[int]) -> None:
    headings: list[int] = []
    if _has_text_under(found, run[-1]):
        headings = [run.pop()]
        while run and _rank(found[run[-1]]) < _rank(found[headings[0]]):
            headings.insert(0, run.pop())
    if len(run) == 1 and (headings or (found[run[0]].line.level and count(found[run[0]].text) < TITLE)):
        headings = [*run, *headings]  # one alone is no run
    elif len(titles := [place for place in run if count(found[place].text) >= TITLE]) > 1:
        for place in titles:
            found[place].be(Role.RELATED)
    for place in headings:
        found[place].be(Role.HEADING)


def _rank(part: Part) -> int:
    """How high a heading stands by what the source says: 1 to 6, then bold lines, then plain ones."""
    return part.line.level or 9


def _plain_runs(found: list[Part]) -> None:
    """Where headings are marked, two or more plain lines that read like headlines are related stories."""
    above: Part | None = None
    # In scripts without capital letters, a line without a full stop may be anything.
    for titles, group in groupby(found, lambda part: _is_title(part) and _first_letter(part.text).isupper()):
        run = list(group)
        if titles and len(run) > 1 and above and above.role not in (Role.HEADING, Role.HEADLINE):
            for each in run:
                each.be(Role.RELATED)
        above = run[-1]


def _first_letter(text: str) -> str:
    return next(filter(str.isalpha, text), "")


def _is_title(part: Part) -> bool:
    return part.is_text and count(part.text) >= TITLE and like_a_headline(part.text, 30)


def _levels(parts: Parts) -> None:
    """Which headings are subheadings: by the ranks the source gives; where it gives none, those of a second part."""
    found = parts.all
    headings = [place for place, part in enumerate(found) if part.role == Role.HEADING]
    ranks = {_rank(found[place]) for place in headings}
    if len(ranks) > 1:
        for place in dropwhile(lambda place: _rank(found[place]) > min(ranks), headings):
            found[place].role = Role.HEADING if _rank(found[place]) == min(ranks) else Role.SUBHEADING
    elif ranks and min(ranks) > 6:
        _second_parts(found, headings)


def _second_parts(found: list[Part], headings: list[int]) -> None:
    """A heading right above another heads a part; so does one right below related stories: what goes on below these was
    a story of its own, and its headings are under its headline."""
    second = False
    for number, place in enumerate(headings):
        if second or (number and headings[number - 1] == place - 1):
            found[place].role = Role.SUBHEADING
        second = second or (found[place - 1].role == Role.RELATED and len(headings) - number > 2)


# --- lists


def _begins_small(part: Part) -> bool:
    return part.is_text and count(part.text) <= LIST_WORDS and _first_letter(part.text).islower()


def _lists_without_signs(parts: Parts) -> None:
    """Two short lines or more that begin small are a list that has lost its bullets."""
    for small, group in groupby(parts.all, _begins_small):
        run = list(group)
        for each in run if small and len(run) > 1 else ():
            each.line = replace(each.line, kind="item", marker="•")


# --- related stories


def _labeled_related(found: list[Part]) -> None:
    """Related stories that the copy names as such: "Read also: …", a paragraph that is one link, a list under a label."""
    for place, part in enumerate(found):
        line = part.line
        if part.known:
            continue
        if related_title(line.text):
            part.be(Role.RELATED)
        elif is_related_label(line.text):
            run = _run(found, place + 1)
            for each in [place, *_without_heading(found, run)] if run else []:
                found[each].be(Role.RELATED)
        elif line.href and _is_title(part) and not line.level:
            part.be(Role.RELATED)


def _run(found: list[Part], place: int) -> list[int]:
    """The lines from `place` on that could be headlines; items of lists, if the first is one."""
    places = range(place, len(found))
    kind = found[place].line.kind if places else ""
    return list(takewhile(lambda each: found[each].line.kind == kind and like_a_headline(found[each].text, 30), places))


def _without_heading(found: list[Part], run: list[int]) -> list[int]:
    """A run under a label, without a last line that heads the text below it, as a blank line above it alone says."""
    apart = [found[place].line.apart for place in run]
    return run[:-1] if len(run) > 2 and apart[-1] and not any(apart[1:-1]) else run


def _offers(parts: Parts) -> None:
    """One line that reads like a headline, and heads nothing, stays text; the review offers it as a related story."""
    for part in parts.all:
        part.offered = _is_title(part)


def _signed_quotes(found: list[Part]) -> None:
    """ "— Maria Lopez, mayor" below a quote belongs to it; and what is above it, all in quotation marks, is one."""
    for above, part in pairwise(found):
        if not part.is_text or not part.text.startswith(("—", "–", "- ", "-- ")):
            continue
        quoted = above.is_text and above.text[:1] in '“"‘«' and above.text[-1:] in '”"’»'
        for each in (above, part) if quoted or above.role == Role.QUOTE else ():
            each.be(Role.QUOTE)
            each.line = replace(each.line, pull=quoted or above.line.pull)
