"""What is measured, and the goal of each: the CPU of the yardstick in the same run as a fraction of the page's.

CPU, because requests a second scatter threefold on a shared machine. Behind nginx it is requests a second, as a fraction
of those of a file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """`path` asks the database for the address, once Django is set up.

    `cache` is "" (every request is rendered), "redis" or "embedded" (what the site uses without Redis); `yardstick`
    is "bare", a bare Django view, or "file", nginx serving the same bytes. What is `limited` per address is asked for
    from many.
    """

    name: str
    path: Callable[[], str]
    goal: float | None = None
    yardstick: str = "bare"
    cache: str = ""
    through_nginx: bool = False
    limited: bool = False


def article() -> str:
    """Its text as HTML is made anew first, as an upgrade would: the archive may be older than the program."""
    from articles.stored_html import columns_of
    from tests.bench.archive.stories import REFERENCE_SLUG

    revision = _live().get(slug=REFERENCE_SLUG)
    stored = columns_of(revision.read())
    revision.rendered, revision.feed = stored["rendered"], stored["feed"]
    revision.save(update_fields=["rendered", "feed"])
    return str(revision.get_absolute_url())


def home() -> str:
    return "/"


def section() -> str:
    return "/local/"


def deep_section() -> str:
    """The page of the section that follows its 4,000 newest stories."""
    from articles.models import Section

    inside = _live().filter(section__in=Section.objects.under(Section.objects.get(path="local")))
    last = inside.newest_first()[3_999:4_000].get()
    return f"/local/?before={last.first_published_at:%Y%m%dT%H%M%S.%f}-{last.pk}"


def tag() -> str:
    return _tag_page(0)


def author() -> str:
    from articles.models import Author
    from tests.bench.archive.words import WRITERS

    return Author.objects.get(name=WRITERS[0]).get_absolute_url()


def search() -> str:
    """Two words that stand in 15 of 100 stories."""
    return "/search/?q=harbor+budget"


def rss() -> str:
    return "/feed/"


def at(path: str) -> Callable[[], str]:
    """An address that needs no asking."""
    return lambda: path


def of_article(end: str) -> Callable[[], str]:
    """Something beside the measured story: its address with another end."""
    return lambda: article().rstrip("/") + end


def of_tag(rank: int, end: str = "") -> Callable[[], str]:
    """The page of the tag of that rank, or something below it."""
    return lambda: _tag_page(rank) + end


def _tag_page(rank: int) -> str:
    from articles.models import Tag
    from tests.bench.archive.words import TAGS

    return str(Tag.objects.get(name=TAGS[rank]).get_absolute_url())


def deep_tag() -> str:
    """The last page but a hundred stories of the most used tag."""
    from articles.models import TagListing

    lines = TagListing.objects.filter(tag__slug=_tag_page(0).split("/")[-2], live_until=None)
    line = lines.order_by("first_published_at", "revision_id")[100]
    return f"{_tag_page(0)}?before={line.first_published_at:%Y%m%dT%H%M%S.%f}-{line.revision_id}"


def _live() -> Any:
    from articles.models import ArticleRevision
    from newsroom.publishing import clock

    return ArticleRevision.objects.live(clock.now())


PAGES = [
    Page("article", article, 0.075),
    Page("home", home, 0.061),
    Page("section", section, 0.079),
    Page("section, 4,000 deep", deep_section, 0.075),
    Page("tag", tag, 0.079),
    Page("author", author, 0.079),
    Page("search, two words", search, 0.04, limited=True),
    Page("RSS, 50 items", rss, 0.072),
    Page("article, cached (Redis)", article, 0.9, cache="redis"),
    Page("article, cached (embedded)", article, 0.9, cache="embedded"),
    Page("article, behind nginx", article, 0.75, yardstick="file", cache="redis", through_nginx=True),
]
# The other kinds of pages: no goal of their own but to cost the same however large the archive is (see --cpu, --plans).
OTHERS = [
    Page("a small section", at("/opinion/")),
    Page("a section with another below", at("/world/")),
    Page("a rare tag", of_tag(-1)),
    Page("a tag, its oldest stories", deep_tag),
    Page("day", at("/2015/03/04/")),
    Page("month", at("/2015/03/")),
    Page("year", at("/2015/")),
    Page("archive", at("/archive/")),
    Page("corrections", at("/corrections/")),
    Page("authors", at("/authors/")),
    Page("timelines", at("/timelines/")),
    Page("a timeline", at("/timelines/archive-timeline-1/")),
    Page("changes of a story", of_article("/changes/")),
    Page("ninjs", of_article(".json")),
    Page("JSON Feed", at("/feed.json")),
    Page("Atom", at("/feed.atom")),
    Page("RSS of a section", at("/local/feed/")),
    Page("RSS of a tag", of_tag(0, "feed/")),
    Page("RSS of an author", lambda: author() + "feed/"),
    Page("sitemap index", at("/sitemap.xml")),
    Page("sitemap of a month", at("/sitemap-2015-03.xml")),
    Page("sitemap of news", at("/sitemap-news.xml")),
    Page("sitemap of lists", at("/sitemap-lists.xml")),
    Page("search, 1 story in 100", at("/search/?q=ferry+strike"), limited=True),
    Page("search, 1 in 10,000", at("/search/?q=comet+festival"), limited=True),
    Page("search, a common word", at("/search/?q=said"), limited=True),
    Page("search, none", at("/search/?q=xylophone+quagga"), limited=True),
    Page("search in a section", at("/search/?q=harbor+budget&section=opinion"), limited=True),
    Page("search in a year", at("/search/?q=harbor+budget&from=2014&to=2014"), limited=True),
    Page("completion", at("/search/complete/?q=har"), limited=True),
    Page("not found", at("/2015/03/04/nothing-here/")),
]
