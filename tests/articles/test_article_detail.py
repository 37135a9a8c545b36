"""A story's page: what is on it, and when it is there."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.blocks import FactBox, Figure, PullQuote, TimelineEmbed, new
from articles.models import Address, Article, RelatedLink, Relation
from articles.story_page import article_page
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Change
from newsroom.publishing.next_change import next_transition
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TagFactory,
    desk,
    edited,
    published,
    raw,
    related,
)
from tests.images.conftest import uploaded
from tests.images.factories import PictureFactory, photo
from tests.people import administrator
from tests.timelines.factories import add_event
from timelines.models import Event, Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url(slug: str, day: str = "2024/11/08") -> str:
    return f"/{day}/{slug}/"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def status(client: Client, address: str) -> int:
    return int(client.get(address).status_code)


def timeline(*headlines: str, owner: User | None = None, **fields: Any) -> Timeline:
    """A live timeline with events of those headlines, undated."""
    owner = owner or desk()
    made = Timeline.objects.create(
        owner=owner, created_at=clock.now(), title="The strait", slug=f"strait-{Timeline.objects.count()}"
    )
    for position, headline in enumerate(headlines):
        Event.objects.create(timeline=made, position=position, headline=headline, sources_waived=True, **fields)
    actions.save(made, owner)
    actions.publish(made, owner)
    return made


def test_a_story_shows_all_of_its_parts(client: Client, now: Any) -> None:
    strait = timeline("The ferry is built", "The ferry sinks")
    picture = PictureFactory(credit="Ada Lens", caption="The quay at dawn")
    published(
        slug="ferry",
        kicker="Strait",
        dateline="HARWICH",
        authors=[AuthorFactory(name="Ann Bell"), AuthorFactory(name="Bo Carr")],
        tagged_with=[TagFactory(name="Ferries")],
        lead_picture=picture,
        rows=[
            new(FactBox, title="In figures", text="<p>Forty crew.</p>"),
            new(PullQuote, text="We sail.", attribution="The captain"),
            new(Figure, picture=PictureFactory(alt="A crane")),
            new(TimelineEmbed, timeline=strait),
        ],
    )
    html = page(client, url("ferry"))
    for words in (
        "Strait",
        "HARWICH",
        "Ann Bell",
        "Bo Carr",
        "Ferries",
        "The quay at dawn",
        "Ada Lens",
        "Forty crew.",
        "We sail.",
        "The captain",
        'alt="A crane"',
        "The ferry is built",
        "The ferry sinks",
        "Nov. 8, 9 a.m.",
        "The first ship left.",
    ):
        assert words in html, words


def test_a_story_is_there_at_its_second_and_not_before(client: Client, now: Any) -> None:
    published(slug="ferry", at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert status(client, url("ferry")) == 404
    now.move_to(NINE + HOUR)
    assert status(client, url("ferry")) == 200


def test_an_unpublished_story_is_gone_and_one_never_live_is_not_found(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    ArticleFactory(slug="draft")
    now.shift(HOUR)
    actions.unpublish(article, desk())
    assert status(client, url("ferry")) == 410
    assert status(client, url("draft")) == 404
    assert status(client, "/2024/13/45/ferry/") == 404


def test_a_changed_slug_redirects_from_the_instant_of_the_change(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    head = edited(article, slug="boat")
    actions.publish(article, desk(), revision=head, at=NINE + HOUR, change=Change.SUBSTANTIVE)
    now.move_to(NINE + HOUR - SECOND)
    assert (status(client, url("ferry")), status(client, url("boat"))) == (200, 404)
    now.move_to(NINE + HOUR)
    response = client.get(url("ferry"))
    assert (response.status_code, response["Location"]) == (301, url("boat"))
    assert status(client, url("boat")) == 200


@pytest.mark.once
def test_the_address_keeps_the_day_of_first_publication_in_the_newsrooms_zone(client: Client, now: Any) -> None:
    article = published(slug="ferry", at=datetime(2024, 11, 9, 4, 59, tzinfo=UTC))  # 11:59 p.m. on Nov. 8
    now.move_to(datetime(2024, 11, 10, 14, 0, tzinfo=UTC))
    head = edited(article, standfirst="More.")
    actions.publish(article, desk(), revision=head, change=Change.MINOR)
    assert status(client, url("ferry")) == 200


@pytest.mark.once
def test_an_address_of_another_story_is_refused_with_the_cure(now: Any) -> None:
    published(slug="ferry")
    other = ArticleFactory(slug="ferry")
    with pytest.raises(ActionRefused, match=r"Another story from Nov. 8 has the slug .*Choose a different slug"):
        actions.publish(other, desk())
    assert not other.transitions.exists()
    published(other, at=NINE + 24 * HOUR)  # the next day it is free


def test_a_second_story_of_the_day_with_the_same_headline_gets_a_number_and_is_told(client: Client, now: Any) -> None:
    published(headline="Ferry sails")
    other = ArticleFactory(headline="Ferry sails")
    [told] = [check.text for check in other.checks_at(other.head.read(), clock.now()) if "web address" in check.text]
    assert told == "Another story of that day has this web address. This one will end in “ferry-sails-2”."
    published(other)
    third = published(headline="Ferry sails")
    assert [status(client, url(slug)) for slug in ("ferry-sails", "ferry-sails-2", "ferry-sails-3")] == [200, 200, 200]
    edited(third, headline="Ferry sails again")
    published(third, change=Change.MINOR)
    assert Article.objects.get(pk=third.pk).live(clock.now() + SECOND).slug == "ferry-sails-3"


def test_unscheduling_frees_an_address_that_readers_never_saw(now: Any) -> None:
    article = published(slug="ferry", at=NINE + HOUR)
    actions.unschedule(article, desk(), at=NINE + HOUR)
    assert not Address.objects.exists()
    published(slug="ferry", at=NINE + HOUR)


def test_moving_a_story_to_another_day_moves_its_address(client: Client, now: Any) -> None:
    article = published(slug="ferry", at=NINE + HOUR)
    actions.publish(article, desk(), at=NINE + 24 * HOUR)
    now.move_to(NINE + 24 * HOUR)
    assert (status(client, url("ferry")), status(client, url("ferry", "2024/11/09"))) == (404, 200)


@pytest.mark.once
def test_a_story_without_a_slug_takes_its_headlines_and_keeps_it(client: Client, now: Any) -> None:
    article = published(headline="Ferry sails at last")
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, headline="It sails"), change=Change.MINOR)
    assert "It sails" in page(client, url("ferry-sails-at-last"))


def test_what_was_taken_down_is_nowhere(client: Client, now: Any) -> None:
    section, tag, author = SectionFactory(), TagFactory(), AuthorFactory()
    article = published(slug="ferry", headline="Unspeakable", section=section, tagged_with=[tag], authors=[author])
    now.shift(HOUR)
    actions.take_down(article, administrator(), reason="Court order")
    assert status(client, url("ferry")) == 410
    for address in (
        "/",
        section.get_absolute_url(),
        tag.get_absolute_url(),
        author.get_absolute_url(),
        "/feed/",
        url("ferry"),
    ):
        assert b"Unspeakable" not in client.get(address).content
    assert b"ferry" not in client.get("/sitemap-2024-11.xml").content
    staff = administrator()
    client.force_login(staff)
    session = client.session
    session["as_of"] = NINE.isoformat()
    session.save()
    assert b"Unspeakable" not in client.get(url("ferry")).content


def test_a_related_story_is_shown_only_while_it_is_live(client: Client, now: Any) -> None:
    other = published(headline="The other ferry", at=NINE + HOUR)
    published(
        slug="ferry",
        rows=[
            related({"story": other.pk, "relation": Relation.BACKGROUND}, title="Go on reading"),
            RelatedLink(url="https://example.org/tides", title="Tide tables"),
        ],
    )
    html = page(client, url("ferry"))
    assert "The other ferry" not in html
    assert "Go on reading" not in html  # nor an empty block
    assert 'href="https://example.org/tides"' in html
    now.move_to(NINE + HOUR)
    html = page(client, url("ferry"))
    assert "The other ferry" in html
    assert "Go on reading" in html


@pytest.mark.parametrize("place", ["in the text", "below the story"])
def test_a_headline_without_a_live_story_is_plain_text_until_that_story_is_live(
    place: str, client: Client, now: Any
) -> None:
    other = published(headline="The other ferry", slug="other", at=NINE + HOUR)
    items: list[dict[str, Any]] = [
        {"story": other.pk, "title": "A working title"},
        {"title": "Nobody writes <this> yet"},
        {"story": other.pk, "title": "Left out for now", "leave_out": True},
        {"title": "Left out for good", "leave_out": True},
    ]
    below = [RelatedLink(**{"story_id" if name == "story" else name: each[name] for name in each}) for each in items]
    published(slug="ferry", rows=[related(*items)] if place == "in the text" else below)
    html = page(client, url("ferry"))
    assert re.findall(r'<span class="related__unlinked">(.*?)</span>', html) == [
        "A working title",
        "Nobody writes &lt;this&gt; yet",
    ]
    assert "Left out" not in html
    assert "The other ferry" not in html
    now.move_to(NINE + HOUR)
    html = page(client, url("ferry"))
    assert re.findall(r'<a href="/2024/11/08/other/">(.*?)</a>', html) == ["The other ferry"] * 2
    assert re.findall(r'<span class="related__unlinked">(.*?)</span>', html) == ["Nobody writes &lt;this&gt; yet"]
    assert "A working title" not in html
    assert "Left out" not in html


def test_an_earlier_story_gets_a_link_to_its_follow_up_by_itself(client: Client, now: Any) -> None:
    earlier = published(slug="ferry", headline="Ferry sinks")
    published(headline="Ferry raised", at=NINE + HOUR, rows=[RelatedLink(story=earlier, relation=Relation.FOLLOW_UP)])
    assert "Ferry raised" not in page(client, url("ferry"))
    now.move_to(NINE + HOUR)
    assert "Ferry raised" in page(client, url("ferry"))


@pytest.mark.once
def test_two_stories_due_together_see_each_other_in_preview(now: Any) -> None:
    first, second = ArticleFactory(headline="First"), ArticleFactory(headline="Second")
    for story, other in ((first, second), (second, first)):
        RelatedLink.objects.create(article=story, story=other)
        actions.save(story, story.owner)
        published(story, at=NINE + HOUR)
    shown = [article_page(story.revisions.get(live_from=NINE + HOUR), NINE + HOUR) for story in (first, second)]
    assert [page.related[0].title for page in shown] == ["Second", "First"]
    assert not article_page(first.head, NINE).related


@pytest.mark.once
def test_the_preview_of_the_live_version_is_the_page(client: Client, now: Any) -> None:
    article = published(slug="ferry", lead_picture=PictureFactory())
    live = article.live(NINE)
    assert client.get(url("ferry")).context["page"] == article_page(live, NINE)


@pytest.mark.once
def test_a_picture_out_of_its_rights_is_absent_at_that_second(client: Client, now: Any) -> None:
    until = NINE + HOUR
    lead, figure = PictureFactory(alt="A lead", usable_until=until), PictureFactory(alt="A figure", usable_until=until)
    published(slug="ferry", lead_picture=lead, rows=[new(Figure, picture=figure)])
    now.move_to(until - SECOND)
    assert 'alt="A lead"' in page(client, url("ferry"))
    assert 'alt="A figure"' in page(client, url("ferry"))
    assert 'alt="A lead"' in page(client, "/")
    now.move_to(until)
    assert "<img" not in page(client, url("ferry"))
    assert "<img" not in page(client, "/")


def test_a_pinned_timeline_stays_and_a_followed_one_moves_on(client: Client, now: Any) -> None:
    strait = timeline("The ferry is built")
    old = strait.live(clock.now())
    published(slug="pinned", rows=[new(TimelineEmbed, timeline=strait, pinned=old)])
    published(slug="following", rows=[new(TimelineEmbed, timeline=strait)])
    published(slug="both", rows=[new(TimelineEmbed, timeline=strait, pinned=old), new(TimelineEmbed, timeline=strait)])
    Event.objects.create(timeline=strait, position=9, headline="The ferry is sold", sources_waived=True)
    actions.save(strait, desk())
    now.shift(HOUR)
    actions.publish(strait, desk(), change=Change.SUBSTANTIVE)
    assert "The ferry is sold" not in page(client, url("pinned"))
    assert "The ferry is sold" in page(client, url("following"))
    both = page(client, url("both"))
    assert (both.count("The ferry is built"), both.count("The ferry is sold")) == (2, 1)


def test_a_timeline_that_is_not_live_is_not_shown(client: Client, now: Any) -> None:
    strait = timeline("The ferry is built")
    published(slug="ferry", rows=[new(TimelineEmbed, timeline=strait)])
    now.shift(HOUR)
    actions.unpublish(strait, desk())
    assert "The ferry is built" not in page(client, url("ferry"))


@pytest.mark.once
def test_a_correction_stands_on_the_page_from_its_instant(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    now.shift(HOUR)
    actions.correct(article, desk(), text="The ferry has two funnels, not three.")
    html = page(client, url("ferry"))
    assert "The ferry has two funnels, not three." in html
    assert "Updated" not in html


@pytest.mark.once
def test_a_minor_fix_leaves_the_updated_time_alone(client: Client, now: Any) -> None:
    article = published(slug="ferry")
    now.shift(HOUR)
    actions.fix_live(article, desk(), {"headline": "Ferry sails"})
    assert "Updated" not in page(client, url("ferry"))
    now.shift(HOUR)
    actions.publish(article, desk(), revision=edited(article, standfirst="New."), change=Change.SUBSTANTIVE)
    assert "Updated" in page(client, url("ferry"))


@pytest.mark.once
def test_a_story_in_a_language_written_from_the_right_says_so(client: Client, now: Any) -> None:
    published(slug="ferry", language="ar")
    assert '<article class="story" lang="ar" dir="rtl">' in page(client, url("ferry"))


@pytest.mark.once
def test_dates_of_another_year_name_it_and_the_change_is_foretold(client: Client, now: Any) -> None:
    published(slug="ferry")
    new_year = datetime(2025, 1, 1, 5, tzinfo=UTC)
    now.move_to(new_year - SECOND)
    assert next_transition(clock.now()) == new_year
    assert "Nov. 8, 9 a.m." in page(client, url("ferry"))
    now.move_to(new_year)
    assert "Nov. 8, 2024, 9 a.m." in page(client, url("ferry"))


@pytest.mark.once
def test_headline_section_and_text_suffice_and_the_rest_warns() -> None:
    article = ArticleFactory(standfirst="")
    content = article.head.content
    assert article.problems(content) == []
    assert len(article.warnings(content)) == 4
    assert len(article.problems(content | {"headline": " ", "section": None, "body": []})) == 3


@pytest.mark.once
def test_a_picture_without_an_alternative_text_blocks_publication(now: Any) -> None:
    picture = PictureFactory(alt="", title="Quay")
    with pytest.raises(ActionRefused, match="alt text for the photo “Quay”"):
        published(rows=[new(Figure, picture=picture)])
    published(rows=[new(Figure, picture=picture, alt="A quay")])


def test_what_a_version_refers_to_cannot_be_deleted(now: Any) -> None:
    from django.db.models import ProtectedError

    tag, author, picture = TagFactory(), AuthorFactory(), PictureFactory()
    article = ArticleFactory(tagged_with=[tag], authors=[author], lead_picture=picture)
    article.load(article.head.content | {"tags": [], "bylines": [], "lead_picture": None})
    actions.save(article, article.owner)
    for thing in (tag, author, picture, article.section):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_readers_see_nothing_of_later_drafts(now: Any, client: Client) -> None:
    article = published(slug="ferry", headline="Live words")
    for number in range(3):
        edited(Article.objects.get(pk=article.pk), headline=f"Draft {number}")
    assert "Live words" in page(client, url("ferry"))
    assert article.revisions.count() == 4


@pytest.mark.once
def test_a_timeline_range_that_is_no_date_blocks_publication(now: Any) -> None:
    strait = timeline("Built")
    with pytest.raises(ActionRefused, match="“2024-13” isn’t a valid date"):
        published(rows=[raw("timeline", timeline=strait.pk, show="range", range_from="2024-13")])
    published(rows=[new(TimelineEmbed, timeline=strait, show="range", range_from="2024-08", range_to="2024")])


@pytest.mark.once
@pytest.mark.parametrize(
    ("links", "heading"),
    [
        (["story"], "Related stories"),
        (["story", "outside"], "Related"),
        (["outside"], "Elsewhere"),
    ],
)
def test_links_stand_under_a_heading_that_is_true(links: list[str], heading: str, client: Client, now: Any) -> None:
    target = published(slug="bridge", headline="Bridge opens")
    made: dict[str, dict[str, Any]] = {
        "story": {"story": target},
        "outside": {"url": "https://www.example.org/tides", "title": "Tide tables"},
    }
    published(slug="ferry", rows=[RelatedLink(**made[each]) for each in links])
    items = [target if each == "story" else made[each] for each in links]
    published(slug="block", rows=[related(*items)])
    for slug in ("ferry", "block"):
        html = page(client, url(slug))
        assert f'<h2 class="box-title"><span>{heading}</span></h2>' in html
        assert ("Tide tables <span" in html) == ("outside" in links)
        assert (">example.org</span>" in html) == ("outside" in links)


@pytest.mark.once
def test_a_heading_that_an_editor_wrote_stays(client: Client, now: Any) -> None:
    published(slug="ferry", rows=[related({"url": "https://example.org/", "title": "Tide tables"}, title="Tides")])
    assert "<span>Tides</span>" in page(client, url("ferry"))


@pytest.mark.once
def test_a_credit_is_told_from_its_caption(client: Client, now: Any, settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    picture = uploaded(desk(), photo(1600, 1200), credit="Ada Lens", caption="The quay at dawn")
    bare = uploaded(desk(), photo(1500, 1200), "bare.jpg", credit="Bo Carr", caption="")
    published(slug="ferry", lead_picture=picture, rows=[new(Figure, picture=bare)])
    html = page(client, url("ferry"))
    assert '<figcaption>The quay at dawn <span class="credit">(Ada Lens)</span></figcaption>' in html
    assert '<figcaption><span class="credit">(Bo Carr)</span></figcaption>' in html
    feed = client.get("/2024/11/08/ferry.json").json()["bodies"][0]["value"]
    assert "<figcaption>The quay at dawn (Ada Lens)</figcaption>" in feed
    assert "<figcaption>(Bo Carr)</figcaption>" in feed


@pytest.mark.once
def test_every_time_of_day_on_readers_pages_has_its_zone(client: Client, now: Any) -> None:
    strait = timeline("The ferry sinks")
    add_event(strait, date_text="Aug. 6, 2024, 3:30 p.m.", headline="It is raised")
    strait.put_in_order()
    actions.save(strait, desk())
    actions.publish(strait, desk(), change=Change.SUBSTANTIVE)
    article = published(slug="ferry", section=SectionFactory(slug="world"), rows=[new(TimelineEmbed, timeline=strait)])
    actions.correct(article, desk(), text="It was a boat.")
    now.shift(HOUR)
    places = (
        "/",
        "/world/",
        url("ferry"),
        "/corrections/",
        strait.live(NINE + HOUR).get_absolute_url(),
        "/2024/11/08/",
    )
    for place in (*places, "/2024/11/", "/?before=newest", f"{url('ferry')}changes/"):
        html = page(client, place)
        times = re.findall(r"(?:[0-9] [ap]\.m\.|noon|midnight)(?! E[SD]T)", html)
        assert not times, place
        assert "a.m. EST" in html or "p.m. EDT" in html, place
    assert "Aug. 6, 3:30 p.m. EDT" in page(client, url("ferry"))


def test_the_byline_has_the_portraits_while_their_rights_last_and_every_writer_has_one(
    client: Client, now: Any
) -> None:
    first = AuthorFactory(name="Ann", portrait=PictureFactory(usable_until=NINE + HOUR))
    story = published(authors=[first, AuthorFactory(name="Bo", portrait=PictureFactory())])
    address = story.live(clock.now()).get_absolute_url()
    assert page(client, address).split('class="byline__portraits"')[1].split("</div>")[0].count("<img") == 2
    now.shift(HOUR)
    assert "byline__portraits" not in page(client, address)
