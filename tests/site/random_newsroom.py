"""A newsroom that acts at random, and beside it a slow reading of what its readers must see.

The reading (`Subject`, `Newsroom.picture_usable`) knows only the words of the design: a schedule is a list of
(instant, version or nothing), the latest line that has passed is what readers see. It shares no code with the engine.
Every text is a token ("Zq17"), so that a page can be asked which texts it shows.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from articles.blocks import TimelineEmbed, new
from articles.models import Address, ArticleRevision, Author, BylineListing, Section, Tag, TagListing
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change, Publishable
from newsroom.publishing.next_change import next_transition
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory
from tests.images.factories import photo
from tests.people import administrator, editor, journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline, TimelineAddress

START = datetime(2024, 11, 8, 14, 0, tzinfo=UTC)  # 9 a.m. in New York
SECOND, MOMENT = timedelta(seconds=1), timedelta(microseconds=1)
ZONE = ZoneInfo("America/New_York")
TOKEN = re.compile(r"Zq\d+")
MINE, THEIRS = "mine", "theirs"
VERBS: dict[str, float] = {
    "publish": 14,
    "edit": 5,
    "fix": 4,
    "unpublish": 4,
    "unschedule": 4,
    "rights": 3,
    "embargo": 2,
} | {
    "correct": 1,
    "amend": 1,
    "take_down": 1,
    "lose_picture": 0.3,
}  # how often each is chosen


@dataclass(frozen=True)
class Text:
    """What one version says: a headline and a second text (standfirst, introduction), and where it is filed."""

    title: str
    second: str
    slug: str
    section: int = 0
    tags: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    picture: int | None = None


@dataclass(frozen=True)
class Page:
    """What an address must answer: a status; texts, and of which none but these; addresses; or where it leads."""

    address: str
    status: int
    shows: frozenset[str] | set[str] = frozenset()
    of: frozenset[str] | set[str] = frozenset()
    names: list[str] | None = None
    leads_to: str = ""
    picture: int | None = None


@dataclass
class Subject:
    """A story or a timeline as the slow reading knows it."""

    stored: Publishable
    texts: dict[int, Text]
    schedule: dict[datetime, int | None] = field(default_factory=dict)
    changes: dict[datetime, str] = field(default_factory=dict)
    sealed: set[int] = field(default_factory=set)
    corrections: list[tuple[datetime, str]] = field(default_factory=list)
    amendments: list[tuple[datetime, str, str]] = field(default_factory=list)  # at, the wording before, and after
    embargo: datetime | None = None
    acted: datetime | None = None

    @property
    def head(self) -> int:
        return max(self.texts)

    def due(self, at: datetime) -> int | None:
        """What the schedule says is live, sealed or not."""
        passed = [instant for instant in self.schedule if instant <= at]
        return self.schedule[max(passed)] if passed else None

    def live(self, at: datetime) -> int | None:
        number = self.due(at)
        return None if number in self.sealed else number

    def told(self, at: datetime) -> set[str]:
        """What its corrections say then."""
        said = {words for instant, words in self.corrections if instant <= at}
        for instant, old, amended in self.amendments:
            said = (said - {old}) | {amended} if instant <= at else said
        return said

    def first(self) -> datetime | None:
        return min((instant for instant, number in self.schedule.items() if number), default=None)

    def updated(self, number: int) -> datetime | None:
        """The public "updated" time of that version."""
        told = None
        for instant in sorted(self.schedule):
            if self.schedule[instant] is None:
                continue
            if told is None or self.changes.get(instant) != Change.MINOR:
                told = instant
            if self.schedule[instant] == number:
                return told
        return None

    def slugs_by(self, at: datetime) -> set[str]:
        """Every slug that readers have seen by then."""
        return {self.texts[number].slug for instant, number in self.schedule.items() if number and instant <= at}

    def day(self) -> date | None:
        first = self.first()
        return first.astimezone(ZONE).date() if first else None

    def address(self, slug: str) -> str:
        if isinstance(self.stored, Timeline):
            return f"/timelines/{slug}/"
        return f"/{self.day():%Y/%m/%d}/{slug}/"

    def copy(self, number: int) -> None:
        """A new version that says what that one said; the draft, where it says something else, stays the newest."""
        draft, made = self.texts[self.head], self.head + 1
        self.texts[made] = self.texts[number]
        if draft != self.texts[made]:
            self.texts[made + 1] = draft

    def moment(self, now: datetime) -> datetime:
        """The instant of the next verb: now, but after the one before and after every line that has passed."""
        passed = [instant for instant in self.schedule if instant <= now]
        return max([now, *(instant + MOMENT for instant in passed), *([self.acted + MOMENT] if self.acted else [])])


class Newsroom:
    """Some stories and a timeline, the people who act on them, and the clock they act by."""

    def __init__(self, seed: int, traveller: time_machine.Traveller, *, stories: int = 2) -> None:
        self.random = random.Random(seed)
        self.clock, self.now, self.began = traveller, START, START
        self.clock.move_to(START)
        self.tokens = 0
        self.done = self.refused = 0
        self.desk, self.chief, self.writer = editor(), administrator(), journalist()
        world = SectionFactory(slug="world", name="World")
        self.sections: list[Section] = [
            SectionFactory(slug="europe", name="Europe", parent=world),
            SectionFactory(slug="arts", name="Arts"),
        ]
        self.tags: list[Tag] = [TagFactory(slug="kursk"), TagFactory(slug="ferries")]
        self.authors: list[Author] = [AuthorFactory(slug="ann"), AuthorFactory(slug="bo")]
        self.pictures = [self._picture()]
        self.timeline = self._subject(TimelineFactory(title=self.token(), slug="line-a", owner=self.writer))
        self.stories: list[Subject] = []
        for number in range(stories):
            article = ArticleFactory(
                headline=self.token(),
                standfirst=self.token(),
                slug=f"story{number}-a",
                section=self.sections[0],
                owner=self.writer,
                rows=[new(TimelineEmbed, timeline=self.timeline.stored)],
            )
            self.stories.append(self._subject(article))
        self.subjects = [*self.stories, self.timeline]

    def token(self) -> str:
        self.tokens += 1
        return f"Zq{self.tokens}"

    def _picture(self) -> Picture:
        return picture_actions.upload(ContentFile(photo(64, 48), "bridge.jpg"), self.writer, alt="A bridge")

    def _subject(self, stored: Any) -> Subject:
        subject = Subject(stored, {})
        self._read(subject)
        return subject

    def _read(self, subject: Subject) -> None:
        """Take the newest version's text over from what was stored, once, as it was made."""
        head = subject.stored.head
        subject.texts[head.number] = self._text(head.read())

    def _text(self, content: dict[str, Any]) -> Text:
        if "headline" not in content:
            return Text(content["title"], content["introduction"], content["slug"])
        return Text(
            content["headline"],
            content["standfirst"],
            content["slug"],
            [section.pk for section in self.sections].index(content["section"]),
            tuple(sorted(line["tag"] for line in content["tags"])),
            tuple(sorted(line["author"] for line in content["bylines"])),
            content["lead_picture"],
        )

    # --- acting at random ---------------------------------------------------------------------

    def soon(self) -> datetime:
        """An instant of the coming days: on a grid, so that things fall together."""
        ahead = self.random.choice([timedelta(minutes=10), timedelta(hours=1), timedelta(hours=7)])
        grid = START + (self.now - START) // ahead * ahead
        return grid + ahead * self.random.randint(0, 4)

    def act(self) -> None:
        """One verb on one subject, in the newsroom and in the slow reading; both must agree whether it can be."""
        subject = self.random.choice(self.subjects)
        verb = self.random.choices([getattr(self, name) for name in VERBS], list(VERBS.values()))[0]
        expected, perform = verb(subject)
        try:
            perform()
        except ActionRefused as refusal:
            if expected is not None:
                raise AssertionError(f"{verb.__name__} was refused: {refusal}") from refusal
            self.refused += 1
        else:
            assert expected is not None, f"{verb.__name__} should have been refused"
            expected()
            self.done += 1

    def publish(self, subject: Subject) -> Any:
        number = self.random.choice([subject.head, subject.head, *subject.texts])
        later = self.random.random() < 0.7
        at = self.soon() if later else None
        change = self.random.choice([Change.MINOR, Change.SUBSTANTIVE] + [Change.CORRECTION] * (not later))
        chief = self.random.random() < 0.1
        actor = self.chief if chief else self.desk
        text = self.token()

        def perform() -> None:
            revision = subject.stored.revisions.get(number=number)
            actions.publish(
                subject.stored, actor, revision=revision, at=at, change=change, correction=text, break_embargo=chief
            )

        moment = subject.moment(self.now)
        instant = at or moment
        schedule, seen = dict(subject.schedule), number
        was = [line for line, version in schedule.items() if version == number]
        if self._held_back(subject, number, at, chief):
            return None, perform
        if was and was[0] <= moment:
            if subject.due(moment) == number:
                return None, perform
            seen = subject.head + 1
        elif was:
            del schedule[was[0]]
        if instant in schedule:
            return None, perform

        def happened() -> None:
            subject.acted = moment
            if seen not in subject.texts:
                subject.copy(number)
            over = any(version for line, version in schedule.items() if line < instant)
            subject.schedule = schedule | {instant: seen}
            subject.changes[instant] = change if over else ""
            if over and change == Change.CORRECTION:
                subject.corrections.append((instant, text))

        return happened, perform

    def _held_back(self, subject: Subject, number: int, at: datetime | None, chief: bool) -> bool:
        """Whether the time, a take-down or an embargo forbids it; the chief breaks embargoes."""
        moment = subject.moment(self.now)
        if (at and at <= moment) or number in subject.sealed or (subject.head in subject.sealed and not chief):
            return True
        return bool(subject.embargo and (at or moment) < subject.embargo and not chief)

    def edit(self, subject: Subject) -> Any:
        actor = self.chief if subject.head in subject.sealed else self.writer
        text = subject.texts[subject.head]
        text = replace(text, title=self.token())
        if self.random.random() < 0.3:
            text = replace(text, second=self._second(subject, self.token()))
        if self.random.random() < 0.2:
            text = replace(text, slug=text.slug[:-1] + self.random.choice("abc"))
        if subject is not self.timeline:
            text = replace(
                text,
                section=self.random.randrange(len(self.sections)),
                tags=tuple(sorted(tag.pk for tag in self.tags if self.random.random() < 0.5)),
                authors=tuple(sorted(author.pk for author in self.authors if self.random.random() < 0.5)),
                picture=self.random.choice([None, *(picture.pk for picture in self.pictures)]),
            )

        def perform() -> None:
            subject.stored.refresh_from_db()
            subject.stored.load(self._content(subject, text))
            actions.save(subject.stored, actor)

        def happened() -> None:
            subject.texts[subject.head + 1] = text

        return happened, perform

    def _second(self, subject: Subject, token: str) -> str:
        return f"<p>{token}</p>" if subject is self.timeline else token

    def _content(self, subject: Subject, text: Text) -> dict[str, Any]:
        content = subject.stored.head.read()
        if subject is self.timeline:
            return {**content, "title": text.title, "introduction": text.second, "slug": text.slug}
        return {
            **content,
            "headline": text.title,
            "standfirst": text.second,
            "slug": text.slug,
            "section": self.sections[text.section].pk,
            "tags": [{"key": str(tag), "tag": tag} for tag in text.tags],
            "bylines": [
                {"key": f"00000000-0000-4000-8000-{subject.stored.pk:06d}{author:06d}", "author": author, "role": ""}
                for author in text.authors
            ],
            "lead_picture": text.picture,
        }

    def fix(self, subject: Subject) -> Any:
        token = self._second(subject, self.token())
        path = "introduction" if subject is self.timeline else "standfirst"
        chosen = self.random.choice(["", MINE, THEIRS])

        def perform() -> None:
            actions.fix_live(subject.stored, self.desk, {path: token}, choices={path: chosen} if chosen else None)

        moment = subject.moment(self.now)
        live = subject.live(moment)
        if live is None or subject.head in subject.sealed:
            return None, perform
        base = subject.texts[live].second
        waiting = sorted((number, at) for at, number in subject.schedule.items() if number and at > moment)
        carried: dict[int, Text] = {}
        for number in {subject.head, *(number for number, _ in waiting)}:
            text = subject.texts[number]
            if text.second in (base, token):
                carried[number] = replace(text, second=token)
            elif chosen:
                carried[number] = text if chosen == MINE else replace(text, second=token)
            else:
                return None, perform
        head = subject.head

        def happened() -> None:
            subject.acted = moment
            subject.texts[head + 1] = replace(subject.texts[live], second=token)
            subject.schedule[moment], subject.changes[moment] = head + 1, Change.MINOR
            for place, (number, at) in enumerate(waiting, head + 2):
                subject.texts[place], subject.schedule[at] = carried[number], place
            if carried[head] != subject.texts[subject.head]:
                subject.texts[subject.head + 1] = carried[head]

        return happened, perform

    def unpublish(self, subject: Subject) -> Any:
        at = self.soon() if self.random.random() < 0.6 else None
        drop = self.random.choice([None, True, False])

        def perform() -> None:
            actions.unpublish(subject.stored, self.desk, at=at, drop_scheduled=drop)

        moment = subject.moment(self.now)
        instant = at or moment
        if (at and at <= moment) or subject.live(instant) is None or subject.head in subject.sealed:
            return None, perform
        returning = [line for line, number in subject.schedule.items() if line > instant and number]
        if (returning and drop is None) or instant in subject.schedule:
            return None, perform

        def happened() -> None:
            subject.acted = moment
            if drop or not returning:
                subject.schedule = {line: number for line, number in subject.schedule.items() if line <= instant}
            subject.schedule[instant] = None

        return happened, perform

    def unschedule(self, subject: Subject) -> Any:
        at = self.random.choice([*subject.schedule, self.soon()])

        def perform() -> None:
            actions.unschedule(subject.stored, self.desk, at=at)

        moment = subject.moment(self.now)
        if at not in subject.schedule or at <= moment or subject.head in subject.sealed:
            return None, perform

        def happened() -> None:
            subject.acted = moment
            del subject.schedule[at]

        return happened, perform

    def embargo(self, subject: Subject) -> Any:
        until = self.soon() if self.random.random() < 0.6 else None

        def perform() -> None:
            actions.set_embargo(subject.stored, self.desk, until=until, reason="A report", source="The ministry")

        early = [at for at, number in subject.schedule.items() if number and until and self.now < at < until]
        if subject.head in subject.sealed or (until and (until <= self.now or early or subject.live(self.now))):
            return None, perform

        def happened() -> None:
            subject.embargo = until

        return happened, perform

    def correct(self, subject: Subject) -> Any:
        text = self.token()

        def perform() -> None:
            actions.correct(subject.stored, self.desk, text=text)

        moment = subject.moment(self.now)
        if subject.head in subject.sealed or not subject.slugs_by(moment):
            return None, perform

        def happened() -> None:
            subject.acted = moment
            subject.corrections.append((moment, text))

        return happened, perform

    def amend(self, subject: Subject) -> Any:
        moment, text = subject.moment(self.now), self.token()
        old = self.random.choice([*sorted(subject.told(moment)), ""])

        def perform() -> None:
            row = subject.stored.corrections.filter(text=old).first()
            if row is None:
                raise ActionRefused("No correction says so.")
            actions.amend_correction(subject.stored, self.desk, row, text=text)

        if not old or subject.head in subject.sealed:
            return None, perform

        def happened() -> None:
            subject.acted = moment
            subject.amendments.append((moment, old, text))

        return happened, perform

    def take_down(self, subject: Subject) -> Any:
        def perform() -> None:
            actions.take_down(subject.stored, self.chief, reason="Court order")

        moment = subject.moment(self.now)

        def happened() -> None:
            subject.acted = moment
            live = subject.live(moment)
            subject.schedule = {line: number for line, number in subject.schedule.items() if line <= moment}
            if live:
                subject.schedule[moment] = None
            subject.sealed |= set(subject.texts)

        return happened, perform

    def rights(self, _subject: Subject) -> Any:
        place = self.random.randrange(len(self.pictures))
        edges = sorted({self.soon() - timedelta(hours=2), self.soon()})
        begins = self.random.choice([None, edges[0]])
        ends = self.random.choice([None, edges[-1]] if len(edges) == 2 or begins is None else [None])

        def perform() -> None:
            picture_actions.set_rights(self.pictures[place], self.desk, usable_from=begins, usable_until=ends)

        if self.pictures[place].taken_down_at:
            return None, perform

        def happened() -> None:
            self.pictures[place].usable_from, self.pictures[place].usable_until = begins, ends

        return happened, perform

    def lose_picture(self, _subject: Subject) -> Any:
        place = self.random.randrange(len(self.pictures))

        def perform() -> None:
            picture_actions.take_down(self.pictures[place], self.chief, reason="Court order")

        if self.pictures[place].taken_down_at:
            return None, perform

        def happened() -> None:
            self.pictures[place].taken_down_at = self.now

        return happened, perform

    # --- the passing of time ------------------------------------------------------------------

    def move_to(self, instant: datetime) -> None:
        self.now = instant
        self.clock.move_to(instant)

    def instants(self) -> list[datetime]:
        """Everything at which something changes for readers."""
        found = {at for subject in self.subjects for at in subject.schedule}
        found |= {at for subject in self.subjects for at, _ in subject.corrections}
        found |= {at for subject in self.subjects for at, _, _ in subject.amendments}
        edges = (edge for picture in self.pictures for edge in (picture.usable_from, picture.usable_until))
        return sorted(found | {edge for edge in edges if edge})

    def around(self, begins: datetime, ends: datetime | None = None) -> Iterator[datetime]:
        """One second before, at and one second after each transition, from `begins` to `ends`, in order."""
        probes = {at + step for at in self.instants() for step in (-SECOND, timedelta(0), SECOND)}
        yield from sorted(at for at in probes if begins <= at and (ends is None or at <= ends))

    # --- what readers must see, the slow way ----------------------------------------------------

    def picture_usable(self, pk: int, at: datetime) -> bool:
        picture = next(picture for picture in self.pictures if picture.pk == pk)
        begins, ends = picture.usable_from, picture.usable_until
        return not picture.taken_down_at and (not begins or begins <= at) and (not ends or at < ends)

    def shown(self, at: datetime) -> dict[int, tuple[Subject, Text]]:
        """The stories live at that instant: index -> story and text."""
        found = {}
        for place, story in enumerate(self.stories):
            if number := story.live(at):
                found[place] = (story, story.texts[number])
        return found

    # --- asking the site --------------------------------------------------------------------------

    def check_rows(self, at: datetime) -> int:
        """Ask the predicate and every list's query what is live at `at`. Returns how many questions were asked."""
        for subject in self.subjects:
            number = subject.live(at)
            assert subject.stored.head.number == subject.head
            rows = list(subject.stored.revisions.live(at))
            assert [row.number for row in rows] == ([number] if number else []), (subject.stored, at)
            if number:
                assert rows[0].first_published_at == subject.first()
                assert rows[0].updated_at == subject.updated(number), (number, at)
        shown = self.shown(at).values()
        live = ArticleRevision.objects.live(at)
        heads = {text.title for _, text in shown}
        assert set(live.values_list("headline", flat=True)) == heads
        for place, section in enumerate(self.sections):
            listed = live.filter(section__in=Section.objects.under(section)).values_list("headline", flat=True)
            assert sorted(listed) == sorted(text.title for _, text in shown if text.section == place)
        for line, name, things in ((TagListing, "tag", self.tags), (BylineListing, "author", self.authors)):
            for thing in things:
                rows = list(line._default_manager.within(at).filter(**{name: thing}).values_list("revision__headline"))
                filed = [text.title for _, text in shown if thing.pk in (text.tags if name == "tag" else text.authors)]
                assert sorted(row[0] for row in rows) == sorted(filed), (name, at)
        stories = ((story, text.slug) for story, text in shown)
        assert {row.get_absolute_url() for row in live} == {story.address(slug) for story, slug in stories}
        assert set(Picture.objects.usable(at).values_list("pk", flat=True)) == {
            picture.pk for picture in self.pictures if self.picture_usable(picture.pk, at)
        }
        lines = {(row.article_id, row.slug) for row in Address.objects.filter(since__lte=at)}
        assert lines == {(story.stored.pk, slug) for story in self.stories for slug in story.slugs_by(at)}
        held = set(TimelineAddress.objects.filter(since__lte=at).values_list("slug", flat=True))
        assert held == self.timeline.slugs_by(at)
        due = [instant for instant in self.instants() if instant > at and self._moves(instant)]
        following = next_transition(at)
        assert not due or (following and at < following <= due[0]), "a page changes before the next transition"
        return len(self.subjects) + 8

    def _moves(self, instant: datetime) -> bool:
        """Whether the schedule or the rights change by themselves then; a correction is a verb's, not the clock's."""
        if any(instant in subject.schedule for subject in self.subjects):
            return True
        standing = (picture for picture in self.pictures if not picture.taken_down_at)
        return any(instant in (picture.usable_from, picture.usable_until) for picture in standing)

    def check_pages(self, client: Client) -> int:
        """Ask every kind of public address what it shows now. Returns how many pages were asked."""
        wrong, asked = [], list(self.pages())
        for page in asked:
            response = client.get(page.address)
            body = b"".join(response) if response.streaming else response.content
            complaint = self.judge(page, response.status_code, response.headers.get("Location", ""), body)
            wrong += [f"{page.address}: {complaint}"] if complaint else []
        assert not wrong, f"at {self.now.isoformat()}: {wrong}"
        return len(asked)

    def judge(self, page: "Page", status: int, location: str, body: bytes) -> str:
        """What is wrong with an answer given now; "" if nothing is."""
        text = body.decode("utf-8", "replace")
        found = set(TOKEN.findall(text))
        if status != page.status:
            return f"{status}, not {page.status}"
        if found - self._public():
            return f"shows {found - self._public()}, which nobody may see"
        if status == 301:
            return "" if location == page.leads_to else f"leads to {location}, not {page.leads_to}"
        if page.names is not None:
            named = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", text)
            return "" if sorted(named) == sorted(page.names) else f"names {named}, not {page.names}"
        if status == 200 and (not page.shows <= found or (page.of and page.of & found != page.shows)):
            return f"shows {found}, not {page.shows}"
        if page.picture is None and any(
            picture.key.hex in text and not self.picture_usable(picture.pk, self.now) for picture in self.pictures
        ):
            return "shows a picture outside of its rights"
        return ""

    def _public(self) -> set[str]:
        """Every token that readers may see anywhere now."""
        found = set()
        for subject in self.subjects:
            if number := subject.live(self.now):
                text = subject.texts[number]
                found |= {text.title, *TOKEN.findall(text.second)}
                found |= subject.told(self.now)
        return found

    def pages(self) -> Iterator[Page]:
        """Every public address, and what it must answer now."""
        now = self.now
        shown = self.shown(now)
        timeline = self.timeline.live(now)
        line = self.timeline.texts[timeline] if timeline else None
        yield from self._lists(shown, {line.title} if line else set())
        for story in self.stories:
            yield from self._addresses(story, {line.title} if line else set())
        yield from self._addresses(self.timeline, {text.title for _, text in shown.values()})
        yield Page("/sitemap-timelines.xml", 200, names=[self.timeline.address(line.slug)] if line else [])
        months: dict[str, list[str]] = {f"{self.began + timedelta(days=days):%Y-%m}": [] for days in (0, 31)}
        for story, text in shown.values():
            months[f"{story.day():%Y-%m}"].append(story.address(text.slug))
        for month, addresses in months.items():
            yield Page(f"/sitemap-{month}.xml", 200 if addresses else 404, names=addresses or None)
        index = [f"/sitemap-{month}.xml" for month, addresses in months.items() if addresses]
        yield Page("/sitemap.xml", 200, names=[*index, "/sitemap-lists.xml", "/sitemap-timelines.xml"])
        for picture in self.pictures:
            status = 200 if self.picture_usable(picture.pk, now) else 404
            yield Page(f"/media/{picture.current.image.name}", status, picture=picture.pk)  # type: ignore[union-attr]

    def _lists(self, shown: dict[int, tuple[Subject, Text]], timelines: set[str]) -> Iterator[Page]:
        titles = {text.title for subject in self.subjects for text in subject.texts.values()}

        def filed(keep: Any = lambda text: True) -> set[str]:
            return {text.title for _, text in shown.values() if keep(text)}

        yield Page("/", 200, filed(), titles - timelines)
        for feed in ("/feed/", "/feed.json", "/feed.atom"):
            yield Page(feed, 200, filed(), titles)
        since = self.now - timedelta(days=2)
        young = {text.title for story, text in shown.values() if (first := story.first()) and first > since}
        yield Page("/sitemap-news.xml", 200, young, titles)
        yield Page("/world/", 200, filed(lambda text: text.section == 0), titles - timelines)
        yield Page("/timelines/", 200, timelines, titles)
        yield Page("/search/?q=ship", 200, filed(), titles - timelines)  # it is in the text of every story
        yield Page("/search/complete/?q=zq", 200, filed() | timelines, titles)
        for place, section in enumerate(self.sections):
            wanted = filed(lambda text, place=place: text.section == place)
            yield Page(f"/{section.path}/", 200, wanted, titles - timelines)
            for feed in ("feed/", "feed.json"):
                yield Page(f"/{section.path}/{feed}", 200, wanted, titles)
        for tag in self.tags:
            wanted = filed(lambda text, tag=tag: tag.pk in text.tags)
            yield Page(f"/tags/{tag.slug}/", 200 if wanted else 404, wanted, titles - timelines)
            for feed in ("feed/", "feed.json"):
                yield Page(f"/tags/{tag.slug}/{feed}", 200 if wanted else 404, wanted, titles)
        for author in self.authors:
            wanted = filed(lambda text, author=author: author.pk in text.authors)
            yield Page(f"/authors/{author.slug}/", 200 if wanted else 404, wanted, titles - timelines)
            for feed in ("feed/", "feed.json"):
                yield Page(f"/authors/{author.slug}/{feed}", 200 if wanted else 404, wanted, titles)

    def _addresses(self, subject: Subject, around: set[str]) -> Iterator[Page]:
        """Every address that the subject has, had, or has yet in nobody's eyes."""
        number, seen = subject.live(self.now), subject.slugs_by(self.now)
        if subject.day() is None and subject is not self.timeline:
            return
        # The page; that of a timeline for other sites; its events, and the ninjs of a story.
        ends = ("/", "/embed/", ".json") if subject is self.timeline else ("/", ".json")
        for slug in sorted({text.slug for text in subject.texts.values()} if subject is not self.timeline else ()):
            image = subject.address(slug)[:-1] + ".jpg"
            today = subject.address(subject.texts[number].slug)[:-1] + ".jpg" if number else ""
            status = 404 if slug not in seen else 200 if image == today else 301 if today else 410
            yield Page(image, status, leads_to=today)
        for slug, end in product(sorted({text.slug for text in subject.texts.values()}), ends):
            address = subject.address(slug)[:-1] + end
            if number and slug == subject.texts[number].slug:
                text = subject.texts[number]
                said = subject.told(self.now)
                full = settings.FEED_FULL_TEXT and subject is not self.timeline
                told = around if end == "/" or full else set()  # the timelines in its text
                yield Page(address, 200, {text.title, *TOKEN.findall(text.second), *said, *told})
            elif slug in seen and number:
                yield Page(address, 301, leads_to=subject.address(subject.texts[number].slug)[:-1] + end)
            else:
                yield Page(address, 410 if slug in seen else 404)
            if end == "/embed/":
                title = {subject.texts[number].title} if number and slug in seen else set()
                asked = f"/oembed?url={settings.PUBLIC_URL}{subject.address(slug)}"
                yield Page(asked, 200 if title else 404, title)
                image = address.replace("/embed/", ".jpg")
                here = number and slug == subject.texts[number].slug
                moved = subject.address(subject.texts[number].slug)[:-1] + ".jpg" if number else ""
                gone = 410 if slug in seen else 404
                yield Page(image, 200 if here else 301 if number and slug in seen else gone, leads_to=moved)
