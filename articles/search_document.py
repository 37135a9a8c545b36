"""What the search indexes hold of a story: readers' index of a version, the desk's of the working copy."""

from collections.abc import Iterator

from articles import story_fields
from articles.blocks import body
from articles.models import Article, ArticleRevision
from articles.models.revision import address
from newsroom.publishing.models import Content
from newsroom.search.index import Document, register
from newsroom.search.words import label
from newsroom.text.rich_text import text_of


@register(Article)
def document(revision: ArticleRevision) -> Document:
    """Return a scheduled revision as search indexes it. Raises ValueError for one that isn't scheduled."""
    content = revision.read()
    if revision.address_day is None:
        raise ValueError(f"{revision} of story {revision.subject_id} is not scheduled.")
    return Document(
        url=address(revision.address_day, revision.slug),
        kind=content["kind"],
        section=content["section"],
        language=content["language"],
        headline=content["headline"],
        standfirst=content["standfirst"],
        body=body_of(content),
        labels=(
            label("section", content["section"]),
            *(label("tag", line["tag"]) for line in content["tags"]),
            *(label("author", line["author"]) for line in content["bylines"]),
        ),
    )


def body_of(content: Content) -> str:
    """Return the text of a story without markup, a line for each block and paragraph.

    Captions are left out: they disappear when the rights to the picture end, but the index doesn't change then.
    """
    texts = (text for block in body.blocks(content["body"]) for text in block.search_text())
    return "\n".join(filter(None, texts))


def searched_at_desk(content: Content) -> Iterator[str]:
    """Yield all that people wrote into a story but its headline, captions included, in the order in which it is read."""
    yield from (content[name] for name in ("standfirst", "kicker", "dateline"))
    for block in body.blocks(content["body"]):
        yield from (block.plain(name, "\n") for name in block.texts)
    yield from (content["lead_caption"], content["lead_alt"])
    yield from (link["title"] for link in content["related"])
    yield from map(text_of, story_fields.texts(content["extra"]).values())


def filed_under(content: Content) -> dict[str, list[str | int]]:
    """Return what the desk's list of stories filters by."""
    return {
        "section": [content["section"]] if content["section"] else [],
        "kind": [content["kind"]],
        "author": [line["author"] for line in content["bylines"]],
        "tag": [line["tag"] for line in content["tags"]],
    }
