"""What each line of copy is in the story: its headline, a heading, an event, a related story.

What the source marks is believed. Only where it marks no heading, a short line without a full stop and with text under
it is taken for one. Related stories need evidence: a label, a link, or several headlines in a row with nothing under
them; the last of these, if text follows, heads what comes next. What a line can't be told to be is a paragraph.
"""

import itertools
from dataclasses import replace
from datetime import date

from articles.copy_import.bullets import with_items
from articles.copy_import.classify_top import STYLED, cut_dateline, read_top
from articles.copy_import.dates import written_on
from articles.copy_import.events import events_without_signs, items, labeled
from articles.copy_import.lines import Copy, Line, count
from articles.copy_import.patterns import is_byline, is_caption, is_related_label, like_a_headline, related_title
from articles.copy_import.roles import KINDS, LONGEST, Part, Parts, Role
from articles.copy_import.set_apart import set_apart

LEAD, LEAD_TO_LIST = 5, 3  # words of a heading with a colon at its end
LONG = 8  # words of the headline of a second story
LIST_WORDS = 30  # of an item of a list that has no signs
TEXT = (Role.PICTURE, Role.QUOTE, Role.TABLE, Role.EMBED, Role.CREDIT, Role.ITEM, Role.EVENT)
TITLE = 4  # words of a headline that stands in a row of them


def classify(copy: Copy, today: date) -> Parts:
    """The lines of `copy` with their roles, and the day it was written, which is `today` where nothing says so."""
    parts = Parts([Part(Role.PARAGRAPH, line) for line in with_items(copy.lines)], today)
    _by_kind(parts.all)
    set_apart(parts)
    read_top(parts)
    cut_dateline(parts)
    own = [part.text for part in parts.all if part.role == Role.DATE]
    places = [part.text for part in parts.all if part.role == Role.DATELINE]
    body = [part.text for part in parts.all if part.role in (Role.PARAGRAPH, Role.STANDFIRST, Role.HEADLINE)]
    parts.today, parts.dated = written_on(own or places, body, [text for text in body if like_a_headline(text)], today)
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


def _by_kind(found: list[Part]) -> None:
    for part in found:
        line = part.line
        if line.kind in KINDS:
            part.be(KINDS[line.kind])
        elif line.picture is not None or line.style == "caption" or (is_caption(line.text) and line.kind == "text"):
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
            said = labeled(part.text, parts.today)
            if part.line.bold and like_a_headline(part.text.removesuffix(":")) and not (said and said[2]):
                part.line = replace(part.line, level=7)
    for part in free:
        if len(part.text) > LONGEST:
            part.line = replace(part.line, level=0)
    parts.marked = parts.marked or any(part.line.level for part in free)


def _has_text_under(found: list[Part], place: int) -> bool:
    """Whether text, a list, a quote, a table or a picture comes next."""
    place += 1
    while place < len(found) and found[place].role == Role.REPEATED:
        place += 1
    return place < len(found) and (not found[place].known or found[place].role in TEXT)


def _headings(parts: Parts) -> None:
    """Runs of lines that read like headings: the last heads the text below, the others are related stories."""
    found = parts.all
    place = 0
    while place < len(found):
        run: list[int] = []
        while place < len(found) and (_heads(parts, place) or (run and found[place].role == Role.REPEATED)):
            run += [place] if not found[place].known else []
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
        return like_a_headline(part.text) and not is_related_label(part.text)
    leads = place + 1 < len(parts.all) and parts.all[place + 1].line.kind == "item"
    return like_a_headline(part.text[:-1], LEAD_TO_LIST if leads else LEAD)


def _settle(found: list[Part], run: list[int]) -> None:
    headings: list[int] = []
    if _has_text_under(found, run[-1]):
        headings = [run.pop()]
        while run and _rank(found[run[-1]]) < _rank(found[headings[0]]):
            headings.insert(0, run.pop())
        lengths = [count(found[place].text) for place in run]
        if len(run) > 2 and not found[headings[0]].line.level and lengths[-1] * 2 <= sum(lengths[:-1]) / len(run[:-1]):
            headings.insert(0, run.pop())  # a part right above its first passage, below longer headlines
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
    place = 0
    while place < len(found):
        run = []
        while place < len(found) and _is_title(found[place]) and _is_cased(found[place].text):
            run.append(place)
            place += 1
        above = found[run[0] - 1] if run and run[0] else None
        led = above is not None and (above.text.endswith(":") or above.role in (Role.HEADING, Role.HEADLINE))
        if len(run) >= 2 and not led:
            for each in run:
                found[each].be(Role.RELATED)
        place += 1


def _is_cased(text: str) -> bool:
    """Whether it begins with a capital letter: in scripts without them, a line without a full stop may be anything."""
    first = next((char for char in text if char.isalpha()), "")
    return first != first.lower()


def _is_title(part: Part) -> bool:
    return part.is_text and count(part.text) >= TITLE and like_a_headline(part.text, 30)


def _levels(parts: Parts) -> None:
    """Which headings are subheadings: by the ranks the source gives; where it gives none, those of a second part."""
    found = parts.all
    headings = [place for place, part in enumerate(found) if part.role == Role.HEADING]
    ranks = {_rank(found[place]) for place in headings}
    if len(ranks) > 1:
        first = next(number for number, place in enumerate(headings) if _rank(found[place]) == min(ranks))
        for place in headings[first:]:
            found[place].role = Role.HEADING if _rank(found[place]) == min(ranks) else Role.SUBHEADING
    elif ranks and min(ranks) > 6:
        _second_parts(found, headings)


def _second_parts(found: list[Part], headings: list[int]) -> None:
    """A heading right above another heads a part; so does one right below related stories that are bare headlines, or
    shorter than it: what goes on below these was a story of its own, and its headings are under its headline."""
    second = False
    for number, place in enumerate(headings):
        if second or (number and headings[number - 1] == place - 1):
            found[place].role = Role.SUBHEADING
        related = place and found[place - 1].role == Role.RELATED
        long = count(found[place].text) >= LONG
        second = second or bool(
            related and len(headings) - number > 2 and (long or _below_bare_headlines(found, place))
        )


def _below_bare_headlines(found: list[Part], place: int) -> bool:
    """Whether two related stories or more are right above, and nothing introduces them."""
    above = place - 1
    while above >= 0 and found[above].role == Role.RELATED and not related_title(found[above].text):
        above -= 1
    return place - above > 2 and not is_related_label(found[above + 1].text)


# --- lists


def _lists_without_signs(parts: Parts) -> None:
    """Two short lines or more that begin small are a list that has lost its bullets."""
    run: list[Part] = []
    for part in [*parts.all, Part(Role.LEFT_OUT, Line(()), known=True)]:
        small = next((char for char in part.text if char.isalpha()), "A").islower() and not part.text[:1].isdigit()
        if part.is_text and not part.line.level and small and count(part.text) <= LIST_WORDS:
            run.append(part)
            continue
        for each in run if len(run) > 1 else ():
            each.line = replace(each.line, kind="item", marker="•")
        run = []


# --- related stories


def _labeled_related(found: list[Part]) -> None:
    """Related stories that the copy names as such: "Read also: …", a paragraph that is one link, a list under a label."""
    for place, part in enumerate(found):
        line = part.line
        if part.known or line.picture is not None:
            continue
        if related_title(line.text):
            part.be(Role.RELATED)
        elif is_related_label(line.text):
            run = _run(found, place + 1)
            for each in [place, *_without_heading(found, run)] if run else []:
                found[each].be(Role.RELATED)
        elif line.href and line.kind == "text" and _is_title(part) and not line.level and not is_byline(line.text):
            part.be(Role.RELATED)


def _run(found: list[Part], place: int) -> list[int]:
    """The lines from `place` on that could be headlines; items of lists, if the first is one."""
    run: list[int] = []
    while place < len(found):
        part = found[place]
        if part.known or part.line.picture is not None or not like_a_headline(part.text, 30):
            break
        if run and part.line.kind != found[run[0]].line.kind:
            break
        run.append(place)
        place += 1
    return run


def _without_heading(found: list[Part], run: list[int]) -> list[int]:
    """A run under a label, without a last line that heads the text below it, as a blank line above it or its rank says."""
    first, last = found[run[0]], found[run[-1]]
    if len(run) < 2 or last.line.kind == "item" or not _has_text_under(found, run[-1]):
        return run
    apart = len(run) > 2 and last.line.apart and not any(found[place].line.apart for place in run[1:-1])
    return run[:-1] if apart or _rank(last) != _rank(first) else run


def _offers(parts: Parts) -> None:
    """One line that reads like a headline, and heads nothing, stays text; the review offers it as a related story."""
    for part in parts.all:
        part.offered = _is_title(part)


def _signed_quotes(found: list[Part]) -> None:
    """ "— Maria Lopez, mayor" below a quote belongs to it; and what is above it, all in quotation marks, is one."""
    for above, part in itertools.pairwise(found):
        if not part.is_text or not part.text.startswith(("—", "–", "- ", "-- ")) or count(part.text) > 16:
            continue
        if above.role == Role.QUOTE:
            part.be(Role.QUOTE)
        elif above.is_text and above.text[:1] in '“"‘«' and above.text[-1:] in '”"’»':
            above.be(Role.QUOTE)
            part.be(Role.QUOTE)
            above.line = replace(above.line, pull=True)
            part.line = replace(part.line, pull=True)
