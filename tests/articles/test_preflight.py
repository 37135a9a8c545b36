"""What is found in a story before readers get it, and where it is put right."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.blocks import Figure, TimelineEmbed, new
from articles.models import Article, RelatedLink
from newsroom.publishing import actions, clock
from newsroom.publishing.preflight import Check
from tests.articles.factories import ArticleFactory, desk, published, related, text
from tests.images.factories import PictureFactory
from tests.people import editor
from tests.timelines.factories import TimelineFactory, add_event

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def found(article: Any) -> list[Check]:
    return list(article.adapter.checks(article, article.snapshot()))


def found_in(html: str, **fields: Any) -> list[str]:
    """What is found in the text of a story, beyond what every story of these tests lacks."""
    article = ArticleFactory(text=html, **fields)
    return [check.text for check in found(article) if check.place.endswith("/text")]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>They crossed on Tuesday, Aug. 6, at dawn.</p>", []),
        ("<p>They crossed on Wednesday, Aug. 6, at dawn.</p>", ["Aug. 6, 2024, is a Tuesday, not a Wednesday"]),
        ("<p>On Wednesday, <b>Jan. 8</b>, it is signed.</p>", []),  # of the year after, which is nearer
        ("<p>On Friday, Nov. 8, 2019, it was signed.</p>", []),
        ("<p>On Monday, Nov. 8, 2019, it was signed.</p>", ["Nov. 8, 2019, is a Friday, not a Monday"]),
        ("<p>On Monday, Feb. 31, nothing happened.</p>", []),
    ],
)
def test_a_date_whose_weekday_is_another_is_told(now: Any, html: str, told: list[str]) -> None:
    texts = found_in(html)
    assert len(texts) == len(told)
    assert all(words in said for words, said in zip(told, texts, strict=True))


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<p><a href="https://example.org/a">there</a> <a href="mailto:a@example.org">mail</a></p>', ""),
        ('<p><a href="https://nowhere">there</a></p>', "“https://nowhere” is broken"),
        ('<p><a href="mailto:nobody">mail</a></p>', "“mailto:nobody” is broken"),
        ('<p><a href="example.org/a">there</a></p>', "“example.org/a” is broken"),
        ('<p><a href="/2024/11/08/nobody/">there</a></p>', "“/2024/11/08/nobody/” is broken"),
        ('<p><a href="/about/">there</a></p>', ""),
        ("<h3>Why</h3><p>Because.</p>", "“Why” has no heading above it"),
        ("<h3></h3><p>Because.</p>", ""),  # no heading is written of no words
    ],
)
def test_dead_addresses_and_headings_out_of_order_are_told(html: str, told: str) -> None:
    texts = found_in(html)
    assert len(texts) == bool(told)
    assert told in "".join(texts)


def test_a_sub_heading_below_a_heading_is_in_order() -> None:
    rows = [*text("<p>So.</p>", heading="Why"), *text("<h3>At sea</h3>", heading="How", level=3)]
    article = ArticleFactory(body=rows)
    assert not [check for check in found(article) if "heading" in check.text]
    article.body = rows[1:]
    assert [check.place for check in found(article) if "no heading above" in check.text] == [
        f"{rows[2]['key']}/text",
        f"{rows[3]['key']}/text",
    ]


def test_pictures_without_credit_and_rights_that_end_soon_are_told_where_they_are_written_on_the_page(now: Any) -> None:
    picture = PictureFactory(title="Quay", credit="", usable_until=clock.now() + timedelta(days=3))
    figure = new(Figure, picture=picture)
    told = [check for check in found(ArticleFactory(rows=[figure])) if "Quay" in check.text]
    assert [check.text for check in told] == [
        "“Quay” has no credit.",
        "Rights to “Quay”: until Nov. 11, 2024, 9 a.m.",
    ]
    assert {check.place for check in told} == {f"{figure['key']}/picture"}
    lead = [check for check in found(ArticleFactory(lead_picture=picture)) if "Quay" in check.text]
    assert [check.place for check in lead] == ["lead_credit", "lead_until"]
    assert not any(check.blocks for check in told)


def test_events_without_a_source_in_a_timeline_it_carries_are_told_unless_waived(now: Any) -> None:
    timeline = TimelineFactory(title="The crossing")
    actions.publish(timeline, desk())
    event = add_event(timeline, headline="They cross", sources=[])
    actions.save(timeline, timeline.owner)
    article = ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    (told,) = [check for check in found(article) if "The crossing" in check.text]
    assert "has no source for" in told.text
    assert not told.blocks
    timeline.events.update(sources_waived=True)
    actions.save(timeline, timeline.owner)
    assert not [check for check in found(article) if "The crossing" in check.text], event


def test_a_related_story_that_is_not_live_is_told_and_one_that_waits_to_be_linked(now: Any) -> None:
    draft, live = ArticleFactory(headline="Later"), published(headline="Now")
    items: list[dict[str, Any]] = [
        {"story": draft, "title": "Storm"},
        {"story": live},
        {"title": "Whoever"},
        {"story": draft},
        {"story": draft, "title": "Flood", "leave_out": True},
        {"title": "Left out on purpose", "leave_out": True},
        {"url": "https://example.org/", "title": "Outside"},
    ]
    told_of = {
        0: "Related story “Storm” isn’t live: readers see only its title.",
        2: "“Whoever” isn’t linked to a story yet: readers see only its title. Link it, or leave it out.",
        3: "Related story 4 isn’t live: readers won’t see it.",
        4: "Related story “Flood” isn’t live: readers won’t see it.",
    }
    rows = [RelatedLink(**each) for each in items]
    told = [check for check in found(ArticleFactory(rows=rows)) if check.place.endswith("/story")]
    assert {check.place: check.text for check in told} == {
        f"{rows[number].pk}/story": words for number, words in told_of.items()
    }
    box = related(*({**each, "story": each["story"].pk} if "story" in each else each for each in items))
    told = [check for check in found(ArticleFactory(rows=[box])) if check.place == f"{box['key']}/items"]
    assert {check.text for check in told} == set(told_of.values())
    assert not any(check.blocks for check in told)


def test_an_empty_box_of_related_stories_is_told() -> None:
    box = related()
    told = [check.text for check in found(ArticleFactory(rows=[box])) if check.place == box["key"]]
    assert told == ["A box of related stories is empty."]


def test_a_link_in_the_text_to_a_story_that_is_not_live_goes_by_its_own_words() -> None:
    draft = ArticleFactory(headline="Secret")
    (told,) = found_in(f'<p>The <a href="story:{draft.pk}"><strong>first</strong> ship</a> left.</p>')
    assert told == "Readers won’t see the link “first ship”: its story isn’t live."


def test_what_is_found_leads_to_its_place_on_the_form_from_each_page(client: Client, now: Any) -> None:
    article = ArticleFactory(headline="Ferry", standfirst="")
    client.force_login(desk())
    form = reverse("admin:articles_article_change", args=[article.pk])
    assert '<a href="#place=standfirst">No deck' in client.get(form).content.decode()
    for verb in ("submit", "publish"):
        page = client.get(reverse("admin:articles_article_verb", args=[article.pk, verb])).content.decode()
        assert f'<a href="{form}#place=standfirst">No deck' in page


def test_what_blocks_is_refused_and_what_warns_is_not(now: Any) -> None:
    article = ArticleFactory(standfirst="", headline="")
    blocking = [check.text for check in found(article) if check.blocks]
    assert blocking == ["Write a headline."] == article.problems(article.head.read())
    assert "No tags." in article.warnings(article.head.read())


@pytest.mark.parametrize("is_live", [False, True])
def test_a_year_that_was_not_typed_in_a_timeline_is_told_once_and_leads_to_the_event(now: Any, is_live: bool) -> None:
    events = [{"date_text": each, "headline": each} for each in ("Nov. 7, 2023", "Aug. 6", "Aug. 8", "The reaction")]
    timeline = TimelineFactory(events=events)
    if is_live:
        actions.publish(timeline, desk())
    article = ArticleFactory(rows=[new(TimelineEmbed, timeline=timeline)])
    parts = [] if is_live else [timeline]
    (told,) = [each for each in article.adapter.checks_with(article, article.snapshot(), parts) if "year" in each.text]
    words = "“Aug. 6” is read as Aug. 6, 2024 (year taken from today), and 1 more date has no year. "
    words += "If that is wrong, write the year."
    assert told.text == words
    assert not told.blocks
    event = timeline.events.get(date_text="Aug. 6")
    page = reverse("admin:timelines_timeline_change", args=[timeline.pk])
    assert told.place == f"{page}#place={event.pk}/date_text"
    assert words in timeline.warnings(timeline.head.read())


def test_a_headline_that_another_story_has_is_told_before_publication_unless_it_is_somebodys_draft() -> None:
    def told(story: Article) -> bool:
        found = story.adapter.checks(story, story.snapshot())
        return any("the same headline" in check.text for check in found)

    first = ArticleFactory(headline="Ferry sails at last")
    copy = ArticleFactory(headline="Ferry  sails at LAST")
    assert not told(copy)
    actions.publish(first, editor())
    assert told(copy)
    assert not told(first)
    own = ArticleFactory(headline="Harbor closed", owner=copy.owner)
    assert told(ArticleFactory(headline="Harbor closed", owner=copy.owner))
    actions.bin(own, own.owner)
    assert [told(each) for each in Article.objects.filter(headline="Harbor closed").order_by("pk")] == [True, False]


@pytest.mark.parametrize(("credit", "blocks"), [("Ada Lens", True), ("jane  DOE / Pool", False)])
def test_restrictions_are_told_and_a_mandatory_credit_that_is_missing_blocks(
    now: Any, credit: str, blocks: bool
) -> None:
    words = {"restrictions": "No sales.", "mandatory_credit": "Jane Doe/Pool", "credit": credit}
    picture = PictureFactory(title="Quay", **words)
    article = ArticleFactory(lead_picture=picture)
    told = {check.text: check for check in found(article)}
    assert told["Restrictions on “Quay”: No sales."].blocks is False
    text = "“Quay” must be credited to “Jane Doe/Pool”. Add that to the photo’s credit."
    assert (text in told) == blocks
    if blocks:
        assert (told[text].blocks, told[text].place) == (True, "lead_credit")
    timeline = TimelineFactory(events=[{"headline": "It begins", "picture": picture}])
    assert (text in {check.text for check in found(timeline)}) == blocks
