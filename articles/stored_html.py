"""A story's content, stored with its revision: texts, pull quotes and fact boxes as HTML, the rest as it is.

Pictures, timelines, related stories and names depend on the instant, and are looked up for each page.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string

from articles import dateline, story_links
from articles.languages import ours
from articles.models import Article, ArticleRevision
from newsroom.publishing.models import Content, upgraded
from newsroom.text import rich_text, word_count
from newsroom.text.macros import macro

KEPT = tuple(
    "headline kicker standfirst dateline kind language lead_picture lead_alt lead_caption lead_shape related".split()
)
CONTENTS = "articles/_table_of_contents.html"
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
        """The id of its heading, stable for as long as the block exists."""
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
    """Return `content`, in the current schema, as JSON for the column `rendered`, which `articles.story_page` reads.

    Rich text is sanitized again, by the current sanitizer. Pass another `clean` only for text that we wrote ourselves.
    """
    shown = [_still(block, clean) or block for block in content["blocks"]]
    headed = {"parts": [block for block in shown if isinstance(block, TextBlock) and block.heading]}
    contents = render_to_string(CONTENTS, headed | {"english": ours(content["language"])})
    return {
        "stamp": stamp(),
        **{name: content[name] for name in KEPT},
        "links": story_links.stories_in(content),
        "blocks": list(_runs(_with_dateline(content["dateline"], shown))),
        "contents": contents.strip(),
        "minutes": word_count.reading_time([content["standfirst"], *_texts(shown)]),
        "words": sum(map(word_count.count, _texts(shown))),
    }


def words_in(blocks: Iterable[Content]) -> int:
    """Count the words in blocks of a snapshot as `prerendered` does."""
    shown = (_still(block, rich_text.sanitize_linked) for block in blocks)
    return sum(map(word_count.count, _texts(filter(None, shown))))


def of(revision: ArticleRevision) -> Content:
    """Return the stored content of `revision`, or make it if another version of this program stored it."""
    carried = revision.rendered
    if carried and carried["stamp"] == stamp():
        return carried  # type: ignore[no-any-return]
    return prerendered(revision.read())


def render_again(batch: int = 200) -> int:
    """Update the stored content of all revisions where it is missing or out of date. Return how many there were.

    Each batch is a transaction, so it can be interrupted and run again.
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
    """Return a hash of all that stored content depends on: modules, templates, the sanitizer and the language."""
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    modules = (__file__, rich_text.__file__, story_links.__file__, word_count.__file__, dateline.__file__)
    templates = (CONTENTS, DATELINE, TextBlock.template, QuoteBlock.template, FactBlock.template)
    sources = [
        settings.LANGUAGE_CODE,
        *(Path(module).read_text() for module in modules),
        *(environment.loader.get_source(environment, name)[0] for name in templates),
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
    """Run the dateline into the first paragraph, or put it above the blocks if there is no paragraph."""
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
    """Yield the plain texts whose words count: headings, texts, quotes and fact boxes."""
    for block in shown:
        match block:
            case TextBlock(heading=words, html=html) | FactBlock(title=words, html=html):
                yield words
                yield rich_text.text_of(html)
            case QuoteBlock(text=words):
                yield words
