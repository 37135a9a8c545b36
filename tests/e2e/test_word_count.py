"""The script of the writing page counts words as Python does."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Page

from articles.models import Article
from tests.word_counts import COUNTS, RICH

SignIn = Callable[[Page, User], None]

COUNT = """async ([plain, rich]) => {
    const { wordsOf, textOf } = await import("/static/js/count_words.js")
    return [plain.map((text) => wordsOf(text).length), rich.map((html) => wordsOf(textOf(html)).length)]
}"""


def test_the_writing_page_counts_as_everything_else_does(
    browser_page: Page, sign_in: SignIn, writer: User, story: Article
) -> None:
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    plain, rich = browser_page.evaluate(COUNT, [[text for text, _ in COUNTS], [html for html, _ in RICH]])
    assert plain == [words for _, words in COUNTS]
    assert rich == [words for _, words in RICH]
