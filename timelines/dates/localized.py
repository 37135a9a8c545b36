"""Dates in the language of a timeline: days, months and years by CLDR, through Babel, with the words of `languages`.

What has no form here (weeks, centuries, fiscal years, deep time, days before A.D. 1) is shown as it was typed, which was
in that language.
"""

from datetime import date, time

from babel import Locale
from babel.dates import format_interval, format_skeleton

from .calendars import year_month_day
from .display import Piece, datetime_of, has_own_words, timed_pieces, zone_text
from .languages import LANGUAGES, word
from .period import PARTS, Period
from .value import DateValue

SEASONS = ("spring", "summer", "autumn", "winter")
OF = {"es": " de "}  # between a season and its year
Pieces = list[tuple[str, str | None]]


class NoForm(ValueError):
    """A date that these languages have no form for."""


def localized(value: DateValue, today: date, language: str) -> Pieces:
    """Split a date as readers of that language see it into (text, `datetime` attribute or None).

    English, and every language that isn't one of LANGUAGES, is AP style; see `timed_pieces`.
    """
    if language not in LANGUAGES or value.undated:
        return timed_pieces(value, today)
    try:
        found = _Display(language, today.year).pieces(value)
    except NoForm:
        return [(value.text, None)]
    exact = value.relation in ("at", "range", "all-of") and not value.uncertain
    return [(text, datetime_of(p) if exact and p else None) for text, p in found]


class _Display:
    def __init__(self, language: str, this_year: int) -> None:
        self.language, self.locale, self.this_year = language, Locale.parse(language), this_year

    def pieces(self, value: DateValue) -> list[Piece]:
        if value.calendar == "julian" or (value.label and not has_own_words(value)):
            raise NoForm
        shown = self._meant(value)
        if value.uncertain:
            shown = [(f"{self._word('possibly')} ", None), *shown]
        return [(f"{value.label} (", None), *shown, (")", None)] if value.label else shown

    def _meant(self, value: DateValue) -> list[Piece]:
        first, last = value.periods[0], value.periods[-1]
        texts: list[Piece] = [(self._period(p), p) for p in value.periods]
        if value.relation == "range" and len(texts) == 2:
            return self._interval(first, last) or [texts[0], (" – ", None), texts[1]]
        if value.wording == "between":
            return [(f"{self._word('between')} ", None), texts[0], (f" {self._word('and')} ", None), texts[1]]
        if len(texts) > 1:
            joiner = self._word("or" if value.relation == "one-of" else "and")
            commas = [piece for text in texts[:-1] for piece in (text, (", ", None))][:-1]
            return [*commas, (f" {joiner} ", None), texts[-1]]
        relation = "since" if value.wording in ("present", "from") else value.wording or value.relation
        if relation in ("at", "range"):
            return texts
        if relation not in ("before", "after", "since", "until", "through"):
            raise NoForm
        return [(f"{self._word('until' if relation == 'through' else relation)} ", None), *texts]

    def _word(self, english: str) -> str:
        return word(english, self.language)

    def _period(self, p: Period) -> str:
        kinds = {"minute": self._minute, "day": self._day, "month": self._month, "season": self._season}
        kinds["year"] = self._year
        if p.precision not in kinds or p.fiscal or p.word in ("ago", "span") or p.part not in ("", *PARTS):
            raise NoForm
        text = kinds[p.precision](p)
        text = f"{self._word(p.part)} {text}" if p.part else text
        return f"{self._word('about')} {text}" if p.approximate else text

    def _minute(self, p: Period) -> str:
        if p.word:
            raise NoForm
        clock = format_skeleton("Hm", time(*divmod(p.minute, 60)), locale=self.locale)
        return f"{self._on(*year_month_day(p.days[0]))}, {clock}{zone_text(p)}"

    def _day(self, p: Period) -> str:
        if p.word or p.zone:
            raise NoForm
        return self._on(p.year, p.number, p.day)

    def _on(self, year: int, month: int, day: int) -> str:
        return self._shown("MMMd", _date(year, month, day))

    def _month(self, p: Period) -> str:
        if p.part:  # a word with the genitive: "на початку серпня"
            name = self.locale.months["format"]["wide"][p.number]
            return name if p.year == self.this_year else f"{name}{OF.get(self.language, ' ')}{_date(p.year).year}"
        return self._shown("MMMM", _date(p.year, p.number))

    def _season(self, p: Period) -> str:
        return f"{self._word(SEASONS[p.number - 1])}{OF.get(self.language, ' ')}{self._year(p)}"

    def _year(self, p: Period) -> str:
        return f"{1 - p.year} {self.locale.eras['abbreviated'][0]}" if p.year < 1 else str(p.year)

    def _shown(self, skeleton: str, day: date) -> str:
        return str(format_skeleton(self._dated(skeleton, day), day, locale=self.locale))

    def _dated(self, skeleton: str, *days: date) -> str:
        return skeleton if all(day.year == self.this_year for day in days) else f"y{skeleton}"

    def _interval(self, first: Period, last: Period) -> list[Piece] | None:
        """Format two days or months as the language does ("6–9 août 2024"); None if it can't be in one piece."""
        plain = all(p == Period(p.precision, p.year, p.number, p.day) for p in (first, last))
        if not plain or first.precision != last.precision or first.precision not in ("day", "month"):
            return None
        start, end = (_date(p.year, p.number, p.day or 1) for p in (first, last))
        skeleton = self._dated("MMMd" if first.precision == "day" else "MMMM", start, end)
        return [(str(format_interval(start, end, skeleton, locale=self.locale)), None)]


def _date(year: int, month: int = 1, day: int = 1) -> date:
    if not 1 <= year <= 9999:
        raise NoForm
    return date(year, month, day)
