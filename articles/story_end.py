"""Where readers go from a story: more on its subject, and the latest stories of its section, or of the site if it has few."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.cards import COLUMNS, Card, of_rows
from articles.latest import STORY, Source, stories_and_newest
from articles.models import Section, Tag
from articles.sections import section_tree
from articles.story_page import ArticlePage
from articles.teasers import Look
from newsroom.delivery import surrogate_keys
from newsroom.delivery.prepared_queries import Row
from newsroom.delivery.request_clock import TimedRequest

MORE, LATEST = 4, 5  # stories
FEWEST = 2  # in a list: one alone looks like a mistake
SPARE = 6  # read beyond these, because the page may have linked to some already
ALL = Source()
CARD = Look("card", 3, "(min-width: 64em) 17rem, (min-width: 40em) 45vw, 30vw", standfirst=False, section=False)


@dataclass(frozen=True)
class StoryEnd:
    """What follows a story. No story is in it twice, and none that the page links to."""

    more: Sequence[Card]
    more_on: Tag | None
    latest: Sequence[Card]
    latest_in: Section | None  # None for those of the whole site


def story_end(request: TimedRequest, page: ArticlePage, trail: Sequence[Section]) -> StoryEnd:
    """Return what follows the story of `page`, whose sections are `trail`, at `request.now`. One query, and one for photos."""
    section = trail[0] if trail else None
    of_section = Source(sections=tuple(section_tree(request).under(section.pk)) if section else ())
    tags = [tag for tag in page.tags if tag.pk][:2]  # in a preview, one may be new
    surrogate_keys.tag(request, *(f"section-{each.pk}" for each in trail[:1]), *(f"tag-{tag.pk}" for tag in tags))
    wanted = dict.fromkeys((Source(tag=tag.pk) for tag in tags), MORE + SPARE) | dict.fromkeys(
        (of_section, ALL), LATEST + MORE + SPARE
    )
    _, newest = stories_and_newest(request.now, (), wanted)
    linked = {page.story, *page.linked}
    found = [(tag, _but(newest[Source(tag=tag.pk)], linked)[:MORE]) for tag in tags]
    tag, more = next(((tag, rows) for tag, rows in found if len(rows) >= FEWEST), (None, []))
    linked |= {row[STORY] for row in more}
    latest = _but(newest[of_section], linked)[:LATEST]
    if len(latest) < FEWEST:
        section, latest = None, _but(newest[ALL], linked)[:LATEST]
        surrogate_keys.tag(request, "list")
    cards = of_rows(request, [*more, *latest])
    return StoryEnd(cards[: len(more)], tag, cards[len(more) :], section)


def _but(rows: Iterable[Row], stories: set[int]) -> list[Row]:
    """Return the rows of other stories than these, without what they carry beside the columns of cards."""
    return [row[: len(COLUMNS)] for row in rows if row[STORY] not in stories]
