"""What readers see on fronts: editors' picks, filled up by rule, no story twice, to the second."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import RelatedLink, Relation
from newsroom.delivery import memory
from newsroom.delivery.request_clock import AS_OF
from newsroom.fronts.layout import look_of, rows_of
from newsroom.fronts.models import Fill, Layout
from newsroom.publishing import actions, clock
from newsroom.publishing.next_change import next_transition
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    archive,
    desk,
    published,
)
from tests.fronts.conftest import HOUR, NINE, SECOND
from tests.fronts.factories import ContainerFactory, changed, on_the_front
from tests.images.factories import PictureFactory
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
SAMPLES = sorted((Path(__file__).parent / "data").glob("content_*.json"))
HEADLINE = re.compile(r'teaser__headline"><a href="[^"]*">(.*?)</a>')


def headlines(client: Client, address: str = "/") -> list[str]:
    """The headlines of a page, from the top down."""
    response = client.get(address)
    assert response.status_code == 200
    return HEADLINE.findall(response.content.decode())


def several(count: int, **filed: Any) -> list[Any]:
    """Stories called "Story 1" and so on; the last is the newest."""
    return [
        published(headline=f"Story {number}", at=NINE - timedelta(minutes=count - number), **filed)
        for number in range(1, count + 1)
    ]


# --- a newsroom that has made no front -----------------------------------------------------------


def test_a_home_page_that_nobody_has_made_is_the_newest_and_a_strip_for_each_section(client: Client, now: Any) -> None:
    world, arts = SectionFactory(name="World", order=1), SectionFactory(name="Arts", order=2)
    several(10, section=SectionFactory(name="Europe", parent=world))
    published(headline="A play", section=arts)
    html = client.get("/").content.decode()
    assert headlines(client) == ["A play", *(f"Story {number}" for number in range(10, 0, -1))]
    assert re.findall(r'id="part\d+"><a href="([^"]*)">', html) == [world.get_absolute_url()]


@pytest.mark.once
def test_a_newsroom_without_a_story_says_so(client: Client, now: Any) -> None:
    assert "No stories yet." in client.get("/").content.decode()


def test_every_story_is_reached_from_the_home_page(client: Client, now: Any) -> None:
    archive(60, SectionFactory(), TagFactory(), AuthorFactory(), until=NINE - HOUR)
    several(3)
    seen, following = [], re.findall(r'rel="next" href="([^"]*)"', client.get("/").content.decode())
    while following:
        html = client.get(f"/{following[0]}").content.decode()
        seen += HEADLINE.findall(html)
        following = re.findall(r'rel="next" href="([^"]*)"', html)
    assert seen == ["Story 3", "Story 2", "Story 1", *(f"Old story {number}" for number in range(60))]


# --- what a front shows ------------------------------------------------------------------------


def test_what_was_chosen_comes_first_and_the_rule_fills_the_rest(client: Client, now: Any) -> None:
    stories = several(6)
    on_the_front(stories[1], stories[0], size=4)
    assert headlines(client) == ["Story 2", "Story 1", "Story 6", "Story 5"]


@pytest.mark.once
def test_more_than_its_size_is_shown_if_more_is_chosen(client: Client, now: Any) -> None:
    stories = several(5)
    on_the_front(*stories[:4], size=2)
    assert len(headlines(client)) == 4


def test_no_story_stands_twice_and_a_choice_below_is_not_taken_by_a_rule_above(client: Client, now: Any) -> None:
    stories = several(6)
    on_the_front(size=3, place=1)
    on_the_front(stories[5], stories[0], size=3, place=2)
    on_the_front(stories[0], size=2, place=3, fill=Fill.NONE)
    assert headlines(client) == ["Story 5", "Story 4", "Story 3", "Story 6", "Story 1", "Story 2"]


@pytest.mark.parametrize("fill", ["section", "tag"])
def test_a_container_is_filled_from_what_it_names(fill: str, client: Client, now: Any) -> None:
    world, tag = SectionFactory(name="World"), TagFactory()
    several(3)
    published(headline="From Europe", section=SectionFactory(parent=world), tagged_with=[tag])
    published(headline="From the world", section=world, tagged_with=[tag])
    on_the_front(fill=fill, fill_section=world, fill_tag=tag, size=3)
    assert sorted(headlines(client)) == ["From Europe", "From the world"]


@pytest.mark.once
def test_one_filled_from_a_section_says_so_and_leads_there(client: Client, now: Any) -> None:
    world = SectionFactory(name="World", slug="world")
    published(section=world)
    on_the_front(fill=Fill.SECTION, fill_section=world)
    assert '<a href="/world/">World</a></h2>' in client.get("/").content.decode()


@pytest.mark.once
def test_a_container_with_nothing_to_show_is_not_shown(client: Client, now: Any) -> None:
    published()
    on_the_front(title="Nothing", fill=Fill.TAG, fill_tag=TagFactory())
    on_the_front(title="Something")
    html = client.get("/").content.decode()
    assert "Nothing" not in html
    assert "Something" in html


@pytest.mark.once
def test_the_live_follow_ups_of_a_story_stand_below_it(client: Client, now: Any) -> None:
    story = published(headline="The vote")
    follow = [RelatedLink(story=story, relation=Relation.FOLLOW_UP)]
    published(headline="The morning after", slug="after", rows=follow)
    published(headline="The recount", at=NINE + HOUR, rows=[RelatedLink(story=story, relation=Relation.FOLLOW_UP)])
    ArticleFactory(headline="A draft", rows=[RelatedLink(story=story, relation=Relation.FOLLOW_UP)])
    on_the_front({"story": story, "follow_ups": True})
    more = re.compile(r'<ul class="teaser__more">\s*(.*?)\s*</ul>')
    (told,) = more.findall(client.get("/").content.decode())
    assert told == '<li><a href="/2024/11/08/after/">The morning after</a></li>'
    assert headlines(client) == ["The vote"]  # its subsections do not fill the rest, too
    now.move_to(NINE + HOUR)
    (told,) = more.findall(client.get("/").content.decode())
    assert "The recount" in told


@pytest.mark.once
def test_a_timeline_in_a_slot_follows_the_live_one(client: Client, now: Any) -> None:
    timeline = TimelineFactory(title="First words", slug="kursk")
    published(headline="A story")
    on_the_front({"timeline": timeline}, size=2)
    assert headlines(client) == ["A story"]
    actions.publish(timeline, desk())
    assert headlines(client) == ["First words", "A story"]
    timeline.refresh_from_db()
    timeline.title = "Second words"
    timeline.save()
    actions.save(timeline, timeline.owner)
    assert headlines(client)[0] == "First words"
    actions.publish(timeline, desk(), at=NINE + HOUR, change="substantive")
    now.move_to(NINE + HOUR)
    assert headlines(client)[0] == "Second words"


@pytest.mark.once
def test_a_slot_shows_its_own_words_and_picture(client: Client, now: Any) -> None:
    theirs, ours = PictureFactory(alt="Their picture"), PictureFactory(alt="Our picture", usable_until=NINE + HOUR)
    story = published(headline="Their words", kicker="Their kicker", lead_picture=theirs)
    on_the_front({"story": story, "headline": "Our <words>", "kicker": "Our kicker", "picture": ours})
    html = client.get("/").content.decode()
    assert "Our &lt;words&gt;" in html
    assert "Our kicker" in html
    assert "Our picture" in html
    assert "Their" not in html
    now.move_to(NINE + HOUR)
    assert "Their picture" in client.get("/").content.decode()


@pytest.mark.once
def test_opinion_names_the_writers(client: Client, now: Any) -> None:
    published(headline="Turn them off", authors=[AuthorFactory(name="Ann Bell"), AuthorFactory(name="Bo Ek")])
    on_the_front(layout=Layout.OPINION)
    assert '<p class="kicker">Ann Bell and Bo Ek</p>' in client.get("/").content.decode()


# --- to the second -------------------------------------------------------------------------------------


def shown_at(client: Client, now: Any, instant: datetime) -> list[str]:
    now.move_to(instant)
    return headlines(client)


def test_a_pin_ends_at_its_second(client: Client, now: Any) -> None:
    stories = several(3)
    on_the_front({"story": stories[0], "until": NINE + HOUR}, size=2)
    assert shown_at(client, now, NINE + HOUR - SECOND) == ["Story 1", "Story 3"]
    assert shown_at(client, now, NINE + HOUR) == ["Story 3", "Story 2"]


def test_the_place_of_a_story_that_is_unpublished_is_filled_in_the_same_second(client: Client, now: Any) -> None:
    stories = several(3)
    on_the_front(stories[0], stories[1], size=2)
    actions.unpublish(stories[0], desk(), at=NINE + HOUR)
    assert shown_at(client, now, NINE + HOUR - SECOND) == ["Story 1", "Story 2"]
    assert shown_at(client, now, NINE + HOUR) == ["Story 2", "Story 3"]


def test_a_story_that_waits_in_a_slot_is_there_at_its_second(client: Client, now: Any) -> None:
    several(3)
    coming = published(headline="To come", at=NINE + HOUR)
    on_the_front(coming, size=2)
    assert shown_at(client, now, NINE + HOUR - SECOND) == ["Story 3", "Story 2"]
    assert shown_at(client, now, NINE + HOUR) == ["To come", "Story 3"]


def test_a_container_goes_live_and_comes_down_at_its_second(client: Client, now: Any) -> None:
    several(2)
    on_the_front(size=1)
    container = on_the_front(title="Election night", size=1, place=1, at=NINE + HOUR)
    actions.unpublish(container, desk(), at=NINE + 2 * HOUR)
    for instant, there in ((HOUR - SECOND, False), (HOUR, True), (2 * HOUR - SECOND, True), (2 * HOUR, False)):
        now.move_to(NINE + instant)
        assert ("Election night" in client.get("/").content.decode()) == there


def test_every_change_of_a_front_is_a_transition_of_the_site(now: Any) -> None:
    container = on_the_front({"story": several(1)[0], "until": NINE + HOUR}, at=NINE + HOUR / 2)
    actions.unpublish(container, desk(), at=NINE + 2 * HOUR)
    begins, pin_ends, ends = NINE + HOUR / 2, NINE + HOUR, NINE + 2 * HOUR
    assert [next_transition(at) for at in (NINE, begins, pin_ends)] == [begins, pin_ends, ends]


def test_the_site_as_of_another_time_has_the_front_of_that_time(client: Client, now: Any) -> None:
    several(2)
    container = on_the_front(title="As it was", size=1)
    now.shift(48 * HOUR)
    actions.publish(container, desk(), revision=changed(container, title="As it is"))
    actions.publish(container, desk(), revision=changed(container, title="As it will be"), at=NINE + 72 * HOUR)
    client.force_login(desk())
    for hours, title in ((24, "As it was"), (48, "As it is"), (96, "As it will be")):
        session = client.session
        session[AS_OF] = (NINE + hours * HOUR).isoformat()
        session.save()
        assert f">{title}</h2>" in client.get("/").content.decode()


# --- sections ------------------------------------------------------------------------------------------


def test_a_section_page_is_its_front_and_then_the_newest_of_the_rest(client: Client, now: Any) -> None:
    world = SectionFactory(slug="world")
    stories = several(4, section=world)
    published(headline="Elsewhere")
    on_the_front(stories[0], section=world, fill=Fill.NONE)
    on_the_front(size=1)
    assert headlines(client, "/world/") == ["Story 1", "Story 4", "Story 3", "Story 2"]
    assert headlines(client) == ["Elsewhere"]


def test_pages_of_a_section_go_on_below_the_last_story_of_the_one_before(client: Client, now: Any) -> None:
    world = SectionFactory(slug="world")
    europe = SectionFactory(parent=world)
    for section in (world, europe):
        archive(40, section, TagFactory(), AuthorFactory(), until=NINE)
    seen, address = [], "/world/"
    for _ in range(4):
        html = client.get(address).content.decode()
        seen += HEADLINE.findall(html)
        address = "/world/" + "".join(re.findall(r'rel="next" href="([^"]*)"', html))
    assert seen == [f"Old story {number}" for number in range(40) for _ in (world, europe)]


@pytest.mark.parametrize(("stories", "in_the_top"), [(1, 1), (4, 4), (6, 4), (7, 7), (12, 8)])
@pytest.mark.once
def test_the_newest_story_with_a_photo_leads_a_section_without_containers(
    stories: int, in_the_top: int, client: Client, now: Any
) -> None:
    world = SectionFactory(slug="world")
    for number in range(stories):
        published(
            headline=f"Story {number}", section=world, lead_picture=PictureFactory() if number == stories - 2 else None
        )
    front, cards = (client.get("/world/").context[name] for name in ("front", "cards"))
    assert front.cards[0].headline == f"Story {max(stories - 2, 0)}"
    assert len(front.cards) == in_the_top
    assert len(front.cards) + len(cards) == stories


# --- what it costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stories", [pytest.param(5, marks=pytest.mark.once), 100])  # in each of ten sections
def test_a_front_of_ten_containers_costs_four_queries_however_many_stories_there_are(
    stories: int, client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    tag = TagFactory()
    chosen = [published(lead_picture=PictureFactory(), authors=[AuthorFactory()]) for _ in range(10)]
    timeline = TimelineFactory()
    actions.publish(timeline, desk())
    world = SectionFactory(slug="world")
    for number, story in enumerate(chosen):
        section = SectionFactory(parent=world)
        archive(stories, section, tag, AuthorFactory(), until=NINE)
        layout = Layout.values[number % len(Layout.values)]
        on_the_front({"story": story, "follow_ups": True}, fill=Fill.SECTION, fill_section=section, layout=layout)
    on_the_front({"timeline": timeline}, fill=Fill.TAG, fill_tag=tag, size=3)
    on_the_front(chosen[0], section=world, size=5)
    for address in ("/", "/world/", "/?before=newest"):
        client.get(address)  # fills the memory
        with django_assert_max_num_queries(4) as captured:
            assert len(headlines(client, address)) > 20
        said = " ".join(query["sql"] or "" for query in captured.captured_queries)  # None: a prepared one
        assert "COUNT(" not in said
        assert "OFFSET" not in said


# --- whatever is put where --------------------------------------------------------------------------------


@pytest.fixture
def shelf(now: Any) -> dict[str, Any]:
    world, tag = SectionFactory(), TagFactory()
    europe = SectionFactory(parent=world)
    stories = [
        published(
            headline=f"Story {number}", section=(world, europe)[number % 2], tagged_with=[tag] * (number % 3 == 0)
        )
        for number in range(8)
    ]
    now.shift(HOUR)
    actions.unpublish(stories[7], desk())
    now.shift(SECOND)
    return {"stories": stories, "sections": [world, europe], "tag": tag}


@pytest.mark.once
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_front_shows_a_story_twice_or_leaves_a_place_empty_that_could_be_filled(
    data: Any, shelf: Any, client: Client
) -> None:

    with transaction.atomic():
        sizes = 0
        for place in range(data.draw(st.integers(1, 4))):
            fill = data.draw(st.sampled_from(Fill.values))
            slots = data.draw(st.lists(st.sampled_from(shelf["stories"]), max_size=4))
            if fill == Fill.NONE and not slots:
                continue
            size = data.draw(st.integers(1, 5))
            sizes += size if fill == Fill.NEWEST else 0
            section = data.draw(st.sampled_from(shelf["sections"]))
            on_the_front(*slots, place=place, fill=fill, size=size, fill_section=section, fill_tag=shelf["tag"])
        memory.forget()
        found = headlines(client)
        assert len(found) == len(set(found))
        assert "Story 7" not in found
        assert len(found) >= min(7, sizes)
        transaction.set_rollback(True)
    memory.forget()


@pytest.mark.once
def test_a_container_and_the_timeline_in_it_go_live_in_one_press(now: Any) -> None:
    timeline = TimelineFactory(title="The fighting in Kursk")
    container = ContainerFactory(slots=[{"timeline": timeline}])
    told = container.warnings(container.head.read())
    assert "Readers won’t see the timeline “The fighting in Kursk”: it isn’t published." in told
    client = Client()
    client.force_login(desk())
    typed = {"when": "now", "revision": 1, "together": f"timelines.timeline:{timeline.pk}"}
    client.post(reverse("admin:fronts_container_verb", args=[container.pk, "publish"]), typed)
    assert container.live(clock.now()).live_from == timeline.live(clock.now()).live_from


# --- layouts ---------------------------------------------------------------------------------------------


def test_portraits_show_the_writer_instead_of_the_story(client: Client, now: Any) -> None:
    portrait, lead = PictureFactory(alt="Ann Bell at a desk"), PictureFactory(alt="A lamp")
    published(headline="Turn them off", authors=[AuthorFactory(name="Ann Bell", portrait=portrait)], lead_picture=lead)
    on_the_front(layout=Layout.PORTRAITS)
    html = client.get("/").content.decode()
    assert '<p class="kicker">Ann Bell</p>' in html
    assert "Ann Bell at a desk" in html
    assert "A lamp" not in html


@pytest.mark.once
def test_a_portrait_whose_rights_have_ended_is_left_out(client: Client, now: Any) -> None:
    portrait = PictureFactory(alt="Ann Bell at a desk", usable_until=NINE + HOUR)
    published(authors=[AuthorFactory(name="Ann Bell", portrait=portrait)])
    on_the_front(layout=Layout.PORTRAITS)
    now.move_to(NINE + HOUR)
    html = client.get("/").content.decode()
    assert "Ann Bell" in html
    assert "teaser__picture" not in html


@pytest.mark.once
def test_photo_left_names_the_writers_below_the_headline(client: Client, now: Any) -> None:
    published(authors=[AuthorFactory(name="Ann Bell")])
    on_the_front(layout=Layout.PHOTO_LEFT)
    assert "<span>By Ann Bell</span>" in client.get("/").content.decode()


@pytest.mark.once
def test_each_layout_shows_each_of_its_stories(client: Client, now: Any) -> None:
    several(7)
    container = on_the_front(size=7)
    for layout in Layout.values:
        changed(container, layout=layout)
        actions.publish(container, desk())
        assert headlines(client) == [f"Story {number}" for number in range(7, 0, -1)], layout


@pytest.mark.parametrize("most", [3, 4])
def test_no_story_is_alone_in_a_row(most: int) -> None:
    for count in range(2, 25):
        rows = rows_of(count, most)
        assert sum(rows) == count
        assert all(2 <= row <= most for row in rows)


@pytest.mark.once
def test_the_photo_of_the_lead_is_loaded_at_once_below_a_ticker(client: Client, now: Any) -> None:
    for _ in range(2):
        published(lead_picture=PictureFactory())
    on_the_front(layout=Layout.TICKER, size=1, place=1)
    on_the_front(layout=Layout.LEAD, size=1, place=2)
    assert 'fetchpriority="high"' in client.get("/").content.decode()


def test_a_feature_of_one_story_takes_the_whole_row() -> None:
    assert look_of(Layout.FEATURE, 0, 1, False, False).name == "of1"


# --- younger than ----------------------------------------------------------------------------------------


def test_a_story_leaves_a_container_when_it_gets_too_old(client: Client, now: Any, settings: Any) -> None:
    settings.PAGE_CACHE = True
    published(headline="New", at=NINE)
    picked = published(headline="Picked", at=NINE - 48 * HOUR)
    on_the_front({"story": picked}, fill_hours=13, size=4)
    assert shown_at(client, now, NINE + 13 * HOUR - MICROSECOND) == ["Picked", "New"]
    assert shown_at(client, now, NINE + 13 * HOUR) == ["Picked"]


def test_a_container_without_a_young_story_is_left_out(client: Client, now: Any) -> None:
    published(headline="Old", at=NINE - 2 * HOUR)
    on_the_front(title="Just in", layout=Layout.TICKER, fill_hours=1)
    on_the_front()
    html = client.get("/").content.decode()
    assert "Just in" not in html
    assert headlines(client) == ["Old"]


@pytest.mark.once
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: str(path.stem))
def test_every_schema_of_a_container_ever_shipped_fills_and_loads(sample: Path, client: Client, now: Any) -> None:
    published(headline="New")
    container = on_the_front()
    revision = container.revisions.create(
        number=2,
        based_on=container.head,
        content=json.loads(sample.read_text()),
        sha256="",
        author=desk(),
        created_at=clock.now(),
    )
    container.adapter.recorded(container, revision)
    container.load(revision.read())
    assert container.snapshot() == revision.read()
    actions.publish(container, desk(), revision=revision)
    now.move_to(NINE + HOUR)
    assert headlines(client) == ["New"]
    assert "Our pick" in client.get("/").content.decode()
