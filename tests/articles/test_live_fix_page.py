"""The page of a live fix for a story: its text in reading order, its details beside it, and what happens to other versions."""

import re
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.blocks import PullQuote, new
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import edited, published, text
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def sasha() -> User:
    return editor("sasha")


@pytest.fixture
def signed_in(client: Client, sasha: User) -> Client:
    client.force_login(sasha)
    return client


def address(story: Any) -> str:
    return f"/admin/articles/article/{story.pk}/verb/fix_live/"


def names(page: Any, within: str) -> list[str]:
    """The labels of the fields there, in order."""
    labels = lxml.html.fromstring(page.content).xpath(f"//*[{within}]//label[@for and not(ancestor::fieldset)]")
    return [label.text_content().strip().rstrip(":") for label in labels]


def test_the_text_is_in_reading_order_and_its_details_are_beside_it(signed_in: Client) -> None:
    rows = [*text("<p>It carries grain.</p>", heading="The ferry"), new(PullQuote, text="Slow", attribution="A pilot")]
    page = signed_in.get(address(published(headline="Port", rows=rows)))
    assert names(page, "@data-fix-text")[-3:] == ["Paragraph", "Pull quote", "Pull quote: attribution"]
    beside = ["Correction", "Kicker", "Dateline", "Alt text", "Caption"]
    assert names(page, "@class='fix-beside'") == beside


def test_a_headline_that_is_pasted_on_two_lines_is_one(signed_in: Client) -> None:
    story = published(headline="The harbor is open")
    fixed = {"live": 1, "change": "minor", "text0": "The harbor\r\nis closed", "text1": story.kicker}
    page = signed_in.post(address(story), fixed).text
    assert "The harbor is closed</textarea>" in page


def test_the_other_versions_are_named_before_and_what_happens_to_each_after_the_preview(
    signed_in: Client, sasha: User
) -> None:
    story = published(headline="The harbor is open", text="<p>Teh ferry.</p>")
    later = edited(story, standfirst="Ferries leave at noon.")
    actions.publish(story, sasha, revision=later, at=NINE + HOUR, change=Change.MINOR)
    edited(story, headline="The harbor is open at last")
    page = signed_in.get(address(story)).text
    assert re.search(r"Scheduled <time[^>]+>[^<]+</time>: version 2", page)
    assert "The draft, version 3" in page
    form = lxml.html.fromstring(page).xpath("//form[.//*[@data-fix-text]]")[0]
    typed = dict(form.form_values()) | {"text0": "The harbor is open again"}
    answer = lxml.html.fromstring(signed_in.post(address(story), typed).content)
    told = [each.text_content() for each in answer.xpath("//*[contains(@class, 'effect__how')]")]
    assert told == ["Included", "Needs you"]
    (main,) = answer.xpath("//input[@type='submit' and contains(@class, 'default')]")
    assert main.value == "Publish the fix"
