"""What a person sets in the review besides the roles of the parts: section, tags, deck, lead photo, day, photos to fetch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.copy_import.document import Reading
from articles.copy_import.roles import Role
from articles.models import Section, Tag
from newsroom.text.plain_text import whole_number


@dataclass(frozen=True)
class Choices:
    """The section's id and the names of tags; `deck` replaces that of the copy if it isn't None. `lead` is the number of
    the photo that leads the story, `fetch` whether those at outside addresses are to be fetched."""

    section: int | None = None
    tags: tuple[str, ...] = ()
    deck: str | None = None
    lead: int | None = None
    fetch: bool = False


def sections_named(reading: Reading) -> list[str]:
    """The sections that the copy names."""
    return [name.strip() for name in reading.over(Role.SECTION).split(",") if name.strip()]


def suggested(reading: Reading) -> Choices:
    """What the copy says of itself, as far as the newsroom has it."""
    sections = [
        Section.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
        for name in sections_named(reading)
    ]
    return Choices(next((pk for pk in sections if pk), None), tuple(reading.tags), None)


def chosen(reading: Reading, posted: Mapping[str, str] | None) -> Choices:
    """What was set in the review so far, or what the copy suggests."""
    if posted is None or "section" not in posted:
        return suggested(reading)
    deck = " ".join(posted.get("deck", "").split())
    return Choices(
        whole_number(posted["section"]),
        tuple(dict.fromkeys(tag for each in posted.get("tags", "").split(",") if (tag := " ".join(each.split())))),
        None if "deck" not in posted or deck == posted.get("deck-read", "") else deck,
        whole_number(posted.get("lead")),
        "fetch" in posted,
    )


def on_day(reading: Reading, posted: Mapping[str, str]) -> tuple[date, str]:
    """The day that was set as that of the copy, and the words that say so."""
    try:
        day = date.fromisoformat(posted.get("written-on", ""))
    except ValueError:
        return reading.today, reading.dated
    return (day, reading.dated) if day == reading.today else (day, day.isoformat())


def tags_named(names: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """The ids of the newsroom's tags with these names, and the names that it doesn't have."""
    known: dict[str, int] = {}
    for pk, name in Tag.objects.values_list("pk", "name"):
        known.setdefault(name.lower(), pk)
    found = [known[name.lower()] for name in names if name.lower() in known]
    return list(dict.fromkeys(found)), [name for name in names if name.lower() not in known]


def context(reading: Reading, choices: Choices) -> dict[str, Any]:
    """What the template of the review shows of these."""
    outside = [
        (number, reading.pictures[number])
        for part in reading.parts
        if (number := part.line.picture) is not None
        and part.role == Role.PICTURE
        and number < len(reading.pictures)
        and reading.pictures[number].src
    ]
    numbers = [
        part.line.picture for part in reading.parts if part.line.picture is not None and part.role == Role.PICTURE
    ]
    read = reading.over(Role.STANDFIRST)
    return {
        "choices": choices,
        "sections": Section.objects.order_by("path").only("pk", "name", "path", "depth"),
        "tags": ", ".join(choices.tags),
        "deck": read if choices.deck is None else choices.deck,
        "deck_read": read,
        "outside": outside,
        "leads": [(number, place) for place, number in enumerate(numbers, 1)],
    }
