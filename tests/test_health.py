"""/healthz."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from newsroom.publishing import clock
from tests.people import administrator, editor, journalist


@pytest.mark.django_db
def test_healthy_process_answers_without_cookie_or_cache(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_clocks_of_one_machine_agree(client: Client) -> None:
    assert abs(client.get("/healthz").json()["clock_skew_seconds"]) < 1


@pytest.mark.django_db
def test_skew_is_the_lead_of_the_database(client: Client) -> None:
    with clock.pretending(datetime.now(UTC) - timedelta(minutes=5)):
        skew = client.get("/healthz").json()["clock_skew_seconds"]
    assert 299 < skew < 301


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(-3, 503), (-0.7, 503), (0, 200), (0.7, 503), (3, 503)])
def test_clocks_that_are_half_a_second_apart_are_a_503_with_the_cure(
    seconds: float, status: int, client: Client
) -> None:
    with clock.pretending(datetime.now(UTC) + timedelta(seconds=seconds)):
        response = client.get("/healthz")
    assert response.status_code == status
    assert response.json()["status"] == ("ok" if status == 200 else "failing")
    assert ("NTP" in response.text) is (status == 503)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["journalist", "editor", "administrator"])
def test_the_desk_tells_those_who_publish_that_the_clocks_disagree(role: str, client: Client) -> None:
    client.force_login({"journalist": journalist, "editor": editor, "administrator": administrator}[role]())
    assert "The clocks disagree" not in client.get("/admin/").text
    with clock.pretending(datetime.now(UTC) - timedelta(seconds=3)):
        page = " ".join(client.get("/admin/").text.split())
    assert ("The clocks disagree" in page) is (role != "journalist")
    # The page may take its time: the clock of the site stands still meanwhile.
    assert bool(re.search(r"[3-9]\.\d seconds ahead of", page)) is (role != "journalist")
    assert ("NTP" in page) is (role != "journalist")


@pytest.mark.django_db(transaction=True)
def test_silent_database_is_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    key = "HOST" if connection.vendor == "postgresql" else "NAME"
    monkeypatch.setitem(connection.settings_dict, key, "/nonexistent/place")
    response = client.get("/healthz")
    monkeypatch.undo()
    connection.close()
    assert response.status_code == 503
    assert response.json()["status"] == "failing"
