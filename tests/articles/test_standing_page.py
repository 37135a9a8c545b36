"""Standing pages: /about/ and its like, and the footer that leads to them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from articles import taxonomy
from articles.models import Section, StandingPage
from newsroom.publishing import actions
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import SectionFactory, StandingPageFactory, desk, published
from tests.people import administrator, journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LINK = '<a href="/about/">About us</a>'


def content(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def about(**fields: Any) -> StandingPage:
    """The page About us, not yet published."""
    page: StandingPage = StandingPageFactory(
        **{"title": "About us", "slug": "about", "body": "<p>Since 1887.</p>"} | fields
    )
    return page


def test_a_scheduled_page_is_absent_one_second_before_and_there_at_the_second(client: Client, now: Any) -> None:
    actions.publish(about(), desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert client.get("/about/").status_code == 404
    assert LINK not in content(client, "/")
    now.move_to(NINE + HOUR)
    assert "Since 1887." in content(client, "/about/")
    assert LINK in content(client, "/")


def test_the_sitemap_names_a_page_from_its_second_on(client: Client, now: Any) -> None:
    actions.publish(about(), desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert "/about/" not in content(client, "/sitemap-lists.xml")
    now.move_to(NINE + HOUR)
    assert "<loc>http://testserver/about/</loc>" in content(client, "/sitemap-lists.xml")


def test_an_unpublished_page_is_gone_at_the_second(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk())
    actions.unpublish(page, desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert LINK in content(client, "/about/")
    now.move_to(NINE + HOUR)
    assert client.get("/about/").status_code == 410
    assert LINK not in content(client, "/")


def test_a_page_taken_down_is_gone_at_once(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk())
    assert LINK in content(client, "/")
    actions.take_down(page, administrator(), reason="Court order")
    assert client.get("/about/").status_code == 410
    assert "About us" not in content(client, "/")


def test_readers_see_no_edit_before_it_is_published(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk())
    revision = edit(page, title="About our newsroom", body="<p>Since 1888.</p>")
    assert "1888" not in content(client, "/about/")
    actions.publish(page, desk(), revision=revision, at=NINE + HOUR, change=Change.MINOR)
    assert LINK in content(client, "/")
    now.move_to(NINE + HOUR)
    assert "1888" in content(client, "/about/")
    assert '<a href="/about/">About our newsroom</a>' in content(client, "/")


def edit(page: StandingPage, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return actions.save(page, page.owner)


def test_the_footer_names_the_pages_that_ask_for_it_in_their_order(client: Client, now: Any) -> None:
    for slug, place in [("contact", 20), ("about", 10), ("privacy", 30)]:
        actions.publish(StandingPageFactory(slug=slug, title=slug.title(), footer_order=place), desk())
    actions.publish(StandingPageFactory(slug="imprint", title="Imprint", in_footer=False), desk())
    html = content(client, "/")
    places = [html.index(f'href="/{slug}/"') for slug in ("about", "contact", "privacy")]
    assert places == sorted(places)
    assert "Imprint" not in html
    assert "Imprint" in content(client, "/imprint/")


def test_a_changed_slug_leads_on_from_the_old_address(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk())
    actions.publish(page, desk(), revision=edit(page, slug="about-us"), at=NINE + HOUR, change=Change.MINOR)
    assert client.get("/about-us/").status_code == 404
    now.move_to(NINE + HOUR)
    response = client.get("/about/")
    assert (response.status_code, response["Location"]) == (301, "/about-us/")


def test_a_page_cannot_take_the_address_of_a_section(now: Any) -> None:
    SectionFactory(slug="world", name="World")
    page = StandingPageFactory(slug="world")
    with pytest.raises(ValidationError, match="The section “World” has the address"):
        page.full_clean()
    with pytest.raises(ActionRefused, match="The section “World” has the address"):
        actions.publish(page, desk())


@pytest.mark.parametrize("slug", ["tags", "2024", "search", "archive"])
def test_a_page_cannot_take_an_address_of_the_site(slug: str, now: Any) -> None:
    with pytest.raises(ActionRefused, match="The site itself uses the address"):
        actions.publish(StandingPageFactory(slug=slug), desk())


def test_a_page_cannot_take_the_address_of_another_page(now: Any) -> None:
    actions.publish(about(), desk(), at=NINE + HOUR)
    with pytest.raises(ActionRefused, match="The page “About us” has the address"):
        actions.publish(StandingPageFactory(slug="about"), desk())


def test_a_section_cannot_take_the_address_of_a_page(now: Any) -> None:
    actions.publish(about(), desk(), at=NINE + HOUR)
    world = taxonomy.add(Section(name="World", slug="world"), desk())
    with pytest.raises(ValidationError, match="The page “About us” has the address"):
        taxonomy.edit(world, desk(), slug="about")
    with pytest.raises(ValidationError, match="The page “About us” has the address"):
        taxonomy.add(Section(name="About", slug="about"), desk())
    taxonomy.add(Section(name="About", slug="about", parent=world), desk())


def test_a_page_without_title_text_or_address_is_not_ready(now: Any) -> None:
    page = StandingPageFactory(title="", slug="", body="")
    with pytest.raises(ActionRefused) as refused:
        actions.publish(page, desk())
    for words in ("Enter a title.", "Write the text.", "Enter a slug"):
        assert words in str(refused.value)


def test_a_live_page_is_fixed_at_once(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk())
    now.shift(HOUR)
    actions.fix_live(page, desk(), {"body": "<p>Since 1886.</p>"})
    actions.correct(page, desk(), text="We began in 1886, not 1887.")
    now.shift(SECOND)
    html = content(client, "/about/")
    assert "Since 1886." in html
    assert "We began in 1886, not 1887." in html


def test_a_version_is_restored_as_it_was(now: Any) -> None:
    page = about()
    edit(page, title="Other", slug="other", body="<p>Other.</p>", in_footer=False, footer_order=3)
    actions.restore(page, page.owner, page.revisions.get(number=1))
    page.refresh_from_db()
    assert page.snapshot() == page.revisions.get(number=1).content


def test_an_editor_sees_a_page_as_readers_will(client: Client, now: Any) -> None:
    page = about()
    client.force_login(desk())
    preview = reverse("admin:articles_standingpage_preview", args=[page.pk])
    assert "Since 1887." in content(client, preview)
    actions.publish(page, desk(), at=NINE + HOUR)
    assert LINK in content(client, f"{preview}?at={(NINE + HOUR).isoformat().replace('+', '%2B')}")


def test_who_can_not_change_a_page_reads_its_text_without_tags(client: Client, now: Any) -> None:
    page = about()
    StandingPage.objects.filter(pk=page.pk).update(body="<p>Since <em>1887</em>.<script>x</script></p>")
    actions.publish(page, desk())
    client.force_login(journalist())
    shown = content(client, reverse("admin:articles_standingpage_change", args=[page.pk]))
    assert "<p>Since <em>1887</em>.x</p>" in shown or "<p>Since <em>1887</em>.</p>" in shown
    assert "&lt;p&gt;" not in shown
    assert "<script>x" not in shown


def test_a_page_is_written_at_the_desk(client: Client, now: Any) -> None:
    client.force_login(desk())
    typed = {"title": "Privacy", "slug": "tags", "body": "<p>No cookies.<script>x</script></p>", "footer_order": "30"}
    address = reverse("admin:articles_standingpage_add")
    refused = client.post(address, typed)
    assert "The site itself uses the address" in refused.content.decode()
    assert client.post(address, typed | {"slug": "privacy", "in_footer": "on"}).status_code == 302
    page = StandingPage.objects.get(slug="privacy")
    assert page.head.content["body"] == "<p>No cookies.</p>"
    actions.publish(page, desk())
    assert "No cookies." in content(client, "/privacy/")


def test_the_site_as_of_another_time_has_the_footer_of_that_time(client: Client, now: Any) -> None:
    page = about()
    actions.publish(page, desk(), at=NINE + HOUR)
    client.force_login(desk())
    session = client.session
    session["as_of"] = (NINE + HOUR).isoformat()
    session.save()
    assert LINK in content(client, "/")
    assert LINK not in content(Client(), "/")


@pytest.mark.parametrize("address", ["/nowhere/", "/about/more/", "/nowhere/about/"])
def test_an_address_that_nobody_has_is_not_found(address: str, client: Client, now: Any) -> None:
    actions.publish(about(), desk())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("pages", [1, 40])
def test_footer_and_page_cost_the_same_however_many_pages_there_are(
    pages: int, client: Client, now: Any, django_assert_max_num_queries: Any
) -> None:
    published(slug="ferry")
    for _ in range(pages):
        actions.publish(StandingPageFactory(), desk())
    actions.publish(about(), desk())
    client.get("/")  # what lasts as long as the site generation is kept
    with django_assert_max_num_queries(3):
        assert LINK in content(client, "/about/")
    with django_assert_max_num_queries(5) as captured:
        assert LINK in content(client, "/archive/")
    assert not [query for query in captured.captured_queries if "standingpage" in query["sql"]]


def test_markdown_that_was_typed_is_read_as_what_it_means(client: Client, now: Any) -> None:
    body = (
        "<p>### What we do</p><p>We **report**.</p><p>- <strong>Grace</strong>, editor<br>- Bo</p>"
        "<p>See [our page](/corrections/) or [x](javascript:alert(1)).</p><p>5 * 3 * 2 and #1</p>"
    )
    actions.publish(about(body=body), desk())
    html = content(client, "/about/")
    for words in (
        "<h2>What we do</h2><p>We <strong>report</strong>.</p>",
        "<ul><li><p><strong>Grace</strong>, editor</p></li><li><p>Bo</p></li></ul>",
        '<a href="/corrections/">our page</a> or [x](javascript:alert(1)).</p><p>5 * 3 * 2 and #1</p>',
    ):
        assert words in html


def test_a_page_in_rich_text_stays_as_it_is(client: Client, now: Any) -> None:
    body = "<h3>Owners</h3><ul><li><p>Readers</p></li></ul><p>One<br>two.</p>"
    actions.publish(about(body=body), desk())
    assert body.replace("h3>", "h2>") in content(client, "/about/")
