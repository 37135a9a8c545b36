"""The home page of the demo's users, with a whole newsroom."""

from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from newsroom.desk.home import home_of
from newsroom.publishing import clock

# test_load_demo.py loads the demo on both databases; test_home.py tests what the home page shows.
pytestmark = [pytest.mark.xdist_group("home of the demo"), pytest.mark.once]


def page(username: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return lxml.html.fromstring(client.get(reverse("admin:index")).content)


def lists(username: str) -> dict[str, list[str]]:
    return {
        section.xpath("string(h2)"): [link.text for link in section.xpath(".//li/a")]
        for section in page(username).xpath("//section[@class='home__list']")
    }


def test_an_editor_sees_what_waits_and_what_is_due(demo: Any) -> None:
    found = lists("editor")
    assert found["To review"] == ["Wintering geese arrive nine days early", "School budget leaves a gap for kitchens"]
    assert "Streetlights to dim for the meteor shower" in found["Due today"]
    assert found["Going live in the next hour"] == ["The tide gate will close for the first time at low water today"]
    assert found["Embargoes"] == ["Housing survey: More people stay in the county"]
    assert "My drafts" not in found


def test_a_journalist_sees_their_own_and_nobody_elses_plans(demo: Any) -> None:
    found = lists("journalist")
    assert "To review" not in found
    assert found["Scheduled"] == ["City has a new plan for plowing: hills first"]
    assert found["Sent back to me"] == ["Frost came late to the orchards, and that was a problem"]
    assert "Wintering geese arrive nine days early" not in {title for titles in found.values() for title in titles}


@pytest.mark.parametrize(("username", "shown"), [("editor", True), ("journalist", False)])
def test_the_way_to_another_time_is_for_those_who_may_go(demo: Any, username: str, shown: bool) -> None:
    links = page(username).xpath("//p[@class='home__begin']/a/@href")
    assert (reverse("look_as_of") in links) is shown
    assert {reverse("admin:articles_article_add"), reverse("admin:timelines_timeline_add")} < set(links)
    try:
        assert reverse("admin:articles_article_copy") in links
    except NoReverseMatch:
        assert links[1] == reverse("admin:timelines_timeline_add")


@pytest.mark.parametrize("username", ["editor", "journalist"])
def test_a_home_costs_eight_queries_at_most(demo: Any, username: str, django_assert_max_num_queries: Any) -> None:
    user = User.objects.get(username=username)
    user.has_perm("articles.view_article")  # permissions are read once a request, on first use
    with django_assert_max_num_queries(8):
        found = home_of(user, clock.now())
    assert any(each.items for each in found)


@pytest.mark.parametrize(("username", "most"), [("editor", 13), ("journalist", 12)])
def test_the_whole_page_costs_twelve_and_one_more_for_the_clocks(
    demo: Any, username: str, most: int, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    with django_assert_max_num_queries(most):
        client.get(reverse("admin:index"))
