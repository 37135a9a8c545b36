"""Dates in copy: a label that is one, the copy's own, and the day against which days without a year are read."""

import re
from datetime import date
from itertools import islice

from django.conf import settings

from articles.copy_import import vocabulary as words
from newsroom.deadline import check
from timelines.dates import DateError, DateValue, has_own_words, parse
from timelines.parse import spoken

# A day, in whatever language its month is: what it is, `dated` tells.
DAY = (
    r"(?:\d{1,2}\.? [^\W\d_]{3,10}\.?(?: \d{4})?|[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{4}-\d\d-\d\d"
    r"|\d{1,2}\.\d{1,2}\.\d{4})"
)
_FULL_DATE = re.compile(rf"\b{DAY}(?:(?<=\d{{4}})|(?<=-\d\d))\b")
_MONTH_OF_A_YEAR = re.compile(r"\b[^\W\d_]{3,10}\.? \d{4}\b")
_PUBLISHED = words.pattern(r"«PUBLISHED»(?: (?:am|le|el|il|op))?[:,]? +", PUBLISHED=words.PUBLISHED)
_CLOCK = re.compile(
    r"(?:,|T| at| um| à| -| –| \|)? *\d{1,2}(?:[:.h]\d\d(?:[:.]\d\d)?(?:\.\d+)?(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?)(?: ?Uhr)?"
    r"(?: ?\(?(?:[A-Z]{1,4}|[+-]\d\d:?\d\d)\)?)?$",
    re.IGNORECASE,
)
# 2024年3月3日, 2024년 3월 3일; and 12.11.2026, whose points say that the day is first.
_NUMBERED = re.compile(r"(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]")
_POINTED = re.compile(r"\b(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\b")
# "2 hours ago", "3 min read": how old a page is, without a day.
_AGE = re.compile(
    r"(?:(?:an?|\d{1,2}) ?(?:sec|min|hr?|m|d|(?:second|minute|hour|day|week|month)s?)s?\.?(?: ago)"
    r"|\d{1,2}[ -]min(?:ute)?s? read|yesterday)",
    re.IGNORECASE,
)
MANY = 500  # dates that are looked at
RECENT = 3  # years within which a date in the text tells when it was written


def dated(label: str, today: date, language: str = "") -> DateValue | None:
    """The date that a label is, or None. Without a `language`, words that are a date in several are none."""
    check()
    day = _POINTED.sub(r"\3-\2-\1", _NUMBERED.sub(r"\1-\2-\3", label.strip(" ,")))
    if len(label) > 60 or _CLOCK.fullmatch(day):
        return None
    value = parse(
        day,
        today,
        zone=settings.TIME_ZONE,
        fiscal_year_start=settings.NEWSROOM_FISCAL_YEAR_START,
        language=spoken(language) if language else "",
    )
    if isinstance(value, DateError) or value.undated or has_own_words(value) or value.edtf.startswith("Y"):
        return None  # the year 43101 is the number of something else
    return value if any(map(str.isdigit, label)) or value.periods[0].precision != "day" else None  # "Monday"


def day_of(label: str, today: date) -> date | None:
    """The day that a label names; None for a month, a year, a span, or nothing of the kind."""
    value = dated(label, today)
    if value is None or not value.start or value.start[:10] != (value.end or value.start)[:10]:
        return None
    try:
        return date.fromisoformat(value.start[:10])
    except ValueError:
        return None


def own_date(text: str, today: date) -> date | None:
    """The day that a line gives as the copy's own: "Updated Nov. 12, 2026 3:46 PM". "Aug. 6" alone may be an event's."""
    bare = text.strip(" .|•·()")
    if not 4 <= len(bare) <= 90 or not any(map(str.isdigit, bare)):
        return None
    said = _PUBLISHED.match(bare)
    bare = bare[said.end() :] if said else bare
    if not (said or _CLOCK.search(bare) or re.search(r"\d{4}", bare)):
        return None
    bare = bare.replace(" |", ",")
    return day_of(bare, today) or day_of(_CLOCK.sub("", bare), today)


def tells_age(text: str) -> bool:
    """Whether a line says how old a page is, at what time it came, or how long it takes to read."""
    bare = text.strip(" .|•·")
    return bool(_AGE.fullmatch(bare) or _CLOCK.fullmatch(bare))


def written_on(dates: list[str], body: list[str], headings: list[str], today: date) -> tuple[date, str]:
    """The day the copy is of, and the words that say so; `today` and "" where none do.

    It is that of its date lines; else the latest full date in its sentences, if recent; else the end of the month that a
    heading names: "What happened in August 2024?". A date that a line begins with is an event's, which names its year
    because it is another.
    """
    own = [
        (day, text)
        for text in dates
        if (day := own_date(text, today) or day_of(text.strip(" ,"), today)) and day <= today
    ]
    if own:
        return max(own)
    recent = date(max(1, today.year - RECENT), 1, 1)
    for texts, shape in ((body, _FULL_DATE), (headings, _MONTH_OF_A_YEAR)):
        matches = islice((match for text in texts for match in shape.finditer(text)), MANY)
        found = [
            (min(date.fromisoformat(value.end[:10]), today), match[0])
            for match in matches
            if (texts is headings or not _is_label(match))
            and (value := dated(match[0], today))
            and value.start
            and value.end
            and value.start[:7] == value.end[:7]
            and recent <= date.fromisoformat(value.start[:10]) <= today
        ]
        if found:
            return max(found)
    return today, ""


def _is_label(found: re.Match[str]) -> bool:
    """Whether a line begins with a date and it stands before an event, or alone."""
    return found.start() <= 3 and found.string[found.end() :].lstrip()[:1] in ("", ":", "–", "—", "-")
