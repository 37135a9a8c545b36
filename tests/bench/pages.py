"""What is measured, and the goal of each: requests a second as a fraction of the yardstick in the same run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """`path` asks the database for the address, once Django is set up.

    `cache` is "" (every request is rendered), "redis" or "embedded" (what the site uses without Redis); `yardstick`
    is "bare", a bare Django view, or "file", nginx serving the same bytes.
    """

    name: str
    path: Callable[[], str]
    goal: float
    yardstick: str = "bare"
    cache: str = ""
    through_nginx: bool = False


def article() -> str:
    """Its text as HTML is made anew first, as an upgrade would: the archive may be older than the program."""
    from articles.prerendering import prerendered
    from newsroom.desk.archive.stories import REFERENCE_SLUG

    revision = _live().get(slug=REFERENCE_SLUG)
    revision.rendered = prerendered(revision.read())
    revision.save(update_fields=["rendered"])
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
    from articles.models import Tag
    from newsroom.desk.archive.words import TAGS

    return str(Tag.objects.get(name=TAGS[0]).get_absolute_url())


def author() -> str:
    from articles.models import Author
    from newsroom.desk.archive.words import WRITERS

    return Author.objects.get(name=WRITERS[0]).get_absolute_url()


def search() -> str:
    """Two words that stand in 15 of 100 stories."""
    return "/search/?q=harbor+budget"


def rss() -> str:
    return "/feed/"


def _live() -> Any:
    from articles.models import ArticleRevision
    from newsroom.publishing import clock

    return ArticleRevision.objects.live(clock.now())


PAGES = [
    Page("article", article, 0.135),
    Page("home", home, 0.074),
    Page("section", section, 0.095),
    Page("section, 4,000 deep", deep_section, 0.092),
    Page("tag", tag, 0.095),
    Page("author", author, 0.095),
    Page("search, two words", search, 0.043),
    Page("RSS, 50 items", rss, 0.082),
    Page("article, cached (Redis)", article, 0.5, cache="redis"),
    Page("article, cached (embedded)", article, 0.5, cache="embedded"),
    Page("article, behind nginx", article, 0.7, yardstick="file", cache="redis", through_nginx=True),
]
