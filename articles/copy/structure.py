"""What each line of copy is in the story: its headline, a heading, an event, a related story.

A heading is a line that reads like one and has text under it. Several such lines in a row have none: they are the
headlines of related stories, and the last of them, if text follows, heads what comes next. Where the file marks its
headings, by style, by bold type or by larger type, that is believed; where it marks none, a short line without a full
stop is taken for one. What a line cannot be told to be is a paragraph: nothing is dropped.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from articles.copy.bullets import with_items
from articles.copy.lines import Copy, Line, Run, count, cut, stripped
from articles.copy.wording import (
    INLINE_DATELINE,
    MIXED_DATELINE,
    dated,
    ends_sentence,
    heads_with_colon,
    is_byline,
    is_caption,
    is_date_line,
    is_related_label,
    labelled,
    like_a_headline,
    opens_a_list,
    parts_of_head,
    reference_day,
    related_title,
    speaks_to_readers,
)
from newsroom.search.words import words_of

TOP = 9  # lines in which headline, standfirst, byline and dateline are looked for
HEADING_WORDS = 16
LONG_FOR_A_HEADING = 12
LONGEST = 200  # characters of a headline or heading, as they are stored
LIST_WORDS = 30  # of an item of a list that has no signs
SHORT_LABEL = 6  # words


class Role(StrEnum):
    """What a line becomes."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    EVENT = "event"
    QUOTE = "quote"
    RELATED = "related"
    PICTURE = "picture"
    REPEATED = "repeated"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Part:
    """A line with its role."""

    role: Role
    line: Line


@dataclass
class _Telling:
    """The lines of one piece of copy, and the roles found for them so far."""

    lines: list[Line]
    today: date
    roles: dict[int, Role] = field(default_factory=dict)
    marked: bool = False  # its headings are marked as such, or bold

    def free(self, place: int) -> bool:
        return 0 <= place < len(self.lines) and place not in self.roles

    def is_text(self, place: int) -> bool:
        """A plain line that nothing is known of yet."""
        return self.free(place) and self.lines[place].kind == "text" and self.lines[place].picture is None


def told(copy: Copy, today: date) -> tuple[list[Part], date]:
    """The lines of `copy` with their roles, and the day against which its dates are to be read; `today` at the latest."""
    telling = _Telling(with_items(copy.lines), today)
    _pictures(telling)
    _top(telling)
    _dateline_in_text(telling)
    head = [line.text for place, line in enumerate(telling.lines) if telling.roles.get(place) == Role.DATELINE]
    telling.today = reference_day(head, [line.text for line in telling.lines], today)
    telling.marked = any(_marked(telling, place) for place in range(len(telling.lines)))
    if not telling.marked:
        _days_on_lines_of_their_own(telling)
    _events_without_signs(telling)
    _lists_without_signs(telling)
    _related(telling)
    _headings(telling)
    _levels(telling)
    for place, line in enumerate(telling.lines):
        if line.kind == "item" and telling.free(place):
            said = labelled(line.text, telling.today)
            telling.roles[place] = Role.EVENT if said else Role.ITEM
        elif line.kind == "quote" and telling.free(place):
            telling.roles[place] = Role.QUOTE
    _attributions(telling)
    parts = [Part(telling.roles.get(place, Role.PARAGRAPH), line) for place, line in enumerate(telling.lines)]
    return parts, telling.today


# --- over the story ---------------------------------------------------------------------------


def _same(one: str, other: str) -> bool:
    return words_of(one) == words_of(other)


def _top(telling: _Telling) -> None:
    """The headline, and what stands between it and the text."""
    lines, roles = telling.lines, telling.roles
    _site_from_title(telling)
    headline = _headline(telling)
    if headline is None:
        return
    roles[headline] = Role.HEADLINE
    said = lines[headline].text
    for place in range(min(headline + TOP, len(lines))):
        if place != headline and telling.is_text(place) and _same(lines[place].text, said):
            roles[place] = Role.REPEATED
    place = 0
    while place < len(lines) and place < headline + TOP:
        if place not in roles and not (telling.is_text(place) and _over_the_text(telling, place, headline)):
            break
        place += 1
    _standfirst(telling, headline)


def _site_from_title(telling: _Telling) -> None:
    """A page's title over its headline, "Ferry fails | The Harbor Post": the name of the site is a line of its own."""
    lines = telling.lines
    if len(lines) < 2 or not (telling.is_text(0) and telling.is_text(1)):
        return
    title, headline = lines[0].text, lines[1].text
    site = title.removeprefix(headline)
    if count(headline) >= 3 and site != title and site[:3] in (" | ", " - ", " – ", " — ") and count(site) <= 8:
        split = len(headline)
        new = [
            replace(lines[0], runs=cut(lines[0].runs, 0, split)),
            replace(lines[0], runs=cut(lines[0].runs, split + 3)),
        ]
        _insert(telling, 0, new)
        lines[1], lines[2] = lines[2], lines[1]
        telling.roles[2] = Role.PARAGRAPH


def _headline(telling: _Telling) -> int | None:
    lines = telling.lines
    top = [place for place in range(min(TOP, len(lines))) if telling.is_text(place)]
    short = [place for place in top if len(lines[place].text) <= LONGEST]
    highest = {line.text for line in lines if line.level == 1}
    titled = [
        place for place in short if lines[place].style == "title" or (lines[place].level == 1 and len(highest) == 1)
    ]
    if titled and titled[0] < 5:
        return titled[0]
    for place in short[:3]:  # one said twice
        if any(other > place and _same(lines[place].text, lines[other].text) for other in short):
            return place
    for place in short[:3]:
        text = lines[place].text
        if is_byline(text) or parts_of_head(text) or is_caption(text):
            continue
        return place if like_a_headline(text, 30) or (count(text) <= 14 and not text.endswith(":")) else None
    return None


def _over_the_text(telling: _Telling, place: int, headline: int) -> bool:
    """Give a line near the headline its role, if it belongs to the top; the byline and the day may be one line."""
    line = telling.lines[place]
    if line.style in ("byline", "dateline", "subtitle") and len(line.text) <= 600:
        styled = {"byline": Role.BYLINE, "dateline": Role.DATELINE, "subtitle": Role.STANDFIRST}
        pieces = parts_of_head(line.text) if line.style != "subtitle" else []
        if len(pieces) < 2:
            telling.roles[place] = styled[line.style]
            return True
    pieces = parts_of_head(line.text)
    if not pieces and is_byline(line.text, bare=True) and place > headline:
        near = [each for each in (place - 1, place + 1) if 0 <= each < len(telling.lines)]
        if any(is_date_line(telling.lines[each].text) for each in near):
            pieces = [("byline", 0, len(line.text))]
    if not pieces:
        return place < headline or _waits_for_byline(telling, place)
    _split(telling, place, pieces)
    return True


def _split(telling: _Telling, place: int, pieces: list[tuple[str, int, int]]) -> None:
    """Put a line for each piece in the place of one."""
    line = telling.lines[place]
    new = [replace(line, runs=cut(line.runs, start, end)) for _, start, end in pieces]
    _insert(telling, place, new)
    for offset, (role, _, _) in enumerate(pieces):
        telling.roles[place + offset] = Role(role)


def _insert(telling: _Telling, place: int, new: list[Line], instead_of: int = 1) -> None:
    """Put lines in the place of so many others; the roles below move along."""
    telling.lines[place : place + instead_of] = new
    moved = {at + (len(new) - instead_of) * (at > place): role for at, role in telling.roles.items()}
    telling.roles.clear()
    telling.roles.update(moved)


def _waits_for_byline(telling: _Telling, place: int) -> bool:
    """Whether a byline or date follows within three lines: then this one stands over the text, too."""
    for below in range(place + 1, min(place + 4, len(telling.lines))):
        line = telling.lines[below]
        if parts_of_head(line.text) or line.style in ("byline", "dateline"):
            return True
        if line.kind != "text" or line.level or count(line.text) > 60:
            return False
    return False


def _standfirst(telling: _Telling, headline: int) -> None:
    """What stands between headline and byline; or the line under the headline, where its look or its shape says so."""
    lines, roles = telling.lines, telling.roles
    if Role.STANDFIRST in roles.values():
        return
    tops = [place for place, role in roles.items() if role in (Role.BYLINE, Role.DATELINE) and place > headline]
    between = [place for place in range(headline + 1, max(tops, default=0)) if telling.is_text(place)]
    if between:
        for place in between:
            if not is_related_label(lines[place].text):
                roles[place] = Role.STANDFIRST
        return
    after = max([headline, *tops, *(place for place, role in roles.items() if role == Role.REPEATED)])
    place = after + 1
    if not telling.is_text(place) or place + 1 >= len(lines) or lines[place].level:
        return
    line, following = lines[place], lines[place + 1]
    words = count(line.text)
    if not 5 <= words <= 60 or following.kind != "text" or following.level or not ends_sentence(following.text):
        return
    below = [place for place in range(place + 2, len(lines)) if telling.is_text(place)]
    marked = any(_marked(telling, each) for each in below)
    if line.bold and not following.bold:
        stands = not like_a_headline(line.text) or words > LONG_FOR_A_HEADING or not marked
    elif line.italic and not following.italic:
        stands = True
    else:
        headed = any(like_a_headline(lines[each].text, HEADING_WORDS) for each in below)
        stands = like_a_headline(line.text, 40) and (marked or words > LONG_FOR_A_HEADING or not headed)
    if stands:
        roles[place] = Role.STANDFIRST


def _dateline_in_text(telling: _Telling) -> None:
    """ "KYIV, Ukraine (AP) — Officials said": the place is cut from the first paragraph."""
    for place in range(len(telling.lines)):
        if not telling.is_text(place) or telling.lines[place].level:
            continue
        line = telling.lines[place]
        if count(line.text) < 8:
            continue
        found = INLINE_DATELINE.match(line.text) or MIXED_DATELINE.match(line.text)
        if found and count(found[1]) <= 10:
            _split(telling, place, [("dateline", 0, found.end(1)), ("paragraph", found.end(), len(line.text))])
            del telling.roles[place + 1]
        return


# --- in the text ------------------------------------------------------------------------------


def _pictures(telling: _Telling) -> None:
    for place, line in enumerate(telling.lines):
        if line.picture is not None or (line.kind != "item" and (line.style == "caption" or is_caption(line.text))):
            telling.roles[place] = Role.PICTURE


def _marked(telling: _Telling, place: int) -> bool:
    """Whether the file marks a line as a heading, by a level or by bold type."""
    if not telling.is_text(place):
        return False
    line = telling.lines[place]
    if line.level:
        return len(line.text) <= LONGEST
    said = labelled(line.text, telling.today)
    bold = line.bold and like_a_headline(line.text.removesuffix(":"), HEADING_WORDS + 4)
    return bold and not (said and said[2])


def _days_on_lines_of_their_own(telling: _Telling) -> None:
    """Two or more days, each with a short text below it, are events: "Aug. 6" and "Troops cross the border"."""
    lines = telling.lines
    days = [
        place
        for place in range(len(lines) - 1)
        if telling.is_text(place)
        and any(map(str.isdigit, lines[place].text))
        and dated(lines[place].text, telling.today)
        and telling.is_text(place + 1)
        and count(lines[place + 1].text) <= LIST_WORDS
    ]
    if len(days) < 2:
        return
    for place in reversed(days):
        runs = stripped([*lines[place].runs, Run(": "), *lines[place + 1].runs])
        _insert(telling, place, [replace(lines[place], runs=runs, kind="item", marker="•")], instead_of=2)


def _events_without_signs(telling: _Telling) -> None:
    """ "Aug. 6: …" is an item though nothing stands before it; so are lines with labels right above and below."""
    lines = telling.lines
    said = {
        place: labelled(lines[place].text, telling.today)
        for place in range(len(lines))
        if telling.is_text(place) and not lines[place].level
    }
    dates = [place for place, found in said.items() if found and found[2] and any(map(str.isdigit, found[0]))]
    events = set(dates)
    for begin in dates:
        for step in (1, -1):
            place = begin + step
            while place not in events and (found := said.get(place)) and count(found[0]) <= SHORT_LABEL:
                events.add(place)
                place += step
    for place in events:
        lines[place] = replace(lines[place], kind="item", marker="•")


def _lists_without_signs(telling: _Telling) -> None:
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


def _end_of_shape(telling: _Telling, place: int) -> int:
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
    return like_a_headline(text, HEADING_WORDS + 4) or heads_with_colon(text)


def _begins_small(text: str) -> bool:
    return next((char for char in text if char.isalpha()), "A").islower() and not text[0].isdigit()


def _shape(text: str) -> tuple[bool, bool]:
    """Whether it begins small, and whether it ends as a sentence."""
    return _begins_small(text), text.rstrip('”"’)')[-1:] in ".!?"


def _related(telling: _Telling) -> None:
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


def _run(telling: _Telling, place: int) -> list[int]:
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


def _without_heading(telling: _Telling, run: list[int]) -> list[int]:
    """A run under a label, without a last line that heads the text below it."""
    lines, last = telling.lines, run[-1]
    if len(run) < 2 or lines[last].kind == "item" or not _has_text_under(telling, last):
        return run
    if telling.marked:
        return run[:-1] if _rank(lines[last]) != _rank(lines[run[0]]) and _marked(telling, last) else run
    others = [count(lines[place].text) for place in run[:-1]]
    stands_apart = len(run) > 2 and lines[last].apart and not any(lines[place].apart for place in run[1:-1])
    return run[:-1] if stands_apart or count(lines[last].text) < sum(others) / len(others) / 2 else run


def _rank(line: Line) -> int:
    """How high a heading stands by what the file says: 1 to 6, then bold lines, then plain ones."""
    return line.level or (7 if line.bold else 9)


def _has_text_under(telling: _Telling, place: int) -> bool:
    """Whether text, a list or a quote comes next, pictures passed over."""
    place += 1
    while place < len(telling.lines) and telling.roles.get(place) in (Role.PICTURE, Role.REPEATED):
        place += 1
    return telling.free(place)


def _heads(telling: _Telling, place: int) -> bool:
    """Whether a line reads like a heading in this copy."""
    if _marked(telling, place):
        return True
    return not telling.marked and telling.is_text(place) and _reads_like_heading(telling.lines[place].text)


def _headings(telling: _Telling) -> None:
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


def _settle(telling: _Telling, run: list[int]) -> None:
    lines, roles = telling.lines, telling.roles
    headings: list[int] = []
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
    if len(run) == 1 and (headings or lines[run[0]].level):  # one alone is no run: a heading right above another
        headings = run + headings
    elif len(run) > 1:
        roles |= dict.fromkeys(run, Role.RELATED)
    roles |= dict.fromkeys(headings, Role.HEADING)


def _plain_runs(telling: _Telling) -> None:
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


def _levels(telling: _Telling) -> None:
    """Which headings are sub-headings: by the ranks the file gives; in plain text, by where and how long they are."""
    lines, roles = telling.lines, telling.roles
    headings = [place for place in sorted(roles) if roles[place] == Role.HEADING]
    ranks = {_rank(lines[place]) for place in headings}
    if len(ranks) > 1:
        for place in headings:
            if _rank(lines[place]) > min(ranks):
                roles[place] = Role.SUBHEADING
        return
    if ranks and max(ranks) < 7:
        return
    shouted = [place for place in headings if lines[place].text.isupper()]
    if 0 < len(shouted) < len(headings):
        roles |= {place: Role.SUBHEADING for place in headings if place not in shouted}
        return
    _second_parts(telling, headings)


def _second_parts(telling: _Telling, headings: list[int]) -> None:
    """A heading right above another heads a part; so does one below related stories, over shorter ones."""
    lines, roles = telling.lines, telling.roles
    for number, place in enumerate(headings):
        below = headings[number + 1 :]
        if place + 1 in below:
            roles[place + 1] = Role.SUBHEADING
            continue
        if roles.get(place - 1) == Role.RELATED and len(below) >= 2:
            words = count(lines[place].text)
            if all(count(lines[each].text) < words for each in below):
                roles |= dict.fromkeys(below, Role.SUBHEADING)


def _attributions(telling: _Telling) -> None:
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
