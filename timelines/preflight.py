"""What is to be said of a timeline before readers get it."""

from collections.abc import Iterator

from newsroom.images.models import Picture
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from timelines.duplicates import duplicates
from timelines.models import name_of, pictures_in


def checks(content: Content) -> Iterator[Check]:
    """What keeps it from readers, and what an editor should look at but may let pass."""
    for field, text in (("title", "Write a title."), ("slug", "Write a slug: without one it has no address.")):
        if not content[field]:
            yield Check(text, field, blocks=True)
    if not content["events"]:
        yield Check("Add at least one event.", blocks=True)
    alts = dict(Picture.objects.filter(pk__in=pictures_in(content)).values_list("pk", "alt"))
    for number, event in enumerate(content["events"], 1):
        yield from _of_event(event, name_of(event, number), alts)
    if missing := unsourced(content):
        does = "name" if len(missing) > 1 else "names"
        text = f"{named(missing)} {does} no source: write who says so, or let an editor say that none is needed."
        yield Check(text, next(iter(missing)), blocks=True)
    yield from (Check(text) for text in duplicates(content))
    waived = sum(not event["sources"] and event["sources_waived"] for event in content["events"])
    if waived:
        does = "events go" if waived > 1 else "event goes"
        yield Check(f"{waived} {does} without a source: an editor vouches for it.")


def unsourced(content: Content) -> dict[str, str]:
    """The events of a snapshot for which nobody is named and no editor vouches: key -> what the desk calls it."""
    return {
        event["key"]: name_of(event, number)
        for number, event in enumerate(content["events"], 1)
        if not event["sources"] and not event["sources_waived"]
    }


def named(events: dict[str, str]) -> str:
    """They in one line, however many there are: hundreds may have come from a pasted list."""
    names = list(events.values())
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _of_event(event: Content, name: str, alts: dict[int, str]) -> Iterator[Check]:
    key = event["key"]
    if not event["date"] and not event["headline"]:
        text = f"{name} has no date, no label and no headline: write one of them, or remove the event."
        yield Check(text, f"{key}/headline", blocks=True)
    elif not event["headline"] and not event["body"]:
        yield Check(f"{name} does not say what happened: write a headline or a text.", f"{key}/headline", blocks=True)
    if event["picture"] and not event["picture_alt"] and not alts.get(event["picture"]):
        text = f"{name} has a picture without an alternative text: write what it shows."
        yield Check(text, f"{key}/picture_alt", blocks=True)
    for warning in (event["date"] or {}).get("warnings", []):
        yield Check(f"{name}: {warning}", key)
