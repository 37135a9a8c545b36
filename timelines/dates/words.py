"""Tokenizer: splits a typed date into words and numbers.

A word that no date uses becomes a token of kind "unknown", and the text that holds it is a label.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .zones import ABBREVIATIONS, PLACES, place_names

MONTHS = "January February March April May June July August September October November December".split()
AP_MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()

# Holidays with the date they have: every year's, or (month, which, weekday), days after that. Others stay labels.
HOLIDAYS: dict[str, tuple[int, ...]] = {
    "New Year's Day": (1, 1),
    "Groundhog Day": (2, 2),
    "Valentine's Day": (2, 14),
    "St. Patrick's Day": (3, 17),
    "International Women's Day": (3, 8),
    "Earth Day": (4, 22),
    "May Day": (5, 1),
    "Victory Day": (5, 9),
    "Juneteenth": (6, 19),
    "Independence Day": (7, 4),
    "Bastille Day": (7, 14),
    "Halloween": (10, 31),
    "Armistice Day": (11, 11),
    "Veterans Day": (11, 11),
    "Christmas Eve": (12, 24),
    "Christmas Day": (12, 25),
    "Boxing Day": (12, 26),
    "New Year's Eve": (12, 31),
    "Martin Luther King Jr. Day": (1, 3, 0, 0),
    "Presidents Day": (2, 3, 0, 0),
    "Mother's Day": (5, 2, 6, 0),
    "Memorial Day": (5, -1, 0, 0),
    "Father's Day": (6, 3, 6, 0),
    "Labor Day": (9, 1, 0, 0),
    "Columbus Day": (10, 2, 0, 0),
    "Indigenous Peoples' Day": (10, 2, 0, 0),
    "Election Day": (11, 1, 0, 1),
    "Thanksgiving Day": (11, 4, 3, 0),
    "Thanksgiving": (11, 4, 3, 0),
    "Black Friday": (11, 4, 3, 1),
    "Good Friday": (-2,),  # from Easter
    "Easter Sunday": (0,),
    "Easter Monday": (1,),
    "Easter": (0,),
}


@dataclass(frozen=True)
class Token:
    """A word or number; `tight` if no space separates it from the token before."""

    kind: str
    value: Any
    text: str
    tight: bool = False


# Kind of token → its words; "|" separates meanings, and the first word of each is the token's value.
_WORDS = {
    "hedge": "expected planned scheduled projected slated due anticipated",
    "side": "earlierin|laterin",
    "approximate": "circa c ca|about around approximately approx roughly nearly ~ ≈",
    "uncertain": "possibly perhaps probably maybe likely reportedly unconfirmed uncertain",
    "part": "early beginning start dawn predawn|mid middle|late end|overnight",
    "day part": "morning mornings|afternoon|evening|night",
    "unit": "millennium millennia|century centuries|decade decades|year years|half halves|quarter quarters|"
    "month months|week weeks|weekend|day days",
    "relation": "between|either|both|from starting|since|by|before|after following",
    "until": "through thru|until till til",
    "onward": "onward onwards",
    "present": "present now ongoing date",
    "era": "bc bce|ad ce",
    "calendar": "julian os|gregorian ns",
    "fiscal": "fiscal fy financial",
    "filler": "in on at the of during sometime throughout year's",
    "o'clock": "o'clock oclock",
    "to": "to",
    "and": "and &",
    "or": "or",
    "ago": "ago|hence",
    "local": "local",
}
VOCABULARY: dict[str, tuple[str, Any]] = {
    word: (kind, words.split()[0])
    for kind, found in _WORDS.items()
    for words in found.split("|")
    for word in words.split()
}
_VALUES: dict[tuple[str, Any], str] = {
    ("count", 1): "a an",
    ("season", (1, "")): "spring springtime",
    ("season", (2, "")): "summer summertime",
    ("season", (3, "")): "fall",
    ("season", (3, "autumn")): "autumn",
    ("season", (4, "")): "winter wintertime",
    ("which", -1): "last past previous",
    ("which", 0): "this current",
    ("which", 1): "next coming",
    ("relative day", (0, "")): "today",
    ("relative day", (-1, "")): "yesterday",
    ("relative day", (1, "")): "tomorrow",
    ("relative day", (0, "night")): "tonight",
    ("relative day", (-2, "")): "daybeforeyesterday",
    ("relative day", (2, "")): "dayaftertomorrow",
    ("clock", 720): "noon midday",
    ("clock", 0): "midnight",
    ("relation", "no earlier than"): "notbefore",
    ("month", 9): "sept",
    ("weekday", 1): "tues",
    ("weekday", 2): "weds",
    ("weekday", 3): "thur thurs",
}
VOCABULARY |= {word: meaning for meaning, words in _VALUES.items() for word in words.split()}
for _kind, _names, _first in (("month", MONTHS, 1), ("weekday", WEEKDAYS, 0)):
    for _number, _name in enumerate(_names, _first):
        VOCABULARY[_name.lower()] = VOCABULARY[_name[:3].lower()] = (_kind, _number)
VOCABULARY |= {word: ("ordinal word", number) for number, word in enumerate(ORDINALS, 1)}
VOCABULARY |= {word: ("count", number) for number, word in enumerate(NUMBERS, 1)}
VOCABULARY |= {word: ("decade", number * 10) for number, word in enumerate(TENS, 2)}

# Phrases that mean one word, and hyphens that only tie words together.
REWRITES = [
    (re.compile(pattern), word)
    for pattern, word in [
        (r"[\u2018\u2019\u02bc\u0060\u00b4]", "'"),
        (r"[\u2010\u2011\u2043]", "-"),
        (r"[\u2012\u2014\u2015\u2212]", "–"),
        (r"…", ".."),
        (r"\bthe day before yesterday\b", "daybeforeyesterday"),
        (r"\bthe day after tomorrow\b", "dayaftertomorrow"),
        (r"\b(?:no|not) later than\b|\bon or before\b|\bat the latest\b", "by"),
        (r"\b(?:no|not) earlier than\b|\bnot before\b|\bon or after\b", "notbefore"),
        (r"\b(?:on|at|in) or (?:about|around)\b", "about"),
        (r"\bold style\b", "o.s."),
        (r"\bnew style\b", "n.s."),
        (r"\b(expected|planned|scheduled|projected|slated|due|anticipated) for\b", r"\1"),
        (r"^(?:earlier|later) (?=today$)", ""),
        (r"^(earlier|later)(?: on)? (?=this (?!week,)|in (?!the\b))", r"\1in "),
        (r"(?<![\w.:])(\d{1,2})h(\d\d)(?!\w)", r"\1:\2"),
        (r"(?<![\w.:])(0\d|1\d|2[0-4])h(?!\w)", r"\1:00"),
        (r"\bprior to\b", "before"),
        (r"\bfrom now\b", "hence"),
        (r"\b(?:up to|up until)\b", "until"),
        (r"\bto the (?=present\b)", "to "),
        (r"\bsome ?time\b", "sometime"),
        (r"-(to|or|and)-", r" \1 "),
        (r"\b(early|mid|late)[-–](?=\S)", r"\1 "),
        (r"(?<=[a-z])-(?=(?:century|centuries|quarter|half|decade)\b)", " "),
        (r"\bmid(?='?\d)", "mid "),
        (r"\b(?:early|small) hours\b", "early"),
        (r"\bc(?:a?\.|a)?(?=\d)", "circa "),
        (r"\b(end|beginning|start|middle) of\b", r"\1"),
        (r"(?<!last )\b(?:month|year|day) of (?!\d)", ""),
        (r"\bpre-dawn\b", "dawn"),
        (r"\b(?:the )?present day\b", "present"),
    ]
]
_ONE_WORD = {re.sub(r"\W", "", name.lower()): (day, name) for name, day in HOLIDAYS.items()}
VOCABULARY |= {word: ("holiday", named) for word, named in _ONE_WORD.items()}
_HOLIDAY = re.compile(rf"\b(?:{'|'.join(name.lower().replace('.', '[.]?') for name in HOLIDAYS)})(?!\w)")
HEDGES = {"probably", "likely"} | {word for word, (kind, _) in VOCABULARY.items() if kind == "hedge"}
VOCABULARY |= {region: ("zone", PLACES[region]) for region in ("eastern", "central", "mountain", "pacific")}
ZONE_WORDS: dict[str, tuple[str, Any]] = {name: ("zone", zone) for name, zone in ABBREVIATIONS.items()}
ZONE_WORDS |= {"ist": ("ambiguous zone", None), "time": ("time word", None)}

MERIDIEM = r"(?:a\.?\s?m\b\.?|p\.?\s?m\b\.?)"
PATTERNS = [
    (
        "instant",
        r"(?P<iy>\d{4})-(?P<imo>\d\d)-(?P<id>\d\d)t(?P<ih>\d\d):?(?P<imi>\d\d)(?P<is>:?\d\d(?:[.,]\d+)?)?(?P<iz>z|[+-]\d\d(?::?\d\d)?)?(?!\w)",
    ),
    ("winter years", r"winter (?:of )?(?P<w1>\d{4})[-–/](?P<w2>\d{4}|\d\d)(?!\w)"),
    ("iso week", r"(?P<wy>\d{4})-?w(?P<ww>\d\d?)(?!\w)"),
    ("iso quarter", r"(?<![qh]\d )(?P<qy>\d{4})[- ]?(?P<qk>[qh])(?P<qq>\d)(?!\w)"),
    ("ymd", r"(?<![\w-])(?P<yy>[+-]?\d{4,9})(?P<ys>[-/.])(?P<ym>\d{1,2})(?P=ys)(?P<yd>\d{1,2})(?![\w-]\d|\d)"),
    ("dmy words", r"(?P<dd>\d{1,2})-(?P<dm>[a-z]{3,9})\.?-(?P<dy>\d{4}|\d\d)(?!\w)"),
    ("dotted", r"(?P<td>\d{1,2})\.(?P<tm>\d{1,2})\.(?P<ty>\d{4}|\d\d)(?![\w.])"),
    ("mdy", r"(?P<ma>\d{1,2})(?P<ms>[/-])(?P<mb>\d{1,2})(?P=ms)(?P<my>\d{4}|\d\d)(?!\w)"),
    ("month year", r"(?<![\w/])(?P<pm>\d{1,2})/(?P<py>\d{4})(?![\w/-])"),
    ("md", r"(?<![\d/])(?P<na>\d{1,2})/(?P<nb>\d{1,2})(?![\w/])"),
    ("iso month", r"(?<![\w-])(?P<ly>[+-]?\d{4})-(?P<lm>0[1-9]|1[0-2])(?![\w-])"),
    ("iso year", r"(?<![\w.-])y?(?P<ey>-\d{4,9})(?!\w)|(?<!\w)y(?P<ey2>\d{5,9})(?!\w)"),
    ("compact", r"(?<!\w)(?P<c>\d{8})(?!\w)"),
    ("time", rf"(?P<h>\d{{1,2}})(?:(?P<hs>[:.])(?P<mi>\d\d)(?::(?P<s>\d\d))?)?\s?(?P<ap>{MERIDIEM})"),
    (
        "time 24",
        r"(?P<h2>\d{1,2})(?::|\.(?=\d\d\s?(?:z|gmt|utc|bst|[ecmp][sd]?t|[ce]es?t|msk)\b))(?P<mi2>\d\d)(?::(?P<s2>\d\d))?(?!\w)",
    ),
    (
        "offset",
        r"(?:(?:utc|gmt)\s?(?P<o1>[+–-])\s?(?P<o1h>\d{1,2})|(?P<o2>\+|(?<=\s)-(?=\d\d:))(?P<o2h>\d\d?))(?::?(?P<om>\d\d))?(?!\w)",
    ),
    (
        "deep",
        r"(?P<yn>\d[\d,]*(?:\.\d+)?)[\s-]?(?:(?P<yu>thousand|million|billion)[\s-]years? ago|(?P<ya>[mgbk]ya))\b|"
        r"(?P<yl>\d{2,3},\d{3}) years ago\b",
    ),
    ("collapsed", r"(?P<x>\d{2}xx|\d{3}x)(?!\w)"),
    ("ordinal", r"(?P<on>\d{1,3})(?:st|nd|rd|th)\b"),
    ("decade", r"(?P<da>')?(?P<dn>\d{1,4}0)'?s\b"),
    ("quarter", r"(?P<qa>[qh])(?P<qn>\d)\b|(?P<qn2>\d)(?P<qa2>[qh])\b"),
    ("fiscal year", r"fy\s?'?(?P<f>\d{4}|\d\d)\b"),
    ("short year", r"'(?P<sy>\d\d)\b"),
    ("number", r"(?P<n>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?!(?!z\b)[a-z])"),
    ("era", r"(?P<e>b\.\s?c\.\s?e\.?|b\.\s?c\.?|a\.\s?d\.?|c\.\s?e\.?)(?!\w)"),
    ("calendar", r"(?P<k>o\.\s?s\.?|n\.\s?s\.?)(?!\w)"),
    ("open", r"\.\."),
    ("to", r"(?P<dash>[–-])"),
    ("slash", r"/"),
    ("comma", r"[,;]"),
    ("doubt", r"\(?\?\)?"),
    ("qualifier", r"[~%≈](?=\s|$|[/)-])"),
    ("about", r"[~≈]"),
    ("filler", r"[()]"),
    ("word", r"&|[^\W\d_][\w']*\.?"),
    ("unknown", r"\S"),
]
SCANNER = re.compile("|".join(f"(?P<k{index}>{pattern})" for index, (_, pattern) in enumerate(PATTERNS)))
# `lastgroup` is the group that closes last, the outermost: it tells which pattern matched.
KINDS = {f"k{index}": kind for index, (kind, _) in enumerate(PATTERNS)}
LONGEST = 300  # characters; a longer text is a label, so the patterns stay fast


def tidied(text: str) -> str:
    """Return the text as a label: one line, without a final colon."""
    return re.sub(r"\s*:$", "", " ".join(text.split()))


def tokenize(text: str) -> list[Token]:
    """Split a text into tokens. A text with digits other than 0-9 is one "unknown" token."""
    lowered = unicodedata.normalize("NFKC", tidied(text)).lower()
    lowered = re.sub(r"(?<!\.)\.$", "", lowered.strip(" ,;"))
    if len(lowered) > LONGEST or any(ch.isdigit() and not ch.isascii() for ch in lowered):
        return [Token("unknown", None, text)]
    for pattern, word in REWRITES:
        lowered = pattern.sub(word, lowered)
    lowered = _HOLIDAY.sub(lambda found: re.sub(r"\W", "", found[0]), lowered)
    tokens: list[Token] = []
    end = -1
    for found in SCANNER.finditer(lowered):
        kind = KINDS[found.lastgroup or ""]
        token = Token(kind, found, found[0], found.start() == end)
        tokens.append(_word(token) if kind == "word" else token)
        end = found.end()
    return _with_zones(tokens)


@lru_cache(1_000)
def is_of_time(label: str) -> bool:
    """Check whether a label is only words that dates use: "three weeks ago"."""
    return all(token.kind not in ("unknown", "holiday") for token in tokenize(label))


def _word(token: Token) -> Token:
    bare = token.text.rstrip(".")
    kind, value = VOCABULARY.get(bare) or ZONE_WORDS.get(bare) or ("unknown", None)
    return Token(kind, value, bare if kind != "unknown" else token.text, token.tight)


def _with_zones(tokens: list[Token]) -> list[Token]:
    """Join "kyiv time" and "eastern standard time" into one zone token."""
    made: list[Token] = []
    for token in tokens:
        if token.kind != "time word":
            made.append(token)
            continue
        for length in (3, 2, 1):
            place = " ".join(each.text for each in made[-length:])
            zone = ABBREVIATIONS.get(place) or place_names().get(place)
            if zone and len(made) >= length:
                made[-length:] = [Token("zone", zone, f"{place} time")]
                break
        else:
            if made and made[-1].kind == "local":
                made[-1] = Token("local time", None, "local time")
            else:
                made.append(Token("unknown", None, token.text))
    return [Token("unknown", None, t.text) if t.kind == "local" else t for t in made]
