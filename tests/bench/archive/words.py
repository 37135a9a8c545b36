"""The words of the archive: invented places and people, and sentences about them. Chance comes from the caller.

Three pairs of words stand in a known share of the stories and nowhere else (`SEARCHES`), so that a search finds
as much as a search of a real archive does, whatever its size.
"""

import random
from collections.abc import Sequence
from itertools import product
from typing import TypeVar

Thing = TypeVar("Thing")

SECTIONS = {  # path: its share of the stories in a hundred, as a paper's local news outweighs the rest
    "local": 42,
    "local/schools": 3,
    "world": 8,
    "world/europe": 4,
    "politics": 10,
    "business": 8,
    "sports": 7,
    "culture": 6,
    "science": 4,
    "health": 3,
    "travel": 3,
    "opinion": 2,
}
WRITERS = """Ada Brandvold, Ben Castillo, Carla Ngata, Dov Perlman, Edith Quiroga, Farid Haddad, Greta Lindqvist,
    Hugo Marchetti, Ines Okonjo, Jonas Petrov, Kezia Wambui, Leo Tanaka""".replace("\n    ", " ").split(", ")

# Both words of a pair -> the share of stories with both, then with only the first, then with only the second.
SEARCHES: dict[tuple[str, str], tuple[float, float, float]] = {
    ("harbor", "budget"): (0.15, 0.20, 0.15),
    ("ferry", "strike"): (0.01, 0.05, 0.04),
    ("comet", "festival"): (0.0001, 0.002, 0.02),
}
PAIRED = "The {first} and the {second} were on the agenda in {place} for the first time since {month}."
ALONE = "Residents of {place} asked what becomes of the {word}, and were promised an answer by {month}."

_STEMS = """Alder Ash Bray Brook Carn Clay Cold Dun East Elm Fair Fern Glen Gran Haw Hazel Kel Kings Lark Lin Long Mar
    Mill Mor North Oak Pem Quarry Red Rook Sal Stan Thorn Tyn Ul Wald West Wick Win Yar""".split()
_ENDS = """bourne bridge brook bury by combe cross dale den don field ford gate ham haven head hill holm hurst ley
    mere mouth ness port stead stow ton vale water worth""".split()
PLACES = [stem + end for stem, end in product(_STEMS, _ENDS)]
_FIRST = """Agnes Albert Amara Anton Beatrice Boris Celia Cyril Dana Daniel Elena Emil Farah Felix Gloria Gustav Helen
    Henrik Ingrid Isaac Jana Joseph Karin Kofi Laura Lucas Maria Marek Nadia Nils Olga Omar Paula Peter Rosa Ruben
    Sara Simon Tara Theo Uma Victor Wanda Yusuf""".split()
_LAST = [
    a + b
    for a, b in product(
        """Ander Bergh Carl Dahl Ekel Fors Gold Hall Isak Jarl Kess Lund Mort Nord Ost Pal Rosen Sand Torv
        Ulf Vant Wester Yell Zell""".split(),
        """berg by dahl gren hart lund man ner quist ridge rup sen son stad strom thal vik wald well wood""".split(),
    )
]
_THINGS = """bridge bypass canal clinic college court dam depot dike garden hospital hotel jail landfill lighthouse
    library market mill museum orchard park pier plant pool prison quarry reservoir road school shelter stadium
    station theater tower tramway tunnel warehouse windmill zoo""".split()
_BODIES = """agency alliance assembly board bureau chamber commission committee cooperative council court department
    district foundation guild institute ministry panel parish party society trust union university""".split()
_TOPICS = """air alcohol bees bread buses coal cotton crime dairy debt drought dust eggs fish floods forests fruit
    fuel gas grain heat housing insurance internet jobs land lead loans medicine milk noise oil parking pensions
    pollution prices rain rents salt schools seeds sewage snow steel taxes timber tourism traffic vaccines voting
    waste water wheat wind wool""".split()
_MONTHS = """January February March April May June July August September October November December""".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_SENTENCES = """
The {body} of {place} voted on {day} to close the {thing} while engineers look for the cause.
{person}, who has run the {thing} in {place} for {number} years, said the decision came as a surprise.
“We asked for {number} weeks and were given {few},” {person} said.
Work on the {thing} was to begin in {month} and is now expected to take until {month} of next year.
The {body} spent ${number} million on {topic} last year, according to figures seen by reporters.
In {place}, {number} miles to the north, a similar plan was given up after {few} months.
A spokeswoman for the {body} declined to say how many people are affected.
Nobody was hurt, the police in {place} said on {day}.
{person} and {person} both voted against it; the other members of the {body} were in favor.
Prices for {topic} rose by {few} percent between {month} and {month}, more than anyone had forecast.
“It is not about {topic},” {person} said. “It is about who decides.”
The report, {number} pages long, names {few} companies and the {body} that was to watch over them.
Rain is forecast for {day}, and the {body} has asked people in {place} to stay away from the {thing}.
{person} moved to {place} in {month} to work at the {thing} and has not regretted it.
A court in {place} will hear the case of the {thing} on {day}.
The {body} was founded {number} years ago by farmers who wanted a say in {topic}.
About {number} people came to the {thing} on {day} evening, many of them with children.
What the {body} calls a saving, {person} calls a cut of {number} percent.
The old {thing} in {place} was sold to a {body} that wants to keep its walls and change everything else.
There are {number} applications and {few} places, {person} of the {body} said.
For years {place} lived on {topic}; today one job in {few} depends on the {thing}.
{person} won in {place} by {few} points, the narrowest result in {number} years.
Tests of the {topic} near the {thing} found nothing unusual, the {body} said.
The {body} meets again on {day}, when a decision on {topic} is expected.
Volunteers from {place} cleared the path to the {thing} in {few} days.
“I have seen {number} winters here,” said {person}, “and none like this one.”
Under the agreement, {place} keeps the {thing} and pays the {body} ${number} million a year until it owns it.
The team from {place} had not lost to {place} since {month}.
Researchers followed {number} families for {few} years and asked them about {topic} every month.
The exhibition on {topic} at the {thing} stays open until the end of {month}.
{person}, {number}, was born in {place} and taught at the {thing} for most of a lifetime.
An answer from the {body} is due in {month}; until then the {thing} stays as it is.
Of the {number} members, only {few} have read the contract, {person} said.
Trains between {place} and {place} run every {number} minutes again, the {body} announced on {day}.
The first {thing} of its kind stands in {place}, where {topic} had been a problem for decades.
Critics say that {topic} cannot wait for the {body}; supporters say that haste has cost {place} enough.
""".strip().split("\n")
_HEADLINES = """
{place} {body} closes {thing} over {topic}
{person} wins in {place} by {few} points
Why {place} cannot agree on its {thing}
{topic} divide {place} as {body} waits
New {thing} for {place} after {number} years
{place}’s {thing} opens its doors on {day}
What the {body} knew about {topic}
{body} in {place} names {person} as its head
{number} jobs at risk as {thing} in {place} shuts
A {thing}, a {body} and {number} years of argument in {place}
{place} beats {place} for the first time since {month}
Rain, {topic} and the {thing} that would not open
""".strip().split("\n")
_HEADINGS = """
What happened in {place}
The case of the {thing}
Who pays for {topic}
What the {body} says
A long {month}
The view from {place}
What comes next
""".strip().split("\n")


class Voice:
    """Speaks in sentences of the archive, as `chance` has it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of `things`; quicker than `choice`, for it is asked for millions of times."""
        return things[int(self.chance.random() * len(things))]

    def fill(self, sentence: str) -> str:
        """`sentence` with a different word for each of its places."""
        parts = sentence.split("{")
        return parts[0] + "".join(
            self.word(name) + rest for name, _, rest in (part.partition("}") for part in parts[1:])
        )

    def word(self, name: str) -> str:
        match name:
            case "place":
                return self.one(PLACES)
            case "person":
                return f"{self.one(_FIRST)} {self.one(_LAST)}"
            case "number":
                return str(10 + int(self.chance.random() * 85))
            case "few":
                return self.one(["three", "four", "five", "six", "seven", "eight", "nine"])
            case _:
                return self.one(_LISTS[name])

    def headline(self) -> str:
        """A line without a full stop that begins with a capital."""
        line = self.fill(self.one(_HEADLINES))
        return line[0].upper() + line[1:]

    def heading(self) -> str:
        return self.fill(self.one(_HEADINGS))

    def sentence(self) -> str:
        return self.fill(self.one(_SENTENCES))

    def paragraphs(self, words: int) -> list[str]:
        """Paragraphs of two to four sentences, of about `words` words in all."""
        found, written = [], 0
        while written < words:
            text = " ".join([self.sentence() for _ in range(2 + int(self.chance.random() * 3))])
            found.append(text)
            written += text.count(" ") + 1
        return found

    def searched(self) -> list[str]:
        """Sentences with the words of SEARCHES, in the share of stories told there."""
        found = []
        for (first, second), (both, only_first, only_second) in SEARCHES.items():
            place, month, share = self.one(PLACES), self.one(_MONTHS), self.chance.random()
            if share < both:
                found.append(PAIRED.format(first=first, second=second, place=place, month=month))
            elif share < both + only_first:
                found.append(ALONE.format(word=first, place=place, month=month))
            elif share < both + only_first + only_second:
                found.append(ALONE.format(word=second, place=place, month=month))
        return found


_LISTS = {"thing": _THINGS, "body": _BODIES, "topic": _TOPICS, "month": _MONTHS, "day": _DAYS}
TAGS = [f"{topic.capitalize()} in {place}" for topic, place in zip(_TOPICS * 4, PLACES[::6], strict=False)][:200]
