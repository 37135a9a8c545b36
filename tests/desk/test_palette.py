"""The palette: what it finds, for whom, and in how few queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.publishing import actions
from newsroom.search import windows
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    StandingPageFactory,
    edited,
    published,
)
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

AT_SIGN_IN = 5  # queries of every page of the desk: the generation, the session, the user, the permissions
JSON = {"accept": "application/json"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found(user: User, typed: str = "") -> dict[str, tuple[str, str]]:
    """What is found: its title -> (about, address)."""
    pages = signed_in(user).get("/admin/find/", {"q": typed}, headers=JSON).json()["found"]
    return {page["title"]: (page["about"], page["url"]) for page in pages}


def test_it_leads_to_stories_timelines_pages_photos_people_and_actions(desk: User, chief: User) -> None:
    story = published(headline="Ferry sails")
    draft = ArticleFactory(headline="A ferry in dock")
    due = published(headline="A ferry to come", at=draft.created_at + timedelta(days=1))
    timeline, page = TimelineFactory(title="Ferry years"), StandingPageFactory(title="Our ferry")
    photo, author = PictureFactory(title="Ferry at dawn", credit="Ada Lens"), AuthorFactory(name="Ferry Smith")
    pages = found(desk, "ferr")
    assert pages["Ferry sails"] == ("Story, Nov. 8", f"/admin/articles/article/{story.pk}/change/")
    assert pages["A ferry in dock"] == ("Story, not published", f"/admin/articles/article/{draft.pk}/change/")
    assert pages["A ferry to come"] == ("Story, due Nov. 9", f"/admin/articles/article/{due.pk}/change/")
    assert pages["Ferry years"] == ("Timeline, not published", f"/admin/timelines/timeline/{timeline.pk}/change/")
    assert pages["Our ferry"] == ("Standing page, not published", f"/admin/articles/standingpage/{page.pk}/change/")
    assert pages["Ferry at dawn"] == ("Photo, Ada Lens", f"/admin/images/picture/{photo.pk}/change/")
    assert pages["Ferry Smith"] == ("Author", f"/admin/articles/author/{author.pk}/change/")
    assert pages["Search stories for “ferr”"] == ("All words", "/admin/articles/article/?q=ferr")
    assert found(desk, "new sto")["New story"] == ("Action", "/admin/articles/article/add/")
    assert found(desk, "calend")["Calendar"] == ("Page of the desk", "/admin/calendar/")
    assert found(desk, "photos")["Photos"][1] == "/admin/images/picture/"
    assert "desk" not in found(desk, "desk")
    assert found(chief, "desk")["desk"] == ("Account desk", f"/admin/auth/user/{desk.pk}/change/")


def test_titles_are_looked_through_and_former_ones_and_slugs_then_texts(desk: User) -> None:
    story = published(headline="Mayor resigns", slug="city-hall", text="<p>Deputies vote.</p>")
    edited(story, headline="Deputy takes over")
    for typed in ("mayor", "deputy tak", "city hall", "MAYOR hall"):
        assert "Deputy takes over" in found(desk, typed), typed
    assert found(desk, "deputy")["Deputy takes over"][0] == "Story, Nov. 8"
    assert found(desk, "deputies vote")["Deputy takes over"][0] == "In the text · Story, Nov. 8"
    (told,) = [
        page["excerpt"]
        for page in signed_in(desk).get("/admin/find/", {"q": "deputies vote"}, headers=JSON).json()["found"]
        if page["excerpt"]
    ]
    assert told == "The harbour opened at dawn. <mark>Deputies</mark> <mark>vote</mark>."
    assert "<mark>vote</mark>" in signed_in(desk).get("/admin/find/", {"q": "vote"}).text
    assert "Deputy takes over" not in found(desk, "vot")  # of a text, whole words
    ArticleFactory(headline="A vote is called")
    assert list(found(desk, "vote"))[:2] == ["A vote is called", "Deputy takes over"]


def test_nobody_finds_what_they_may_not_see(desk: User, writer: User, now: Any) -> None:
    hidden = ["Ferry draft", "Ferry to the trash"]
    draft, trash = (ArticleFactory(headline=headline, owner=desk) for headline in hidden)
    actions.bin(trash, desk)
    published(headline="Ferry live", owner=desk)
    mine = ArticleFactory(headline="Ferry of mine", owner=writer)
    draft.shared_with.add(colleague := journalist("colleague"))
    stories = {"Ferry draft", "Ferry to the trash", "Ferry live", "Ferry of mine"}
    for typed in ("ferry", ""):
        assert found(writer, typed).keys() & stories == {"Ferry live", "Ferry of mine"}, typed
        assert found(colleague, typed).keys() & stories == {"Ferry live", "Ferry draft"}, typed
        assert found(desk, typed).keys() & stories == {"Ferry live", "Ferry of mine", "Ferry draft"}, typed
    assert mine.owner == writer
    assert "New front module" in found(desk, "new front")
    assert "New front module" not in found(writer, "new front")
    assert not [title for title, (about, _) in found(writer, "writ").items() if about.startswith("Account")]


def test_without_words_it_offers_what_one_changed_last_then_what_others_did(desk: User, writer: User, now: Any) -> None:
    for headline, owner in (("First", desk), ("Second", writer), ("Third", desk)):
        now.shift(timedelta(minutes=1))
        ArticleFactory(headline=headline, owner=owner)
    assert list(found(desk))[:4] == ["Third", "First", "Second", "New story"]


@pytest.mark.parametrize("typed", ["", "ferry", "fer", "zzz", "%", "'", "new"])
def test_it_asks_at_most_four_questions(typed: str, chief: User) -> None:
    for number in range(3):
        ArticleFactory(headline=f"Ferry {number}", owner=chief)
        PictureFactory(title="Ferry")
    client = signed_in(chief)
    client.get("/admin/find/", {"q": "fer"}, headers=JSON)
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/find/", {"q": typed}, headers=JSON)
    assert len(asked) <= AT_SIGN_IN + 4, [query["sql"][:90] for query in asked]


@pytest.mark.postgresql
def test_in_a_large_archive_the_newest_part_is_searched_first(desk: User, now: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(windows, "FIRST", 9)
    for number in range(20):
        now.shift(timedelta(days=40))
        ArticleFactory(headline=f"Ferry {number}" if number != 3 else "Ferry and bridge")
    assert [title for title in found(desk, "ferry") if title.startswith("Ferry")] == [
        f"Ferry {number}" for number in reversed(range(12, 20))
    ]
    assert "Ferry and bridge" in found(desk, "bridge")
    assert "Ferry 19" in found(desk, "ferry 19")


def test_without_scripts_it_is_a_page(desk: User) -> None:
    ArticleFactory(headline="Ferry <sails>")
    text = signed_in(desk).get("/admin/find/", {"q": "fer"}).content.decode()
    assert "Ferry &lt;sails&gt;" in text
    assert "data-palette" in text
    assert "data-palette" not in Client().get("/admin/login/").content.decode()
