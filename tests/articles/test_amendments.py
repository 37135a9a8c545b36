"""An amended correction, wherever readers meet it: the latest wording, and only the change log tells the earlier one."""

import json
from typing import Any

import lxml.html
import pytest
from django.test import Client

from articles.models import StandingPage
from newsroom.publishing import actions
from tests.articles.conftest import HOUR
from tests.articles.factories import StandingPageFactory, desk, published
from tests.people import editor
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db

BEFORE, AFTER = "It was teh ferry.", "It was the ferry."
STORY = "/2024/11/08/ferry/"


@pytest.fixture
def amended(now: Any) -> None:
    """A story whose correction of 10 a.m. was amended at 11 a.m.; it is noon."""
    story = published(headline="Ferry sails", slug="ferry")
    now.shift(HOUR)
    correction = actions.correct(story, desk(), text=BEFORE)
    now.shift(HOUR)
    actions.amend_correction(story, desk(), correction, text=AFTER)
    now.shift(HOUR)


def content(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


@pytest.mark.parametrize("address", [STORY, "/corrections/", "/2024/11/08/ferry.json"])
def test_readers_have_the_latest_wording_alone(client: Client, amended: None, address: str) -> None:
    shown = content(client, address)
    assert AFTER in shown
    assert BEFORE not in shown


@pytest.mark.once
def test_the_story_says_when_it_was_corrected_and_when_that_was_amended(client: Client, amended: None) -> None:
    [notice] = lxml.html.fromstring(content(client, STORY)).find_class("correction")
    assert " ".join(notice.text_content().split()) == (
        "Correction Nov. 8, 10 a.m. EST · amended Nov. 8, 11 a.m. EST It was the ferry."
    )


@pytest.mark.once
def test_structured_data_have_both_instants(client: Client, amended: None) -> None:
    tree = lxml.html.fromstring(content(client, STORY))
    [data] = [json.loads(each) for each in tree.xpath("//script[@type='application/ld+json']/text()")]
    assert data["@graph"][0]["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": AFTER,
            "datePublished": "2024-11-08T10:00:00-05:00",
            "dateModified": "2024-11-08T11:00:00-05:00",
        }
    ]


@pytest.mark.once
def test_the_change_log_tells_what_it_said_and_until_when(client: Client, amended: None) -> None:
    [earlier] = lxml.html.fromstring(content(client, f"{STORY}changes/")).find_class("correction__earlier")
    words = " ".join(earlier.text_content().split())
    assert words == "Previous wording, until Nov. 8, 11 a.m. EST It was teh ferry."


@pytest.mark.parametrize("address", [STORY, "/corrections/"])
def test_as_of_an_earlier_instant_the_earlier_wording_is_shown(client: Client, amended: None, address: str) -> None:
    client.force_login(editor())
    client.post("/admin/as-of/", {"at_0": "2024-11-08", "at_1": "10:30"})
    shown = content(client, address)
    assert BEFORE in shown
    assert AFTER not in shown


@pytest.mark.once
def test_the_home_page_of_the_desk_has_the_latest_wording(client: Client, amended: None) -> None:
    client.force_login(editor())
    shown = content(client, "/admin/")
    assert AFTER in shown
    assert BEFORE not in shown


@pytest.mark.once
@pytest.mark.parametrize(
    ("factory", "address"), [(StandingPageFactory, "/about/"), (TimelineFactory, "/timelines/about/")]
)
def test_pages_and_timelines_have_the_latest_wording(client: Client, now: Any, factory: Any, address: str) -> None:
    subject = factory(slug="about")
    actions.publish(subject, desk())
    now.shift(HOUR)
    correction = actions.correct(subject, desk(), text=BEFORE)
    now.shift(HOUR)
    actions.amend_correction(subject, desk(), correction, text=AFTER)
    shown = content(client, address)
    assert AFTER in shown
    assert BEFORE not in shown
    assert isinstance(subject, StandingPage) or "amended" in shown
