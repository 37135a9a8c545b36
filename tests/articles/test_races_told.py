"""A page that was open while somebody else saved: each case by its name."""

from collections.abc import Callable

import pytest

from articles.models import Article, BodyReference
from newsroom.publishing import actions
from tests.articles.newsroom_races import Edit, check, paragraphs, settled, story, words_of
from tests.people import editor

pytestmark = pytest.mark.django_db

Change = Callable[[Edit], None]


def both(theirs: Change, mine: Change) -> tuple[Article, Edit, Edit]:
    """Two editors open the story; the other saves first, then I do."""
    article = story()
    other, me = Edit.opened(article, editor()), Edit.opened(article, editor())
    theirs(other)
    mine(me)
    other.post()
    me.post()
    check(article, [other, me])
    return article, other, me


@pytest.mark.once
def test_a_block_that_somebody_else_took_out_while_i_wrote_in_it_is_shown_and_can_be_kept() -> None:
    article, _, me = both(lambda other: other.take_out(1), lambda me: me.rewrite(1))
    assert not me.accepted
    assert "Removed" in me.page
    settled(article, me, "mine")
    assert len(paragraphs(article)) == 3


@pytest.mark.once
def test_a_block_that_i_took_out_while_somebody_else_wrote_in_it_is_shown() -> None:
    article, other, me = both(lambda other: other.rewrite(1), lambda me: me.take_out(1))
    assert not me.accepted
    assert all(text in me.page for text in other.typed)
    settled(article, me, "theirs")
    assert all(text in words_of(article) for text in other.typed)


@pytest.mark.once
def test_blocks_that_both_added_in_the_same_place_are_both_there() -> None:
    article, _, me = both(lambda other: other.add(0), lambda me: me.add(0))
    assert me.accepted
    found = paragraphs(article)
    assert (found[0], found[3], len(found)) == ("block0", "block1", 5)


@pytest.mark.once
def test_what_one_wrote_and_the_other_moved_is_both_written_and_moved() -> None:
    article, _, me = both(Edit.swap, lambda me: me.rewrite(0))
    assert me.accepted
    assert paragraphs(article)[0] == "block1"


@pytest.mark.once
def test_the_same_words_changed_by_both_are_both_shown() -> None:
    _, other, me = both(lambda other: other.rewrite(0), lambda me: me.rewrite(0))
    assert not me.accepted
    assert all(text in me.page for text in other.typed | me.typed)


@pytest.mark.once
@pytest.mark.parametrize("change", [Edit.tag, Edit.byline, Edit.link])
def test_tags_bylines_and_links_that_both_added_are_all_there(change: Change) -> None:
    _, _, me = both(change, change)
    assert me.accepted


@pytest.mark.once
def test_a_block_taken_out_by_both_is_gone_and_nobody_is_asked() -> None:
    article, _, me = both(lambda other: other.take_out(1), lambda me: me.take_out(1))
    assert me.accepted
    assert paragraphs(article) == ["block0", "block2"]


@pytest.mark.once
def test_what_was_typed_over_a_version_that_somebody_has_since_restored_away_is_kept() -> None:
    article = story()
    first = article.head
    earlier = Edit.opened(article, editor())
    earlier.rewrite(0)
    earlier.add(2)
    earlier.post()
    me = Edit.opened(article, editor())
    me.rewrite(3)  # in the block that was added
    me.headline()
    actions.restore(article, article.owner, first)
    me.post()
    assert not me.accepted
    assert me.handed_back
    settled(article, me, "mine")
    assert all(text in words_of(article) for text in me.typed)


def test_a_stale_form_that_is_invalid_too_leaves_nothing_half_written() -> None:
    article = story()
    other, me = Edit.opened(article, editor()), Edit.opened(article, editor())
    other.add(0)
    other.take_out(2)
    other.post()
    before = (Article.objects.get(pk=article.pk).snapshot(), article.revisions.count(), BodyReference.objects.count())
    me.rewrite(1)
    me.add(1)
    me.form["headline"] = "x" * 300
    me.write(0, "7", "heading", "level")
    me.post()
    assert me.response.status_code == 200
    assert me.handed_back
    after = (Article.objects.get(pk=article.pk).snapshot(), article.revisions.count(), BodyReference.objects.count())
    assert before == after
    me.form["headline"] = "Short"
    me.write(0, "2", "heading", "level")
    me.post()
    check(article, [other, me])
    assert me.accepted
