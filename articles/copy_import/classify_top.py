"""What is over a story: its headline, and deck, byline, place and date between that and the text."""

import re
from dataclasses import replace
from datetime import date
from itertools import islice

from articles.copy_import import vocabulary as words
from articles.copy_import.dates import day_of, own_date
from articles.copy_import.lines import count
from articles.copy_import.patterns import (
    dateline_of,
    is_button,
    is_job,
    is_name,
    is_related_label,
    like_a_headline,
    names_in,
    parts_of_head,
)
from articles.copy_import.roles import LONGEST, Part, Parts, Role
from newsroom.search.words import words_of

TOP = 9  # lines in which headline, deck, byline and dateline are looked for
LONGEST_DECK = 60  # words
_NAMES = words.pattern(r"(?:(«HEADLINE»)|«DECK»): +(?=\S)", HEADLINE=words.HEADLINE, DECK=words.DECK)
_UPDATE = re.compile(r"(?:(?:UPDATE|WRAPUP|REFILE|CORRECTED|RPT)(?: ?\d{1,2})?-)+")
STYLED = {
    "subtitle": Role.STANDFIRST, "byline": Role.BYLINE, "dateline": Role.DATELINE, "date": Role.DATE,
    "section": Role.SECTION, "tags": Role.TAGS,
}  # fmt: skip


def read_top(parts: Parts) -> None:
    """The headline, and what is between it and the text."""
    _named(parts)
    headline = _headline(parts)
    if headline is None:
        return
    if update := _UPDATE.match(headline.text):  # "UPDATE 2-Wall falls": what a wire puts before it is apart
        headline = _without(parts, headline, update.end())
    headline.be(Role.HEADLINE)
    for part in _free(parts.all)[:TOP]:
        if words_of(part.text) == words_of(headline.text):
            part.be(Role.REPEATED)
    place, end = 0, _end_of_top(parts, headline) + TOP
    while place < min(end, len(parts.all)) and (parts.all[place].known or _is_over(parts, place, headline)):
        place += 1
    _deck(parts, headline)
    _once(parts)


def _free(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.is_text]


def _named(parts: Parts) -> None:
    """ "Headline: …" and "Deck: …": the copy says what they are. Their names are not said twice."""
    for part in _free(parts.all)[:TOP]:
        if found := _NAMES.match(part.text):
            said = _without(parts, part, found.end())
            said.line = replace(said.line, style="title" if found[1] else "subtitle")


def _without(parts: Parts, part: Part, end: int) -> Part:
    """The rest of a line, whose beginning goes."""
    place = parts.all.index(part)
    parts.split(place, [(Role.REPEATED, 0, end), (Role.PARAGRAPH, end, len(part.text))])
    return parts.all[place + 1]


def _headline(parts: Parts) -> Part | None:
    free = [part for part in _free(parts.all) if len(part.text) <= LONGEST]
    titled = next((part for part in free if part.line.style == "title"), None)
    tops = {part.text: part for part in reversed(free) if part.line.level == 1}
    if titled or len(tops) == 1:
        return titled or next(iter(tops.values()))
    candidates = [
        part
        for part in free[:TOP]
        if not (parts_of_head(part.text, parts.today) or is_button(part.text) or part.line.style)
    ]
    for part, below in zip(candidates[:3], [*candidates[1:4], None], strict=False):
        if below is not None and re.match(rf"{re.escape(below.text)} [|–—-] ", part.text):
            part.be(Role.REPEATED)  # a page's title, "Ferry fails | The Harbor Post", over the headline itself
        elif below is None or not _is_kicker(part.text, below.text):
            return part if count(part.text) <= 14 or like_a_headline(part.text, 30) else None
    return None


def _is_kicker(text: str, headline: str) -> bool:
    """Whether a line above a headline says what kind of story it is, in one or two words."""
    return count(text) <= 2 and like_a_headline(headline) and count(headline) >= 4 and not is_name(text)


def _is_over(parts: Parts, place: int, headline: Part) -> bool:
    """Give a line near the headline its role, if it belongs to the top; byline and date may be one line."""
    part = parts.all[place]
    if not part.is_text:
        return False
    above = place < _end_of_top(parts, headline)
    pieces = parts_of_head(part.text, parts.today)
    styled = STYLED.get(part.line.style)
    if styled == Role.DATELINE and re.search(r"\d{4}", part.text):
        styled = Role.DATE  # as some pages call it
    if styled and len(pieces) < 2:
        part.be(styled)
        return True
    near = parts.all[max(0, place - 1) : place + 2]
    dated = any(each.role == Role.DATE or own_date(each.text, parts.today) for each in near)
    if not pieces and (is_job(part.text) or (not above and is_name(part.text) and dated)):
        pieces = [(Role.BYLINE, 0, len(part.text))]
    if pieces:
        parts.split(place, pieces)
        return True
    if above:
        kicker = count(part.text) <= 4 and not any(each.role == Role.KICKER for each in parts.all[:place])
        part.be(Role.KICKER if kicker else Role.PARAGRAPH)
        return True
    return _before_byline(parts, place)


def _end_of_top(parts: Parts, headline: Part) -> int:
    """The place of the headline; of that on the page, where its metadata says it first."""
    again = [place for place, part in enumerate(parts.all[: 2 * TOP]) if part.role == Role.REPEATED]
    return max(again, default=0) if again and headline.line.style else parts.all.index(headline)


def _before_byline(parts: Parts, place: int) -> bool:
    """Whether a byline or date follows within three lines: then this one is over the text, too."""
    for part in parts.all[place + 1 : place + 4]:
        if part.role in (Role.BYLINE, Role.DATE) or parts_of_head(part.text, parts.today) or part.line.style in STYLED:
            return True
        if part.line.kind != "text" or part.line.level or count(part.text) > LONGEST_DECK:
            return False
    return False


def _deck(parts: Parts, headline: Part) -> None:
    """What is between headline and byline; or the line below them that is set in italic or bold type."""
    found = parts.all
    begins = found.index(headline) + 1
    over = found[begins : begins + TOP]
    tops = [place for place, part in enumerate(over) if part.role in (Role.BYLINE, Role.DATE)]
    if not any(part.role == Role.STANDFIRST for part in found):
        for part in over[: max(tops, default=0)]:
            if part.is_text and not is_related_label(part.text):
                part.be(Role.STANDFIRST)
    free = _free(found[begins:])[:2]
    decks = [part for part in found if part.role == Role.STANDFIRST]
    if not decks and len(free) == 2 and not free[0].line.level and 5 <= count(free[0].text) <= LONGEST_DECK:
        line, following = free[0].line, free[1].line
        bold = line.bold and not following.bold and not following.level and not like_a_headline(line.text, 12)
        if bold or (line.italic and not following.italic):
            free[0].be(Role.STANDFIRST)
    for part in free:
        if any(words_of(deck.text) == words_of(part.text) for deck in decks):
            part.be(Role.REPEATED)


def _once(parts: Parts) -> None:
    """A byline or a day that is said again, by the page above what its metadata says, is said once."""
    names: set[str] = set()
    days: set[date] = set()
    for part in parts.all[: 2 * TOP]:
        if part.role == Role.BYLINE:
            said = {" ".join(words_of(name)) for name in names_in(part.text)} - {"by"}
            if said <= names and (said or part.text.lower() == "by"):
                part.be(Role.REPEATED)
            names |= said
        elif part.role == Role.DATE and (day := own_date(part.text, parts.today) or day_of(part.text, parts.today)):
            if day in days:
                part.be(Role.REPEATED)
            days.add(day)


def cut_dateline(parts: Parts) -> None:
    """ "KYIV, Ukraine (AP) — Officials said": the place is cut from the first paragraph, or the one below it."""
    texts = (place for place, part in enumerate(parts.all) if part.is_text and not part.line.level)
    for place in islice((place for place in texts if count(parts.all[place].text) >= 8), 2):
        if pieces := dateline_of(parts.all[place].text, parts.today):
            parts.split(place, pieces)
            return
