"""One date as typed, in pieces: tokens fill the slots of a `Fragment` in any order.

"Tuesday, Aug. 6, 2024, 3 p.m. ET" and "3 p.m. on the 6th of August" fill the same slots. `ellipsis` fills in what is
missing (the month of "9" in "Aug. 6-9"), and `resolving` makes it a `Period`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .calendars import moving_day, year_month_day
from .display import DAY_PARTS, day_text
from .exceptions import RefusedDate
from .figures import DAY_FIRST
from .setting import Setting
from .words import MONTHS, VOCABULARY, Token
from .zones import ABBREVIATIONS, offset_name

# Slots that make text a date, or a bad date, rather than a label.
CORE = "year month day weekday minute season quarter half decade century millennium monday fixed loose ordinal weeks nth".split()
# Kinds of tokens that "the last week of" can precede; and those that hold a year.
WHOLES = set(
    "month|season|quarter|which|decade|fiscal|fiscal year|iso quarter|iso month|month year|short year|winter years|"
    "ordinal|ordinal word|unit".split("|")
)
YEARS = set(
    "instant|winter years|iso week|iso quarter|ymd|dmy words|dotted|mdy|month year|iso month|iso year|compact|"
    "fiscal year|short year".split("|")
)
# Beside these, four figures may be the year of a date as well as a time.
DATE_WORDS = {"month", "md", "holiday", "weekday", "relative day", "season", "unit", "which", "ago", "count", "quarter"}
DATE_WORDS |= {"deep", "decade", "collapsed", "ordinal", "ordinal word", "number", "fiscal", *YEARS}


DEEP = {"years": 1, "thousand": 1e3, "kya": 1e3, "million": 1e6, "mya": 1e6, "billion": 1e9, "bya": 1e9, "gya": 1e9}


@dataclass
class Fragment:
    """The slots of one date. `year` is as typed, without its era; era "iso" marks an astronomical year."""

    text: str = ""
    year: int | None = None
    year_digits: int = 0
    era: str = ""
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    minute: int | None = None
    meridiem: str = ""  # am, pm, or 24 for a 24-hour clock
    bare_clock: bool = False  # 3:30, with nothing to say which half of the day
    midnight_word: bool = False
    zone: str = ""
    offset: int | None = None
    season: int | None = None
    word: str = ""
    quarter: int | None = None
    half: int | None = None
    decade: int | None = None
    century: int | None = None
    millennium: int | None = None
    monday: int | None = None  # day number: a week already known
    week: bool = False
    weekend: bool = False
    fiscal: bool = False
    fixed: int | None = None  # day number: "yesterday"
    weeks: int | None = None  # the week of the year
    loose: int | None = None  # a number that only a neighbor can explain
    loose_digits: int = 0
    ordinal: int | None = None
    ordinal_word: bool = False
    part: str = ""
    day_part: str = ""  # morning, afternoon, evening, night
    first_decade: bool = False  # "the first decade of the 20th century"
    nth: int | None = None  # which week, weekend, day or weekday of what the other slots name; -1 is the last
    nth_unit: str = ""
    nth_days: tuple[int, int] | None = None  # first and last day number of it, once known
    holiday: str = ""
    moving: tuple[int, ...] = ()  # how the day of that holiday is found
    stray: str = ""  # a number word that counts nothing
    approximate: str = ""
    uncertain: bool = False
    pronoun: int | None = None  # last, this, next
    which: str = ""  # the word for `pronoun`
    ago: bool = False
    is_local: bool = False  # "3 a.m. local time"
    count: int | None = None
    unit: str = ""
    warnings: list[str] = field(default_factory=list)

    def put(self, slot: str, value: Any) -> None:
        """Fill a slot. Raises RefusedDate if it holds another value."""
        if self.is_filled(slot) and getattr(self, slot) != value:
            raise RefusedDate(f"“{self.text}” names two {PLURALS.get(slot, slot + 's')}: keep one, or make two events.")
        setattr(self, slot, value)

    def take(self, other: "Fragment", *slots: str) -> None:
        """Copy slots from another fragment."""
        for slot in slots:
            setattr(self, slot, getattr(other, slot))

    def is_filled(self, slot: str) -> bool:
        """Check whether a slot holds anything; 0 is Monday or midnight."""
        value = getattr(self, slot)
        return value is not None and value is not False and value != ""

    @property
    def is_days(self) -> bool:
        """Whether this is a weekend, or a week of a month or year, which is a range of days and not a period."""
        return self.weekend or (self.nth is not None and self.nth_unit in ("week", "weekend") and self.weekday is None)

    @property
    def has_core(self) -> bool:
        """Whether anything here tells when."""
        if self.pronoun is not None and self.unit:
            return True
        strong = any(getattr(self, slot) is not None for slot in CORE)
        return strong and not (self.unit or self.count is not None)

    @property
    def has_day(self) -> bool:
        """Whether a day is named, by date, weekday or a word such as "yesterday"."""
        return self.fixed is not None or self.weekday is not None or (self.month is not None and self.day is not None)


# Slots that messages don't call by their names.
PLURALS = {"minute": "times", "fixed": "days", "century": "centuries", "half": "halves", "nth": "parts of a whole"}
PLURALS |= {"loose": "numbers", "count": "numbers", "day_part": "parts of the day", "ago": "distances from today"}
PLURALS |= {"offset": "time zones", "zone": "time zones", "pronoun": "words such as last, this and next"}


def says_year(tokens: list[Token]) -> bool:
    """Check whether a year was typed; four figures before a zone may be a time."""
    following = [*tokens[1:], Token("end", None, "")]
    return any(
        token.kind in YEARS or (token.kind == "number" and len(token.text) > 2 and near.kind not in ("zone", "offset"))
        for token, near in zip(tokens, following, strict=False)
    )


def two_digit_year(number: int, today: date) -> int:
    """Return the year from 79 years ago to 20 years ahead: '24 is 2024, '68 is 1968."""
    return today.year + 20 - (today.year + 20 - number) % 100


def clock(fragment: Fragment, hour: int, minute: int, meridiem: str) -> int:
    """Return minutes since midnight. Raises RefusedDate for a time that no clock shows."""
    if minute > 59:
        raise RefusedDate(f"There is no minute {minute}: write 00 to 59.")
    if meridiem in ("am", "pm"):
        if not 1 <= hour <= 12:
            half = f"{meridiem[0]}.m."
            raise RefusedDate(f"There is no {hour} {half}: write 1 to 12 before {half}, or {hour}:{minute:02} alone.")
        hour = hour % 12 + (12 if meridiem == "pm" else 0)
    elif hour > 24 or (hour == 24 and minute):
        raise RefusedDate(f"There is no hour {hour}: write 0 to 23, or 1 to 12 with a.m. or p.m.")
    return hour * 60 + minute


class Filler:
    """Reads tokens into one fragment: a method for each kind of token."""

    def __init__(self, tokens: list[Token], setting: Setting, text: list[Token]):
        self.tokens = tokens
        self.setting = setting
        self.whole_text = text
        self.at = 0
        named = ("month", "weekday")  # tokens are lowercase, messages are not
        words = (token.text.capitalize() if token.kind in named else token.text for token in tokens)
        self.got = Fragment(" ".join(words))

    def fill(self) -> Fragment:
        """Return the fragment. Raises RefusedDate if the tokens contradict each other."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            handler = getattr(self, "read_" + token.kind.replace(" ", "_").replace("'", ""), None)
            if handler is None:
                problem = f"“{token.text}” does not fit in “{self.got.text}”"
                raise RefusedDate(f"{problem}: write it like Aug. 6, 2024, or as two events.")
            handler(token)
        if self.got.moving:
            self._place_holiday()
        return self.got

    def _place_holiday(self) -> None:
        """Find the day of a holiday such as Easter or Thanksgiving in its year."""
        got = self.got
        if got.year is None or got.era or not 1583 <= got.year <= 9999:
            raise RefusedDate(f"“{got.text}”: write its date, such as {got.holiday}, Nov. 28, 2024.")
        for slot, value in zip(("month", "day"), year_month_day(moving_day(got.year, *got.moving))[1:], strict=True):
            got.put(slot, value)

    def peek(self, skip: tuple[str, ...] = ()) -> Token | None:
        """Return the next token that is not of a kind in `skip`."""
        return next((t for t in self.tokens[self.at :] if t.kind not in skip), None)

    def next_is(self, *kinds: str, skip: tuple[str, ...] = ()) -> bool:
        """Check whether the next token is of one of these kinds."""
        following = self.peek(skip)
        return following is not None and following.kind in kinds

    def read_filler(self, token: Token) -> None:
        """Skip in, on, at, the, of."""

    read_comma = read_filler

    def read_month(self, token: Token) -> None:
        self.got.put("month", token.value)

    def read_weekday(self, token: Token) -> None:
        self._takes_place("weekday")
        self.got.put("weekday", token.value)

    def read_holiday(self, token: Token) -> None:
        day, name = token.value
        self.got.put("holiday", name)
        if len(day) == 2:
            self.got.put("month", day[0])
            self.got.put("day", day[1])
        else:
            self.got.moving = day

    def read_relative_day(self, token: Token) -> None:
        days, word = token.value
        self.got.put("fixed", days)
        if word:
            self.read_day_part(Token("day part", word, word))

    def read_clock(self, token: Token) -> None:
        self.got.loose = None if self.got.loose == 12 else self.got.loose  # "12 noon"
        self.got.put("minute", token.value)
        self.got.meridiem = "24"
        self.got.midnight_word = token.value == 0

    def read_part(self, token: Token) -> None:
        self.got.put("part", token.value)

    def read_day_part(self, token: Token) -> None:
        part = DAY_PARTS[token.value]
        if self.got.pronoun is not None and self.got.weekday is None and self.got.month is None:
            self.got.put("fixed", -1 if self.got.pronoun < 0 else self.got.pronoun)
            self.got.pronoun = None
        before = self.tokens[self.at - 2] if self.at > 1 else None
        nearer = f"{before.value} " if before is not None and before.kind == "part" and self.got.part else ""
        self.got.part = ""  # "early Monday morning" is Monday morning
        self.got.put("part", part)
        named = f"{nearer}{token.value}"
        self.got.put("day_part", named if named in DAY_PARTS else token.value)

    def read_approximate(self, token: Token) -> None:
        self.got.approximate = token.value

    def read_about(self, token: Token) -> None:
        self.got.approximate = "about"

    def read_uncertain(self, token: Token) -> None:
        self.got.uncertain = True

    read_doubt = read_uncertain

    def read_qualifier(self, token: Token) -> None:
        """Read EDTF's ~ and %, after what they qualify."""
        word = "circa" if self.got.year is not None and not self.got.month else "about"
        self.got.approximate = self.got.approximate or word
        self.got.uncertain = self.got.uncertain or token.text == "%"

    def read_season(self, token: Token) -> None:
        number, self.got.word = token.value
        self.got.put("season", number)

    def read_winter_years(self, token: Token) -> None:
        """Read winter 2023-24: one season over two years."""
        first, last = int(token.value["w1"]), token.value["w2"]
        if int(last) != (first + 1) % 10 ** len(last):
            raise RefusedDate(f"“{token.text}” is more than one winter: write winter {first} to winter {last}.")
        self.got.put("season", 4)
        self.got.put("year", first)
        self.got.era, self.got.word = "iso", "span"

    def read_fiscal(self, token: Token) -> None:
        self.got.fiscal = True
        following = self.peek()
        if self.got.pronoun is not None or following is None or following.kind != "unit":
            return
        if following.value == "year":
            self.at += 1
        elif self.got.ordinal is None and says_year(self.whole_text):
            unit = following.value
            raise RefusedDate(f"“{self.got.text}”: which {unit}? Enter it like first {unit} of fiscal 2024.")

    def read_which(self, token: Token) -> None:
        if self.got.which == "this":  # "this coming Friday", "this past week"
            self.got.pronoun = None
        self.got.put("pronoun", token.value)
        self.got.which = token.text

    def read_count(self, token: Token) -> None:
        if self.next_is("unit"):
            self.got.put("count", token.value)
        elif token.text not in ("a", "an"):
            self.got.stray = token.text

    def read_ago(self, token: Token) -> None:
        if self.got.count is None:
            raise RefusedDate(f"“{self.got.text}”: say how many days, weeks, months or years ago.")
        self.got.put("pronoun", self.got.count if token.value == "hence" else -self.got.count)
        self.got.put("ago", value=True)

    def read_unit(self, token: Token) -> None:
        got, unit = self.got, token.value
        if self._numbered(unit) or self._takes_place(unit):
            return
        if unit in ("quarter", "half", "century", "millennium") and got.ordinal is not None:
            setattr(got, unit, got.ordinal)
            got.ordinal = None
        elif unit == "decade" and got.ordinal == 1:
            got.first_decade, got.ordinal = True, None
        elif unit in ("week", "weekend") and got.pronoun is None and got.count is None:
            self._week_of(unit)
        elif unit == "year" and got.pronoun is None and got.count is None:
            if self.next_is("number"):
                self._year(self._next())
                got.era = got.era or ("ad" if got.year_digits < 3 else "")
        else:
            got.put("unit", unit)
            if unit in ("week", "weekend"):
                got.week, got.weekend = True, unit == "weekend"

    def _numbered(self, unit: str) -> bool:
        """Read "2 weeks ago": the loose number counts the unit."""
        got = self.got
        if got.loose is None or not self.next_is("ago"):
            return False
        got.put("count", got.loose)
        got.put("unit", unit)
        got.loose, got.week = None, got.week or unit == "week"
        return True

    def _takes_place(self, unit: str) -> bool:
        """Read "the last week of", "first Monday in", "last quarter of": a place in the whole that comes next."""
        got, last = self.got, self.got.which == "last" and self.got.count is None
        nth = -1 if last else got.ordinal
        if nth is None or not self._whole_follows():
            return False
        if unit in ("week", "weekend", "weekday") or (unit == "day" and last):
            got.put("nth", nth)
            got.put("nth_unit", unit)
        elif unit == "month" and last:
            got.put("month", 12)
        elif unit in ("quarter", "half") and last:
            got.put(unit, 4 if unit == "quarter" else 2)
        else:
            return False
        if last:
            got.pronoun, got.which = None, ""
        else:
            got.ordinal = None
        return True

    def _whole_follows(self) -> bool:
        """Check whether "of" or "in" comes next, and then something that has weeks and days."""
        if self.at >= len(self.tokens) or self.tokens[self.at].text not in ("of", "in"):
            return False
        following = self.peek(skip=("filler",))
        year = following is not None and following.kind == "number" and len(following.text) > 2
        return year or (following is not None and following.kind in WHOLES)

    def _week_of(self, unit: str) -> None:
        got = self.got
        if got.ordinal is not None:
            raise RefusedDate(f"“{got.text}”: which days? Write them, such as Aug. 1-7, or the week of Aug. 5.")
        got.week, got.weekend = True, unit == "weekend"
        following = self.peek()
        if following and following.kind == "number" and len(following.text) < 3 and unit == "week":
            self.at += 1
            if not self.next_is("month", skip=("filler", "comma")):
                got.weeks = int(following.text)
                return
            self.at -= 1
        if following and following.text in ("ending", "beginning", "starting", "commencing"):
            self.at += 1

    def _next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def read_era(self, token: Token) -> None:
        era = token.value if isinstance(token.value, str) else ("bc" if token.text.startswith("b") else "ad")
        got = self.got
        if era == "ad" and self.next_is("number") and got.year is None:
            self._year(self._next())
        elif got.loose is not None and got.year is None:
            got.year, got.year_digits, got.loose = got.loose, got.loose_digits, None
        got.put("era", era)

    def read_zone(self, token: Token) -> None:
        zone, offset = token.value
        self.got.put("zone", zone)
        if offset is not None:
            self.got.put("offset", offset)

    def read_ambiguous_zone(self, token: Token) -> None:
        raise RefusedDate("IST is the time of India, Israel and Ireland: write India time, Israel time or Irish time.")

    def read_local_time(self, token: Token) -> None:
        if self.got.zone:
            raise RefusedDate("Local time and a zone: keep one of the two.")
        self.got.is_local = True
        self.got.warnings.append("Local time is sorted as ours: to be exact, name the place, such as Kyiv time.")

    def read_oclock(self, token: Token) -> None:
        raise RefusedDate(f"“{self.got.text}”: write the hour with a.m. or p.m., such as 3 p.m.")

    def _year(self, token: Token) -> None:
        digits = token.text.replace(",", "").lstrip("+")
        if len(digits) > 9:
            raise RefusedDate("Years end at 999,999,999: write a nearer year.")
        self.got.put("year", int(digits))
        self.got.year_digits = len(digits)

    def read_number(self, token: Token) -> None:
        got, digits = self.got, len(token.text.replace(",", ""))
        if digits == 4 and self._is_clock(token):
            got.minute, got.meridiem = clock(got, int(token.text[:2]), int(token.text[2:]), "24"), "24"
        elif digits >= 3 or self.next_is("era"):
            self._year(token)
        elif got.fiscal and got.year is None:
            got.put("year", two_digit_year(int(token.text), self.setting.today))
        elif self._is_day() or (got.holiday and int(token.text) == got.day):  # "Christmas Day, Dec. 25"
            got.put("day", int(token.text))
        else:
            got.put("loose", int(token.text))
            got.loose_digits = digits

    def _is_clock(self, token: Token) -> bool:
        """Check whether four figures before a zone are a time: "1530 GMT"; "Aug. 6, 1914 ET" is a year.

        If they could be either, they are refused or read as the year with a warning, so that no year is lost.
        """
        got, zone = self.got, self.peek()
        if got.minute is not None or zone is None or zone.kind not in ("zone", "offset") or not token.text.isdigit():
            return False
        hour, minute = int(token.text[:2]), int(token.text[2:])
        if zone.kind == "offset" or hour > 24:
            return False
        universal, likely = zone.text in ("z", "utc", "gmt"), 1600 <= int(token.text) < 2100
        others = {each.kind for each in self.whole_text if each is not token and each is not zone}
        if (universal and (zone.tight or not likely)) or hour < 10 or not others & DATE_WORDS or says_year(self.tokens):
            return True
        if minute > 59:
            return False
        named = zone.text.upper() if len(zone.text) < 5 else zone.text.capitalize()
        time, year = f"{token.text[:2]}:{token.text[2:]} {named}", token.text
        if got.month is None or got.day is None or universal or not likely:
            raise RefusedDate(f"“{got.text}”: is {year} the year or the time? Enter {time}, or leave the zone out.")
        got.warnings.append(f"{year} is read as the year; for the time write {time}.")
        return False

    def _is_day(self) -> bool:
        if self.got.day is not None or self.got.fixed is not None:
            return False
        return self.got.month is not None or self.next_is("month", skip=("filler",))

    def read_ordinal(self, token: Token) -> None:
        word = token.kind == "ordinal word"
        number = token.value if word else int(token.value["on"])
        following = self.peek()
        if following and following.kind == "approximate" and following.text == "c":  # "19th c."
            self.at += 1
            self.got.put("century", number)
        elif not self.next_is("unit") and self._is_day():
            self.got.put("day", number)
        else:
            self.got.put("ordinal", number)
            self.got.ordinal_word = word

    read_ordinal_word = read_ordinal

    def read_decade(self, token: Token) -> None:  # "the nineties", "the 1990s"
        self.got.put("decade", token.value if isinstance(token.value, int) else int(token.value["dn"]))

    def read_deep(self, token: Token) -> None:
        """Read "66 million years ago": about so many years before A.D. 1, which is near enough."""
        found = token.value
        scale = DEEP[found["yu"] or found["ya"] or "years"]
        count = float((found["yn"] or found["yl"]).replace(",", "")) * scale
        if not 10_000 <= count < 1e11:
            raise RefusedDate(f"“{self.got.text}”: write the year, such as 8000 B.C.")
        self.got.put("year", -round(count))
        self.got.era, self.got.word = "iso", "ago"

    def read_collapsed(self, token: Token) -> None:
        """Read EDTF's 199X and 18XX."""
        if token.text.endswith("xx"):
            self.got.put("century", int(token.text[:2]) + 1)
        else:
            self.got.put("decade", int(token.text[:3]) * 10)
            self.got.word = "decade"

    def read_short_year(self, token: Token) -> None:
        self.got.put("year", two_digit_year(int(token.value["sy"]), self.setting.today))
        self.got.year_digits = 4

    def read_fiscal_year(self, token: Token) -> None:
        self.got.fiscal = True
        self.got.put("year", self._full_year(token.value["f"]))

    def _full_year(self, figures: str) -> int:
        return int(figures) if len(figures) == 4 else two_digit_year(int(figures), self.setting.today)

    def read_quarter(self, token: Token) -> None:
        found = token.value
        letter, number = found["qa"] or found["qa2"], found["qn"] or found["qn2"]
        self.got.put("quarter" if letter == "q" else "half", int(number))

    def read_iso_quarter(self, token: Token) -> None:
        self.got.put("year", int(token.value["qy"]))
        self.got.put("quarter" if token.value["qk"] == "q" else "half", int(token.value["qq"]))

    def read_iso_week(self, token: Token) -> None:
        self.got.put("year", int(token.value["wy"]))
        self.got.week, self.got.weeks = True, int(token.value["ww"])

    def _date(self, year: int | None, month: int, day: int | None, era: str = "") -> None:
        self.got.put("month", month)
        if day is not None:
            self.got.put("day", day)
        if year is not None:
            self.got.put("year", year)
            self.got.era, self.got.year_digits = era, 4

    def read_ymd(self, token: Token) -> None:
        found = token.value
        self._date(int(found["yy"]), int(found["ym"]), int(found["yd"]), "iso")

    def read_compact(self, token: Token) -> None:
        figures = token.value["c"]
        self._date(int(figures[:4]), int(figures[4:6]), int(figures[6:]), "iso")

    def read_iso_month(self, token: Token) -> None:
        found = token.value
        year, month = int(found["ly"]), int(found["lm"])
        self._date(year, month, None, "iso")
        if year > 0 and year % 100 < month:
            years = f"{year}-{year - year % 100 + month}"
            self.got.warnings.append(f"{token.text} is read as a month, the ISO way; for the years write {years}.")

    def read_month_year(self, token: Token) -> None:
        self._date(int(token.value["py"]), int(token.value["pm"]), None)

    def read_iso_year(self, token: Token) -> None:
        self.got.put("year", int(token.value["ey"] or token.value["ey2"]))
        self.got.era = "iso"

    def read_dmy_words(self, token: Token) -> None:
        found = token.value
        kind, month = VOCABULARY.get(found["dm"], ("", 0))
        if kind != "month":
            raise RefusedDate(f"“{found['dm']}” isn't a month: write a date like 6 Aug. 2024.")
        self._date(self._full_year(found["dy"]), month, int(found["dd"]))

    def read_dotted(self, token: Token) -> None:
        found = token.value
        self._date(self._full_year(found["ty"]), int(found["tm"]), int(found["td"]))

    def read_mdy(self, token: Token) -> None:
        found = token.value
        self._in_order(token, int(found["ma"]), int(found["mb"]), self._full_year(found["my"]))

    def read_md(self, token: Token) -> None:
        self._in_order(token, int(token.value["na"]), int(token.value["nb"]), None)

    def _in_order(self, token: Token, first: int, second: int, year: int | None) -> None:
        order = self.setting.figures or self.setting.usual
        is_open = not self.setting.figures and max(first, second) <= 12 and first != second
        if second <= 12 and (first > 12 or order == DAY_FIRST):
            first, second = second, first
        if is_open:
            shown = "" if year is None else str(year)
            day_first, month_first = f"{first} {MONTHS[second - 1]} {shown}", f"{day_text(second, first)}, {shown}"
            other = (month_first if order == DAY_FIRST else day_first).rstrip(", ")
            said = "day first" if order == DAY_FIRST else "in U.S. order"
            read = f"{token.text} is read {said}, {day_text(first, second)}"
            self.got.warnings.append(f"{read}; for the other write {other}.")
        self._date(year, first, second)

    def read_instant(self, token: Token) -> None:
        found = token.value
        self._date(int(found["iy"]), int(found["imo"]), int(found["id"]), "iso")
        self._time(int(found["ih"]), int(found["imi"]), "24", found["is"])
        if found["iz"] == "z":
            self.read_zone(Token("zone", ABBREVIATIONS["z"], "z"))
        elif found["iz"]:
            figures = found["iz"][1:].replace(":", "").ljust(4, "0")
            self._offset(found["iz"][0], int(figures[:2]), int(figures[2:]))

    def read_time(self, token: Token) -> None:
        found = token.value
        self._time(int(found["h"]), int(found["mi"] or 0), found["ap"][0] + "m", found["s"])

    def read_time_24(self, token: Token) -> None:
        hour = int(token.value["h2"])
        self._time(hour, int(token.value["mi2"]), "24", token.value["s2"])
        self.got.bare_clock = 1 <= hour <= 12 and not token.text.startswith("0")

    def _time(self, hour: int, minute: int, meridiem: str, seconds: str | None) -> None:
        if seconds and int(seconds.strip(":").replace(",", ".").split(".")[0]):
            self.got.warnings.append("Seconds are not kept: the time is to the minute.")
        self.got.put("minute", clock(self.got, hour, minute, meridiem))
        self.got.meridiem = meridiem

    def read_offset(self, token: Token) -> None:
        found = token.value
        sign = "+" if "+" in (found["o1"], found["o2"]) else "-"
        self._offset(sign, int(found["o1h"] or found["o2h"]), int(found["om"] or 0))

    def _offset(self, sign: str, hours: int, minutes: int) -> None:
        if hours > 14 or minutes > 59:
            raise RefusedDate(f"There is no zone {sign}{hours:02}:{minutes:02}: offsets run from -12:00 to +14:00.")
        offset = (hours * 60 + minutes) * (-1 if sign == "-" else 1)
        self.got.put("zone", offset_name(offset))
        self.got.put("offset", offset)
