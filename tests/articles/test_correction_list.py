"""/corrections/: the corrections of the stories that readers have."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.models import ArticleCorrection
from newsroom.publishing import actions
from newsroom.publishing.models import Change, Correction
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, desk, edited, published
from tests.people import administrator

pytestmark = pytest.mark.django_db

PAGE = "/corrections/"
WORDS = "The ferry has 12 cabins, not 21."


def content(client: Client, address: str = PAGE) -> str:
    return str(client.get(address).content.decode())


def test_a_correction_is_told_with_kind_story_and_time(client: Client, now: Any) -> None:
    article = published(headline="Ferry sails", slug="ferry")
    now.shift(HOUR)
    assert "No corrections yet" in content(client)
    actions.correct(article, desk(), text=WORDS, kind=Correction.Kind.CLARIFICATION)
    html = content(client)
    assert WORDS in html
    assert "Clarification" in html
    assert '<a href="/2024/11/08/ferry/">Ferry sails</a>' in html
    assert "Nov. 8, 10 a.m." in html


def test_corrections_stand_newest_first(client: Client, now: Any) -> None:
    article = published()
    for text in ("First words", "Second words"):
        now.shift(SECOND)
        actions.correct(article, desk(), text=text)
    html = content(client)
    assert html.index("Second words") < html.index("First words")


def test_a_correction_comes_and_goes_with_its_story_at_the_second(client: Client, now: Any) -> None:
    article = published()
    now.shift(SECOND)
    actions.correct(article, desk(), text=WORDS)
    actions.publish(article, desk(), revision=edited(article, kicker="New"), at=NINE + 2 * HOUR, change=Change.MINOR)
    actions.unpublish(article, desk(), at=NINE + HOUR, drop_scheduled=False)
    for passed, there in [(HOUR - SECOND, True), (HOUR, False), (2 * HOUR - SECOND, False), (2 * HOUR, True)]:
        now.move_to(NINE + passed)
        assert (WORDS in content(client)) is there, passed


def test_a_correction_of_what_was_taken_down_is_not_told(client: Client, now: Any) -> None:
    article = published()
    now.shift(SECOND)
    actions.correct(article, desk(), text=WORDS)
    actions.take_down(article, administrator(), reason="Court order")
    assert WORDS not in content(client)


def test_pages_together_hold_every_correction_once(client: Client, now: Any) -> None:
    corrected(70)
    seen: list[str] = []
    query = ""
    while True:
        context = client.get(PAGE + query).context
        seen += [correction.text for correction, _ in context["corrected"]]
        if not context["more"]:
            break
        query = f"?before={context['more']}"
    assert seen == [f"Mistake {number}" for number in reversed(range(70))]


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999"])
def test_a_place_that_no_page_gave_out_is_not_found(before: str, client: Client, now: Any) -> None:
    assert client.get(PAGE, {"before": before}).status_code == 404


@pytest.mark.parametrize("corrections", [10, 1_000])
def test_the_page_costs_the_same_however_many_corrections_there_are(
    corrections: int, client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    corrected(corrections)
    client.get("/")  # masthead, alerts and footer are kept for a generation
    with django_assert_max_num_queries(5) as captured:
        assert client.get(PAGE).status_code == 200
    said = " ".join(query["sql"] for query in captured.captured_queries)
    assert "COUNT(" not in said
    assert "OFFSET" not in said


def corrected(count: int) -> None:
    """As many corrections of a live story, and as many of one that is not; some at one instant."""
    told, draft = published(), ArticleFactory()
    ArticleCorrection.objects.bulk_create(
        ArticleCorrection(
            subject=story,
            kind=Correction.Kind.CORRECTION,
            text=f"{words} {number}",
            at=NINE - timedelta(minutes=(count - number) // 3),
            by=desk(),
        )
        for number in range(count)
        for story, words in ((told, "Mistake"), (draft, "Secret"))
    )
