"""Actions on fronts beyond those of every publishable: put a story on a front, reorder its containers."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from articles.models import Article
from newsroom.fronts.models import Container
from newsroom.fronts.models.container import STEP
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
        act.subject.load(content)
        places = (f"slots/{slot['key']}/order" for slot in content["slots"])
        choices = dict.fromkeys((*places, f"slots/{key}", f"slots/{key}/until"), THEIRS)
        return take_over(act, live, act.subject.snapshot(), note=f"“{story}” put on the front", choices=choices)


def _with_first(content: Content, story: int) -> tuple[Content, str]:
    """Return `content` with the story in its first slot, unpinned, and the slot's key; an existing slot moves up."""
    held = next((slot for slot in content["slots"] if slot["story"] == story), None)
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
