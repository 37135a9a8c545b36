"""A story's content, stored with its revision: blocks that are the same at every instant as HTML, the rest as it is.

Pictures, timelines, related stories and names depend on the instant, and are looked up for each page.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from inspect import getfile
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.template import engines
from django.template.loader import render_to_string

from articles import dateline, footnotes, story_fields, story_links
from articles.blocks import BLOCKS, Block, Row, body
from articles.blocks.block import as_plain
from articles.blocks.resolved import Resolved
from articles.blocks.text import Heading
from articles.models import Article, ArticleRevision
from articles.models.revision import Role
from newsroom.publishing.models import Content, upgraded
from newsroom.text import rich_text, word_count
from newsroom.text.languages import beside, catalogs, direction, ours, speaking
from newsroom.text.macros import macro

KEPT = tuple(
    "headline kicker standfirst dateline kind language lead_picture lead_alt lead_caption lead_shape share_picture related".split()
)
MARK = "<!--{}-->"
CONTENTS = "articles/_table_of_contents.html"
DATELINE = "articles/_dateline.html"
PROSE = "articles/blocks/_prose.html"
FEED = "articles/_feed.html"
# What the query for a page must ask for: articles.queries has a branch for each.
ASKED = {Role.FIGURE: "pictures", Role.RELATED: "related", Role.TIMELINE: "followed", Role.PINNED: "pinned"}


class Shown(NamedTuple):
    """A text as readers see it: its blocks, with the HTML of those that are the same at every instant, "" for others.

    `words` are the texts whose words count, and `notes` the footnotes in order, as HTML.
    """

    blocks: list[tuple[Block, str]]
    words: list[str]
    notes: list[str]


def prerendered(content: Content, *, trusted: bool = False, marked: bool = False) -> Content:
    """Return `content`, in the current schema, as JSON for the column `rendered`, which `articles.story_page` reads.

    Rich text is sanitized again, by the current sanitizer, unless it is `trusted`: text that we wrote ourselves. If it is
    `marked`, a comment with the key of each block comes before what readers see of it, for the panel beside the form.
    """
    with speaking(beside(content["language"])):
        shown = _shown(content, trusted)
        if marked:
            shown = shown._replace(blocks=[(block, MARK.format(block.key) + html) for block, html in shown.blocks])
        return _for_page(content, shown)


def _for_page(content: Content, shown: Shown) -> Content:
    blocks = [block for block, _ in shown.blocks]
    links = body.stories_in(content["body"])
    headings = [block for block in blocks if isinstance(block, Heading)]
    contents = render_to_string(CONTENTS, {"parts": headings, "english": ours(content["language"])})
    parts = _sections(_with_dateline(content, shown.blocks, macro(DATELINE, "dateline")))
    notes = [macro(footnotes.TEMPLATE, "list")(shown.notes, ours(content["language"]))] if shown.notes else []
    return {
        "stamp": stamp(),
        **{name: content[name] for name in KEPT},
        "links": links,
        "extra": story_fields.stored(content["extra"]),
        "asks": sorted(_asked(content, blocks, links)),
        "blocks": list(_runs([*parts, *notes])),
        "contents": contents.strip(),
        "minutes": word_count.reading_time([content["standfirst"], *shown.words]),
        "words": sum(map(word_count.count, shown.words)),
    }


def prerendered_for_feeds(content: Content, *, trusted: bool = False) -> Content:
    """Return `content` as JSON for the column `feed`, which `articles.feed_html` reads. See `prerendered`."""
    with speaking(beside(content["language"])):
        return _for_feeds(content, _shown(content, trusted, "plain_mark"))


def _for_feeds(content: Content, shown: Shown) -> Content:
    # Most blocks are the same in both, and were made for the page.
    feed = [
        (block, html if block.feed_template == block.template else _feed_html(block)) for block, html in shown.blocks
    ]
    notes = [macro(footnotes.TEMPLATE, "plain_list")(shown.notes)] if shown.notes else []
    html = _with_dateline(content, feed, macro(FEED, "dateline"))
    extra = (as_plain(field.html()) for field in story_fields.shown(story_fields.stored(content["extra"])))
    return {
        "stamp": stamp(),
        "lead": [content[name] for name in ("lead_picture", "lead_alt", "lead_caption", "lead_shape")],
        "links": body.stories_in(content["body"]),
        "blocks": list(
            _runs([*(words if block is None or block.is_still else block for block, words in html), *notes, *extra])
        ),
    }


def words_in(rows: Iterable[Row]) -> int:
    """Count the words in a body as `prerendered` does."""
    return sum(word_count.count(text) for block in body.blocks([*rows]) for text in block.words())


def of(revision: ArticleRevision) -> Content:
    """Return the stored content of `revision`, or make it if another version of this program stored it."""
    carried = revision.rendered
    if carried and carried["stamp"] == stamp():
        return carried  # type: ignore[no-any-return]
    return prerendered(revision.read())


def render_again(batch: int = 200) -> int:
    """Update the stored content of all revisions where it is missing or out of date. Return how many there were.

    Each batch is a transaction, so it can be interrupted and run again. The site may run meanwhile: what is taken down
    between reading and writing stays without stored content.
    """
    made, last = 0, 0
    unsealed = ArticleRevision.objects.filter(sealed_at=None).order_by("pk")
    columns = ("pk", "content", "rendered__stamp", "feed__stamp")
    while rows := list(unsealed.filter(pk__gt=last).values_list(*columns)[:batch]):
        last = rows[-1][0]
        stale = [
            ArticleRevision(pk=pk, **columns_of(upgraded(Article, content)))
            for pk, content, *stamped in rows
            if content and set(stamped) != {stamp()}
        ]
        with transaction.atomic():
            locked = unsealed.filter(pk__in=[revision.pk for revision in stale]).select_for_update(no_key=True)
            here = set(locked.values_list("pk", flat=True))
            made += ArticleRevision.objects.bulk_update(
                [each for each in stale if each.pk in here], ["rendered", "feed"]
            )
    return made


def columns_of(content: Content, *, trusted: bool = False) -> dict[str, Content]:
    """Return the columns of a revision that hold its stored content."""
    with speaking(beside(content["language"])):
        shown = _shown(content, trusted)
        plain = _shown(content, trusted, "plain_mark") if shown.notes else shown
        return {"rendered": _for_page(content, shown), "feed": _for_feeds(content, plain)}


@cache
def stamp() -> str:
    """Return a hash of all that stored content depends on: modules, templates, the sanitizer and the language."""
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    still = [block for _, block in sorted(BLOCKS.items()) if block.is_still]
    modules = (
        __file__,
        footnotes.__file__,
        rich_text.__file__,
        story_links.__file__,
        word_count.__file__,
        dateline.__file__,
    )
    templates = [CONTENTS, DATELINE, PROSE, FEED, footnotes.TEMPLATE, *(block.template for block in still)]
    templates += [block.feed_template for block in still if block.feed_template]
    templates += [field.template for _, field in sorted(story_fields.FIELDS.items()) if field.is_shown]
    sources = [
        settings.LANGUAGE_CODE,
        *sorted(BLOCKS),
        *sorted(story_fields.FIELDS),
        *(Path(module).read_text() for module in dict.fromkeys([*modules, *map(getfile, BLOCKS.values())])),
        *(environment.loader.get_source(environment, name)[0] for name in templates),
        *(path.read_text() for path in catalogs()),
        *(version(name) for name in ("bleach", "nh3", "django", "django-prose-editor")),
    ]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]


def _asked(content: Content, blocks: Iterable[Block], links: list[int]) -> set[str]:
    """Return what the page asks for beside people and tags."""
    references = [reference for block in blocks for reference in block.references()]
    asked = {ASKED[reference["role"]] for reference in references if reference["role"] in ASKED}
    if content["lead_picture"] or content["share_picture"]:
        asked.add("pictures")
    if links or any(link["story"] for link in content["related"]):
        asked.add("related")
    return asked


def _shown(content: Content, trusted: bool, mark: str = "mark") -> Shown:
    """Return the blocks of `content`, their rich text sanitized; `mark` is what shows the number of a footnote."""
    blocks = body.blocks(content["body"])
    resolved = Resolved(direction=direction(content["language"]), english=ours(content["language"]))
    for block in blocks if not trusted else ():
        for name in block.rich:
            setattr(block, name, block._meta.get_field(name).sanitize(getattr(block, name)))
    words = [text for block in blocks for text in block.words()]
    notes = footnotes.numbered(blocks, mark)
    return Shown([(block, block.html(resolved) if block.is_still else "") for block in blocks], words, notes)


def _feed_html(block: Block) -> str:
    return block.feed_html(Resolved()) if block.is_still else ""


def _runs(parts: Iterable[Block | str]) -> Iterator[Content]:
    """Yield {"html": ...} for each run of HTML, and the rows of the blocks between them."""
    for still, run in groupby(parts, lambda part: isinstance(part, str)):
        if still:
            yield {"html": "".join(map(str, run))}
        else:
            yield from (block.row for block in run if isinstance(block, Block))


def _sections(shown: Iterable[tuple[Block | None, str]]) -> Iterator[Block | str]:
    """Yield blocks that depend on the instant, and the HTML of the others: a section from each heading to the next."""
    prose: list[str] = []
    for block, html in shown:
        is_prose = block is None or block.is_prose
        if prose and (not is_prose or isinstance(block, Heading)):
            yield render_to_string(PROSE, {"html": "".join(prose)})
            prose = []
        if is_prose:
            prose.append(html)
        elif block is not None:
            if html:
                yield html
            if not block.is_still:
                yield block
    if prose:
        yield render_to_string(PROSE, {"html": "".join(prose)})


def _with_dateline(
    content: Content, shown: Sequence[tuple[Block, str]], written: Callable[[str], str]
) -> list[tuple[Block | None, str]]:
    """Return the blocks with their HTML. The dateline opens the first paragraph; without one, it is a line of its own."""
    words = content["dateline"].strip()
    if not words:
        return [*shown]
    html = written(words)
    texts = [place for place, (block, _) in enumerate(shown) if block.is_prose]
    found = dateline.run_in(html, [shown[place][1] for place in texts])
    if found is None:
        return [(None, macro(DATELINE, "alone")(html)), *shown]
    place = texts[found[0]]
    return [*shown[:place], (shown[place][0], found[1]), *shown[place + 1 :]]
