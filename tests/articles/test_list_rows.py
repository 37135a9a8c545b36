"""What is stored for lists says what the versions say, whatever was done: a slow reading of every snapshot agrees."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from articles import taxonomy
from articles.blocks import TimelineEmbed, new
from articles.models import Article, BylineListing, Tag, TagListing, TimelineListing
from articles.usage import stories_with_timeline
from articles.visible_parts import following
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, AuthorFactory, TagFactory, desk, text
from tests.people import administrator
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline
from timelines.related_stories import Story

pytestmark = pytest.mark.django_db
ACTS = {
    "edit": 6,
    "publish": 6,
    "unpublish": 2,
    "unschedule": 4,
    "restore": 2,
    "come_back": 2,
    "fix": 3,
    "take_down": 1,
    "bin": 3,
    "merge_tags": 1,
}  # how often each is chosen


class Newsroom:
    """Three stories on which somebody acts at random. What is refused does nothing."""

    def __init__(self, seed: int, clock: time_machine.Traveller) -> None:
        self.random, self.clock, self.now = random.Random(seed), clock, NINE
        self.desk, self.chief = desk(), administrator()
        self.tags: list[Tag] = TagFactory.create_batch(4)
        self.authors = AuthorFactory.create_batch(2)
        self.timelines: list[Timeline] = [TimelineFactory(), TimelineFactory()]
        for timeline in self.timelines:
            actions.publish(timeline, self.desk)
        self.stories: list[Article] = [ArticleFactory(tagged_with=self.tags[:2]) for _ in range(3)]
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        name = self.random.choices(list(ACTS), list(ACTS.values()))[0]
        story = Article.objects.get(pk=self.random.choice(self.stories).pk)
        try:
            getattr(self, name)(story)
        except ActionRefused:
            return
        self.done[name] += 1

    def pass_time(self) -> None:
        self.now += self.random.choice([timedelta(0), SECOND, HOUR / 2, 2 * HOUR])
        self.clock.move_to(self.now)

    def soon(self) -> datetime | None:
        """Now (None), or an instant on a grid of the coming hours."""
        begun = NINE + (self.now - NINE) // HOUR * HOUR
        return self.random.choice([None, begun + HOUR, begun + self.random.randint(2, 9) * HOUR])

    def some(self, things: list[Any]) -> list[Any]:
        return self.random.sample(things, self.random.randint(0, len(things)))

    def any_revision(self, story: Article) -> Any:
        return self.random.choice([story.head, *story.revisions.order_by("number")])

    def edit(self, story: Article) -> None:
        events = [event for timeline in self.timelines for event in timeline.events.all()]
        embeds = [new(TimelineEmbed, timeline=timeline) for timeline in self.some(self.timelines * 2)]
        story.load(
            story.head.read()
            | {
                "headline": f"Version {self.random.randrange(10**9)}",
                "tags": [{"key": str(tag.pk), "tag": tag.pk} for tag in self.some(self.tags)],
                "bylines": [
                    {"key": str(uuid4()), "author": author.pk, "role": ""} for author in self.some(self.authors)
                ],
                "body": [*text("<p>It sails.</p>"), *embeds],
                "reports": [{"key": str(uuid4()), "event": str(event.pk)} for event in self.some(events)[:2]],
            }
        )
        actions.save(story, self.chief)

    def publish(self, story: Article) -> None:
        change = self.random.choice([Change.MINOR, Change.SUBSTANTIVE])
        actions.publish(story, self.chief, revision=self.any_revision(story), at=self.soon(), change=change)

    def unpublish(self, story: Article) -> None:
        actions.unpublish(story, self.desk, at=self.soon(), drop_scheduled=self.random.choice([True, False]))

    def unschedule(self, story: Article) -> None:
        due = list(story.transitions.filter(at__gt=self.now).values_list("at", flat=True))
        actions.unschedule(story, self.desk, at=self.random.choice(due or [self.now]))

    def restore(self, story: Article) -> None:
        actions.restore(story, self.chief, self.any_revision(story))

    def come_back(self, story: Article) -> None:
        """As a form that was opened on an older version, and that changes nothing."""
        head = story.head
        story.load(self.any_revision(story).read())
        story.load(head.read())
        assert actions.save(story, self.chief) == head

    def fix(self, story: Article) -> None:
        actions.fix_live(story, self.chief, {"standfirst": f"Fix {self.random.randrange(10**9)}"})

    def take_down(self, story: Article) -> None:
        actions.take_down(story, self.chief, reason="Court order")

    def bin(self, story: Article) -> None:
        (actions.unbin if story.binned_at else actions.bin)(story, self.desk)

    def merge_tags(self, _story: Article) -> None:
        gone, into = self.random.sample(self.tags, 2)
        taxonomy.merge([gone], into, self.desk)
        self.tags.remove(gone)
        self.tags.append(TagFactory())

    # --- the slow reading

    def instants(self) -> Iterator[datetime]:
        """Now, and just before, at and after each instant at which readers see something else."""
        yield self.now
        for story in self.stories:
            for at in story.transitions.values_list("at", flat=True):
                yield from (at - SECOND, at, at + SECOND)

    def live(self, at: datetime) -> list[tuple[Any, dict[str, Any]]]:
        """The versions live at that instant with what they say, the newest story first."""
        found = [revision for story in self.stories for revision in story.revisions.live(at)]
        found.sort(key=lambda revision: (revision.first_published_at, revision.pk), reverse=True)
        return [(revision, revision.read()) for revision in found]


def check_listings(newsroom: Newsroom) -> None:
    wanted: dict[Any, set[Any]] = {TagListing: set(), BylineListing: set(), TimelineListing: set()}
    for story in newsroom.stories:
        for revision in story.revisions.exclude(live_from=None).filter(sealed_at=None):
            content = revision.read()
            interval = (revision.pk, revision.first_published_at, revision.live_from, revision.live_until)
            wanted[TagListing] |= {(*interval, line["tag"]) for line in content["tags"]}
            wanted[BylineListing] |= {(*interval, line["author"]) for line in content["bylines"]}
            wanted[TimelineListing] |= {(*interval, timeline) for timeline in following(content)}
    for listing, rows in wanted.items():
        columns = ("revision", "first_published_at", "live_from", "live_until", listing.of)
        assert sorted(listing.objects.values_list(*columns), key=str) == sorted(rows, key=str)


def check_timelines(newsroom: Newsroom, at: datetime) -> None:
    for timeline in newsroom.timelines:
        events = {str(pk) for pk in timeline.events.values_list("pk", flat=True)}
        live = newsroom.live(at)
        wanted = [
            Story(revision.headline, revision.get_absolute_url())
            for revision, content in live
            if timeline.pk in following(content)
        ]
        broke = [
            Story(revision.headline, revision.get_absolute_url(), event)
            for revision, content in live
            for event in sorted(events & {row["event"] for row in content["reports"]})
        ]
        found = list(stories_with_timeline(timeline.pk, at))
        assert found[: len(wanted)] == wanted
        assert sorted(found[len(wanted) :], key=str) == sorted(broke, key=str)


@pytest.mark.once("postgresql")
@pytest.mark.parametrize("seeds", [(3, 4), pytest.param((0, 1, 2, 5, 7), marks=pytest.mark.long)])
def test_rows_for_lists_say_what_the_versions_say_after_any_actions(
    now: time_machine.Traveller, seeds: tuple[int, ...]
) -> None:
    done: Counter[str] = Counter()
    for seed in seeds:
        with transaction.atomic():
            now.move_to(NINE)
            newsroom = Newsroom(seed, now)
            for _ in range(40):
                newsroom.act()
                check_listings(newsroom)
                newsroom.pass_time()
            for at in newsroom.instants():
                check_timelines(newsroom, at)
            done += newsroom.done
            transaction.set_rollback(True)
    assert done.keys() == ACTS.keys()
