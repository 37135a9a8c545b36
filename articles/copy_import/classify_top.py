"""What stands over a story: its headline, and standfirst, byline and dateline between that and the text."""

import re
from dataclasses import replace
from itertools import islice, zip_longest

from articles.copy_import.boilerplate import is_kicker, speaks_to_readers
from articles.copy_import.lines import count, cut
from articles.copy_import.patterns import (
    INLINE_DATELINE,
    MIXED_DATELINE,
    ends_sentence,
    is_byline,
    is_caption,
    is_date_line,
    is_job,
    is_related_label,
    is_several_sentences,
    like_a_headline,
    parts_of_head,
)
from articles.copy_import.roles import HEADING_WORDS, LONGEST, Role, Telling, insert, marked
from newsroom.search.words import words_of

TOP = 9  # lines in which headline, standfirst, byline and dateline are looked for
LONG_FOR_A_HEADING = 12  # words
_NAMES = re.compile(
    r"(?:(headline|title|hed)|sub-?title|sub-?head(?:line)?|standfirst|strapline|dec?k|summary|description): +(?=\S)",
    re.IGNORECASE,
)


def _same(one: str, other: str) -> bool:
    return words_of(one) == words_of(other)


def read_top(telling: Telling) -> None:
    """The headline, and what stands between it and the text."""
    lines, roles = telling.lines, telling.roles
    _site_from_title(telling)
    _named(telling)
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


def _site_from_title(telling: Telling) -> None:
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
        insert(telling, 0, new)
        lines[1], lines[2] = lines[2], lines[1]
        telling.roles[2] = Role.PARAGRAPH


def _named(telling: Telling) -> None:
    """ "Headline: …" and "Standfirst: …": the copy says what they are. Their names are not said twice, but told."""
    for place in range(min(TOP, len(telling.lines)) - 1, -1, -1):
        line = telling.lines[place]
        if (found := _NAMES.match(line.text)) and telling.is_text(place):
            style = "title" if found[1] else "subtitle"
            name, said = cut(line.runs, 0, found.end()), cut(line.runs, found.end())
            insert(telling, place, [replace(line, runs=name), replace(line, runs=said, style=style)])
            telling.roles[place] = Role.REPEATED


def _headline(telling: Telling) -> int | None:
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
    known = [
        place
        for place in short
        if not (is_byline(text := lines[place].text) or parts_of_head(text) or is_caption(text))
    ]
    known = [place for place in known if not speaks_to_readers(lines[place].text)]
    for place, following in zip_longest(known[:3], known[1:4]):
        text = lines[place].text
        if following is not None and is_kicker(text, lines[following].text):
            continue
        short_line = count(text) <= 14 and not text.endswith(":") and not is_several_sentences(text)
        return place if short_line or like_a_headline(text, 30) else None
    return None


def _over_the_text(telling: Telling, place: int, headline: int) -> bool:
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
        near = [telling.lines[each].text for each in (place - 1, place + 1) if 0 <= each < len(telling.lines)]
        if any(map(is_date_line, near)) or is_job(near[-1]):
            pieces = [("byline", 0, len(line.text))]
    if speaks_to_readers(line.text):
        return True
    if is_job(line.text) and telling.roles.get(place - 1) == Role.BYLINE:
        pieces = [("byline", 0, len(line.text))]
    if not pieces and place < headline:
        telling.roles[place] = Role.PARAGRAPH  # what kind of story it is, a site's name
        return True
    if not pieces:
        return _waits_for_byline(telling, place)
    _split(telling, place, pieces)
    return True


def _split(telling: Telling, place: int, pieces: list[tuple[str, int, int]]) -> None:
    """Put a line for each piece in the place of one."""
    line = telling.lines[place]
    new = [replace(line, runs=cut(line.runs, start, end)) for _, start, end in pieces]
    insert(telling, place, new)
    for offset, (role, _, _) in enumerate(pieces):
        telling.roles[place + offset] = Role(role)


def _waits_for_byline(telling: Telling, place: int) -> bool:
    """Whether a byline or date follows within three lines: then this one stands over the text, too."""
    for below in range(place + 1, min(place + 4, len(telling.lines))):
        line = telling.lines[below]
        if parts_of_head(line.text) or line.style in ("byline", "dateline"):
            return True
        if line.kind != "text" or line.level or count(line.text) > 60:
            return False
    return False


def _standfirst(telling: Telling, headline: int) -> None:
    """What stands between headline and byline; or the line under the headline, where its look or its shape says so."""
    lines, roles = telling.lines, telling.roles
    if Role.STANDFIRST in roles.values():
        return
    tops = [place for place, role in roles.items() if role in (Role.BYLINE, Role.DATELINE) and place > headline]
    between = [place for place in range(headline + 1, max(tops, default=0)) if telling.is_text(place)]
    if between:
        for place in between:
            if not is_related_label(lines[place].text) and not speaks_to_readers(lines[place].text):
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
    headings = any(marked(telling, each) for each in below)
    if line.bold and not following.bold:
        stands = not like_a_headline(line.text) or words > LONG_FOR_A_HEADING or not headings
    elif line.italic and not following.italic:
        stands = True
    else:
        headed = any(like_a_headline(lines[each].text, HEADING_WORDS) for each in below)
        stands = like_a_headline(line.text, 40) and (headings or words > LONG_FOR_A_HEADING or not headed)
    if stands:
        roles[place] = Role.STANDFIRST


def cut_dateline(telling: Telling) -> None:
    """ "KYIV, Ukraine (AP) — Officials said": the place is cut from the first paragraph, or the one below a standfirst."""
    lines = telling.lines
    texts = (place for place in range(len(lines)) if telling.is_text(place) and not lines[place].level)
    for place in islice((place for place in texts if count(lines[place].text) >= 8), 2):
        line = lines[place]
        found = INLINE_DATELINE.match(line.text) or MIXED_DATELINE.match(line.text)
        if found and count(found[1]) <= 10:
            _split(telling, place, [("dateline", 0, found.end(1)), ("paragraph", found.end(), len(line.text))])
            del telling.roles[place + 1]
            return
