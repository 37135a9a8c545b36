"""What each line of copy is in the story: its headline, a heading, an event, a related story.

A heading is a line that reads like one and has text under it. Several such lines in a row have none: they are the
headlines of related stories, and the last of them, if text follows, heads what comes next. Where the file marks its
headings, by style, by bold type or by larger type, that is believed; where it marks none, a short line without a full
stop is taken for one. What a line cannot be told to be is a paragraph: nothing is dropped.
"""

from dataclasses import replace
from datetime import date

from articles.copy_import.boilerplate import speaks_to_readers
from articles.copy_import.bullets import with_items
from articles.copy_import.classify_top import cut_dateline, read_top
from articles.copy_import.event_labels import reference_day
from articles.copy_import.events import days_on_lines_of_their_own, events_without_signs, items
from articles.copy_import.lines import Copy, Line, count
from articles.copy_import.patterns import (
    begins_with_credit,
    heads_with_colon,
    is_caption,
    is_related_label,
    like_a_headline,
    opens_a_list,
    related_title,
)
from articles.copy_import.roles import HEADING_WORDS, Part, Role, Telling, marked

LIST_WORDS = 30  # of an item of a list that has no signs
LONG_FOR_A_PART = 8  # words of a heading


def told(copy: Copy, today: date) -> tuple[list[Part], date]:
    """The lines of `copy` with their roles, and the day against which its dates are to be read; `today` at the latest."""
    telling = Telling(with_items(copy.lines), today)
    _pictures(telling)
    read_top(telling)
    cut_dateline(telling)
    head = [line.text for place, line in enumerate(telling.lines) if telling.roles.get(place) == Role.DATELINE]
    telling.today = reference_day(head, [line.text for line in telling.lines], today)
    telling.marked = any(marked(telling, place) for place in range(len(telling.lines)))
    if not telling.marked:
        days_on_lines_of_their_own(telling)
    events_without_signs(telling)
    _lists_without_signs(telling)
    _related(telling)
    _headings(telling)
    _levels(telling)
    items(telling)
    for place, line in enumerate(telling.lines):
        if line.kind == "quote" and telling.free(place):
            telling.roles[place] = Role.QUOTE
    _attributions(telling)
    parts = [Part(telling.roles.get(place, Role.PARAGRAPH), line) for place, line in enumerate(telling.lines)]
    return parts, telling.today


def _pictures(telling: Telling) -> None:
    for place, line in enumerate(telling.lines):
        below_credit = place > 0 and begins_with_credit(telling.lines[place - 1].text) and like_a_headline(line.text)
        caption = line.style == "caption" or is_caption(line.text) or below_credit
        if line.picture is not None or (caption and line.kind != "item"):
            telling.roles[place] = Role.PICTURE


def _lists_without_signs(telling: Telling) -> None:
    """Lines of one shape below a colon, and lines that begin small, are a list that has lost its bullets."""
    lines = telling.lines
    place = 1
    while place < len(lines):
        above, end = lines[place - 1], _end_of_shape(telling, place)
        led = above.kind == "text" and above.text.endswith(":") and not heads_with_colon(above.text)
        small = above.kind != "item" and _begins_small(lines[place].text)
        if end - place >= 2 and (small or (led and not is_related_label(above.text))):
            for item in range(place, end):
                lines[item] = replace(lines[item], kind="item", marker="•")
        place = max(end, place + 1)


def _end_of_shape(telling: Telling, place: int) -> int:
    """Where lines of the shape of the one at `place` end: short ones, alike in how they begin and end."""
    lines, end = telling.lines, place
    tight = place + 1 < len(lines) and not lines[place + 1].apart
    while telling.is_text(end) and not (end > place and lines[end].apart and tight):
        line = lines[end]
        heading = line.text.endswith("?") and _reads_like_heading(line.text)
        if line.level or line.bold or heading or line.text.endswith(":") or count(line.text) > LIST_WORDS:
            break
        if _shape(line.text) != _shape(lines[place].text):
            break
        end += 1
    return end


def _reads_like_heading(text: str) -> bool:
    return like_a_headline(text, HEADING_WORDS) or heads_with_colon(text)


def _begins_small(text: str) -> bool:
    return next((char for char in text if char.isalpha()), "A").islower() and not text[0].isdigit()


def _shape(text: str) -> tuple[bool, bool]:
    """Whether it begins small, and whether it ends as a sentence."""
    return _begins_small(text), text.rstrip('”"’)')[-1:] in ".!?"


def _related(telling: Telling) -> None:
    """Related stories that the copy names as such: "Read also: …", a paragraph that is one link, a list under a label."""
    lines, roles = telling.lines, telling.roles
    for place in range(len(lines)):
        line = lines[place]
        if not telling.free(place) or line.picture is not None:
            continue
        if related_title(line.text):
            roles[place] = Role.RELATED
        elif is_related_label(line.text):
            below = [at for at in _run(telling, place + 1) if at < len(lines)]
            if below:
                roles |= dict.fromkeys([place, *_without_heading(telling, below)], Role.RELATED)
        elif (
            line.href
            and line.kind == "text"
            and count(line.text) >= 4
            and like_a_headline(line.text, 30)
            and not line.level
        ):
            roles[place] = Role.RELATED


def _run(telling: Telling, place: int) -> list[int]:
    """The lines from `place` on that could be headlines, items of lists included."""
    found: list[int] = []
    while telling.free(place) and telling.lines[place].picture is None:
        line = telling.lines[place]
        if not like_a_headline(line.text, 30) or (
            line.kind == "item" and found and telling.lines[found[0]].kind != "item"
        ):
            break
        if line.kind == "text" and found and telling.lines[found[0]].kind == "item":
            break
        found.append(place)
        place += 1
    return found


def _without_heading(telling: Telling, run: list[int]) -> list[int]:
    """A run under a label, without a last line that heads the text below it."""
    lines, last = telling.lines, run[-1]
    if len(run) < 2 or lines[last].kind == "item" or not _has_text_under(telling, last):
        return run
    if telling.marked:
        return run[:-1] if _rank(lines[last]) != _rank(lines[run[0]]) and marked(telling, last) else run
    stands_apart = len(run) > 2 and lines[last].apart and not any(lines[place].apart for place in run[1:-1])
    return run[:-1] if stands_apart or _half_as_long(telling, run) else run


def _half_as_long(telling: Telling, run: list[int]) -> bool:
    """Whether the last line is at most half as long as those above, on the average."""
    *others, last = (count(telling.lines[place].text) for place in run)
    return last * 2 <= sum(others) / len(others)


def _rank(line: Line) -> int:
    """How high a heading stands by what the file says: 1 to 6, then bold lines, then plain ones."""
    return line.level or (7 if line.bold else 9)


def _has_text_under(telling: Telling, place: int) -> bool:
    """Whether text, a list or a quote comes next, pictures passed over."""
    place += 1
    while place < len(telling.lines) and telling.roles.get(place) in (Role.PICTURE, Role.REPEATED):
        place += 1
    return telling.free(place)


def _heads(telling: Telling, place: int) -> bool:
    """Whether a line reads like a heading in this copy."""
    if marked(telling, place):
        return True
    return not telling.marked and telling.is_text(place) and _reads_like_heading(telling.lines[place].text)


def _headings(telling: Telling) -> None:
    """Runs of lines that read like headings: the last heads the text below, the others are related stories."""
    lines, roles = telling.lines, telling.roles
    place = 0
    while place < len(lines):
        run: list[int] = []
        while place < len(lines) and (_heads(telling, place) or (run and roles.get(place) == Role.REPEATED)):
            run += [place] if place not in roles else []
            place += 1
        if run:
            _settle(telling, run)
        place += 1
    if telling.marked:
        _plain_runs(telling)


def _settle(telling: Telling, run: list[int]) -> None:
    lines, roles = telling.lines, telling.roles
    headings: list[int] = []
    if not telling.marked and len(run) == 2 and _leads_to_list(telling, run[1]):
        run.pop()  # "Three things to watch:" right below a heading is text
    if not telling.marked and len(run) > 2 and opens_a_list(lines[run[0]].text) and _has_text_under(telling, run[-1]):
        # A heading, and a list that has lost its bullets; the last line heads what follows, or belongs to the list.
        roles[run.pop(0)] = Role.HEADING
        below = run[-1] + 1
        led = lines[run[0] - 1].text.endswith(":")
        stands_apart = lines[run[-1]].apart and not any(lines[place].apart for place in run[1:-1])
        whole = below < len(lines) and speaks_to_readers(lines[below].text)
        if len(run) > 2 and not whole and (stands_apart or not led):
            roles[run.pop()] = Role.HEADING
        for place in run:
            lines[place] = replace(lines[place], kind="item", marker="•")
        return
    if _has_text_under(telling, run[-1]):
        headings = [run.pop()]
        while run and _rank(lines[run[-1]]) < _rank(lines[headings[0]]):
            headings.insert(0, run.pop())
        if not telling.marked and len(headings) == 1 and len(run) > 2 and _half_as_long(telling, run):
            headings.insert(0, run.pop())  # two headings below headlines
    if len(run) == 1 and (headings or lines[run[0]].level):  # one alone is no run: a heading right above another
        headings = run + headings
    elif len(run) > 1:
        roles |= dict.fromkeys(run, Role.RELATED)
    roles |= dict.fromkeys(headings, Role.HEADING)


def _leads_to_list(telling: Telling, place: int) -> bool:
    """Whether the line ends in a colon and items stand below it."""
    lines = telling.lines
    return lines[place].text.endswith(":") and place + 1 < len(lines) and lines[place + 1].kind == "item"


def _plain_runs(telling: Telling) -> None:
    """Where headings are marked, two or more plain lines that read like headlines are related stories."""
    lines = telling.lines
    place = 0
    while place < len(lines):
        run = []
        while telling.is_text(place) and like_a_headline(lines[place].text, 30) and count(lines[place].text) >= 4:
            run.append(place)
            place += 1
        above = run[0] - 1 if run else -1
        led = above >= 0 and (
            lines[above].text.endswith(":") or telling.roles.get(above) in (Role.HEADING, Role.HEADLINE)
        )
        if len(run) >= 2 and not led:
            telling.roles |= dict.fromkeys(run, Role.RELATED)
        place += 1


def _levels(telling: Telling) -> None:
    """Which headings are sub-headings: by the ranks the file gives; in plain text, by where and how long they are."""
    lines, roles = telling.lines, telling.roles
    headings = [place for place in sorted(roles) if roles[place] == Role.HEADING]
    ranks = {_rank(lines[place]) for place in headings}
    if len(ranks) > 1:
        _below(telling, headings, [place for place in headings if _rank(lines[place]) == min(ranks)])
        return
    if ranks and max(ranks) < 7:
        return
    shouted = [place for place in headings if lines[place].text.isupper()]
    if 0 < len(shouted) < len(headings):
        _below(telling, headings, shouted)
        return
    _second_parts(telling, headings)


def _below(telling: Telling, headings: list[int], high: list[int]) -> None:
    """Headings that are not high are sub-headings of the high one above; above the first there is none to be under."""
    telling.roles |= {place: Role.SUBHEADING for place in headings if place > high[0] and place not in high}


def _second_parts(telling: Telling, headings: list[int]) -> None:
    """A heading right above another heads a part; so does one right below bare headlines of related stories: what goes
    on below these, in one piece of copy, was a story of its own, and its headings stand under its headline."""
    for number, place in enumerate(headings):
        below = headings[number + 1 :]
        if len(below) >= 2 and (_below_bare_headlines(telling, place) or _long_below_related(telling, place, below)):
            telling.roles |= dict.fromkeys(below, Role.SUBHEADING)
        elif place + 1 in below:
            telling.roles[place + 1] = Role.SUBHEADING


def _long_below_related(telling: Telling, place: int, below: list[int]) -> bool:
    """Whether it is as long as a headline, stands right below related stories, and all below it are half as long."""
    words = count(telling.lines[place].text)
    half = all(count(telling.lines[each].text) * 2 <= words for each in below)
    return words >= LONG_FOR_A_PART and half and telling.roles.get(place - 1) == Role.RELATED


def _below_bare_headlines(telling: Telling, place: int) -> bool:
    """Whether two related stories or more stand right above, and nothing introduces them."""
    above = place - 1
    while telling.roles.get(above) == Role.RELATED and not related_title(telling.lines[above].text):
        above -= 1
    first = telling.lines[above + 1].text
    return place - above > 2 and not is_related_label(first)


def _attributions(telling: Telling) -> None:
    """ "— Maria Lopez, mayor" below a quote belongs to it; and what stands above it, all in quotation marks, is one."""
    lines, roles = telling.lines, telling.roles
    for place in range(1, len(lines)):
        text = lines[place].text
        if not telling.is_text(place) or not text.startswith(("—", "–", "- ", "-- ")) or count(text) > 16:
            continue
        above = lines[place - 1]
        if roles.get(place - 1) == Role.QUOTE:
            roles[place] = Role.QUOTE
        elif telling.is_text(place - 1) and above.text[:1] in '“"‘«' and above.text[-1:] in '”"’»':
            roles |= {place - 1: Role.QUOTE, place: Role.QUOTE}
