"""What was read becomes a draft: a story, a timeline, links, pictures; and none of its words is lost on the way."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from docx import Document

from articles import snapshots
from articles.copy_import.document import Reading, read_file, read_html, read_text
from articles.copy_import.limits import NotCopy
from articles.copy_import.lines import WORD
from articles.copy_import.matching import best_match
from articles.copy_import.saving import Draft, save_draft, take_in_pictures
from articles.models import Article, BodySection, Figure, PullQuote, RelatedStories, TimelineEmbed
from newsroom.images.models import Picture
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.rich_text import text_of
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory
from tests.images.factories import photo
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
    for block in content["blocks"]:
        if block["type"] == "timeline":
            events = Event.objects.filter(timeline=block["timeline"])
            words += [f"{event.date_text}: {event.headline} {text_of(event.body)}" for event in events]
    words += [link["title"] for link in content["related"]]
    return "\n".join(words)


def test_the_story_becomes_a_draft_with_its_timeline_at_its_place(writer: User) -> None:
    draft = saved(read_text(kursk.PLAIN, TODAY), writer)
    story = draft.story
    assert (story.headline, story.owner, story.live(clock.now())) == (kursk.HEADLINE, writer, None)
    assert story.head.note == "From copy"
    shape = [
        (block.TYPE, getattr(block, "heading", ""), getattr(block, "level", 0)) for block in snapshots.blocks(story)
    ]
    assert shape == [
        ("section", "A battlefield in Kursk Oblast", 2),
        ("section", "What has happened since August?", 2),
        ("timeline", "", 0),
        ("section", "Why it matters", 2),
        ("section", "What to watch", 2),
        ("related", "", 0),
        ("section", kursk.PART, 2),
        ("section", "The North Korean troops", 3),
        ("section", "A meeting with Macron", 3),
        ("section", "European unity", 3),
    ]
    watch = story.articles_bodysection_set.get(heading="What to watch")
    items = "".join(f"<li><p>{item}</p></li>" for item in kursk.WATCH)
    assert watch.text == f"<ul>{items}</ul><p>Come back to this page for updates.</p>"


def test_events_are_dated_on_the_day_of_the_copy_and_labels_keep_their_place(writer: User) -> None:
    saved(read_text(kursk.PLAIN, date(2026, 11, 22)), writer)
    timeline = Timeline.objects.get()
    assert timeline.owner == writer
    assert [(event.date_text, event.headline) for event in timeline.events.all()] == [
        (label, text) for label, _, text in kursk.EVENTS
    ]
    first, second, _ = timeline.events.all()
    assert first.reading == "reads as: Aug. 6, 2024"
    assert "is a label" in second.reading
    assert TimelineEmbed.objects.get().timeline == timeline


def test_events_stay_a_list_where_no_timeline_is_wanted(writer: User) -> None:
    saved(read_text(kursk.PLAIN, TODAY), writer, make_timeline=False)
    assert not Timeline.objects.exists()
    assert "<li><p>Aug. 6: Ukrainian" in BodySection.objects.get(heading__startswith="What has happened").text


def test_events_of_two_lists_are_one_timeline_that_stands_at_both_places(writer: User) -> None:
    text = "A headline\n\nAt first.\n\n• Aug. 6: one\n• Aug. 7: two\n\nAnd later.\n\n• Aug. 9: three\n\nThe end of it."
    saved(read_text(text, TODAY), writer)
    one, two = TimelineEmbed.objects.order_by("ordering")
    assert one.timeline == two.timeline
    assert (len(one.picked), len(two.picked)) == (2, 1)


def test_no_word_is_lost_on_the_way_into_the_tables(writer: User) -> None:
    reading = read_text(kursk.PLAIN, TODAY)
    words = Counter(WORD.findall(said(saved(reading, writer).story)))
    source = Counter(WORD.findall(kursk.PLAIN.replace(kursk.HEADLINE, "", 1)))
    assert source - words == Counter()


def test_related_headlines_are_linked_or_wait_unseen_by_readers(
    writer: User, desk: User, client: Client, now: time_machine.Traveller
) -> None:
    other = ArticleFactory.create(headline=kursk.RELATED[1])
    draft = saved(read_text(kursk.PLAIN, TODAY), writer)
    links = [(link.target, link.title, link.group) for link in draft.story.related_links.all()]
    assert links == [(None, kursk.RELATED[0], 1), (other, "", 1), (None, kursk.RELATED[2], 1)]
    assert "2 related headlines are not linked yet" in draft.notes[0]
    story = draft.story
    story.section = SectionFactory.create()
    story.save()
    actions.save(story, desk)
    assert any("isn’t linked to a story yet" in warning for warning in story.warnings(story.head.read()))
    timeline = Timeline.objects.get()
    timeline.events.update(sources_waived=True)
    actions.save(timeline, desk)
    actions.publish(timeline, desk)
    actions.publish(story, desk)
    story.related_links.filter(title=kursk.RELATED[0]).update(title=f"{kursk.RELATED[0]}, at last")
    now.shift(60)
    story.standfirst = "A second version."
    story.save()
    actions.publish(story, desk, revision=actions.save(story, desk), change="minor")
    now.shift(60)
    address = story.live(clock.now()).get_absolute_url()
    for page in (address, f"{address}changes/", f"{address}changes/1/2/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert kursk.RELATED[0] not in shown.content.decode()


def test_a_related_headline_that_was_a_link_becomes_an_outside_link(writer: User) -> None:
    html = '<h1>A headline</h1><p>Text.</p><p><a href="https://e.example/x">What the others wrote of it</a></p><p>More.</p>'
    link = saved(read_html(html, TODAY), writer).story.related_links.get()
    assert (link.url, link.title) == ("https://e.example/x", "What the others wrote of it")


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
    assert BodySection.objects.get().text == "<p><em>By Maria Lopez and Jo Nobody</em></p><p>The text of the story.</p>"
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
    figure = Figure.objects.get()
    assert figure.parent == draft.story
    assert figure.caption == "Photo: the harbor at noon"
    assert figure.picture.uploaded_by == writer


def test_a_picture_that_cannot_be_read_is_said_and_its_caption_stays(writer: User) -> None:
    html = '<h1>A headline</h1><p>Text.</p><img src="data:image/png;base64,AAAA"><p>Photo: the harbor</p>'
    draft = saved(read_html(html, TODAY), writer)
    assert not Picture.objects.exists()
    assert "A photo was left out" in draft.notes[0]
    assert "<p><em>Photo: the harbor</em></p>" in BodySection.objects.get().text


def test_a_quote_is_a_pull_quote_with_its_speaker(writer: User) -> None:
    saved(
        read_text("A headline\n\nText here.\n\n“We will rebuild.”\n\n— Maria Lopez, mayor\n\nMore text.", TODAY), writer
    )
    quote = PullQuote.objects.get()
    assert (quote.text, quote.attribution) == ("“We will rebuild.”", "Maria Lopez, mayor")


def test_markup_is_sanitized_and_links_are_kept(writer: User) -> None:
    links = '<a href="https://e.example/a">this</a> and <a href="javascript:x">that</a>'
    html = f"<h1>A <script>alert(1)</script>headline</h1><p onclick=x>See {links}.</p>"
    saved(read_html(html, TODAY), writer)
    assert 'See <a href="https://e.example/a"' in BodySection.objects.get().text
    assert "javascript" not in BodySection.objects.get().text


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
    assert RelatedStories.objects.count() == 0
    with pytest.raises(NotCopy):
        read_text("  ", TODAY)
