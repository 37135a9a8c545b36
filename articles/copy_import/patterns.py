"""What newsrooms write around a story, told by its words: bylines, places, captions, "Read also"."""

import re
from datetime import date

from articles.copy_import import vocabulary as words
from articles.copy_import.dates import DAY, day_of, own_date, tells_age
from articles.copy_import.lines import count
from articles.copy_import.roles import Role
from newsroom.deadline import check

AGENCIES = words.pattern("«AGENCIES»", AGENCIES=words.AGENCIES)
_AGENCY = r"[^\W\d_][\w&./ -]{1,30}"
_BETWEEN = r"[,.]? ?"
# "KYIV, Ukraine, Nov. 8 (AP) — ", "(ANSA) - ROMA, 8 NOV - ", "MOSCOW, November 8. /TASS/. ", "TOKYO, Nov. 8, Kyodo - "
_DATELINE = re.compile(
    rf"(?:\((?P<first>{_AGENCY})\)\s*[-–—]*\s*)?"
    rf"(?P<place>[^\W\d_][\w.'’\-]*(?:(?:,? |/)[^\W\d_][\w.'’\-]*){{0,6}}?)??(?:{_BETWEEN}(?P<date>{DAY}))?"
    rf"(?:{_BETWEEN}(?:\((?P<agency>{_AGENCY})\)|/(?P<wire>[A-Z][\w ]{{2,30}})/"
    rf"|(?P<bare>(?i:{words.AGENCIES})|(?(date)[A-Z]{{2,5}}(?= [-–—])|(?!)))))?"
    r"(?:,?\s*[—–]|\s+_|\s*\.?--|\s*\.-|,?\s+-|(?(wire)\. |(?(bare)\. |(?(date)(?<=\)) |(?!)))))"
    rf"\s*(?:(?P<later>{DAY})\s*[—–-]+\s*)?(?=\S)"
)
_PLACED = re.compile(rf"[^\W\d_a-z][^\W\d_a-z ,.'’-]+(?:, [\w. ]{{2,20}})? \({_AGENCY}\)")
_SMALL = frozenset("de da di del la le el los las of the am an der auf sur na and von van".split())

_NAME = r"[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){1,5}"
_BY = words.pattern(r"«BY»:? +(?=[^\W\d_])", BY=words.BY)
_TITLED = words.pattern(
    rf"{_NAME}(?:(?:,| and| &) {_NAME})*, (?:[\w’'\- ]{{0,40}} )?«JOBS»s?\b[^.]{{0,60}}", JOBS=words.JOBS
)
_JOB_LINE = words.pattern(r"(?:[\w,&’'\- ]{0,60} )?«JOBS»s?(?: (?:in|at|for) [^.]{1,60})?", JOBS=words.JOBS)
_PART = words.pattern(r"\s+[|•·/]\s+|\s+[–—]\s+|\t|\s*\|\s*|,\s+(?=«PUBLISHED»\b)", PUBLISHED=words.PUBLISHED)
LONGEST_ON_TOP = 300  # characters of a line that may be byline or dateline

RELATED = words.pattern(r"(?:[>»→►▶|]+ ?)?«RELATED»\s*(?P<colon>[:：—–|-]|$)\s*", RELATED=words.RELATED)
CAPTION = words.pattern(
    r"\(?(?:file |stock )?«PICTURE»(?: (?:by|courtesy of) |\s*[:|/—–]\s*)(?=\S)", PICTURE=words.PICTURE
)
SOURCE = words.pattern(r"(?:(?-i:SOURCE):?|«SOURCE»:)\s+(?=\S)", SOURCE=words.SOURCE)
_CREDITED = re.compile(
    r"\((?:photo|picture|image|ap photo|foto)\b[^)]*\)$|/ ?(?:AFP|Reuters|AP|EPA|dpa|Getty Images)\)?$"
    r"|\S ©\s?[^.]{2,60}$",
    re.I,
)
_PICTURE_CREDIT = words.pattern(
    r"(?:\(?«PICTURE»(?: by|:| courtesy of)? |©\s?)(?P<name>[^()]{2,80}?)\)?\.?$", PICTURE=words.PICTURE
)
_ENDS = re.compile(r"(?:[…,;:。．｡।॥۔」』]|(?<!\b[A-Z])\.)$")  # not "U.S."
_NOTE_MARKS = re.compile(r"(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹])+$")
_ASKS = "?!？！؟"
LONG_QUESTION = 12  # words: a sentence, and no heading
_CLOSING = "”\"’')]»"
_SENTENCES = re.compile(r"[a-z0-9”\")]{2,}[.!?][”\")]? +[“\"(]?[A-ZÀ-Ž]|[。！？।۔].")
_NO_SENTENCE = re.compile(r"\b(?:vs|Mrs?|Ms|Dr|St|Sen|Rep|Gen|Gov|Lt|Col|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|No|Inc|Jr)\. ")
_BUTTON = words.pattern("«BUTTONS»", BUTTONS=words.BUTTONS)


def ends_sentence(text: str) -> bool:
    """Whether it ends as a sentence of running text does, in whatever script; a question mark may end a heading, too."""
    bare = _NOTE_MARKS.sub("", text[-40:]).rstrip(_CLOSING + " ")
    if bare[-1:] in _ASKS:
        return count(text) > LONG_QUESTION
    return bool(_ENDS.search(bare))


def like_a_headline(text: str, most: int = 20) -> bool:
    """Whether a line could be a heading or the headline of a story: short, begun large, with no full stop at its end."""
    check()
    if not 1 <= count(text) <= most or "\n" in text or ends_sentence(text):
        return False
    first = next((char for char in text if char.isalnum()), "")
    if first.islower() and not text[:2].lower().startswith(("e-", "i")):
        return False
    speaks = text[0] in '“"«' and text[-1] in '”"»' and count(text) > 3
    other = speaks or text[0] in "(–—-[#*" or not any(map(str.isalpha, text)) or RELATED.match(text) or is_button(text)
    return not other and not is_several_sentences(text)


def is_button(text: str) -> bool:
    """What a page offers to do: "Share", "Skip to content"."""
    return bool(_BUTTON.fullmatch(text))


def is_several_sentences(text: str) -> bool:
    """Whether a sentence ends within it. A question that a headline answers is none: "Who pays? The state, for now"."""
    if text[-1] not in "?!." and text.count("?") == 1:
        text = text.replace("?", "")
    return bool(_SENTENCES.search(_NO_SENTENCE.sub("", text)))


def is_byline(text: str) -> bool:
    """A line that names who wrote it: "By Jane Doe, staff writer"."""
    if len(text) > LONGEST_ON_TOP or (ends_sentence(text) and not text.endswith(("Jr.", "Sr."))):
        return False
    found = _BY.match(text)
    if found and text[0].islower():  # "di Anna Rossi"
        return is_name(text[found.end() :])
    return text[found.end()].isupper() if found else bool(_TITLED.fullmatch(text))


def is_name(text: str) -> bool:
    """Whether a line could be a person's name, and nothing else."""
    words = text.split()
    return bool(re.fullmatch(_NAME, text)) and all(word[0].isupper() or word in _SMALL for word in words)


def is_job(text: str) -> bool:
    """What a reporter does, on a line below the name: "Environment correspondent"."""
    return bool(_JOB_LINE.fullmatch(text))


def names_in(byline: str) -> list[str]:
    """The names of a byline, without "By", without what they do and whom they write for: "By Ruth Adeyemi, staff writer"."""
    bare = _BY.sub("", byline.replace("\n", " | "), count=1)
    pieces = re.split(r"\s*(?:,|;|\||&|\b(?:and|with|und|et|y|та|і)\b)\s*", bare, flags=re.IGNORECASE)
    return [piece for piece in pieces if piece and not is_job(piece) and not AGENCIES.fullmatch(piece)]


def parts_of_head(text: str, today: date) -> list[tuple[Role, int, int]]:
    """A line over the story taken apart: role, start and end of each piece; empty if it is neither byline nor date."""
    if len(text) > LONGEST_ON_TOP:
        return []
    whole = _role_on_top(text, today)
    if whole and whole != Role.BYLINE:
        return [(whole, 0, len(text))]
    cuts = [(piece.start(), piece.end()) for piece in _PART.finditer(text)]
    if not cuts and (dated := re.search(rf"(?:,|\s)\s*(?={DAY}(?:,? (?:at )?\d{{1,2}}[:.]\d\d\b.{{0,12}})?$)", text)):
        cuts = [dated.span()] if dated.start() > 0 and own_date(text[dated.end() :], today) else []
    told: list[tuple[Role, int, int]] = []
    begins = 0
    for start, end in [*cuts, (len(text), len(text))]:
        piece = text[begins:start].strip()
        role = _role_on_top(piece, today) or (Role.BYLINE if is_name(piece) and cuts else None)
        if role is None:
            return [(Role.BYLINE, 0, len(text))] if whole or is_byline(text) else []
        told.append((role, begins, start))
        begins = end
    return told


def _role_on_top(text: str, today: date) -> Role | None:
    if own_date(text, today) or tells_age(text):
        return Role.DATE
    if AGENCIES.fullmatch(text):
        return Role.AGENCY
    if _PLACED.fullmatch(text):
        return Role.DATELINE
    return Role.BYLINE if is_byline(text) else None


def dateline_of(text: str, today: date) -> list[tuple[Role, int, int]]:
    """ "KYIV, Nov. 8 (Reuters) - Officials said" taken apart; empty where it begins with no place.

    An agency behind a place belongs to its dateline; before it or behind a date it is apart, and the date is the copy's own.
    """
    found = _DATELINE.match(text[:200])
    if not found:
        return []
    place = found["place"] or ""
    day = next((name for name in ("date", "later") if found[name] and day_of(found[name], today)), None)
    agency = next((name for name in ("first", "agency", "wire", "bare") if found[name]), None)
    city = re.split("[,/]", place)[0]
    named = all(word[0].isupper() or word in _SMALL for word in place.split())
    told = (city.isupper() and len(city) > 1) or (day and place) or agency
    if not named or not told or (found["date"] and day is None):
        return []
    apart = agency and (
        agency in ("first", "bare") or found["date"] or place.endswith("-")
    )  # Calif.--(BUSINESS WIRE)--
    end = found.end(agency) + 1 if agency and not apart else found.start("place") + len(place.rstrip("-"))
    pieces = [(Role.DATELINE, found.start("place"), end)] if place else []
    if day:
        pieces.append((Role.DATE, found.start(day), found.end(day)))
    if agency and apart:
        pieces.append((Role.AGENCY, found.start(agency), found.end(agency)))
    return sorted([*pieces, (Role.PARAGRAPH, found.end(), len(text))], key=lambda piece: piece[1])


def is_related_label(text: str) -> bool:
    """A line that only introduces related stories: "Read also:"."""
    found = RELATED.match(text)
    return found is not None and found.end() == len(text)


def related_title(text: str) -> int:
    """Where the title begins in "Read also: A plan to end the war"; 0 where the line is none."""
    found = RELATED.match(text)
    return found.end() if found and found["colon"] and found.end() < len(text) else 0


def is_caption(text: str) -> bool:
    """A line that belongs to a picture: "Photo: …", or one that ends with its credit."""
    return bool(CAPTION.match(text)) or (len(text) <= 500 and bool(_CREDITED.search(text)))


def credit_in(caption: str) -> str:
    """Whose picture it is, as its caption says at its end; "" if it says nothing of it."""
    found = _PICTURE_CREDIT.search(caption[-160:])
    return found["name"].strip() if found else ""
