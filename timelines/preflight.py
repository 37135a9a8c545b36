"""Preflight checks of timelines."""

from collections.abc import Iterator
from textwrap import shorten

from newsroom.images import rights
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from timelines.dates import DateValue, in_words
from timelines.duplicates import duplicates
from timelines.models import name_of, pictures_in
from timelines.parse import assumed_year


def checks(content: Content) -> Iterator[Check]:
    """Find what blocks publishing, and what an editor should look at."""
    for field, text in (("title", "Write a title."), ("slug", "Write a slug; it makes the web address.")):
        if not content[field]:
            yield Check(text, field, blocks=True)
    if not content["events"]:
        yield Check("Add at least one event.", blocks=True)
    pictures = Picture.objects.in_bulk(pictures_in(content))
    for number, event in enumerate(content["events"], 1):
        yield from _of_event(event, name_of(event, number), pictures.get(event["picture"]))
    if missing := unsourced(content):
        one = f"{named(missing)} has no source: add one, or"
        text = one if len(missing) == 1 else f"{without_sources(content['title'], missing)}. Add them, or"
        place, waiver_text = next(iter(missing)), f"{text} publish without, with a reason."
        yield Check(f"{text} ask an editor to waive it.", place, blocks=True, waiver_text=waiver_text)
    yield from assumed_years(content)
    yield from (Check(text) for text in duplicates(content))
    waived = sum(not event["sources"] and event["sources_waived"] for event in content["events"])
    if waived:
        have = "events have" if waived > 1 else "event has"
        yield Check(f"{waived} {have} no source: an editor waived it.")


def unsourced(content: Content) -> dict[str, str]:
    """Return the events of a snapshot with neither source nor waiver, key → name."""
    return {
        event["key"]: name_of(event, number)
        for number, event in enumerate(content["events"], 1)
        if not event["sources"] and not event["sources_waived"]
    }


def assumed_years(content: Content) -> Iterator[Check]:
    """Tell once of the events whose year was not typed: how the first of them is read."""
    now = clock.now()
    dated = [(event["key"], DateValue.from_json(event["date"])) for event in content["events"] if event["date"]]
    found = [(key, value, words) for key, value in dated if (words := assumed_year(value, now))]
    if found:
        key, value, words = found[0]
        others = len(found) - 1
        more = f", and {others} more {'date has' if others == 1 else 'dates have'} no year" if others else ""
        text = f"“{value.text}” is read as {in_words(value)}{words}{more}. If that is wrong, write the year."
        yield Check(text, f"{key}/date_text")


def named(events: dict[str, str]) -> str:
    """List names in one line, the first two of a longer list; a pasted one may have hundreds."""
    if len(events) == 1:
        return next(iter(events.values()))
    first, second, *others = map(_short, events.values())
    return f"{first}, {second} and {len(others)} more" if others else f"{first} and {second}"


def without_sources(title: str, missing: dict[str, str]) -> str:
    """Say which of the events of a timeline have no source: several, as one is called by its name alone."""
    of = f" of the timeline “{title}”" if title else ""
    return f"{len(missing)} events{of} have no source: {named(missing)}"


def _short(name: str) -> str:
    """Return a name without the period of its sentence, and of a long one the first words."""
    words = name.strip("“”")
    return f"“{shorten(words, 60, placeholder='…').rstrip('.')}”" if words != name else name


def _of_event(event: Content, name: str, picture: Picture | None) -> Iterator[Check]:
    key = event["key"]
    if not event["date"] and not event["headline"]:
        text = f"{name} has no date, label or headline: add one, or remove the event."
        yield Check(text, f"{key}/headline", blocks=True)
    elif not event["headline"] and not event["body"]:
        yield Check(f"{name} doesn't say what happened: add a headline or text.", f"{key}/headline", blocks=True)
    if picture and not event["picture_alt"] and not picture.alt:
        yield Check(f"{name} has a photo without alt text: describe it.", f"{key}/picture_alt", blocks=True)
    if picture:
        yield from rights.checks(picture, f"{key}/picture", f"{key}/picture")
    for warning in (event["date"] or {}).get("warnings", []):
        yield Check(f"{name}: {warning}", key)
