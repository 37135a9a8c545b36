"""What the page of a new story begins with: a template, a timeline event, or a correction request."""

import json
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.blocks import Figure, TimelineEmbed, new
from articles.error_reports import actions as report_actions
from articles.models import Article, EventReport, RelatedLink
from articles.new_story.templates import stop_using_as_template, use_as_template
from newsroom.publishing import actions, clock
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, published
from tests.articles.test_article_detail import timeline
from tests.articles.test_duplicate import keys, without_keys
from tests.articles.test_preview_panel import form_at
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import INCURSION, TimelineFactory, add_event

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]

ADD = "/admin/articles/article/add/"


def client_of(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def page(user: User, query: str) -> Any:
    return lxml.html.fromstring(client_of(user).get(f"{ADD}{query}").content.decode())


def filled_in(user: User, query: str) -> dict[str, Any]:
    """What the form of a new story holds before anything is typed, by field, its rows and blocks read."""
    fields = form_at(client_of(user), f"{ADD}{query}")
    return fields | {name: json.loads(fields[name]) for name in ("body", "bylines", "related", "reports")}


def saved(user: User, query: str) -> Article:
    """The story that is saved when nothing is typed on that page."""
    answer = client_of(user).post(f"{ADD}{query}", form_at(client_of(user), f"{ADD}{query}") | {"_continue": "Save"})
    assert answer.status_code == 302, answer.context["errors"]
    story: Article = Article.objects.order_by("-pk")[0]
    return story


@pytest.fixture
def template(desk: User) -> Article:
    photo, strait = PictureFactory(), TimelineFactory()
    story = ArticleFactory(
        headline="Match report",
        kicker="Regatta",
        slug="match",
        kind="analysis",
        owner=desk,
        lead_picture=photo,
        lead_alt="The harbor",
        authors=[AuthorFactory()],
        tagged_with=TagFactory.create_batch(2),
        rows=[
            new(Figure, picture=photo, caption="The quay"),
            new(TimelineEmbed, timeline=strait),
            RelatedLink(story=published(headline="Last week’s match")),
        ],
    )
    EventReport.objects.create(article=story, event=add_event(strait))
    actions.save(story, desk)
    use_as_template(story, desk)
    return Article.objects.get(pk=story.pk)


# --- a template


def test_a_story_starts_as_a_copy_of_its_template_under_keys_of_its_own(template: Article, writer: User) -> None:
    me = AuthorFactory(user=writer)
    assert Article.objects.count() == 2  # nothing is stored until it is saved
    story = saved(writer, f"?template={template.pk}")
    old, made = template.snapshot(), story.snapshot()
    for name in old.keys() - {"slug", "bylines", "reports"}:
        assert without_keys(made[name]) == without_keys(old[name]), name
    assert len(keys(made)) == len(keys(old)) > 3
    assert not keys(made) & keys(old)
    assert (story.slug, made["reports"], [row["author"] for row in made["bylines"]]) == ("", [], [me.pk])
    assert (story.owner, story.review, story.first_published_at) == (writer, "draft", None)
    versions = [(each.number, each.author, each.note) for each in story.revisions.all()]
    assert versions == [(1, writer, "From the template “Match report”")]
    assert template.head.read() == old
    actions.publish(story, template.owner)  # the copy is no template


def test_the_cursor_is_in_the_headline_which_typing_replaces(template: Article, writer: User) -> None:
    headline = page(writer, f"?template={template.pk}").get_element_by_id("id_headline")
    assert headline.text_content().strip() == "Match report"
    assert {"autofocus", "data-select"} <= set(headline.keys())


@pytest.mark.once
def test_a_save_that_is_refused_keeps_what_the_change_note_says(template: Article, writer: User) -> None:
    client, address = client_of(writer), f"{ADD}?template={template.pk}"
    refused = client.post(address, form_at(client, address) | {"section": "x", "_note": "By phone"})
    assert lxml.html.fromstring(refused.content.decode()).xpath("//*[@name='_note']/@value") == ["By phone"]


@pytest.mark.once
def test_a_template_offers_the_story_that_starts_from_it(template: Article, writer: User) -> None:
    link = f'href="{ADD}?template={template.pk}">New story from this</a>'
    address = f"/admin/articles/article/{template.pk}/change/"
    assert link in client_of(writer).get(address).content.decode()
    stop_using_as_template(template, template.owner)
    assert link not in client_of(template.owner).get(address).content.decode()


@pytest.mark.once
def test_what_is_named_in_its_rows_is_shown_by_name(template: Article, writer: User) -> None:
    related = page(writer, f"?template={template.pk}").get_element_by_id("id_related")
    assert list(json.loads(related.get("data-names")).values()) == ["Last week’s match"]


@pytest.mark.once
def test_without_an_author_page_there_is_no_byline(template: Article, writer: User) -> None:
    assert filled_in(writer, f"?template={template.pk}")["bylines"] == []


@pytest.mark.once
def test_what_is_no_template_starts_an_empty_story_that_says_so(template: Article, desk: User, writer: User) -> None:
    story, gone = published(headline="A story"), template.pk
    stop_using_as_template(template, desk)
    for typed in (story.pk, gone, 10**30, "x", "", "-1", "\0"):
        tree = page(writer, f"?template={typed}")
        assert "That template is gone, so this story starts empty." in tree.text_content(), typed
        assert tree.get_element_by_id("id_headline").text_content().strip() == ""


# --- a timeline event


def test_a_story_about_an_event_has_its_timeline_and_broke_the_event(desk: User) -> None:
    strait = timeline("The ferry is built", "The ferry sinks")
    event = strait.events.get(headline="The ferry sinks")
    story = saved(desk, f"?event={event.pk}")
    assert [(row["type"], row["fields"]["timeline"]) for row in story.body] == [("timeline", strait.pk)]
    assert list(story.reports.values_list("event", flat=True)) == [event.pk]


@pytest.mark.once
def test_the_events_of_a_timeline_offer_a_story_to_those_who_write(desk: User) -> None:
    strait = TimelineFactory(owner=desk, events=[INCURSION])
    link = f'href="{ADD}?event={strait.events.get().pk}"'
    address = f"/admin/timelines/timeline/{strait.pk}/change/"
    assert client_of(desk).get(address).content.decode().count("?event=") == 1
    assert link in client_of(desk).get(address).content.decode()
    actions.publish(strait, desk)
    assert link in client_of(journalist()).get(address).content.decode()  # who may only read it
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(strait.owner.groups.get().permissions.filter(codename="view_timeline"))
    assert "?event=" not in client_of(reader).get(address).content.decode()


@pytest.mark.once
def test_an_event_that_is_gone_or_hidden_starts_an_empty_story_that_says_so(desk: User, chief: User) -> None:
    hidden, down = TimelineFactory(owner=desk, events=[INCURSION]), timeline("Libel")
    keys_ = [hidden.events.get().pk, down.events.get().pk, uuid4(), "x", ""]
    actions.take_down(down, chief, reason="Court order")
    for key in keys_:
        tree = page(journalist(), f"?event={key}")
        assert "That event is no longer in its timeline" in tree.text_content(), key
        assert json.loads(tree.get_element_by_id("id_body").text_content()) == []


# --- a correction request


def test_a_story_about_a_correction_request_is_related_to_the_story(desk: User) -> None:
    ferry = published(headline="Ferry sails")
    report = report_actions.send(ferry.live(clock.now()), what="It has 12 cabins.", address=None)
    story = saved(desk, f"?report={report.pk}&headline=Cabins")
    assert [(link.story, link.relation) for link in story.related_links.all()] == [(ferry, "read_more")]
    assert "12 cabins" not in json.dumps(story.snapshot())  # what the reader wrote stays with the report


@pytest.mark.once
def test_a_correction_request_offers_a_story_to_those_who_may_read_it(desk: User, writer: User) -> None:
    ferry = published(headline="Ferry sails")
    report = report_actions.send(ferry.live(clock.now()), what="It has 12 cabins.", address=None)
    queue = client_of(desk).get(f"/admin/articles/errorreport/{report.pk}/change/").content.decode()
    assert f'href="{ADD}?report={report.pk}"' in queue
    for typed in (report.pk, report.pk + 1, "x", ""):
        tree = page(writer, f"?report={typed}")
        assert "That correction request is gone, so this story starts empty." in tree.text_content(), typed
        assert json.loads(tree.get_element_by_id("id_related").text_content()) == []


# --- whatever else an address says


@pytest.mark.once
@pytest.mark.parametrize("part", ["body", "bylines", "related", "reports"])
def test_an_address_holds_no_rows_and_no_text(part: str, writer: User) -> None:
    assert filled_in(writer, f'?{part}=[{{"author":1}}]')[part] == []


@pytest.mark.once
def test_who_may_not_write_starts_nothing(template: Article) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    assert client_of(reader).get(f"{ADD}?template={template.pk}").status_code == 403


@pytest.mark.once
def test_a_new_story_still_begins_in_the_usual_section_unless_its_template_has_one(
    template: Article, writer: User
) -> None:
    usual = SectionFactory()
    ArticleFactory(owner=writer, section=usual)
    assert filled_in(writer, "")["section"] == str(usual.pk)
    assert filled_in(writer, f"?template={template.pk}")["section"] == str(template.section_id)
