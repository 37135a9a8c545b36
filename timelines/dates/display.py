"""Date values in AP style, and as HTML `<time datetime>` attributes.

The year is dropped at month, week, day and minute precision if it is the current one. `parse` reads what is shown
as the same value, except: a label that looks like a date ("May"); a time without a named zone, if the newsroom's zone
has changed since, or if it is the second 1:30 a.m. of the night the clocks go back; a fiscal period, if the first
month of the fiscal year has changed since.
"""

from datetime import date

from .calendars import year_month_day
from .period import Period, iso_day, iso_minute, shown_day
from .value import DateValue
from .words import AP_MONTHS, HEDGES, HOLIDAYS, MONTHS, ORDINALS, is_of_time
from .zones import printed_zone

SEASONS = "spring summer fall winter".split()
DAY_PARTS = {"morning": "early", "afternoon": "mid", "evening": "late", "night": "late"}
DAY_PARTS |= {f"{third} {part}": hint for part, hint in DAY_PARTS.items() for third in ("early", "mid", "late")}

Piece = tuple[str, Period | None]


def display(value: DateValue, today: date) -> str:
    """Format a date in AP style: "Aug. 6-9", "early 2024", "Nov. 8, 3:30 p.m. EST". A label loses its colon."""
    return "".join(text for text, _ in pieces(value, today.year))


def in_words(value: DateValue) -> str:
    """Format a date with its year, whatever today is."""
    return "".join(text for text, _ in pieces(value, None))


def timed_pieces(value: DateValue, today: date) -> list[tuple[str, str | None]]:
    """Split `display` into (text, `datetime` attribute or None): [("Aug. 6", "2024-08-06"), ("-", None), ("9", …)].

    The attribute is never more precise than what was entered: early August keeps its month, about 3 p.m. its day.
    None for B.C., beyond 9999, decades, centuries, seasons, quarters, halves, fiscal years, and anything in doubt.
    """
    exact = value.relation in ("at", "range", "all-of") and not value.uncertain
    return [(text, datetime_of(p) if exact and p else None) for text, p in pieces(value, today.year) if text]


def year_text(year: int) -> str:
    """Format a year: "2024", "A.D. 476", "44 B.C.", "A.D. 12,024"."""
    if 1000 <= year <= 9999:
        return str(year)
    return f"A.D. {_grouped(year)}" if year > 0 else f"{_grouped(1 - year)} B.C."


def _grouped(year: int) -> str:
    return f"{year:,}" if year > 9999 else str(year)


def day_text(month: int, day: int) -> str:
    """Format a day without its year: "Aug. 6"."""
    return f"{AP_MONTHS[month - 1]} {day}"


def full_day(number: int) -> str:
    """Format a day number with its year: "Aug. 6, 2024"."""
    year, month, day = year_month_day(number)
    return f"{day_text(month, day)}, {year_text(year)}"


def _ordinal(number: int) -> str:
    if number < 10:
        return ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def clock_text(minute: int) -> str:
    """Format a minute of the day: "3:30 p.m.", "noon", "midnight"."""
    if minute in (0, 720):
        return "noon" if minute else "midnight"
    hour, past = divmod(minute, 60)
    return f"{(hour - 1) % 12 + 1}{f':{past:02}' if past else ''} {'p.m.' if hour >= 12 else 'a.m.'}"


def zone_text(p: Period) -> str:
    """Return the zone that was named, after a space; "" for the newsroom's."""
    offset = p.offset if p.precision == "minute" else p.offset or None  # a day is in ET, not in EST
    return f" {printed_zone(p.zone, offset)}" if p.zone_named else ""


def _year_word(p: Period, year: bool) -> str:
    if p.word == "ago":
        return _deep_text(-p.year)
    return f"{'fiscal ' if p.fiscal else ''}{year_text(p.year)}"


def _deep_text(years: int) -> str:
    """Format deep time: "66 million years ago", "13.8 billion years ago", "12,000 years ago"."""
    name, scale = next(((n, s) for n, s in (("billion", 10**9), ("million", 10**6)) if years >= s), ("", 1))
    digits = f"{years / scale:.9f}".rstrip("0").rstrip(".") if name else f"{years:,}"
    return f"{digits} {name} years ago".replace("  ", " ")


def _millennium_word(p: Period, year: bool) -> str:
    if p.year < 0:
        return f"{_ordinal((-p.year - 999) // 1000 + 1)} millennium B.C."
    return f"{_ordinal(p.year // 1000 + 1)} millennium"


def _decade_word(p: Period, year: bool) -> str:
    the = "" if p.part else "the "
    if p.year < 0:
        return f"{the}{1 - p.year - 9}s B.C."
    if 0 < p.year < 1000 and p.year % 100:
        return f"{the}{p.year}s A.D."
    if p.year and (p.year % 100 or p.year % 1000 == 0):
        return f"{the}{p.year}s"
    return f"{the}first decade of the {_ordinal(p.year // 100 + 1)} century"


def _century_word(p: Period, year: bool) -> str:
    if p.word == "hundreds":
        return ("" if p.part else "the ") + f"{p.year}s" + (" A.D." if p.year < 1000 else "")
    if p.year < 0:
        return f"{_ordinal((-p.year - 99) // 100 + 1)} century B.C."
    return f"{_ordinal(p.year // 100 + 1)} century"


def _season_word(p: Period, year: bool) -> str:
    if p.word == "span":
        return f"winter {p.year}-{(p.year + 1) % 100:02}"
    return f"{'autumn' if p.word == 'autumn' else SEASONS[p.number - 1]} {year_text(p.year)}"


def _share_word(p: Period, year: bool) -> str:
    return f"{ORDINALS[p.number - 1]} {p.precision} of {_year_word(p, year)}"


def _date_word(p: Period, year: bool) -> str:
    shown, month, day = p.year, p.number, p.day
    if p.precision == "minute" and p.minute == 0:  # AP: midnight belongs to the day that is ending
        shown, month, day = year_month_day(p.days[0] - 1)
    return day_text(month, day) + (f", {year_text(shown)}" if year else "")


WORDS = {
    "millennium": _millennium_word,
    "century": _century_word,
    "decade": _decade_word,
    "year": _year_word,
    "half": _share_word,
    "season": _season_word,
    "quarter": _share_word,
    "month": lambda p, year: MONTHS[p.number - 1] + (f" {year_text(p.year)}" if year else ""),
    "week": lambda p, year: f"{'in ' if p.part else ''}the week of {_date_word(p, year)}",
    "day": _date_word,
}


def _with_part(p: Period, text: str) -> str:
    if not p.part:
        return text
    if p.word in DAY_PARTS:
        return f"the {p.word} of {text}"
    return f"mid-{text}" if p.part == "mid" and not text.startswith("in ") else f"{p.part} {text}"


def _period(p: Period, year: bool, word: str = "") -> str:
    """Format a period with its part and "about"; `word` ("before", "since") goes before it or its time of day."""
    about = f"{p.approximate} " if p.approximate else ""
    word = f"{word} " if word else ""
    if p.precision == "minute":
        return (
            f"{_date_word(p, year)}, {word}{about}{clock_text(p.minute)}{zone_text(p)}{f' {p.word}' if p.word else ''}"
        )
    year = year or bool(p.zone)  # "Aug. 6, 2024 ET"
    return word + about + _with_part(p, WORDS[p.precision](p, year)) + zone_text(p)


def pieces(value: DateValue, this_year: int | None) -> list[Piece]:
    """Return the display, cut where a `<time>` begins and ends. `this_year` is dropped where AP drops it."""
    if not value.periods:
        return [(value.wording, None)]
    single = len(value.periods) == 1
    named = single and value.relation == "at" and value.precision == "day" and value.label in HOLIDAYS
    this_year = None if named else this_year  # "Christmas Day, Dec. 25" could be any year's
    pieces = _one(value, this_year) if single else _several(value, this_year)
    hedge = f"{value.label} " if value.label in HEDGES else ""
    if value.uncertain and all(p.uncertain for p in value.periods):
        pieces = [(hedge or "possibly ", None), *pieces]
    elif hedge:
        coarse = value.relation == "at" and value.precision in ("millennium", "century", "year", "season", "month")
        pieces = [(hedge + ("in " if coarse else ""), None), *pieces]
    if named:
        pieces = [(f"{value.label}, ", None), *pieces]
    if value.calendar == "julian":
        pieces.append((" (Old Style)" if value.label == "Old Style" else " (Julian)", None))
    return _with_words(value, pieces) if value.label and not (named or hedge) else pieces


def has_own_words(value: DateValue) -> bool:
    """Whether the label is the editor's words for the event, such as "D-Day"."""
    return value.label not in {"", "Old Style", *HEDGES, *HOLIDAYS} and not is_of_time(value.label)


def _with_words(value: DateValue, pieces: list[Piece]) -> list[Piece]:
    """Add the words that an editor gave the event: "D-Day (June 6, 1944)". Words of time beside a date are not shown."""
    if not has_own_words(value) and value.label not in HOLIDAYS:
        return pieces
    if any("(" in text for text, _ in pieces):
        return [(f"{value.label} – ", None), *pieces]
    return [(f"{value.label} (", None), *pieces, (")", None)]


def _shown_year(p: Period) -> int:
    return year_month_day(shown_day(p))[0] if p.precision == "minute" else p.year


def _one(value: DateValue, this_year: int | None) -> list[Piece]:
    p = value.periods[0]
    year = _shown_year(p) != this_year or p.calendar == "julian"
    word = value.wording or (value.relation if value.relation in ("before", "after") else "")
    word = "" if word == "present" else word
    if not word:
        return [(_period(p, year), p), *([("-present", None)] if value.wording == "present" else [])]
    if p.precision == "minute":
        return [(_period(p, year, word), p)]
    return [(f"{word} ", None), (_period(p, year), p)]


def _several(value: DateValue, this_year: int | None) -> list[Piece]:
    years = {_shown_year(p) for p in value.periods}
    apart = len(years) > 1 or value.calendar == "julian"
    says_year = apart or years != {this_year}
    joiner = {"range": "-", "all-of": "and", "one-of": "and" if value.wording == "between" else "or"}[value.relation]
    short = None if _uneven(value) else _shortened(value, joiner, says_year and not apart, apart)
    if short is not None:
        return short
    full: list[Piece] = [
        (_period(p, says_year) + (" (?)" if p.uncertain and not all(q.uncertain for q in value.periods) else ""), p)
        for p in value.periods
    ]
    if joiner == "-":
        qualifiers = {(p.approximate, p.uncertain) for p in value.periods}
        start: list[Piece] = [("from ", None)] if len(qualifiers) > 1 else []
        return [*start, full[0], (" to ", None), full[1]]
    return _listed(value, full, joiner)


def _uneven(value: DateValue) -> bool:
    """Check whether each end must be written in full: they differ in kind or qualification."""
    kinds = {(p.precision, p.approximate, p.uncertain, p.part, p.word, p.fiscal, p.zone_named) for p in value.periods}
    return len(kinds) > 1


def _listed(value: DateValue, full: list[Piece], joiner: str) -> list[Piece]:
    """Join members as AP does: no comma before the last, unless the one before it ends with a year."""
    opening: list[Piece] = [(f"{value.wording} ", None)] if value.wording in ("between", "either") else []
    *members, last = full
    before = members[-1][0]
    comma = "," if ", " in before and ":" not in before and before[-1].isdigit() else ""
    joined = [piece for member in members for piece in (member, (", ", None))][:-1]
    return [*opening, *joined, (f"{comma} {joiner} ", None), last]


def _shortened(value: DateValue, joiner: str, year_last: bool, year_each: bool) -> list[Piece] | None:
    """Drop what AP doesn't repeat: "Aug. 6-9", "2022-24", "9-11 a.m.", "44-40 B.C."; None if nothing is shared."""
    p = value.periods[0]
    if p.precision == "minute":
        return _short_times(value, joiner, year_last or year_each)
    if p.precision == "day" and not year_each and p.word not in DAY_PARTS:
        return _short_days(value, joiner, year_last)
    if p.precision == "month" and not year_each:
        texts = [_with_part(q, MONTHS[q.number - 1]) for q in value.periods]
        return _short(value, joiner, texts, f" {year_text(p.year)}" if year_last else "")
    if p.precision == "year" and not (p.fiscal or p.part):
        return _short_years(value, joiner)
    if joiner == "-" and p.precision in SPANS and not p.part:
        return SPANS[p.precision](value)
    if joiner == "-" and p.precision in ("day", "month") and p.word not in DAY_PARTS:
        return _short(value, joiner, [_with_part(q, WORDS[q.precision](q, True)) for q in value.periods], "")
    return None


def _short(value: DateValue, joiner: str, texts: list[str], tail: str) -> list[Piece]:
    """Join texts; what they share comes once: "about" before them, the year (`tail`) after."""
    about = value.periods[0].approximate
    texts = [*texts[:-1], texts[-1] + tail]
    pieces: list[Piece] = list(zip(texts, value.periods, strict=True))
    if joiner == "-":
        pieces = [pieces[0], ("-", None), pieces[1]]
        return [(f"{about} ", None), *pieces] if about else pieces
    if about:
        pieces = [(f"{about} {text}", p) for text, p in pieces]
    return _listed(value, pieces, joiner)


def _span_of_decades(value: DateValue) -> list[Piece] | None:
    """ "the 1980s-1990s", "the 40s-30s B.C."."""
    first, last = (_decade_word(p, True).removeprefix("the ") for p in value.periods)
    if first.endswith("century") or last.endswith("century") or (first[-5:] != last[-5:] and "." in first + last):
        return None
    return _short(value, "-", ["the " + first.removesuffix(" B.C.").removesuffix(" A.D."), last], "")


def _span_of_centuries(value: DateValue) -> list[Piece] | None:
    """ "18th-19th centuries", "fifth-fourth centuries B.C."."""
    first, last = (_century_word(p, True).partition(" ") for p in value.periods)
    if value.periods[0].word or first[2] != last[2]:
        return None
    return _short(value, "-", [first[0], f"{last[0]} {last[2].replace('century', 'centuries')}"], "")


def _span_of_seasons(value: DateValue) -> list[Piece] | None:
    """ "spring-summer 2024"; None over years, or where winter comes in."""
    first, last = value.periods
    if first.year != last.year or last.number == 4 or first.number == 4:
        return None
    return _short(value, "-", [first.word or SEASONS[first.number - 1], _season_word(last, True)], "")


def _span_of_shares(value: DateValue) -> list[Piece] | None:
    """ "first to second quarter of 2024"; None over years."""
    first, last = value.periods
    if first.year != last.year:
        return None
    about = f"{first.approximate} " if first.approximate else ""
    return [(about + ORDINALS[first.number - 1], first), (" to ", None), (_share_word(last, True), last)]


SPANS = {
    "decade": _span_of_decades,
    "century": _span_of_centuries,
    "season": _span_of_seasons,
    "quarter": _span_of_shares,
    "half": _span_of_shares,
}


def _short_days(value: DateValue, joiner: str, year_last: bool) -> list[Piece]:
    first, *others = value.periods
    texts, month = [day_text(first.number, first.day)], first.number
    for p in others:
        about_again = p.approximate and joiner != "-"
        texts.append(str(p.day) if p.number == month and not about_again else day_text(p.number, p.day))
        month = p.number
    if first.part == "overnight" and joiner == "-":
        texts[0] = _with_part(first, texts[0])
    elif first.part:
        texts = [_with_part(p, day_text(p.number, p.day)) for p in value.periods]
    return _short(value, joiner, texts, f", {year_text(first.year)}" if year_last else "")


def _short_years(value: DateValue, joiner: str) -> list[Piece]:
    first, last = value.periods[0].year, value.periods[-1].year
    if all(p.year <= 0 for p in value.periods) and (joiner == "-" or min(p.year for p in value.periods) > -999):
        return _short(value, joiner, [_grouped(1 - p.year) for p in value.periods], " B.C.")
    if joiner == "-" and first > 0 and last < 1000:
        return _short(value, joiner, [year_text(first), _grouped(last)], "")
    texts = [year_text(p.year) for p in value.periods]
    # 2022-24, but 2011-2012: ISO would read 2011-12 as a month. 1999-2001 and 2000-2024 keep their century.
    if joiner == "-" and first >= 1000 and first // 100 == last // 100 and last % 100 > 12:
        texts[1] = f"{last % 100:02}"
    return _short(value, joiner, texts, "")


def _short_times(value: DateValue, joiner: str, year: bool) -> list[Piece] | None:
    """Format times of one day: "Nov. 5, 9-11 a.m. EST", "Aug. 6, between 3 and 5 p.m."; None if they span days."""
    between = "between " if value.wording == "between" else ""
    if len(value.periods) != 2 or not (joiner == "-" or between):
        return None
    first, last = value.periods
    shown = first.days[0] if first.minute == 0 and last.days[0] == first.days[0] else shown_day(first)
    if first.zone != last.zone or shown != shown_day(last) or (between and first.approximate):
        return None
    if first.minute == 0 and last.minute == 0:
        return None
    start, end = clock_text(first.minute), clock_text(last.minute)
    if start[-5:] == end[-5:] and start.endswith(".m.") and first.offset == last.offset and last.minute:
        start = start[:-5]
    if first.zone_named and first.offset != last.offset:
        start += zone_text(first)
    _, month, day = year_month_day(shown)
    day_shown = full_day(shown) if year else day_text(month, day)
    about = f"{first.approximate} " if first.approximate else ""
    middle = "-" if joiner == "-" else f" {joiner} "
    return [(f"{day_shown}, {between}{about}{start}", first), (middle, None), (end + zone_text(last), last)]


def datetime_of(p: Period) -> str | None:
    """Return an HTML date, month, year, week or global date and time string, as coarse as what was entered."""
    if not 1 <= p.year <= 9999 or p.fiscal or (p.approximate and p.precision != "minute"):
        return None
    if p.precision == "minute":
        return iso_day(p.days[0]) if p.approximate or p.word else iso_minute(p)  # a local time has no known offset
    if p.precision == "day":
        return iso_day(p.days[0])
    if p.calendar == "julian":
        return None
    if p.precision == "week":
        iso = date(p.year, p.number, p.day).isocalendar()
        return f"{iso.year:04}-W{iso.week:02}"
    return {"month": f"{p.year:04}-{p.number:02}", "year": f"{p.year:04}"}.get(p.precision)
