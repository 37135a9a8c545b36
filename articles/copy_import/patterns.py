"""What newsrooms write around a story, told by its words: bylines, datelines, dates, captions, "Read also"."""

import re

from articles.copy_import.boilerplate import AGE, speaks_to_readers
from articles.copy_import.lines import count
from newsroom.deadline import check

MONTH = (
    r"(?:(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?)"
)
_DAY = (
    rf"(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}"
    rf"|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_CLOCK = (
    r"(?:(?:,| at| -| –| \||T)? ?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{1,4}\)?)?"
    r"|,? ?\d{1,2} [ap]\.?m\.?(?: [A-Z]{2,4})?)?"
)
_CLOCK_FIRST = r"(?:(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)(?: \(?[A-Z]{1,4}\)?)?,? (?:on )?)?"
_DATED = re.compile(
    rf"(?:(?:first |last )?(?:published|updated|posted|modified|created|date)(?: on)?[: ]+)?"
    rf"(?:{_CLOCK_FIRST}{_WEEKDAY}{_DAY}{_CLOCK}|{AGE})",
    re.IGNORECASE,
)
# "Aug. 6" alone may be an event's.
_SURELY_DATED = re.compile(
    r"\d{4}|\d[:.]\d\d|[ap]\.?m\b|[a-z]day\b|[./]\d\d$|\b(?:published|updated|posted|ago|read|reading)\b|^\d+ ?(?:h|hrs|m|d)$",
    re.IGNORECASE,
)
_CITY = r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-ZÀ-ÖØ-ÞĀ-Ž.'’\-]+(?: [A-ZÀ-ÖØ-ÞĀ-Ž.'’\-]{2,}){0,3}"
_LAND = r"(?:,? (?:and )?[A-ZÀ-Ž][\w.'’\-]*(?: (?:of )?[A-ZÀ-Ž][\w.'’\-]*){0,2})"
_AGENCY = r"(?: ?\([A-Z][\w&./ ]{1,30}\))"
PLACE = re.compile(rf"{_CITY}(?:{_LAND}){{0,2}}(?:, {_DAY})?{_AGENCY}?")
INLINE_DATELINE = re.compile(
    rf"({_CITY}(?:{_LAND}){{0,2}}(?:, {MONTH} \d{{1,2}}(?:, \d{{4}})?)?{_AGENCY}?)\s+(?:[—–]|--?)\s*(?=\S)"
)
_NAMED = r"[A-ZÀ-Ž][\w.'’\-]+(?: [A-ZÀ-Ž][\w.'’\-]+){0,2}"
MIXED_DATELINE = re.compile(rf"({_NAMED}(?:, {_NAMED}{_AGENCY}?|, {_DAY}|{_AGENCY}))\s+(?:[—–]|--?)\s*(?=[A-ZÀ-Ž“\"])")

_TITLES = (
    r"(?:staff|senior|chief|special|foreign|political|science|business|sports|health|education|court|crime|city|national"
    r"|world|europe|war|defen[cs]e|reporter|correspondent|editor|writer|journalist|analyst|bureau|contributor|for the|the)"
)
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’\-]*(?: (?:de|da|di|del|la|le|van|von|der|den|al|bin|ibn|ter|dos|[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’\-]*)){1,4}"
_BY = re.compile(
    r"(?i:(?:story |text |words |report(?:ed|ing)? |written )?by:? |(?:author|byline)s?: ?|автори?: ?"
    r"|(?:interview|text|words|reporting): (?=[\w.'’\- ]+$))(?=[A-ZÀ-ÖØ-ÞĀ-ŽЄ-Я])"
)
_PHOTOS_BY = re.compile(r"(?:photo(?:graph)?s|video|pictures|graphics?) by (?=[A-Z])", re.IGNORECASE)
_BARE_NAME = re.compile(rf"{_NAME}(?:(?:,| and| &) {_NAME})*(?:,? (?i:{_TITLES})\b.*)?")
_TITLED_NAME = re.compile(rf"{_NAME}(?:(?:,| and| &) {_NAME})*, (?i:{_TITLES})\b.*")
LONGEST_ON_TOP = 300  # characters of a line that may be byline or dateline
_JOB = re.compile(
    r"(?:[A-ZÀ-Ž][\w,&’' -]*)?\b(?i:correspondent|reporter|editor|writer|journalist|analyst|producer)s?(?:,? (?:in|at|for) .+)?"
    r"|Report(?:ing|ed) from [A-ZÀ-Ž].+[^.]"
)
_TITLE = re.compile(rf"{_TITLES}\b", re.IGNORECASE)
_PART = re.compile(r"\s+[|•·/]\s+|\s+[–—]\s+|\t|\s*\|\s*")

RELATED = re.compile(
    r"(?:[>»→►▶|]+ ?)?(?:(?:read|see|watch|listen|learn)(?: also| more| next| too| this)+(?: on this(?: story| topic)?)?|also read|also see"
    r"|related(?: (?:stories|articles?|news|reading|coverage|content|links?|posts?|topics?))?"
    r"|more (?:on this(?: story| topic)?|stories|news|coverage|from us|like this)|further reading|see also|recommended(?: reading)?"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|don[’']t miss|what to read next|in case you missed it|earlier"
    r"|читайте (?:також|также)|lire aussi|à lire aussi|lesen sie auch|mehr zum thema|lea también|leggi anche|czytaj też|اقرأ أيضا)"
    r"\s*(?P<colon>[:—–|-]|$)\s*",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"\(?(?:(?:file |stock )?(?:photo(?:graph)?|picture|image)|illustration|graphic|caption|photo credit|credit)"
    r"(?: (?:by|courtesy of) |\s*[:|/—–]\s*)(?=\S)|(?:an? )?(?:map|chart|graphic) (?:showing|shows) ",
    re.IGNORECASE,
)
# As some pages begin them: "Getty Images Purple flowers in rough grass".
_CREDIT_FIRST = re.compile(r"(?:Getty Images|Reuters|AFP|EPA|PA Media|Shutterstock|Alamy|Supplied)(?: [A-Z]|$)")
_CREDITED = re.compile(
    r"\((?:photo|picture|image|ap photo|file)\b[^)]*\)$|/ ?(?:AFP|Reuters|AP|EPA|Getty Images)\)?$|via Getty Images\)?$"
    r"|\S ©\s?[^.]{2,60}$",
    re.I,
)

_TIME = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?(?: \(?[A-Z]{2,4}\)?)?", re.IGNORECASE)
_ASKED = re.compile(r"(?:Q|A|Question|Answer) ?[:.] ")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Co|Ltd|Corp|No|St|Mr|Mrs|Ms|Dr|[ap]\.m|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_CLOSING = "”\"’')]»"
_SENTENCES = re.compile(r"[a-z0-9”\")]{2,}[.!?][”\")]? +[“\"(]?[A-ZÀ-Ž]")
_NO_SENTENCE = re.compile(r"\b(?:vs|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gen|Gov|Lt|Col|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|No|Inc|Jr)\. ")


def ends_sentence(text: str) -> bool:
    """Whether it ends as a sentence of running text does; a question mark may end a heading, too."""
    bare = text.rstrip(_CLOSING + " ")
    if bare.endswith(("…", "...", ",", ";", ":")):
        return True
    return bare.endswith(".") and not _ABBREVIATED.search(bare)


def like_a_headline(text: str, most: int = 20) -> bool:
    """Whether a line could be a heading or the headline of a story: short, begun large, with no full stop at its end."""
    check()
    words = count(text)
    if not 1 <= words <= most or len(text) > 150 or "\n" in text or ends_sentence(text):
        return False
    first = next((char for char in text if char.isalnum()), "")
    if first.islower() and not text[:2].lower().startswith(("e-", "i")):
        return False
    if text[0] in '“"«' and text.rstrip("?!")[-1:] in '”"»' and text.count(text[0]) == 1 and words > 3:
        return False  # somebody speaks
    if (
        text[0] in "(–—-"
        or _ASKED.match(text)
        or _TIME.fullmatch(text)
        or CAPTION.match(text)
        or RELATED.match(text)
        or speaks_to_readers(text)
    ):
        return False
    return not is_several_sentences(text)


def is_several_sentences(text: str) -> bool:
    """Whether a sentence ends within it. A question that a headline answers is none: "Who pays? The state, for now"."""
    if text[-1] not in "?!." and text.count("?") == 1:
        text = text.replace("?", "")
    return bool(_SENTENCES.search(_NO_SENTENCE.sub("", text)))


_ASKS = re.compile(r"(?:what|why|how|who|where|when|which)(?:[’']s)?\b", re.IGNORECASE)
_LEADS_IN = re.compile(
    r"\b(?:he|she|they|it|we|you|i|said|says|told|adds|added|includes?|included|are|is|were|was|follows?|following|reads?|wrote|has|have|had"
    r"|listed|lists|according|these|such|as)\b",
    re.IGNORECASE,
)
HEADING_WITH_COLON = 5  # words


def heads_with_colon(text: str) -> bool:
    """Whether a plain line that ends with a colon is a heading ("Meeting with Macron:"), and no lead-in ("He said:")."""
    bare = text.removesuffix(":")
    if bare == text or not like_a_headline(bare, HEADING_WITH_COLON):
        return False
    return bool(_ASKS.match(bare)) or not _LEADS_IN.search(bare)


def opens_a_list(text: str) -> bool:
    """A short question or a heading with a colon: what stands below it in short lines is a list, not other stories."""
    return heads_with_colon(text) or (count(text) <= 6 and text.endswith("?") and bool(_ASKS.match(text)))


def is_date_line(text: str) -> bool:
    """A line that is nothing but a date: "Published Nov. 8, 2024, 9:40 a.m."."""
    pieces = [piece for piece in _PART.split(text.strip(" .|•·")) if piece]
    whole = bool(pieces) and all(_DATED.fullmatch(piece.strip(" ,.")) for piece in pieces)
    return whole and bool(_SURELY_DATED.search(text))


def is_place_line(text: str) -> bool:
    """A line that is nothing but a place, with or without a day: "KYIV, Ukraine", "BUDAPEST, Nov. 7, 2024"."""
    bare = text.strip().rstrip("—–- ")
    if not PLACE.fullmatch(bare) or count(bare) > 8:
        return False
    return "," in bare or "(" in bare or (bare.isupper() and count(bare) <= 2 and bare != text.strip())


def is_byline(text: str, *, bare: bool = False) -> bool:
    """A line that names who wrote it: "By Jane Doe, staff writer"; with `bare`, a name alone will do."""
    if len(text) > LONGEST_ON_TOP or count(text) > 16 or (ends_sentence(text) and not text.endswith(("Jr.", "Sr."))):
        return False
    if (found := _BY.match(text)) or _PHOTOS_BY.match(text):
        rest = text[found.end() :] if found else text
        return not re.match(r"(?i)(?:the|a|an) (?:numbers|way|book|law|sea|end)\b", rest)
    if _TITLED_NAME.fullmatch(text):
        return True
    return bare and bool(_BARE_NAME.fullmatch(text)) and count(text) <= 8


def is_job(text: str) -> bool:
    """What a reporter does, on a line below the name: "Environment correspondent", "Reporting from Kyiv"."""
    return count(text) <= 7 and bool(_JOB.fullmatch(text))


def names_in(byline: str) -> list[str]:
    """The names of a byline, without "By", without what they do and whom they write for: "By Ruth Adeyemi, staff writer"."""
    bare = _BY.sub("", byline, count=1)
    pieces = re.split(r"\s*(?:,|;|\||&|\band\b|\bwith\b)\s*", bare, flags=re.IGNORECASE)
    return [piece for piece in pieces if piece and not _TITLE.match(piece) and not is_job(piece)]


def parts_of_head(text: str) -> list[tuple[str, int, int]]:
    """A line over the story taken apart: ("byline" or "dateline", start, end) of each piece; empty if it is neither."""
    if len(text) > LONGEST_ON_TOP:
        return []
    if is_date_line(text) or is_place_line(text):
        return [("dateline", 0, len(text))]
    dated = re.search(rf"(?:,|\s[|•·–—-]|\s)\s*(?={_WEEKDAY}{_DAY}{_CLOCK}$)", text, re.IGNORECASE)
    cuts = [(piece.start(), piece.end()) for piece in _PART.finditer(text)]
    if dated and dated.start() > 0 and not cuts:
        cuts = [(dated.start(), dated.end())]
    pieces, begins = [], 0
    for start, end in [*cuts, (len(text), len(text))]:
        pieces.append((begins, start))
        begins = end
    told = []
    for start, end in pieces:
        piece = text[start:end].strip()
        if is_date_line(piece) or is_place_line(piece):
            told.append(("dateline", start, end))
        elif is_byline(piece, bare=len(pieces) > 1):
            told.append(("byline", start, end))
        else:
            return [("byline", 0, len(text))] if is_byline(text) else []
    return told


def is_related_label(text: str) -> bool:
    """A line that only introduces related stories: "Read also:"."""
    found = RELATED.match(text)
    return bool(found) and found is not None and found.end() == len(text)


def related_title(text: str) -> int:
    """Where the title begins in "Read also: A plan to end the war"; 0 where the line is none."""
    found = RELATED.match(text)
    return found.end() if found and found["colon"] and found.end() < len(text) else 0


def is_caption(text: str) -> bool:
    """A line that belongs to a picture: "Photo: …", or one that ends with its credit."""
    return bool(CAPTION.match(text)) or begins_with_credit(text) or (len(text) <= 500 and bool(_CREDITED.search(text)))


def begins_with_credit(text: str) -> bool:
    """Whether an agency's name stands before what a picture shows; its caption is the line below."""
    return bool(_CREDIT_FIRST.match(text)) and not ends_sentence(text)
