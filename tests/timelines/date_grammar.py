"""A grammar of dates as people type them, which knows the years that it typed.

It shares no table with the parser: it writes what editors write, right or wrong, in every order and with every
separator. A sentence of it need not make sense; the year in it must not be lost.
"""

import re
from dataclasses import dataclass
from random import Random

# What a name in angle brackets becomes: one of these, at random. "|" parts them.
WORDS = {
    "month": "January|February|March|April|May|June|July|August|September|October|November|December|Jan.|Feb.|Aug.|"
    "Sept.|Oct.|Nov.|Dec.|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|march|AUGUST",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon.|Tues.|Thurs|Fri|sunday",
    "zone": "ET|EST|EDT|PT|GMT|UTC|BST|CET|Kyiv time|Moscow time|+03:00|UTC+2|Eastern|Z",
    "count": "two|three|five|ten|a|an|2|3|12|20",
    "unit": "day|week|weekend|month|quarter|half|year|decade|century",
    "ordinal": "first|second|third|fourth|1st|2nd|3rd|4th|last|fifth|5th|31st",
    "pronoun": "last|this|next|past|previous|current|coming|the last|the next",
    "season name": "spring|summer|fall|autumn|winter|summertime|Winter",
    "part": "early|mid|late|early in|late in|the end of|the beginning of|the middle of|mid-|start of",
    "day part": "morning|afternoon|evening|night|overnight|dawn|the morning of|the night of|tonight|early morning",
    "clock": "3 p.m.|3:30 p.m.|9 a.m.|15:30|noon|midnight|12:05 a.m.|3.30pm|11 PM|06:00|7|1530|1530Z",
    "relation": "before|after|by|since|until|through|from|no later than|no earlier than|prior to|on or before|following|"
    "not before|till|up to|starting",
    "about word": "circa|c.|about|around|approximately|possibly|perhaps|probably|roughly|c. about|nearly",
    "preposition": "in|on|at|of|during|the|sometime in|in the|of the|throughout|by the|year of|the year|month of",
    "holiday name": "Christmas Day|Christmas|New Year's Day|New Year's Eve|Christmas Eve|Easter|Labor Day|Thanksgiving|"
    "Independence Day|Halloween|Fourth of July|May Day|Memorial Day|Boxing Day|St. Patrick’s Day|christmas day",
    "calendar word": "(O.S.)|(Julian)|O.S.|N.S.|Gregorian|Old Style",
    "sep": " | | | |, |, |  | in | of | on | (|; |/|-|,| the | at | – ",
    "to": "-|–| - | to | through | until |/|-to-| – ",
    "share name": "Q1|Q3|H1|H2|3Q|2H|third quarter|second half|first half|fourth-quarter|last quarter|last half",
    "fiscal word": "fiscal|fiscal year|FY|the fiscal year|financial year|fiscal quarter",
    "tens": "the 1990s|1980s|the '90s|the nineties|the 1800s|the 2000s|20s|199X",
    "hundred": "19th century|the 20th century|fifth century B.C.|18XX|the 21st c.|first decade of the 20th century",
    "short": "'98|24|476|",
    "th": "|||th|st",
}
# What a name may stand for: one of these forms, at random.
FORMS = {
    "year?": ["<year>"] * 4 + ["<short>"],
    "day": ["<1-31><th>"],
    "date": [
        *("<month> <day> <year?>", "<month> <day>, <year?>", "<day> <month> <year?>", "the <day> of <month>, <year?>"),
        *("<month> <year?>", "<month> of <year?>", "<year?> <month> <day>", "<year?>, <day> <month>", "<month>, <year?>"),
        *("<month> <day> in <year?>", "<day> <month> of <year?>", "the <day> of <month> <year?>"),
    ],
    "figures": [
        *("<1-12>/<1-31>/<year>", "<1-31>/<1-12>/<year>", "<year>-<01-12>-<01-31>", "<1-31>.<1-12>.<year>"),
        *("<01-12>/<year>", "<year>-<01-12>", "<year>/<1-12>/<1-31>", "<year><01-12><01-31>", "<1-31>-<1-12>-<year>"),
        *("<1-31>-Aug-<year>", "<1-12>/<1-31> <year>", "<year>-W<01-31>", "<year>-Q<1-4>"),
        "<year>-<01-12>-<01-31>T15:30Z",
    ],
    "time": ["<clock>", "<clock>", "<clock> <zone>"],
    "weekdays": [
        *("<weekday> <date>", "<weekday>, <date>", "<weekday> <year>", "<weekday> in <year>", "<date> <weekday>"),
        *("<date>, <weekday>", "<pronoun> <weekday> in <year>", "<pronoun> <weekday> <date>", "<pronoun> <weekday>, <date>"),
        *("<ordinal> <weekday> of <date>", "<ordinal> <weekday> in <month> <year>", "<weekday> of <pronoun> week <year>"),
    ],
    "relative": ["<pronoun> <unit>", "<pronoun> <season name>", "<pronoun> <month>", "<part> <pronoun> <unit>"],
    "ago": ["<count> <unit>s ago", "<count> <unit> ago"],
    "relative day": ["yesterday", "today", "tomorrow", "tonight", "last night", "this morning", "the day before yesterday"],
    "dated": ["<year>", "<date>", "<date>", "<figures>", "<seasons>"],
    "beside": [
        *("<relative><sep><dated>", "<ago><sep><dated>", "<relative day><sep><dated>", "<dated><sep><relative>"),
        *("<dated><sep><ago>", "<dated><sep><relative day>", "<relative><sep><dated> <time>", "<dated> (<ago>)"),
    ],
    "place": [
        *("<ordinal> <unit> of <dated>", "the <ordinal> <unit> in <dated>", "<ordinal> <unit> <dated>"),
        *("<ordinal> <unit> of <shares>", "<ordinal> <unit> of <month> <year>", "last <unit> of <year>"),
        *("last <unit> in <month> <year>", "<ordinal> <unit> of <pronoun> <unit> <year>", "<month> <year>, last <unit>"),
    ],
    "weeks": [
        *("the week of <date>", "the weekend of <date>", "week <1-54> of <year>", "week <1-54>, <year>"),
        *("<date>, week <1-54>", "week of <figures>", "the week ending <date>", "week starting <date>", "week <1-54> <date>"),
    ],
    "seasons": [
        *("<season name> <year?>", "<season name> of <year?>", "the <season name>, <year>", "<year> <season name>"),
        "winter <year>-<year>",
    ],
    "shares": [
        *("<share name> <year>", "<share name> of <year>", "<year> <share name>", "<share name>, <date>"),
        "<share name> of fiscal <year>",
    ],
    "fiscals": [
        *("<fiscal word> <year>", "<year> <fiscal word>", "<part> <fiscal word> <year>", "<fiscal word> <date>"),
        *("last <fiscal word> <year>", "FY<year>", "<ordinal> fiscal quarter <year>"),
    ],
    "decades": ["<tens>", "<tens> <year>", "<date>, <tens>", "<part> <tens>", "<year> in <tens>"],
    "centuries": ["<hundred>", "<hundred> <year>", "<date> <hundred>", "<part> <hundred>", "<ordinal> half of <hundred> <year>"],
    "parts": [
        *("<part> <year>", "<part> <date>", "<part> <seasons>", "<part> <figures>", "<part> <shares>"),
        *("<part> <beside>", "<date>, <part>", "<part> <part> <date>"),
    ],
    "day parts": [
        *("<day part> <date>", "<date> <day part>", "<date>, <day part>", "<day part> of <date>", "<day part> <year>"),
        *("<day part> <figures>", "<weekdays> <day part>", "<day part> <holidays>"),
    ],
    "timed": [
        *("<time> <date>", "<date>, <time>", "<date> <time>", "<date> at <time>", "<time> on <date>", "<time> <year>"),
        *("<figures> <time>", "<time> <figures>", "<weekdays> <time>", "<time> <weekdays>", "<time> <relative> <year>"),
        *("<date> <time> <day part>", "<time> <day part> <date>", "<seasons> <time>", "<time> <decades>", "<time> <weeks>"),
    ],
    "zoned": ["<date> <zone>", "<figures> <zone>", "<zone> <date>", "<year> <zone> <month> <day>", "<month> <day>, <year> <zone>"],
    "abouts": ["<about word> <any>", "<about word> <any>", "<any>?", "<any> (?)", "<any>~"],
    "related": ["<relation> <any>", "<preposition> <relation> <any>", "<relation> <preposition> <any>", "<date> <relation> <any>"],
    "short date": [
        *("<date>", "<year>", "<any>", "<month>", "<day>", "<time>", "<weekdays>", "<seasons>", "<shares>", "<decades>"),
        *("<time> <month> <day>", "<month> <day>, <time>", "<day> <year>", "<1-12> <year>", "<time> <year>", "<month> <day>"),
    ],
    "ranges": ["<short date><to><short date>", "from <short date> to <short date>", "<short date><to><short date> <year>"],
    "days": [
        *("<month> <1-31>-<1-31>, <year>", "<month> <1-31><to><1-31> <year>", "<1-31>-<1-31> <month> <year>"),
        *("<time> <month> <1-31>-<1-31> <year>", "the week of <month> <1-31>-<1-31>, <year>", "<month> <1-31>/<1-31> <year>"),
        *("<month> <1-31>-<1-31>, <year> <zone>", "between <month> <1-31> and <1-31>, <year>", "<1-12>-<time> <date>"),
        *("<month> <1-31>, <1-31> and <1-31>, <year>", "<weekday>-<weekday> <year>", "<weekday> to <weekday>, <date>"),
    ],
    "years": ["<year><to><year>", "<year>-<10-99>", "<year>/<10-99>", "<year>–<01-12>", "<month> <year><to><10-99>", "<year>-<1-9> <year>"],
    "sets": [
        *("<short date> and <short date>", "<short date> or <short date>", "either <short date> or <short date>"),
        *("both <short date> and <short date>", "between <short date> and <short date>", "<short date>, <short date> & <any>"),
    ],
    "open": ["<any>-present", "<any> to present", "<any> onward", "<any>-", "<any> to", "<any>/..", "../<any>", "<any> - ongoing"],
    "holidays": [
        *("<holiday name> <year>", "<holiday name>, <year>", "<date>, <holiday name>", "<holiday name> (<date>)"),
        *("<holiday name> of <year>", "<part> <holiday name> <year>", "<holiday name> <time> <year>", "<holiday name>, <date>"),
    ],
    "calendars": ["<date> <calendar word>", "<calendar word> <date>", "<figures> <calendar word>"],
    "eras": ["A.D. <date>", "<date> CE", "A.D. <year>", "<month> <day>, A.D. <year>"],
    "labels": [
        *("<date> attack", "Battle of <year>", "expected in <year>", "<year> budget", "the <year> election"),
        *("after the <year> vote", "D-Day (<date>)", "<date> – Polling day", "Agust 6, <year>", "earlier in <year>"),
    ],
    "joined": ["<any><sep><any>"],
    "word": [
        *("<month>", "<day>", "<time>", "<weekday>", "<zone>", "<pronoun>", "<unit>", "<ordinal>", "<preposition>", "<part>"),
        *("<season name>", "<count>", "ago", "<day part>", "<relation>", "fiscal", "Q2", "1990s", "yesterday", ",", "-", "and"),
        *("week", "<about word>", "<preposition>", "year", "<holiday name>", "<year>", "or", "to", "19th century", "<1-12>"),
    ],
    "words": ["<word>", "<word> <word>", "<word> <word> <word>", "<word> <words>"],
    "shuffled": ["<year> <words>", "<words> <year>", "<words> <year> <words>", "<words>, <year>", "<words> <year>, <words>"],
}  # fmt: skip
SIMPLE = (
    "date|figures|weekdays|beside|place|weeks|seasons|shares|fiscals|decades|centuries|parts|day parts|timed|zoned|holidays"
).split("|")
FORMS["any"] = [f"<{name}>" for name in SIMPLE]
RULES = [
    *SIMPLE,
    *"abouts|related|ranges|days|years|sets|open|calendars|eras|labels|joined|shuffled|shuffled".split("|"),
]
NAMES = re.compile(r"<([^<>]+)>")
NUMBERS = re.compile(r"(\d+)-(\d+)")


@dataclass(frozen=True)
class Typed:
    """A text, the years typed in it with four figures, and the rule it came from."""

    text: str
    years: tuple[int, ...]
    rule: str


class Grammar:
    """Generate texts; the same seed gives the same texts. `near` is a year that is more frequent."""

    def __init__(self, seed: int, near: int = 2024) -> None:
        self.pick = Random(seed)
        self.near = near
        self.years: list[int] = []

    def text(self) -> Typed:
        """One text more."""
        self.years = []
        rule = self.pick.choice(RULES)
        text = self._write(self.pick.choice(FORMS[rule]))
        return Typed(" ".join(text.split()), tuple(self.years), rule)

    def _write(self, form: str) -> str:
        return NAMES.sub(lambda found: self._name(found[1]), form)

    def _name(self, name: str) -> str:
        if name == "year":
            return self._year()
        if name in WORDS:
            return self.pick.choice(WORDS[name].split("|"))
        if numbers := NUMBERS.fullmatch(name):
            return str(self.pick.randint(int(numbers[1]), int(numbers[2]))).zfill(len(numbers[1]))
        return self._write(self.pick.choice(FORMS[name]))

    def _year(self) -> str:
        kind = self.pick.random()
        if kind < 0.25:
            year = self.near + self.pick.randint(-1, 1)
        elif kind < 0.9:
            year = self.pick.randint(1850, 2040)
        else:
            year = self.pick.randint(1000, 2999)
        self.years.append(year)
        return str(year)
