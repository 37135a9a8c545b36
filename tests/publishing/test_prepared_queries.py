"""Prepared queries answer as the QuerySet does, for any arguments."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Address, ArticleRevision
from newsroom.delivery.prepared_queries import prepared
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import published


def _found(now: datetime, day: date, slug: str, pk: int) -> QuerySet[Any, Any]:
    had = Address.objects.filter(day=day, slug=slug, since__lte=now).values("article")
    at_address = ArticleRevision.objects.live(now).filter(subject__in=had).order_by()
    columns = ("pk", "headline", "content", "live_from", "live_until", "address_day")
    return at_address.values_list(*columns).union(
        ArticleRevision.objects.live(now).filter(subject=pk).order_by().values_list(*columns), all=True
    )


@pytest.mark.django_db
def test_a_prepared_query_answers_as_the_query_does(now: Any) -> None:
    article = published(slug="ferry", headline="The ferry’s “100 %” {record}")
    other = published(slug="tide", at=NINE + HOUR)
    ask = prepared(_found)
    for instant in (NINE - SECOND, NINE, NINE + HOUR - SECOND, NINE + HOUR):
        for asked in ((date(2024, 11, 8), "ferry", other.pk), (date(2024, 11, 9), "%s", article.pk)):
            assert sorted(ask(instant, *asked)) == sorted(_found(instant, *asked)), (instant, asked)
    assert [row[1] for row in ask(NINE, date(2024, 11, 8), "ferry", 0)] == ["The ferry’s “100 %” {record}"]


@pytest.mark.django_db
@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30))
def test_no_word_gets_out_of_its_place(word: str) -> None:
    ask = prepared(lambda slug: ArticleRevision.objects.filter(slug=slug).values_list("slug"))
    assert ask(word) == []


@pytest.mark.django_db
@pytest.mark.parametrize("argument", [None, True, [1, 2]])
def test_what_would_change_the_sql_is_refused(argument: Any) -> None:
    with pytest.raises(TypeError, match="cannot ask with"):
        prepared(lambda pk: ArticleRevision.objects.filter(pk=pk).values_list("pk"))(argument)


@pytest.mark.django_db
def test_a_query_that_decides_by_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match="does not use its arguments"):
        prepared(lambda number: ArticleRevision.objects.filter(number__gt=number + 1).values_list("pk"))(3)
