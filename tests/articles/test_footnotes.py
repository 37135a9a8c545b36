"""Footnotes: words in the text that readers find at its end, under the number that is in their place."""

import json
import re
from typing import Any

import pytest

from articles.blocks import FactBox, Heading, Paragraph, Quote, Table, new
from articles.changes.log import compared, versions
from articles.models import Article
from articles.story_page import article_page
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from newsroom.text.html_diff import marked
from newsroom.text.rich_text import sanitize_inline, sanitize_linked, text_of
from newsroom.text.text_merge import merge_html
from tests.articles.block_surfaces import address, editor, page, published, saved, soon, story_with
from tests.articles.factories import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("now")]
NOTE = "<footnote>Statement, <em>Aug. 6</em></footnote>"
CROSSED = f"They crossed the border{NOTE} at dawn."


def test_a_number_leads_to_the_note_and_the_note_back() -> None:
    html = page(address(published(new(Heading, text="Dawn"), new(Paragraph, text=CROSSED))))
    mark = re.search(
        r'border<sup class="note-mark"><a id="(\S+)" href="#(\S+)" role="doc-noteref"[^>]*>1</a></sup> at', html
    )
    assert mark
    note = re.search(
        rf'<li id="{mark[2]}">Statement, <em>Aug. 6</em> <a [^>]*href="#{mark[1]}" role="doc-backlink"', html
    )
    assert note
    assert note.start() > html.index("Nobody spoke.")
    assert html.count('role="doc-endnotes"') == 1
    assert "<footnote" not in html


def test_notes_are_numbered_in_the_order_of_the_text_in_every_kind_of_block() -> None:
    rows = [
        new(Paragraph, text="A<footnote>one</footnote> and B<footnote>two</footnote>."),
        new(FactBox, title="Box", text="<p>C<footnote>three</footnote></p>"),
        new(Table, text="<table><tbody><tr><td>D<footnote>four</footnote></td></tr></tbody></table>"),
        new(Quote, text="<p>E<footnote>five</footnote></p>"),
    ]
    html = page(address(published(*rows)))
    assert re.findall(r'href="#fn-(\d)"', html) == list("12345")
    assert re.findall(r'<li id="fn-(\d)">(\w+)', html) == list(
        zip("12345", "one two three four five".split(), strict=True)
    )


def test_feeds_and_ninjs_have_the_notes_as_a_list_without_links_between(settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    story = published(new(Paragraph, text=CROSSED))
    document = json.loads(page(f"{address(story).rstrip('/')}.json"))
    html, words = (each["value"] for each in document["bodies"])
    for text in (html, json.loads(page("/feed.json"))["items"][0]["content_html"]):
        assert "border<sup>1</sup> at dawn" in text
        assert text.endswith("<h3>Notes</h3><ol><li>Statement, <em>Aug. 6</em></li></ol>")
        assert "#fn" not in text
    assert "border¹ at dawn" in words
    assert words.endswith("Statement, Aug. 6")


def test_search_finds_the_words_of_a_note_and_they_count() -> None:
    story = published(new(Paragraph, text=CROSSED))
    assert story.headline in page("/search/?q=statement").partition("<main")[2]
    assert story.live(soon()).rendered["words"] == 5 + 2 + 9


def test_a_note_links_to_our_stories() -> None:
    other = published()
    story = published(new(Paragraph, text=f'Text<footnote>See <a href="story:{other.pk}">this</a></footnote>'))
    assert f'See <a href="{address(other)}">this</a>' in page(address(story))


def test_the_public_edit_history_and_the_desk_show_what_changed_in_a_note() -> None:
    story = published(row := new(Paragraph, text=CROSSED))
    first, _, last = story.body
    changed = row | {"fields": {"text": CROSSED.replace("Statement", "Speech")}}
    saved(story, [first, changed, last])
    actions.publish(Article.objects.get(pk=story.pk), editor(), change=Change.SUBSTANTIVE)
    new_version, old = versions(story.pk, soon())
    [line] = [line.html for each in compared(old, new_version, soon()) for line in each.told_lines]
    assert "border" in line
    assert "<del>[Statement,</del> <ins>[Speech,</ins>" in line


def test_a_live_fix_keeps_notes_and_mends_them() -> None:
    story = published(row := new(Paragraph, text=CROSSED))
    path = f"body/{row['key']}/text"
    field = story.adapter.fix_field(story.head.read(), path)
    assert field.clean(CROSSED) == CROSSED
    actions.fix_live(story, editor(), {path: CROSSED.replace("Statement", "Speech")})
    fixed = Article.objects.get(pk=story.pk).live(soon())
    assert "Speech, <em>Aug. 6</em>" in "".join(article_page(fixed, soon()).blocks)


def test_two_people_change_a_note_and_the_text_around_it() -> None:
    story = story_with(row := new(Paragraph, text=CROSSED))
    base = story.head.read()

    def with_text(old: str, new: str) -> Any:
        text = {"text": CROSSED.replace(old, new)}
        return base | {"body": [base["body"][0], row | {"fields": text}, base["body"][2]]}

    merged, clashes = story.adapter.merge(base, with_text("Statement", "Speech"), with_text("dawn", "noon"))
    assert not clashes
    assert merged["body"][1]["fields"]["text"] == CROSSED.replace("Statement", "Speech").replace("dawn", "noon")


def test_a_restored_version_has_its_notes() -> None:
    story = ArticleFactory(rows=[new(Paragraph, text=CROSSED)])
    content = story.head.read()
    story.load(content)
    assert story.snapshot() == content


def test_one_sets_a_word_of_a_note_in_bold_and_the_other_links_it_and_it_stays_one_note() -> None:
    base = "Text<footnote>a long note</footnote>."
    bold = "Text<footnote>a <strong>long</strong> note</footnote>."
    linked = 'Text<footnote>a <a href="https://example.org/">long</a> note</footnote>.'
    text, questions = merge_html(base, bold, linked)
    assert not questions
    assert text.count("<footnote>") == 1


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (CROSSED, CROSSED),
        ("a<footnote></footnote>b<footnote> </footnote>", "ab"),
        ("a<footnote>b</footnote><footnote>c</footnote>", "a<footnote>bc</footnote>"),
        ("a<footnote>b<footnote>c</footnote>d</footnote>e", "a<footnote>bcd</footnote>e"),
        ('<a href="https://example.org/">a<footnote>b</footnote></a>', '<a href="https://example.org/">ab</a>'),
        ("a<footnote onclick=x>b<script>c</script></footnote>", "a<footnote>b</footnote>"),
        ("a<footnote>b", "a<footnote>b</footnote>"),
        ("a</footnote>b", "ab"),
    ],
)
def test_a_note_is_stored_whole(written: str, stored: str) -> None:
    assert sanitize_inline(written) == stored
    assert sanitize_inline(stored) == stored
    assert sanitize_linked(f"<p>{written}</p>") == f"<p>{stored}</p>"


def test_a_note_is_words_of_one_paragraph() -> None:
    assert sanitize_linked("<footnote><p>a</p><p>b</p></footnote>") == "<p>a</p><p>b</p>"
    assert sanitize_inline("<p>a<footnote>b</p><p>c</footnote>d</p>").count("<footnote>") <= 1


def test_texts_that_cannot_number_notes_have_them_in_brackets() -> None:
    assert text_of(CROSSED) == "They crossed the border [Statement, Aug. 6] at dawn."
    assert "[Statement" in marked("", CROSSED)
