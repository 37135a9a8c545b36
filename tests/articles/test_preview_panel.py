"""The preview beside the text of a story: the reader's page of what is in its form, which is stored nowhere."""

import json
import re
from typing import Any

import lxml.html
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.blocks import Row, new
from articles.models import Article, RelatedLink, Tag
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Change
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, edited, published, raw, text
from tests.articles.test_article_speed import a_story_with_everything
from tests.hostile import TEXTS
from tests.images.factories import PictureFactory
from tests.people import administrator, editor, journalist
from tests.site.baseline import html_tree
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUERIES = 23  # for a story with everything, of which only the text was changed
ADD = "/admin/articles/article/add/"


@pytest.fixture
def mira(client: Client, now: Any) -> User:
    """A writer who is signed in, and an author."""
    user = journalist("mira")
    AuthorFactory(name="Mira Lind", user=user)
    client.force_login(user)
    return user


def form_at(client: Client, address: str) -> dict[str, Any]:
    """The fields of the form on that page, as a browser sends them."""
    form = lxml.html.fromstring(client.get(address).content.decode()).get_element_by_id("article_form")
    for blank in form.xpath(".//template"):
        blank.drop_tree()
    return {name: value.removeprefix("\n") for name, value in form.form_values()}


def form_of(client: Client, article: Article) -> dict[str, Any]:
    return form_at(client, f"/admin/articles/article/{article.pk}/change/")


def preview(client: Client, typed: dict[str, Any], article: Article | None = None) -> Any:
    """The answer for that form: {"html": …, "left_out": […]}."""
    address = reverse("admin:articles_article_unsaved", args=[article.pk] if article else [])
    response = client.post(address, typed)
    assert response.status_code == 200, response.content[:500]
    return response.json()


def tree(html: str) -> str:
    """The tree of a page, without what keeps search engines from previews."""
    return re.sub(r"\n *<meta content=\"[^\"]*\" name=\"robots\">", "", html_tree(html))


def published_page(client: Client, article: Article) -> str:
    """The page that readers get once the draft is published."""
    actions.publish(article, editor(), change=Change.SUBSTANTIVE)
    return str(Client().get(article.live(clock.now()).get_absolute_url()).content.decode())


def body_of(typed: dict[str, Any], *more: Row) -> str:
    return json.dumps([*json.loads(typed["body"]), *more])


def rows_of(*rows: dict[str, Any]) -> str:
    return json.dumps([*rows])


def test_a_preview_of_what_is_live_has_the_updated_time_that_readers_see(client: Client, mira: User, now: Any) -> None:
    article = published(ArticleFactory(owner=mira, slug="ferry"))
    now.shift(60)
    actions.fix_live(article, editor(), {"headline": "Ferry sails"})
    now.shift(60)
    typed = form_of(client, article)
    assert "Updated" not in preview(client, typed, article)["html"]
    assert "Updated" in preview(client, typed | {"headline": "Ferry sails again"}, article)["html"]


def test_a_preview_is_the_page_that_readers_get_once_the_form_is_saved_and_published(
    client: Client, mira: User, now: Any
) -> None:
    article = a_story_with_everything()
    Article.objects.filter(pk=article.pk).update(owner=mira)
    now.shift(60)
    typed = form_of(client, article)
    [first, *others] = json.loads(typed["body"])
    typed |= {
        "headline": "The ferry sails at last",
        "standfirst": "It was late.",
        "dateline": "PORT ELLERY",
        "tags": f"{typed['tags']}, Brand new",
        "body": json.dumps([*others, first, new("paragraph", text="The <strong>last</strong> word.")]),
        "bylines": json.dumps(json.loads(typed["bylines"])[::-1]),
        "related": json.dumps(json.loads(typed["related"])[1:]),
    }
    seen = preview(client, typed, article)
    assert seen["left_out"] == []
    saved = client.post(f"/admin/articles/article/{article.pk}/change/", typed)
    assert saved.status_code == 302
    assert tree(seen["html"]) == tree(published_page(client, article))
    for words in ("The ferry sails at last", "PORT ELLERY", "Brand new", "The <strong>last</strong> word."):
        assert words in seen["html"]


@pytest.mark.once
def test_a_new_story_is_previewed_with_the_byline_and_the_tags_that_saving_makes(client: Client, mira: User) -> None:
    section = SectionFactory(name="Ports", slug="ports")
    typed = form_at(client, ADD) | {"headline": "Ferry sails", "section": str(section.pk), "tags": "Ferries"}
    typed["body"] = json.dumps(text("<p>It left at dawn.</p>"))
    seen = preview(client, typed)
    assert not Article.objects.exists()
    assert not Tag.objects.exists()
    assert client.post(ADD, typed).status_code == 302
    assert tree(seen["html"]) == tree(published_page(client, Article.objects.get()))
    assert "Mira Lind" in seen["html"]
    assert 'href="/tags/ferries/"' in seen["html"]


@pytest.mark.once
def test_an_empty_new_story_is_previewed_too(client: Client, mira: User) -> None:
    seen = preview(client, form_at(client, ADD))
    assert '<h1 class="story__headline"></h1>' in seen["html"]
    assert seen["left_out"] == []


def test_a_preview_stores_nothing(client: Client, mira: User, now: Any) -> None:
    article = ArticleFactory(owner=mira)
    typed = form_of(client, article) | {"headline": "Changed", "tags": "Brand new"}

    def rows() -> dict[str, list[Any]]:
        return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}

    before = rows()
    with CaptureQueriesContext(connection) as queries:
        preview(client, typed, article)
        preview(client, form_at(client, ADD) | {"headline": "New", "tags": "Brand new"})
    assert rows() == before
    assert not [query for query in queries if re.match("INSERT|UPDATE|DELETE|SAVEPOINT", str(query["sql"]))]


@pytest.mark.once
def test_what_cannot_be_saved_is_left_out_and_named_and_the_rest_is_shown(client: Client, mira: User) -> None:
    article = ArticleFactory(owner=mira, kicker="Old kicker")
    typed = form_of(client, article)
    typed |= {
        "kicker": "x" * 61,
        "language": "no language",
        "body": body_of(typed, raw("figure", picture=None), new("paragraph", text="It came back."), {"type": "?"}),
        "bylines": rows_of({"author": 999}),
        "related": rows_of(
            {"relation": "read_more", "url": "nowhere", "title": "Nowhere"},
            {"relation": "read_more", "url": "https://example.org/", "title": "Somewhere"},
        ),
    }
    seen = preview(client, typed, article)
    for words in (article.headline, "The first ship left.", "It came back.", "Somewhere"):
        assert words in seen["html"]
    for words in ("Old kicker", "xxxxx", "Nowhere"):
        assert words not in seen["html"]
    assert [words.partition(":")[0].partition(". ")[0] for words in seen["left_out"]] == [
        "Block 2, photo",
        "Block 4, its type “?” is unknown",
        "Byline 1",
        "Related story 1",
        "Kicker",
        "Language",
    ]


@pytest.mark.once
def test_a_body_that_is_none_leaves_the_rest(client: Client, mira: User) -> None:
    article = ArticleFactory(owner=mira)
    for body in ("{", "{}", "1", '[{"type": "paragraph", "fields": {"text": "\\ud800"}}]'):
        seen = preview(client, form_of(client, article) | {"body": body}, article)
        assert article.headline in seen["html"]


@pytest.mark.once
def test_a_preview_shows_no_more_than_readers_will_see_and_names_what_is_not_live(
    client: Client, mira: User, now: Any
) -> None:
    draft, hidden = TimelineFactory(owner=mira, title="Kursk"), ArticleFactory(headline="Other people’s draft")
    sealed = published(headline="Taken down story")
    later, gone = (
        PictureFactory(title="later", usable_from=clock.now().replace(year=2030)),
        PictureFactory(title="gone"),
    )
    article = ArticleFactory(owner=mira)
    ArticleFactory(rows=[new("timeline", timeline=draft)])  # so it isn't only this story's
    now.shift(60)
    actions.take_down(sealed, administrator(), reason="Court order")
    type(gone).objects.filter(pk=gone.pk).update(taken_down_at=clock.now())
    typed = form_of(client, article)
    rows = [
        raw("timeline", timeline=draft.pk),
        raw("figure", picture=later.pk, alt="A bridge"),
        raw("figure", picture=gone.pk),
    ]
    rows += text(f'<p>See <a href="story:{hidden.pk}">the report</a>.</p>')
    typed |= {"body": body_of(typed, *rows), "lead_picture": str(gone.pk)}
    typed["related"] = rows_of(*({"relation": "background", "story": story} for story in (hidden.pk, sealed.pk)))
    seen = preview(client, typed, article)
    for words in ("Kursk", "A bridge", "<img", "Other people", "Taken down story", "timeline-embed"):
        assert words not in seen["html"], words
    assert "See the report." in seen["html"]
    assert seen["left_out"] == [
        "Readers won’t see the photo “gone”: taken down Nov. 8, 2024, 9:01 a.m.",
        "Readers won’t see the photo “later”: usable from Nov. 8, 2030, 9 a.m.",
        "Readers won’t see the timeline “Kursk”: it isn’t published.",
        "Readers won’t see the link “the report”: its story isn’t live.",
        "Related story 1 isn’t live: readers won’t see it.",
        "Related story 2 isn’t live: readers won’t see it.",
    ]


@pytest.mark.once
def test_a_timeline_that_is_published_with_the_story_is_shown_and_told(client: Client, mira: User, now: Any) -> None:
    timeline, article = TimelineFactory(owner=mira, title="Kursk"), ArticleFactory(owner=mira)
    typed = form_of(client, article)
    typed["body"] = body_of(typed, raw("timeline", timeline=timeline.pk))
    seen = preview(client, typed, article)
    assert "Ukrainian forces cross the border" in seen["html"]
    assert seen["left_out"] == []
    assert seen["told"] == "The timeline “Kursk” is published with this story."


@pytest.mark.once
def test_a_timeline_that_is_edited_is_shown_as_readers_have_it(client: Client, mira: User) -> None:
    timeline = TimelineFactory(owner=mira)
    actions.publish(timeline, editor())
    timeline.events.update(headline="A word that only the desk knows")
    actions.save(type(timeline).objects.get(pk=timeline.pk), mira)
    article = ArticleFactory(owner=mira, rows=[new("timeline", timeline=timeline)])
    seen = preview(client, form_of(client, article), article)
    assert "Ukrainian forces cross the border" in seen["html"]
    assert "only the desk knows" not in seen["html"]


@pytest.mark.once
def test_a_form_that_is_older_than_the_draft_is_previewed_as_it_is(client: Client, mira: User) -> None:
    article = ArticleFactory(
        owner=mira, authors=[AuthorFactory(name="Sam")], rows=[RelatedLink(url="https://example.org/", title="Tide")]
    )
    typed = form_of(client, article) | {"standfirst": "Mine"}
    article.bylines.all().delete()
    edited(article, headline="Theirs", body=text("<p>Theirs.</p>"))
    seen = preview(client, typed, article)
    for words in (typed["headline"], "Mine", "The first ship left.", "Tide"):
        assert words in seen["html"]
    assert "Theirs" not in seen["html"]


@pytest.mark.once
def test_a_new_story_is_previewed_for_those_who_may_add_one(client: Client, mira: User) -> None:
    typed, address = form_at(client, ADD), reverse("admin:articles_article_unsaved")
    assert client.get(address).status_code == 405
    outside = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
    for asking, user in ((outside, mira), (Client(), User.objects.create_user("temp", is_staff=True))):
        asking.force_login(user)
        assert asking.post(address, typed).status_code == 403


@pytest.mark.once
def test_the_key_of_each_block_stands_before_what_readers_see_of_it(client: Client, mira: User) -> None:
    article = a_story_with_everything()
    Article.objects.filter(pk=article.pk).update(owner=mira)
    html = preview(client, form_of(client, article), article)["html"]
    article = Article.objects.get(pk=article.pk)
    assert re.findall("<!--([0-9a-f-]{36})-->", html) == [row["key"] for row in article.body]
    assert "<!--" not in Client().get(article.live(clock.now()).get_absolute_url()).text.partition("<main")[2]


def test_no_form_is_answered_with_an_error_of_ours(client: Client, mira: User) -> None:
    article, client.raise_request_exception = ArticleFactory(owner=mira), True
    typed = form_of(client, article)
    fields = ("headline", "section", "tags", "lead_picture", "lead_shape", "kind", "language", "slug", "body")
    for words in TEXTS:
        value = words.encode("utf-8", "replace").decode()
        rows = rows_of({"author": value, "key": value})
        preview(client, typed | {"bylines": rows, "related": value} | dict.fromkeys(fields, value), article)
    blocks = [raw("timeline", timeline=999), raw("timeline", timeline=999)]
    blocks += text('<p>See <a href="story:999999999999999999">this</a> and <a href="story:9">that</a>.</p>')
    preview(client, typed | {"body": json.dumps(blocks), "bylines": "{"})
    preview(client, {})


def test_a_preview_asks_few_questions(client: Client, mira: User, now: Any) -> None:
    article = a_story_with_everything()
    Article.objects.filter(pk=article.pk).update(owner=mira)
    typed = form_of(client, article)
    typed["body"] = body_of(typed, new("paragraph", text="Typed just now."))
    preview(client, typed, article)
    with CaptureQueriesContext(connection) as queries:
        assert "Typed just now." in preview(client, typed, article)["html"]
    assert len(queries) <= QUERIES, "\n".join(str(query["sql"])[:150] for query in queries)
