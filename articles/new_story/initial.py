"""What a new story begins with, named in the address of its page: ?template=12, ?event=<key>, ?report=3 or ?planned=2024-11-05.

The form is filled in; nothing is stored until the story is saved, and then as if it had been typed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from articles import story_fields
from articles.blocks import TimelineEmbed, new
from articles.duplicate import copied
from articles.models import ErrorReport, RelatedLink, Tag
from articles.new_story.templates import templates
from articles.snapshots import FIELDS
from articles.story_rows import RELATED, cleaned_row
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import may
from newsroom.text.plain_text import whole_number
from timelines.models import Event

Values = dict[str, Any]  # by field of the story's form
NOTE = "change_note"  # beside them: what the first version says of where it comes from


def initial(query: Mapping[str, str], user: Any) -> Values:
    """Return the values that the address of a new story's page asks for.

    Raises ActionRefused, for the writer, for what is gone or not theirs to see.
    """
    for name, values_of in STARTS.items():
        if name in query:
            return values_of(query[name], user)
    return {}


def _from_template(typed: str, user: Any) -> Values:
    """A copy of a template, but for its byline: that is the writer's, as of every new story."""
    template = templates().filter(pk=whole_number(typed) or 0).first()
    if template is None:
        raise ActionRefused("That template is gone, so this story starts empty.")
    content = copied(template, user)
    tags = Tag.objects.in_bulk([row["tag"] for row in content["tags"]])
    return {
        **{name: content[name] for name in (*FIELDS, "body", "related")},
        **story_fields.initial(story_fields.values(content["extra"])),
        "tags": [tags[row["tag"]] for row in content["tags"]],
        NOTE: f"From the template “{template}”",
    }


def _about_event(typed: str, user: Any) -> Values:
    """The timeline of an event, and the event as one that the story broke."""
    event = Event.objects.unsealed().filter(pk=_uuid(typed)).select_related("timeline").first()
    if event is None or not may(user, "view", event.timeline):
        raise ActionRefused("That event is no longer in its timeline, so this story starts empty.")
    return {
        "body": [new(TimelineEmbed, timeline=event.timeline)],
        "reports": [{"key": str(uuid4()), "event": str(event.pk)}],
    }


def _about_report(typed: str, user: Any) -> Values:
    """A link to the story in which a reader saw an error. What the reader wrote stays with the report."""
    report = ErrorReport.objects.visible_to(user).filter(pk=whole_number(typed) or 0).first()
    if report is None or not user.has_perm("articles.view_errorreport"):
        raise ActionRefused("That correction request is gone, so this story starts empty.")
    return {"related": [cleaned_row(RelatedLink, RELATED.fields, {"story": report.article_id})]}


def _for_a_day(typed: str, user: Any) -> Values:
    """The day for which the story is planned, as the calendar names it."""
    try:
        return {"planned_day": date.fromisoformat(typed)}
    except ValueError:
        raise ActionRefused("That day can’t be read, so this story has no planned day.") from None


STARTS = {"template": _from_template, "event": _about_event, "report": _about_report, "planned": _for_a_day}


def _uuid(typed: str) -> UUID:
    """Return the key that was sent, one that no row has for what can't be one."""
    try:
        return UUID(typed)
    except ValueError:
        return UUID(int=0)
