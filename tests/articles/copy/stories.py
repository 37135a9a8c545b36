"""Thirty stories of which we know what is what: headings, items, events, related headlines. Every one is another."""

from dataclasses import dataclass, field
from random import Random

PEOPLE = "Maria Lopez|Tomas Berg|Aiko Tanaka|Ruth Adeyemi|Samuel Osei|Ingrid Dahl|Piotr Nowak|Leila Haddad".split("|")
TITLES = "the mayor|the harbor master|a spokesman for the ferry line|the head of the union|a marine biologist".split(
    "|"
)
PLACES = "Port Ellery|Gannet Rock|Marlow County|the Inner Sound|Ferry Point|Tamsin|the old quarter|the U.S.".split("|")
THINGS = (
    "the tide gate|the night ferry|the school budget|the eelgrass meadow|the pilot turbines|the county fair|the new law"
    "|the orchard harvest|the bus lanes|the lighthouse|the housing survey|the fish market|the 11,000 new street lamps"
).split("|")
DOES = (
    "will close for repairs before the winter|has cost more than twice what was planned|was opened to the public at noon"
    "|drew some 4,000 people on its first day|is to be decided by the council next week|has been late for nine days"
    "|could not be reached for comment|did better than anybody had expected|is being watched by neighboring towns"
).split("|")
MORE = (
    "Officials said the figures could not be checked independently.|“We will rebuild it,” {person} said."
    "|{person}, {title}, said it had been “a long year.”|Nobody was hurt.|The vote was 7-2.|It was not the first time."
    "|What comes next is not known.|The work began at 9 a.m. and took until the evening.|At 3:30 p.m. the siren sounded."
    "|“Who pays for that?” asked {person}.|That is 3.5 percent more than a year ago, according to the county."
    "|The reasons are three: money, time and the weather."
).split("|")
HEADINGS = (
    "What happened in August?|Why it matters|What we know so far|The background|A second look at the numbers"
    "|How the council voted|Who pays|What comes next?|The road to Marlow County: a short history|In brief|Old wounds"
    "|“A long year”|What it means for the U.S.|Three questions|Money|After the storm|Between two harbors|The other side"
    "|From gate to wall|A meeting at Ferry Point|Winners and losers|2023, a year of delays|Next steps"
).split("|")
PARTS = (
    "The harbor and the plan for its next hundred years, as the council saw it"
    "|Ferries, money and a vote that nobody wanted to lose"
    "|Where the money went: the story of a budget with a hole in it"
).split("|")
RELATED = (
    "Council approves the last wall of the tide gate|Late ferries return to the islands after nine days"
    "|Rents dip for the first time in five years|Gale warning for Marlow County: what to do now"
    "|Pilot turbines deliver more power than planned|School lunches to come from county farms"
    "|A comet for early risers|Why the light on Gannet Rock went out|Fishing fleet gets its ice back, at a price"
    "|Russia says the battlefield does not favor Kyiv and the West faces a choice|Home crew wins the Tamsin regatta"
    "|Is the market moving indoors for good?|Storm sends waves over the wall at Ferry Point"
).split("|")
HEADLINES = (
    "{Thing} is late again, and nobody says why|{Person} wants {thing} closed before the winter"
    "|Council puts off its vote on {thing}|After the storm, {thing} stands empty|What {thing} has cost so far"
    "|{Thing}: how a plan became a quarrel|Why {thing} matters to Marlow County|Nine days without {thing}"
).split("|")
DATES = (  # as typed, and in the interchange form, for copy of Nov. 7, 2024
    ("Aug. 6", "2024-08-06"),
    ("Aug. 6-9", "2024-08-06/2024-08-09"),
    ("Sept. 12, 2023", "2023-09-12"),
    ("early August", "2024-08-~01/2024-08-~10"),
    ("March 2022", "2022-03"),
    ("Jan. 3, 2019", "2019-01-03"),
    ("October 14", "2024-10-14"),
    ("Nov. 5", "2024-11-05"),
    ("2021", "2021"),
    ("July 4, 2024", "2024-07-04"),
    ("Feb. 24, 2022", "2022-02-24"),
    ("June 30", "2024-06-30"),
)
LABELS = (
    "The council’s answer|The reinforcements|Reaction|The mayor|What is left|Cost|The union’s view|Bottom line".split(
        "|"
    )
)
BYLINES = (
    "By Maria Lopez/By Tomas Berg and Aiko Tanaka/By Ruth Adeyemi, staff writer/Samuel Osei, Science Correspondent"
    "/BY INGRID DAHL/By Piotr Nowak | The Harbor Post/By Leila Haddad"
).split("/")
DATELINES = ("PORT ELLERY, Maine", "KYIV, Ukraine (AP)", "BUDAPEST, Hungary", "LONDON", "WASHINGTON (AP)")


@dataclass
class Piece:
    """A piece of a story: heading, paragraph, items, quote, related or caption."""

    kind: str
    texts: list[str]
    level: int = 2
    numbered: bool = False
    label: str = ""


@dataclass
class Story:
    """A story as it was meant, and how its writer writes things down."""

    number: int
    headline: str
    repeated: bool = False
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    pieces: list[Piece] = field(default_factory=list)
    events: list[tuple[str, str, str]] = field(default_factory=list)  # label, EDTF or "", text

    def of(self, kind: str) -> list[str]:
        return [text for piece in self.pieces if piece.kind == kind for text in piece.texts]


class _Writer:
    """Writes one story; what it has used it uses no more."""

    def __init__(self, number: int) -> None:
        self.chance = Random(number)
        self.used: set[str] = set()

    def one(self, choices: list[str]) -> str:
        fresh = [each for each in choices if each not in self.used]
        choice = self.chance.choice(fresh or choices)
        self.used.add(choice)
        return choice

    def filled(self, text: str) -> str:
        person, thing = self.chance.choice(PEOPLE), self.chance.choice(THINGS)
        return text.format(
            person=person,
            thing=thing,
            Person=person,
            Thing=thing[0].upper() + thing[1:],
            title=self.chance.choice(TITLES),
        )

    def sentence(self) -> str:
        if self.chance.random() < 0.35:
            return self.filled(self.chance.choice(MORE))
        thing = self.chance.choice(THINGS)
        return f"{thing[0].upper()}{thing[1:]} in {self.chance.choice(PLACES[:7])} {self.chance.choice(DOES)}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.choice((1, 2, 2, 3, 4))))

    def clause(self) -> str:
        thing = self.chance.choice(THINGS)
        return f"{thing} {self.chance.choice(DOES)}"

    def items(self, numbered: bool) -> list[str]:
        small = not numbered and self.chance.random() < 0.5
        full = not small and self.chance.random() < 0.5
        made = [self.clause() for _ in range(self.chance.randint(2, 5))]
        return [each if small else each[0].upper() + each[1:] + "." * full for each in made]


def stories(count: int = 30) -> list[Story]:
    """The stories. Each number makes the same one every time."""
    return [_story(number) for number in range(1, count + 1)]


def _story(number: int) -> Story:  # noqa: C901  a story is a list of decisions
    writer = _Writer(number)
    chance = writer.chance
    story = Story(number, writer.filled(writer.one(HEADLINES)), repeated=number % 3 == 0)
    if number % 2:
        story.byline = writer.one(list(BYLINES))
        if number % 4 == 1:
            story.standfirst = f"{writer.clause()[0].upper()}{writer.clause()[1:]}. {writer.sentence()}"
    if number % 5 in (1, 2):
        story.dateline = chance.choice(DATELINES)
    pieces = story.pieces
    for _ in range(chance.randint(1, 3)):
        pieces.append(Piece("paragraph", [writer.paragraph()]))
    pieces.append(Piece("paragraph", [f"The council met on Nov. 7, 2024. {writer.sentence()}"]))
    headed = number % 6 != 4
    sections = chance.randint(2, 6) if headed else chance.randint(1, 2)
    timeline = None if number % 7 == 5 else chance.randrange(sections)
    for section in range(sections):
        if headed:
            pieces.append(Piece("heading", [writer.one(HEADINGS)]))
        _section(writer, story, with_events=section == timeline)
        if section == 1 and number % 3 != 1:
            label = chance.choice(("", "", "Read also:", "Related stories"))
            if not headed:
                label = label or "Read also:"
            pieces.append(Piece("related", [writer.one(RELATED) for _ in range(chance.randint(2, 4))], label=label))
            if not headed or label:
                pieces.append(Piece("paragraph", [writer.paragraph()]))
            elif number % 2:
                _second_part(writer, story)
    if number % 8 == 0:
        pieces.append(Piece("related", [writer.one(RELATED) for _ in range(2)], label="Read more:"))
    return story


def _second_part(writer: _Writer, story: Story) -> None:
    story.pieces.append(Piece("heading", [writer.one(PARTS)]))
    story.pieces.append(Piece("paragraph", [writer.paragraph()]))


def _section(writer: _Writer, story: Story, with_events: bool) -> None:
    chance, pieces = writer.chance, story.pieces
    for _ in range(chance.randint(1, 3)):
        pieces.append(Piece("paragraph", [writer.paragraph()]))
    if with_events:
        _events(writer, story)
    elif chance.random() < 0.4:
        numbered = chance.random() < 0.3
        pieces.append(Piece("items", writer.items(numbered), numbered=numbered))
    if chance.random() < 0.3:
        pieces.append(Piece("quote", [f"“{writer.sentence().strip('“”')}”"], label=f"— {chance.choice(PEOPLE)}"))
    if chance.random() < 0.2:
        pieces.append(Piece("caption", [f"Photo: {writer.clause()} / The Harbor Post"]))
    if with_events or chance.random() < 0.5:
        pieces.append(Piece("paragraph", [writer.paragraph()]))


def _events(writer: _Writer, story: Story) -> None:
    chance = writer.chance
    dates = chance.sample(DATES, chance.randint(1, 5))
    lines = [(label, edtf, writer.clause()) for label, edtf in dates]
    for _ in range(chance.randint(0, 2)):
        lines.insert(chance.randint(1, len(lines)), (writer.one(LABELS), "", writer.clause()))
    full = chance.random() < 0.5
    story.events = [(label, edtf, text[0].upper() + text[1:] + "." * full) for label, edtf, text in lines]
    story.pieces.append(Piece("events", [f"{label}: {text}" for label, _, text in story.events]))
