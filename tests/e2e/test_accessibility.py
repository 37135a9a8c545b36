"""Pages asked by axe: nothing of ours may stand in anybody's way. No page of the desk scrolls sideways.

Every kind of page that readers get, and those of the desk that are open all day. Each is opened once, at one width in light
and at the other in dark. tests/long/test_accessibility.py asks every page of the desk, and readers' pages at both widths.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page, ViewportSize

from articles.blocks import (
    Audio,
    Divider,
    Document,
    Embed,
    FactBox,
    Figure,
    Gallery,
    Heading,
    List,
    Paragraph,
    PullQuote,
    Quote,
    Table,
    TimelineEmbed,
    Video,
    new,
)
from articles.error_reports import actions as report_actions
from articles.models import Article, ErrorReport, StandingPage
from articles.notes import actions as notes
from newsroom.fronts.models import Container, Layout
from newsroom.media.models import MediaFile
from newsroom.publishing import actions, clock
from tests.articles.factories import (
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    edited,
    published,
    related,
)
from tests.articles.factories import desk as desk_editor
from tests.e2e import desk
from tests.e2e.axe import OF_COLOR, PHONE, WIDE, violations
from tests.fronts.factories import AlertFactory, on_the_front
from tests.images.conftest import uploaded
from tests.media.factories import CAPTIONS, MediaFileFactory
from tests.people import editor
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

SignIn = Callable[[Page, User], None]

# Every kind of page that readers get: a new one adds its line. {story} is where the story below stands, {year}, {month}
# and {day} are the beginnings of its address.
READERS_PAGES = {
    "home": "/",
    "story": "{story}",
    "change log": "{story}changes/",
    "two versions compared": "{story}changes/1/2/",
    "every story": "/?before=newest",
    "section": "/world/",
    "tag": "/tags/ferries/",
    "author": "/authors/mira-lind/",
    "authors": "/authors/",
    "archive": "/archive/",
    "archive, a year": "{year}",
    "archive, a month": "{month}",
    "archive, a day": "{day}",
    "corrections": "/corrections/",
    "standing page": "/about/",
    "report an error": "{story}report/",
    "report an error, thanks": "{story}report/thanks/",
    "search": "/search/",
    "search, found": "/search/?q=harbor",
    "search, refused": "/search/?q=harbor&from=yesterday",
    "timelines": "/timelines/",
    "timeline": "/timelines/kursk/",
    "timeline on another site": "/timelines/kursk/embed/",
}
DESK: ViewportSize = {"width": 1280, "height": 800}
VERBS = "submit approve send_back publish fix_live move unschedule unpublish correct restore".split()
# The same for the desk, in parts that take about as long: {story} is where the story below is edited, {number} its own.
DESK_PAGES = {
    "stories": (
        *("/admin/articles/article/", desk.ADD_STORY, "{story}/change/", "{story}/history/"),
        "/admin/articles/article/copy/",
        *("{story}/suggestions/", "{story}/notes/", "{story}/compare/?old=1&new=3", "{story}/preview/?width=phone"),
        *("/admin/articles/standingpage/", "/admin/articles/standingpage/add/"),
        *("/admin/articles/errorreport/", "/admin/articles/errorreport/{report}/change/"),
        *("/admin/articles/section/", "/admin/articles/section/add/"),
        *("/admin/articles/tag/", "/admin/articles/tag/{tag}/change/", "/admin/articles/tag/merge/?tag={tag}"),
    ),
    "verbs, calendar": (
        *(f"{{story}}/verb/{name}/" for name in VERBS),
        *("/admin/", "/admin/as-of/", "/admin/publishing/auditentry/"),
        *("/admin/calendar/", "/admin/calendar/?view=month", "/admin/calendar/?view=day"),
        "/admin/calendar/articles.article/{number}/move/",
    ),
    "pictures, timelines, fronts": (
        *("/admin/images/picture/", "/admin/images/picture/add/", "/admin/images/picture/{picture}/change/"),
        *("/admin/images/picture/?_popup=1", "/admin/images/picture/rights/", "/admin/images/picture/upload/"),
        *("/admin/images/picture/correct/?picture={picture}", "/admin/images/picture/{picture}/replace/"),
        *("/admin/media/mediafile/", "/admin/media/mediafile/add/", "/admin/media/mediafile/{media}/change/"),
        *("/admin/timelines/timeline/", "/admin/timelines/timeline/add/"),
        *("/admin/fronts/container/", "/admin/fronts/container/fronts/", "/admin/fronts/container/add/"),
        *("/admin/fronts/container/{container}/change/", "/admin/fronts/container/put/{number}/"),
        *("/admin/fronts/alert/", "/admin/fronts/alert/add/"),
    ),
}
# Those of an editor's day: lists, the story, what is done with it, the calendar, a photo, a front.
OPEN_ALL_DAY = (
    *("/admin/", "/admin/calendar/", "/admin/articles/article/", "{story}/change/", "{story}/history/"),
    *(
        "/admin/articles/article/copy/",
        "{story}/compare/?old=1&new=3",
        "{story}/verb/publish/",
        "{story}/verb/fix_live/",
    ),
    *(
        "/admin/images/picture/",
        "/admin/images/picture/{picture}/change/",
        "/admin/fronts/container/{container}/change/",
    ),
)
# Pages that an administrator and a journalist see, and editors don't.
ADMINISTRATORS_PAGES = (
    "/admin/publication/publication/",
    *("/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/user/{person}/change/"),
    *("/admin/auth/group/", "/admin/auth/group/{role}/change/", "/admin/password_change/"),
    *(
        "/admin/auth/user/{person}/leave/",
        "/admin/people/invitation/",
        "/admin/people/invitation/add/",
        "/admin/mail/mail/",
    ),
    *("/admin/profile/", "/admin/profile/codes/", "/admin/profile/codes/off/", "/admin/password_reset/"),
)
JOURNALISTS_PAGES = (
    *("/admin/", "{story}/change/"),
    *("/admin/timelines/timeline/{timeline}/change/", "/admin/articles/standingpage/{standing}/change/"),
)
WIDTHS = (390, 768, 1024, 1920)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def sasha(transactional_db: None) -> User:
    return editor("sasha")


@pytest.fixture
def story(sasha: User) -> Article:
    """A live story with every kind of part, a version waiting above it and a draft above that."""
    timeline = TimelineFactory(title="The fighting in Kursk", slug="kursk")
    actions.publish(timeline, sasha)
    picture = uploaded(sasha, credit="Ada Lens", caption="The bridge at noon")
    story = published(
        headline="The harbor is open again",
        section=SectionFactory(name="World", slug="world"),
        lead_picture=picture,
        authors=[AuthorFactory(name="Mira Lind", slug="mira-lind")],
        tagged_with=[TagFactory(name="Ferries", slug="ferries")],
        rows=[
            new(TimelineEmbed, timeline=timeline),
            new(PullQuote, text="We sail."),
            new(Figure, picture=picture),
            new(Embed, url="https://youtu.be/dQw4w9WgXcQ", title="The quay", alt="A quay", poster=picture),
            new(Embed, url="https://mastodon.social/@mira/1", author="Mira", text="We sail."),
            new(Heading, text="The harbor"),
            new(Paragraph, text="It was closed<footnote>By the port.</footnote> for a year."),
            new(List, text="<ul><li><p>One ship</p></li></ul>"),
            new(Quote, text="<p>We waited.</p>", attribution="Ann Lee"),
            new(Divider),
            new(FactBox, title="In figures", text="<p>Forty crew.</p>"),
            new(Gallery, title="The quay", photos=[{"picture": picture.pk}]),
            new(Table, caption="Ships", text="<table><tr><th>Ship<th>Crew<tr><td>Gannet<td>40</table>"),
            new(Video, file=MediaFileFactory(poster=picture, captions=CAPTIONS, transcript="We sail.")),
            new(Audio, file=MediaFileFactory(kind="audio", transcript="We sail.")),
            new(Document, file=MediaFileFactory(kind="document"), caption="Signed."),
            related({"title": "Tide tables", "url": "https://example.org/"}),
        ],
    )
    actions.fix_live(story, sasha, {"standfirst": "The first ferry left at ten."})
    actions.correct(story, sasha, text="An earlier version gave a wrong hour.")
    notes.resolve(notes.write(story, sasha, "Is the hour right?"), sasha)
    notes.write(story, sasha, "Who took the photo?")
    actions.publish(
        StandingPageFactory(slug="about", body="<p>We are ten.</p><h3>Owners</h3><ul><li><p>Readers</p></li></ul>"),
        sasha,
    )
    report_actions.send(story.live(clock.now()), what="It opened at noon.", email="ann@example.org", address=None)
    edited(story, headline="The harbor is open again for ferries")
    actions.publish(story, sasha, at=clock.now() + timedelta(hours=6), change="substantive")
    edited(story, standfirst="The first ferry left at noon.")
    _made_up(story, timeline)
    return Article.objects.get(pk=story.pk)


def _made_up(story: Article, timeline: Timeline) -> None:
    """A home page with a container of each layout, a front for the story's section, and breaking news."""
    for number in range(8):
        kind = "opinion" if number % 3 == 0 else "news"
        published(headline=f"Ferry {number} sails", section=story.section, kind=kind, lead_picture=story.lead_picture)
    slots: Any = [{"story": story, "follow_ups": True}, {"timeline": timeline, "kicker": "Day by day"}]
    on_the_front(*slots, layout=Layout.LEAD, size=3)
    for layout in (Layout.STRIP, Layout.FEATURE, Layout.HEADLINES, Layout.OPINION):
        on_the_front(title=str(layout.label), layout=layout, size=2)
    on_the_front({"story": story, "headline": "Open again"}, section=story.section, layout=Layout.LEAD)
    actions.publish(AlertFactory(story=story), desk_editor())


def complaints(
    page: Page, address: str, *, light: Iterable[ViewportSize], dark: Iterable[ViewportSize]
) -> dict[str, Any]:
    """What axe finds on the page at those sizes, in light, and in dark what is too faint: rule → the elements."""
    found: dict[str, Any] = {}
    page.emulate_media(color_scheme="light")
    response = page.goto(address)
    assert response
    assert response.ok, address
    for scheme, sizes, rules in (("light", light, None), ("dark", dark, OF_COLOR)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for size in sizes:
            page.set_viewport_size(size)
            kinds = violations(page, rules).items()
            found |= {f"{address} {size['width']} px, {scheme}: {rule}": where for rule, where in kinds}
    return found


def complaints_at_the_desk(page: Page, address: str) -> dict[str, Any]:
    """The same of a page of the desk, and by how many pixels it is wider than a window."""
    found = complaints(page, address, light=[DESK], dark=[DESK])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if pixels := page.evaluate(TOO_WIDE):
            found[f"{address} at {width} px"] = pixels
    return found


def places_at_the_desk(story: Article) -> dict[str, Any]:
    return {
        "tag": story.tags.get().pk,
        "story": f"/admin/articles/article/{story.pk}",
        "number": story.pk,
        "picture": story.lead_picture_id,
        "media": MediaFile.objects.filter(kind="video").get().pk,
        "container": Container.objects.earliest("pk").pk,
        "report": ErrorReport.objects.get().pk,
        "timeline": Timeline.objects.get().pk,
        "standing": StandingPage.objects.get().pk,
        "person": User.objects.earliest("pk").pk,
        "role": Group.objects.earliest("pk").pk,
    }


def readers_addresses(story: Article) -> list[str]:
    live = story.live(clock.now()).get_absolute_url()
    _, year, month, day, _ = live.split("/", 4)
    parts = {"year": f"/{year}/", "month": f"/{year}/{month}/", "day": f"/{year}/{month}/{day}/"}
    return [address.format(story=live, **parts) for address in READERS_PAGES.values()]


@pytest.mark.long
def test_the_desk_is_accessible(probed_page: Page, sign_in: SignIn, sasha: User, story: Article) -> None:
    sign_in(probed_page, sasha)
    places, found = places_at_the_desk(story), dict[str, Any]()
    for address in OPEN_ALL_DAY:
        found |= complaints_at_the_desk(probed_page, address.format(**places))
    assert found == {}


@pytest.mark.long
def test_the_readers_pages_are_accessible(probed_page: Page, story: Article) -> None:
    found, sizes = dict[str, Any](), [PHONE, WIDE]
    for address in readers_addresses(story):
        found |= complaints(probed_page, address, light=sizes[:1], dark=sizes[1:])
        sizes.reverse()
    assert found == {}
