"""What the content delivery network is told after an action, against a server that records it; and how long it may keep a page."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from articles.blocks import TimelineEmbed, new
from articles.models import Article, ArticleReference
from newsroom.delivery import cdn, outage, page_cache, purging, surrogate_keys
from newsroom.delivery.surrogate_keys import SITE
from newsroom.guarded_client import NotFetched
from newsroom.images import actions as picture_actions
from newsroom.publication.actions import edit as edit_publication
from newsroom.publishing import actions, clock
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    published,
)
from tests.front import FrontClient
from tests.images.conftest import uploaded
from tests.outside import Answer, Outside, answer, serving
from tests.people import administrator, editor
from tests.timelines.factories import TimelineFactory
from tests.work import work

pytestmark = pytest.mark.django_db

PATH = "/service/Paper1/purge"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def answers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Answer]:
    """What the network's interface answers, by path; a test may change it."""
    monkeypatch.setattr(cdn.Fastly, "api", "http://api.fastly.com")  # the server of the test has no certificate for it
    settings.CDN_PURGE = "fastly://Paper1?token=s3cret"
    settings.PAGE_CACHE = True
    return {PATH: answer('{"story-1": "1-2"}', "application/json")}


@pytest.fixture
def fastly(answers: dict[str, Answer], settings: Any) -> Iterator[Outside]:
    with serving(answers) as outside:
        settings.OUTSIDE_NETWORK = outside.network
        yield outside


def purged(outside: Outside) -> list[set[str]]:
    """Run the worker, and return the keys of each call since the last time."""
    outside.posted.clear()
    work()
    return [set(json.loads(body)["surrogate_keys"]) for body in outside.posted]


def waits() -> list[timedelta]:
    """Return in how long each task is due."""
    return sorted(row.run_after - clock.now() for row in DBTaskResult.objects.filter(status="READY"))


# --- What is purged


def test_a_published_story_is_purged_with_all_that_lists_it(fastly: Outside, now: Any) -> None:
    world = SectionFactory(slug="world")
    section, tag, author = SectionFactory(slug="europe", parent=world), TagFactory(slug="kursk"), AuthorFactory()
    story = published(section=section, tagged_with=[tag], authors=[author])
    keys = {
        f"story-{story.pk}",
        f"section-{section.pk}",
        f"section-{world.pk}",
        f"tag-{tag.pk}",
        f"author-{author.pk}",
        "list",
        "front",
        "feed",
    }
    assert purged(fastly) == [keys]
    host, path, headers = fastly.asked[0]
    assert (host, path, headers["Fastly-Key"]) == ("api.fastly.com", PATH, "s3cret")
    assert headers["Content-Type"] == "application/json"


def test_a_story_that_moved_is_purged_where_it_was(fastly: Outside, now: Any) -> None:
    old, new = SectionFactory(slug="world"), SectionFactory(slug="arts")
    story = published(section=old)
    purged(fastly)
    now.shift(SECOND)
    story.section = new
    story.save()
    actions.save(story, story.owner)
    actions.publish(story, editor(), change="minor")
    [keys] = purged(fastly)
    assert {f"section-{old.pk}", f"section-{new.pk}"} <= keys


def test_a_story_and_the_timeline_that_it_shows_or_pins_purge_each_other(fastly: Outside, now: Any) -> None:
    follows, pins = TimelineFactory(slug="a"), TimelineFactory(slug="b")
    pinned = [actions.publish(line, editor()) for line in (follows, pins)][1]
    purged(fastly)
    rows = [new(TimelineEmbed, timeline=follows), new(TimelineEmbed, timeline=pins, pinned=pinned)]
    story = published(rows=rows)
    [keys] = purged(fastly)
    assert {f"timeline-{follows.pk}", f"timeline-{pins.pk}"} <= keys
    for line in (follows, pins):
        purging.queue([line])
        [keys] = purged(fastly)
        assert {f"timeline-{line.pk}", f"story-{story.pk}"} <= keys


def test_a_draft_purges_nothing(fastly: Outside, now: Any) -> None:
    ArticleFactory()
    assert purged(fastly) == []


@pytest.mark.once
def test_what_is_on_every_page_purges_all_of_them(fastly: Outside, now: Any) -> None:
    page = StandingPageFactory(slug="about")
    actions.publish(page, editor())
    assert purged(fastly) == [{SITE}]  # the footer
    now.shift(20 * SECOND)
    purged(fastly)
    edit_publication(administrator(), name="The Ellery Lantern")
    assert purged(fastly) == [{SITE}]


def test_an_action_that_is_rolled_back_purges_nothing(fastly: Outside, now: Any) -> None:
    story = ArticleFactory()
    with transaction.atomic():
        actions.publish(story, editor())
        transaction.set_rollback(True)
    assert purged(fastly) == []


@pytest.mark.once
def test_an_action_on_very_many_subjects_purges_everything(fastly: Outside) -> None:
    purging.queue([Article(pk=number) for number in range(101)])
    assert purged(fastly) == [{SITE}]


def test_no_call_has_more_keys_than_the_network_takes(fastly: Outside, now: Any) -> None:
    story = published()
    purged(fastly)
    tags = [TagFactory(slug=f"tag{number}") for number in range(520)]
    revision = story.head
    ArticleReference.objects.bulk_create(ArticleReference(revision=revision, role="tag", tag=tag) for tag in tags)
    DBTaskResult.objects.all().delete()
    purging.queue([story])
    calls = purged(fastly)
    assert [len(keys) for keys in calls[:2]] == [256, 256]
    assert len(calls) == 3
    assert {f"tag-{tag.pk}" for tag in tags} < set().union(*calls)


def test_a_photo_that_no_page_shows_is_purged_alone(fastly: Outside, writer: Any) -> None:
    picture = uploaded(writer)
    work()  # its renditions
    calls = [set(json.loads(body)["surrogate_keys"]) for body in fastly.posted]
    assert calls
    assert all(keys == {f"picture-{picture.pk}"} for keys in calls)


def test_a_photo_that_is_taken_down_is_purged_with_every_page(
    fastly: Outside, client: Client, writer: Any, chief: Any
) -> None:
    picture = uploaded(writer)
    published(lead_picture=picture)
    work()
    address = f"/media/{picture.files.get().image.name}"
    assert client.get(address)["Surrogate-Key"] == f"picture-{picture.pk}"
    picture_actions.take_down(picture, chief, reason="Court order")
    assert {f"picture-{picture.pk}", SITE} in purged(fastly)
    assert "Surrogate-Key" not in client.get(address)


# --- When, and what if it fails


def test_every_purge_is_sent_a_second_time_for_what_was_on_its_way(fastly: Outside, now: Any) -> None:
    published()
    first = purged(fastly)
    assert waits() == [purging.AGAIN]
    assert purged(fastly) == []
    now.shift(purging.AGAIN)
    assert purged(fastly) == first
    assert waits() == []


def test_what_fails_is_tried_again_and_nothing_is_lost(
    fastly: Outside, answers: dict[str, Answer], now: Any, caplog: Any
) -> None:
    answers[PATH] = answer("Try later.", status=503)
    published()
    [keys] = purged(fastly)
    assert "The CDN was not purged (attempt 1): api.fastly.com answered 503." in caplog.text
    assert "s3cret" not in caplog.text
    assert waits() == [purging.WAITS[0], purging.AGAIN]
    now.shift(purging.WAITS[0])
    assert purged(fastly) == [keys]
    assert waits() == [purging.AGAIN - purging.WAITS[0], purging.WAITS[1]]
    answers[PATH] = answer("{}", "application/json")
    now.shift(purging.WAITS[1])
    assert purged(fastly) == [keys, keys]
    assert waits() == []


def test_a_network_that_is_away_fails_no_publication(answers: dict[str, Answer], settings: Any, now: Any) -> None:
    with serving(answers) as outside:
        settings.OUTSIDE_NETWORK = outside.network
    story = published()  # the server has ended
    assert story.live(clock.now())
    work()
    assert waits() == [purging.WAITS[0], purging.AGAIN]


@pytest.mark.once
def test_after_more_time_than_the_network_keeps_any_page_it_is_given_up(
    fastly: Outside, answers: dict[str, Answer], now: Any
) -> None:
    answers[PATH] = answer("No.", status=403)
    began = clock.now()
    purging.purge.enqueue(subjects=[])
    for wait in purging.WAITS:
        assert purged(fastly) == [{SITE}]
        now.shift(wait)
    with pytest.raises(NotFetched, match="answered 403"):
        work()
    assert clock.now() - began > HOUR
    assert waits() == []


def test_without_the_setting_there_is_nothing_to_do(now: Any) -> None:
    published()
    assert not DBTaskResult.objects.filter(task_path=purging.purge.module_path).exists()


# --- The setting


@pytest.mark.once
@pytest.mark.parametrize(
    "value", ["fastly", "fastly://", "fastly://Paper1", "fastly://Paper1?token=", "fastly://a/b?token=x", "akamai://x"]
)
def test_a_value_that_cannot_be_used_stops_every_command_with_the_cure(value: str, settings: Any) -> None:
    settings.CDN_PURGE = value
    with pytest.raises(ImproperlyConfigured, match="CDN_PURGE is not usable: write"):
        cdn.cdn()
    assert [error.id for error in run_checks()] == ["delivery.E001"]


@pytest.mark.once
def test_an_app_can_bring_its_own_network(settings: Any, monkeypatch: pytest.MonkeyPatch, now: Any) -> None:
    told: list[list[str]] = []

    class Varnish(cdn.Cdn):
        lifetime_header = "CDN-Cache-Control"
        most = 2

        def purge(self, keys: Sequence[str]) -> None:
            told.append([self.address.netloc, *keys])

    monkeypatch.setitem(cdn.ADAPTERS, "varnish", Varnish)
    settings.CDN_PURGE = "varnish://cache.example"
    settings.PAGE_CACHE = True
    story = published()
    work()
    assert ["cache.example", "feed", "front"] in told
    assert {key for [_, *keys] in told for key in keys} >= {f"story-{story.pk}", "list"}
    assert FrontClient().get("/")["CDN-Cache-Control"] == "max-age=294"  # "5 minutes ago"


# --- How long the network may keep a page


@pytest.fixture
def lifetime(fastly: Outside) -> Any:
    """Ask for a page as the network does, made and kept, and return for how many seconds it may keep it."""

    def ask(address: str, **headers: str) -> int:
        client = FrontClient()
        found = {client.get(address, headers=headers).headers.get("Surrogate-Control", "max-age=0") for _ in range(3)}
        [header] = found
        return int(header.removeprefix("max-age="))

    return ask


def test_a_page_is_kept_until_just_before_the_next_instant_and_for_an_hour_at_most(lifetime: Any, now: Any) -> None:
    published(slug="ferry")
    assert lifetime("/2024/11/08/ferry/") == 3_600
    actions.publish(ArticleFactory(slug="later"), editor(), at=clock.now() + 20 * SECOND)
    assert lifetime("/2024/11/08/ferry/") == 14  # nginx may have had it for four seconds, and counts whole ones
    assert lifetime("/") == 14
    now.shift(8 * SECOND)
    assert lifetime("/") == 6
    now.shift(3 * SECOND)
    assert lifetime("/") == 0


def test_pages_of_which_not_all_is_named_are_kept_for_seconds_as_ever(
    lifetime: Any, client: Client, now: Any, chief: Any
) -> None:
    story = published(slug="ferry")
    published(slug="bridge")
    actions.take_down(story, chief, reason="Court order")
    now.shift(SECOND)
    for address in (
        "/2024/11/08/ferry/",
        "/timelines/",
        "/sitemap.xml",
        "/search/?q=ferry",
        "/no-such-page/",
        "/admin/",
    ):
        assert lifetime(address) == 0, address
    assert FrontClient().get("/timelines/")["Cache-Control"] == "public, s-maxage=4, max-age=0, must-revalidate"


def test_a_page_that_took_long_to_make_is_not_kept(lifetime: Any, now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    published(slug="ferry")
    tag = surrogate_keys.tag

    def slow(request: Any, *names: str) -> None:
        now.shift(6 * SECOND)
        tag(request, *names)

    monkeypatch.setattr(surrogate_keys, "tag", slow)
    assert lifetime("/2024/11/08/ferry/?utm_source=a") == 0


def test_a_network_gets_no_answer_that_would_extend_an_older_lifetime(fastly: Outside, now: Any) -> None:
    published(slug="ferry")
    first = FrontClient().get("/2024/11/08/ferry/")
    assert FrontClient().get("/2024/11/08/ferry/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_page_that_is_served_during_an_outage_is_kept_for_seconds(fastly: Outside, now: Any) -> None:
    published(slug="ferry")
    client = FrontClient()
    client.get("/2024/11/08/ferry/")
    request = client.get("/2024/11/08/ferry/").wsgi_request
    outage.mark(0)
    response = page_cache._cached_for_outage(request)  # type: ignore[arg-type]  # it has what the cache asks for
    assert response is not None
    assert (response["X-Outage"], response.headers.get("Surrogate-Control")) == ("database", None)


def test_without_the_setting_no_header_says_more(settings: Any, now: Any) -> None:
    settings.PAGE_CACHE = True
    published(slug="ferry")
    assert "Surrogate-Control" not in FrontClient().get("/2024/11/08/ferry/")
