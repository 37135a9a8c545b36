"""Fronts at the desk: a container's page, the order of a page, a story put on the front from its own page."""

from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.fronts.models import Container, Layout
from newsroom.publishing import actions, clock
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, SectionFactory, desk, edited, published
from tests.fronts.conftest import HOUR, NINE, SECOND
from tests.fronts.factories import AlertFactory, ContainerFactory, changed, on_the_front
from tests.people import journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def knocking(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


@pytest.fixture
def front_desk(now: Any) -> Client:
    return knocking(desk())


def change(container: Container) -> str:
    return reverse("admin:fronts_container_change", args=[container.pk])


def typed(container: Container, *slots: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The form of a container as a browser sends it, with those slots; an existing slot has its id."""
    head = container.head
    sent: dict[str, Any] = {
        "_base": head.number,
        "_continue": "1",
        **{name: getattr(container, name) for name in ("title", "layout", "size", "fill", "place")},
        **fields,
        "slots-TOTAL_FORMS": len(slots),
        "slots-INITIAL_FORMS": sum("id" in slot for slot in slots),
    }
    for number, slot in enumerate(slots):
        sent[f"slots-{number}-container"] = container.pk
        sent |= {f"slots-{number}-{name}": value for name, value in slot.items()}
    return sent


def stories_in(container: Container) -> list[int]:
    return [slot["story"] for slot in container.head.read()["slots"]]


def test_slots_are_chosen_and_put_in_order_on_one_page(front_desk: Client) -> None:
    first, second = published(), published()
    container = ContainerFactory(slots=[first])
    held = {"id": str(container.slots.get().pk), "story": first.pk, "order": 2}
    new = {"story": second.pk, "order": 1, "until_0": "2024-11-09", "until_1": "09:00", "headline": "Ours"}
    response = front_desk.post(change(container), typed(container, held, new, title="Today"))
    assert response.status_code == 302, response.context["errors"]
    assert stories_in(container) == [second.pk, first.pk]
    slot = container.head.read()["slots"][0]
    assert slot["until"] == "2024-11-09T14:00:00+00:00"
    assert slot["over"] == {"headline": second.headline, "at": NINE.isoformat()}
    assert container.head.read()["title"] == "Today"
    assert not container.live(clock.now())


def test_an_override_that_is_out_of_date_is_flagged_until_it_is_confirmed(front_desk: Client, now: Any) -> None:
    story = published(headline="Nine hurt")
    container = ContainerFactory(slots=[{"story": story, "headline": "Nine hurt at the quay"}])
    now.shift(HOUR)
    actions.publish(story, desk(), revision=edited(story, headline="Two hurt"), change="minor")
    assert "It is now “Two hurt”." in front_desk.get(change(container)).content.decode()
    slot = {"id": str(container.slots.get().pk), "story": story.pk, "headline": "Nine hurt at the quay", "order": 1}
    assert "1 to check" in front_desk.get(reverse("admin:fronts_container_overview")).content.decode()
    front_desk.post(change(container), typed(container, slot))
    assert "It is now “Two hurt”." in front_desk.get(change(container)).content.decode()
    front_desk.post(change(container), typed(container, slot | {"holds": "on"}))
    assert "It is now “Two hurt”." not in front_desk.get(change(container)).content.decode()


def test_two_editors_in_one_container_are_merged_and_in_two_never_meet(front_desk: Client) -> None:
    first, second, third = published(), published(), published()
    one, other = ContainerFactory(slots=[first]), ContainerFactory()
    base = typed(one, {"id": str(one.slots.get().pk), "story": first.pk, "order": 1}, title="Mine")
    held: dict[str, Any] = {"id": str(one.slots.get().pk), "story": first.pk}
    front_desk.post(change(one), typed(one, held, {"story": second.pk}))
    assert front_desk.post(change(other), typed(other, {"story": third.pk})).status_code == 302
    assert front_desk.post(change(one), base).status_code == 302
    assert stories_in(one) == [first.pk, second.pk]
    assert one.head.read()["title"] == "Mine"
    assert stories_in(other) == [third.pk]


def test_a_container_is_previewed_on_its_page_at_any_instant(front_desk: Client) -> None:
    world, story = SectionFactory(slug="world", name="World"), published(headline="To be seen")
    coming = published(headline="To come", at=NINE + HOUR)
    home = ContainerFactory(slots=[coming, story], title="A draft", size=2)
    preview = reverse("admin:fronts_container_preview", args=[home.pk])
    html = front_desk.get(preview).content.decode()
    assert "A draft" in html
    assert "To be seen" in html
    assert "To come" not in html
    assert "To come" in front_desk.get(preview, {"at": (NINE + HOUR).isoformat()}).content.decode()
    assert "A draft" not in Client().get("/").content.decode()
    on_world = ContainerFactory(slots=[story], title="On World", section=world)
    html = front_desk.get(reverse("admin:fronts_container_preview", args=[on_world.pk])).content.decode()
    assert "<h1>World</h1>" in html
    assert "On World" in html


def test_a_previewed_version_stands_in_place_of_the_live_one(front_desk: Client) -> None:
    published()
    container = on_the_front(title="As it is")
    changed(container, title="As it may be")
    html = front_desk.get(reverse("admin:fronts_container_preview", args=[container.pk])).content.decode()
    assert "As it may be" in html
    assert "As it is" not in html


def test_breaking_news_is_previewed_over_the_home_page(front_desk: Client) -> None:
    alert = AlertFactory(text="The bridge is closed", story=published(slug="bridge"))
    html = front_desk.get(reverse("admin:fronts_alert_preview", args=[alert.pk])).content.decode()
    assert '<a href="/2024/11/08/bridge/">The bridge is closed</a>' in html
    assert "The bridge is closed" not in Client().get("/").content.decode()


def test_the_overview_has_containers_in_order_and_where_each_stands(front_desk: Client) -> None:
    world = SectionFactory(name="World")
    on_the_front(title="Second", place=20)
    ContainerFactory(title="First", place=10)
    on_the_front(title="Of World", section=world)
    html = front_desk.get(reverse("admin:fronts_container_overview")).content.decode()
    places = [html.index(words) for words in (">Home<", "First", "Draft", "Second", "Live", ">World<", "Of World")]
    assert places == sorted(places)


def test_a_container_is_moved_by_a_button(front_desk: Client) -> None:
    first, second = on_the_front(title="First", place=10), on_the_front(title="Second", place=20)
    overview = reverse("admin:fronts_container_overview")
    assert front_desk.post(overview, {"move": second.pk, "step": "-1"}).status_code == 302
    assert [each.live(NINE + SECOND).place for each in (first, second)] == [20, 10]
    assert knocking(journalist()).post(overview, {"move": second.pk, "step": "1"}).status_code == 403


# --- put on the front ---------------------------------------------------------------------------------------


def put(story: Any) -> str:
    return reverse("admin:fronts_container_put", args=[story.pk])


def story_page(client: Client, story: Any) -> str:
    return str(client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode())


def test_one_press_puts_a_story_first_in_the_lead(front_desk: Client) -> None:
    old, story = published(), published(headline="The news")
    lead = on_the_front(old, layout=Layout.LEAD)
    on_the_front(layout=Layout.STRIP)
    on_the_front(layout=Layout.LEAD, section=SectionFactory())
    assert f'action="{put(story)}"' in story_page(front_desk, story)
    response = front_desk.post(put(story), follow=True)
    assert "This story now leads" in response.content.decode()
    assert [slot["story"] for slot in lead.live(NINE + SECOND).read()["slots"]] == [story.pk, old.pk]
    assert AuditEntry.objects.filter(verb="put_on_front", subject_id=lead.pk, actor=desk()).count() == 1


def test_one_more_press_takes_it_off_again(front_desk: Client) -> None:
    old, story = published(), published()
    lead = on_the_front(old, layout=Layout.LEAD)
    page = lxml.html.fromstring(front_desk.post(put(story), follow=True).content.decode())
    [undo] = page.xpath("//button[starts-with(normalize-space(), 'Undo')]")
    assert page.get_element_by_id(undo.get("form")).get("method") == "post"
    response = front_desk.post(undo.get("formaction"), follow=True)
    assert [slot["story"] for slot in lead.live(NINE + SECOND).read()["slots"]] == [old.pk]
    assert "is as it was before." in response.content.decode()
    assert "nothing to undo" in front_desk.post(undo.get("formaction"), follow=True).content.decode()
    assert front_desk.get(undo.get("formaction")).status_code == 405
    assert knocking(journalist()).post(undo.get("formaction")).status_code == 403


def test_what_leads_the_front_is_offered_to_be_taken_off_it(front_desk: Client, now: Any) -> None:
    old, story = published(headline="The old lead"), published(headline="The news")
    lead = on_the_front(old, layout=Layout.LEAD)
    now.shift(1)
    assert "“The old lead” moves down." in front_desk.post(put(story), follow=True).content.decode()
    now.shift(1)
    page, address = story_page(front_desk, story), reverse("admin:fronts_container_take_off", args=[story.pk])
    assert f'action="{address}"' in page
    assert "Put on the front now" not in page
    assert knocking(journalist()).post(address).status_code == 403
    told = front_desk.post(address, follow=True).content.decode()
    assert "This story no longer leads" in told
    assert "“The old lead” does." in told
    assert "Put on the front now" in told
    now.shift(1)
    assert [slot["story"] for slot in lead.live(clock.now()).read()["slots"]] == [old.pk]
    assert AuditEntry.objects.filter(verb="take_off_front", subject_id=lead.pk).count() == 1
    assert "doesn’t lead the front any more" in front_desk.post(address, follow=True).content.decode()


def test_where_there_are_several_leads_one_chooses(front_desk: Client) -> None:
    story = published()
    leads = [on_the_front(title=f"Lead {number}", layout=Layout.LEAD) for number in (1, 2)]
    page = front_desk.post(put(story)).content.decode()
    assert "Lead 1" in page
    assert all(lead.revisions.count() == 1 for lead in leads)
    front_desk.post(put(story), {"container": leads[1].pk})
    assert [slot["story"] for slot in leads[1].live(NINE + SECOND).read()["slots"]] == [story.pk]


def test_without_a_front_one_is_told_so(front_desk: Client) -> None:
    assert "No front module is live" in front_desk.post(put(published())).content.decode()


def test_a_draft_has_no_such_button_and_is_refused(front_desk: Client) -> None:
    on_the_front(layout=Layout.LEAD)
    draft = ArticleFactory()
    assert "Put on the front" not in story_page(front_desk, draft)
    assert "Publish the story first." in front_desk.post(put(draft), follow=True).content.decode()


def test_who_may_not_publish_has_no_such_button_and_is_shut_out(front_desk: Client) -> None:
    lead = on_the_front(layout=Layout.LEAD)
    writer = journalist()
    story = published(ArticleFactory(owner=writer))
    assert "Put on the front" not in story_page(knocking(writer), story)
    assert knocking(writer).post(put(story)).status_code == 403
    assert lead.revisions.count() == 1


# --- breaking news ------------------------------------------------------------------------------------------


def banner(action: str, story: Any) -> str:
    return reverse(f"admin:fronts_alert_{action}", args=[story.pk])


def test_one_press_raises_the_banner_and_one_takes_it_down(front_desk: Client, now: Any) -> None:
    story = published(headline="The bridge is closed")
    now.shift(1)
    assert f'action="{banner("raise", story)}"' in story_page(front_desk, story)
    page = front_desk.post(banner("raise", story), follow=True).content.decode()
    assert "The banner is on every page until it’s taken down:" in page
    assert "Put on the front now</button></span>" in page  # what is left to do is offered with it
    now.shift(1)
    assert (
        "The bridge is closed"
        in Client().get("/").content.decode().partition("breaking__inner")[2].partition("</div>")[0]
    )
    assert f'action="{banner("lower", story)}"' in story_page(front_desk, story)
    assert "The banner is down." in front_desk.post(banner("lower", story), follow=True).content.decode()
    now.shift(1)
    assert "breaking__inner" not in Client().get("/").content.decode()


def test_what_leads_the_front_is_not_offered_to_be_put_there(front_desk: Client, now: Any) -> None:
    story = published()
    on_the_front(story, layout=Layout.LEAD)
    now.shift(1)
    page = front_desk.post(banner("raise", story), follow=True).content.decode()
    assert "The banner is on every page" in page
    assert "</button></span>" not in page


def test_who_may_not_publish_has_no_banner_to_raise(front_desk: Client) -> None:
    writer = journalist()
    story = published(ArticleFactory(owner=writer))
    assert "banner" not in story_page(knocking(writer), story)
    assert knocking(writer).post(banner("raise", story)).status_code == 403
    assert front_desk.get(banner("raise", story)).status_code == 405


@pytest.mark.parametrize("page", ["preview", "sealed", "compare", "verb"])
def test_containers_and_breaking_news_are_no_journalists_business(page: str, front_desk: Client) -> None:
    client = knocking(journalist())
    for model, thing in (("container", on_the_front()), ("alert", AlertFactory())):
        args = [thing.pk, "publish"] if page == "verb" else [thing.pk]
        address = reverse(f"admin:fronts_{model}_{page}", args=args)
        assert client.get(address).status_code in (403, 404)
        assert client.post(address, {"when": "now", "revision": "1"}).status_code in (403, 404)
