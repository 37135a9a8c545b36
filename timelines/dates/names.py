"""Names of days, months and years on a scale and over a list: in AP style, or by CLDR in the language of a timeline."""

from datetime import date, time
from functools import cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

from .display import clock_text, day_text, year_text
from .languages import LANGUAGES
from .words import AP_MONTHS, MONTHS

AGO = {  # thousands, and millions of years
    "es": ("hace {} años", "hace {} de años"),
    "fr": ("il y a {} ans", "il y a {} d’années"),
    "de": ("vor {} Jahren", "vor {} Jahren"),
    "uk": ("{} років тому", "{} років тому"),
    "ar": ("قبل {} سنة", "قبل {} سنة"),
}


class Names:
    """AP style. Years are astronomical."""

    def time(self, minute: int) -> str:
        return clock_text(minute)

    def day(self, month: int, day: int) -> str:
        """Name a day without its year: "Aug. 6"."""
        return day_text(month, day)

    def full_day(self, year: int, month: int, day: int) -> str:
        return f"{day_text(month, day)}, {year_text(year)}"

    def days(self, year: int, month: int, first: int, last: int) -> str:
        """Name days of one month: "Aug. 6-9, 2024"."""
        return f"{day_text(month, first)}-{last}, {year_text(year)}"

    def short_month(self, month: int) -> str:
        return AP_MONTHS[month - 1]

    def short_month_of(self, year: int, month: int) -> str:
        return f"{AP_MONTHS[month - 1]} {year_text(year)}"

    def month(self, month: int) -> str:
        return MONTHS[month - 1]

    def month_of(self, year: int, month: int) -> str:
        return f"{MONTHS[month - 1]} {year_text(year)}"

    def months(self, year: int, first: int, last: int) -> str:
        """Name months of one year: "April-June 2024"."""
        return f"{MONTHS[first - 1]}-{MONTHS[last - 1]} {year_text(year)}"

    def year(self, year: int) -> str:
        return year_text(year)

    def years(self, first: int, last: int) -> str:
        """Name some years: "the 1990s", "2020-24", "44 B.C. to A.D. 4"."""
        if first > 0 and (first % 10, last - first) == (0, 9):
            return f"the {first}s"
        if first >= 1000:
            return f"{first}-{last if last // 100 != first // 100 or last % 100 < 13 else last % 100}"
        return f"{year_text(first)} to {year_text(last)}"

    def span(self, first: int, years: int, *, after_christ: bool) -> str:
        """Name a round span of years as a heading, by its first year as people count it: "1990s", "100s B.C."."""
        if first == 0:
            return f"A.D. 1-{years - 1}" if after_christ else f"{years - 1}-1 B.C."
        return f"{first}s" if after_christ else f"{first}s B.C."

    def decade(self, year: int) -> str:
        """Name a decade in a sentence: "the 1990s"; "" for one that needs more words."""
        return f"the {year}s" if year >= 1000 else ""

    def ago(self, years: int) -> str:
        for name, size in (("billion", 10**9), ("million", 10**6)):
            if years >= size:
                return f"{years / size:.4g} {name} years ago"
        return f"{years:,} years ago"

    def number(self, number: int) -> str:
        return f"{number:,}"


class LocalNames(Names):
    """The names of CLDR in one of LANGUAGES."""

    def __init__(self, language: str) -> None:
        self.language, self.locale = language, Locale.parse(language)

    def time(self, minute: int) -> str:
        return str(format_skeleton("Hm", time(*divmod(minute, 60)), locale=self.locale))

    def day(self, month: int, day: int) -> str:
        return str(format_skeleton("MMMd", date(2000, month, day), locale=self.locale))

    def full_day(self, year: int, month: int, day: int) -> str:
        if not 1 <= year <= 9999:
            return f"{self.day(month, day)} {self.year(year)}"
        return str(format_skeleton("yMMMd", date(year, month, day), locale=self.locale))

    def days(self, year: int, month: int, first: int, last: int) -> str:
        if not 1 <= year <= 9999:
            return f"{self.day(month, first)} – {self.full_day(year, month, last)}"
        return str(format_interval(date(year, month, first), date(year, month, last), "yMMMd", locale=self.locale))

    def short_month(self, month: int) -> str:
        return format_date(date(2000, month, 1), "LLL", locale=self.locale)

    def short_month_of(self, year: int, month: int) -> str:
        return self._month_of("yMMM", year, month) or f"{self.short_month(month)} {self.year(year)}"

    def month(self, month: int) -> str:
        return format_date(date(2000, month, 1), "LLLL", locale=self.locale)

    def month_of(self, year: int, month: int) -> str:
        return self._month_of("yMMMM", year, month) or f"{self.month(month)} {self.year(year)}"

    def _month_of(self, skeleton: str, year: int, month: int) -> str:
        return format_skeleton(skeleton, date(year, month, 1), locale=self.locale) if 1 <= year <= 9999 else ""

    def months(self, year: int, first: int, last: int) -> str:
        if not 1 <= year <= 9999:
            return f"{self.month(first)} – {self.month_of(year, last)}"
        return str(format_interval(date(year, first, 1), date(year, last, 1), "yMMMM", locale=self.locale))

    def year(self, year: int) -> str:
        return f"{1 - year} {self.locale.eras['abbreviated'][0]}" if year < 1 else str(year)

    def years(self, first: int, last: int) -> str:
        if last < 1:
            return f"{1 - first}–{self.year(last)}"
        return f"{self.year(first)}{'–' if first > 0 else ' – '}{last}"

    def span(self, first: int, years: int, *, after_christ: bool) -> str:
        begins, ends = max(first, 1), first + years - 1
        return self.years(begins, ends) if after_christ else self.years(1 - ends, 1 - begins)

    def decade(self, year: int) -> str:
        return self.years(year, year + 9)

    def ago(self, years: int) -> str:
        thousands, millions = AGO[self.language]
        if years < 10**6:
            return thousands.format(self.number(years))
        number = format_compact_decimal(years, format_type="long", locale=self.locale, fraction_digits=1)
        return millions.format(number)

    def number(self, number: int) -> str:
        return str(format_decimal(number, locale=self.locale))


@cache
def names_in(language: str) -> Names:
    """Return the names of that language; AP style for English and every language that isn't one of LANGUAGES."""
    return LocalNames(language) if language in LANGUAGES else Names()
