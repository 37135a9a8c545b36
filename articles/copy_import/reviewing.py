"""What stands between reading and saving: a person sees every part, and may give it another role."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from articles.copy_import.choices import on_day
from articles.copy_import.document import Reading, given
from articles.copy_import.events import event_of
from articles.copy_import.lines import Line, Loss, Picture, Run, Runs, Why, count, html_of, text_of
from articles.copy_import.matching import MATCHED, Match, matches
from articles.copy_import.patterns import is_related_label
from articles.copy_import.roles import KINDS, Part, Role
from articles.models import Article
from newsroom.images.upload import Intake
from newsroom.text.plain_text import whole_number
from newsroom.text.rich_text import sanitize
from timelines.dates import reads_as

SALT = "articles.copy_import"
LONGEST_LOSS = 50_000  # characters
KEPT = 86_400  # seconds in which a review must be saved
NAMES = {
    Role.HEADLINE: "Headline",
    Role.STANDFIRST: "Deck",
    Role.BYLINE: "Byline",
    Role.DATELINE: "Dateline",
    Role.HEADING: "Heading",
    Role.SUBHEADING: "Subheading",
    Role.PARAGRAPH: "Paragraph",
    Role.ITEM: "List item",
    Role.EVENT: "Timeline event",
    Role.QUOTE: "Quote",
    Role.RELATED: "Related story",
    Role.PICTURE: "Photo or caption",
    Role.KICKER: "Kicker",
    Role.DATE: "Written on",
    Role.AGENCY: "Agency",
    Role.SECTION: "Section",
    Role.TAGS: "Tags",
    Role.TABLE: "Table",
    Role.EMBED: "Embed",
    Role.DIVIDER: "Divider",
    Role.CREDIT: "Credits",
    Role.REPEATED: "Repeated",
    Role.SET_APART: "Set apart",
    Role.LEFT_OUT: "Left out",
}


@dataclass
class Row:
    """A part as it is reviewed: `told` is what an event's date was read as, `matches` the stories a headline may be."""

    number: int
    role: Role
    html: SafeString
    roles: list[tuple[str, str]]
    told: str = ""
    cells: list[list[str]] = field(default_factory=list)
    address: str = ""
    matches: list[Match] = field(default_factory=list)
    chosen: int | None = None


def packed(reading: Reading, pictures: str = "") -> str:
    """The reading as the form carries it, signed, so that what is saved is what was read."""
    lines = [
        {**_differing(part.line), "role": part.role, "why": part.why, "offered": part.offered} for part in reading.parts
    ]
    shown = [[picture.alt, picture.src] for picture in reading.pictures]
    losses = [[loss.why, _bounded(loss.text), loss.where] for loss in reading.losses]
    day = [reading.today.isoformat(), reading.dated, reading.language]
    told = [lines, day, reading.source_words, shown, pictures, losses]
    return signing.dumps(json.dumps(told, ensure_ascii=False), salt=SALT, compress=True)


def unpacked(signed: str) -> tuple[Reading, str]:
    """What `packed` packed: the reading, without the bytes of its pictures, and where these are kept.

    Raises signing.BadSignature for what was changed, or has waited for more than a day.
    """
    lines, (today, dated, language), words, shown, kept, losses = json.loads(
        signing.loads(signed, salt=SALT, max_age=KEPT)
    )
    parts = []
    for line in lines:
        role, why, offered = Role(line.pop("role")), line.pop("why"), line.pop("offered")
        rows = tuple(tuple(_runs(cell) for cell in row) for row in line.get("rows", ()))
        spans = tuple(map(tuple, line.get("spans", ())))
        line |= {"runs": _runs(line["runs"]), "rows": rows, "spans": spans}
        parts.append(Part(role, Line(**line), why and Why(why), offered))
    told = [Loss(Why(why), text, where) for why, text, where in losses]
    pictures = [Picture(b"", alt, src) for alt, src in shown]
    return Reading(parts, date.fromisoformat(today), words, pictures, told, dated, language), kept


def _bounded(text: str) -> str:
    """The words around the article of a page of megabytes are counted from there on: the form has to carry them."""
    return text if len(text) <= LONGEST_LOSS else f"{text[:LONGEST_LOSS]} … and {count(text[LONGEST_LOSS:])} more words"


def _runs(runs: list[list[Any]]) -> Runs:
    return tuple(Run(*run) for run in runs)


def _differing(line: Line) -> dict[str, Any]:
    """A line's values as JSON, without those that most lines have."""
    return {
        each.name: value
        for each in fields(line)
        if (value := getattr(line, each.name)) != each.default or each.name == "runs"
    }


def keep_pictures(intakes: Sequence[Intake | str]) -> str:
    """Keep pictures until the review is saved, and return under which name."""
    if not intakes:
        return ""
    name = f"copy-pictures-{uuid4()}"
    cache.set(name, list(intakes), KEPT)
    return name


def kept_pictures(name: str) -> list[Intake | str]:
    """The pictures kept under that name; none, where they have waited too long."""
    found: list[Intake | str] = cache.get(name, []) if name else []
    return found


def reviewed(reading: Reading, posted: Mapping[str, str]) -> Reading:
    """The reading with the roles that were chosen."""
    chosen = [_role(posted.get(f"role-{number}"), part) for number, part in enumerate(reading.parts)]
    parts = [given(part, role) for part, role in zip(reading.parts, chosen, strict=True)]
    day, said = on_day(reading, posted)
    return replace(reading, parts=parts, today=day, dated=said)


def rows(
    reading: Reading, seen: QuerySet[Article], now: datetime, posted: Mapping[str, str] | None = None
) -> list[Row]:
    """Every part as a row of the review. `posted` are the choices made so far; without them the best are made."""
    return list(_rows(reading, seen, now, posted))


def chosen_stories(reading: Reading, seen: QuerySet[Article], posted: Mapping[str, str]) -> list[int | None]:
    """For each related headline, in order, the story it is linked to; None where it waits."""
    wanted = [whole_number(posted.get(f"match-{number}")) for number, _ in _titles(reading)]
    known = set(seen.filter(pk__in=[pk for pk in wanted if pk]).values_list("pk", flat=True))
    return [pk if pk in known else None for pk in wanted]


def _rows(reading: Reading, seen: QuerySet[Article], now: datetime, posted: Mapping[str, str] | None) -> Iterator[Row]:
    titled = dict(list(_titles(reading))[:MATCHED])
    for number, part in enumerate(reading.parts):
        html = mark_safe(sanitize(f"<p>{html_of(part.line.runs)}</p>"))  # noqa: S308  sanitized
        row = Row(number, part.role, html, [(role, NAMES[role]) for role in _roles_of(part)])
        row.cells = [[text_of(cell) for cell in cells] for cells in part.line.rows]
        row.address = part.line.src if part.line.src != part.line.text else ""
        if part.offered and part.role == Role.PARAGRAPH:
            row.told = "This reads like a headline. If it is a related story, choose that role."
        if part.role == Role.EVENT:
            label, _, value = event_of(part.line, reading.today)
            row.told = reads_as(value) if value else f"No date. Its label is “{label}”." if label else "No date."
        if number in titled:
            row.matches = matches(titled[number], seen, now)
            best = row.matches[0] if row.matches else None
            name = f"match-{number}"
            row.chosen = (
                whole_number(posted[name])
                if posted and name in posted
                else best.story.pk
                if best and best.meant
                else None
            )
        yield row


def _titles(reading: Reading) -> Iterator[tuple[int, str]]:
    """The related headlines, each with the number of its part."""
    for number, part in enumerate(reading.parts):
        if part.role == Role.RELATED and not is_related_label(part.line.text):
            yield number, reading.related_in([part.line])[0].title


def _role(name: str | None, part: Part) -> Role:
    return Role(name) if name in _roles_of(part) else part.role


def _roles_of(part: Part) -> tuple[Role, ...]:
    """The roles a part may be given: a picture or a table is one, or is left out."""
    if part.line.picture is not None:
        return (Role.PICTURE, Role.LEFT_OUT)
    if part.line.kind in KINDS:
        return (KINDS[part.line.kind], Role.LEFT_OUT)
    return tuple(role for role in NAMES if role not in KINDS.values())
