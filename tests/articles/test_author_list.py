"""/authors/: whoever signs a live story."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from newsroom.publishing import actions
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import ArticleFactory, AuthorFactory, desk, published
from tests.images.factories import PictureFactory

pytestmark = pytest.mark.django_db

PAGE = "/authors/"


def content(client: Client, address: str = PAGE) -> str:
    return str(client.get(address).content.decode())


def test_an_author_is_named_from_the_second_of_their_first_story_until_that_of_their_last(
    client: Client, now: Any
) -> None:
    story = published(authors=[AuthorFactory(name="Ann Bell", slug="ann")], at=NINE + HOUR)
    actions.unpublish(story, desk(), at=NINE + 2 * HOUR)
    for passed, there in [(HOUR - SECOND, False), (HOUR, True), (2 * HOUR - SECOND, True), (2 * HOUR, False)]:
        now.move_to(NINE + passed)
        assert ("Ann Bell" in content(client)) is there, passed


def test_who_has_signed_drafts_only_is_not_named(client: Client, now: Any) -> None:
    AuthorFactory(name="Nobody Yet")
    ArticleFactory(authors=[AuthorFactory(name="Still Writing")])
    html = content(client)
    assert "Nobody Yet" not in html
    assert "Still Writing" not in html
    assert "No authors yet" in html


@pytest.mark.once
def test_a_portrait_out_of_its_rights_is_absent(client: Client, now: Any) -> None:
    published(authors=[AuthorFactory(portrait=PictureFactory(usable_until=NINE + HOUR))])
    assert "<img" in content(client)
    now.move_to(NINE + HOUR)
    assert "<img" not in content(client)


def test_pages_together_name_every_author_once_by_name(
    client: Client, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.views.AUTHORS", 3)
    names = [f"Ann {letter}" for letter in "ABCDEFG"] + ["Ann G"]
    published(authors=[AuthorFactory(name=name) for name in reversed(names)])
    seen: list[str] = []
    query = ""
    while True:
        context = client.get(PAGE + query).context
        seen += [author.name for author, _ in context["people"]]
        if not context["more"]:
            break
        query = f"?after={context['more']}"
    assert seen == names


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999"])
def test_a_place_that_no_page_gave_out_is_not_found(after: str, client: Client, now: Any) -> None:
    assert client.get(PAGE, {"after": after}).status_code == 404


@pytest.mark.parametrize("authors", [3, 60])
def test_the_page_costs_the_same_however_many_authors_there_are(
    authors: int, client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    published(authors=[AuthorFactory(portrait=PictureFactory()) for _ in range(authors)])
    client.get("/")  # masthead, alerts and footer are kept for a generation
    with django_assert_max_num_queries(5) as captured:
        assert client.get(PAGE).status_code == 200
    assert "COUNT(" not in " ".join(query["sql"] for query in captured.captured_queries)


@pytest.mark.once
def test_an_authors_page_has_their_role_and_accounts(client: Client, now: Any) -> None:
    social = "https://bsky.app/profile/ann.example\nhttps://social.example/@ann"
    published(authors=[AuthorFactory(name="Ann Bell", slug="ann", role="City Hall reporter", social=social)])
    html = content(client, "/authors/ann/")
    assert "City Hall reporter" in html
    assert '<a rel="me" href="https://bsky.app/profile/ann.example">Bluesky</a>' in html
    assert '<a rel="me" href="https://social.example/@ann">Mastodon</a>' in html
    assert '"jobTitle": "City Hall reporter"' in html.replace('":"', '": "')


@pytest.mark.once
def test_an_account_that_is_no_web_address_is_refused_with_one_that_is() -> None:
    author = AuthorFactory.build(name="Ann Bell", slug="ann", social="javascript:alert(1)")
    with pytest.raises(ValidationError, match="Enter one such as https://"):
        author.clean()
