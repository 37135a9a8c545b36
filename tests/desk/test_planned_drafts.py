"""Drafts in the calendar on the day for which they are planned: who sees them, who moves them, and when they are gone."""

from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from articles.new_story.templates import use_as_template
from articles.planned_day import plan
from newsroom.desk.home import home_of
from newsroom.publishing import actions, clock
from newsroom.publishing.admin.history_entries import lines as history
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, SectionFactory, published
from tests.articles.test_preview_panel import form_at
from tests.people import journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]  # Friday, Nov. 8, 2024, 9 a.m.

SATURDAY, SUNDAY = date(2024, 11, 9), date(2024, 11, 10)
ADD = "/admin/articles/article/add/"


def client_of(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def planned(user: User, **query: str) -> dict[str, list[str]]:
    """The planned drafts that the calendar shows, by day."""
    page = lxml.html.fromstring(client_of(user).get(reverse("calendar"), query).content.decode())
    found = {}
    for day in page.xpath("//section[@data-day]"):
        if drafts := day.xpath(".//li[starts-with(@id, 'planned-')]"):
            found[day.get("data-day")] = [" ".join(draft.text_content().split()) for draft in drafts]
    return found


def move(user: User, story: Article, **typed: str) -> Any:
    address = reverse("calendar_move", args=["articles.article", story.pk], query={"due": "planned"})
    return client_of(user).post(address, typed) if typed else client_of(user).get(address)


def save(user: User, story: Article, **typed: str) -> Article:
    address = reverse("admin:articles_article_change", args=[story.pk])
    answer = client_of(user).post(address, form_at(client_of(user), address) | typed | {"_continue": "Save"})
    assert answer.status_code == 302, answer.context["errors"]
    return Article.objects.get(pk=story.pk)


@pytest.fixture
def story(writer: User) -> Article:
    story = ArticleFactory(headline="The ferry sails", owner=writer)
    plan(story, writer, SATURDAY)
    return Article.objects.get(pk=story.pk)


@pytest.mark.parametrize("view", ["week", "month", "day"])
def test_a_planned_draft_is_on_its_day_and_said_to_be_a_draft(story: Article, desk: User, view: str) -> None:
    [(day, [words])] = planned(desk, view=view, on="2024-11-09").items()
    assert day == "2024-11-09"
    assert words.startswith("Planned Draft The ferry sails Not scheduled")


def test_a_day_of_the_calendar_begins_a_story_planned_for_it(writer: User) -> None:
    client = client_of(writer)
    page = lxml.html.fromstring(client.get(reverse("calendar")).content.decode())
    links = page.xpath("//a[@class='calendar__new']/@href")
    assert links == [f"{ADD}?planned=2024-11-08", f"{ADD}?planned=2024-11-09"]  # no day that has passed
    typed = form_at(client, links[1])
    assert typed["planned_day"] == "2024-11-09"
    client.post(links[1], typed | {"headline": "The regatta", "_continue": "Save"})
    assert list(planned(writer)) == ["2024-11-09"]


def test_a_day_that_cannot_be_read_leaves_the_new_story_without_one(writer: User) -> None:
    assert "planned_day" not in form_at(client_of(writer), f"{ADD}?planned=tomorrow")


def test_the_day_is_changed_on_the_page_of_the_story_and_audited(story: Article, writer: User) -> None:
    versions = story.revisions.count()
    assert save(writer, story, planned_day="2024-11-10").planned_for == SUNDAY
    assert save(writer, story, planned_day="").planned_for is None
    assert story.revisions.count() == versions
    reasons = AuditEntry.objects.filter(verb="plan").order_by("id").values_list("reason", flat=True)
    assert list(reasons) == [
        "Planned for Nov. 9, 2024",
        "Planned for Nov. 10, 2024, before for Nov. 9, 2024",
        "No longer planned for Nov. 10, 2024",
    ]
    assert [line.done for line in history(story)[0] if line.entry] == ["changed the planned day"] * 3


def test_a_form_that_was_opened_before_the_draft_was_moved_does_not_move_it_back(story: Article, writer: User) -> None:
    address = reverse("admin:articles_article_change", args=[story.pk])
    opened = form_at(client_of(writer), address)
    plan(story, writer, SUNDAY)
    client_of(writer).post(address, opened | {"headline": "The ferry sails again", "_continue": "Save"})
    story.refresh_from_db()
    assert (story.headline, story.planned_for) == ("The ferry sails again", SUNDAY)


def test_no_version_holds_the_day(story: Article) -> None:
    assert "planned" not in str(story.snapshot())


def test_the_calendar_moves_the_day(story: Article, writer: User) -> None:
    assert "nothing is scheduled" in move(writer, story).content.decode()
    assert move(writer, story, day="2024-11-10")["Location"] == f"{reverse('calendar')}?on=2024-11-10"
    story.refresh_from_db()
    assert (story.planned_for, story.transitions.exists()) == (SUNDAY, False)


def test_only_who_may_edit_the_draft_sees_and_moves_it(story: Article, desk: User) -> None:
    stranger = journalist("stranger")
    assert planned(stranger) == {}
    assert move(stranger, story).status_code == 404
    with pytest.raises(PermissionRefused):
        plan(story, stranger, SUNDAY)
    assert move(desk, story, day="2024-11-10").status_code == 302


def test_filters_of_the_calendar_hold_for_planned_drafts(story: Article, writer: User, desk: User) -> None:
    other = SectionFactory(name="World")
    assert planned(writer, mine="on")
    assert planned(writer, kind="articles.article")
    assert planned(writer, kind="timelines.timeline") == planned(desk, mine="on") == {}
    assert planned(writer, section=str(other.pk)) == {}


def test_what_is_scheduled_live_a_template_or_in_the_trash_is_planned_no_more(
    story: Article, writer: User, desk: User
) -> None:
    scheduled, trash, template = (ArticleFactory(owner=writer) for _ in range(3))
    for each in (scheduled, trash, template):
        plan(each, writer, SATURDAY)
    published(scheduled, at=clock.now() + timedelta(days=3))
    actions.bin(trash, writer)
    use_as_template(template, desk)
    [drafts] = planned(desk).values()
    assert len(drafts) == 1
    for each in (scheduled, template):
        with pytest.raises(ActionRefused):
            plan(each, desk, SUNDAY)
        assert "planned_day" not in form_at(client_of(desk), reverse("admin:articles_article_change", args=[each.pk]))


def test_a_planned_day_is_nothing_that_is_due(story: Article, writer: User) -> None:
    assert not [each for each in home_of(writer, clock.now()) if each.title in ("Scheduled", "Due today")]
