"""A story duplicated: what comes along, and what stays with the story."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.blocks import Figure, PullQuote, TimelineEmbed, new
from articles.duplicate import duplicate
from articles.models import Article, EventReport, RelatedLink
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    edited,
    published,
    related,
)
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory, add_event

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]

HOUR = timedelta(hours=1)


@pytest.fixture
def story(writer: User) -> Article:
    """A live story with every kind of part, a history and an embargo that has ended."""
    timeline = TimelineFactory()
    photo, other = PictureFactory(), published(headline="Another")
    made: Article = ArticleFactory(
        headline="Ferries sail again",
        slug="ferries",
        owner=writer,
        section=SectionFactory(),
        lead_picture=photo,
        lead_caption="At dawn",
        authors=[AuthorFactory()],
        tagged_with=TagFactory.create_batch(2),
        rows=[
            related(other),
            new(Figure, picture=photo, caption="The quay"),
            new(TimelineEmbed, timeline=timeline),
            new(PullQuote, text="We sail."),
            RelatedLink(story=other),
        ],
    )
    EventReport.objects.create(article=made, event=add_event(timeline))
    published(made)
    edited(made, standfirst="Not published yet")
    made.shared_with.add(journalist())
    return Article.objects.get(pk=made.pk)


def keys(content: Any) -> set[str]:
    """Every key in a body and its related stories."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.update([value["key"]] if "key" in value else [])
            value = list(value.values())
        for inner in value if isinstance(value, list) else ():
            walk(inner)

    walk([content["body"], content["related"]])
    return found


def without_keys(value: Any) -> Any:
    """The same without its keys."""
    if isinstance(value, dict):
        return {name: without_keys(inner) for name, inner in value.items() if name != "key"}
    return [without_keys(inner) for inner in value] if isinstance(value, list) else value


def test_a_copy_says_what_the_draft_says_under_keys_of_its_own(story: Article, desk: User) -> None:
    copy = duplicate(story, desk)
    old, new = story.snapshot(), copy.snapshot()
    assert new["standfirst"] == "Not published yet"
    for name in old.keys() - {"slug", "bylines", "reports"}:
        assert without_keys(new[name]) == without_keys(old[name]), name
    assert len(keys(new)) == len(keys(old)) > 6
    assert not keys(new) & keys(old)
    assert story.head.read() == story.snapshot()


def test_history_schedule_address_bylines_and_colleagues_stay_with_the_story(
    story: Article, desk: User, now: Any
) -> None:
    now.shift(HOUR)
    copy = duplicate(story, desk)
    assert (copy.owner, copy.created_at, copy.first_published_at, copy.review) == (desk, clock.now(), None, "draft")
    assert [(each.number, each.author, each.note) for each in copy.revisions.all()] == [
        (1, desk, "Duplicated from “Ferries sail again”")
    ]
    assert not copy.transitions.exists()
    assert not copy.shared_with.exists()
    assert (copy.slug, copy.snapshot()["bylines"], copy.snapshot()["reports"]) == ("", [], [])
    assert story.revisions.count() == 2


def test_the_byline_is_that_of_who_duplicates_it(story: Article, desk: User) -> None:
    me = AuthorFactory(user=desk)
    assert [byline.author for byline in duplicate(story, desk).bylines.all()] == [me]


def test_a_copy_can_be_published_beside_the_story(story: Article, desk: User) -> None:
    copy = duplicate(story, desk)
    actions.publish(copy, desk)
    live = copy.live(clock.now())
    assert live.get_absolute_url() != story.live(clock.now()).get_absolute_url()


def test_what_one_may_not_see_or_was_taken_down_is_not_duplicated(story: Article, desk: User, chief: User) -> None:
    hidden = ArticleFactory(owner=desk)
    for actor, subject in ((journalist(), hidden), (User.objects.create_user("reader", is_staff=True), story)):
        with pytest.raises(PermissionRefused):
            duplicate(subject, actor)
    actions.take_down(story, chief, reason="Court order")
    for actor in (desk, chief):
        with pytest.raises(ActionRefused):
            duplicate(Article.objects.get(pk=story.pk), actor)
    assert Article.objects.filter(headline=story.headline).count() == 1


def client_of(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


@pytest.mark.once
def test_the_menu_of_a_story_duplicates_it_and_opens_the_copy(story: Article, writer: User) -> None:
    client, address = client_of(writer), f"/admin/articles/article/{story.pk}/duplicate/"
    page = client.get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert f'action="{address}"' in page
    assert ">Duplicate</button>" in page
    response = client.post(address, follow=True)
    copy = Article.objects.order_by("-pk")[0]
    assert response.redirect_chain == [(f"/admin/articles/article/{copy.pk}/change/", 302)]
    assert "This is a new draft with the text of “Ferries sail again”." in response.content.decode()
    assert "It has no byline yet; the schedule, history, web address" in response.content.decode()
    assert copy.owner == writer
    AuthorFactory(user=writer)
    assert "The byline is yours;" in client.post(address, follow=True).content.decode()
    assert client.get(address).status_code == 405
    hidden = ArticleFactory(owner=journalist())
    assert client.post(f"/admin/articles/article/{hidden.pk}/duplicate/").status_code == 404


@pytest.mark.once
def test_the_list_duplicates_one_or_several(story: Article, desk: User) -> None:
    other = ArticleFactory(headline="Bridge")
    client = client_of(desk)
    answer = client.post(
        "/admin/articles/article/", {"action": "duplicate", "_selected_action": [story.pk]}, follow=True
    )
    copy = Article.objects.order_by("-pk")[0]
    assert answer.redirect_chain == [(f"/admin/articles/article/{copy.pk}/change/", 302)]
    typed = {"action": "duplicate", "_selected_action": [story.pk, other.pk]}
    answer = client.post("/admin/articles/article/", typed, follow=True)
    assert "2 new drafts of yours" in answer.content.decode()
    assert Article.objects.filter(owner=desk).count() == 3
