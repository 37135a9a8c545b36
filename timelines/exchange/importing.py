"""Timelines into the house and out of it, through the verbs."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify

from newsroom.images.models import Picture
from newsroom.publishing import actions, clock, roles
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.ap_style import newsroom_day
from timelines import exchange
from timelines.exchange.content import Content, Loss, NotATimeline, Reading, Setting
from timelines.models import Event, Timeline, TimelineAddress, TimelineEra, TimelineLane, address
from timelines.timeline_page import PICTURE_SIZES, usable_pictures

IMPORTER = "import"  # the account in whose name the command acts where none is given


def setting() -> Setting:
    """How this newsroom reads dates today."""
    return Setting(newsroom_day(clock.now()), settings.TIME_ZONE, settings.NEWSROOM_FISCAL_YEAR_START)


def read_file(data: bytes, filename: str) -> Reading:
    """What a file says, ready to be stored here: its pictures, keys and slug settled. Raises NotATimeline."""
    reading = exchange.read(data, filename, setting())
    _settle_pictures(reading)
    reading.content = _with_free_keys(reading.content)
    reading.content["slug"] = free_slug(reading.content["slug"] or reading.content["title"])
    return reading


def bring_in(content: Content, actor: Any, *, publish: bool = False) -> Timeline:
    """A new timeline of `actor`'s that says `content`, saved and, if asked, published.

    Publishing waives the source of every event that names none: an editor vouches for them.
    Raises ActionRefused with nothing stored.
    """
    with transaction.atomic():
        if publish and actor.has_perm("publishing.approve"):
            content = {**content, "events": [_vouched_for(event) for event in content["events"]]}
        timeline = Timeline.objects.create(owner=actor, created_at=clock.now())
        timeline.load(content)
        actions.save(timeline, actor, note="Imported")
        if publish:
            actions.publish(timeline, actor)
        return timeline


def importer(username: str = "") -> Any:
    """The account of that name; without one the importer's own, an editor without a password, made when first needed."""
    people = get_user_model().objects
    if username:
        found = people.filter(username=username, is_active=True).first()
        if found is None:
            raise NotATimeline(f"There is no active account “{username}”: name one with --by.")
        return found
    found, new = people.get_or_create(username=IMPORTER, defaults={"is_staff": True})
    if new:
        found.set_unusable_password()
        found.save()
        found.groups.add(Group.objects.get(name=roles.EDITOR))
    return found


def free_slug(text: str) -> str:
    """A slug of those words that no timeline has or had: kursk, kursk-2."""
    slug = slugify(text)[:90].strip("-") or "timeline"
    found, number = slug, 1
    while Timeline.objects.filter(slug=found).exists() or TimelineAddress.objects.filter(slug=found).exists():
        number += 1
        found = f"{slug}-{number}"
    return found


def write_out(timeline: Timeline, form: str) -> str:
    """The newest saved version of a timeline as a file of that format (a key of `exchange.FORMATS`)."""
    head = timeline.head
    if head is None or head.sealed_at:
        raise ActionRefused("There is no version to export: it was taken down, or nothing was saved yet.")
    content = head.read()
    pictures = {pk: _as_medium(picture) for pk, picture in usable_pictures(_pictures(content), clock.now()).items()}
    page = f"{settings.PUBLIC_URL}{address(content['slug'])}" if content["slug"] else ""
    return exchange.write(form, content, today=newsroom_day(clock.now()), pictures=pictures, address=page)


def _as_medium(picture: Picture) -> dict[str, str]:
    shown = picture.render(sizes=PICTURE_SIZES)
    url = shown.src if "://" in shown.src else f"{settings.PUBLIC_URL}{shown.src}"
    words = {"caption": shown.caption, "credit": shown.credit, "alt": shown.alt}
    return {"key": str(picture.key), "url": url, **words, "thumbnail": ""}


def _pictures(content: Content) -> set[int]:
    return {event["picture"] for event in content["events"] if event["picture"]}


def _vouched_for(event: Content) -> Content:
    return event if event["sources"] else {**event, "sources_waived": True}


def _settle_pictures(reading: Reading) -> None:
    """Our picture where it is in this house under the same key, what stands in for it where it is not."""
    keys = {key for key in reading.pictures.values() if key}
    here = {str(key): pk for pk, key in Picture.objects.filter(key__in=_valid(keys)).values_list("pk", "key")}
    for event in reading.content["events"]:
        if not event["picture"]:
            continue
        event["picture"] = here.get(reading.pictures.get(event["key"], ""))
        if event["picture"] is None:
            event["picture_alt"] = ""
            event["media"] = event["media"] or reading.stand_ins.get(event["key"])
            name = event["headline"] or (event["date"] or {}).get("text", "")
            reading.losses.append(Loss(name, "Its picture is not in this library; readers get a link to it."))


def _valid(keys: set[str]) -> list[str]:
    from uuid import UUID

    found = []
    for key in keys:
        try:
            found.append(str(UUID(key)))
        except ValueError:
            continue
    return found


def _with_free_keys(content: Content) -> Content:
    """`content` under keys of its own, if any of them is in use here: no import takes over another timeline's rows."""
    rows = {"events": Event, "lanes": TimelineLane, "eras": TimelineEra}
    used = any(
        model._default_manager.filter(pk__in=[row["key"] for row in content[name]]).exists()
        for name, model in rows.items()
    )
    if not used:
        return content
    new = {row["key"]: str(uuid4()) for name in rows for row in content[name]}
    fresh = {name: [{**row, "key": new[row["key"]]} for row in content[name]] for name in rows}
    for event in fresh["events"]:
        event |= {name: new.get(event[name]) if event[name] else None for name in ("lane", "after")}
    return {**content, **fresh}
