"""Actions on fronts beyond those of every publishable: a story on a front, containers in order, breaking news of a story."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any
from uuid import uuid4

from django.db import transaction

from articles.models import Article
from newsroom.fronts.models import Alert, Container
from newsroom.fronts.models.container import STEP
from newsroom.publishing import actions, clock
from newsroom.publishing.actions.base import Act, performing
from newsroom.publishing.actions.live_fix import Fix, fix, take_over
from newsroom.publishing.actions.revisions import record_draft
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content
from newsroom.text.text_merge import THEIRS


def put_on_front(container: Container, story: Article, actor: Any) -> Fix:
    """Make `story` the first slot of `container`, live at once, and in its draft and scheduled versions.

    Raises ActionRefused if the story is neither live nor scheduled, or the container isn't live.
    """
    permission = "publishing.publish"
    with performing("put_on_front", container, actor=actor, permission=permission, reason=str(story)) as [act]:
        live = act.subject.live(act.now)
        if live is None:
            raise ActionRefused(f"“{act.subject}” isn’t live. Publish it first, or choose another front module.")
        if not (story.live(act.now) or story.transitions.filter(at__gt=act.now).exclude(revision=None).exists()):
            raise ActionRefused(f"“{story}” isn’t live or scheduled. Publish the story first.")
        base = live.read()
        content, key = _with_first(base, story.pk)
        if content == base:
            raise ActionRefused(f"“{story}” is already the first story there.")
        return _with_slot(act, live, content, key, note=f"“{story}” put on the front")


def undo_put_on_front(container: Container, story: Article, actor: Any, *, put: int) -> Fix:
    """Undo what `put_on_front` did in version `put`, at once, and in the container's draft and scheduled versions.

    A story that was in the container before goes back to its place there; any other leaves it. Later changes to the other
    slots stay. Raises ActionRefused if the story isn't in the live version any more.
    """
    permission = "publishing.publish"
    with performing("undo_put_on_front", container, actor=actor, permission=permission, reason=str(story)) as [act]:
        live = act.subject.live(act.now)
        made = act.subject.revisions.filter(number=put).exclude(based_on=None).select_related("based_on").first()
        base = live.read() if live else {"slots": []}
        held = _slot_of(base, story.pk)
        before = made.based_on.read()["slots"] if made else []
        slots = [slot for slot in base["slots"] if slot is not held]
        for place, slot in enumerate(before):
            if slot["story"] == story.pk:
                slots.insert(place, slot)
        if made is None or held is None or slots == base["slots"]:
            raise ActionRefused(f"“{story}” isn’t put on “{act.subject}” any more, so there is nothing to undo.")
        return _with_slot(
            act, live, {**base, "slots": slots}, held["key"], note=f"“{story}” no longer put on the front"
        )


def take_off_front(container: Container, story: Article, actor: Any) -> Fix:
    """Take the slot of `story` out of `container`, live at once, and out of its draft and scheduled versions.

    Raises ActionRefused if the story isn't in the live version.
    """
    permission = "publishing.publish"
    with performing("take_off_front", container, actor=actor, permission=permission, reason=str(story)) as [act]:
        live = act.subject.live(act.now)
        base = live.read() if live else {"slots": []}
        held = _slot_of(base, story.pk)
        if held is None:
            raise ActionRefused(f"“{story}” isn’t among the stories picked for “{act.subject}”.")
        slots = [slot for slot in base["slots"] if slot is not held]
        return _with_slot(act, live, {**base, "slots": slots}, held["key"], note=f"“{story}” taken off the front")


def _with_slot(act: Act, live: Any, content: Content, key: str, *, note: str) -> Fix:
    """Publish `content`, in which the slot with that key is elsewhere or gone, and have every version take that over."""
    act.subject.load(content)
    places = (f"slots/{slot['key']}/order" for slot in content["slots"])
    choices = dict.fromkeys((*places, f"slots/{key}", f"slots/{key}/until"), THEIRS)
    return take_over(act, live, act.subject.snapshot(), note=note, choices=choices)


def _slot_of(content: Content, story: int) -> Content | None:
    """Return the slot with the story of that id, or None."""
    return next((slot for slot in content["slots"] if slot["story"] == story), None)


def _with_first(content: Content, story: int) -> tuple[Content, str]:
    """Return `content` with the story in its first slot, unpinned, and the slot's key; an existing slot moves up."""
    held = _slot_of(content, story)
    new = {"key": str(uuid4()), "story": story, "timeline": None, "follow_ups": False, "headline": "", "kicker": ""}
    first = held or {**new, "picture": None, "over": None}
    others = [slot for slot in content["slots"] if slot is not held]
    return {**content, "slots": [{**first, "until": None}, *others]}, first["key"]


def put_in_order(containers: Sequence[Container], actor: Any) -> None:
    """Put the containers of a page in this order at one instant, live at once; other changes stay unpublished."""
    with performing("fix_live", *containers, actor=actor) as frame:
        for number, act in enumerate(frame, 1):
            _place(act, number * STEP)


def _place(act: Act, place: int) -> None:
    live = act.subject.live(act.now)
    moved = live is not None and live.place != place
    if moved:
        fix(act, live, {"place": str(place)}, choices={"place": THEIRS})
    else:
        act.action = "save"
    act.subject.refresh_from_db(fields=["place"])
    if act.subject.place != place:
        act.subject.place = place
        act.subject.save(update_fields=["place"])
        record_draft(act, note="Moved on the page")
    elif not moved:
        act.pass_over()


def raise_banner(story: Article, actor: Any) -> Alert:
    """Put the live headline of `story` on every page as breaking news, at once and until somebody takes it down.

    Raises ActionRefused if the story isn't live or already has a banner.
    """
    with transaction.atomic():
        story = Article._base_manager.select_for_update(no_key=True).get(pk=story.pk)  # of two presses, one raises it
        live = story.live(clock.now())
        if live is None:
            raise ActionRefused(f"“{story}” isn’t live. Publish the story first.")
        if Alert.objects.live_about(story, clock.now()).exists():
            raise ActionRefused(f"“{story}” already has a breaking-news banner.")
        text = shorten(live.headline, Alert._meta.get_field("text").max_length or 0, placeholder="…")
        alert = Alert.objects.create(text=text, story=story, owner=actor, created_at=clock.now())
        actions.save(alert, actor, note="Raised from the story")
        actions.publish(alert, actor)
        return alert


def lower_banner(story: Article, actor: Any) -> list[Alert]:
    """Take down every live banner about `story`, at once; return them. What is scheduled stays."""
    with transaction.atomic():
        banners = list(Alert.objects.live_about(story, clock.now()).order_by("pk"))
        for banner in banners:
            actions.unpublish(banner, actor, drop_scheduled=False)
        return banners
