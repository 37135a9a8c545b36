"""The demo: its numbers, its states, and one story with every element."""

import gzip
import json
import re
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import Article, ArticleRevision, Author, ErrorReport, Section, StandingPage, Tag
from newsroom.delivery.request_clock import AS_OF
from newsroom.demo import loading, reading
from newsroom.desk.home import home_of
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.models import AuditEntry, Review
from timelines.models import Timeline

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.once]  # the demo runs on SQLite

STORY = "/2024/11/08/north-korean-soldiers-take-casualties-in-kursk/"


def live() -> Any:
    return ArticleRevision.objects.live(clock.now())


def page(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    return lxml.html.fromstring(response.content)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_it_is_refused_outside_the_demo(db: None) -> None:
    with pytest.raises(CommandError, match="NEWSROOM_DEMO=1"):
        call_command("load_demo")
    assert not User.objects.filter(username="journalist").exists()


def test_a_second_load_changes_nothing(demo: Any, settings: Any, django_assert_max_num_queries: Any) -> None:
    settings.NEWSROOM_DEMO = True
    models = (
        User,
        Section,
        Author,
        Tag,
        Picture,
        Article,
        ArticleRevision,
        Timeline,
        StandingPage,
        ErrorReport,
        AuditEntry,
    )
    before = [model._default_manager.count() for model in models]
    out = StringIO()
    with django_assert_max_num_queries(3):
        call_command("load_demo", no_renditions=True, stdout=out)
    assert [model._default_manager.count() for model in models] == before
    assert "nothing to load" in out.getvalue()
    assert loading.PASSWORD in out.getvalue()


def test_it_has_standing_pages_and_two_error_reports(demo: Any, client: Client) -> None:
    foot = words(page(client, "/").find_class("foot")[0])
    for title in ("About us", "Staff", "Contact", "Corrections policy", "Privacy"):
        assert title in foot
    policy = words(page(client, "/corrections-policy/"))
    assert "within one working day" in policy
    assert sorted(ErrorReport.objects.values_list("status", flat=True)) == ["looking", "new"]


def test_it_has_what_a_front_page_needs(demo: Any) -> None:
    assert live().count() >= 20
    assert Section.objects.filter(depth=0).count() >= 6
    assert Section.objects.filter(depth=1).exists()
    assert Author.objects.exclude(bio="").exclude(portrait=None).count() == 8
    assert Timeline.objects.count() == 2
    assert all(tag.introduction for tag in Tag.objects.all())
    assert all(picture.alt and picture.credit for picture in Picture.objects.all())


def test_the_rights_to_three_of_its_photos_end(demo: Any) -> None:
    now = clock.now()
    ending = Picture.objects.rights_end_after(now).values_list("title", "usable_until")
    assert [(title, (until - now).days) for title, until in ending if until] == [
        ("Autumn above the orchards", 5),
        ("First snow", 20),
        ("Corran Ridge trail", 200),
    ]


def test_it_shows_every_state_of_a_story(demo: Any) -> None:
    stories = Article.objects.with_schedule(clock.now())
    assert stories.filter(next_at__isnull=False, live_number=None).count() >= 3
    assert stories.filter(review=Review.SUBMITTED).count() == 2
    assert stories.filter(review=Review.SENT_BACK).exclude(review_note="").count() == 1
    assert stories.filter(embargo_until__gt=clock.now()).count() == 1
    assert stories.filter(live_number=None, first_published_at__lt=clock.now()).count() == 1  # unpublished
    assert [story.corrections.count() for story in stories if story.corrections.exists()] == [1]
    assert any(story.live_number and story.head_number > story.live_number for story in stories)


@pytest.mark.parametrize("username", ["journalist", "editor", "administrator"])
def test_its_people_can_sign_in(demo: Any, client: Client, username: str) -> None:
    given = {"username": username, "password": loading.PASSWORD}
    assert client.post(reverse("admin:login"), given).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_home_page_has_the_news_of_the_last_days_and_the_story_with_what_follows_it_up(
    demo: Any, client: Client
) -> None:
    home = page(client, "/")
    addresses = home.xpath("//main//article//*[self::h2 or self::h3]/a/@href")
    lead = home.xpath("//main//section[contains(@class, 'container--lead')]//article")
    first, _, third = (story.xpath(".//h2/a")[0] for story in lead[:3])
    assert first.get("href").endswith("/storm-sends-weir-creek-over-its-banks/")
    assert third.get("href") == STORY
    assert len(addresses) == len(set(addresses)) >= 20
    (follow_up,) = lead[2].xpath(".//li/a/@href")
    assert STORY in page(client, follow_up).xpath("//main//aside//a/@href")
    assert [address for address in addresses if address.startswith("/2026/03/04/")]
    assert "/timelines/kursk-oblast-2024/" in addresses
    assert words(page(client, "/world/").xpath("//main//article//h2")[0]).startswith(words(third))


def test_breaking_news_come_and_go(demo: Any, client: Client) -> None:
    def breaking() -> list[str]:
        return [words(line) for line in page(client, "/timelines/").xpath("//*[@class='breaking']//p")]

    def told(beginning: str) -> bool:
        return any(line.startswith(beginning) for line in breaking())

    assert told("Live Landing Street stays closed")
    assert len(breaking()) == 1
    demo.shift(timedelta(minutes=45))
    assert told("Breaking news The tide gate will close")
    assert len(breaking()) == 2
    demo.shift(timedelta(hours=2, minutes=15))
    assert len(breaking()) == 1
    demo.shift(timedelta(hours=2))
    assert breaking() == []


def test_its_past_can_be_visited(demo: Any) -> None:
    """On the day after it was published, the story led the home page; nothing of today was there."""
    desk = Client()
    desk.force_login(User.objects.get(username="editor"))
    session = desk.session
    session[AS_OF] = "2024-11-09T12:00:00+00:00"
    session.save()
    addresses = page(desk, "/").xpath("//main//h2/a/@href")
    assert addresses[0] == STORY
    assert len(addresses) == 4


def test_its_correction_says_what_the_text_said(demo: Any, client: Client) -> None:
    story = Article.objects.get(slug="rents-dip-for-the-first-time-in-five-years")
    first, live_now = story.revisions.get(number=1), story.live(clock.now())
    assert "640 apartments" in str(first.content)
    assert "640 apartments" not in str(live_now.content)
    assert "640 apartments" in words(page(client, live_now.get_absolute_url()).xpath("//*[@class='correction']")[0])


def test_every_live_page_is_whole(demo: Any, client: Client) -> None:
    for revision in live():
        html = page(client, revision.get_absolute_url())
        assert [words(h1) for h1 in html.xpath("//h1")] == [revision.headline]
        levels = [
            int(heading.tag[1]) for heading in html.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
        ]
        assert all(after - before <= 1 for before, after in pairwise(levels)), revision
        assert all(image.get("alt") for image in html.xpath("//main//img"))
        ids = html.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_every_list_and_timeline_renders(demo: Any, client: Client) -> None:
    for entry in (*Section.objects.all(), *Author.objects.all(), *Timeline.objects.all()):
        assert words(page(client, entry.get_absolute_url()).xpath("//h1")[0]) == str(entry)
    for tag in Tag.objects.filter(listings__live_from__lte=clock.now(), listings__live_until=None).distinct():
        assert words(page(client, tag.get_absolute_url()).xpath("//h1")[0]) == tag.name
    for story in Article.objects.filter(slug="gale-warning-for-marlow-county"):
        assert client.get(story.revisions.get().get_absolute_url()).status_code == 410


def test_the_story_is_built_as_its_brief_says(demo: Any, client: Client) -> None:
    """Headline once; four headed sections; three related headlines; a second part with three sub-headed passages."""
    html = page(client, STORY)
    body = html.xpath("//*[contains(@class, 'story__body')]")[0]
    headings = [(heading.tag, words(heading)) for heading in body.xpath(".//*[contains(@class, 'section-heading')]")]
    assert headings == [
        ("h2", "A battlefield in Kursk Oblast"),
        ("h2", "What has happened since August?"),
        ("h2", "Why it matters"),
        ("h2", "What to watch"),
        ("h2", "Russia and a Trump peace plan, as seen from Budapest"),
        ("h3", "North Korean troops near the border"),
        ("h3", "A meeting with Macron on long-range missiles"),
        ("h3", "European unity"),
    ]
    headline = words(html.xpath("//h1")[0])
    assert words(html.xpath("//main")[0]).count(headline) == 1
    assert [words(name) for name in html.xpath("//a[@rel='author']")] == ["Nora Whitfield", "Elias Marrow"]
    assert {words(tag) for tag in html.xpath("//a[@rel='tag']")} == {
        "Ukraine", "Russia", "North Korea", "Kursk", "Volodymyr Zelensky", "Emmanuel Macron",
    }  # fmt: skip
    assert html.xpath("//*[contains(@class, 'story__lead')]//img")
    assert body.xpath(".//*[contains(@class, 'factbox')]")


def test_its_timeline_has_the_undated_entries_in_place(demo: Any, client: Client) -> None:
    events = page(client, STORY).xpath("//main//ol/li[starts-with(@id, 'e-')]")
    told = [words(event) for event in events]
    starts = [
        "Aug. 6, 2024 Ukraine’s incursion begins",
        "Putin’s reaction The Kremlin orders a counter-strike",
        "The reinforcements North Korean soldiers are sent to the region",
        "autumn 2024 First reports of North Korean troops",
        "Oct. 28, 2024 NATO confirms the deployment",
        "Nov. 7, 2024 Zelensky speaks in Budapest",
    ]
    assert len(told) == len(starts)
    assert all(event.startswith(start) for event, start in zip(told, starts, strict=True)), told
    assert [event.xpath(".//time/@datetime") for event in events[:3]] == [["2024-08-06"], [], []]


def test_its_related_headlines_stand_in_mid_text_and_lead_to_live_stories(demo: Any, client: Client) -> None:
    html = page(client, STORY)
    links = html.xpath("//*[contains(@class, 'story__body')]//aside[contains(@class, 'related')]//a")
    assert len(links) == 3
    for link in links:
        assert words(page(client, link.get("href")).xpath("//h1")[0]) == words(link)
    after = html.xpath("//aside[contains(@class, 'related')]/following::h2[contains(@class, 'section-heading')]")
    assert words(after[0]).startswith("Russia and a Trump peace plan")


def test_the_preview_of_a_live_story_is_its_page(demo: Any, client: Client) -> None:
    desk = Client()
    desk.force_login(User.objects.get(username="editor"))
    for revision in live():
        preview = desk.get(
            reverse("admin:articles_article_preview", args=[revision.subject_id]), {"revision": revision.number}
        ).content
        without_banner, banners = re.subn(rb'<aside class="as-of".*?</aside>', b"", preview, flags=re.DOTALL)
        assert banners == 1
        page, noindex = re.subn(rb'(?<=name="robots" content=")noindex', b"max-image-preview:large", without_banner)
        assert noindex == 1  # search engines must not index a preview
        assert _dense(page) == _dense(client.get(revision.get_absolute_url()).content), revision


def _dense(html: bytes) -> bytes:
    """`html` without the white space between its tags, which the banner leaves behind."""
    return re.sub(rb">\s+<", b"><", html)


def test_its_texts_are_read_as_written() -> None:
    text = "Some *words* & a [link](https://example.org/).\n\n- one\n- two"
    assert reading.rich(text) == (
        '<p>Some <em>words</em> &amp; a <a href="https://example.org/">link</a>.</p>'
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>"
    )


def test_its_stories_are_read_as_blocks_in_their_order() -> None:
    table = "::table Rents | The county\nYear | Rent\nThis | $2"
    text = "Some *words*.^[Few.]\n\n## Why\n\n- one\n- two\n\n### More\n\n::quote So be it | The captain\n\nThe end."
    text += f"\n\n{table}\n\n::gallery Two\nDawn | At dawn.\nNoon |"
    assert list(reading.blocks(text)) == [
        ("paragraph", {"text": "Some <em>words</em>.<footnote>Few.</footnote>"}),
        ("heading", {"text": "Why", "level": 2}),
        ("list", {"text": "<ul><li><p>one</p></li><li><p>two</p></li></ul>"}),
        ("heading", {"text": "More", "level": 3}),
        ("pull_quote", {"text": "So be it", "attribution": "The captain"}),
        ("paragraph", {"text": "The end."}),
        (
            "table",
            {
                "caption": "Rents",
                "source": "The county",
                "text": "<table><tbody><tr><th>Year</th><th>Rent</th></tr><tr><td>This</td><td>$2</td></tr></tbody></table>",
            },
        ),
        (
            "gallery",
            {
                "title": "Two",
                "photos": [{"picture": "Dawn", "caption": "At dawn."}, {"picture": "Noon", "caption": ""}],
            },
        ),
    ]


def test_every_block_of_a_story_is_seen_by_its_readers(demo: Any, client: Client) -> None:
    """Each photo, timeline and box of links of the files is on the page, and each link below the text."""
    for story in reading.stories():
        revision = live().filter(subject__slug=story.slug).first()
        if revision is None:
            continue
        body = page(client, revision.get_absolute_url()).xpath("//*[contains(@class, 'story__body')]")[0]
        kinds = [kind for kind, _ in story.blocks]
        boxes = {fields["group"] for kind, fields in story.blocks if kind == "related"}
        inside = [link for link in story.head.get("links", []) if link.get("group", 1) in boxes]
        photos = sum(len(fields["photos"]) for kind, fields in story.blocks if kind == "gallery")
        assert len(body.xpath("./figure//img")) == kinds.count("figure"), story.slug
        assert len(body.xpath(".//*[contains(@class, 'gallery__photos')]//img")) == photos, story.slug
        for kind in ("table", "embed", "document"):
            shown = body.xpath(f"./*[contains(concat(' ', @class, ' '), ' {kind} ')]")
            assert len(shown) == kinds.count(kind), story.slug
        marks = body.xpath("//*[contains(@class, 'note-mark')]")
        assert len(marks) == str(story.blocks).count("<footnote>"), story.slug
        assert len(body.xpath(".//*[contains(@class, 'section-heading')]")) == kinds.count("heading"), story.slug
        assert len(body.xpath(".//aside[contains(@class, 'related')]//a")) == len(inside), story.slug
        assert len(revision.subject.related_links.all()) == len(story.head.get("links", [])) - len(inside), story.slug


def test_a_story_that_is_written_down_wrongly_is_named(tmp_path: Any) -> None:
    wrong = tmp_path / "ferry.md"
    wrong.write_text('+++\nheadline = "Ferry"\n+++\n::film ferry')
    with pytest.raises(ValueError, match=r"ferry\.md: Unknown block “::film”"):
        reading.read(wrong)


def test_its_longest_story_weighs_thirty_kilobytes_at_most(demo: Any, client: Client) -> None:
    longest = max(live(), key=lambda revision: len(json.dumps(revision.content)))
    html = client.get(longest.get_absolute_url()).content
    links = lxml.html.fromstring(html)
    needed = [
        *links.xpath("//link[@rel='stylesheet' and not(@media='print')]/@href"),
        *links.xpath("//script[@src]/@src"),
    ]
    assert len(needed) >= 3  # style sheets and a script: the XPath finds them
    static = [address.removeprefix("/static/") for address in needed if address.startswith("/static/")]
    files = [finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)) for name in static]
    made = [client.get(address).content for address in needed if not address.startswith("/static/")]
    parts = [html, *made, *(Path(str(file)).read_bytes() for file in files)]
    assert sum(len(gzip.compress(part, 6)) for part in parts) <= 30_000


# --- the home pages of its users; test_home.py tests what a home page shows ------------------------------


def home_page(username: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return lxml.html.fromstring(client.get(reverse("admin:index")).content)


def lists_of(username: str) -> dict[str, list[str]]:
    return {
        section.xpath("string(h2)"): [link.text for link in section.xpath(".//li/a")]
        for section in home_page(username).xpath("//section[@class='home__list']")
    }


def test_an_editor_sees_what_waits_and_what_is_due(demo: Any) -> None:
    found = lists_of("editor")
    assert found["To review"] == ["Wintering geese arrive nine days early", "School budget leaves a gap for kitchens"]
    assert "Streetlights to dim for the meteor shower" in found["Due today"]
    assert found["Going live in the next hour"] == ["The tide gate will close for the first time at low water today"]
    assert found["Embargoes"] == ["Housing survey: More people stay in the county"]
    assert "My drafts" not in found


def test_a_journalist_sees_their_own_and_nobody_elses_plans(demo: Any) -> None:
    found = lists_of("journalist")
    assert "To review" not in found
    assert found["Scheduled"] == ["City has a new plan for plowing: hills first"]
    assert found["Sent back to me"] == ["Frost came late to the orchards, and that was a problem"]
    assert "Wintering geese arrive nine days early" not in {title for titles in found.values() for title in titles}


@pytest.mark.parametrize(("username", "shown"), [("editor", True), ("journalist", False)])
def test_the_way_to_another_time_is_for_those_who_may_go(demo: Any, username: str, shown: bool) -> None:
    links = home_page(username).xpath("//a/@href")
    assert (reverse("look_as_of") in links) is shown
    assert {reverse("admin:articles_article_add"), reverse("admin:timelines_timeline_add")} < set(links)
    try:
        assert reverse("admin:articles_article_copy") in links
    except NoReverseMatch:
        assert links.index(reverse("admin:articles_article_add")) < links.index(reverse("admin:timelines_timeline_add"))


@pytest.mark.parametrize("username", ["editor", "journalist"])
def test_a_home_costs_ten_queries_at_most(demo: Any, username: str, django_assert_max_num_queries: Any) -> None:
    user = User.objects.get(username=username)
    user.has_perm("articles.view_article")  # permissions are read once a request, on first use
    with django_assert_max_num_queries(10):
        found = home_of(user, clock.now())
    assert any(each.items for each in found)


@pytest.mark.parametrize(("username", "most"), [("editor", 15), ("journalist", 12)])
def test_the_whole_page_costs_four_more_and_one_for_the_clocks(
    demo: Any, username: str, most: int, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.get("/")  # the name of the publication is kept for a generation
    with django_assert_max_num_queries(most):
        client.get(reverse("admin:index"))
