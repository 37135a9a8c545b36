"""The verbs of fronts that a story's own do not cover: a story put on the front, and containers put in order."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction

from articles.models import Article
from newsroom.fronts.models import Container
from newsroom.fronts.models.container import STEP
from newsroom.publishing import clock, verbs
from newsroom.publishing.acting import acting
from newsroom.publishing.fixing import Fix, take_over
from newsroom.publishing.merge import THEIRS
from newsroom.publishing.models import Content
from newsroom.publishing.refusals import Refused


def put_on_front(container: Container, story: Article, actor: Any) -> Fix:
    """Make `story` the first slot of `container` and let readers see that at once.

    What else is unpublished in the container stays so: its waiting versions and its draft get the story, too.
    Refused while the story is neither live nor scheduled, or the container is not live.
    """
    with acting("put_on_front", container, actor, permission="publishing.publish", reason=str(story)) as act:
        live = act.subject.live(act.now)
        if live is None:
            raise Refused(
                f"Readers do not see “{act.subject}” now. Publish it first, or choose another part of the front."
            )
        if not (story.live(act.now) or story.transitions.filter(at__gt=act.now).exclude(revision=None).exists()):
            raise Refused(f"“{story}” is not live and not scheduled. Publish the story first.")
        base = live.read()
        content, key = _with_first(base, story.pk)
        if content == base:
            raise Refused(f"“{story}” is the first story there already.")
        act.subject.load(content)
        choices = dict.fromkeys(("slots/order", f"slots/{key}", f"slots/{key}/until"), THEIRS)
        return take_over(act, live, act.subject.snapshot(), note=f"“{story}” put on the front", choices=choices)


def _with_first(content: Content, story: int) -> tuple[Content, str]:
    """`content` with that story as its first slot, and the slot's key; one that it has already moves up, and stays."""
    held = next((slot for slot in content["slots"] if slot["story"] == story), None)
    new = {"key": str(uuid4()), "story": story, "timeline": None, "follow_ups": False, "headline": "", "kicker": ""}
    first = held or {**new, "picture": None, "over": None}
    others = [slot for slot in content["slots"] if slot is not held]
    return {**content, "slots": [{**first, "until": None}, *others]}, first["key"]


def put_in_order(containers: Sequence[Container], actor: Any) -> None:
    """Have the containers of a page stand in this order: for readers at once, where they are live.

    What else is unpublished in them stays so.
    """
    with transaction.atomic():
        for number, container in enumerate(containers, 1):
            _place(container, number * STEP, actor)


def _place(container: Container, place: int, actor: Any) -> None:
    live = container.live(clock.now())
    if live and live.place != place:
        verbs.fix_live(container, actor, {"place": str(place)}, choices={"place": THEIRS})
    container.refresh_from_db()
    if container.place != place:
        container.place = place
        container.save(update_fields=["place"])
        verbs.save(container, actor, note="Moved on the page")
