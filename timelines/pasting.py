"""Pasted lists: "Aug. 6: Ukrainian forces cross the border" becomes an event.

The longest date at the start of a line is its date, by the parser of dates: nothing here knows a month. A line that is
only a date is a heading: it gives its year, month or day to the lines below, and is the date of those without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from timelines.dates import DateError, DateValue, has_own_words, in_words
from timelines.dates.calendars import year_month_day
from timelines.dates.display import day_text, full_day, year_text
from timelines.dates.period import shown_day
from timelines.dates.words import MONTHS
from timelines.exchange.content import Setting

LABEL = 200  # characters; a longer text before a colon is neither date nor label
HEADLINE = 200
LONGEST_DATE = 80  # characters at the start of a line in which its date must end
MISSES = 3  # words after a date that may be part of it: "3 p.m. New York time"
ELSEWHEN = date(1971, 2, 2)  # a text that reads the same on this day leaves nothing out

MARK = re.compile(r"^\s*(?:[-*+•·‣▪◦●○■□–—]|\(?(\d{1,3})[.)])\s+")
BOLD = re.compile(r"^\s*\*\*(?=\S)(.{1,200}?)\*\*[ \t]*")  # "**Aug. 6** Ukrainian forces …": as a cell of a table
HEADER = re.compile(r"(?:date|when|time|year|month|day|what|event|headline|title|description|detail|text)s?", re.I)
# Where a date may end. What is `weak` also comes inside sentences.
END = re.compile(r"\s*(?:[)\]]?:(?=\s|$)|[–—\t]|-(?=\s)|[)\]](?=\s|$))\s*|(?P<weak>(?:,|(?<!\.m)\.)?\s+)(?=\S)|\s*$")
NO_END = re.compile(r"\b(?:the|an?|in|on|at|of|to|and|or|by|from|during)$", re.I)  # "12:53 p.m. The first barricades"
OPENING = re.compile(r"(?:on|in|at|by|during|since|around|about|circa)\s", re.I)
# What the entry above explains, and how the parser reads it on the day of that entry.
AGAINST_ABOVE = re.compile(r"\b(?:that|same|next|following|previous)\b|\b(?:later|earlier|before|after)$", re.I)
ON_THAT_DAY = [
    (re.compile(pattern, re.I), words)
    for pattern, words in (
        (r"\b(?:that|the) same\b|\bthat\b", "this"),
        (r"\bfollowing\b", "next"),
        (r"\b(?:the )?(?:previous day|day before)\b", "yesterday"),
        (r"\b(?:the )?next day\b", "tomorrow"),
        (r"\bthis day\b|^(?:(?:minutes|hours|moments) )?later$", "today"),
        (r"^(?:later|earlier) (?:on )?(?=this\b|today\b)", ""),
        (r"\b(?:later|after)$", "hence"),
        (r"\b(?:earlier|before)$", "ago"),
    )
]


@dataclass(frozen=True)
class Line:
    """One entry of a list; `when` is a date or a label as written, or ""."""

    when: str
    headline: str
    body: str = ""


def lines(text: str, setting: Setting) -> Iterator[Line]:
    """Split a list into entries, each with its date in full. Nothing that was pasted is dropped.

    In a list with bullets, a line without one continues the entry above it; so does a line below a day that is a
    heading, where each entry may have several paragraphs.
    """
    written = [line for line in text.splitlines() if line.strip()]
    is_table = any(re.match(r"[^\t]*\S[^\t]*\t", line) for line in written)
    reading = _Reading(setting, any(MARK.match(line) for line in written))
    for line in written:
        if is_table and line is written[0] and HEADER.fullmatch(line.split("\t")[0].strip()):
            continue  # names of columns
        reading.add(line, keeps_date=is_table and line.startswith("\t"))
    reading.close()
    return (_line(*entry) for entry in reading.entries)


def _line(when: str, words: str, more: str) -> Line:
    words, _, cells = words.partition("\t")
    body = " ".join(f"{cells} {more}".split())
    if len(words) <= HEADLINE:
        return Line(when, words, body)
    first = re.match(r".{10,199}?[.!?](?=\s)", words)
    headline = first[0].removesuffix(".") if first else ""
    rest = words[first.end() :] if first else words
    return Line(when, headline, f"{rest.strip()} {body}".strip())


def _cells(text: str) -> str:
    return "\t".join(" ".join(cell.split()) for cell in text.split("\t")).strip()


@dataclass
class _Reading:
    """The entries so far, as [when, words, more], and what is known for the next: year, month and day."""

    setting: Setting
    bulleted: bool
    entries: list[list[str]] = field(default_factory=list)
    heading: DateValue | None = None
    is_used: bool = True  # an entry has the date of the heading
    year: str = ""
    month: str = ""
    day: int | None = None  # a day number
    says_year: bool = False  # the year of `day` was typed

    def add(self, line: str, *, keeps_date: bool = False) -> None:
        """Read the next line; one that `keeps_date` has an empty cell where the others have their date."""
        mark = MARK.match(line)
        bare = MARK.sub("", line)
        if mark and mark[1] and self._begins_with_day(line) and not self._begins_with_day(bare):
            bare = line  # "6. August 2024: …"
        words = _cells(BOLD.sub(r"\1\t", bare))
        if not words:
            return
        when, rest = self._date_in(words) or ("", words)
        if when and not rest:
            self._begin(when)
        elif when:
            self._add(when, rest)
        elif self._continues(bool(mark)):
            self.entries[-1][1 if self.bulleted else 2] += f" {words}"
        elif keeps_date and self.entries:
            self._add(self.entries[-1][0], words)
        else:
            label, rest = _label(words)
            self._add(label or (self.heading.text if self.heading else ""), rest)

    def _begins_with_day(self, line: str) -> bool:
        found = self._date_in(_cells(line))
        value = self._read(found[0]) if found else None
        return value is not None and value.precision in ("day", "minute")

    def close(self) -> None:
        """Make an entry of a heading that nothing came below."""
        if self.heading and not self.is_used:
            self._add(self.heading.text, "")

    def _continues(self, is_marked: bool) -> bool:
        if not self.entries or not self.is_used or is_marked:
            return False
        return self.bulleted or bool(self.heading and self.heading.precision in ("day", "minute"))

    def _add(self, when: str, words: str) -> None:
        self.entries.append([when, words, ""])
        self.is_used = True
        if value := self._read(when):
            self._remember_day(value)

    def _begin(self, when: str) -> None:
        """Take a heading: a year, a month, a day."""
        value = self._read(when)
        if not value:  # what the parser refuses
            self._add(when, "")
            return
        if self.heading and not _within(value, self.heading):
            self.close()
        self.heading, self.is_used = value, False
        period, self.day = value.periods[0], None
        self.month = MONTHS[period.number - 1] if period.precision == "month" else ""
        if self._is_whole(value):
            named = period.precision in ("year", "month", "day", "minute") and not period.fiscal
            self.year = year_text(period.year) if named and value.relation == "at" else ""
        self._remember_day(value)

    def _remember_day(self, value: DateValue) -> None:
        if value.periods[0].precision in ("day", "minute"):
            self.day, self.says_year = shown_day(value.periods[0]), self._is_whole(value)

    def _read(self, text: str, today: date | None = None) -> DateValue | None:
        value = self.setting.parse(text, today)
        return value if isinstance(value, DateValue) and value.periods else None

    def _is_whole(self, value: DateValue) -> bool:
        return value == self._read(value.text, ELSEWHEN)

    def _date_in(self, line: str) -> tuple[str, str] | None:
        """Return the longest date at the start of a line, in full, and what follows it."""
        bare = re.sub(r"^#{1,6}\s+|\s*\[edit\]$", "", line)  # headings of Markdown and Wikipedia
        found, misses = None, 0
        for end in END.finditer(bare[: LONGEST_DATE + 1]):
            text, rest = " ".join(bare[: end.start()].split()).strip(" ,([:"), bare[end.end() :]
            if end.start() > LONGEST_DATE or misses > MISSES:
                break
            if not text or NO_END.search(text):
                continue
            value = self._completed(text)
            misses = 0 if value else misses + 1
            if isinstance(value, DateValue) and _ends_here(text, value, end, rest):
                when = re.sub(r"^(?:on|in|at) ", "", value.text, flags=re.I)
                found = when, rest[:1].upper() + rest[1:] if end["weak"] else rest
            elif isinstance(value, DateError) and rest and not end["weak"] and not re.fullmatch(r"[\W\d]*", text):
                found = text, rest  # refused in the review, with the cure
        return found

    def _completed(self, text: str) -> DateValue | DateError | None:
        """Read a date with the day, month or year that the lines above give it."""
        if AGAINST_ABOVE.search(text) and (self.day is not None or text[:4].lower() == "the "):
            return self._against_above(text)
        if self.month and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", text):
            text = f"{self.month} {text}"
        value = self.setting.parse(text)
        if isinstance(value, DateError):
            return value
        if value.undated or (has_own_words(value) and text[-1] != ")"):
            return None
        if self.day is not None and any(warning.startswith("No day was given") for warning in value.warnings):
            return self._read(f"{self._day_text()}, {text}")
        if not self.year or self._is_whole(value):
            return value
        return self._read(f"{text}{', ' if text[-1].isdigit() else ' '}{self.year}") or value

    def _day_text(self) -> str:
        day = self.day or 0
        return full_day(day) if self.says_year else day_text(*year_month_day(day)[1:])

    def _against_above(self, text: str) -> DateValue | None:
        """Read "the next day" or "later that day" against the day of the entry above."""
        year, month, day = year_month_day(self.day or 0)
        if self.day is None or not 1 <= year <= 9999:
            return None
        for pattern, words in ON_THAT_DAY:
            text = pattern.sub(words, text)
        value = self._read(text, date(year, month, day))
        return self._read(in_words(value)) if value else None


def _ends_here(text: str, value: DateValue, end: re.Match[str], rest: str) -> bool:
    """Check whether a date ends at a comma, full stop or space, which sentences have, too; at any other end it does."""
    if not end["weak"]:
        return True
    is_exact = value.precision in ("day", "minute") and any(ch.isdigit() for ch in text)
    if end["weak"][0] == ",":
        return is_exact or bool(OPENING.match(text) or AGAINST_ABOVE.search(text))
    return value.precision == "minute" or ((is_exact or bool(OPENING.match(text))) and not rest[0].islower())


def _within(value: DateValue, heading: DateValue) -> bool:
    (first, last), (begin, end) = value.bounds, heading.bounds
    return None not in (first, last, begin, end) and begin <= first <= last <= end  # type: ignore[operator]


def _label(words: str) -> tuple[str, str]:
    """Split at a tab or the first colon before a space: "Putin's reaction: …" has a label."""
    cut = re.search(r"\s*:?\t\s*|:(?:\s+|$)", words)
    if cut is None or cut.start() > LABEL:
        return "", words
    return words[: cut.start()].rstrip("."), words[cut.end() :]
