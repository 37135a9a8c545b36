"""What the writing page asks by script, for everybody who may ask: previews, paste, lists and timelines, saving."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connections
from django.test import Client
from django.urls import reverse

from articles.blocks import BLOCKS, Figure, List, Paragraph, PullQuote, TimelineEmbed, new
from articles.copy_import.limits import MAX_LINES, MAX_TEXT
from articles.models import Article
from articles.writing.admin import MOST
from articles.writing.lists import MOST as MOST_EVENTS
from newsroom.publishing import actions, clock
from newsroom.publishing.models import Autosave
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    edited,
    published,
    raw,
    related,
    text,
)
from tests.hostile import HUGE, JSON, TEXTS
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.people import administrator, editor, journalist
from tests.timelines.factories import TimelineFactory
from timelines.models import Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ASKED = ("previews", "paste", "convert", "titles", "events", "timeline_events", "suggested_timelines", "source")
# What is pasted from Word, in the markup that it writes.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body>
<!--StartFragment--><h1>The crossing<o:p></o:p></h1><p class=MsoNormal>Troops <b>crossed</b> the <a
href="https://example.org/border">border</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span>·<span>&nbsp;&nbsp; </span></span>First</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span>·<span>&nbsp;&nbsp; </span></span>Second</p>
<p class=MsoNormal><img width=602 src="file:///C:/Users/ada/clip_image001.png" alt="Map"></p><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span
style="font-size:16pt">The crossing</span></h2><p dir="ltr"><span style="font-weight:400">Troops </span><span
style="font-weight:700">crossed</span><span style="font-weight:400"> the </span><a
href="https://www.google.com/url?q=https://example.org/border&amp;sa=D"><span>border</span></a><span>.</span></p><ul><li
dir="ltr"><p dir="ltr"><span>First</span></p></li><li dir="ltr"><p dir="ltr"><span>Second</span></p></li></ul><p><span><img
src="https://lh7-rt.googleusercontent.com/docsz/AD_4" width="602"></span></p></b>"""
MARKDOWN = "## The crossing\n\nTroops **crossed** the [border](https://example.org/border).\n\n- First\n- Second\n"
CROSSING = [
    ("heading", "The crossing"),
    ("paragraph", 'Troops <strong>crossed</strong> the <a href="https://example.org/border">border</a>.'),
    ("list", "<ul><li><p>First</p></li><li><p>Second</p></li></ul>"),
]
EVENTS = ["Aug. 6: Troops cross the border.", "Reaction: The Kremlin orders a strike.", "Nov. 7, 2024: Budapest."]


def knocking(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"}, raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def ask(writer: User, now: Any) -> Callable[..., Any]:
    """`ask("paste", text="…")` as a journalist; returns what is answered, with its status under "status"."""

    def ask(name: str, *, user: User | None = None, **asked: Any) -> Any:
        response = send(knocking(user or writer), name, asked)
        assert response["Content-Type"] == "application/json", response.content[:300]
        return response.json() | {"status": response.status_code}

    return ask


def send(client: Client, name: str, asked: Any) -> Any:
    body = asked if isinstance(asked, str | bytes) else json.dumps(asked)
    return client.post(reverse(f"admin:articles_article_{name}"), body, content_type="application/json")


def listed(*items: str) -> str:
    return f"<ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul>"


# --- who may ask, and what ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_only_those_who_may_write_stories_are_answered(name: str, writer: User, now: Any) -> None:
    asked = {
        "body": [],
        "html": "",
        "text": "x",
        "url": "x",
        "list": listed("x"),
        "timeline": TimelineFactory(owner=writer).pk,
    }
    nobody_in_particular = User.objects.create_user("temp", is_staff=True)
    assert send(knocking(nobody_in_particular), name, asked).status_code == 403
    assert send(knocking(User.objects.create_user("reader")), name, asked).status_code == 302
    assert send(Client(), name, asked).status_code == 403
    for user in (writer, editor(), administrator()):
        assert send(knocking(user), name, asked).status_code == 200
        assert knocking(user).get(reverse(f"admin:articles_article_{name}")).status_code == 405


@pytest.mark.parametrize("name", ASKED)
def test_a_page_of_another_site_can_ask_nothing(name: str, writer: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
    client.force_login(writer)
    assert send(client, name, {"body": [], "text": "x", "list": listed("x")}).status_code == 403
    assert not Timeline.objects.exists()


@pytest.mark.parametrize("name", ASKED)
def test_what_is_no_request_is_refused_in_words(name: str, writer: User, now: Any) -> None:
    client = knocking(writer)
    shapes: list[Any] = [None, 1, "x", [], [[]], {}, {"body": {}}, {"body": "x"}, {"list": 1}, {"list": [1]}, {"timeline": {}},
              {"timeline": -1}, {"timeline": 10**30}, {"timeline": "1e3"}, {"html": 1}, {"text": {}}]  # fmt: skip
    bodies: list[Any] = [*shapes, *JSON, b"\xff\xfe", b"", b"\0", '{"list"'.encode("utf-16")]
    for body in bodies:
        response = send(client, name, json.dumps(body) if body in shapes else body)
        assert response.status_code in (200, 400), (body, response.status_code)
        if response.status_code == 400:
            assert response.json()["error"].endswith("."), body
        else:
            assert name in ("paste", "titles", "events", "suggested_timelines"), (
                body
            )  # nothing is pasted, told or found
    assert not Timeline.objects.exists()


def test_no_value_is_answered_with_an_error_of_ours(writer: User, now: Any) -> None:
    client, timeline = knocking(writer), TimelineFactory(owner=writer)
    values: list[Any] = [*TEXTS, 10**30, -1, 1.5, True, None, [], {}, [[1]], [{}], {"a": 1}]
    for value in values:
        event = {"key": value, "when": value, "headline": value, "was": value}
        asked = {"timeline": timeline.pk, "rows": [event], "gone": [value]}
        assert send(client, "timeline_events", asked).status_code in (200, 400), value
        rows: list[Any] = [{"type": value, "fields": value}, value]
        rows += [{"type": kind, "fields": value} for kind in BLOCKS]
        for kind, block in BLOCKS.items():
            for field in block._meta.concrete_fields:
                rows.append({"type": kind, "fields": {field.name: value}})
        found = send(client, "previews", {"body": rows, "language": value})
        assert found.status_code in (200, 400), value
        if found.status_code == 200:
            assert len(found.json()["html"]) == len(rows)
        for name, field in (("paste", "html"), ("paste", "text"), ("convert", "list"), ("convert", "timeline"),
                            ("titles", "of"), ("titles", "id"), ("events", "timeline"),
                            ("timeline_events", "rows"), ("timeline_events", "gone")):  # fmt: skip
            assert send(
                client, name, {"of": "timelines.timeline", "timeline": timeline.pk, "headline": value, field: value}
            ).status_code in (
                200,
                400,
            ), (name, field, value)
    for constant in ("NaN", "Infinity", "-Infinity", "1e999"):
        assert send(client, "convert", f'{{"timeline": {constant}}}').status_code == 400
        body = f'{{"body": [{{"type": "figure", "fields": {{"picture": {constant}}}}}]}}'
        assert send(client, "previews", body).status_code in (200, 400)


def test_more_than_a_story_can_hold_is_refused(ask: Any, settings: Any) -> None:
    assert "at most" in ask("previews", body=[None] * (MOST + 1))["error"]
    assert "MB" in ask("paste", text="x" * (MAX_TEXT + 1))["error"]
    assert "paragraphs" in ask("paste", text="word\n\n" * (MAX_LINES + 1))["error"]
    assert "nested" in ask("paste", html="<div>" * 1_000)["error"]
    assert "MB" in ask("convert", list=listed("x" * MAX_TEXT))["error"]
    assert "too many" in ask("convert", list=listed(*["x"] * (MOST_EVENTS + 1)))["error"]
    assert ask("convert", list=listed(*["x"] * (MOST_EVENTS + 1)))["status"] == 400
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert ask("paste", text="x" * 2_000) == {"error": "This is too large. Try it in parts.", "status": 400}
    assert not Timeline.objects.exists()


def test_what_takes_too_long_is_stopped(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.copy_import.limits.MAX_SECONDS", 0)
    monkeypatch.setattr("articles.writing.previews.MAX_SECONDS", 0)
    assert "took longer" in ask("paste", html="<p>x</p>")["error"]
    assert "took longer" in ask("convert", list=listed(*EVENTS))["error"]
    assert ask("previews", body=[new(PullQuote, text="We sail.")])["html"] == [""]
    assert not Timeline.objects.exists()


# --- previews -----------------------------------------------------------------------------------------


def test_every_type_of_block_is_shown_as_readers_will_see_it(ask: Any) -> None:
    story = published(headline="The other ferry")
    timeline = TimelineFactory(title="Kursk")
    actions.publish(timeline, editor())
    shown = {
        "paragraph": ({"text": "We <em>sail</em>."}, "We <em>sail</em>."),
        "heading": ({"text": "The crossing"}, "The crossing"),
        "list": ({"text": listed("First")}, "First"),
        "quote": ({"text": "<p>We sail.</p>"}, "<blockquote"),
        "pull_quote": ({"text": "We sail.", "attribution": "The captain"}, "The captain"),
        "fact_box": ({"title": "In short", "text": "<p>Twelve cabins</p>"}, "Twelve cabins"),
        "figure": ({"picture": PictureFactory().pk, "alt": "A bridge"}, 'alt="A bridge"'),
        "embed": (
            {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "The quay"},
            "Play: loads from youtube-nocookie.com",
        ),
        "divider": ({}, "<hr"),
        "video": ({"file": MediaFileFactory().pk, "title": "The quay"}, "<video"),
        "audio": ({"file": MediaFileFactory(kind="audio").pk}, "<audio"),
        "document": ({"file": MediaFileFactory(kind="document").pk}, "3 pages"),
        "gallery": ({"photos": [{"picture": PictureFactory().pk, "alt": "A quay"}]}, 'alt="A quay"'),
        "table": ({"text": PORTS}, "Ellery"),
        "related": (related(story)["fields"], "The other ferry"),
        "timeline": ({"timeline": timeline.pk}, "Ukrainian forces cross the border"),
    }
    assert shown.keys() == BLOCKS.keys()
    rows = [{"type": kind, "fields": fields} for kind, (fields, _) in shown.items()]
    html = ask("previews", body=rows, language="en")["html"]
    for (kind, (_, expected)), found in zip(shown.items(), html, strict=True):
        assert expected in found, kind


def test_what_is_incomplete_or_unknown_is_shown_as_nothing_and_the_others_as_they_are(ask: Any) -> None:
    rows = [
        {"type": "figure", "fields": {"picture": None}},
        {"type": "no such", "fields": {"a": 1}},
        {"type": "fact_box", "fields": {"title": ""}},
        {"type": "timeline", "fields": {"timeline": 999}},
        {"type": "figure", "fields": {"picture": 999}},
        None,
        new(PullQuote, text="We sail."),
    ]
    *nothing, quote = ask("previews", body=rows)["html"]
    assert nothing == [""] * 6
    assert "We sail." in quote


def test_blocks_are_shown_in_the_direction_of_the_story(ask: Any) -> None:
    link = related({"url": "https://example.org/", "title": "Paroma"})
    english, arabic = (ask("previews", body=[link], language=tag)["html"][0] for tag in ("en", "ar"))
    assert "<bdi>Paroma</bdi>" in arabic
    assert "<bdi>" not in english
    for tag in ('"><script>', "a" * 1_000, "-"):
        assert ask("previews", body=[link], language=tag)["html"] == [english]


def test_scripts_of_a_preview_are_none(ask: Any) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    rows = [
        raw("fact_box", title=attack, text=attack),
        raw("paragraph", text=f"x{attack}"),
        raw("pull_quote", text=attack),
    ]
    for html in ask("previews", body=rows)["html"]:
        assert "<script" not in html
        assert "<img" not in html


def test_a_date_whose_year_was_not_typed_has_it_in_the_preview(ask: Any, writer: User) -> None:
    events = [{"date_text": "Aug. 6", "headline": "It begins"}, {"date_text": "Aug. 8, 2024", "headline": "It goes on"}]
    timeline = TimelineFactory(events=events, owner=writer)
    (html,) = ask("previews", body=[new(TimelineEmbed, timeline=timeline)])["html"]
    assert ("Aug. 6, 2024" in html, "Aug. 8, 2024" in html) == (True, False)
    assert html.count("(year taken from today)") == 1


def test_a_timeline_that_is_not_live_is_shown_as_at_the_desk(ask: Any, writer: User) -> None:
    timeline = TimelineFactory(owner=writer)
    [html] = ask("previews", body=[new(TimelineEmbed, timeline=timeline.pk)])["html"]
    assert "Ukrainian forces cross the border" in html
    actions.publish(timeline, editor())
    timeline.events.update(headline="A word that only the desk knows")
    actions.save(Timeline.objects.get(pk=timeline.pk), writer)
    [html] = ask("previews", body=[new(TimelineEmbed, timeline=timeline.pk)])["html"]
    assert "Ukrainian forces cross the border" in html
    assert "only the desk knows" not in html


def test_a_journalist_sees_through_a_preview_only_what_they_may_see(ask: Any, writer: User, now: Any) -> None:
    desk, chief = editor(), administrator()
    draft = TimelineFactory(owner=journalist("somebody"))
    shared = TimelineFactory(owner=draft.owner)
    shared.shared_with.add(writer)
    binned = TimelineFactory(owner=writer)
    actions.bin(binned, writer)
    sealed = TimelineFactory(owner=writer)
    actions.publish(sealed, desk)
    hidden = ArticleFactory(headline="Other people’s draft")
    waiting = ArticleFactory(headline="Waits for tonight")
    later = PictureFactory(usable_from=clock.now().replace(year=2030))
    gone = PictureFactory(taken_down_at=clock.now())
    now.shift(60)
    actions.take_down(sealed, chief, reason="Court order")
    rows = [
        *(raw("timeline", timeline=each.pk) for each in (draft, shared, binned, sealed)),
        *(raw("figure", picture=each.pk, alt="A bridge") for each in (later, gone)),
        related(hidden, waiting),
    ]
    seen = ask("previews", body=rows)["html"]
    assert [bool(html) for html in seen] == [False, True, False, False, False, False, False]
    assert [bool(html) for html in ask("previews", user=desk, body=rows)["html"]][:4] == [True, True, False, False]
    assert not ask("previews", user=chief, body=rows)["html"][3]  # it is opened on its own page, where that is recorded


def test_previews_ask_each_table_once(writer: User, now: Any, django_assert_max_num_queries: Any) -> None:
    picture, timeline = PictureFactory(), TimelineFactory(owner=writer)
    actions.publish(timeline, editor())
    stories = [published() for _ in range(10)]
    rows = [raw("figure", picture=picture.pk), raw("timeline", timeline=timeline.pk), related(*stories)]
    rows = [*rows, *[raw("figure", picture=picture.pk), raw("timeline", timeline=timeline.pk)] * 50]
    client = knocking(writer)
    send(client, "previews", {"body": rows})
    with django_assert_max_num_queries(15):
        send(client, "previews", {"body": rows})


# --- paste ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "photos"),
    [({"html": WORD}, 1), ({"html": GOOGLE}, 1), ({"text": MARKDOWN}, 0)],
    ids=["Word", "Google Docs", "Markdown"],
)
def test_headings_marks_links_and_lists_are_pasted_as_blocks(source: dict[str, str], photos: int, ask: Any) -> None:
    found = ask("paste", **source)
    assert [(row["type"], row["fields"]["text"]) for row in found["body"]] == CROSSING
    assert all(row.keys() == {"type", "fields"} for row in found["body"])
    assert found["told"] == ("1 photo not pasted: add it with “Photo”." if photos else "")


def test_several_photos_are_told_of(ask: Any) -> None:
    data = "data:image/png;base64,aGFyYm9y"
    found = ask("paste", html=f'<p>Harbor</p><img src="{data}"><img src="https://a.test/b.jpg">')
    assert found["told"] == "2 photos not pasted: add them with “Photo”."
    assert [row["fields"] for row in found["body"]] == [{"text": "Harbor"}]


PORTS = "<table><tbody><tr><th>Port</th><th>Ships</th></tr><tr><td>Ellery</td><td>4</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "source",
    [
        {
            "html": "<p>Before</p><table><thead><tr><th>Port<th>Ships<tbody><tr><td><p>Ellery</p><td>4</table><p>After</p>"
        },
        {
            "html": "<b style='font-weight:normal'>Before<table><tr><td><b>Port</b><td><b>Ships</b><tr><td>Ellery<td>4</table>After</b>"
        },
    ],
)
def test_a_table_is_pasted_between_the_words_around_it(source: dict[str, str], ask: Any) -> None:
    rows = ask("paste", **source)["body"]
    assert [(row["type"], row["fields"]["text"]) for row in rows] == [
        ("paragraph", "Before"), ("table", PORTS), ("paragraph", "After"),
    ]  # fmt: skip


FARES = "Route,Fare\nStone Isle,6.10\n"


def test_pasted_csv_is_offered_as_a_table_besides_its_text(ask: Any) -> None:
    found = ask("paste", text=FARES)
    assert "<th>Route</th>" in found["table"]["fields"]["text"]
    assert [row["type"] for row in found["body"]] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "text", ["Hello, world\nGoodbye, moon\n", "Rent, 1,200\nFood, 300\n", "Fares, 2024\n", "One\nTwo\n"]
)
def test_lines_with_commas_that_may_be_text_are_text(text: str, ask: Any) -> None:
    assert ask("paste", text=text)["table"] is None


def test_a_csv_file_is_a_table_or_is_refused_with_the_cure(ask: Any) -> None:
    assert "<td>moon</td>" in ask("paste", csv="Hello;world\nGoodbye;moon\n")["table"]["fields"]["text"]
    assert "no rows and columns" in ask("paste", csv="One\nTwo\n")["error"]


def test_lines_with_tabs_are_pasted_as_a_table(ask: Any) -> None:
    [row] = ask("paste", text="Port\tShips\nEllery\t4\n")["body"]
    assert (row["type"], row["fields"]["text"]) == ("table", PORTS)
    assert "at most 500 rows" in ask("paste", text="a\tb\n" * 501)["error"]


def test_plain_text_is_pasted_as_paragraphs_with_every_word(ask: Any) -> None:
    found = ask("paste", text="The ferry sailed.\n\nTwo < three & “four”.\n\nمرحبا 👩‍👩‍👧")
    assert [row["fields"] for row in found["body"]] == [
        {"text": "The ferry sailed."},
        {"text": "Two &lt; three &amp; “four”."},
        {"text": "مرحبا 👩‍👩‍👧"},
    ]


@pytest.mark.parametrize("source", ["html", "text"])
def test_emoji_that_are_pasted_stay_as_they_are_and_other_unseen_signs_go(ask: Any, source: str) -> None:
    words = "I ❤️ it ☀️ 1️⃣ 🏳️‍🌈 👁️‍🗨️ ™️"
    pasted = f"{words} a\ufe0fb\u200bc\u00ad 2\ufe0f \u2764\ufe0e\ufeff!\n\nEnd"
    given = (
        {"html": "".join(f"<p>{line}</p>" for line in pasted.split("\n\n"))} if source == "html" else {"text": pasted}
    )
    assert ask("paste", **given)["body"][0]["fields"]["text"] == f"{words} abc 2 \u2764!"


def test_the_cells_of_a_table_never_run_together(ask: Any) -> None:
    table = "<p>Above</p><table><tr><th>Ship</th><th>Cabins</th></tr><tr><td><p>Ada</p></td><td><p>12</p></td></tr>"
    table += "<tr><td><div>Bo</div></td><td><div><p>4</p><p>Sold</p></div></td></tr></table><p>Below</p>"
    assert [row["fields"] for row in ask("paste", html=table)["body"]] == [
        {"text": "Above"},
        {
            "caption": "",
            "text": "<table><tbody><tr><th>Ship</th><th>Cabins</th></tr><tr><td>Ada</td><td>12</td></tr>"
            "<tr><td>Bo</td><td>4<br>Sold</td></tr></tbody></table>",
            "source": "",
            "width": "",
        },
        {"text": "Below"},
    ]


def test_quotations_and_subheadings_are_pasted(ask: Any) -> None:
    found = ask("paste", html="<h3>Later</h3><blockquote><p>We sail.</p></blockquote>")["body"]
    assert found == [
        {"type": "heading", "fields": {"text": "Later", "level": 3}},
        {"type": "quote", "fields": {"text": "<p>We sail.</p>", "attribution": "", "cite": ""}},
    ]


@pytest.mark.long
def test_the_address_of_one_of_our_stories_becomes_a_link_with_its_headline(ask: Any, settings: Any) -> None:
    story = published(headline="The ferry & the storm")
    edited(story, headline="A headline that readers don’t see yet")
    address = settings.PUBLIC_URL + story.live(clock.now()).get_absolute_url()
    [row] = ask("paste", text=f" {address}\n")["body"]
    assert row["fields"]["text"] == f'<a href="story:{story.pk}">The ferry &amp; the storm</a>'
    assert new(Paragraph, **row["fields"])["fields"] == row["fields"]


@pytest.mark.parametrize("address", ["https://example.org/?a=1&copy=2", "https://example.org/a#b", "http://[::1]/"])
def test_any_other_address_becomes_a_link_with_itself(address: str, ask: Any) -> None:
    [row] = ask("paste", text=address)["body"]
    escaped = address.replace("&", "&amp;")
    assert row["fields"]["text"] == f'<a href="{escaped}">{escaped}</a>'


def test_the_address_of_a_story_that_is_gone_gives_no_headline_away(ask: Any, settings: Any, now: Any) -> None:
    story = published(headline="Sealed words")
    address = settings.PUBLIC_URL + story.live(clock.now()).get_absolute_url()
    now.shift(60)
    actions.take_down(story, administrator(), reason="Court order")
    assert "Sealed words" not in json.dumps(ask("paste", text=address)["body"])


def test_nothing_is_pasted_as_nothing(ask: Any) -> None:
    assert ask("paste", html=" ", text="\n")["body"] == []
    assert ask("paste", html="<script>alert(1)</script>")["body"] == []


def test_a_heading_that_is_too_long_is_pasted_as_a_paragraph(ask: Any) -> None:
    [row] = ask("paste", html=f"<h2>{'word ' * 80}</h2>")["body"]
    assert (row["type"], row["fields"]["text"]) == ("paragraph", ("word " * 80).strip())


def test_a_huge_paste_is_read_in_seconds(ask: Any) -> None:
    assert len(ask("paste", html=f"<p>{HUGE}</p>" * 10)["body"]) == 10


# --- lists and timelines -------------------------------------------------------------------------------


def test_a_list_becomes_a_draft_timeline_with_dates_labels_and_order_kept(ask: Any, writer: User) -> None:
    row = ask("convert", list=listed(*EVENTS), headline="Kursk")["row"]
    timeline = Timeline.objects.get(pk=row["fields"]["timeline"])
    assert row["type"] == "timeline"
    assert (timeline.owner, timeline.title, timeline.live(clock.now())) == (writer, "Timeline: Kursk", None)
    events = timeline.events.order_by("position", "pk")
    assert [(event.date_text, event.headline) for event in events] == [
        ("Aug. 6", "Troops cross the border."),
        ("Reaction", "The Kremlin orders a strike."),
        ("Nov. 7, 2024", "Budapest."),
    ]
    assert [event.date and event.date["start"] for event in events] == ["2024-08-06", None, "2024-11-07"]
    assert timeline.head.read()["events"]  # it is there at once for who opens it


def test_a_timeline_becomes_a_list_and_that_the_same_timeline_again(ask: Any) -> None:
    first = ask("convert", list=listed(*EVENTS))["row"]["fields"]["timeline"]
    row = ask("convert", timeline=first)["row"]
    assert row == {
        "type": "list",
        "fields": {
            "text": listed(
                "<strong>Aug. 6</strong>: Troops cross the border.",
                "<strong>Reaction</strong>: The Kremlin orders a strike.",
                "<strong>Nov. 7, 2024</strong>: Budapest.",
            )
        },
    }
    assert new(List, **row["fields"])["fields"] == row["fields"]
    again = ask("convert", list=row["fields"]["text"])["row"]["fields"]["timeline"]
    told = [
        list(Timeline.objects.get(pk=pk).events.order_by("position", "pk").values_list("date_text", "headline", "body"))
        for pk in (first, again)
    ]
    assert again != first
    assert told[0] == told[1]


def test_a_timeline_made_of_a_list_has_the_language_of_the_story_and_its_dates(ask: Any) -> None:
    items = listed("5 de mayo de 2024: Sale el barco", "Mayo 2024: Vuelve")
    timeline = Timeline.objects.get(pk=ask("convert", list=items, language="es")["row"]["fields"]["timeline"])
    assert timeline.language == "es"
    assert {event.headline: (event.date or {}).get("edtf") for event in timeline.events.all()} == {
        "Sale el barco": "2024-05-05",
        "Vuelve": "2024-05",
    }
    assert "language tag" in ask("convert", list=items, language="x y")["error"]


def test_links_and_marks_of_items_stay_also_those_to_our_stories(ask: Any) -> None:
    story = published(headline="The ferry")
    item = f'Aug. 6: Troops <em>cross</em> the <a href="story:{story.pk}">border</a>'
    timeline = ask("convert", list=listed(item))["row"]["fields"]["timeline"]
    [event] = Timeline.objects.get(pk=timeline).events.all()
    address = story.live(clock.now()).get_absolute_url()
    assert event.body == f'<p>Troops <em>cross</em> the <a href="{address}">border</a></p>'
    back = ask("convert", timeline=timeline)["row"]["fields"]["text"]
    assert back == listed(item.replace("Aug. 6", "<strong>Aug. 6</strong>"))


def test_an_event_of_several_paragraphs_becomes_one_item(ask: Any, writer: User) -> None:
    body = (
        "<h3>Where</h3><p>At <em>Sudzha</em>.</p><ul><li><p>First</p></li></ul><blockquote><p>We sail.</p></blockquote>"
    )
    timeline = TimelineFactory(owner=writer, events=[{"headline": "A < B", "date_text": "Aug. 6, 2024", "body": body}])
    assert ask("convert", timeline=timeline.pk)["row"]["fields"]["text"] == (
        "<ul><li><p><strong>Aug. 6, 2024</strong>: A &lt; B</p><p>Where</p><p>At <em>Sudzha</em>.</p>"
        "<ul><li><p>First</p></li></ul><p>We sail.</p></li></ul>"
    )


def test_a_list_in_a_list_is_events_in_their_order(ask: Any) -> None:
    nested = "<ul><li><p>May: One</p><ul><li><p>June: Two</p></li></ul></li><li><p>July: Three</p></li></ul>"
    timeline = ask("convert", list=nested)["row"]["fields"]["timeline"]
    events = Timeline.objects.get(pk=timeline).events.order_by("position", "pk")
    assert [event.headline for event in events] == ["One", "Two", "Three"]


def test_who_may_not_add_timelines_makes_none(ask: Any, writer: User) -> None:
    writer.groups.clear()
    writer.user_permissions.set(Permission.objects.filter(codename__in=["add_article", "change_article"]))
    refused = ask("convert", user=User.objects.get(pk=writer.pk), list=listed(*EVENTS))
    assert refused == {"error": "You don’t have permission to add timelines. Ask an editor.", "status": 403}
    assert not Timeline.objects.exists()


def test_other_peoples_drafts_and_sealed_timelines_become_no_list(ask: Any, writer: User, now: Any) -> None:
    draft = TimelineFactory(owner=journalist("somebody"))
    sealed = TimelineFactory(owner=writer)
    actions.publish(sealed, editor())
    now.shift(60)
    actions.take_down(sealed, administrator(), reason="Court order")
    for timeline, user in ((draft, None), (sealed, None), (sealed, editor()), (sealed, administrator())):
        refused = ask("convert", user=user, timeline=timeline.pk)
        assert refused["status"] in (400, 403)
        assert "row" not in refused
        assert "Ukrainian" not in refused["error"]
    assert ask("convert", user=editor(), timeline=draft.pk)["status"] == 200


@pytest.mark.parametrize("asked", [{"timeline": 999}, {"timeline": "x"}, {"list": ""}, {"list": "<ul></ul>"}, {}])
def test_what_is_no_list_and_no_timeline_is_told(asked: dict[str, Any], ask: Any) -> None:
    assert ask("convert", **asked)["error"] in ("That timeline doesn’t exist.", "The list has no items.")


def test_names_events_and_versions_are_told_only_of_what_one_may_open(ask: Any, writer: User, now: Any) -> None:
    mine, draft = TimelineFactory(owner=writer), TimelineFactory(owner=journalist("somebody"))
    sealed = TimelineFactory(owner=writer)
    actions.publish(sealed, editor())
    bridge, gone = PictureFactory(title="Bridge"), PictureFactory(title="Sealed", taken_down_at=clock.now())
    theirs, live = ArticleFactory(headline="Other people’s draft"), published(headline="The ferry sails")
    now.shift(60)
    actions.take_down(sealed, administrator(), reason="Court order")

    def title(of: str, pk: int) -> str:
        return str(ask("titles", of=of, id=pk)["title"])

    assert len(ask("events", timeline=mine.pk)["events"]) == 4
    assert [title("timelines.timeline", mine.pk), title("images.picture", bridge.pk)] == [mine.title, str(bridge)]
    assert title("articles.article", live.pk) == "The ferry sails"
    for timeline in (draft.pk, sealed.pk, 999):
        assert ask("events", timeline=timeline) == {"events": [], "versions": [], "status": 200}
        assert title("timelines.timeline", timeline) == ""
    assert title("articles.article", theirs.pk) == ""
    assert title("images.picture", gone.pk) == ""
    assert title("auth.user", writer.pk) == ""


def test_a_timeline_without_events_becomes_no_list(ask: Any, writer: User) -> None:
    refused = ask("convert", timeline=TimelineFactory(owner=writer, events=[]).pk)
    assert refused == {"error": "The timeline has no events.", "status": 400}


# --- saving --------------------------------------------------------------------------------------------


BY_SCRIPT = {"prefer": "return=representation"}
ADD = "/admin/articles/article/add/"


def save(client: Client, story: Article, base: int, *, headers: Any = BY_SCRIPT, **fields: Any) -> Any:
    stored = {"headline": story.headline, "standfirst": story.standfirst, "kind": "news", "language": "en",
              "section": story.section_id or "", "body": json.dumps(story.body)}  # fmt: skip
    typed = stored | {"_base": base, "_continue": "Save"} | fields
    return client.post(f"/admin/articles/article/{story.pk}/change/", typed, headers=headers)


def add(user: User, page: str, *, headers: Any = BY_SCRIPT, **fields: Any) -> Any:
    """Save a new story from the page with that key."""
    typed = {"headline": "Ferry", "kind": "news", "language": "en", "_kept": page, "_continue": "Save"} | fields
    return knocking(user).post(ADD, typed, headers=headers)


def saved_by(response: Any) -> dict[str, Any]:
    """What the page that answers a save by script says."""
    assert response["Content-Location"].endswith("/change/"), response.text
    page = lxml.html.document_fromstring(response.text)
    typed = page.get_element_by_id("article_form").fields.items()
    fields = {name: (value or "").removeprefix("\n") for name, value in typed}
    parts = {
        part.get("data-fresh"): lxml.html.tostring(part, encoding="unicode") for part in page.xpath("//*[@data-fresh]")
    }
    told = [note.text_content().strip() for note in page.xpath("//ul[@class='messagelist']/li[not(@class='success')]")]
    at = page.xpath("//*[@data-saved]")[0].get("data-at")
    return {"base": int(fields["_base"]), "at": at, "told": " ".join(told), "fields": fields, "parts": parts,
            "body": json.loads(fields["body"])}  # fmt: skip


@pytest.fixture
def story(writer: User, now: Any) -> Article:
    made: Article = ArticleFactory(owner=writer, text="<p>One.</p><p>Two.</p>", section=SectionFactory())
    return made


def test_a_save_by_script_is_answered_with_what_is_stored(story: Article, writer: User) -> None:
    body = [*story.body, {"type": "paragraph", "fields": {"text": "Three.<script>alert(1)</script>"}}]
    response = save(knocking(writer), story, 1, headline="  The   ferry ", body=json.dumps(body))
    saved = saved_by(response)
    stored = Article.objects.get(pk=story.pk)
    assert (saved["base"], saved["at"], saved["told"]) == (2, "9 a.m.", "")
    assert saved["body"] == stored.body
    assert [row["fields"]["text"] for row in saved["body"]] == ["One.", "Two.", "Three."]
    assert saved["fields"]["headline"] == "The ferry"
    assert "Draft" in saved["parts"]["state"]
    assert "data-checks" in saved["parts"]["checks"]
    assert response["Content-Location"] == f"/admin/articles/article/{story.pk}/change/"
    page = knocking(writer).get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    assert "was changed successfully" not in page  # it was said in the answer


def test_a_save_by_script_brings_the_button_that_comes_next(story: Article, writer: User) -> None:
    actions.approve(story, editor())
    page = knocking(writer).get(f"/admin/articles/article/{story.pk}/change/").content.decode()
    (button,) = re.findall(r'<input type="submit" class="default"[^>]*>', page)
    assert 'value="Submit" data-step="typed" hidden' in button  # an approved story waits, until it is changed
    saved = saved_by(save(knocking(writer), story, 1, headline="The ferry sails"))
    assert 'name="_submit"' in saved["parts"]["next"]
    assert "hidden>" not in saved["parts"]["next"]
    assert "Submit with a note" in saved["parts"]["actions"]
    assert saved["told"] == "Version 1 was approved. With your changes, it needs approval again."


def test_words_that_were_merged_come_back(story: Article, writer: User) -> None:
    colleague = editor("ada")
    theirs = json.dumps([story.body[0] | {"fields": {"text": "One, by Ada."}}, story.body[1]])
    mine = json.dumps([story.body[0], story.body[1] | {"fields": {"text": "Two, by me."}}])
    assert saved_by(save(knocking(colleague), story, 1, body=theirs, standfirst="A deck by Ada"))["base"] == 2
    saved = saved_by(save(knocking(writer), story, 1, body=mine))
    assert saved["base"] == 3
    assert [row["fields"]["text"] for row in saved["body"]] == ["One, by Ada.", "Two, by me."]
    assert saved["fields"]["standfirst"] == "A deck by Ada"
    assert saved["told"] == "While you were editing, ada saved changes too. Both are in this version."
    assert saved_by(save(knocking(writer), story, 3, body=json.dumps(saved["body"])))["told"] == ""


@pytest.mark.parametrize("fields", [{"headline": "x" * 300}, {"body": "{"}, {"body": '[{"type": "no such"}]'}])
def test_a_refusal_is_a_page_and_nothing_is_stored(fields: dict[str, str], story: Article, writer: User) -> None:
    response = save(knocking(writer), story, 1, **{"standfirst": "Never stored", **fields})
    assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert "Content-Location" not in response
    assert "Please correct the error" in response.content.decode()
    stored = Article.objects.get(pk=story.pk)
    assert (stored.standfirst, stored.body, stored.revisions.count()) == (story.standfirst, story.body, 1)


def test_the_same_words_changed_twice_are_a_page_that_asks(story: Article, writer: User) -> None:
    for user, words in ((editor(), "One, by Ada."), (writer, "One, by me.")):
        changed = [story.body[0] | {"fields": {"text": words}}, story.body[1]]
        response = save(knocking(user), story, 1, body=json.dumps(changed))
    assert "Content-Location" not in response
    assert "One, by me." in response.content.decode()
    assert Article.objects.get(pk=story.pk).body[0]["fields"]["text"] == "One, by Ada."
    assert story.revisions.count() == 2


def test_who_may_not_edit_saves_nothing_by_script_either(story: Article) -> None:
    response = save(knocking(journalist("stranger")), story, 1, headline="Words of a stranger")
    assert response.status_code == 403
    assert "Content-Location" not in response
    assert "Words of a stranger" in response.content.decode()
    assert story.revisions.count() == 1


def test_a_form_is_answered_with_a_page_as_ever(story: Article, writer: User) -> None:
    assert save(knocking(writer), story, 1, headers={}, headline="Sails").status_code == 302
    onwards = {"_base": "2", "headline": "Sails on", "kind": "news", "language": "en", "_submit": "1"}
    address = f"/admin/articles/article/{story.pk}/change/"
    assert knocking(writer).post(address, onwards, headers=BY_SCRIPT).status_code == 302
    assert Article.objects.get(pk=story.pk).headline == "Sails on"


def test_half_a_character_is_stored_as_none(story: Article, writer: User) -> None:
    body = json.dumps([story.body[0] | {"fields": {"text": "x\ud800"}}])
    assert save(knocking(writer), story, 1, body=body).status_code == 200


def test_a_story_in_blocks_of_every_type_is_answered_as_it_was_sent(story: Article, writer: User) -> None:
    rows = [*text("<p>x</p><ul><li>y</li></ul>", "H"), new(Figure, picture=PictureFactory().pk), related(published())]
    once = saved_by(save(knocking(writer), story, 1, body=json.dumps(rows)))
    again = saved_by(save(knocking(writer), story, once["base"], body=json.dumps(once["body"])))
    assert once["body"] == rows
    assert again["body"] == once["body"]


def test_a_new_story_is_answered_with_its_address_and_all_that_a_story_has(writer: User, now: Any) -> None:
    mira = AuthorFactory(name="Mira", user=writer)
    response = add(writer, str(uuid4()), body=json.dumps([new(Paragraph, text="We sail.")]))
    story = Article.objects.get()
    saved = saved_by(response)
    assert response["Content-Location"] == f"/admin/articles/article/{story.pk}/change/"
    assert (saved["base"], saved["at"], saved["body"]) == (1, "9 a.m.", story.body)
    assert [row["author"] for row in json.loads(saved["fields"]["bylines"])] == [mira.pk]
    assert "Preview" in saved["parts"]["preview"]
    assert "data-suggestions" in saved["parts"]["suggestions"]


def test_a_page_of_a_new_story_that_is_sent_twice_makes_one_and_loses_no_word(writer: User, now: Any) -> None:
    AuthorFactory(name="Mira", user=writer)
    page, body = str(uuid4()), [new(Paragraph, text="We sail.")]
    rows = {"related": json.dumps([{"key": str(uuid4()), "title": "A quay to come"}])}
    for headers in (BY_SCRIPT, {}, BY_SCRIPT):  # whether or not the answer arrived
        add(writer, page, headers=headers, body=json.dumps(body), **rows)
    story = Article.objects.get()
    assert story.revisions.count() == 1
    edited(story, standfirst="A deck by Ada")
    more = [*body, new(Paragraph, text="At dawn.")]
    onwards = add(writer, str(uuid4()), _used=page, headline="Ferries", body=json.dumps(more), **rows)
    content = story.head.read()
    assert saved_by(onwards)["body"] == content["body"] == more
    assert (content["headline"], content["standfirst"], len(content["related"])) == ("Ferries", "A deck by Ada", 1)
    assert len(content["bylines"]) == 1


def test_another_page_and_another_user_make_another_story(writer: User, now: Any) -> None:
    page = str(uuid4())
    for user, key in ((writer, page), (editor(), page), (writer, str(uuid4())), (writer, ""), (writer, "")):
        add(user, key)
    assert Article.objects.count() == 5


def test_a_page_that_was_refused_or_kept_before_makes_one_story(writer: User, now: Any) -> None:
    page = str(uuid4())
    assert "Content-Location" not in add(writer, page, headline="x" * 300)
    kept = {"key": page, "user": str(writer.pk), "serial": 1, "typed": [["headline", "Ferry"]]}
    knocking(writer).post("/admin/articles/article/keep/", json.dumps(kept), content_type="application/json")
    assert Autosave.objects.filter(typed__isnull=False).exists()
    for _ in range(2):
        add(writer, page)
    assert Article.objects.count() == 1
    assert not Autosave.objects.filter(typed__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_page_at_once_make_one_story(writer: User) -> None:
    page, ready = str(uuid4()), Barrier(4)

    def send_it(_number: int) -> int:
        try:
            ready.wait()
            status: int = add(writer, page, headers={}).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send_it, range(4))) == {302}
    assert Article.objects.count() == 1
