"""The body of a story in its form: every block has plain fields, and what is not touched stays as it is."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.blocks import FactBox, Figure, Heading, List, PullQuote, Quote, TimelineEmbed, new
from articles.models import Article
from tests.articles.factories import ArticleFactory, published, raw, related
from tests.e2e import desk
from tests.e2e.axe import violations
from tests.e2e.test_accessibility import probed_page as probed_page  # the fixture
from tests.images.factories import PictureFactory
from tests.timelines.factories import TimelineFactory

SignIn = Callable[[Page, User], None]


@pytest.fixture
def story(writer: User) -> Article:
    """With a block of every type, and one of a type that no app knows."""
    rows = [
        new(Heading, text="Why it matters", level=3),
        new(List, text="<ul><li>Grain</li></ul>"),
        new(Quote, text="<p>We sail.</p>"),
        new(PullQuote, text="We sail", attribution="Ann"),
        new(FactBox, title="The harbor", text="<p>It is old.</p>"),
        new(Figure, picture=PictureFactory(title="Quay"), alt="A quay"),
        new(TimelineEmbed, timeline=TimelineFactory(title="Kursk"), show="range", range_from="2024"),
        related(published(headline="The ferry sails"), {"title": "Not written yet"}),
        raw("recipe", title="Soup"),
    ]
    return ArticleFactory(owner=writer, headline="The harbor is open again", rows=rows)


@pytest.fixture
def page(browser_page: Page, sign_in: SignIn, writer: User, story: Article) -> Page:
    sign_in(browser_page, writer)
    browser_page.goto(address(story))
    return browser_page


def address(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def saved(page: Page, story: Article) -> list[dict[str, object]]:
    """Save, and return the body as it is then."""
    desk.press(page, "Save")
    desk.expect_said(page, "was changed successfully")
    return list(story.head.read()["body"])


def test_blocks_that_are_not_touched_keep_their_keys_and_all_of_their_fields(page: Page, story: Article) -> None:
    before = story.body
    page.locator("[data-type=paragraph] textarea").fill("The second ship left.")
    first, *others = saved(page, story)
    assert first == {**before[0], "fields": {"text": "The second ship left."}}
    assert others == before[1:]


def test_blocks_are_added_moved_and_deleted_and_an_empty_paragraph_is_left_out(page: Page, story: Article) -> None:
    unknown = desk.blocks(page)[-1]
    expect(unknown).to_contain_text("Unknown block: recipe")
    expect(unknown).to_contain_text("Soup")
    desk.add_block(page, "Paragraph")
    desk.add_block(page, "Paragraph", "The end.").get_by_role("button", name="Move up").click()
    fact_box = page.locator("[data-type=fact_box]")
    fact_box.get_by_role("button", name="Delete").click()
    quote = page.locator("[data-type=pull_quote]")
    quote.get_by_role("button", name="Delete").click()
    quote.get_by_role("button", name="Undo delete").click()
    body = saved(page, story)
    kinds = [block["type"] for block in body]
    assert kinds == "paragraph heading list quote pull_quote figure timeline related recipe paragraph".split()
    assert body[-1]["fields"] == {"text": "The end."}
    assert body[-1]["key"] not in [block["key"] for block in story.body]


def test_photos_and_stories_are_looked_up_in_a_window(page: Page, story: Article) -> None:
    quay, ferry = PictureFactory(title="The new quay"), published(headline="The ferry sails at noon")
    with page.expect_popup() as opened:
        page.locator("[data-type=figure]").get_by_role("link", name="Look up: Photo").click()
    opened.value.get_by_role("link", name="The new quay").click()
    expect(page.locator("[data-type=figure]").get_by_label("Photo", exact=True)).to_have_value(str(quay.pk))
    box = page.locator("[data-type=related]")
    box.get_by_role("button", name="Add to stories").click()
    with page.expect_popup() as opened:
        box.get_by_role("link", name="Look up: Story").last.click()
    opened.value.get_by_role("link", name="The ferry sails at noon").click()
    expect(box.get_by_label("Story", exact=True).last).to_have_value(str(ferry.pk))
    box.get_by_role("button", name="Remove from stories").nth(1).click()
    body = {block["type"]: block["fields"] for block in saved(page, story)}
    assert body["figure"]["picture"] == quay.pk  # type: ignore[index]
    old = story.body[-2]["fields"]["items"][0]
    assert [item["story"] for item in body["related"]["items"]] == [old["story"], ferry.pk]  # type: ignore[index]
    assert body["related"]["items"][0] == old  # type: ignore[index]


def test_what_is_refused_is_said_at_its_block_and_nothing_typed_is_lost(page: Page, story: Article) -> None:
    page.locator("[data-type=paragraph] textarea").fill("The second ship left.")
    page.locator("[data-type=fact_box]").get_by_label("Title").fill("")
    desk.press(page, "Save")
    expect(page.locator("[data-type=fact_box]")).to_contain_text(
        "Block 6, fact box, title: This field cannot be blank."
    )
    expect(page.locator("[data-type=paragraph] textarea")).to_have_value("The second ship left.")
    page.locator("[data-type=fact_box]").get_by_label("Title").fill("The quay")
    assert saved(page, story)[5]["fields"] == {"title": "The quay", "text": "<p>It is old.</p>"}


def test_a_new_story_begins_with_an_empty_paragraph(page: Page, story: Article) -> None:
    page.goto(desk.ADD_STORY)
    assert [block.get_attribute("data-type") for block in desk.blocks(page)] == ["paragraph"]
    page.get_by_label("Headline:").fill("Nothing yet")
    desk.press(page, "Save")
    assert Article.objects.get(headline="Nothing yet").body == []


def test_without_scripts_the_body_is_edited_as_json(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, writer: User, story: Article
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, writer)
    page.goto(address(story))
    source = page.get_by_label("Text:", exact=True)
    source.fill(source.input_value().replace("The first ship", "The second ship"))
    first, *others = saved(page, story)
    assert first["fields"] == {"text": "The second ship left."}
    assert others == story.body[1:]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_form_fits_and_is_accessible(
    probed_page: Page, sign_in: SignIn, writer: User, story: Article, width: int, scheme: str
) -> None:
    page = probed_page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, writer)
    page.goto(address(story))
    desk.blocks(page)[0].get_by_text("Add below", exact=True).click()
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
