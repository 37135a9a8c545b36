"""What stands before an event and tells it: "Aug. 6: …", "Putin's reaction: …"; and the day its date is read against."""

import re
from datetime import date
from itertools import islice

from django.conf import settings

from articles.copy_import.lines import WORD, count
from articles.copy_import.months import in_english
from articles.copy_import.patterns import CAPTION, MONTH, RELATED, is_several_sentences, like_a_headline
from newsroom.deadline import check
from timelines.dates import DateError, DateValue, parse

_FULL_DATE = re.compile(
    rf"\b(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_MONTH_OF_A_YEAR = re.compile(rf"\b{MONTH} \d{{4}}\b", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[^\n:]{1,90}?(?::\d\d[^\n:]{0,30}?)?)\s?:(?:\s+|(?=[A-Z“]))(?P<text>\S.*)", re.DOTALL)
_DASHED = re.compile(r"(?P<label>[^\n:]{1,40}?)\s+[–—-]\s+(?P<text>\S.*)", re.DOTALL)
_SPEAKS = re.compile(
    r"\b(?:said|says|added|asked|told|wrote|writes|tweeted|posted|warned|continued|replied|that|http|https)$", re.I
)
LABEL_WORDS = 8
MANY = 500  # dates that are looked at
RECENT = 3  # years within which a date in the text tells when it was written


def labeled(text: str, today: date) -> tuple[str, str, DateValue | None] | None:
    """ "Aug. 6: Troops cross the border" as (label, text, date); the date None where the label is none.

    None where there is no label. What somebody said is none: "She added: …". A dash parts a date from its text as a
    colon does.
    """
    for shape in (_LABEL, _DASHED):
        if (found := shape.match(text)) and (value := dated(found["label"], today)):
            return found["label"].strip(), found["text"].strip(), value
    return _label(_LABEL, text)


def dashed(text: str, today: date) -> tuple[str, str, DateValue | None] | None:
    """ "Aug. 6 – Troops cross the border", and any other label before a dash."""
    found = _label(_DASHED, text)
    return found and (found[0], found[1], dated(found[0], today))


def _label(shape: re.Pattern[str], text: str) -> tuple[str, str, None] | None:
    found = shape.match(text)
    if not found:
        return None
    label, words = found["label"].strip(), found["text"].strip()
    if (
        not WORD.search(label)
        or count(label) > LABEL_WORDS
        or _SPEAKS.search(label)
        or is_several_sentences(label)
        or RELATED.match(f"{label}:")
        or CAPTION.match(text)
    ):
        return None
    return label, words, None


def dated(label: str, today: date) -> DateValue | None:
    """The date that a label is, or None."""
    check()
    if len(label) > 60 or not re.search(
        r"\d|(?i:\b" + MONTH + r"|spring|summer|autumn|fall|winter|yesterday|today)", label
    ):
        return None
    value = parse(
        label.strip(" ,"), today, zone=settings.TIME_ZONE, fiscal_year_start=settings.NEWSROOM_FISCAL_YEAR_START
    )
    if isinstance(value, DateError) or value.undated:
        again = re.fullmatch(r"(?i)(?:on|in) (.+)", label)
        bare = again[1] if again else in_english(label)
        return dated(bare, today) if bare != label else None
    return value


def _is_label(date: re.Match[str]) -> bool:
    """Whether a line begins with a date and it stands before an event, or alone."""
    return date.start() <= 3 and date.string[date.end() :].lstrip()[:1] in ("", ":", "–", "—", "-")


def reference_day(head: list[str], body: list[str], today: date) -> date:
    """The day against which dates without a year are read: that of the dateline, else the latest full date in the text.

    Where there is neither, the end of the month that a heading names: "What happened in August 2024?". Today, where the
    copy names nothing that has passed. In the text a date that a line begins with is an event's, which names its year
    because it is another, unless the sentence goes on behind it; and one of years ago is history.
    """
    recent = date(max(1, today.year - RECENT), 1, 1)
    headings = [text for text in body if like_a_headline(text)]
    for texts, shape, oldest in (
        (head, _FULL_DATE, date.min),
        (body, _FULL_DATE, recent),
        (headings, _MONTH_OF_A_YEAR, recent),
    ):
        found = [
            min(date.fromisoformat(value.end[:10]), today)
            for match in islice((match for text in texts for match in shape.finditer(text)), MANY)
            if (texts is head or not _is_label(match))
            and (value := dated(match[0], today))
            and value.start
            and value.end
            and oldest <= date.fromisoformat(value.start[:10]) <= today
        ]
        if found:
            return max(found)
    return today
