"""The list of timelines: what is live, newest change first, page by page at one price."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.timelines.conftest import NINE
from tests.timelines.factories import TimelineFactory
from timelines import views
from timelines.models import Timeline

pytestmark = pytest.mark.django_db


def titles(client: Client, path: str) -> tuple[list[str], str]:
    """The titles on a page of the list, and the address of the next page."""
    response = client.get(path)
    more = response.context["more"]
    return [revision.title for revision in response.context["timelines"]], f"?before={more}" if more else ""


def test_pages_follow_each_other_without_gap_or_repetition(
    client: Client, desk: User, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 2)
    for number in range(5):
        now.shift(60 * (number % 2))  # some at the same instant
        actions.publish(TimelineFactory(title=str(number)), desk)
    seen, following = titles(client, "/timelines/")
    assert len(seen) == 2
    while following:
        found, following = titles(client, f"/timelines/{following}")
        seen += found
    assert seen == ["4", "3", "2", "1", "0"]


def test_a_substantive_update_comes_first_and_a_minor_fix_does_not(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    made = []
    for title in ("old", "new"):
        made.append(TimelineFactory(title=title))
        actions.publish(made[-1], desk)
        now.shift(60)
    for change, expected in ((Change.MINOR, ["new", "old!"]), (Change.SUBSTANTIVE, ["old!!", "new"])):
        now.shift(60)
        Timeline.objects.filter(pk=made[0].pk).update(title=expected[1] if change == Change.MINOR else expected[0])
        actions.publish(made[0], desk, revision=actions.save(made[0], desk), change=change)
        assert titles(client, "/timelines/")[0] == expected


@pytest.mark.parametrize("before", ["x", "-1", "99999999999", "9" * 30, "²", ""])
def test_an_unknown_place_in_the_list_is_not_an_error(
    client: Client, desk: User, now: time_machine.Traveller, before: str
) -> None:
    actions.publish(TimelineFactory(), desk)
    assert client.get("/timelines/", {"before": before}).status_code == 200


def test_the_list_counts_nothing(client: Client, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(TimelineFactory(), desk)
    client.get("/")  # masthead, alerts and footer are kept for a generation
    with CaptureQueriesContext(connection) as queries:
        client.get("/timelines/")
    assert len(queries) <= 3
    assert not any("COUNT(" in query["sql"] for query in queries)


def test_the_place_of_a_version_that_is_not_live_yet_tells_nothing(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(TimelineFactory(), desk)
    draft, scheduled = TimelineFactory().head, TimelineFactory()
    coming = actions.publish(scheduled, desk, at=NINE + timedelta(hours=1))
    answers = [client.get("/timelines/", {"before": pk}).content for pk in (draft.pk, coming.pk, 999_999)]
    assert len(set(answers)) == 1
