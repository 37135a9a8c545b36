"""Two people changed the same words of a story: what they are asked, in words they understand."""

from copy import deepcopy
from typing import Any

import pytest
from lxml import html

from articles.blocks import PullQuote, new
from articles.models import Article
from newsroom.publishing.admin.conflicts import Choice, choices
from newsroom.publishing.models import Content
from tests.articles.factories import ArticleFactory, SectionFactory, text

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def story(now: Any) -> Article:
    """A paragraph (0), a heading (1) above another paragraph (2), and a pull quote (3)."""
    below = text("<p>Two countries sent troops.</p>", heading="Why it matters")
    return ArticleFactory(rows=[*below, new(PullQuote, text="We sail at dawn.", attribution="A skipper")])


def asked(story: Article, mine: Content, theirs: Content) -> list[Choice]:
    """What is asked where both sides grew out of what is saved."""
    _, clashes = story.adapter.merge(story.head.read(), mine, theirs)
    return choices(story, clashes, [theirs, mine])


def sides(story: Article) -> tuple[Content, Content]:
    return deepcopy(story.head.read()), deepcopy(story.head.read())


def words(side: str) -> str:
    return " ".join(html.fragment_fromstring(side, create_parent="div").text_content().split())


def test_a_block_is_named_by_its_first_words_and_the_words_that_differ_are_marked_on_both_sides(story: Article) -> None:
    mine, theirs = sides(story)
    mine["body"][2]["fields"]["text"] = "Three countries sent troops."
    theirs["body"][2]["fields"]["text"] = "Four big countries sent <em>ships</em>."
    (choice,) = asked(story, mine, theirs)
    assert choice.place == "Paragraph “Three countries sent troops.”"
    assert (choice.mine, choice.theirs) == ("<ins>Three</ins>", "<ins>Four big</ins>")


def test_a_passage_is_shown_in_its_paragraph_with_what_is_settled_there(story: Article) -> None:
    mine, theirs = sides(story)
    mine["body"][2]["fields"]["text"] = "Three countries sent troops."
    theirs["body"][2]["fields"]["text"] = "Four countries sent <em>ships</em>."
    (choice,) = asked(story, mine, theirs)
    assert (choice.before, choice.after) == ("", " countries sent <em>ships</em>.")
    assert (choice.hand, choice.is_rich) == ("Three", True)


def test_different_words_of_one_text_are_not_asked_about(story: Article) -> None:
    mine, theirs = sides(story)
    mine["body"][2]["fields"]["text"] = "Three countries sent troops."
    theirs["body"][2]["fields"]["text"] = "Two countries sent <em>ships</em>."
    assert asked(story, mine, theirs) == []


def test_a_field_of_a_block_is_named_beside_the_first_words_of_the_block(story: Article) -> None:
    mine, theirs = sides(story)
    mine["body"][3]["fields"]["attribution"], theirs["body"][3]["fields"]["attribution"] = "A sailor", "Another skipper"
    (choice,) = asked(story, mine, theirs)
    assert choice.place == "Pull quote “We sail at dawn.”, attribution"


def test_a_field_has_the_name_it_has_in_the_form_and_its_value_that_of_the_thing(story: Article) -> None:
    world, local = SectionFactory(name="World"), SectionFactory(name="Local")
    mine, theirs = sides(story)
    mine["section"], theirs["section"] = world.pk, local.pk
    mine["lead_alt"], theirs["lead_alt"] = "A ship", "A boat"
    assert [(choice.place, words(choice.mine), words(choice.theirs)) for choice in asked(story, mine, theirs)] == [
        ("Section", "World", "Local"),
        ("Lead photo: alt text", "A ship", "A boat"),
    ]


def test_a_block_that_one_side_took_out_says_so_beside_the_whole_of_the_other(story: Article) -> None:
    mine, theirs = sides(story)
    del mine["body"][3]
    theirs["body"][3]["fields"]["text"] = "We sail at noon."
    (choice,) = asked(story, mine, theirs)
    assert choice.place == "Pull quote “We sail at noon.”"
    assert words(choice.mine) == "Removed"
    assert "We sail at noon." in words(choice.theirs)
    assert "A skipper" in words(choice.theirs)


def test_two_places_of_a_block_are_told_by_the_block_above(story: Article) -> None:
    mine, theirs = sides(story)
    mine["body"] = [mine["body"][index] for index in (1, 2, 0, 3)]
    theirs["body"] = [theirs["body"][index] for index in (1, 2, 3, 0)]
    (choice,) = asked(story, mine, theirs)
    assert choice.place == "Paragraph “The first ship left.”, position"
    assert words(choice.mine) == "Below “Two countries sent troops.”"
    assert words(choice.theirs) == "Below “We sail at dawn.”"
    assert choice.hand is None


def test_no_key_and_no_number_is_shown_and_nothing_that_could_run(story: Article) -> None:
    mine, theirs = sides(story)
    for side, word in ((mine, "mine"), (theirs, "theirs")):
        side["headline"] = f"<script>alert('{word}')</script><img src=x onerror=alert(1)> 5 < 6"
        side["body"][0]["fields"]["text"] = f"<a href='/' onclick='x()'>{word}</a><script>x()</script>"
        side["body"].insert(0, side["body"].pop())
    shown = "".join(choice.place + choice.mine + choice.theirs for choice in asked(story, mine, theirs))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "onclick" not in shown
    assert not [block["key"] for block in mine["body"] if block["key"] in shown]
