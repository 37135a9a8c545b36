"""The desk's list of stories: what a row shows, what search and filters find, and views that are saved."""

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import taxonomy
from newsroom.publishing import actions, clock
from newsroom.search.models import DeskEntry, SavedView
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    edited,
    published,
)
from tests.fronts.factories import AlertFactory, ContainerFactory
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]

HOUR = timedelta(hours=1)
LIST = "/admin/articles/article/"
VIEWS = "/admin/views/"


def signed_in(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def page(user: User, query: str = "") -> Any:
    return lxml.html.fromstring(signed_in(user).get(f"{LIST}{query}").content.decode())


def headlines(user: User, query: str = "") -> list[str]:
    return [link.text_content() for link in page(user, query).xpath("//tbody//th//a")]


def words(elements: Any) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


def links(tree: Any, near: str) -> dict[str, str]:
    """The links of a part of the page: their words -> where they lead."""
    return {" ".join(link.text_content().split()): link.get("href") for link in tree.xpath(f"{near}//a")}


# --- a row


def test_a_row_shows_what_one_looks_for(desk: User, now: Any) -> None:
    photo = PictureFactory()
    story = ArticleFactory(
        headline="Ferries sail again",
        section=SectionFactory(name="Ports"),
        kind="analysis",
        authors=[AuthorFactory(name="Anna Reed"), AuthorFactory(name="Jonas Lie")],
        lead_picture=photo,
        text="<p>Four words of text.</p>",
    )
    now.shift(HOUR)
    actions.publish(story, desk, at=story.created_at + 3 * HOUR)
    tree = page(desk)
    (row,) = tree.xpath("//tbody/tr")
    assert words(row.xpath("./td | ./th")) == [
        *("", "", "Ferries sail again", "Scheduled noon", "Ports · Analysis", "Anna Reed, Jonas Lie", "4 words"),
        "10 a.m. desk",
    ]
    assert row.xpath(".//img/@src")
    assert tree.xpath("//h1/text()") == ["Stories"]
    assert words(tree.xpath("//p[@class='list-count']")) == ["1 story"]


def test_a_kind_that_is_named_as_its_section_is_shown_once(desk: User) -> None:
    ArticleFactory(section=SectionFactory(name="Opinion"), kind="opinion")
    assert words(page(desk).xpath("//tbody//td[@class='list-row__about']")) == ["Opinion"]


def test_a_row_says_who_changed_it_by_their_full_name(desk: User) -> None:
    desk.first_name, desk.last_name = "Priya", "Nair"
    desk.save()
    ArticleFactory(owner=desk)
    assert words(page(desk).xpath("//tbody//td[@class='list-row__changed']/span")) == ["Priya Nair"]


def test_search_shows_where_the_words_are_and_marks_them(desk: User) -> None:
    ArticleFactory(headline="Ferries <sail>", text="<p>The tide gate & the quay.</p>")
    tree = page(desk, "?q=quay+ferry")
    (row,) = tree.xpath("//tbody/tr")
    assert words(row.xpath(".//mark")) == ["Ferries", "quay"]
    assert words(row.xpath(".//p")) == ["The harbour opened at dawn. The tide gate & the quay."]
    assert page(desk, "?q=ferry").xpath("//tbody//p") == []  # found in the headline alone


def test_a_story_is_found_by_its_writers_and_tags_under_whatever_name_they_have_now(desk: User, chief: User) -> None:
    anna, tag, other = AuthorFactory(name="Anna Reed"), TagFactory(name="Tide gate"), TagFactory(name="Flood barrier")
    ArticleFactory(headline="Ferries sail again", authors=[anna], tagged_with=[tag])
    for query in (
        "?q=reed",
        "?q=tide",
        "?q=anna+ferries+gate",
        f"?author={anna.pk}",
        f"?tag={tag.pk}",
        "?tag=tide+gate",
    ):
        assert headlines(desk, query) == ["Ferries sail again"], query
    taxonomy.edit(anna, chief, name="Anna Berg")
    taxonomy.merge([tag], other, chief)
    for query in ("?q=berg", "?q=barrier", f"?tag={other.pk}", f"?tag={tag.pk}", "?tag=Tide+gate", "?author=anna+berg"):
        assert headlines(desk, query) == ["Ferries sail again"], query
    for query in ("?q=reed", "?author=Nobody", f"?author={anna.pk + 99}"):
        assert headlines(desk, query) == [], query


# --- filters


def test_filters_narrow_the_list_and_each_can_be_taken_back(desk: User) -> None:
    europe = SectionFactory(name="Europe")
    inside = taxonomy.add(type(europe)(name="Baltic", slug="baltic", parent=europe), desk)
    ArticleFactory(headline="One", section=europe)
    ArticleFactory(headline="Two", section=inside, kind="opinion")
    ArticleFactory(headline="Three")
    assert headlines(desk, f"?section={europe.pk}") == ["Two", "One"]
    tree = page(desk, f"?section={europe.pk}&kind=opinion&q=two")
    assert words(tree.xpath("//tbody//th")) == ["Two"]
    assert links(tree, "//ul[@class='list-chips']") == {
        "“two” ×": f"?section={europe.pk}&kind=opinion",
        "Section: Europe ×": "?q=two&kind=opinion",
        "Kind: Opinion ×": f"?q=two&section={europe.pk}",
        "Clear all": "?",
    }


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("", ["Scheduled", "Changed", "Live", "Sent back", "Submitted", "Draft"]),
        ("draft", ["Draft"]),
        ("submitted", ["Submitted"]),
        ("sent_back", ["Sent back"]),
        ("live", ["Changed", "Live"]),
        ("changed", ["Changed"]),
        ("scheduled", ["Scheduled"]),
        ("bin", ["Trash"]),
        ("no such state", ["Scheduled", "Changed", "Live", "Sent back", "Submitted", "Draft"]),
    ],
)
def test_each_state_has_its_stories(state: str, found: list[str], desk: User, now: Any) -> None:
    made = {}
    for headline in ("Trash", "Draft", "Submitted", "Sent back", "Live", "Changed", "Scheduled"):
        made[headline] = ArticleFactory(headline=headline)
        now.shift(timedelta(minutes=1))
    actions.bin(made["Trash"], desk)
    actions.submit(made["Submitted"], desk)
    actions.send_back(made["Sent back"], desk, note="Shorter")
    actions.publish(made["Live"], desk)
    actions.publish(made["Changed"], desk)
    edited(made["Changed"], standfirst="Another")
    actions.publish(made["Scheduled"], desk, at=made["Scheduled"].created_at + 9 * HOUR)
    assert headlines(desk, f"?state={state}&order=title") == sorted(found)
    assert headlines(desk, f"?state={state}&q=-nothing&order=title") == sorted(found)


def test_mine_are_those_that_i_own_or_sign_and_old_links_still_say_so(writer: User, desk: User) -> None:
    me = AuthorFactory(user=writer)
    ArticleFactory(headline="Owned", owner=writer)
    published(headline="Signed", authors=[me])
    published(headline="Neither")
    assert headlines(writer, "?mine=1") == headlines(writer, "?state=mine") == ["Signed", "Owned"]


def test_a_day_is_that_of_the_newsroom(desk: User, now: Any) -> None:
    now.move_to("2024-11-09T04:30:00Z")  # still Nov. 8 in New York
    published(headline="Before midnight")
    now.move_to("2024-11-09T05:30:00Z")
    ArticleFactory(headline="After midnight")
    assert headlines(desk, "?changed=2024-11-08") == ["Before midnight"]
    assert headlines(desk, "?changed=2024-11-09") == ["After midnight"]
    assert headlines(desk, "?published=2024-11-08") == headlines(desk, "?published=2024-11-08&q=midnight")
    assert headlines(desk, "?published=2024-11-08") == ["Before midnight"]
    for nonsense in ("2024-13-01", "0000-00-00", "9999-12-31", "yesterday", "٢٠٢٤-١١-٠٨x"):
        assert len(headlines(desk, f"?changed={nonsense}")) == 2


def test_a_range_of_days_has_two_ends_or_one(desk: User, now: Any) -> None:
    for day in (1, 4, 8):
        now.move_to(f"2024-11-{day:02}T15:00:00Z")
        published(headline=f"Nov. {day}")
    ArticleFactory(headline="A draft")
    for query, found in (
        ("published_from=2024-11-02&published_to=2024-11-08", ["Nov. 8", "Nov. 4"]),
        ("published_from=2024-11-08&published_to=2024-11-02", ["Nov. 8", "Nov. 4"]),
        ("published_from=2024-11-04", ["Nov. 8", "Nov. 4"]),
        ("published_from=2024-11-04&published_to=x", ["Nov. 8", "Nov. 4"]),
        ("published_to=2024-11-04", ["Nov. 4", "Nov. 1"]),
        ("published_to=2024-11-04&order=published&q=nov", ["Nov. 4", "Nov. 1"]),
        ("changed_from=2024-11-01&changed_to=2024-11-04&order=title", ["Nov. 1", "Nov. 4"]),
        ("published=2024-11-01..2024-11-04&changed=..2024-11-01", ["Nov. 1"]),
    ):
        assert headlines(desk, f"?{query}") == found, query
    tree = page(desk, "?published_from=2024-11-02&published_to=2024-11-08&q=nov")
    assert words(tree.xpath("//a[@class='list-chip']"))[-1] == "Published: Nov. 2 to Nov. 8 ×"
    assert tree.xpath("//input[starts-with(@name, 'published_')]/@value") == ["2024-11-02", "2024-11-08"]
    assert tree.xpath("//input[@name='published_from']/@min") == ["1900-01-01"]  # the script refuses other years
    assert "2024-11-02..2024-11-08" in tree.xpath("//input[@name='published']/@value")  # what other forms pass on
    assert words(page(desk, "?published_from=2024-11-02").xpath("//a[@class='list-chip']")) == [
        "Published: since Nov. 2 ×"
    ]
    assert words(page(desk, "?published_to=2024-11-02").xpath("//a[@class='list-chip']")) == [
        "Published: through Nov. 2 ×"
    ]


def test_today_the_last_seven_days_and_this_month_move_with_the_time(desk: User, now: Any) -> None:
    for month, day in ((10, 31), (11, 1), (11, 2), (11, 8)):
        now.move_to(f"2024-{month}-{day:02}T15:00:00Z")
        published(headline=f"{month}/{day}")
    for name, found in (
        ("today", ["11/8"]),
        ("week", ["11/8", "11/2"]),
        ("last_week", ["11/2", "11/1", "10/31"]),  # Monday, Oct. 28, to Sunday
        ("month", ["11/8", "11/2", "11/1"]),
    ):
        assert headlines(desk, f"?published={name}") == headlines(desk, f"?changed={name}") == found
    offered = page(desk, "?published=week").xpath("//details[summary='Published']//li/a")
    assert [(link.text, link.get("href"), link.get("aria-current")) for link in offered] == [
        ("Today", "?published=today", None),
        ("Last 7 days", "?", "true"),
        ("Last week", "?published=last_week", None),
        ("This month", "?published=month", None),
    ]
    now.move_to("2024-11-09T15:00:00Z")
    assert headlines(desk, "?published=today") == []
    assert headlines(desk, "?published=week") == ["11/8"]


def test_what_is_still_to_come_is_not_published(desk: User, now: Any) -> None:
    published(headline="Live")
    scheduled = ArticleFactory(headline="To come", owner=desk)
    actions.save(scheduled, desk)
    actions.publish(scheduled, desk, at=clock.now() + 2 * HOUR)
    assert headlines(desk, "?published=today") == headlines(desk, "?published_from=2024-11-01") == ["Live"]
    assert set(headlines(desk, "?changed=today")) == {"Live", "To come"}
    now.shift(3 * HOUR)
    assert set(headlines(desk, "?published=today")) == {"Live", "To come"}


def test_a_part_of_an_author_name_is_enough(desk: User) -> None:
    june, reyes = AuthorFactory(name="June Castellan"), AuthorFactory(name="Ana June Reyes")
    published(headline="One", authors=[june])
    published(headline="Two", authors=[reyes])
    assert set(headlines(desk, "?author=june")) == {"One", "Two"}
    assert headlines(desk, "?author=cast") == ["One"]
    assert words(page(desk, "?author=cast").xpath("//a[@class='list-chip']")) == ["Author: June Castellan ×"]
    assert headlines(desk, "?author=une") == []


def test_links_that_were_saved_before_still_filter(desk: User) -> None:
    section = SectionFactory()
    ArticleFactory(headline="One", section=section)
    ArticleFactory(headline="Two", kind="opinion")
    assert headlines(desk, f"?section__id__exact={section.pk}") == ["One"]
    assert headlines(desk, "?kind__exact=opinion") == ["Two"]
    assert headlines(desk, "?p=3&o=-1&e=1&_changelist_filters=x&unknown__gt=%00") == ["Two", "One"]


def test_where_nothing_matches_the_page_says_what_was_searched_and_offers_to_search_less(desk: User) -> None:
    ArticleFactory(headline="Ferry")
    tree = page(desk, "?q=ferry&state=live&changed=2024-11-08")
    (nothing,) = tree.xpath("//div[@class='list-nothing']")
    assert words(nothing.xpath("./p")) == ["No stories match “ferry”, state: Live and changed: Nov. 8."]
    assert links(nothing, ".") == {
        "Without “ferry”": "?state=live&changed=2024-11-08",
        "Without state: Live": "?q=ferry&changed=2024-11-08",
        "Without changed: Nov. 8": "?q=ferry&state=live",
        "All stories": "?",
    }
    assert words(page(journalist()).xpath("//div[@class='list-nothing']/p")) == ["There are no stories yet."]


# --- pages and queries


def test_pages_go_on_from_a_place_and_nothing_is_counted_beyond_a_hundred(desk: User, now: Any) -> None:
    for number in range(102):
        now.shift(timedelta(seconds=1))
        ArticleFactory(headline=f"Story {number:03}")
    tree = page(desk)
    assert words(tree.xpath("//p[@class='list-count']")) == ["More than 100 stories"]
    found, query = words(tree.xpath("//tbody//th")), links(tree, "//nav[@class='list-pages']")["Next page"]
    ArticleFactory(headline="Meanwhile")
    while query:
        tree = page(desk, query)
        found += words(tree.xpath("//tbody//th"))
        assert links(tree, "//nav[@class='list-pages']")["First page"] == "?"
        query = links(tree, "//nav[@class='list-pages']").get("Next page", "")
    assert found == [f"Story {number:03}" for number in reversed(range(102))]
    tree = page(desk, "?before=no-such-place")
    assert "Page of results not found" in tree.text_content()
    assert words(tree.xpath("//tbody//th"))[0] == "Meanwhile"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=ferry",
        "?q=ferry&order=title&state=live&mine=1",
        "?tag=1&author=1&section=1&kind=news&q=x",
        "?before=9999.99999999999999",
    ],
)
def test_the_list_asks_at_most_eight_questions(query: str, desk: User) -> None:
    author = AuthorFactory(user=desk)
    for _ in range(6):
        published(headline="Ferry", lead_picture=PictureFactory(), authors=[author], tagged_with=[TagFactory()])
    SavedView.objects.create(source="articles.article", user=desk, name="Live", query="state=live")
    client = signed_in(desk)
    client.get(f"{LIST}?q=ferry&tag=1")  # a process remembers names and sections
    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    assert len(asked) <= 8, [query["sql"][:100] for query in asked]
    assert not [query for query in asked if "COUNT(" in query["sql"] or "OFFSET" in query["sql"]]


# --- bulk actions


def test_bulk_actions_reach_the_chosen_rows_whatever_page_they_are_on_now(desk: User) -> None:
    one, two, three = (ArticleFactory(headline=headline) for headline in ("One", "Two", "Three"))
    typed = {"action": "bulk_publish", "_selected_action": [one.pk, two.pk, "x", "9" * 30], "select_across": "1"}
    text = signed_in(desk).post(f"{LIST}?q=nothing", typed).content.decode()
    assert "One" in text
    assert "Two" in text
    assert "Three" not in text
    signed_in(desk).post(LIST, typed | {"_do": "1", "when": "now", "rows": "each"})
    assert [story.live(story.created_at + HOUR) is not None for story in (one, two, three)] == [True, True, False]


# --- saved views


def saved(user: User, **typed: str) -> Any:
    return signed_in(user).post(VIEWS, {"source": "articles.article"} | typed, follow=True)


def test_a_search_is_saved_under_a_name_for_oneself_or_for_everybody(desk: User, chief: User) -> None:
    saved(desk, name=" Live  analysis ", query="state=live&kind=analysis&before=1.2&unknown=x&_popup=1")
    saved(desk, name="To read", query="state=submitted&order=title", shared="on")
    assert list(SavedView.objects.values_list("name", "query", "shared")) == [
        ("Live analysis", "state=live&kind=analysis", False),
        ("To read", "state=submitted&order=title", True),
    ]
    own, theirs = (links(page(user), "//nav[@aria-label='Views']") for user in (desk, chief))
    assert own == {
        "All": "?",
        "My drafts": "?state=draft&mine=1",
        "Waiting for review": "?state=submitted",
        "Templates": "?state=template",
        "Live analysis": "?state=live&kind=analysis",
        "To read": "?state=submitted&order=title",
    }
    assert own.keys() - theirs.keys() == {"Live analysis"}
    tree = page(desk, "?kind=analysis&state=live")
    assert words(tree.xpath("//nav[@aria-label='Views']//a[@aria-current]")) == ["Live analysis"]


def test_a_view_of_the_same_name_is_replaced_and_a_bad_one_refused(desk: User) -> None:
    saved(desk, name="Mine", query="mine=1")
    saved(desk, name="Mine", query="state=live")
    assert list(SavedView.objects.values_list("name", "query")) == [("Mine", "state=live")]
    assert "Give the view a name" in saved(desk, name=" ", query="mine=1").content.decode()
    assert "This is the whole list" in saved(desk, name="All", query="unknown=1").content.decode()
    assert "too long" in saved(desk, name="Long", query=f"q={'é' * 400}").content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_is_removed_by_its_owner_and_a_shared_one_by_an_editor(writer: User, desk: User) -> None:
    saved(writer, name="Own", query="mine=1")
    saved(writer, name="Shared", query="state=live", shared="on")
    own, shared = SavedView.objects.order_by("name")
    assert saved(journalist(), remove=str(shared.pk)).status_code == 403
    assert saved(desk, remove=str(own.pk)).status_code == 403
    assert saved(desk, remove=str(shared.pk)).status_code == 200
    assert saved(writer, remove=str(own.pk)).status_code == 200
    assert not SavedView.objects.exists()
    assert saved(writer, remove="x").status_code == 404


def test_views_are_of_lists_that_the_user_may_see(writer: User) -> None:
    for source, status in (("fronts.container", 403), ("articles.tag", 404), ("nothing", 404), ("", 404)):
        assert saved(writer, source=source, name="Name", query="state=live").status_code == status
    assert signed_in(writer).get(VIEWS).status_code == 405


@pytest.mark.parametrize("kind", ["timelines_timeline", "articles_standingpage", "fronts_container", "fronts_alert"])
def test_the_lists_of_other_kinds_search_and_filter_alike(kind: str, desk: User, now: Any) -> None:
    StandingPageFactory(title="Ferry page")
    TimelineFactory(title="Ferry timeline")
    AlertFactory(text="Ferry alert")
    ContainerFactory(title="Ferry module")
    assert DeskEntry.objects.filter(title__contains="Ferry").count() == 4
    address, client = reverse(f"admin:{kind}_changelist"), signed_in(desk)
    client.get(address)
    for query in ("", "?q=ferry", "?q=ferry&state=draft&order=title", "?state=live&order=published", "?q=balloon"):
        with CaptureQueriesContext(connection) as asked:
            text = client.get(f"{address}{query}").content.decode()
        assert ("Ferry" in text) is ("balloon" not in query and "live" not in query), query
        assert len(asked) <= 9, [query["sql"][:100] for query in asked]
