"""The archive by date: /archive/, /2024/, /2024/11/, /2024/11/08/."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.archive.days import days_of, months_with_stories
from articles.models import ArticleRevision
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import AuthorFactory, SectionFactory, TagFactory, archive, desk, edited, published

pytestmark = pytest.mark.django_db

PAGES = ["/2024/11/", "/2024/11/08/"]
PLACES = ["/archive/", "/2024/", *PAGES]


def content(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def day(text: str, hour: int = 12) -> datetime:
    """Noon of that day in New York, or another hour of it by UTC."""
    return datetime.fromisoformat(text).replace(hour=hour + 5, tzinfo=UTC)


@pytest.mark.parametrize("address", PLACES)
def test_a_scheduled_first_story_opens_its_archive_pages_at_the_second(address: str, client: Client, now: Any) -> None:
    published(slug="the-ferry", at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    if address == "/archive/":
        assert "/2024/" not in content(client, address)
    else:
        assert client.get(address).status_code == 404
    now.move_to(NINE + HOUR)
    html = content(client, address)
    assert ("/2024/11/08/the-ferry/" if address in PAGES else "/2024/11/") in html


@pytest.mark.parametrize("address", PAGES)
def test_an_unpublished_story_leaves_the_archive_at_the_second(address: str, client: Client, now: Any) -> None:
    published(slug="the-bus")
    actions.unpublish(published(slug="the-ferry"), desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert "the-ferry" in content(client, address)
    now.move_to(NINE + HOUR)
    assert "the-ferry" not in content(client, address)
    assert "the-bus" in content(client, address)


def test_years_and_months_lead_down_to_the_days_with_stories(client: Client, now: Any) -> None:
    for text in ("2023-12-31", "2024-02-29", "2024-11-05", "2024-11-08"):
        published(at=day(text, 9))
    assert 'href="/2023/12/"' in content(client, "/archive/")
    year = content(client, "/2024/")
    assert 'href="/2024/02/"' in year
    assert 'href="/2024/03/"' not in year
    assert 'href="/2023/"' in year  # the year before
    month = content(client, "/2024/11/")
    assert 'href="/2024/11/05/"' in month
    assert 'href="/2024/11/06/"' not in month
    assert 'rel="prev" href="/2024/02/"' in month
    assert 'rel="next" href="/2024/11/"' in content(client, "/2024/02/")
    assert 'rel="prev" href="/2024/11/05/"' in content(client, "/2024/11/08/")


def test_a_day_without_a_story_leads_to_its_neighbours(client: Client, now: Any) -> None:
    published(at=day("2024-11-05"))
    published()
    html = content(client, "/2024/11/06/")
    assert "No stories were published on this day" in html
    assert 'content="noindex"' in html
    assert 'rel="prev" href="/2024/11/05/"' in html
    assert 'rel="next" href="/2024/11/08/"' in html


NO_PAGES = [
    *("/2024/11/09/", "/2024/12/", "/2025/", "/9999/", "/9999/12/31/"),  # still to come
    *("/2024/11/07/", "/2024/10/", "/2023/", "/0001/", "/0001/01/01/"),  # before the first story
    *("/2024/02/30/", "/2024/13/", "/2024/00/", "/0000/", "/2024/1/", "/2024/11/08/?before=x"),  # never
]


def test_no_page_for_what_is_to_come_was_before_or_never_is(client: Client, now: Any) -> None:
    published()
    assert [address for address in NO_PAGES if client.get(address).status_code != 404] == []


def test_a_story_stands_under_its_day_in_the_newsroom(client: Client, now: Any) -> None:
    now.move_to(datetime(2024, 11, 9, 4, 30, tzinfo=UTC))  # 11:30 p.m. of Nov. 8 in New York
    published(slug="late")
    assert "/2024/11/08/late/" in content(client, "/2024/11/08/")
    assert client.get("/2024/11/09/").status_code == 404
    now.move_to(datetime(2024, 11, 9, 5, 0, tzinfo=UTC))
    assert client.get("/2024/11/09/").status_code == 200


def test_a_story_stands_once_in_its_live_version(client: Client, now: Any) -> None:
    article = published(headline="First words")
    actions.publish(
        article, desk(), revision=edited(article, headline="Second words"), at=NINE + HOUR, change=Change.MINOR
    )
    for address in PAGES:
        assert "Second words" not in content(client, address)
    now.move_to(NINE + HOUR)
    for address in PAGES:
        html = content(client, address)
        assert html.count("Second words") == 1
        assert "First words" not in html


def test_pages_of_a_month_together_hold_every_story_once(client: Client, now: Any) -> None:
    archive(120, SectionFactory(), TagFactory(), AuthorFactory(), until=NINE)
    seen: list[str] = []
    for address in ("/2024/11/", "/2024/11/08/"):
        seen, query = [], ""
        for _ in range(4):
            page = client.get(address + query).context["page"]
            seen += [card.headline for card in page.cards]
            query = page.following
            if not query:
                break
        assert seen == [f"Old story {number}" for number in range(120)]


@pytest.mark.parametrize("stories", [10, 1_000])
def test_the_archive_costs_the_same_however_many_stories_there_are(
    stories: int, client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    archive(stories, SectionFactory(), TagFactory(), AuthorFactory(), until=NINE)
    client.get("/")  # what every page has is kept for a generation
    for address in PLACES:
        with django_assert_max_num_queries(5) as captured:
            assert client.get(address).status_code == 200
        said = " ".join(query["sql"] for query in captured.captured_queries)
        assert "COUNT(" not in said
        assert "OFFSET" not in said


def test_every_month_with_a_live_story_is_found_and_no_other(now: Any) -> None:
    told = ["2019-01-31", "2019-02-01", "2020-02-29", "2023-12-31", "2024-01-01", "2024-11-08"]
    for text in told:
        published(at=day(text, 8))
    actions.unpublish(published(at=day("2022-06-15")), desk())
    published(at=NINE + timedelta(days=40))
    assert months_with_stories(NINE + SECOND) == [
        date.fromisoformat(f"{month}-01")
        for month in ("2024-11", "2024-01", "2023-12", "2020-02", "2019-02", "2019-01")
    ]
    year = days_of(date(2019, 1, 1), date(2019, 12, 31), NINE)
    assert [day.month for day in year.found] == [2, 1]
    assert year.after == date(2020, 2, 29)
    story_context = days_of(date(2023, 1, 1), date(2023, 12, 30), NINE)
    assert (story_context.found, story_context.before, story_context.after) == (
        [],
        date(2020, 2, 29),
        date(2023, 12, 31),
    )


def test_an_archive_without_stories_is_empty(client: Client, now: Any) -> None:
    assert months_with_stories(NINE) == []
    assert "No stories yet" in content(client, "/archive/")
    assert client.get("/2024/").status_code == 404


@pytest.mark.postgresql
def test_the_steps_are_probes_of_an_index(now: Any, django_assert_num_queries: Any) -> None:
    """One probe a month, however many stories the month has: the plan reads no table from end to end."""
    from django.db import connection

    archive(3_000, SectionFactory(), TagFactory(), AuthorFactory(), until=NINE)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {ArticleRevision._meta.db_table}")
    with django_assert_num_queries(1) as captured:
        months_with_stories(NINE)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "articles_revision_day" in plan
    assert "Seq Scan" not in plan


@pytest.mark.once
def test_a_day_that_is_typed_leads_to_its_page(client: Client, now: Any) -> None:
    published()
    assert client.get("/archive/?day=2024-11-08").headers["Location"] == "/2024/11/08/"
    for typed in ("2024-02-30", "yesterday", ""):
        assert client.get("/archive/", {"day": typed}).status_code == 200


@pytest.mark.once
def test_a_day_has_the_calendar_of_its_month(client: Client, now: Any) -> None:
    for text in ("2024-11-05", "2024-11-08"):
        published(at=day(text, 9))
    html = content(client, "/2024/11/08/")
    assert 'href="/2024/11/05/" aria-label="Nov. 5"' in html
    assert 'href="/2024/11/08/" aria-label="Nov. 8" aria-current="page"' in html
