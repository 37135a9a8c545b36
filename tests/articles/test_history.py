"""A story's history at the desk: every version in a line, any two compared in a newsroom's words, a part taken back."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.blocks import Figure, PullQuote, TimelineEmbed, new
from articles.models import Article, EventReport, RelatedLink
from newsroom.fronts.models import Layout, Slot
from newsroom.publishing import actions, clock
from newsroom.publishing.models import AuditEntry, Change, fingerprint
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    edited,
    published,
    text,
    written,
)
from tests.fronts.factories import ContainerFactory
from tests.images.conftest import uploaded
from tests.people import editor, journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = pytest.mark.django_db
UUID_LIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture
def sasha(db: None) -> User:
    return editor("sasha")


@pytest.fixture
def signed_in(client: Client, sasha: User) -> Client:
    client.force_login(sasha)
    return client


def words(response: Any) -> str:
    """What a person reads of the page."""
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") :].partition("</main>")[0]
    return " ".join(re.sub(r"<button.*?</button>|<[^>]+>", " ", main).split())


def page_of(thing: Any, page: str, query: str = "") -> str:
    return f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/{page}/{query}"


def compared(client: Client, thing: Any, old: int, new: int) -> Any:
    return client.get(page_of(thing, "compare", f"?old={old}&new={new}"))


def take_back(client: Client, thing: Any, part: str, old: int, new: int, head: int | None = None) -> str:
    typed = {"part": part, "head": head or new}
    return words(client.post(page_of(thing, "compare", f"?old={old}&new={new}"), typed, follow=True))


@pytest.fixture
def whole(now: Any, sasha: User) -> Article:
    """Version 1 has one of everything; version 2 something else of everything."""
    timelines = [TimelineFactory(title=title, owner=sasha) for title in ("The war in Kursk", "The grain deal")]
    pictures = [
        uploaded(sasha, title="A bridge", credit="Ada Lens"),
        uploaded(sasha, title="A crane", credit="Ada Lens"),
    ]
    other = published(headline="An older story")
    story: Article = ArticleFactory(
        headline="The ferry sails",
        section=SectionFactory(name="World"),
        lead_picture=pictures[0],
        authors=[AuthorFactory(name="Ann Bell")],
        tagged_with=[TagFactory(name="Ferries"), TagFactory(name="Harbors")],
        rows=[
            new(Figure, picture=pictures[0], alt="A bridge at dawn"),
            new(PullQuote, text="We sail."),
            new(TimelineEmbed, timeline=timelines[0]),
            RelatedLink(story=other),
            *text("<p>Grain.</p>", heading="Why it matters"),
        ],
    )
    EventReport.objects.create(article=story, event=timelines[0].events.all()[0])
    actions.save(story, story.owner)
    story = Article.objects.get(pk=story.pk)
    story.section, story.lead_picture, story.lead_shape = SectionFactory(name="Europe"), pictures[1], "16:9"
    story.bylines.update(author=AuthorFactory(name="Cai Dee"))
    story.tags.remove(story.tags.first())
    first, figure, _, embed, heading, grain = story.body
    figure["fields"] |= {"picture": pictures[1].pk, "alt": "A crane at noon", "shape": "4:3"}
    embed["fields"] |= {"timeline": timelines[1].pk, "show": "key"}
    story.body = [heading, first, figure, embed, grain]
    story.related_links.update(title="Read this, too")
    story.save()
    actions.save(story, sasha)
    return story


@pytest.mark.once
def test_a_comparison_names_everything_and_shows_no_key(signed_in: Client, whole: Article) -> None:
    response = compared(signed_in, whole, 2, 3)
    told = words(response)
    for said in (
        "Section World Europe",
        "Before After A bridge (Ada Lens) A crane (Ada Lens)",
        "Lead photo: crop Uncropped Wide (16:9)",
        "Byline",
        "Ann Bell Cai Dee",
        "Tags",
        "Alt text",
        "Crop Uncropped Classic (4:3)",
        "Pull quote “We sail.” removed",
        "Heading “Why it matters” moved up, to the top",
        "Timeline “The grain deal”",
        "Show All events Key events",
        "Related link",
        "Unchanged: Headline",
    ):
        assert said in told, f"{said} --- {told}"
    assert not UUID_LIKE.search(told)
    html = response.content.decode()
    assert len(set(re.findall(r'src="([^"]+)"', html.partition("difference__pictures")[2]))) >= 2
    assert "There is no" not in told


def test_a_comparison_asks_no_more_for_more_blocks(
    signed_in: Client, whole: Article, django_assert_max_num_queries: Any
) -> None:
    written(whole, *(new(PullQuote, text=f"Quote {number}") for number in range(40)))
    with django_assert_max_num_queries(26):
        told = words(compared(signed_in, whole, 1, 4))
    assert "Quote 39" in told


def test_one_field_one_block_and_one_place_are_taken_back_alone(signed_in: Client, whole: Article) -> None:
    old, new = (whole.revisions.get(number=number).read() for number in (2, 3))
    quote = next(block for block in old["body"] if block["type"] == "pull_quote")
    moved = new["body"][0]
    assert "Section restored from version 2. Readers won’t see it" in take_back(signed_in, whole, "section", 2, 3)
    assert whole.head.read() == {**new, "section": old["section"]}
    take_back(signed_in, whole, f"body/{quote['key']}", 2, 4)
    assert [block["type"] for block in whole.head.read()["body"]].count("pull_quote") == 1
    take_back(signed_in, whole, f"body/{moved['key']}/order", 2, 5)
    assert [block["key"] for block in whole.head.read()["body"]] == [block["key"] for block in old["body"]]
    take_back(signed_in, whole, "tags", 2, 6)
    assert whole.head.read()["tags"] == old["tags"]
    assert whole.head.note == "Tags restored from version 2"
    take_back(signed_in, whole, f"related/{old['related'][0]['key']}", 2, 7)
    assert whole.head.read()["related"] == old["related"]
    assert whole.head.number == 8


@pytest.mark.once
def test_the_result_of_taking_back_is_the_newest_version_with_that_part(now: Any, writer: User, whole: Article) -> None:
    old = whole.revisions.get(number=2)
    for part in ("headline", "section", "lead_picture", "lead_shape", "bylines", "tags", "related", "body"):
        before = whole.head.read()
        if before[part] != old.read()[part]:
            made = actions.restore(whole, whole.owner, old, parts=[part])
            assert made.read() == {**before, part: old.read()[part]}
    assert whole.head.read() == old.read()


@pytest.mark.once
def test_a_page_that_is_stale_takes_nothing_back_and_says_the_cure(signed_in: Client, whole: Article) -> None:
    edited(whole, headline="Somebody was here")
    said = take_back(signed_in, whole, "section", 2, 3)
    assert "saved version 4 in the meantime. Compare with it" in said
    assert whole.head.number == 4


def test_what_is_live_stays_as_it_is_when_a_part_is_taken_back(signed_in: Client, whole: Article, sasha: User) -> None:
    actions.publish(whole, sasha)
    live = whole.live(NINE + HOUR)
    take_back(signed_in, whole, "section", 2, 3)
    assert whole.live(NINE + HOUR) == live
    assert whole.head.number == 4


@pytest.mark.once
def test_a_part_that_is_not_there_is_refused(signed_in: Client, whole: Article) -> None:
    for part in ("", "schema/x", "nothing", "body/none", "body/none/text", "headline/a/b/c", "x" * 900):
        said = take_back(signed_in, whole, part, 2, 3)
        assert "no longer has this part" in said or "already says this" in said, part
        assert whole.head.number == 3, part


@pytest.mark.once
def test_a_part_that_goes_together_with_another_is_refused_with_the_cure(signed_in: Client, whole: Article) -> None:
    link = whole.related_links.get()
    link.story, link.url, link.title = None, "https://example.org/", "Elsewhere"
    link.save()
    actions.save(whole, whole.owner)
    said = take_back(signed_in, whole, f"related/{link.pk}/story", 3, 4)
    assert "depends on something else" in said
    assert f"related/{link.pk}/story" not in compared(signed_in, whole, 3, 4).content.decode()


@pytest.mark.once
def test_who_may_only_read_is_offered_nothing_and_changes_nothing(client: Client, whole: Article, sasha: User) -> None:
    actions.publish(whole, sasha)
    client.force_login(journalist("stranger"))
    assert "Restore this" not in compared(client, whole, 2, 3).content.decode()
    response = client.post(page_of(whole, "compare", "?old=2&new=3"), {"part": "section", "head": 3})
    assert response.status_code == 403
    assert whole.head.number == 3


@pytest.mark.once
def test_timelines_are_compared_by_their_events_with_dates_in_ap_style(
    signed_in: Client, now: Any, sasha: User
) -> None:
    timeline: Timeline = TimelineFactory(title="Kursk", owner=sasha)
    event = timeline.events.first()
    assert event is not None
    event.headline, event.date_text = "The border is crossed", "2024-08-06"
    event.full_clean()
    event.save()
    actions.save(timeline, sasha)
    event.date_text = "2024-08-07"
    event.full_clean()
    event.save()
    actions.save(timeline, sasha)
    number = timeline.head.number
    told = words(compared(signed_in, timeline, number - 1, number))
    assert "Event “The border is crossed”" in told
    assert "When Aug. 6 Aug. 7" in told
    assert not UUID_LIKE.search(told)


@pytest.mark.once
def test_containers_and_standing_pages_are_compared_in_words(signed_in: Client, now: Any, sasha: User) -> None:
    story = published(headline="A story on the front")
    container = ContainerFactory(slots=[story], fill="none", title="Today", owner=sasha)
    Slot.objects.filter(container=container).update(headline="Its words here", until=NINE + 3 * HOUR)
    container.layout = Layout.OPINION
    container.save()
    actions.save(container, sasha)
    told = words(compared(signed_in, container, 1, 2))
    assert "Slot “A story on the front”" in told
    assert "Pinned until Nov. 8, 2024, noon" in told
    assert "Opinion" in told
    page = StandingPageFactory(title="About", body="<p>We are ten.</p>", owner=sasha)
    page.body, page.in_footer = "<p>We are twelve.</p>", False
    page.save()
    actions.save(page, sasha)
    told = words(compared(signed_in, page, 1, 2))
    assert "We are ten. twelve." in told
    assert "In the footer yes no" in told


# --- the history ----------------------------------------------------------------------------------


@pytest.mark.once
def test_each_version_is_a_line_with_who_when_why_and_what_kind(signed_in: Client, now: Any, sasha: User) -> None:
    story = published(headline="The ferry sails")
    now.shift(timedelta(hours=1))
    actions.publish(story, sasha, revision=edited(story, headline="The ferry sails at one"), change=Change.MINOR)
    now.shift(timedelta(hours=1))
    head = edited(story, headline="The ferry sails at two", standfirst="It is green.")
    actions.publish(story, sasha, revision=head, at=NINE + 9 * HOUR, change=Change.SUBSTANTIVE)
    actions.submit(story, story.owner, note="Please read")
    actions.send_back(story, sasha, note="Who says so?")
    told = words(signed_in.get(page_of(story, "history")))
    for said in (
        "Coming up Scheduled Nov. 8, 6 p.m. EST Version 3",
        "Substantive update Changes for readers: headline, deck",
        "Version 2 , Nov. 8, 10 a.m.",
        "Live since Nov. 8, 10 a.m. to Nov. 8, 6 p.m. · minor fix · approved by sasha",
        "live from Nov. 8, 9 a.m. to Nov. 8, 10 a.m. · first published",
        "sasha sent it back: “Who says so?”",
        f"{story.owner} submitted it: “Please read”",
        "sasha scheduled version 3 for Nov. 8, 2024, 6 p.m.",
    ):
        assert said in told, (said, told)
    assert told.index("sent it back") < told.index("submitted it") < told.index("scheduled version 3")
    assert told.index("scheduled version 3") < told.index("Version 2")


def test_the_newest_lines_are_shown_beside_the_story(signed_in: Client, now: Any) -> None:
    story = published()
    for number in range(9):
        now.shift(timedelta(minutes=1))
        edited(story, headline=f"Headline {number}")
    shown = signed_in.get(f"/admin/articles/article/{story.pk}/history/?fragment").text
    assert "<html" not in shown
    assert shown.count("What changed") == 8
    assert ">Version 10<" in shown
    assert ">Version 2<" not in shown
    assert "All versions" in shown


def test_a_version_that_is_not_live_is_no_list_without_a_beginning(signed_in: Client, now: Any, sasha: User) -> None:
    story = published(headline="The ferry sails")
    actions.approve(story, sasha, revision=edited(story, headline="The ferry sails at one"))
    told = words(signed_in.get(page_of(story, "history")))
    assert "approved by sasha" in told.split("Version 2")[1].split("Version 1")[0]
    assert "· approved" not in told.split("Version 2")[1].split("Version 1")[0]


@pytest.mark.once
def test_what_is_to_come_and_changes_nothing_says_so(signed_in: Client, now: Any, sasha: User) -> None:
    story = published(headline="The ferry sails")
    actions.publish(
        story, sasha, revision=edited(story, standfirst="It is green."), at=NINE + 9 * HOUR, change=Change.MINOR
    )
    now.shift(timedelta(hours=1))
    actions.publish(story, sasha, revision=edited(story, standfirst="It is red."), change=Change.MINOR, carry=True)
    told = words(signed_in.get(page_of(story, "history")))
    assert "No changes for readers." in told


def saved_as_rows(story: Article, now: Any, *, until: int) -> None:
    """Versions up to that number, a minute apart, as saves leave them: as rows, which are written fast."""
    head, line = story.revisions.latest("number"), AuditEntry.objects.filter(verb="save").latest("pk")
    number, standfirst, last = head.number, "", head.pk
    for step in range(1, until - number + 1):
        now.shift(60)
        standfirst = f"Words {number + step}"
        content = head.content | {"standfirst": standfirst}
        head.number, head.based_on_id, head.pk = number + step, last, None
        head.content, head.sha256, head.standfirst = content, fingerprint(content), standfirst
        head.created_at, head.rendered = clock.now(), None
        head.save(force_insert=True)
        last = head.pk
        line.pk, line.at, line.revision = None, clock.now(), number + step
        line.save(force_insert=True)
    Article.objects.filter(pk=story.pk).update(standfirst=standfirst)


def test_a_history_of_300_versions_is_read_in_pages_of_50_each_line_once(
    signed_in: Client, now: Any, sasha: User, django_assert_max_num_queries: Any
) -> None:
    story = published(headline="The ferry sails")
    edited(story, standfirst="Words 2")
    for number in range(10, 301, 10):
        saved_as_rows(story, now, until=number)
        actions.send_back(Article.objects.get(pk=story.pk), sasha, note=f"Note {number}.")
    address, versions, notes, pages = page_of(story, "history"), [], [], 0
    while address:
        with django_assert_max_num_queries(16):
            html = signed_in.get(address).content.decode()
        found = re.findall(r'id="version-(\d+)"', html)
        notes += re.findall(r"“Note (\d+)\.”", html)
        assert len(re.findall(r'class="history__(?:line|done)', html)) <= 51
        versions += [int(each) for each in found]
        pages += 1
        more = re.search(r'href="([^"]+)" rel="next"', html)
        address = more[1] if more else ""
    assert versions == list(range(300, 0, -1))
    assert [int(each) for each in notes] == list(range(300, 0, -10))
    assert pages == 7


def test_a_mistyped_page_is_no_error(signed_in: Client, now: Any) -> None:
    address = page_of(published(), "history")
    for before in ("x", "-", "1", "9-x", "99999999999999999999-1", "5-99999999999999999999", "²-³"):
        assert signed_in.get(address, {"before": before}).status_code == 200, before


def test_a_version_that_was_taken_down_cannot_be_chosen(signed_in: Client, chief: User, now: Any) -> None:
    story = published(headline="A secret")
    actions.take_down(story, chief, reason="Court order")
    signed_in.force_login(chief)
    html = signed_in.get(page_of(story, "history")).content.decode()
    assert "Taken down" in html
    assert 'type="radio"' not in html
    assert UUID(int=0).hex not in html
