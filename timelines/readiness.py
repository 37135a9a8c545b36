"""Whether a timeline may be published (problems), and what an editor should know before (warnings)."""

from newsroom.images.models import Picture
from newsroom.publishing.models import Content
from timelines.duplicates import duplicates
from timelines.models import name_of, pictures_in


def problems(content: Content) -> list[str]:
    """What keeps it from readers, in the editor's words."""
    found = []
    if not content["title"]:
        found.append("Write a title.")
    if not content["slug"]:
        found.append("Write a slug: without one it has no address.")
    if not content["events"]:
        found.append("Add at least one event.")
    alts = dict(Picture.objects.filter(pk__in=pictures_in(content)).values_list("pk", "alt"))
    for number, event in enumerate(content["events"], 1):
        name = name_of(event, number)
        if not event["date"] and not event["headline"]:
            found.append(f"{name} has no date, no label and no headline: write one of them, or remove the event.")
        elif not event["headline"] and not event["body"]:
            found.append(f"{name} does not say what happened: write a headline or a text.")
        if event["picture"] and not event["picture_alt"] and not alts.get(event["picture"]):
            found.append(f"{name} has a picture without an alternative text: write what it shows.")
    return found + _unsourced(content)


def _unsourced(content: Content) -> list[str]:
    """One line however many there are: hundreds may have come from a pasted list."""
    names = [
        name_of(event, number)
        for number, event in enumerate(content["events"], 1)
        if not event["sources"] and not event["sources_waived"]
    ]
    if not names:
        return []
    named = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [
        f"{named} {'names' if len(names) == 1 else 'name'} no source: write who says so, "
        "or let an editor say that none is needed."
    ]


def warnings(content: Content) -> list[str]:
    """What an editor should look at before publishing, but may let pass."""
    found = []
    for number, event in enumerate(content["events"], 1):
        found += [f"{name_of(event, number)}: {warning}" for warning in (event["date"] or {}).get("warnings", [])]
    found += duplicates(content)
    waived = sum(not event["sources"] and event["sources_waived"] for event in content["events"])
    if waived:
        found.append(f"{waived} event{'s go' if waived > 1 else ' goes'} without a source: an editor vouches for it.")
    return found
