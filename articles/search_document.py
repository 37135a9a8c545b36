"""What search knows of a story."""

from collections.abc import Iterator

from articles.models import Article, ArticleRevision
from articles.models.revision import address
from newsroom.publishing.models import Content
from newsroom.search.index import Document, register
from newsroom.search.words import label
from newsroom.text.rich_text import text_of


@register(Article)
def document(revision: ArticleRevision) -> Document:
    """A scheduled version, with its content, as search files it: all of its words, and what lists it stands in."""
    content = revision.read()
    if revision.address_day is None:
        raise ValueError(f"{revision} of story {revision.subject_id} has no address: it is not scheduled.")
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
    """The text of a story without its markup, each block and paragraph on a line of its own."""
    return "\n".join(filter(None, _texts(content)))


def _texts(content: Content) -> Iterator[str]:
    for block in content["blocks"]:
        match block["type"]:
            case "section":
                yield from (block["heading"], text_of(block["text"], "\n"))
            case "fact_box":
                yield from (block["title"], text_of(block["text"], "\n"))
            case "pull_quote":
                yield from (block["text"], block["attribution"])
            # and no caption of a picture: it goes when the rights to the picture end, and the index does not change then
