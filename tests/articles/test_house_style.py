"""Rules of house style are hints in Check, at the first place of each."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, StyleRule
from newsroom.publishing import clock
from tests.articles.factories import ArticleFactory
from tests.people import editor, journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]


def hints(article: Article) -> list[tuple[str, str]]:
    found = article.checks_at(article.head.read(), clock.now())
    return [(check.text, check.place) for check in found if "write “" in check.text or "house style" in check.text]


def test_words_that_are_written_otherwise_are_told_once_with_the_reason_and_the_place() -> None:
    StyleRule.objects.create(words="Kiev", suggestion="Kyiv", reason="The Ukrainian name.")
    article = ArticleFactory(headline="In Kiev", text="<p>Kiev <em>waits</em>.</p>")
    assert hints(article) == [("“Kiev”: write “Kyiv”. The Ukrainian name.", "headline")]


def test_only_whole_words_are_found_and_those_in_lower_case_in_any_case() -> None:
    StyleRule.objects.create(words="per cent", suggestion="percent")
    article = ArticleFactory(text="<p>Forty Per&nbsp;cent. Super centuries.</p>")
    [(told, place)] = hints(article)
    assert told == "“Per cent”: write “percent”."
    assert place == f"{article.body[0]['key']}/text"


def test_a_name_with_a_capital_is_found_as_it_is_written() -> None:
    StyleRule.objects.create(words="Internet", suggestion="internet")
    assert hints(ArticleFactory(text="<p>The internet is down.</p>")) == []
    assert len(hints(ArticleFactory(text="<p>The Internet is down.</p>"))) == 1


def test_a_rule_without_a_suggestion_says_so() -> None:
    StyleRule.objects.create(words="very unique")
    assert hints(ArticleFactory(text="<p>It is very unique.</p>"))[0][0] == "“very unique” isn’t house style."


def test_editors_keep_the_rules_and_journalists_read_them(client: Client) -> None:
    client.force_login(editor("the-editor"))
    answer = client.post("/admin/articles/stylerule/add/", {"words": "Kiev", "suggestion": "Kyiv", "reason": ""})
    assert answer.status_code == 302
    assert str(StyleRule.objects.get()) == "Kiev → Kyiv"
    client.force_login(journalist())
    assert client.get("/admin/articles/stylerule/").status_code == 200
    assert client.get("/admin/articles/stylerule/add/").status_code == 403


def test_a_rule_that_suggests_what_it_is_about_is_refused(client: Client, now: Any) -> None:
    client.force_login(editor("the-editor"))
    answer = client.post("/admin/articles/stylerule/add/", {"words": "Kyiv", "suggestion": "Kyiv", "reason": ""})
    assert "Write what to use instead" in answer.content.decode()
