"""Parser: turns what a journalist types into a date value, an undated label, or an error that names the cure.

Conventions, where English is ambiguous:

- no year is the reference date's year; a weekday is the latest on or before it; weeks run Monday to Sunday;
- seasons are northern and meteorological; winter 2024 begins in December 2024, as winter 2024-25 does;
- fiscal 2024 is the fiscal year that ends in 2024;
- "before" and "after" exclude the named period; "by", "until", "through" and "since" include it;
- midnight ends the day it is named with; 12 a.m. begins it;
- everything typed is used, or the text is refused: a typed year is never dropped;
- the first week of May 2021 is May 1-7 and the last week its last seven days, with a warning; a week in a month needs a year;
- four figures before a zone are the time, but beside a date without a year they may be its year: "Aug. 6 1914 ET";
- words that no date uses beside a whole date, in parentheses or after a dash or comma, are its label: "D-Day (June 6, 1944)";
- "two weeks ago" is about that day; "earlier this year" is between its first day and today;
- a local time is sorted as the newsroom's, with a warning, and keeps its words; years ago are counted from A.D. 1;
- holidays are those of the United States, with their year; Easter is the Western one;
- a typed day with its year wins over "three weeks ago" beside it, which becomes its label, with a warning;
- figures are in the newsroom's order (12/11 is Dec. 11 in the U.S.), with a warning if the other is possible;
- 6.8.2024 is Aug. 6;
- in a file or list, one date that can only be day first (13/11) settles the order of all others;
- 2011-12 with a hyphen is the ISO month, with a warning; 2011–12 with a dash is two years; 2022-24 can only be years;
- the 1800s is a century, the 2000s a decade, both with a warning if they could be the other;
- a time without a zone is in the newsroom's; EST in summer is taken literally, with a warning.
"""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from .exceptions import RefusedDate
from .figures import DAY_FIRST, MONTH_FIRST
from .fragment import says_year
from .grammar import Reading
from .languages import LANGUAGES, READ, in_english
from .setting import Setting
from .value import DateError, DateValue
from .words import LONGEST, Token, tidied, tokenize


def parse(
    text: str,
    today: date,
    *,
    zone: str = "America/New_York",
    fiscal_year_start: int = 10,
    figures: str = "",
    usual: str = MONTH_FIRST,
    language: str = "",
) -> DateValue | DateError:
    """Read a date as typed. Returns an undated label for text without a date, DateError for an impossible date.

    `today` is the reference date in the newsroom's zone; `zone` that zone's IANA name; `fiscal_year_start` the month
    (1 to 12) in which its fiscal year starts; `figures` the order of numeric dates, if known (see `figure_order`);
    `usual` the newsroom's own order, in which others are read with a warning.
    `language` is that of the text (see `languages.LANGUAGES`, and "en"); without one, a text that isn't an English date
    is read in another language if it is the same date in all in which it is one. Raises nothing, whatever the text.
    """
    setting = Setting(today, zone, fiscal_year_start, figures=figures, usual=usual)
    value = _read(text, setting, language)
    if isinstance(value, DateValue) and value.undated:
        beside = _beside_words(" ".join(text.split()), setting, language)
        return replace(beside, text=text) if beside else value
    return value


def _read(text: str, setting: Setting, language: str) -> DateValue | DateError:
    if language in LANGUAGES and (read := _in_other_languages(text, setting, language)):
        return read
    value = _date_alone(text, setting)
    undated = isinstance(value, DateValue) and value.undated
    return (undated and _in_other_languages(text, setting, language)) or value


def _in_other_languages(text: str, setting: Setting, language: str) -> DateValue | DateError | None:
    if language == "en" or len(text) > LONGEST or not (language in LANGUAGES or any(ch.isdigit() for ch in text)):
        return None
    asked = (language,) if language in LANGUAGES else READ
    setting = replace(setting, figures=setting.figures or DAY_FIRST)
    readings = [
        _date_alone(english, setting) for each in asked if (english := in_english(text, each, alone=not language))
    ]
    dated = {value for value in readings if isinstance(value, DateValue) and value.periods}
    if len(dated) == 1:
        return replace(dated.pop(), text=text)
    refused = next((value for value in readings if isinstance(value, DateError)), None)
    return DateError(text, refused.message) if refused and language in LANGUAGES else None


def _date_alone(text: str, setting: Setting) -> DateValue | DateError:
    tokens, hedge = _without_hedge(tokenize(text))
    holiday = any(token.kind == "holiday" for token in tokens)
    unknown = next((token for token in tokens if token.kind in ("unknown", "hedge")), None)
    if unknown is not None or not tokens or (holiday and not says_year(tokens)):
        return _label(text, unknown, tokens)
    try:
        value = Reading(tokens, text, setting, hedge).value()
    except RefusedDate as refused:
        if not holiday:  # "Christmas Day" may be part of a label
            return DateError(text, str(refused))
        value = None
    return value or _label(text, None, tokens)


def _without_hedge(tokens: list[Token]) -> tuple[list[Token], str]:
    """Take "expected" or "planned" from the start or end: "expected in 2026", "2026 (planned)"."""
    told = [token for token in tokens if token.kind not in ("filler", "comma")]
    hedge = next((token for token in (*told[:1], *told[-1:]) if token.kind == "hedge"), None)
    if hedge is None or len(told) == 1:
        return tokens, ""
    return [token for token in tokens if token is not hedge], hedge.text


# Words beside a date: "D-Day (June 6, 1944)", "Nov. 5, 2024 – Polling day"; with a comma only beside a day.
_ASIDE = re.compile(r"(?P<a>[^()]+)\((?P<b>[^()]+)\)")
_DASHES = (" – ", " — ", " - ")


def _beside_words(text: str, setting: Setting, language: str) -> DateValue | None:
    """Read a date with words of its own, which become its label."""
    if len(text) > LONGEST or not re.search(r"\d", text):
        return None
    aside = _ASIDE.fullmatch(text)
    parted = [(aside["a"].strip(), aside["b"].strip())] if aside else []
    parted += [(ahead, behind) for dash in _DASHES for ahead, found, behind in [text.partition(dash)] if found]
    for words, dated in (pair for ahead, behind in parted for pair in ((ahead, behind), (behind, ahead))):
        if value := _labeled(words, dated, setting, language):
            return value
    ahead, _, behind = text.partition(", ")
    value = _labeled(ahead, behind, setting, language)
    if value is None:
        behind, _, ahead = text.rpartition(", ")
        value = _labeled(ahead, behind, setting, language)
    return value if value and value.precision in ("day", "minute") else None


def _labeled(words: str, dated: str, setting: Setting, language: str) -> DateValue | None:
    """Return the date with its label, unless the words have figures or are themselves of dates, or the date has none."""
    if not re.search(r"[^\W\d]", words) or re.search(r"\d\d|\d$", words) or not re.search(r"\d", dated):
        return None
    value, label = _read(dated, setting, language), _read(words, setting, language)
    if isinstance(value, DateError) or value.undated or value.label or isinstance(label, DateError) or label.periods:
        return None
    return replace(value, label=label.wording)


_YEAR_IN_LABEL = re.compile(r"\d{4}")


def _label(text: str, unknown: Token | None, tokens: list[Token]) -> DateValue:
    """Make an undated label, with a warning if it contains a date or year that was not read."""
    dated = any(
        token.kind in ("ymd", "instant", "dmy words", "dotted", "mdy", "iso month")
        or (token.kind == "month" and near.kind in ("number", "ordinal"))
        for token, near in pairwise([*tokens, Token("end", None, "")])
    )
    what = "date" if dated else "year" if _YEAR_IN_LABEL.search(text) else ""
    why = f" (“{unknown.text}” isn't part of a date)" if unknown else ""
    warnings = (f"There is a {what} in this label that was not read{why}: type the date alone.",) if what else ()
    return DateValue(text, wording=tidied(text), warnings=warnings)
