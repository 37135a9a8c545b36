"""Viewing the site at another time, for users with the permission only."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from newsroom.delivery.request_clock import TimedRequest, request_clock
from tests.publishing.conftest import NINE
from tests.publishing.test_admin import signed_in

LOOK = "/admin/as-of/"


def looking(user: User) -> Client:
    client = signed_in(user)
    client.post(LOOK, {"at_0": "2024-11-07", "at_1": "09:00"})
    return client


def test_the_chosen_instant_survives_clicks_and_is_never_cached(desk: User, now: Any) -> None:
    client = looking(desk)
    for _ in range(2):
        response = client.get("/")
        assert "Nov. 7, 2024, 9 a.m." in response.content.decode()
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.once
def test_one_comes_back_to_the_present(desk: User, now: Any) -> None:
    client = looking(desk)
    client.post(LOOK, {"present": "1"})
    assert "Back to the present" not in client.get("/").content.decode()


def test_a_journalist_may_not_look(writer: User, now: Any) -> None:
    assert signed_in(writer).get(LOOK).status_code == 403


def test_a_choice_is_ignored_once_the_permission_is_gone(desk: User, now: Any) -> None:
    client = looking(desk)
    desk.groups.clear()
    assert "as of" not in client.get("/").content.decode()


def test_a_reader_costs_no_session_and_gets_the_present(
    client: Client, now: Any, db: None, django_assert_num_queries: Any
) -> None:
    seen = []

    def view(request: TimedRequest) -> HttpResponse:
        seen.append(request.now)
        return HttpResponse()

    with django_assert_num_queries(0):
        request_clock(view)(RequestFactory().get("/"))  # type: ignore[arg-type]
    assert seen == [NINE]
    assert not client.get("/").cookies


@pytest.mark.once
@pytest.mark.parametrize(
    "typed", [{"at_0": "2024-11-07", "at_1": ""}, {"at_0": "", "at_1": "09:00"}, {"at_0": "soon", "at_1": "x"}]
)
def test_half_an_instant_is_refused_with_the_cure(desk: User, now: Any, typed: dict[str, str]) -> None:
    response = signed_in(desk).post(LOOK, typed)
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
