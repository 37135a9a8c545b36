"""The story's page at the desk: what its form makes of what is typed."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.blocks import BLOCKS, Figure, TimelineEmbed, new
from articles.models import Article, EventReport, RelatedLink, StyleRule, Tag
from articles.story_rows_form import StoryRowsField
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    edited,
    published,
    raw,
    related,
)
from tests.articles.test_article_detail import timeline
from tests.images.factories import PictureFactory, photo, turned
from tests.people import editor, journalist
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.once


@pytest.fixture
def desk(db: None) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(editor())
    return client


def typed(**fields: Any) -> dict[str, Any]:
    """A new story's form, with nothing but a headline and `fields`."""
    return {"headline": "Ferry", "kind": "news", "language": "en"} | fields


def change(desk: Client, story: Article, **fields: Any) -> Any:
    """Save a story with these fields, on top of its newest version."""
    fields = {"_base": story.head.number, "body": json.dumps(story.body)} | fields
    return desk.post(f"/admin/articles/article/{story.pk}/change/", typed(**fields))


def names(article: Article) -> list[str]:
    return [str(byline.author) for byline in article.bylines.all()]


def test_rows_stand_in_the_order_they_were_given(desk: Client) -> None:
    rows = [{"author": AuthorFactory(name=name).pk} for name in ("Ada", "Jonas", "Mira")]
    desk.post("/admin/articles/article/add/", typed(bylines=json.dumps(rows)))
    story = Article.objects.get()
    assert names(story) == ["Ada", "Jonas", "Mira"]
    moved = [story.snapshot()["bylines"][place] for place in (2, 0, 1)]
    change(desk, story, bylines=json.dumps(moved))
    assert names(story) == ["Mira", "Ada", "Jonas"]
    assert story.snapshot()["bylines"] == moved  # each with its key


def test_a_row_left_empty_is_none(desk: Client) -> None:
    rows = [{"author": AuthorFactory(name="Mira").pk}, {"author": None}, {}]
    links = [{"relation": "background", "title": " ", "url": "", "story": None}]
    desk.post("/admin/articles/article/add/", typed(bylines=json.dumps(rows), related=json.dumps(links)))
    assert names(Article.objects.get()) == ["Mira"]
    assert not RelatedLink.objects.exists()


def test_rows_that_differ_in_their_keys_alone_are_no_unsaved_change(db: None) -> None:
    field = StoryRowsField("bylines")
    old, new = ([{"key": str(uuid4()), "author": 4, "role": ""}] for _ in range(2))
    assert list(field.differences(old, json.dumps(new))) == []
    assert list(field.differences(old, "[]")) != []


def test_the_key_of_a_row_is_the_pages_unless_another_story_has_it(desk: Client) -> None:
    theirs = ArticleFactory(authors=[AuthorFactory()])
    [taken], fresh = theirs.snapshot()["bylines"], str(uuid4())
    rows = [{"key": key, "author": taken["author"]} for key in (fresh, taken["key"], fresh)]
    desk.post("/admin/articles/article/add/", typed(bylines=json.dumps(rows)))
    story = Article.objects.exclude(pk=theirs.pk).get()
    first, second, third = (row["key"] for row in story.snapshot()["bylines"])
    assert first == fresh
    assert len({first, second, third, taken["key"]}) == 4
    assert theirs.snapshot()["bylines"] == [taken]


@pytest.mark.parametrize("value", ["x", 1.5, "\0", "9" * 30, 10**30, {"a": 1}, [1]])
@pytest.mark.parametrize("name", ["bylines", "related", "reports"])
def test_a_row_that_names_what_cannot_be_is_refused_in_words(name: str, value: Any, desk: Client) -> None:
    named = {"bylines": "author", "related": "story", "reports": "event"}[name]
    for rows in ([{named: value}], [{"key": value, named: 1}], [value], value, [{named: 999}], [{"no such": 1}]):
        response = desk.post("/admin/articles/article/add/", typed(**{name: json.dumps(rows)}))
        assert response.status_code == 200, rows
        assert all(error.endswith(".") for error in response.context["adminform"].form.errors[name]), rows
    assert not Article.objects.exists()


def test_rows_that_were_typed_and_not_saved_are_told_by_name(db: None) -> None:
    ferry = published(headline="The ferry sails")
    rows = [{"key": str(uuid4()), "story": ferry.pk, "title": "", "relation": "read_more"}]
    told = list(StoryRowsField("related").differences([], json.dumps(rows)))
    assert [place for place, _ in told] == ["New related link"]
    assert "The ferry sails" in told[0][1]
    assert list(StoryRowsField("related").differences(rows, json.dumps(rows))) == []
    [(place, _)] = StoryRowsField("related", label="Related").differences([], "no JSON")
    assert place == "Related"


def test_a_link_without_a_target_is_refused_with_its_cure(desk: Client) -> None:
    rows = [{"story": published().pk}, {"url": "https://example.org/"}]
    response = desk.post("/admin/articles/article/add/", typed(related=json.dumps(rows)))
    [error] = response.context["adminform"].form.errors["related"]
    assert error.startswith("Related story 2: Choose a story, or enter an external URL and a title, but not both.")


def test_an_event_that_went_stays_where_it_was_and_is_not_added_anew(desk: Client) -> None:
    gone = str(uuid4())
    story = ArticleFactory(rows=[EventReport(event_id=gone)])
    change(desk, story, headline="Saved", reports=json.dumps(story.snapshot()["reports"]))
    assert story.head.read()["headline"] == "Saved"
    refused = change(desk, story, reports=json.dumps([*story.snapshot()["reports"], {"event": str(uuid4())}]))
    assert "Event 2: That event is no longer in its timeline. Remove this row." in refused.text


def test_a_form_without_a_list_leaves_it_as_it_is(desk: Client) -> None:
    story = ArticleFactory(authors=[AuthorFactory()])
    change(desk, story, headline="Saved")
    assert story.head.read()["headline"] == "Saved"
    assert story.bylines.count() == 1


def test_a_new_story_is_signed_by_its_writer_who_can_take_the_name_out(desk: Client) -> None:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(writer := journalist())
    mira = AuthorFactory(name="Mira", user=writer)
    form = client.get("/admin/articles/article/add/").context["adminform"].form
    assert [row["author"] for row in form.initial["bylines"]] == [mira.pk]
    client.post("/admin/articles/article/add/", typed(headline="Signed"))
    client.post("/admin/articles/article/add/", typed(headline="Unsigned", bylines="[]"))
    assert [names(Article.objects.get(headline=headline)) for headline in ("Signed", "Unsigned")] == [["Mira"], []]


@pytest.mark.parametrize("value", ["x", "1.5", "\0", "9" * 30])
def test_a_choice_that_cannot_be_an_id_is_refused_in_the_form(value: str, desk: Client) -> None:
    rows = json.dumps([{"author": value}])
    response = desk.post("/admin/articles/article/add/", typed(bylines=rows, lead_picture=value))
    assert response.status_code == 200
    assert {"lead_picture", "bylines"} <= response.context["adminform"].form.errors.keys()
    assert "Please correct the errors below." in response.text
    assert not Article.objects.exists()


def test_what_is_published_is_linked_to_as_readers_have_it(desk: Client) -> None:
    story = ArticleFactory(section=SectionFactory())
    response = desk.post(
        f"/admin/articles/article/{story.pk}/verb/publish/", {"when": "now", "revision": 1}, follow=True
    )
    address = story.live(clock.now()).get_absolute_url()
    told = f'Published: it is live now. <a href="{address}" target="_blank">View live'
    assert f'{told}<span class="visually-hidden"> (opens in a new tab)</span></a>' in response.content.decode()


def test_a_correction_that_was_written_is_never_passed_over(desk: Client) -> None:
    story = published(headline="The ferry sails")
    edited(story, headline="The ferry sailed")
    words = {"when": "now", "revision": 2, "change": "minor", "correction": "It has sailed already."}
    response = desk.post(f"/admin/articles/article/{story.pk}/verb/publish/", words)
    assert "You wrote a correction. Choose “Correction”, or clear its text." in response.content.decode()
    assert story.live(clock.now()).number == 1


def test_stories_are_looked_up_by_name_newest_first_and_told_with_where_they_stand(desk: Client, now: Any) -> None:
    section = SectionFactory(name="Ports")
    published(headline="Ferry one", section=section)
    ArticleFactory(headline="Ferry two", section=section)
    asked = {"term": "ferry", "app_label": "articles", "model_name": "relatedlink", "field_name": "story"}
    found = desk.get("/admin/autocomplete/", asked).json()
    assert [(result["text"], result["live"]) for result in found["results"]] == [
        ("Ferry two · Ports · Nov. 8, 2024 · Draft", ""),
        ("Ferry one · Ports · Nov. 8, 2024 · Live", "yes"),
    ]


def test_a_journalist_looks_up_no_draft_of_somebody_else(client: Client, db: None, now: Any) -> None:
    ArticleFactory(headline="Ferry in secret")
    published(headline="Ferry at sea")
    client.force_login(journalist("somebody-else"))
    asked = {"term": "ferry", "app_label": "articles", "model_name": "relatedlink", "field_name": "story"}
    found = client.get("/admin/autocomplete/", asked).json()["results"]
    assert [result["text"].partition(" · ")[0] for result in found] == ["Ferry at sea"]


def test_a_new_story_begins_in_the_section_of_ones_newest_or_in_the_first(client: Client, writer: User) -> None:
    client.force_login(writer)
    first, other = SectionFactory(name="Arts", order=0), SectionFactory(name="World", order=1)

    def chosen() -> list[str]:
        page = lxml.html.fromstring(client.get("/admin/articles/article/add/").content)
        return [str(value) for value in page.xpath("//select[@name='section']/option[@selected]/@value")]

    assert chosen() == [str(first.pk)]
    ArticleFactory(owner=writer, section=other)
    ArticleFactory(owner=writer, section=None)
    ArticleFactory(section=first)
    assert chosen() == [str(other.pk)]
    begun = client.get("/admin/articles/article/add/").text
    assert "In World, like your last story." in " ".join(begun.split())
    assert 'In Arts. <a href="#place=section">' in client.get(f"/admin/articles/article/add/?section={first.pk}").text


def test_the_page_of_a_story_asks_each_question_once(desk: Client, django_assert_max_num_queries: Any) -> None:
    others = [published(headline="Other"), published(headline="Another")]
    links = [RelatedLink(story=other) for other in others]
    story = published(
        authors=AuthorFactory.create_batch(3), tagged_with=[TagFactory()], rows=[related(*others), *links]
    )
    edited(story, headline="Changed since")
    address = f"/admin/articles/article/{story.pk}/change/"
    desk.get(address)
    with django_assert_max_num_queries(15) as asked:
        page = desk.get(address)
    assert page.status_code == 200
    assert sum('"articles_articlerevision"."content"' in query["sql"] for query in asked) <= 2
    assert [page.text.count(f": &quot;{byline.author}&quot;") for byline in story.bylines.all()] == [1, 1, 1]
    assert page.text.count(": &quot;Other&quot;") == 1


def test_photos_and_events_of_a_story_are_looked_up_together(desk: Client, django_assert_max_num_queries: Any) -> None:
    photos, events = PictureFactory.create_batch(3), timeline("The keel is laid", "The ship is launched").events.all()
    figures = [new(Figure, picture=photo) for photo in photos]
    story = ArticleFactory(lead_picture=photos[0], rows=[*figures, *(EventReport(event=event) for event in events)])
    address = f"/admin/articles/article/{story.pk}/change/"
    desk.get(address)
    with django_assert_max_num_queries(16):
        page = desk.get(address).text
    for shown in (photos[0], *events):
        assert f"selected>{shown}" in page or f'selected="selected">{shown}' in page or f"&quot;{shown}&quot;" in page


@pytest.mark.parametrize("makes", [ArticleFactory, published], ids=["draft", "live"])
@pytest.mark.parametrize("is_live", [True, False], ids=["a live timeline", "its own timeline"])
def test_a_full_story_is_opened_with_at_most_15_queries(
    is_live: bool, makes: Any, desk: Client, django_assert_max_num_queries: Any
) -> None:
    other = published(headline="Other")
    strait = timeline("The keel is laid", "The ship is launched") if is_live else TimelineFactory(title="The strait")
    if not is_live:
        actions.save(strait, strait.owner)
    StyleRule.objects.create(words="harbour", suggestion="harbor")
    parts = [new(Figure, picture=PictureFactory()), new(TimelineEmbed, timeline=strait.pk), related(other)]
    story = makes(
        authors=AuthorFactory.create_batch(2),
        tagged_with=[TagFactory()],
        lead_picture=PictureFactory(),
        rows=[*parts, RelatedLink(story=other)],
    )
    edited(story, headline="Changed since")
    User.objects.create(username="somebody", is_staff=True)
    address = f"/admin/articles/article/{story.pk}/change/"
    desk.get(address)
    with django_assert_max_num_queries(15):
        page = desk.get(address).text
    assert "somebody" not in page  # nobody reads all the staff


def test_a_colleague_with_whom_a_story_is_shared_opens_it_with_few_queries_too(client: Client, writer: User) -> None:
    own, shared = ArticleFactory(owner=writer), ArticleFactory()
    shared.shared_with.add(writer)
    client.force_login(writer)
    asked = []
    for story in (own, own, shared):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/articles/article/{story.pk}/change/").status_code == 200
        asked.append(len(queries))
    assert asked[2] <= asked[1] + 2  # whom it is shared with, and their names


def test_colleagues_who_can_edit_are_found_by_name_and_those_who_are_set_stay(desk: Client) -> None:
    mira = User.objects.create(username="mira", first_name="Mira", last_name="Lind", is_staff=True)
    gone = User.objects.create(username="jonas", is_staff=True, is_active=False)
    story = ArticleFactory()
    story.shared_with.set([gone])
    shared = f"/admin/articles/article/{story.pk}/change/"
    select = lxml.html.fromstring(desk.get(shared).text).xpath("//select[@name='shared_with']")[0]
    assert [option.text for option in select.xpath("option")] == ["jonas"]

    def found(words: str) -> list[str]:
        address = f"{select.attrib['data-colleagues']}&{urlencode({'term': words})}"
        return [choice["text"] for choice in desk.get(address).json()["results"]]

    assert found("lind mir") == ["Mira Lind"]
    assert found("jonas") == []
    assert User.objects.get(pk=desk.session["_auth_user_id"]).username not in found("")
    change(desk, story, shared_with=[gone.pk, mira.pk])
    assert {*story.shared_with.all()} == {gone, mira}


@pytest.fixture
def bridge(db: None, writer: User) -> Picture:
    """A picture that the library has."""
    return picture_actions.upload(ContentFile(photo(1600, 1200), "bridge.jpg"), writer, title="Bridge", alt="A bridge")


def with_photo(desk: Client, data: bytes, answer: str = "", **fields: Any) -> Any:
    """A new story, sent with that photo."""
    sent = typed(new_picture=ContentFile(data, "phone.jpg"), **{"new_picture-known": answer, **fields})
    return desk.post("/admin/articles/article/add/", sent)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (photo(1600, 1200), "This photo is already in the library: “Bridge”."),
        (photo(800, 600, quality=60), "This looks like a photo in the library: “Bridge”."),
    ],
    ids=["the same", "alike"],
)
def test_a_photo_that_the_library_has_is_shown_before_a_second_one_is_made_and_saving_again_uses_it(
    desk: Client, bridge: Picture, data: bytes, words: str
) -> None:
    page = lxml.html.fromstring(with_photo(desk, data, standfirst="It sails.").content.decode())
    asked = page.get_element_by_id("id_new_picture").getparent()
    assert asked.xpath(".//fieldset/legend/text()") == [words]
    assert asked.xpath(".//fieldset//img/@alt") == ["A bridge"]
    assert page.xpath("//textarea[@name='standfirst']")[0].text.strip() == "It sails."
    assert not Article.objects.exists()
    [chosen] = asked.xpath(".//input[@type='radio' and @checked]/@value")
    desk.post("/admin/articles/article/add/", typed(**{"new_picture-known": chosen}))
    assert Article.objects.get().lead_picture == Picture.objects.get() == bridge


def test_a_photo_like_one_of_the_library_is_uploaded_if_that_is_what_was_meant(desk: Client, bridge: Picture) -> None:
    meant = f"not-{bridge.pk}"
    response = desk.post("/admin/articles/article/add/", typed(**{"new_picture-known": meant}))
    assert "Choose your photo’s file again. It wasn’t kept." in response.content.decode()
    with_photo(desk, photo(800, 600), meant)
    assert Article.objects.get().lead_picture == Picture.objects.exclude(pk=bridge.pk).get()


def test_a_file_that_is_chosen_later_counts_for_more_than_an_answer_given_before(desk: Client, bridge: Picture) -> None:
    with_photo(desk, turned(), f"use-{bridge.pk}")
    assert Article.objects.get().lead_picture == Picture.objects.exclude(pk=bridge.pk).get()


@pytest.mark.parametrize("answer", ["use-99", "use-", "use-x", "not-99", "use-9999999999999999999"])
def test_an_answer_about_a_picture_that_is_not_there_uses_none(desk: Client, bridge: Picture, answer: str) -> None:
    desk.post("/admin/articles/article/add/", typed(**{"new_picture-known": answer}))
    assert not Article.objects.exclude(lead_picture=None).exists()


def test_an_empty_story_is_not_saved(client: Client, db: None) -> None:
    client.force_login(journalist())
    data = {"headline": "", "kind": "news", "language": "en", "body": "[]"}
    answer = client.post("/admin/articles/article/add/", data)
    assert "nothing to save yet" in answer.content.decode()
    assert not Article.objects.exists()


def test_tags_stay_in_the_order_in_which_they_were_typed(desk: Client) -> None:
    form = {"headline": "New", "kind": "news", "language": "en", "_save": "Save"}
    assert desk.post("/admin/articles/article/add/", form | {"tags": 'war, "Middle East", aid'}).status_code == 302
    story = Article.objects.get()
    address = f"/admin/articles/article/{story.pk}/change/"
    for typed in (["war", "Middle East", "aid"], ["aid", "war", "Middle East"], ["Middle East", "aid", "law", "war"]):
        tags = ", ".join(f'"{name}"' for name in typed)
        base = story.revisions.order_by("-number")[0].number
        assert desk.post(address, form | {"tags": tags, "_base": base}).status_code == 302
        assert [Tag.objects.get(pk=line["tag"]).name for line in story.head.read()["tags"]] == typed
        story = Article.objects.get()
    shown = lxml.html.fromstring(desk.get(address).content.decode()).get_element_by_id("id_tags").get("value")
    assert shown == '"Middle East", aid, law, war'


@pytest.mark.once
def test_tags_are_offered_before_anything_is_typed_those_that_stories_name_most_first(desk: Client) -> None:
    TagFactory(name="Aardvarks")
    weather, harbor = TagFactory(name="Weather"), TagFactory(name="Harbor")
    for tags in ([weather, harbor], [harbor]):
        ArticleFactory(tagged_with=tags)
    asked = {"term": "", "app_label": "articles", "model_name": "taggedarticle", "field_name": "tag"}
    with CaptureQueriesContext(connection) as queries:
        found = desk.get("/admin/autocomplete/", asked).json()["results"]
    assert [choice["text"] for choice in found] == ["Harbor", "Weather", "Aardvarks"]
    assert len([query for query in queries if "articles_tag" in query["sql"]]) == 2


def test_authors_are_offered_whose_first_name_begins_so_then_a_later_one_then_the_rest(desk: Client) -> None:
    for name in ("Elias Marrow", "Ann Lee-Owens", "Owen Tuck", "Ann Owusu"):
        AuthorFactory(name=name)
    asked = {"term": "ow", "app_label": "articles", "model_name": "byline", "field_name": "author"}
    found = desk.get("/admin/autocomplete/", asked).json()["results"]
    assert [choice["text"] for choice in found] == ["Owen Tuck", "Ann Lee-Owens", "Ann Owusu", "Elias Marrow"]


def test_a_draft_is_saved_whatever_it_holds_and_refused_only_when_it_is_published(desk: Client) -> None:
    given = {"timeline": {"show": "range", "range_from": "soon"}, "heading": {"text": "x" * 201}}
    rows = [raw(kind, **given.get(kind, {})) for kind in BLOCKS if kind != "paragraph"]
    items = [{"url": "https://example.org/"}, {"url": "javascript:alert(1)", "title": "A"}, {"title": "To come"}]
    rows.append(raw("related", items=items))
    story = ArticleFactory(section=SectionFactory())
    address = f"/admin/articles/article/{story.pk}/"
    assert change(desk, story, body=json.dumps([*story.body, *rows]), section=story.section_id).status_code == 302
    story.refresh_from_db()
    assert [row["type"] for row in story.body[1:]] == [row["type"] for row in rows]
    assert [item["url"] for item in story.body[-1]["fields"]["items"]] == [item.get("url", "") for item in items]
    for page in ("change/", "history/", "compare/?old=1&new=2", "preview/"):
        html = desk.get(f"{address}{page}").content.decode()
        assert 'href="javascript:' not in html, page
    found = story.problems(story.head.read())
    for words in (
        "Photo: Choose a photo.",
        "Timeline: Choose a timeline.",
        "Timeline, from: “soon” isn’t a valid date.",
        "Heading: Ensure this value has at most 200 characters",
        "Fact box, title: This field cannot be blank.",
        "Related stories, stories: Item 1: Choose a story, or enter an external URL and a title",
        "Related stories, stories: Item 2: Enter a valid URL.",
    ):
        assert any(each.startswith(words) for each in found), (words, found)
    response = desk.post(f"{address}verb/publish/", {"when": "now", "revision": story.head.number})
    assert "Photo: Choose a photo." in response.content.decode()
    assert story.live(clock.now()) is None


def test_the_credit_and_rights_of_the_lead_photo_are_written_on_the_story_s_page(desk: Client, now: Any) -> None:
    picture = PictureFactory(credit="")
    story = ArticleFactory(lead_picture=picture, section=SectionFactory())
    typed_here = {"lead_picture": picture.pk, "section": story.section_id}
    seen = {"initial-lead_credit": "", "initial-lead_until": ""}
    change(desk, story, **typed_here, **seen, lead_credit="Ada Lens", lead_until="2024-11-09")
    picture.refresh_from_db()
    assert (picture.credit, picture.usable_until) == ("Ada Lens", datetime(2024, 11, 10, 4, 59, 59, tzinfo=UTC))
    change(desk, story, **typed_here, **seen, lead_credit="", lead_until="", headline="Ferry 2")  # opened before that
    picture.refresh_from_db()
    assert (picture.credit, picture.usable_until) == ("Ada Lens", datetime(2024, 11, 10, 4, 59, 59, tzinfo=UTC))
