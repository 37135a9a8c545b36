"""A story's content with what depends on nothing but itself already in HTML: made when a version is recorded.

Runs of texts, pull quotes and fact boxes become one block of HTML each. What depends on the instant or on other things
(pictures within their rights, timelines, related stories, names, dates) stays as it is, to be found when the page is read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from django.template import engines
from django.template.loader import render_to_string

from articles import dateline, story_links, word_count
from articles.languages import ours
from articles.models import Article, ArticleRevision
from newsroom.publishing.models import Content, upgraded
from newsroom.text import rich_text
from newsroom.text.macros import macro

HEADED = 3  # a story with fewer headed parts needs no list of them
KEPT = tuple(
    "headline kicker standfirst dateline kind language lead_picture lead_alt lead_caption lead_shape related".split()
)
CONTENTS = "articles/_contents.html"
DATELINE = "articles/_dateline.html"


@dataclass(frozen=True)
class TextBlock:
    template: ClassVar = "articles/blocks/section.html"
    key: str
    heading: str
    level: int
    html: str

    @property
    def anchor(self) -> str:
        """The fragment that leads to its heading; stable for as long as the block exists."""
        return f"s-{self.key[-12:]}"


@dataclass(frozen=True)
class QuoteBlock:
    template: ClassVar = "articles/blocks/pull_quote.html"
    text: str
    attribution: str


@dataclass(frozen=True)
class FactBlock:
    template: ClassVar = "articles/blocks/fact_box.html"
    title: str
    html: str


Still = TextBlock | QuoteBlock | FactBlock


def prerendered(content: Content, clean: Callable[[str], str] = rich_text.sanitize_linked) -> Content:
    """`content`, in today's schema, as `articles.story_page` reads it: a plain document for the column `rendered`.

    Rich text is sanitized once more, by the sanitizer of today, so that making it anew after an upgrade is enough;
    only text that the program itself has written may be passed through another `clean`.
    """
    shown = [_still(block, clean) or block for block in content["blocks"]]
    headed = {"parts": [block for block in shown if isinstance(block, TextBlock) and block.heading]}
    contents = render_to_string(CONTENTS, headed | {"english": ours(content["language"])})
    return {
        "stamp": stamp(),
        **{name: content[name] for name in KEPT},
        "links": story_links.stories_in(content),
        "blocks": list(_runs(_with_dateline(content["dateline"], shown))),
        "contents": contents if len(headed["parts"]) >= HEADED else "",
        "minutes": word_count.reading_time([content["standfirst"], *_texts(shown)]),
        "words": sum(map(word_count.count, _texts(shown))),
    }


def words_in(blocks: Iterable[Content]) -> int:
    """Return the number of words of the blocks of a snapshot, as `prerendered` counts them."""
    return sum(
        map(word_count.count, _texts(filter(None, (_still(block, rich_text.sanitize_linked) for block in blocks))))
    )


def of(revision: ArticleRevision) -> Content:
    """What `revision` carries, or, where an older program made that, the same made on the spot."""
    carried = revision.rendered
    if carried and carried["stamp"] == stamp():
        return carried  # type: ignore[no-any-return]
    return prerendered(revision.read())


def render_anew(batch: int = 200) -> int:
    """Make what every version carries, where another program made it or none. Returns how many versions there were.

    Goes through the archive in batches by key, each its own transaction, so it may be stopped and begun again.
    """
    made, last = 0, 0
    unsealed = ArticleRevision.objects.filter(sealed_at=None).order_by("pk")
    while rows := list(unsealed.filter(pk__gt=last).values_list("pk", "content", "rendered__stamp")[:batch]):
        last = rows[-1][0]
        stale = [
            ArticleRevision(pk=pk, rendered=prerendered(upgraded(Article, content)))
            for pk, content, stamped in rows
            if content and stamped != stamp()
        ]
        ArticleRevision.objects.bulk_update(stale, ["rendered"])
        made += len(stale)
    return made


@cache
def stamp() -> str:
    """What made it: this module, its templates, the rules of rich text and the versions of those who clean it."""
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    sources = [
        Path(__file__).read_text(),
        Path(rich_text.__file__).read_text(),
        Path(story_links.__file__).read_text(),
        Path(word_count.__file__).read_text(),
        Path(dateline.__file__).read_text(),
        *(
            environment.loader.get_source(environment, name)[0]
            for name in (CONTENTS, DATELINE, TextBlock.template, QuoteBlock.template, FactBlock.template)
        ),
        *(version(name) for name in ("bleach", "nh3", "django", "django-prose-editor")),
    ]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]


def _still(block: Content, clean: Callable[[str], str]) -> Still | None:
    match block["type"]:
        case "section":
            return TextBlock(block["key"], block["heading"], block["level"], clean(block["text"]))
        case "pull_quote":
            return QuoteBlock(block["text"], block["attribution"])
        case "fact_box":
            return FactBlock(block["title"], clean(block["text"]))
    return None


def _with_dateline(words: str, shown: list[Any]) -> list[Any]:
    """The blocks with the dateline run into the first paragraph, or above them all if there is no paragraph."""
    if not words.strip():
        return shown
    html = macro(DATELINE, "dateline")(words.strip())
    texts = [place for place, block in enumerate(shown) if isinstance(block, TextBlock)]
    found = dateline.run_in(html, [shown[place].html for place in texts])
    if found is None:
        return [TextBlock("", "", 2, macro(DATELINE, "alone")(html)), *shown]
    index, text = found
    place = texts[index]
    return [*shown[:place], replace(shown[place], html=text), *shown[place + 1 :]]


def _runs(shown: list[Any]) -> Iterator[Content]:
    for still, blocks in groupby(shown, lambda block: isinstance(block, Still)):
        if still:
            html = "".join(render_to_string(block.template, {"block": block}) for block in blocks)
            yield {"type": "html", "html": html}
        else:
            yield from blocks


def _texts(shown: Iterable[Any]) -> Iterator[str]:
    """The plain texts of the body that are counted: headings, texts, quotes and fact boxes."""
    for block in shown:
        match block:
            case TextBlock(heading=words, html=html) | FactBlock(title=words, html=html):
                yield words
                yield rich_text.text_of(html)
            case QuoteBlock(text=words):
                yield words
