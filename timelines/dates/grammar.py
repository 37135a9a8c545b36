"""Grammar of a typed date: how its tokens are meant (at, before, a range, several), then the periods they name."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from .calendars import day_number, number_of, year_month_day
from .display import display, year_text
from .ellipsis import share
from .exceptions import RefusedDate
from .fragment import Filler, Fragment, says_year
from .period import Period
from .resolving import check_day, days_of, period_of, timed
from .setting import Setting
from .value import DateValue
from .words import HEDGES, Token, tidied

JOINTS = ("to", "slash")
# Kinds of tokens in words beside a date: "three weeks ago", "last Monday".
MOST_WORDS = 8
BESIDE = ("which", "count", "number", "ago", "unit", "relative day", "weekday", "filler", "part", "day part")


class Meant(NamedTuple):
    """How a text is meant; see `DateValue` for `relation` and `wording`."""

    relation: str
    wording: str
    periods: list[Period]


class Reading:
    """The reading of one text: first how it is meant, then the periods it names."""

    def __init__(self, tokens: list[Token], text: str, setting: Setting, label: str = ""):
        calendars = [token.value for token in tokens if token.kind == "calendar"]
        julian = any(c == "julian" or (not isinstance(c, str) and c[0].startswith("o")) for c in calendars)
        self.setting = replace(setting, calendar="julian") if julian else setting
        self.tokens = [token for token in tokens if token.kind != "calendar"]
        self.text = text
        self.warnings: list[str] = []
        is_old_style = any(c == "julian" for c in calendars) < julian
        self.label = label or ("Old Style" if is_old_style else "")

    def value(self) -> DateValue | None:
        """Return the value, or None for words that aren't a date ("the end"). Raises RefusedDate."""
        try:
            return self._value()
        except RefusedDate:
            if aside := self._beside_a_date():
                return aside
            raise

    def _beside_a_date(self) -> DateValue | None:
        """Read "three weeks ago, Aug. 6, 2019": the typed date wins over words that contradict it."""
        cuts = [i for i, token in enumerate(self.tokens) if token.kind == "comma" or token.text in ("(", ")")]
        for cut in cuts:
            before, after = self.tokens[:cut], self.tokens[cut + 1 :]
            for words, rest in ((before, after), (after, before)):
                if _is_beside(words):
                    label = " ".join(token.text for token in words if token.kind != "filler")
                    if value := self._typed(rest, label):
                        return value
        return None

    def _typed(self, tokens: list[Token], label: str) -> DateValue | None:
        """Return the value of `tokens` if they are one day with its year."""
        try:
            value = Reading(tokens, self.text, self.setting)._value()
        except RefusedDate:
            return None
        if value is None or value.relation != "at" or value.precision not in ("day", "minute") or not says_year(tokens):
            return None
        said = display(replace(value, label=""), date.min)
        warning = f"“{label}” isn't {said}: the date was kept, and the words are its label."
        return replace(value, label=label, warnings=(*value.warnings, warning))

    def _value(self) -> DateValue | None:
        possibly = bool(self.tokens) and self.tokens[0].kind == "uncertain"
        if possibly:
            self.label = self.label or (self.tokens[0].text if self.tokens[0].text in HEDGES else "")
            self.tokens = self.tokens[1:]
        found = self._meant()
        if found is None:
            return None
        relation, wording, periods = found
        if possibly:
            periods = [replace(period, uncertain=True) for period in periods]
        first = periods[0]
        if relation == "at" and (first.precision == "week" or (first.fiscal and first.precision == "year")):
            relation = "range"
        value = DateValue(self.text, relation, tuple(periods), wording, label=self.label)
        self._warn_of_the_future(value)
        return replace(value, warnings=tuple(dict.fromkeys(self.warnings)))

    def _meant(self) -> Meant | None:
        if self.tokens and self.tokens[0].kind == "side":
            return self._side_of_today(self.tokens[0].text)
        at = next((i for i, token in enumerate(self.tokens) if self._opens(i, token)), None)
        if at is None:
            return self._joined([], self.tokens, "")
        ahead, word, body = self.tokens[:at], self.tokens[at].value, self.tokens[at + 1 :]
        if word in ("between", "either", "both"):
            return self._set(ahead, word, body)
        if word == "from":
            return self._joined(ahead, body, "from")
        if word in ("since", "until", "through"):
            return self._alone("range", word, ahead, body)
        relation = "before" if word in ("by", "before") else "after"
        return self._alone(relation, "" if word in ("before", "after") else word, ahead, body)

    def _side_of_today(self, word: str) -> Meant | None:
        """Read "earlier this year": from its first day through today."""
        fragments = self._fragments([], [self.tokens[1:]])
        if fragments is None:
            return None
        period, today = self._periods(fragments)[0], number_of(self.setting.today)
        first, last = period.days
        first, last = (first, min(last, today)) if word == "earlierin" else (max(first, today), last)
        if first >= last or (first, last) == period.days:
            return Meant("at", "", [period])
        days = (year_month_day(day) for day in (first, last))
        return Meant("one-of", "between", [Period("day", *day, approximate="about") for day in days])

    def _opens(self, index: int, token: Token) -> bool:
        """Check whether this token tells how the rest is meant: "until Aug. 9" does, "Aug. 6 until Aug. 9" doesn't."""
        before = self.tokens[index - 1].kind if index else ""
        if token.kind == "relation":
            return token.value != "from" or before != "unit"  # "the week starting"
        return token.kind == "until" and before in ("", "comma")

    def _refuse(self, problem: str) -> RefusedDate:
        return RefusedDate(f"“{tidied(self.text)}”{problem}")

    def _fragments(self, ahead: list[Token], groups: list[list[Token]]) -> list[Fragment] | None:
        whole = [[*ahead, *groups[0]], *groups[1:]]
        filled = [Filler(group, self.setting, self.tokens).fill() for group in whole]
        if not any(f.has_core or (f.ordinal is not None and not f.ordinal_word) for f in filled):
            return None
        if not all(whole):
            raise self._refuse(" breaks off: write both ends, or 2022-present for what goes on.")
        return filled

    def _alone(self, relation: str, wording: str, ahead: list[Token], body: list[Token]) -> Meant | None:
        if any(token.kind in (*JOINTS, "until", "and", "or", "present", "open") for token in body):
            raise self._refuse(f": give one date after {wording or relation}, or write from … to ….")
        fragments = self._fragments(ahead, [body])
        return Meant(relation, wording, self._periods(fragments)) if fragments else None

    def _set(self, ahead: list[Token], word: str, body: list[Token]) -> Meant | None:
        if word == "between":
            groups = _split(body, ("and", *JOINTS))
            if len(groups) != 2:
                raise RefusedDate("“Between” needs two dates: write between Aug. 6 and 9.")
        else:
            groups = _members(body, "or" if word == "either" else "and")
        fragments = self._fragments(ahead, groups)
        if fragments is None:
            return None
        if word == "between":
            return Meant("one-of", word, self._ends(fragments, own=True))
        relation, wording = ("one-of", "either") if word == "either" else ("all-of", "")
        return Meant(relation, wording, self._periods(fragments))

    def _joined(self, ahead: list[Token], body: list[Token], opening: str) -> Meant | None:
        """Read a date without a relation, or with "from": one date, a range, a list, or one that goes on."""
        kinds = [token.kind for token in body]
        for kind, relation in (("or", "one-of"), ("and", "all-of")):
            if kind in kinds:
                fragments = self._fragments(ahead, _members(body, kind))
                return Meant(relation, "", self._periods(fragments)) if fragments else None
        to_today = len(kinds) > 1 and kinds[-2] in JOINTS and body[-1].text == "today"
        if to_today or (kinds and kinds[-1] in ("present", "open", "onward")):
            return self._goes_on(ahead, body)
        if kinds and kinds[0] == "open" and len(kinds) > 1 and kinds[1] == "slash":
            return self._alone("range", "through", ahead, body[2:])
        groups = _split(body, (*JOINTS, "until"))
        if len(groups) == 1:
            if opening:
                return self._alone("range", "from", ahead, body)
            fragments = self._fragments(ahead, groups)
            return self._single(fragments[0]) if fragments else None
        if len(groups) == 2 and not groups[1] and kinds[-1] == "to":
            return self._goes_on(ahead, body)
        return self._range(ahead, groups, body, opening)

    def _goes_on(self, ahead: list[Token], body: list[Token]) -> Meant | None:
        """Read "2022-present", "2022/..", "2022 onward"."""
        wording = "from" if body[-1].kind == "onward" else "present"
        rest = body if body[-1].kind == "to" else body[:-1]
        while rest and rest[-1].kind in (*JOINTS, "until", "filler", "comma"):
            rest = rest[:-1]
        return self._alone("range", wording, ahead, rest) if rest else None

    def _range(self, ahead: list[Token], groups: list[list[Token]], body: list[Token], opening: str) -> Meant | None:
        if len(groups) != 2:
            raise self._refuse(" has too many dashes: write one range, such as Aug. 6-9.")
        fragments = self._fragments(ahead, groups)
        if fragments is None:
            return None
        joint = next(token for token in body if token.kind in (*JOINTS, "until"))
        if one := self._one_of_two_years(fragments):
            return self._single(one)
        if joint.text in ("-", "–"):
            _spread(*fragments)
        return Meant("range", "", self._ends(fragments, own=bool(opening) or joint.kind == "slash"))

    def _one_of_two_years(self, fragments: list[Fragment]) -> Fragment | None:
        """Read fiscal 2023-24 as one fiscal year."""
        first, last = fragments
        end = last.loose if last.loose is not None else last.year
        others = ("month", "season", "quarter", "half", "decade", "century")
        finer = any(getattr(f, slot) is not None for f in fragments for slot in others)
        if first.fiscal == last.fiscal or first.year is None or end is None or finer:
            return None
        if (last.loose is not None and last.year is not None) or last.pronoun is not None or last.weekday is not None:
            return None
        if end not in (first.year + 1, (first.year + 1) % 100) or last.part or last.approximate:
            return None
        first.fiscal, first.year = True, first.year + 1
        return first

    def _single(self, fragment: Fragment) -> Meant:
        if not fragment.is_days:
            self.label = fragment.holiday or self.label
            return Meant("at", "", self._periods([fragment]))
        days = days_of(fragment, self.setting)
        self.warnings += fragment.warnings
        return Meant("range", "", days)

    def _periods(self, fragments: list[Fragment]) -> list[Period]:
        self._refuse_weeks(fragments)
        share(fragments, listed=True)
        periods = self._resolved(fragments)
        if len({period.precision == "minute" for period in periods}) > 1:
            raise self._refuse(" mixes days and times of day: make an event for each.")
        if len(set(periods)) < len(periods):
            raise self._refuse(" names the same date twice: name it once.")
        return periods

    def _refuse_weeks(self, fragments: list[Fragment]) -> None:
        if any(fragment.is_days for fragment in fragments):
            raise self._refuse(": enter the days of the week or weekend, such as Aug. 10-11, 2024.")

    def _resolved(self, fragments: list[Fragment]) -> list[Period]:
        periods = [period_of(fragment, self.setting) for fragment in fragments]
        for fragment in fragments:
            self.warnings += fragment.warnings
        if len(periods) > 1 and any(period.zone and period.precision == "day" for period in periods):
            raise RefusedDate("Several days and a time zone: add the times, or leave the zone out.")
        return periods

    def _ends(self, fragments: list[Fragment], *, own: bool) -> list[Period]:
        """Resolve the ends of a range or span. `own`: each end is qualified by itself ("from about 1250 to 1300")."""
        self._refuse_weeks(fragments)
        first, last = fragments
        if not own:
            last.approximate = last.approximate or first.approximate
            first.uncertain = last.uncertain = first.uncertain or last.uncertain
        yearless = first.year is None and last.year is None
        inherited = share(fragments)
        same_day = (first.month, first.day, first.year) == (last.month, last.day, last.year)
        if same_day and last.minute is not None:  # a midnight that opens a span of hours is the day's first minute
            first.midnight_word = False
        periods = self._resolved(fragments)
        if _reversed(*periods):
            periods = self._over_new_year(periods, fragments, inherited, yearless)
        if _reversed(*periods):
            raise self._refuse(" ends before it starts: write the earlier date first, with both years.")
        if periods[0] == periods[1]:
            raise self._refuse(" starts and ends on the same date: write it once.")
        return periods

    def _over_new_year(
        self, periods: list[Period], fragments: list[Fragment], inherited: str, yearless: bool
    ) -> list[Period]:
        """Move one end of a reversed range by the year or the night that it leaves out."""
        first, last = periods
        if last.precision == "minute" and first.precision == "minute" and inherited == "day":
            return [first, timed(fragments[1], self.setting, last.days[0] + 1, last.minute)]
        weekdays = all(f.weekday is not None for f in fragments)
        if weekdays and yearless:
            start = year_month_day(first.days[0] - 7)
            return [replace(first, year=start[0], number=start[1], day=start[2]), last]
        named = {first.precision, last.precision} <= {"day", "month", "minute"} and first.number > last.number
        if inherited not in ("left", "right", "neither") or not named:
            return periods
        into_past = inherited == "right" or (inherited == "neither" and first.days[0] > number_of(self.setting.today))
        moved = _moved(first, -1, self.setting) if into_past else _moved(last, 1, self.setting)
        periods = [moved, last] if into_past else [first, moved]
        if inherited == "neither":
            years = " and ".join(year_text(period.year) for period in periods)
            self.warnings.append(f"This crosses New Year and is read as {years}. Write the years to be sure.")
        return periods

    def _warn_of_the_future(self, value: DateValue) -> None:
        if value.relation == "before" or value.open_start:
            return
        today = number_of(self.setting.today)
        if min(period.days[0] for period in value.periods) > today:
            shown = display(value, self.setting.today)
            self.warnings.append(f"{shown[0].upper()}{shown[1:]} is in the future.")


def _is_beside(words: list[Token]) -> bool:
    """Check for words such as "three weeks ago", which can come beside a typed date."""
    fitting = all(token.kind in BESIDE and not (token.kind == "number" and len(token.text) > 2) for token in words)
    relative = any(token.kind in ("ago", "which", "relative day") for token in words)
    return len(words) <= MOST_WORDS and fitting and relative


def _spread(first: Fragment, last: Fragment) -> None:
    """Carry over a dash: "overnight Aug. 6-7", "the night of Aug. 6-7" and "the week of Aug. 5-9"."""
    if first.week and not last.week and (last.loose is not None or last.day is not None):
        first.week = first.weekend = False
    if last.part:
        return
    night = first.day_part == "night" and first.day is not None and (last.loose or last.day) == first.day + 1
    if night or first.part == "overnight":
        first.part = last.part = "overnight"
        first.day_part = ""


def _moved(period: Period, years: int, setting: Setting) -> Period:
    year = period.year + years
    if period.precision in ("day", "minute"):
        check_day(year, period.number, period.day, period.calendar)
    if period.precision == "minute":
        zone = period.zone if period.zone_named else ""
        fragment = Fragment(zone=zone, approximate=period.approximate)
        return timed(fragment, setting, day_number(year, period.number, period.day), period.minute)
    return replace(period, year=year)


def _reversed(first: Period, last: Period) -> bool:
    if first.precision == last.precision == "minute":
        return first.instant > last.instant
    return first.days[0] > last.days[1]


def _split(tokens: list[Token], kinds: tuple[str, ...]) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in kinds:
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def _members(tokens: list[Token], last: str) -> list[list[Token]]:
    """Split "Aug. 6, 7 and 9" at the joining word, and at a comma before what would come twice."""
    if any(token.kind in (*JOINTS, "until") for token in tokens):
        raise RefusedDate("A range inside a list: make an event of each, such as Aug. 6-9 and Aug. 12.")
    if any(token.kind in ("and", "or") and token.kind != last for token in tokens):
        raise RefusedDate("“And” with “or”: make an event of each.")
    groups = [group for part in _split(tokens, (last,)) for group in _at_commas(part)]
    groups = [group for group in groups if any(token.kind != "comma" for token in group)]
    if len(groups) < 2:
        raise RefusedDate(f"“{last.capitalize()}” needs a date on each side: write Aug. 6 {last} 9.")
    return groups


def _at_commas(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        if token.kind == "comma" and not _belongs(groups[-1], tokens[index + 1 :]):
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def _belongs(ahead: list[Token], behind: list[Token]) -> bool:
    """Check whether the comma is inside a date: "Tuesday, Aug. 6", "Aug. 6, 2024", "Aug. 6, about 3 p.m."."""
    slots = {"year" if token.kind == "era" else _slot(token) for token in ahead}
    at = next((i for i, token in enumerate(behind) if _slot(token)), 0)
    following = _slot(behind[at]) if behind else ""
    if following == "figure" and len(behind) > at + 1 and behind[at + 1].kind == "era":
        following = "year"
    if following == "year":
        return bool(slots & {"month", "figure"}) and "year" not in slots
    if following in ("time", "zone"):
        return "time" not in slots or following == "zone"
    return slots <= {"weekday", ""} and "weekday" in slots and following in ("month", "figure", "date")


def _slot(token: Token) -> str:
    if token.kind == "number":
        return "figure" if len(token.text) < 3 else "year"
    if token.kind == "era":
        return "year" if token.value == "ad" or token.text.startswith("a") else ""
    return SLOTS.get(token.kind, token.kind)


SLOTS = {"ordinal": "figure", "ordinal word": "figure", "short year": "year", "clock": "time", "time 24": "time"}
SLOTS |= dict.fromkeys(("ymd", "mdy", "md", "instant", "iso month", "dotted", "dmy words"), "date")
SLOTS |= dict.fromkeys(("filler", "part", "day part", "approximate", "about", "uncertain", "doubt", "comma"), "")
