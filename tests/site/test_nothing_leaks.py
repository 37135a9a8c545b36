"""Nothing that readers may not see is in anything they can ask for.

A newsroom is made at random. Every word in it that belongs to something is a token ("hush17") of its own, with the
time in which readers may see it: of a draft never, of a scheduled version from its instant on, of a story that comes
down until then. Then every type of public address is read, the wrong ones too, at two instants.
"""

import random
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.template import engines
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from articles.blocks import FactBox, Figure, PullQuote, Related, Row, TimelineEmbed, new
from articles.models import Article, ArticleRevision, Author, RelatedLink, Section, StandingPage, Tag
from articles.new_story.templates import use_as_template
from articles.notes import actions as notes
from articles.story_fields import FIELDS, StoryField
from newsroom import rate_limits
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture, PictureFile
from newsroom.publication import share_image
from newsroom.publication.share_image import image_at
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from newsroom.search.models import DeskEntry
from newsroom.text import plain_text
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    desk,
    text,
)
from tests.front import FrontClient
from tests.fronts.factories import AlertFactory, ContainerFactory, add_slot
from tests.images.factories import PictureFactory
from tests.people import administrator, journalist
from tests.timelines.factories import TimelineFactory, add_event
from timelines import views as timeline_views
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql"), pytest.mark.xdist_group("nothing leaks")]

TOKEN = re.compile(r"hush\d+")
LATER = NINE + HOUR
BEGINNING = NINE - timedelta(days=400)
Span = tuple[datetime | None, datetime | None]  # readers may see it from, until; (None, None) is never
NEVER: Span = (None, None)
LIVE: Span = (BEGINNING, None)
SOON: Span = (LATER, None)
LEAVING: Span = (BEGINNING, LATER)
FATES = ["live", "draft", "scheduled", "leaving", "unpublished", "taken down", "binned", "changed", "embargoed"]
SPANS = {"live": LIVE, "changed": LIVE, "scheduled": SOON, "leaving": LEAVING}


@pytest.fixture(autouse=True, scope="module")
def sponsors() -> Iterator[None]:
    """Have another app add a field to stories, which their pages, cards and feeds show."""

    class Sponsor(StoryField):
        field = plain_text.CharField(max_length=100, blank=True)

    loader = engines["jinja2"].env.loader  # type: ignore[attr-defined]
    theirs = Path(__file__).parent / "kitchen" / "templates"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "searchpath", [*loader.searchpath, str(theirs)])
        patch.setitem(FIELDS, Sponsor.name, Sponsor)
        yield


class Newsroom:
    """Things of every fate that know of each other."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbers = count(1)
        self.spans: dict[str, Span] = {}
        self.titles: dict[str, Span] = {}  # those that stand on a page of their own, as long as it is there
        self.chief, self.writer = administrator(self.word(NEVER)), journalist(self.word(NEVER))
        self.sections: list[Section] = [SectionFactory(slug="world", name="World"), SectionFactory(slug="arts")]
        self.pictures: list[tuple[Picture, Span]] = [
            (self.picture(span), span) for span in (LIVE, SOON, LEAVING, NEVER)
        ]
        self.timelines: list[Timeline] = [self.timeline(fate) for fate in FATES]
        self.stories: list[tuple[Article, Span]] = []
        for fate in (*FATES, "template", *self.random.choices(FATES, k=5)):
            self.stories.append((self.story(fate), SPANS.get(fate, NEVER)))
        for fate in FATES:
            self.page(fate)
        for fate in self.random.sample(FATES, 5):
            self.front(fate)

    # --- words and the time in which readers may see them ------------------------------------------

    def word(self, span: Span) -> str:
        token = f"hush{next(self.numbers)}"
        self.spans[token] = span
        return token

    def title(self, span: Span) -> str:
        token = self.word(span)
        self.titles[token] = span
        return token

    def may_show(self, token: str, at: datetime) -> bool:
        begins, ends = self.spans[token]
        return begins is not None and begins <= at and (ends is None or at < ends)

    # --- things --------------------------------------------------------------------------------------

    def picture(self, span: Span) -> Picture:
        """Within its rights for that time; taken down where that is never. Title and source are the desk's."""
        begins, ends = span
        made = PictureFactory(
            title=self.word(NEVER),
            source=self.word(NEVER),
            alt=self.word(span),
            caption=self.word(span),
            credit=self.word(span),
            usable_from=begins,
            usable_until=ends,
            file__filename=self.word(NEVER),
        )
        if span == NEVER:
            picture_actions.take_down(made, self.chief, reason=self.word(NEVER))
        return Picture.objects.get(pk=made.pk)

    def timeline(self, fate: str) -> Timeline:
        span = SPANS.get(fate, NEVER)
        event: dict[str, Any] = {
            "date_text": "Aug. 6, 2024",
            "headline": self.word(span),
            "body": f"<p>{self.word(span)}</p>",
        }
        event |= {"place": self.word(span), "coordinates": {"latitude": 51.19, "longitude": 35.27}}  # a map names it
        event |= {"sources": [{"text": self.word(span), "url": "https://x.example/"}]}
        picture, seen = self.any_picture()
        event |= {"picture": picture, "picture_alt": self.word(_both(span, seen))}
        made: Timeline = TimelineFactory(
            title=self.title(span),
            slug=f"line-{self.word(span)}",
            introduction=f"<p>{self.word(span)}</p>",
            events=[event],
            owner=self.writer,
        )

        def draft() -> None:
            made.title = self.word(NEVER)
            made.save()
            add_event(made, date_text="Aug. 7, 2024", headline=self.word(NEVER))

        self.meet(made, fate, draft)
        return made

    def story(self, fate: str) -> Article:
        """It carries a timeline, pictures, links and related stories of any fate, and a writer and a tag of its own."""
        span = SPANS.get(fate, NEVER)
        author: Author = AuthorFactory(
            name=self.word(span), slug=f"by-{self.word(span)}", bio=self.word(span), portrait=self.any_picture()[0]
        )
        tag: Tag = TagFactory(name=self.word(span), slug=f"on-{self.word(span)}", introduction=self.word(span))
        lead, seen = self.any_picture()
        within = _both(span, seen)
        rows: list[Any] = [*self.blocks(span), *(RelatedLink(**item) for item in self.related(span))]
        made: Article = ArticleFactory(
            headline=f"The ferry {self.title(span)}",
            kicker=self.word(span),
            standfirst=self.word(span),
            slug=f"of-{self.word(span)}",
            dateline=self.word(span),
            text=f"<p>{self.word(span)} ferry</p>",
            section=self.random.choice(self.sections),
            lead_picture=lead,
            share_picture=self.any_picture()[0],
            lead_alt=self.word(within),
            lead_caption=self.word(within),
            authors=[author],
            tagged_with=[tag],
            extra={"sponsor": self.title(span)},
            rows=rows,
            owner=self.writer,
        )

        def draft() -> None:
            made.headline, made.standfirst = self.word(NEVER), self.word(NEVER)
            made.slug = f"of-{self.word(NEVER)}"
            made.extra = {"sponsor": self.word(NEVER)}
            made.body = [*made.body, *self.blocks(NEVER)]
            made.save()

        self.meet(made, fate, draft)
        notes.resolve(notes.write(made, self.chief, self.word(NEVER)), self.chief)
        if fate in ("live", "changed", "leaving"):
            correction = actions.correct(made, desk(), text=self.word(span))
            actions.amend_correction(made, desk(), correction, text=self.word(span))
        return made

    def blocks(self, span: Span) -> list[Row]:
        """Return a block of every type, with what it refers to of any fate, in a text to be seen for that time."""
        photo, theirs = self.any_picture()
        caption, alt = self.word(_both(span, theirs)), self.word(_both(span, theirs))
        linked = [f'<a href="story:{story.pk}">{self.word(span)}</a>' for story in self.some_stories()]
        items = [{name: getattr(value, "pk", value) for name, value in item.items()} for item in self.related(span)]
        return [
            *text(f"<p>{self.word(span)}</p><ul><li><p>{self.word(span)}</p></li></ul>", heading=self.word(span)),
            *text(f"<h3>{self.word(span)}</h3><blockquote><p>{self.word(span)}</p></blockquote>"),
            *text("".join(f"<p>{link}</p>" for link in linked)),
            new(PullQuote, text=self.word(span), attribution=self.word(span)),
            new(FactBox, title=self.word(span), text=f"<p>{self.word(span)} {' '.join(linked)}</p>"),
            new(Figure, picture=photo, caption=caption, alt=alt),
            *(new(TimelineEmbed, timeline=line) for line in self.random.sample(self.timelines, 3)),
            new(Related, title=self.word(span), items=items),
        ]

    def related(self, span: Span) -> list[dict[str, Any]]:
        """Return the fields of related links, each with a title of its own.

        Readers see the title of a story that isn't live, unless that is to be left out until then, and never its headline.
        """
        relations = ["read_more", "follow_up", "background", "opposite"]
        links: list[dict[str, Any]] = [{"url": "https://x.example/", "title": self.word(span)}]
        links += [{"title": self.title(span)}, {"title": self.word(NEVER), "leave_out": True}]
        for story in self.some_stories():
            left_out = self.random.random() < 0.5
            links.append({"story": story, "title": self.word(NEVER if left_out else span), "leave_out": left_out})
        return [{"relation": self.random.choice(relations), **link} for link in links]

    def some_stories(self) -> list[Article]:
        return [story for story, _ in self.random.sample(self.stories, min(3, len(self.stories)))]

    def page(self, fate: str) -> StandingPage:
        span = SPANS.get(fate, NEVER)
        made: StandingPage = StandingPageFactory(
            title=self.title(span),
            slug=f"at-{self.word(span)}",
            body=f"<p>{self.word(span)}</p>",
            owner=self.writer,
        )

        def draft() -> None:
            made.title = self.word(NEVER)
            made.save()

        self.meet(made, fate, draft)
        return made

    def front(self, fate: str) -> None:
        """A container with stories of every fate, some under words of its own, and a line of breaking news."""
        span = SPANS.get(fate, NEVER)
        slots: list[Any] = []
        for story, theirs in self.random.sample(self.stories, 3):
            picture, _ = self.any_picture()
            words = {"headline": self.word(_both(span, theirs)), "kicker": self.word(_both(span, theirs))}
            slots.append({"story": story, **words, "picture": picture})
        slots.append({"timeline": self.random.choice(self.timelines)})
        container = ContainerFactory(title=self.word(span), slots=slots, owner=desk())

        def add() -> None:
            container.title = self.word(NEVER)
            container.save()
            add_slot(container, story=self.random.choice(self.stories)[0], headline=self.word(NEVER), order=9)

        self.meet(container, fate, add)
        alert = AlertFactory(text=self.word(span), label=self.word(span), story=self.stories[0][0])

        def reword() -> None:
            alert.text = self.word(NEVER)
            alert.save()

        self.meet(alert, fate, reword)

    def any_picture(self) -> tuple[Picture, Span]:
        return self.random.choice(self.pictures)

    def meet(self, made: Any, fate: str, draft: Callable[[], None]) -> None:
        """Have it meet its fate. What the desk says among itself (notes, reasons, sources) no reader ever sees."""
        actions.submit(made, made.owner, note=self.word(NEVER))
        if fate in ("live", "changed", "leaving", "unpublished", "taken down"):
            with clock.pretending(BEGINNING + timedelta(hours=next(self.numbers) % 400)):
                actions.publish(made, desk())
        match fate:
            case "scheduled":
                actions.publish(made, desk(), at=LATER)
            case "leaving":
                actions.unpublish(made, desk(), at=LATER)
            case "unpublished":
                actions.unpublish(made, desk())
            case "taken down":
                actions.take_down(made, self.chief, reason=self.word(NEVER))
            case "binned":
                actions.bin(made, made.owner)
            case "template":
                use_as_template(made, desk())
            case "embargoed":
                words = {"reason": self.word(NEVER), "source": self.word(NEVER)}
                actions.set_embargo(made, desk(), until=LATER + HOUR, **words)
                actions.publish(made, desk(), at=LATER + HOUR)
            case "changed":
                self.change(made, draft)

    def change(self, made: Any, draft: Callable[[], None]) -> None:
        """Over a live version, one that waits, and a draft over that."""
        made.refresh_from_db()
        draft()
        actions.save(made, made.owner, note=self.word(NEVER))
        actions.publish(made, desk(), at=LATER + HOUR, change=Change.SUBSTANTIVE)
        draft()
        actions.save(made, made.owner, note=self.word(NEVER))


def _both(one: Span, other: Span) -> Span:
    """While both are to be seen."""
    if NEVER in (one, other):
        return NEVER
    begins = max(one[0] or BEGINNING, other[0] or BEGINNING)
    ends = min(filter(None, (one[1], other[1])), default=None)
    return NEVER if ends and ends <= begins else (begins, ends)


# --- every type of public address -------------------------------------------------------------------

Addresses = Callable[[], Iterator[str]]


def stories(end: str = "/") -> Addresses:
    """Every address that a story has, had or may get, on every day it may be of; with that end."""

    def addresses() -> Iterator[str]:
        for day, slug in ArticleRevision.objects.values_list("address_day", "slug").distinct():
            for each in {day or NINE.date(), NINE.date()}:
                yield f"/{each:%Y/%m/%d}/{slug}{end}"

    return addresses


def lists(model: Any, prefix: str, end: str = "") -> Addresses:
    return lambda: (f"{prefix}{slug}/{end}" for slug in model.objects.values_list("slug", flat=True))


def sections(end: str = "") -> Addresses:
    return lambda: (f"/{path}/{end}" for path in Section.objects.values_list("path", flat=True))


def days(form: str, *, end: str = "/") -> Addresses:
    """The days, months or years in which something was or will be published, and the days around."""

    def addresses() -> Iterator[str]:
        known = {day for day in ArticleRevision.objects.values_list("address_day", flat=True) if day}
        around = {day + timedelta(days=step) for day in known for step in (-1, 0, 1)}
        yield from sorted({f"/{day:{form}}{end}" for day in around | {NINE.date()}})

    return addresses


def images(of: Addresses) -> Addresses:
    """The images of these pages in link previews."""
    return lambda: (image_at(page) for page in of())


def one(*addresses: str) -> Addresses:
    return lambda: iter(addresses)


def asked(address: str) -> Addresses:
    """What people type: words that are everywhere, the beginnings of tokens, names of things."""
    typed = ("ferry", "hush", "hus", "hush*", "the f", "world", '"the ferry"')
    return one(*(f"{address}?q={words}" for words in typed), address, f"{address}?q=ferry&section=world&kind=news")


def files() -> Iterator[str]:
    return (f"/media/{name}" for name in PictureFile.objects.values_list("image", flat=True))


def pages() -> Iterator[str]:
    slugs = {revision.read()["slug"] for page in StandingPage.objects.all() for revision in page.revisions.all()}
    return (f"/{slug}/" for slug in slugs)


def comparisons() -> Iterator[str]:
    for address in stories("/changes/")():
        yield from (f"{address}{old}/{new}/" for old, new in ((1, 2), (2, 3), (1, 3)))


def slugs_of_timelines() -> Iterator[str]:
    yield from Timeline.objects.values_list("slug", flat=True)


ADDRESSES: dict[str, Addresses] = {
    "home": one("/", "/?before=newest", "/?before=20300101T000000.000000-1"),
    "section_detail": sections(),
    "standing_page": pages,
    "media": files,
    "media_file": one("/media/files/ab/ab.pdf"),
    "media_captions": one(f"/media/captions/{'a' * 32}-{'b' * 16}.vtt"),
    "static": one("/static/css/"),
    "publication_image": one(f"/media/publication/logo-{'a' * 16}.png"),
    "publication_colors": one("/media/colors/accent-0b4f6c-92c0f3.css"),
    "ads_txt": one("/ads.txt"),
    "trust_txt": one("/trust.txt"),
    "security_txt": one("/.well-known/security.txt"),
    "robots_txt": one("/robots.txt"),
    "favicon": one("/favicon.ico"),
    "web_manifest": one("/site.webmanifest"),
    "healthz": one("/healthz"),
    "metrics": one("/metrics"),
    "sitemap_index": one("/sitemap.xml"),
    "sitemap_month": days("sitemap-%Y-%m", end=".xml"),
    "sitemap_lists": one("/sitemap-lists.xml"),
    "sitemap_news": one("/sitemap-news.xml"),
    "sitemap_news_part": one("/sitemap-news-1.xml"),
    "sitemap_timelines": one("/sitemap-timelines.xml"),
    "timelines:timeline_list": one("/timelines/", "/timelines/?before=9999"),
    "timelines:timeline_detail": lists(Timeline, "/timelines/"),
    "timelines:timeline_embed": lists(Timeline, "/timelines/", "embed/"),
    "timelines:timeline_image": lambda: (f"/timelines/{slug}.jpg" for slug in slugs_of_timelines()),
    "timelines:timeline_json": lambda: (f"/timelines/{slug}.json" for slug in slugs_of_timelines()),
    "oembed": lambda: (f"/oembed?url=http://testserver/timelines/{slug}/" for slug in slugs_of_timelines()),
    "articles:feed": one("/feed/"),
    "articles:json_feed": one("/feed.json"),
    "articles:atom_feed": one("/feed.atom"),
    "articles:tag_detail": lists(Tag, "/tags/"),
    "articles:tag_feed": lists(Tag, "/tags/", "feed/"),
    "articles:tag_json_feed": lists(Tag, "/tags/", "feed.json"),
    "articles:tag_atom_feed": lists(Tag, "/tags/", "feed.atom"),
    "articles:author_list": one("/authors/"),
    "articles:author_detail": lists(Author, "/authors/"),
    "articles:author_feed": lists(Author, "/authors/", "feed/"),
    "articles:author_json_feed": lists(Author, "/authors/", "feed.json"),
    "articles:author_atom_feed": lists(Author, "/authors/", "feed.atom"),
    "articles:section_feed": sections("feed/"),
    "articles:section_atom_feed": sections("feed.atom"),
    "articles:section_json_feed": sections("feed.json"),
    "articles:search": asked("/search/"),
    "articles:search_complete": asked("/search/complete/"),
    "articles:correction_list": one("/corrections/"),
    "articles:archive_index": one("/archive/"),
    "articles:archive_year": days("%Y"),
    "articles:archive_month": days("%Y/%m"),
    "articles:archive_day": days("%Y/%m/%d"),
    "timeline_list_image": one("/timelines.jpg"),
    "articles:home_image": one("/share.jpg"),
    "articles:archive_index_image": one("/archive.jpg"),
    "articles:author_list_image": one("/authors.jpg"),
    "articles:correction_list_image": one("/corrections.jpg"),
    "articles:search_image": one("/search.jpg"),
    "articles:tag_image": images(lists(Tag, "/tags/")),
    "articles:author_image": images(lists(Author, "/authors/")),
    "articles:archive_year_image": days("%Y", end=".jpg"),
    "articles:archive_month_image": days("%Y/%m", end=".jpg"),
    "articles:archive_day_image": days("%Y/%m/%d", end=".jpg"),
    "articles:article_image": stories(".jpg"),
    "articles:page_image": lambda: chain(images(sections())(), images(pages)()),
    "articles:article_detail": stories(),
    "articles:article_ninjs": stories(".json"),
    "articles:change_log": stories("/changes/"),
    "articles:change_comparison": comparisons,
    "articles:report_error": stories("/report/"),
    "articles:report_error_thanks": stories("/report/thanks/"),
}


def public(patterns: Any, namespace: str = "") -> Iterator[str]:
    """The names of all addresses outside of the desk."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith("admin/"):
            yield from public(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and not str(pattern.pattern).startswith("admin/"):
            yield f"{namespace}{pattern.name}"


def test_every_type_of_public_address_is_read_here() -> None:
    assert set(public(get_resolver().url_patterns)) == set(ADDRESSES), "give the new address a line in ADDRESSES"


# The seed of a newsroom, and with which settings it is asked.
ONE = (0, {"FEED_FULL_TEXT": False, "PAGE_CACHE": False})
ANOTHER = (1, {"FEED_FULL_TEXT": True, "PAGE_CACHE": True})
of_one = pytest.mark.parametrize("made", [ONE], indirect=True, ids=["one"])


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Newsroom]:
    """A newsroom for all tests that ask it: to make it takes seconds. It is rolled back after them."""
    seed, wanted = request.param
    with (
        time_machine.travel(NINE, tick=False),
        django_db_blocker.unblock(),
        override_settings(**wanted),
        transaction.atomic(),
    ):
        yield Newsroom(seed)
        transaction.set_rollback(True)


@pytest.fixture
def newsroom(made: Newsroom, now: Any, db: None) -> Newsroom:
    """The newsroom at the instant at which it was made."""
    return made


@of_one
def test_a_restricted_version_keeps_nothing_that_pages_and_feeds_are_made_of(newsroom: Newsroom) -> None:
    sealed = ArticleRevision.objects.sealed()
    assert sealed.exists()
    assert set(sealed.values_list("rendered", "feed")) == {(None, None)}


@of_one
def test_the_index_of_the_desk_holds_what_readers_may_not_see(newsroom: Newsroom) -> None:
    drafts = " ".join(DeskEntry.objects.values_list("text", flat=True))
    hidden = {token for token in TOKEN.findall(drafts) if not newsroom.may_show(token, NINE)}
    assert len(hidden) > 100
    kinds = ("articles.article", "timelines.timeline", "articles.standingpage", "fronts.alert")
    assert set(DeskEntry.objects.values_list("source", flat=True)) > set(kinds)


def _not_of_the_desk(execute: Any, sql: str, *rest: Any) -> Any:
    assert "search_desk" not in sql, "A public page reads the desk's index."
    return execute(sql, *rest)


@pytest.fixture
def told_by_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Images in link previews answer with the words that they would show."""
    monkeypatch.setattr(share_image, "share_image", lambda *words: " ".join(words).encode())
    monkeypatch.setattr(timeline_views, "share_image", lambda timeline: timeline.title.encode())


def everything(client: Client) -> dict[str, set[str]]:
    """All that readers can get, wrong addresses and headers included: address → the tokens in it."""
    found = {}
    for addresses in ADDRESSES.values():
        for address in addresses():
            rate_limits.forget()  # nobody reads this much in a minute
            with connection.execute_wrapper(_not_of_the_desk):
                response = client.get(address)
            # Where the clock of the site stands still, that of the database is too far from it for the health check.
            assert response.status_code in ((503,) if address == "/healthz" else (200, 301, 302, 404, 410)), address
            body = b"".join(response) if response.streaming else response.content
            assert b"story:" not in body.replace(b":story-", b""), address
            headers = " ".join(value for value in response.headers.values())
            found[address] = set(TOKEN.findall(body.decode("utf-8", "replace"))) | set(TOKEN.findall(headers))
    return found


@pytest.mark.parametrize(
    "made", [ONE, pytest.param(ANOTHER, marks=pytest.mark.long)], indirect=True, ids=["one", "another"]
)
def test_no_address_shows_what_readers_may_not_see(
    newsroom: Newsroom, client: FrontClient, now: Any, settings: Any, told_by_images: None
) -> None:
    assert User.objects.exists()
    for at in (NINE + SECOND, LATER + SECOND):
        now.move_to(at)
        shown = everything(client)
        if settings.PAGE_CACHE:
            before = client.answered_by_front
            assert everything(client) == shown
            assert client.answered_by_front - before > 100
        leaks = {
            address: sorted(token for token in tokens if not newsroom.may_show(token, at))
            for address, tokens in shown.items()
        }
        assert not {address: tokens for address, tokens in leaks.items() if tokens}
        said = {token for address, tokens in shown.items() if address.endswith(".jpg") for token in tokens}
        assert len(said) > 10
        # and what they may see is there, or this test would see nothing
        seen = set().union(*shown.values())
        assert {token for token in newsroom.titles if newsroom.may_show(token, at)} <= seen
