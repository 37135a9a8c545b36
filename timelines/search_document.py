"""Timelines in the search indexes."""

from collections.abc import Iterator

from newsroom.publishing.models import Content
from newsroom.search.index import Document, register
from newsroom.text.rich_text import text_of
from timelines.models import Timeline, TimelineRevision

KIND = "timeline"  # beside the kinds of stories


@register(Timeline)
def document(revision: TimelineRevision) -> Document:
    """Index title, introduction, and the dates and words of the events of a scheduled version."""
    content = revision.read()
    return Document(
        url=revision.get_absolute_url(),
        kind=KIND,
        section=None,
        language="en",
        headline=content["title"],
        standfirst=text_of(content["introduction"], "\n"),
        body="\n".join(filter(None, events_of(content))),
    )


def events_of(content: Content) -> Iterator[str]:
    """Yield the dates and words of the events."""
    for event in content["events"]:
        yield (event["date"] or {}).get("text", "")
        yield from (event["headline"], text_of(event["body"], "\n"), event["place"])
