"""Story templates: who makes them, that nothing publishes them, and where they are and aren’t offered."""

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.copy_import.matching import matches
from articles.models import Article, ArticleReference
from articles.new_story.templates import MANAGE, offered_to, stop_using_as_template, use_as_template
from newsroom.desk.calendar.views import approved
from newsroom.desk.home import home_of
from newsroom.publishing import actions, clock
from newsroom.publishing.actions.publication import Publication
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry, Review
from newsroom.publishing.permissions import may
from newsroom.search.models import DeskEntry, Entry
from tests.articles.factories import ArticleFactory, SectionFactory, edited, published
from tests.people import journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]

HOUR = timedelta(hours=1)
LIST = "/admin/articles/article/"
NEVER_PUBLISHED = "This is a template, so it’s never published."


@pytest.fixture
def template(writer: User, desk: User) -> Article:
    return made_template(headline="Obituary of somebody", owner=writer, by=desk)


def made_template(*, by: User, **fields: Any) -> Article:
    story = ArticleFactory(**fields)
    use_as_template(story, by)
    return Article.objects.get(pk=story.pk)


def client_of(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def listed(user: User, query: str = "") -> list[str]:
    page = lxml.html.fromstring(client_of(user).get(f"{LIST}{query}").content.decode())
    return [link.text_content() for link in page.xpath("//tbody//th//a")]


def menu(user: User) -> list[tuple[str, str]]:
    """The templates beside “New story”: their words and where they lead."""
    page = lxml.html.fragment_fromstring(client_of(user).get(f"{LIST}templates/").content.decode(), create_parent=True)
    return [(" ".join(link.text_content().split()), link.get("href")) for link in page.iter("a")]


# --- making one


def test_making_a_template_and_a_draft_again_is_in_the_audit_log(template: Article, desk: User) -> None:
    assert template.review == Review.TEMPLATE
    stop_using_as_template(template, desk)
    template.refresh_from_db()
    assert template.review == Review.DRAFT
    verbs = AuditEntry.objects.order_by("id").values_list("verb", "actor", "revision")
    assert list(verbs)[-2:] == [("use_as_template", desk.pk, 1), ("stop_using_as_template", desk.pk, None)]


def test_it_takes_a_permission(writer: User, desk: User) -> None:
    story = ArticleFactory(owner=writer)
    with pytest.raises(PermissionRefused):
        use_as_template(story, writer)
    use_as_template(story, desk)
    with pytest.raises(PermissionRefused):
        stop_using_as_template(story, writer)
    assert may(writer, "save", story)  # its owner still edits it


def test_a_story_that_readers_know_or_will_is_no_template(desk: User, chief: User) -> None:
    embargoed, down, trash = ArticleFactory(owner=desk), published(), ArticleFactory(owner=desk)
    actions.set_embargo(embargoed, desk, until=clock.now() + HOUR, reason="Agreed", source="The ministry")
    actions.take_down(down, chief, reason="Court order")
    actions.bin(trash, desk)
    due = published(at=clock.now() + HOUR)
    for story, words in (
        (published(), "published or is scheduled"),
        (due, "published or is scheduled"),
        (embargoed, "under embargo"),
        (down, "published or is scheduled"),
        (trash, "in the trash"),
    ):
        with pytest.raises(ActionRefused, match=words):
            use_as_template(story, desk)
    assert not Article.objects.filter(review=Review.TEMPLATE).exists()


def test_a_submission_becomes_a_template_and_leaves_the_queue(writer: User, desk: User) -> None:
    story = ArticleFactory(owner=writer)
    actions.submit(story, writer, note="Please read.")
    use_as_template(story, desk)
    story.refresh_from_db()
    assert (story.review, story.review_note) == (Review.TEMPLATE, "")
    edited(story, headline="Another")
    story.refresh_from_db()
    assert story.review == Review.TEMPLATE  # a save changes nothing about it


def test_what_is_taken_down_is_a_template_no_more(template: Article, desk: User, chief: User) -> None:
    actions.take_down(template, chief, reason="Court order")
    assert offered_to(desk) == []


@pytest.mark.once
def test_the_menu_of_a_story_makes_it_a_template_and_a_draft_again(writer: User, desk: User) -> None:
    story = ArticleFactory(headline="Match report", owner=writer)
    address = f"{LIST}{story.pk}/change/"
    assert "Turn into a template" not in client_of(writer).get(address).content.decode()
    client = client_of(desk)
    page = client.get(address).content.decode()
    assert ">Turn into a template</button>" in page
    assert f'action="{LIST}{story.pk}/use-as-template/"' in page
    page = client.post(f"{LIST}{story.pk}/use-as-template/", follow=True).content.decode()
    assert "“Match report” is a template now: everybody who writes stories can start from it." in page
    assert ">No longer a template</button>" in page
    assert "story-state--template" in page
    for gone in ("_publish", "_submit", "_approve", "Embargo", "Submit with a note", "it’s never published"):
        assert gone not in page
    assert "made it a template" in client.get(f"{LIST}{story.pk}/history/").content.decode()
    page = client.post(f"{LIST}{story.pk}/stop-using-as-template/", follow=True).content.decode()
    assert "“Match report” is a draft again." in page
    refused = client.post(f"{LIST}{story.pk}/stop-using-as-template/", follow=True).content.decode()
    assert "This isn’t a template any more." in refused
    assert client.get(f"{LIST}{story.pk}/use-as-template/").status_code == 405


@pytest.mark.once
def test_whom_the_draft_is_not_shared_with_is_led_to_the_list(template: Article) -> None:
    other = journalist(permission=MANAGE)
    answer = client_of(other).post(f"{LIST}{template.pk}/stop-using-as-template/", follow=True)
    assert answer.redirect_chain == [(LIST, 302)]


# --- nothing publishes it


@pytest.mark.parametrize("verb", ["submit", "send_back", "approve", "publish", "schedule", "set_embargo", "together"])
def test_the_engine_refuses_whatever_leads_to_publication(verb: str, template: Article, desk: User) -> None:
    soon = clock.now() + HOUR
    acts: dict[str, Any] = {
        "submit": lambda: actions.submit(template, desk),
        "send_back": lambda: actions.send_back(template, desk, note="Shorter."),
        "approve": lambda: actions.approve(template, desk),
        "publish": lambda: actions.publish(template, desk),
        "schedule": lambda: actions.publish(template, desk, at=soon),
        "set_embargo": lambda: actions.set_embargo(template, desk, until=soon, reason="Agreed", source="Ministry"),
        "together": lambda: actions.publish_together([Publication(ArticleFactory()), Publication(template)], desk),
    }
    written = AuditEntry.objects.filter(subject_id=template.pk).count()
    with pytest.raises(ActionRefused, match=NEVER_PUBLISHED):
        acts[verb]()
    template.refresh_from_db()
    assert template.review == Review.TEMPLATE
    assert not template.transitions.exists()
    assert AuditEntry.objects.filter(subject_id=template.pk).count() == written


def test_of_several_only_the_template_is_left_out(template: Article, desk: User) -> None:
    story = ArticleFactory()
    done, refused = actions.publish_together([Publication(story), Publication(template)], desk, each=True)
    assert done == story.live(clock.now())
    assert NEVER_PUBLISHED in str(refused)


def test_the_database_refuses_a_published_template(template: Article) -> None:
    for story, columns in (
        (template, {"first_published_at": clock.now()}),
        (published(), {"review": Review.TEMPLATE}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=story.pk).update(**columns)


def test_preflight_says_it(template: Article, desk: User) -> None:
    assert template.problems(template.snapshot())[0].startswith(NEVER_PUBLISHED)
    stop_using_as_template(template, desk)
    template.refresh_from_db()
    assert not template.problems(template.snapshot())
    actions.publish(template, desk)


def test_readers_find_nothing_of_it_now_or_as_of_another_time(template: Article, desk: User, client: Client) -> None:
    section: Any = template.section
    other = published(headline="Ferries sail", section=section)
    edited(template, standfirst="Whom we mourn")
    assert not Entry.objects.filter(subject=template.pk).exists()
    assert not template.revisions.exclude(live_from=None).exists()
    for address in ("/", f"/{section.slug}/", "/search/?q=obituary", "/feed/rss/", "/sitemap.xml", "/archive/2024/11/"):
        page = client.get(address).content.decode()
        assert "Obituary" not in page, address
    assert "Ferries sail" in client.get(f"/{section.slug}/").content.decode()
    editor = client_of(desk)
    editor.post(reverse("look_as_of"), {"instant": (clock.now() + 1000 * HOUR).isoformat()})
    page = editor.get(f"/{section.slug}/").content.decode()
    assert "Obituary" not in page
    assert not ArticleReference.objects.filter(revision__subject=template, revision__live_from__isnull=False).exists()
    assert other.live(clock.now())


# --- where it is, and where it isn’t


def test_everybody_at_the_desk_sees_a_template_and_only_its_own_filter_lists_it(
    template: Article, writer: User, desk: User
) -> None:
    ArticleFactory(headline="A draft", owner=writer)
    for user in (writer, desk, journalist()):
        assert listed(user, "?state=template") == ["Obituary of somebody"]
        assert client_of(user).get(f"{LIST}{template.pk}/change/").status_code == 200
        for query in ("", "?state=draft", "?state=submitted", "?mine=1", "?q=obituary", "?state=bin"):
            assert "Obituary of somebody" not in listed(user, query), query
    assert listed(writer, "?state=draft&mine=1") == ["A draft"]


def test_a_template_in_the_trash_is_not_everybodys(template: Article, writer: User) -> None:
    actions.bin(template, writer)
    other = journalist()
    assert listed(writer, "?state=bin") == ["Obituary of somebody"]
    assert listed(other, "?state=bin") == listed(other, "?state=template") == []
    assert client_of(other).get(f"{LIST}{template.pk}/change/").status_code == 403
    assert offered_to(writer) == []


def test_no_queue_home_or_calendar_has_it(template: Article, writer: User, desk: User) -> None:
    for user in (writer, desk):
        assert not [item for each in home_of(user, clock.now()) for item in each.items if "Obituary" in item.title]
        assert not approved(user, clock.now())


def test_no_list_of_related_stories_and_no_imported_copy_names_it(template: Article, desk: User) -> None:
    ArticleFactory(headline="Obituary of a captain", owner=desk)
    found = client_of(desk).get(
        "/admin/autocomplete/",
        {"app_label": "articles", "model_name": "relatedlink", "field_name": "story", "term": "obituary"},
    )
    assert [row["headline"] for row in found.json()["results"]] == ["Obituary of a captain"]
    names = [match.story.headline for match in matches("Obituary of somebody", Article.objects.all(), clock.now())]
    assert names == ["Obituary of a captain"]


def test_those_of_ones_usual_section_are_offered_first(writer: User, desk: User) -> None:
    sports, culture = SectionFactory(name="Sports"), SectionFactory(name="Culture")
    for headline, section in (("Alpha", culture), ("Bravo", sports), ("Charlie", None), ("Delta", sports)):
        made_template(headline=headline, section=section, owner=desk, by=desk)
    assert [str(each) for each in offered_to(writer)] == ["Alpha", "Bravo", "Charlie", "Delta"]
    ArticleFactory(section=sports, owner=writer)
    assert [str(each) for each in offered_to(writer)] == ["Bravo", "Delta", "Alpha", "Charlie"]
    assert [str(each) for each in offered_to(desk)] == ["Alpha", "Bravo", "Charlie", "Delta"]  # templates don’t count


@pytest.mark.once
@pytest.mark.parametrize("address", ["/admin/", LIST])
def test_home_and_the_list_have_a_menu_of_templates_beside_a_new_story(address: str, writer: User) -> None:
    page = lxml.html.fromstring(client_of(writer).get(address).content.decode())
    [loaded] = page.xpath("//*[@id='start-from']//@data-load-when-open")
    assert loaded == f"{LIST}templates/"
    assert "No templates yet." in client_of(writer).get(loaded).content.decode()


@pytest.mark.once
def test_the_menu_leads_to_a_story_that_starts_from_a_template(desk: User, writer: User) -> None:
    section = SectionFactory(name="Sports")
    match = made_template(headline="Match report", section=section, owner=desk, by=desk)
    assert menu(writer) == [("Match report Sports", f"{LIST}add/?template={match.pk}")]
    reader = User.objects.create_user("reader", is_staff=True)
    assert client_of(reader).get(f"{LIST}templates/").status_code == 403


def test_the_palette_offers_to_start_from_a_template(template: Article, desk: User) -> None:
    start = ("New story from “Obituary of somebody”", "Action", f"{LIST}add/?template={template.pk}")
    for typed in ("", "obit"):
        found = client_of(desk).get("/admin/find/", {"q": typed}, headers={"accept": "application/json"})
        rows = [(row["title"], row["about"], row["url"]) for row in found.json()["found"]]
        assert start in rows, typed
        own = ("Obituary of somebody", "Story, template", f"{LIST}{template.pk}/change/")
        assert own in rows, typed
    assert DeskEntry.objects.get(subject=template.pk).title == "Obituary of somebody"
