"""The first page of the desk: what waits for the person who opens it."""

from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.desk.templatetags.desk import desk_today


def lists(username: str) -> dict[str, list[str]]:
    client = Client()
    client.force_login(User.objects.get(username=username))
    html = lxml.html.fromstring(client.get(reverse("admin:index")).content)
    return {
        section.xpath("string(h2)"): [link.text for link in section.xpath(".//li/a")]
        for section in html.xpath("//section[@class='today__list']")
    }


def test_an_editor_sees_what_waits_and_what_is_due(demo: Any) -> None:
    found = lists("editor")
    assert found["Waiting for review"] == [
        "Wintering geese arrive nine days early",
        "School budget leaves a gap for kitchens",
    ]
    assert found["Due next"] == [
        "Streetlights to dim for the meteor shower",
        "The light on Gannet Rock gets a keeper again",
        "City has a new plan for plowing: hills first",
        "Housing survey: More people stay in the county",
    ]
    assert found["My stories"] == []


def test_a_journalist_sees_their_own_and_nobody_elses_plans(demo: Any) -> None:
    found = lists("journalist")
    assert "Waiting for review" not in found
    assert found["Due next"] == ["City has a new plan for plowing: hills first"]
    assert "Frost came late to the orchards, and that was a problem" in found["My stories"]
    assert "Wintering geese arrive nine days early" not in found["My stories"]


def test_who_signs_a_story_finds_it_among_their_own(demo: Any) -> None:
    assert any(headline.startswith("North Korean soldiers") for headline in lists("elias")["My stories"])


@pytest.mark.parametrize(("username", "shown"), [("editor", True), ("journalist", False)])
def test_the_way_to_another_time_is_for_those_who_may_go(demo: Any, username: str, shown: bool) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    html = client.get(reverse("admin:index")).content.decode()
    assert (reverse("look_as_of") in html) is shown
    assert "Write a story" in html


def test_the_lists_cost_six_queries(demo: Any, rf: Any, django_assert_num_queries: Any) -> None:
    request = rf.get("/admin/")
    request.user = User.objects.get(username="editor")
    request.user.has_perm("articles.view_article")  # permissions are read once a request, by whoever asks first
    with django_assert_num_queries(6):
        found = desk_today({"request": request})
    assert len(found["due"]) == 4
