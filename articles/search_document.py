"""The search document of a story."""

from articles.blocks import body
from articles.models import Article, ArticleRevision
from articles.models.revision import address
from newsroom.publishing.models import Content
from newsroom.search.index import Document, register
from newsroom.search.words import label


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
