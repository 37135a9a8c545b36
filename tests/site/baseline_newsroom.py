"""A newsroom in which every type of public page, and every variant that matters, has something to show.

Everything in it is the same on every run and on both databases: ids start at 1, keys are counted up, the clock stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from unittest import mock

import time_machine
from django.core.management.color import no_style
from django.db import connection

from articles.blocks import FactBox, Figure, PullQuote, TimelineEmbed, new
from articles.models import Article, Kind, RelatedLink, Relation
from articles.models.links import EventReport
from newsroom.fronts.models import Fill, Layout
from newsroom.images.models import Picture
from newsroom.publishing import actions
from newsroom.publishing.models import Change, Correction
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    desk,
    edited,
    published,
    related,
    text,
)
from tests.fronts.factories import AlertFactory, ContainerFactory, on_the_front
from tests.images.factories import PictureFactory
from tests.people import administrator, journalist
from tests.timelines.factories import TimelineFactory, add_event
from timelines.models import Timeline, TimelineEra, TimelineLane

NOW = datetime(2024, 11, 8, 19, 0, tzinfo=UTC)  # 2 p.m. in New York
HARBOR = "/2024/11/08/harbor-open/"


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2024) -> datetime:
    """An instant given in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@contextmanager
def counted_keys() -> Iterator[None]:
    """Make every UUID from here on the next of a fixed series: keys stand in addresses and anchors."""
    numbers = count(1)

    def series(size: int) -> bytes:
        return (next(numbers) * 2_654_435_761 % 2**32).to_bytes(4, "big") * (size // 4) + bytes(size % 4)

    with mock.patch("os.urandom", series):
        yield


def restart_ids() -> None:
    """Let ids of every empty table start at 1: pages show some, and other tests have used the first ones."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        sequences = [
            sequence
            for table in tables
            for sequence in connection.introspection.get_sequences(cursor, table)
            if not _has_rows(cursor, table)
        ]
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(statement)


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
    return cursor.fetchone() is not None


def picture(**words: Any) -> Picture:
    """A picture with renditions in three shapes and a share image, as rows only."""
    name = f"__processed__/000/000/{words['title']}"
    lines = [
        {
            "shape": shape,
            "type": kind,
            "width": width,
            "height": height,
            "name": f"{name}-{width}{shape.replace(':', 'x')}.{kind}",
        }
        for shape, across, down in (("", 4, 3), ("16:9", 16, 9), ("1:1", 1, 1))
        for kind in ("avif", "webp")
        for width, height in ((320, 320 * down // across), (640, 640 * down // across))
    ]
    shared = {"type": "image/jpeg", "width": 1200, "height": 630, "name": f"{name}-share.jpg", "bytes": 98_765}
    return PictureFactory(file__renditions=lines, file__shared=shared, **words)


class BaselineNewsroom:
    """Built at several instants, with `clock` left at NOW. Attributes name what tests ask for."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        restart_ids()
        self.clock = clock
        with counted_keys():
            self._build()
        clock.move_to(NOW)

    def _build(self) -> None:
        self.clock.move_to(at(31, 17, month=12, year=2023))
        self._people_and_sections()
        self._older_stories()
        self._timelines()
        self._story()
        self._other_stories()
        self._standing_pages()
        self._fronts()

    def _people_and_sections(self) -> None:
        self.writer, self.chief = journalist("baseline-writer"), administrator("baseline-chief")
        desk()
        self.bridge = picture(title="bridge", alt="A bridge over the river", caption="The bridge at noon")
        self.ferry = picture(title="ferry", alt="A ferry", credit="Ada Lens")
        portrait = picture(title="portrait", alt="Mira Lind", caption="", credit="")
        self.world = SectionFactory(name="World", slug="world", description="News from all over & beyond.", order=1)
        self.europe = SectionFactory(name="Europe", slug="europe", parent=self.world, order=2)
        self.local = SectionFactory(name="Local", slug="local", order=3)
        self.empty = SectionFactory(name="Weather", slug="weather", order=4)
        self.opinion = SectionFactory(name="Opinion", slug="opinion", order=5)
        self.mira = AuthorFactory(
            name="Mira Lind", slug="mira-lind", bio="Covers the <harbor>.", email="mira@example.org", portrait=portrait
        )
        self.sam = AuthorFactory(name="Sam O’Neil", slug="sam-oneil")
        self.ferries = TagFactory(name="Ferries", slug="ferries", introduction="All that sails & floats.")
        self.ukraine = TagFactory(name="Ukraine", slug="ukraine")

    def _story_of(self, **fields: Any) -> Article:
        return published(**{"owner": self.writer, "section": self.local, **fields})

    def _older_stories(self) -> None:
        self._story_of(headline="Fireworks over the harbor", slug="fireworks", lead_picture=self.ferry)
        self.clock.move_to(at(6, 15))
        self._story_of(headline="Council votes on the tide gate", slug="tide-gate", section=self.world)
        self.clock.move_to(at(7, 14))
        for number in range(1, 11):
            self.clock.shift(60)
            self._story_of(
                headline=f"Ferry {number} sails",
                slug=f"ferry-{number}",
                section=self.opinion if number % 3 == 0 else self.europe,
                kind=Kind.OPINION if number % 3 == 0 else Kind.NEWS,
                lead_picture=self.ferry if number % 2 else None,
                kicker="At sea" if number == 2 else "",
                authors=[self.sam] if number % 3 == 0 else [],
                tagged_with=[self.ferries],
            )

    def _timelines(self) -> None:
        self.clock.move_to(at(7, 16))
        self.kursk = TimelineFactory(title="The fighting in Kursk", slug="kursk", owner=self.writer)
        actions.publish(self.kursk, desk())
        self.full = TimelineFactory(
            title="The harbor & its bridge", slug="harbor-timeline", events=[], owner=self.writer
        )
        ground = TimelineLane.objects.create(timeline=self.full, name="On the ground", position=1)
        talks = TimelineLane.objects.create(timeline=self.full, name="Talks", position=2)
        era = TimelineEra(timeline=self.full, title="The old bridge", date_text="1917 to 1991", position=1)
        era.full_clean()
        era.save()
        self.opening = add_event(
            self.full,
            date_text="Aug. 6, 2024",
            headline="The bridge opens",
            body="<p>It <strong>opened</strong> at noon.</p>",
            is_key=True,
            lane=ground,
            place="Port Ellery",
            picture=self.bridge,
        )
        add_event(self.full, date_text="The mayor’s reaction", headline="“At last”", lane=talks)
        add_event(
            self.full,
            date_text="early 2021",
            headline="Work begins",
            media={"url": "https://example.org/film", "caption": "A film", "credit": "Ed", "alt": "", "thumbnail": ""},
            sources=[{"text": "Harbor office", "url": ""}, {"text": "", "url": "https://example.org/bridge"}],
        )
        add_event(self.full, date_text="1250", headline="The first ferry")
        self.full.put_in_order()
        actions.save(self.full, self.writer)
        actions.publish(Timeline.objects.get(pk=self.full.pk), desk())
        self.clock.shift(3600)
        actions.correct(self.full, desk(), text="The bridge opened at noon, not at ten.")
        gone = TimelineFactory(title="Unpublished timeline", slug="unpublished-timeline", owner=self.writer)
        actions.publish(gone, desk())
        self.clock.shift(60)
        actions.unpublish(gone, desk())

    def _story(self) -> None:
        """A live story with every block, two later published versions, corrections, a waiting version and a draft."""
        self.clock.move_to(at(8, 14))
        before = Article.objects.get(headline="Council votes on the tide gate")
        other = Article.objects.get(headline="Ferry 2 sails")
        pinned = self.kursk.revisions.get(number=1)
        self.harbor = ArticleFactory(
            headline="The harbor is open again & busy",
            slug="harbor-open",
            kicker="Port Ellery",
            standfirst="The first ferry left at ten.",
            dateline="PORT ELLERY, Maine",
            section=self.europe,
            lead_picture=self.bridge,
            lead_caption="The bridge, seen from the ferry",
            owner=self.writer,
            text='<p>The first ship left. <a href="https://example.org/">More</a> <em>soon</em>.</p><p>It was full.</p>',
            authors=[self.mira, self.sam],
            tagged_with=[self.ferries, self.ukraine],
            rows=[
                *text("<p>Wind.</p><ul><li><p>Rain</p></li></ul>", heading="What happened"),
                *text("<ol><li><p>One</p></li></ol><blockquote><p>Two</p></blockquote>", heading="And before", level=3),
                new(Figure, picture=self.ferry, caption="Its captain"),
                new(Figure, picture=self.bridge, shape="16:9", alt="The bridge, from below"),
                new(PullQuote, text="We sail.\n\nAt last.", attribution="Ann Lee"),
                new(FactBox, title="In brief", text="<p>Ten miles, <strong>two</strong> ports.</p>"),
                new(TimelineEmbed, timeline=self.full),
                new(TimelineEmbed, timeline=self.full, show="key"),
                new(TimelineEmbed, timeline=self.kursk, show="range", range_from="2024-08", range_to="2024-09"),
                new(TimelineEmbed, timeline=self.kursk, pinned=pinned),
                related(
                    {"relation": Relation.READ_MORE, "story": other.pk},
                    {
                        "relation": Relation.BACKGROUND,
                        "url": "https://example.org/a",
                        "title": "The port’s own page",
                    },
                    {"relation": Relation.BACKGROUND, "title": "Inside the lighthouse"},
                    {"title": "Left out until it is linked", "leave_out": True},
                    title="Read on",
                ),
                *text("<p>More ferries.</p><h3>And more trips</h3><p>Twice a day.</p>", heading="What comes next"),
                RelatedLink(relation=Relation.FOLLOW_UP, story=before),
                RelatedLink(relation=Relation.OPPOSITE, story=other),
                RelatedLink(title="The tide tables, explained"),
            ],
        )
        EventReport.objects.create(article=self.harbor, event=self.opening)
        actions.save(self.harbor, self.writer)
        actions.publish(self.harbor, desk())
        self.clock.shift(1800)
        actions.fix_live(self.harbor, desk(), {"standfirst": "The first ferry left at half past ten."})
        self.clock.shift(1800)
        revision = edited(self.harbor, headline="The harbor is open again and busy")
        actions.publish(self.harbor, desk(), revision=revision, change=Change.SUBSTANTIVE)
        self.clock.shift(600)
        actions.correct(self.harbor, desk(), text="An earlier version gave a wrong hour.")
        actions.correct(self.harbor, desk(), text="It is the inner harbor.", kind=Correction.Kind.CLARIFICATION)
        actions.correct(self.harbor, desk(), text="This story is being updated.", kind=Correction.Kind.NOTE)
        revision = edited(self.harbor, headline="The harbor stays open")
        actions.publish(self.harbor, desk(), revision=revision, at=at(8, 22), change=Change.SUBSTANTIVE)
        edited(self.harbor, standfirst="A draft that nobody has published.")

    def _other_stories(self) -> None:
        self.clock.move_to(at(8, 16))
        self._story_of(
            headline="A plain story", slug="plain", standfirst="", text="<p>One paragraph.</p>", section=self.local
        )
        self._story_of(
            headline="الميناء مفتوح",
            slug="arabic",
            standfirst="غادرت العبّارة الأولى.",
            language="ar",
            text="<p>نص بالعربية 2024.</p>",
            lead_picture=self.ferry,
            rows=[*text("<p>المزيد.</p>", heading="ماذا بعد"), *text("<p>لا.</p>", heading="ثم")],
            authors=[self.mira],
        )
        self._story_of(headline="Why the harbor matters", slug="why", kind=Kind.EXPLAINER, language="pt-BR")
        self._story_of(headline="The harbor, analyzed", slug="analysis", kind=Kind.ANALYSIS, authors=[self.mira])
        follow_up = RelatedLink(relation=Relation.FOLLOW_UP, story=self.harbor)
        self._story_of(headline="A second ferry follows", slug="follow-up", rows=[follow_up], section=self.world)
        live_timeline = new(TimelineEmbed, timeline=self.full)
        self._story_of(
            headline="Live: the bridge",
            slug="live",
            kicker="Live",
            rows=[live_timeline],
            lead_shape="16:9",
            lead_picture=self.bridge,
        )
        moved = self._story_of(headline="A story that moved", slug="old-address")
        self.clock.shift(60)
        actions.publish(moved, desk(), revision=edited(moved, slug="new-address"), change=Change.MINOR)
        gone = self._story_of(headline="An unpublished story", slug="unpublished")
        self.clock.shift(60)
        actions.unpublish(gone, desk())
        sealed = self._story_of(headline="Version one", slug="sealed")
        self.clock.shift(60)
        actions.take_down(sealed, self.chief, reason="Court order")
        self.clock.shift(60)
        clean = Article.objects.get(pk=sealed.pk)
        clean.headline = "A clean version"
        clean.save()
        actions.publish(clean, self.chief, revision=actions.save(clean, self.chief), change=Change.MINOR)
        self.draft = ArticleFactory(headline="A draft", slug="a-draft", owner=self.writer, section=self.local)

    def _standing_pages(self) -> None:
        body = '<p>We are ten.</p><h3>Owners</h3><ul><li><p>Readers</p></li></ul><p><a href="/corrections/">Corrections</a></p>'
        self.about = StandingPageFactory(title="About us", slug="about", body=body, in_footer=True, owner=self.writer)
        actions.publish(self.about, desk())
        self.clock.shift(60)
        actions.correct(self.about, desk(), text="We are ten, not nine.")
        gone = StandingPageFactory(title="Contest", slug="contest", owner=self.writer)
        actions.publish(gone, desk())
        self.clock.shift(60)
        actions.unpublish(gone, desk())

    def _fronts(self) -> None:
        self.clock.move_to(at(8, 18))
        slots: list[Any] = [
            {"story": self.harbor, "follow_ups": True},
            {"timeline": self.full, "kicker": "Day by day"},
            {
                "story": Article.objects.get(headline="Ferry 1 sails"),
                "headline": "Pinned: ferry 1",
                "picture": self.bridge,
            },
        ]
        self.lead = on_the_front(*slots, layout=Layout.LEAD, size=6)
        on_the_front(title="More", layout=Layout.STRIP, size=5)
        on_the_front(layout=Layout.FEATURE, size=3, fill=Fill.TAG, fill_tag=self.ferries)
        on_the_front(layout=Layout.HEADLINES, size=3, fill=Fill.SECTION, fill_section=self.world)
        on_the_front(title="Opinion", layout=Layout.OPINION, size=3, fill=Fill.SECTION, fill_section=self.opinion)
        on_the_front({"story": self.harbor, "headline": "Open again"}, section=self.world, layout=Layout.LEAD, size=4)
        self.waiting = ContainerFactory(title="Not yet on the page", layout=Layout.STRIP, size=2)
        self.alert = AlertFactory(text="Bridge closed until noon", story=self.harbor)
        actions.publish(self.alert, desk())
