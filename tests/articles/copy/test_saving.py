"""What was read becomes a draft: a story, a timeline, links, pictures; and none of its words is lost on the way."""

import base64
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from docx import Document

from articles import snapshots
from articles.blocks import (
    BLOCKS,
    FactBox,
    Figure,
    Gallery,
    Heading,
    Paragraph,
    PullQuote,
    Related,
    Row,
    Table,
    TimelineEmbed,
    body,
)
from articles.copy_import import reviewing
from articles.copy_import.document import Reading, given, read_file, read_html, read_text
from articles.copy_import.limits import NotCopy
from articles.copy_import.lines import WORD, Run
from articles.copy_import.matching import best_match
from articles.copy_import.roles import Part, Role
from articles.copy_import.saving import Draft, save_draft, take_in_pictures, words_of_text
from articles.models import Article
from articles.stored_html import words_in
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.rich_text import text_of
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, blocks_of
from tests.images.factories import photo, turned
from timelines.models import Event, Timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]
TODAY = date(2024, 11, 8)


def saved(reading: Reading, actor: User, *, make_timeline: bool = True) -> Draft:
    matches = [best_match(each.title, Article.objects.all(), clock.now()) for each in reading.related]
    linked = [match.story.pk if match and match.meant else None for match in matches]
    return save_draft(reading, actor, intakes=take_in_pictures(reading), matches=linked, make_timeline=make_timeline)


def said(story: Article) -> str:
    """Every word of the draft, its timeline's and its links' included."""
    content = snapshots.snapshot(story)
    words = [content[name] for name in ("headline", "standfirst", "dateline")]
    words += [text_of(text) for text in snapshots.texts(content).values()]
    for embed in blocks_of(story, TimelineEmbed):
        events = Event.objects.filter(timeline=embed.timeline)
        words += [f"{event.date_text}: {event.headline} {text_of(event.body)}" for event in events]
    words += [item["title"] for box in blocks_of(story, Related) for item in box.items]
    return "\n".join(words)


def below(story: Article, heading: str) -> list[tuple[str, str]]:
    """The type and the HTML of each block of text below a heading, up to the next block of another kind."""
    rows: Iterator[Row] = iter(Article.objects.get(pk=story.pk).body)
    next(row for row in rows if row["type"] == "heading" and row["fields"]["text"].startswith(heading))
    text = takewhile(lambda row: row["type"] in ("paragraph", "list", "quote"), rows)
    return [(row["type"], row["fields"]["text"]) for row in text]


def paragraphs(draft: Draft) -> list[str]:
    """The HTML inside each paragraph of the draft."""
    return [paragraph.text for paragraph in blocks_of(draft.story, Paragraph)]


def test_the_story_becomes_a_draft_with_its_timeline_at_its_place(writer: User) -> None:
    draft = saved(read_text(kursk.PLAIN, TODAY), writer)
    story = draft.story
    assert (story.headline, story.owner, story.live(clock.now())) == (kursk.HEADLINE, writer, None)
    assert story.head.note == "From copy"
    shape = [
        (block.type, block.text if isinstance(block, Heading) else "", getattr(block, "level", 0))
        for block in body.blocks(story.body)
        if block.type not in ("paragraph", "list")
    ]
    assert shape == [
        ("heading", "A battlefield in Kursk Oblast", 2),
        ("heading", "What has happened since August?", 2),
        ("timeline", "", 0),
        ("heading", "Why it matters", 2),
        ("heading", "What to watch", 2),
        ("related", "", 0),
        ("heading", kursk.PART, 2),
        ("heading", "The North Korean troops", 3),
        ("heading", "A meeting with Macron", 3),
        ("heading", "European unity", 3),
    ]
    items = "".join(f"<li><p>{item}</p></li>" for item in kursk.WATCH)
    assert below(story, "What to watch") == [
        ("list", f"<ul>{items}</ul>"),
        ("paragraph", "Come back to this page for updates."),
    ]


def test_events_are_dated_on_the_day_of_the_copy_and_labels_keep_their_place(writer: User) -> None:
    story = saved(read_text(kursk.PLAIN, date(2026, 11, 22)), writer).story
    timeline = Timeline.objects.get()
    assert timeline.owner == writer
    assert [(event.date_text, event.headline) for event in timeline.events.all()] == [
        (label, text) for label, _, text in kursk.EVENTS
    ]
    first, second, _ = timeline.events.all()
    assert first.reading == "reads as: Tuesday, Aug. 6, 2024 (no year typed)"
    assert "is a label" in second.reading
    assert [embed.timeline for embed in blocks_of(story, TimelineEmbed)] == [timeline.pk]


def test_events_stay_a_list_where_no_timeline_is_wanted(writer: User) -> None:
    story = saved(read_text(kursk.PLAIN, TODAY), writer, make_timeline=False).story
    assert not Timeline.objects.exists()
    ((kind, items),) = below(story, "What has happened")
    assert kind == "list"
    assert "<li><p>Aug. 6: Ukrainian" in items


def test_events_of_two_lists_are_one_timeline_that_stands_at_both_places(writer: User) -> None:
    text = "A headline\n\nAt first.\n\n• Aug. 6: one\n• Aug. 7: two\n\nAnd later.\n\n• Aug. 9: three\n\nThe end of it."
    one, two = blocks_of(saved(read_text(text, TODAY), writer).story, TimelineEmbed)
    assert one.timeline == two.timeline
    assert (len(one.picked), len(two.picked)) == (2, 1)


def test_no_word_is_lost_on_the_way_into_the_draft(writer: User) -> None:
    reading = read_text(kursk.PLAIN, TODAY)
    words = Counter(WORD.findall(said(saved(reading, writer).story)))
    source = Counter(WORD.findall(kursk.PLAIN.replace(kursk.HEADLINE, "", 1)))
    assert source - words == Counter()


def test_related_headlines_are_linked_or_are_plain_text_until_then(
    writer: User, desk: User, client: Client, now: time_machine.Traveller
) -> None:
    other = ArticleFactory.create(headline=kursk.RELATED[1])
    draft = saved(read_text(kursk.PLAIN, TODAY), writer)
    (box,) = blocks_of(draft.story, Related)
    assert [(item["story"], item["title"]) for item in box.items] == [
        (None, kursk.RELATED[0]),
        (other.pk, kursk.RELATED[1]),
        (None, kursk.RELATED[2]),
    ]
    assert not draft.story.related_links.exists()
    assert "2 related headlines are not linked yet: readers see plain text." in draft.notes[0]
    story = draft.story
    story.section = SectionFactory.create()
    story.body = with_item(story, kursk.RELATED[2], leave_out=True)
    story.save()
    actions.save(story, desk)
    assert any("isn’t linked to a story yet" in warning for warning in story.warnings(story.head.read()))
    timeline = Timeline.objects.get()
    timeline.events.update(sources_waived=True)
    actions.save(timeline, desk)
    actions.publish(timeline, desk)
    actions.publish(story, desk)
    now.shift(60)
    story = Article.objects.get(pk=story.pk)
    story.body = with_item(story, kursk.RELATED[0], title=f"{kursk.RELATED[0]}, at last")
    story.save()
    actions.publish(story, desk, revision=actions.save(story, desk), change="minor")
    now.shift(60)
    address = story.live(clock.now()).get_absolute_url()
    assert headlines_shown(client, address) == [f"{kursk.RELATED[0]}, at last", kursk.RELATED[1]]
    for page in (address, f"{address}changes/", f"{address}changes/1/2/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert kursk.RELATED[2] not in shown.content.decode()
    actions.publish(other, desk)
    now.shift(60)
    assert headlines_shown(client, address) == [f"{kursk.RELATED[0]}, at last"]
    assert f'href="{other.live(clock.now()).get_absolute_url()}"' in client.get(address).content.decode()


def with_item(story: Article, called: str, **change: Any) -> list[Row]:
    """The body with the related headline that is called so changed."""
    rows: list[Row] = json.loads(json.dumps(story.body))
    for item in (item for row in rows if row["type"] == "related" for item in row["fields"]["items"]):
        item.update(change if item["title"] == called else {})
    return rows


def headlines_shown(client: Client, address: str) -> list[str]:
    """The headlines that readers see in plain text, because there is nothing to link to."""
    return re.findall(r'<span class="related__unlinked">([^<]*)</span>', client.get(address).content.decode())


def test_a_related_headline_that_was_a_link_becomes_an_outside_link(writer: User) -> None:
    html = '<h1>A headline</h1><p>Text.</p><p><a href="https://e.example/x">What the others wrote of it</a></p><p>More.</p>'
    (box,) = blocks_of(saved(read_html(html, TODAY), writer).story, Related)
    assert [(item["url"], item["title"]) for item in box.items] == [
        ("https://e.example/x", "What the others wrote of it")
    ]


def test_a_byline_is_matched_to_authors_by_name(writer: User) -> None:
    lopez, berg = AuthorFactory.create(name="María López"), AuthorFactory.create(name="Tomas Berg")
    text = "A headline\n\nBy Maria Lopez and Tomas Berg, staff writers\n\nThe text of the story."
    draft = saved(read_text(text, TODAY), writer)
    assert [byline.author for byline in draft.story.bylines.all()] == [lopez, berg]
    assert draft.notes == []


def test_who_files_copy_without_a_byline_signs_it(writer: User) -> None:
    AuthorFactory(name="Mira Lind", user=writer)
    story = saved(read_text("The ferry sails\n\nIt left at ten and came back at noon.", TODAY), writer).story
    assert [byline.author.name for byline in story.bylines.all()] == ["Mira Lind"]


def test_a_byline_of_strangers_stays_above_the_text_and_that_is_said(writer: User) -> None:
    AuthorFactory.create(name="Maria Lopez")
    draft = saved(read_text("A headline\n\nBy Maria Lopez and Jo Nobody\n\nThe text of the story.", TODAY), writer)
    assert not draft.story.bylines.exists()
    assert paragraphs(draft) == ["<em>By Maria Lopez and Jo Nobody</em>", "The text of the story."]
    assert "We don’t have an author called Jo Nobody" in draft.notes[0]


def test_pictures_of_a_docx_go_to_the_picture_desk_with_their_captions(writer: User) -> None:
    document, file = Document(), io.BytesIO()
    document.add_heading("A headline", 0)
    document.add_paragraph("The first paragraph.")
    document.add_picture(io.BytesIO(photo()))
    document.add_paragraph("Photo: the harbor at noon", style="Caption")
    document.add_paragraph("The last paragraph.")
    document.save(file)
    draft = saved(read_file(file.getvalue(), "story.docx", TODAY), writer)
    (figure,) = blocks_of(draft.story, Figure)
    assert figure.caption == "Photo: the harbor at noon"
    assert Picture.objects.get(pk=figure.picture).uploaded_by == writer


def test_a_picture_that_cannot_be_read_is_said_and_its_caption_stays(writer: User) -> None:
    html = '<h1>A headline</h1><p>Text.</p><img src="data:image/png;base64,AAAA"><p>Photo: the harbor</p>'
    draft = saved(read_html(html, TODAY), writer)
    assert not Picture.objects.exists()
    assert "A photo was left out" in draft.notes[0]
    assert "<em>Photo: the harbor</em>" in paragraphs(draft)


def test_a_quote_is_a_pull_quote_with_its_speaker(writer: User) -> None:
    draft = saved(
        read_text("A headline\n\nText here.\n\n“We will rebuild.”\n\n— Maria Lopez, mayor\n\nMore text.", TODAY), writer
    )
    (quote,) = blocks_of(draft.story, PullQuote)
    assert (quote.text, quote.attribution) == ("“We will rebuild.”", "Maria Lopez, mayor")


def test_markup_is_sanitized_and_links_are_kept(writer: User) -> None:
    links = '<a href="https://e.example/a">this</a> and <a href="javascript:x">that</a>'
    html = f"<h1>A <script>alert(1)</script>headline</h1><p onclick=x>See {links}.</p>"
    (text,) = paragraphs(saved(read_html(html, TODAY), writer))
    assert 'See <a href="https://e.example/a"' in text
    assert "javascript" not in text


def test_what_does_not_fit_is_refused_with_the_cure_and_nothing_is_stored(writer: User) -> None:
    reading = read_text("A headline\n\nThe text.", TODAY)
    headline = reading.parts[0]
    reading.parts[0] = replace(headline, line=replace(headline.line, runs=headline.line.runs * 30))
    with pytest.raises(ActionRefused, match="Make part of it a paragraph"):
        saved(reading, writer)
    assert not Article.objects.exists()


def test_the_command_saves_under_an_account_of_its_own(tmp_path: Path, writer: User) -> None:
    file = tmp_path / "story.txt"
    file.write_text(kursk.PLAIN)
    told = io.StringIO()
    call_command("import_copy", str(file), "--save", stdout=io.StringIO(), stderr=told)
    assert Article.objects.get().owner.username == "import"
    assert "Saved as draft" in told.getvalue()
    call_command("import_copy", str(file), "--save", "--by", "writer", stdout=io.StringIO(), stderr=told)
    assert Article.objects.filter(owner=writer).count() == 1


def test_a_draft_without_a_headline_can_be_saved(writer: User) -> None:
    draft = saved(
        read_text("It was a long day, and nobody at the harbor knew what to say about any of it. " * 3, TODAY), writer
    )
    assert draft.story.headline == ""
    assert blocks_of(draft.story, Related) == []
    with pytest.raises(NotCopy):
        read_text("  ", TODAY)


@pytest.mark.parametrize("href", ["http://intranet/x", "http://a_b.example/x", "https://e.example/u x"])
def test_a_related_headline_whose_link_no_reader_can_follow_is_plain_text(writer: User, href: str) -> None:
    html = f'<h1>A headline</h1><p>Text.</p><p><a href="{href}">What the others wrote of it</a></p><p>More.</p>'
    draft = saved(read_html(html, TODAY), writer)
    (box,) = blocks_of(draft.story, Related)
    assert [(item["url"], item["title"]) for item in box.items] == [("", "What the others wrote of it")]
    assert "1 related headline is not linked yet" in draft.notes[0]


@pytest.mark.parametrize("role", [Role.HEADING, Role.PARAGRAPH, Role.ITEM, Role.EVENT, Role.QUOTE, Role.RELATED])
@pytest.mark.parametrize("nothing", ["\u115f", "\ufffe", "\x1f"])
def test_a_part_that_nobody_can_see_makes_no_block(writer: User, role: Role, nothing: str) -> None:
    reading = read_text("A headline\n\nThe first paragraph.\n\nThe second.\n\nThe last of it.", TODAY)
    second = reading.parts[2]
    reading.parts[2] = given(Part(role, replace(second.line, runs=(Run(nothing),))), role)
    draft = saved(reading, writer)
    assert paragraphs(draft) == ["The first paragraph.", "The last of it."]
    assert words_of_text(reading, writer) == words_in(draft.story.body) == 7


def test_a_line_with_the_name_of_a_type_makes_a_block_of_the_lines_below_it(writer: User) -> None:
    link = '<a href="https://e.example/a">berths</a>'
    html = (
        "<h1>A headline</h1><p>It left.</p><p>::fact_box In figures</p>"
        f"<p>Two <b>new</b> {link} opened.</p><p>Nine cranes came.</p><p>::</p>"
        "<p>It came.</p><p>::pull_quote We sail.</p><p>The captain, at noon.</p><p>It left again.</p>"
    )
    story = saved(read_html(html, TODAY), writer).story
    types = [row["type"] for row in story.body]
    assert types == ["paragraph", "fact_box", "paragraph", "pull_quote", "paragraph"]
    (box,), (quote,) = blocks_of(story, FactBox), blocks_of(story, PullQuote)
    assert box.title == "In figures"
    assert box.text.startswith('<p>Two <strong>new </strong><a href="https://e.example/a">')
    assert box.text.endswith("<p>Nine cranes came.</p>")
    assert (quote.text, quote.attribution) == ("We sail.", "The captain, at noon.")
    assert [text_of(each) for each in paragraphs(Draft(story))] == ["It left.", "It came.", "It left again."]


@pytest.mark.parametrize("kind", [*BLOCKS, "nothing"])
@pytest.mark.parametrize("end", ["", "\n\n::"])
def test_no_word_is_lost_whatever_type_a_line_names(writer: User, kind: str, end: str) -> None:
    copy = f"# Ferry\n\nIt left.\n\n::{kind} Seven ships\n\nNine cranes came.{end}\n\nIt came.\n\n::{kind}"
    reading = read_file(copy.encode(), "copy.md", TODAY)
    story = saved(reading, writer).story
    words = Counter(WORD.findall(said(story)))
    assert Counter("It left Seven ships Nine cranes came It came".split()) - words == Counter()
    assert words_of_text(reading, writer) == words_in(story.body)


CREDITS = "Wall falls\n\nBy Jane Doe\n\nThe wall fell on Tuesday, the council said.\n\nPhotos by Ana Reed; editing by Tom Hale\n"


def test_those_who_had_a_part_in_it_are_in_the_byline_with_their_roles(writer: User) -> None:
    jane, ana, tom = (AuthorFactory.create(name=name) for name in ("Jane Doe", "Ana Reed", "Tom Hale"))
    draft = saved(read_text(CREDITS, TODAY), writer)
    rows = [(byline.author, byline.role) for byline in draft.story.bylines.all()]
    assert rows == [(jane, ""), (ana, "photos"), (tom, "editing")]
    assert paragraphs(draft) == ["The wall fell on Tuesday, the council said."]
    assert not draft.notes


def test_a_credit_of_strangers_stays_in_the_text_and_that_is_said(writer: User) -> None:
    AuthorFactory.create(name="Jane Doe")
    draft = saved(read_text(CREDITS, TODAY), writer)
    assert paragraphs(draft)[1] == "Photos by Ana Reed; editing by Tom Hale"
    assert "stays in the text" in draft.notes[0]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("(Reporting by Ana Reed in Paris; Additional reporting by Tom Hale)", ["Reporting", "Additional reporting"]),
        ("Ana Reed and Tom Hale contributed to this report.", ["contributed", "contributed"]),
        ("Research by Oxford finds bias in voting", []),
        ("Reporting from the front by those who were there, and who said so", []),
    ],
)
def test_only_people_are_credited(line: str, found: list[str]) -> None:
    told = read_text(
        f"Wall falls\n\nThe wall fell on Tuesday, the council said.\n\nIt stays.\n\n{line}\n", TODAY
    ).as_json()
    assert [each["role"] for each in told["credits"]] == found
    assert [each["name"] for each in told["credits"]] == ["Ana Reed", "Tom Hale"][: len(found)]


def test_pictures_one_after_another_are_a_gallery_with_their_captions(writer: User) -> None:
    figure = '<figure><img src="data:image/jpeg;base64,{}" alt="{}"><figcaption>{}</figcaption></figure>'
    photos = [base64.b64encode(data).decode() for data in (photo(), turned())]
    shown = figure.format(photos[0], "A wall", "The wall.") + figure.format(photos[1], "A quay", "The quay.")
    reading = read_html(f"<h1>Wall falls</h1><p>It fell on Tuesday.</p><div>{shown}</div><p>It stays.</p>", TODAY)
    (gallery,) = [block for block in reading.as_json()["blocks"] if block["type"] == "gallery"]
    assert [(each["alt"], each["caption"]) for each in gallery["photos"]] == [
        ("A wall", "The wall."),
        ("A quay", "The quay."),
    ]
    (block,) = blocks_of(saved(reading, writer).story, Gallery)
    assert [(each["alt"], each["caption"]) for each in block.photos] == [
        ("A wall", "The wall."),
        ("A quay", "The quay."),
    ]
    assert [each["picture"] for each in block.photos] == list(
        Picture.objects.order_by("pk").values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("name", "text"), [("fares.csv", "Route,Fare\nStone Isle,6.10\n"), ("fares.tsv", "Route\tFare\nStone Isle\t6.10\n")]
)
def test_a_file_of_rows_and_columns_is_a_table(name: str, text: str) -> None:
    (block,) = read_file(text.encode(), name, TODAY).as_json()["blocks"]
    assert (block["type"], block["header_row"], block["rows"]) == (
        "table",
        True,
        [["Route", "Fare"], ["Stone Isle", "6.10"]],
    )


def test_merged_cells_of_a_table_stay_merged(writer: User) -> None:
    rows = "<tr><th>Ward<th colspan=2>Votes<tr><td rowspan=2>North<td>1<td>2<tr><td>3<td>4<tr><td colspan=3>So far"
    reading, _ = reviewing.unpacked(reviewing.packed(read_html(f"<h1>Vote</h1><table>{rows}</table>", TODAY)))
    (block,) = blocks_of(saved(reading, writer).story, Table)
    head = '<tr><th>Ward</th><th colspan="2">Votes</th></tr>'
    body = '<tr><td rowspan="2">North</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>'
    assert block.text == f'<table><tbody>{head}{body}<tr><td colspan="3">So far</td></tr></tbody></table>'
    assert reading.changes == []


def test_a_file_without_columns_is_refused_with_the_cure() -> None:
    with pytest.raises(NotCopy, match=r"no rows and columns.*\.txt"):
        read_file(b"One\nTwo\n", "fares.csv", TODAY)
