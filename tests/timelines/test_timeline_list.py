"""The list of timelines: what is live, newest change first, page by page at one price."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.images import actions as picture_actions
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.images.factories import PictureFactory
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
    for _ in range(3):
        actions.publish(TimelineFactory(events=[{"headline": "It begins", "picture": PictureFactory()}]), desk)
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


def test_each_timeline_shows_its_time_its_number_of_events_a_photo_and_a_small_scale(
    client: Client, desk: User, now: time_machine.Traveller
) -> None:
    photo, other = PictureFactory(), PictureFactory()
    picture_actions.set_rights(photo, desk, usable_from=None, usable_until=NINE + timedelta(hours=1))
    events = [
        {"date_text": "Aug. 6, 2024", "headline": "It begins", "picture": other},
        {"date_text": "Aug. 9, 2024", "headline": "It goes on", "picture": photo, "is_key": True},
        {"date_text": "The reaction", "headline": "A speech"},
    ]
    actions.publish(TimelineFactory(events=events), desk)
    html = client.get("/timelines/").content.decode()
    assert "3 events from Aug. 6 to Aug. 9, 2024" in html
    assert (html.count('class="tiny"'), html.count("v-21")) == (1, 2)  # two events, as far from each other as can be
    assert photo.key.hex in html
    assert other.key.hex not in html
    now.shift(3600)
    assert photo.key.hex not in client.get("/timelines/").content.decode()


def test_versions_of_before_get_what_lists_show_of_them(desk: User, now: time_machine.Traveller) -> None:
    timeline = TimelineFactory()
    live = actions.publish(timeline, desk)
    expected = timeline.revisions.get(pk=live.pk).listing
    assert expected["summary"] == "4 events from Aug. 6 to Nov. 7, 2024, two without a date"
    timeline.revisions.update(listing=None)
    import_module("timelines.migrations.0004_revision_listing").fill(apps, None)
    assert timeline.revisions.get(pk=live.pk).listing == expected
