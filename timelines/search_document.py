"""Timelines in the search index."""

from newsroom.search.index import Document, register
from newsroom.text.rich_text import text_of
from timelines.models import Timeline, TimelineRevision

KIND = "timeline"  # beside the kinds of stories


@register(Timeline)
def document(revision: TimelineRevision) -> Document:
    """Index title, introduction, and the dates and words of the events of a scheduled version."""
    content = revision.read()
    texts = (
        ((event["date"] or {}).get("text", ""), event["headline"], text_of(event["body"], "\n"), event["place"])
        for event in content["events"]
    )
    return Document(
        url=revision.get_absolute_url(),
        kind=KIND,
        section=None,
        language="en",
        headline=content["title"],
        standfirst=text_of(content["introduction"], "\n"),
        body="\n".join(text for event in texts for text in event if text),
    )
