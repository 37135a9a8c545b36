"""Import of timelines into the database and export from it, through actions."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from newsroom import roles
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day
from newsroom.text.plain_text import slug_of
from timelines import exchange
from timelines.dates import DateValue, in_words
from timelines.exchange.again import missing, updated
from timelines.exchange.content import Reading, Setting
from timelines.exchange.untrusted import Content, Loss, NotATimeline
from timelines.models import Event, Timeline, TimelineAddress, TimelineEra, TimelineLane, address, pictures_in
from timelines.parse import spoken, usual_order
from timelines.timeline_page import PICTURE_SIZES, usable_pictures


@dataclass
class Update(Reading):
    """A file read into a timeline: `content` is what the working copy, now `before`, will say.

    `missing` are the events that the file doesn't have; they stay.
    """

    before: Content = field(default_factory=dict)
    missing: list[Content] = field(default_factory=list)


STORED_PICTURE = re.compile(r"/([0-9a-f]{32})-[0-9a-f]{16}\b")  # in an address; see newsroom.images.models.file_name
IMPORTER = "import"  # username of the account that the command uses by default


def setting(*, figures: str = "", language: str = "") -> Setting:
    """Return how this newsroom reads dates today. `figures`: the order of numeric dates, if it is known."""
    fiscal, usual = settings.NEWSROOM_FISCAL_YEAR_START, usual_order()
    return Setting(newsroom_day(clock.now()), settings.TIME_ZONE, fiscal, figures, usual, spoken(language))


def read_file(data: bytes, filename: str, *, figures: str = "") -> Reading:
    """Read a file, with its pictures, keys and slug ready to be stored here. Raises NotATimeline."""
    reading = exchange.read(data, filename, setting(figures=figures))
    _settle_pictures(reading)
    reading.content = _with_free_keys(reading.content)
    reading.content["slug"] = free_slug(reading.content["slug"] or reading.content["title"])
    return reading


def read_again(timeline: Timeline, data: bytes, filename: str, *, figures: str = "") -> Update:
    """Read a file into the working copy of a timeline that has its events, or some of them. Raises NotATimeline."""
    reading = exchange.read(data, filename, setting(figures=figures, language=timeline.language))
    _settle_pictures(reading)
    ours, theirs = timeline.snapshot(), _with_free_keys(reading.content, but=timeline)
    reading.content = updated(ours, theirs)
    return Update(**vars(reading), before=ours, missing=missing(ours, theirs))


def date_in(text: str, figures: str) -> str:
    """Return a numeric date, read in that order, in words: "March 4, 2024"."""
    value = setting(figures=figures).parse(text)
    return in_words(value) if isinstance(value, DateValue) else ""


def import_content(content: Content, actor: Any, *, publish: bool = False) -> Timeline:
    """Save `content` as a new timeline owned by `actor`, and publish it if asked.

    Publishing waives the sources of events without any, if the actor may approve. Raises ActionRefused and then
    stores nothing.
    """
    with transaction.atomic():
        if publish and actor.has_perm("publishing.approve"):
            waived = [event if event["sources"] else event | {"sources_waived": True} for event in content["events"]]
            content = content | {"events": waived}
        timeline = Timeline.objects.create(owner=actor, created_at=clock.now())
        timeline.load(content)
        actions.save(timeline, actor, note="Imported")
        if publish:
            actions.publish(timeline, actor)
        return timeline


def import_again(timeline: Timeline, content: Content, head: int, actor: Any) -> Timeline:
    """Save `content`, made by `read_again` of version `head`, as the new version. Raises ActionRefused."""
    with transaction.atomic():
        timeline = Timeline._base_manager.select_for_update(no_key=True).get(pk=timeline.pk)
        if timeline.head.number != head:
            raise ActionRefused("Somebody saved this timeline in the meantime: choose the file again.")
        timeline.load(content)
        actions.save(timeline, actor, note="Imported again")
        return timeline


def importer(username: str = "") -> Any:
    """Return the account with that username, by default the importer's: an editor without a password, made on demand."""
    users = get_user_model().objects
    if username:
        found = users.filter(username=username, is_active=True).first()
        if found is None:
            raise NotATimeline(f"There is no active account “{username}”: name one with --by.")
        return found
    found, new = users.get_or_create(username=IMPORTER, defaults={"is_staff": True})
    if new:
        found.set_unusable_password()
        found.save()
        found.groups.add(Group.objects.get(name=roles.EDITOR))
    return found


def free_slug(text: str) -> str:
    """Make a slug that no timeline has or had: kursk, kursk-2."""
    slug = slug_of(text, 90) or "timeline"
    found, number = slug, 1
    while Timeline.objects.filter(slug=found).exists() or TimelineAddress.objects.filter(slug=found).exists():
        number += 1
        found = f"{slug}-{number}"
    return found


def export_content(timeline: Timeline, form: str) -> str:
    """Export the newest saved version of a timeline in a format (a key of `exchange.FORMATS`)."""
    head = timeline.head
    if head is None or head.sealed_at:
        raise ActionRefused("There is no version to export: it was taken down, or nothing was saved yet.")
    content = head.read()
    pictures = {pk: _as_medium(picture) for pk, picture in usable_pictures(pictures_in(content), clock.now()).items()}
    page = f"{settings.PUBLIC_URL}{address(content['slug'])}" if content["slug"] else ""
    return exchange.write(form, content, today=newsroom_day(clock.now()), pictures=pictures, address=page)


def _as_medium(picture: Picture) -> dict[str, str]:
    shown = picture.render(sizes=PICTURE_SIZES)
    url = shown.src if "://" in shown.src else f"{settings.PUBLIC_URL}{shown.src}"
    words = {"caption": shown.caption, "credit": shown.credit, "alt": shown.alt}
    return {"key": str(picture.key), "url": url, **words, "thumbnail": ""}


def _settle_pictures(reading: Reading) -> None:
    """Find pictures in this library, by their keys or their addresses; use the stand-ins for those that aren't here."""
    for event in reading.content["events"]:
        if event["media"] and not event["picture"] and (found := STORED_PICTURE.search(event["media"]["url"])):
            reading.pictures[event["key"]] = str(UUID(found[1]))
    keys = {key for key in reading.pictures.values() if key}
    here = {str(key): pk for pk, key in Picture.objects.filter(key__in=keys).values_list("pk", "key")}
    for event in reading.content["events"]:
        known = here.get(reading.pictures.get(event["key"], ""))
        if known and not event["picture"]:
            event |= {"picture": known, "media": None}
            continue
        if not event["picture"]:
            continue
        event["picture"] = known
        if event["picture"] is None:
            event["picture_alt"] = ""
            event["media"] = event["media"] or reading.stand_ins.get(event["key"])
            name = event["headline"] or (event["date"] or {}).get("text", "")
            reading.losses.append(Loss(name, "Its photo is not in this library; readers get a link to it."))


def _with_free_keys(content: Content, *, but: Timeline | None = None) -> Content:
    """Give `content` new keys if a timeline (any `but` that one) uses one, so that no import takes over another's rows."""
    rows = {"events": Event, "lanes": TimelineLane, "eras": TimelineEra}
    used = any(
        model._default_manager.filter(pk__in=[row["key"] for row in content[name]]).exclude(timeline=but).exists()
        for name, model in rows.items()
    )
    if not used:
        return content
    new = {row["key"]: str(uuid4()) for name in rows for row in content[name]}
    fresh = {name: [{**row, "key": new[row["key"]]} for row in content[name]] for name in rows}
    for event in fresh["events"]:
        event |= {name: new.get(event[name]) if event[name] else None for name in ("lane", "after")}
    return {**content, **fresh}
