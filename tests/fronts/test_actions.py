"""The actions on fronts: what each writes, carries over and refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from newsroom.fronts import actions as front_actions
from newsroom.fronts import overrides
from newsroom.fronts.models import Alert, AlertRevision, Container, PinEnd, Slot
from newsroom.fronts.overrides import outdated
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.merge import merge
from newsroom.publishing.models import AuditEntry, Change, Review
from newsroom.publishing.next_change import next_transition
from tests.articles.factories import ArticleFactory, SectionFactory, TagFactory, desk, edited, published
from tests.fronts.conftest import HOUR, NINE
from tests.fronts.factories import ContainerFactory, add_slot, changed, on_the_front
from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db


def stories_in(revision: Any) -> list[int]:
    return [slot["story"] for slot in revision.read()["slots"]]


@pytest.mark.once
def test_a_container_read_back_says_what_it_said(now: Any) -> None:
    container = ContainerFactory(
        title="Latest",
        section=SectionFactory(),
        fill="tag",
        fill_tag=TagFactory(),
        slots=[
            {"story": ArticleFactory(), "until": NINE + HOUR, "headline": "Short", "picture": PictureFactory()},
            {"timeline": TimelineFactory()},
            {"story": ArticleFactory(), "follow_ups": True},
        ],
    )
    said = container.snapshot()
    container.load({**said, "title": "Other", "slots": said["slots"][::-1][:2]})
    assert Container.objects.get(pk=container.pk).snapshot()["slots"] == said["slots"][::-1][:2]
    container.load(said)
    assert Container.objects.get(pk=container.pk).snapshot() == said


@pytest.mark.once
def test_a_slot_holds_exactly_one_thing(now: Any) -> None:
    container = ContainerFactory()
    for wrong in ({}, {"story": ArticleFactory(), "timeline": TimelineFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slot.objects.create(container=container, **wrong)


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "cure"),
    [
        ({"fill": "none"}, "Pick a story"),
        ({"fill": "section"}, "Choose the section"),
        ({"fill": "tag"}, "Choose the tag"),
    ],
)
def test_a_container_that_could_show_nothing_is_not_published(fields: dict[str, Any], cure: str, now: Any) -> None:
    with pytest.raises(ActionRefused, match=cure):
        actions.publish(ContainerFactory(**fields), desk())


@pytest.mark.once
def test_publishing_over_a_live_container_asks_for_no_kind_of_change(now: Any) -> None:
    container = on_the_front()
    now.shift(HOUR)
    assert actions.publish(container, desk(), revision=changed(container, title="Latest")).number == 2
    with pytest.raises(ActionRefused, match="Correct the story itself"):
        actions.correct(container, desk(), text="Wrong")


@pytest.mark.once
def test_with_a_second_reader_a_front_needs_none(now: Any, settings: Any) -> None:
    settings.SECOND_READER = True
    container = ContainerFactory()
    actions.publish(container, container.owner)
    assert container.live(clock.now())


def test_a_story_put_on_the_front_is_first_at_once_and_nothing_else_is_published(now: Any) -> None:
    old, new = published(), published()
    container = on_the_front(old, title="As it is")
    waiting = changed(container, title="Later")
    actions.publish(container, desk(), revision=waiting, at=NINE + 3 * HOUR)
    changed(container, title="A draft")
    now.shift(HOUR)
    fix = front_actions.put_on_front(container, new, desk())
    assert container.live(clock.now()) == fix.live
    assert [(stories_in(each), each.read()["title"]) for each in (fix.live, *fix.waiting, fix.head)] == [
        ([new.pk, old.pk], "As it is"),
        ([new.pk, old.pk], "Later"),
        ([new.pk, old.pk], "A draft"),
    ]
    entry = AuditEntry.objects.filter(verb="put_on_front").get()
    assert (entry.actor, entry.revision, entry.reason) == (desk(), fix.live.number, str(new))
    assert container.live(NINE + 3 * HOUR) == fix.waiting[0]


def test_a_story_that_is_there_already_moves_up_and_stays(now: Any) -> None:
    first, second = published(), published()
    container = on_the_front(first, {"story": second, "until": NINE + HOUR, "headline": "Short"})
    key = container.live(NINE).read()["slots"][1]["key"]
    fix = front_actions.put_on_front(container, second, desk())
    slot = fix.live.read()["slots"][0]
    assert (slot["key"], slot["story"], slot["until"], slot["headline"]) == (key, second.pk, None, "Short")
    assert len(fix.live.read()["slots"]) == 2
    with pytest.raises(ActionRefused, match="already the first story there"):
        front_actions.put_on_front(container, second, desk())


def test_a_story_moves_up_although_the_draft_was_put_in_another_order(now: Any) -> None:
    stories = [published() for _ in range(3)]
    container = on_the_front(*stories)
    said = container.snapshot()
    container.load({**said, "slots": said["slots"][::-1]})
    actions.save(container, desk())
    fix = front_actions.put_on_front(container, stories[1], desk())
    assert stories_in(fix.live)[0] == stories[1].pk
    assert sorted(stories_in(fix.head)) == sorted(story.pk for story in stories)


def test_a_story_that_is_neither_live_nor_scheduled_is_not_put_on_the_front(now: Any) -> None:
    container, draft = on_the_front(), ArticleFactory()
    with pytest.raises(ActionRefused, match="Publish the story first"):
        front_actions.put_on_front(container, draft, desk())
    published(draft, at=NINE + HOUR)
    assert stories_in(front_actions.put_on_front(container, draft, desk()).live) == [draft.pk]


def test_a_container_that_nobody_sees_takes_no_story_at_once(now: Any) -> None:
    with pytest.raises(ActionRefused, match="Publish it first"):
        front_actions.put_on_front(ContainerFactory(), published(), desk())


def test_undo_takes_the_story_off_the_front_in_every_version(now: Any) -> None:
    old, new = published(), published()
    container = on_the_front(old, title="As it is")
    actions.publish(container, desk(), revision=changed(container, title="Later"), at=NINE + 3 * HOUR)
    changed(container, title="A draft")
    put = front_actions.put_on_front(container, new, desk()).live.number
    now.shift(HOUR)
    fix = front_actions.undo_put_on_front(container, new, desk(), put=put)
    assert container.live(clock.now()) == fix.live
    assert [(stories_in(each), each.read()["title"]) for each in (fix.live, *fix.waiting, fix.head)] == [
        ([old.pk], "As it is"),
        ([old.pk], "Later"),
        ([old.pk], "A draft"),
    ]
    entry = AuditEntry.objects.filter(verb="undo_put_on_front").get()
    assert (entry.actor, entry.revision, entry.reason) == (desk(), fix.live.number, str(new))
    with pytest.raises(ActionRefused, match="nothing to undo"):
        front_actions.undo_put_on_front(container, new, desk(), put=put)


def test_undo_moves_a_story_that_was_there_back_to_its_place(now: Any) -> None:
    first, second, third = published(), published(), published()
    container = on_the_front(first, {"story": second, "until": NINE + HOUR, "headline": "Short"})
    before = container.live(NINE).read()
    put = front_actions.put_on_front(container, second, desk()).live.number
    assert front_actions.undo_put_on_front(container, second, desk(), put=put).live.read() == before
    with pytest.raises(ActionRefused, match="nothing to undo"):
        front_actions.undo_put_on_front(container, second, desk(), put=put)
    put = front_actions.put_on_front(container, second, desk()).live.number
    front_actions.put_on_front(container, third, desk())
    fix = front_actions.undo_put_on_front(container, second, desk(), put=put)
    assert stories_in(fix.live) == [third.pk, second.pk, first.pk]


@pytest.mark.once
def test_who_may_not_publish_undoes_nothing_on_the_front(now: Any) -> None:
    container, story = on_the_front(), published()
    put = front_actions.put_on_front(container, story, desk()).live.number
    with pytest.raises(PermissionRefused):
        front_actions.undo_put_on_front(container, story, journalist(), put=put)
    assert container.revisions.count() == put


@pytest.mark.once
def test_who_may_not_publish_puts_nothing_on_the_front(now: Any) -> None:
    container, story = on_the_front(), published()
    with pytest.raises(PermissionRefused):
        front_actions.put_on_front(container, story, journalist())
    assert container.revisions.count() == 1


def test_containers_are_put_in_order_for_readers_and_in_every_draft(now: Any) -> None:
    first, second, third = on_the_front(place=10), on_the_front(place=20), ContainerFactory(place=30)
    changed(first, title="A draft")
    now.shift(HOUR)
    front_actions.put_in_order([third, second, first], desk())
    assert [first.live(clock.now()).place, second.live(clock.now()).place] == [30, 20]
    assert first.head.read() | {"slots": []} == first.head.read() | {"slots": [], "place": 30, "title": "A draft"}
    assert Container.objects.get(pk=third.pk).place == third.head.read()["place"] == 10
    assert second.revisions.count() == 1  # it did not move


@pytest.mark.once
def test_two_editors_in_two_slots_of_a_container_both_get_their_way(now: Any) -> None:
    container = ContainerFactory(slots=[published(), published()])
    base = container.snapshot()
    one, other = (dict(base, slots=[dict(slot) for slot in base["slots"]]) for _ in range(2))
    one["slots"][0]["headline"] = "Mine"
    other["slots"].reverse()
    merged, clashes = merge(base, one, other)
    assert not clashes
    assert [slot["headline"] for slot in merged["slots"]] == ["", "Mine"]


def test_a_pin_end_is_an_instant_at_which_the_site_changes_while_its_version_is_live(now: Any) -> None:
    container = on_the_front({"story": published(), "until": NINE + HOUR})
    assert next_transition(NINE) == NINE + HOUR
    assert next_transition(NINE + HOUR) != NINE + HOUR
    actions.unpublish(container, desk(), at=NINE + HOUR / 2)
    assert next_transition(NINE) == NINE + HOUR / 2
    assert next_transition(NINE + HOUR / 2) != NINE + HOUR
    assert PinEnd.objects.count() == 1


def test_what_a_version_shows_is_not_deleted(now: Any) -> None:
    picture, section = PictureFactory(), SectionFactory()
    container = on_the_front({"story": published(), "picture": picture}, section=section)
    container.load({**container.snapshot(), "slots": [], "section": None})
    actions.save(container, desk())
    for thing in (picture, section):
        with pytest.raises(ProtectedError):
            thing.delete()


@pytest.mark.once
def test_an_override_is_flagged_when_the_storys_own_headline_changes(now: Any) -> None:
    story = published(headline="Nine hurt")
    container = on_the_front({"story": story, "headline": "Nine hurt at the quay"}, story)
    assert outdated(container.snapshot()) == {}
    now.shift(HOUR)
    actions.publish(story, desk(), revision=edited(story, headline="Two hurt"), change=Change.MINOR)
    ((told,),) = outdated(container.snapshot()).values()
    assert "“Nine hurt at the quay” was written when the story’s headline was “Nine hurt”" in told
    assert told in container.warnings(container.snapshot())


@pytest.mark.once
def test_an_override_is_flagged_when_its_story_is_corrected_until_it_was_looked_at_again(now: Any) -> None:
    story = published(headline="Nine hurt")
    actions.correct(story, desk(), text="An older correction.")
    now.shift(HOUR)
    container = ContainerFactory()
    slot = add_slot(container, story=story, kicker="Port")
    assert outdated(container.snapshot()) == {}
    now.shift(HOUR)
    actions.correct(story, desk(), text="Two were hurt.")
    ((told,),) = outdated(container.snapshot()).values()
    assert "before “Nine hurt” was corrected" in told
    overrides.remember(slot, holds=True)
    slot.save()
    assert outdated(container.snapshot()) == {}


@pytest.mark.once
def test_an_editor_is_told_of_stories_that_readers_do_not_see(now: Any) -> None:
    draft, twice = ArticleFactory(headline="Draft"), published(headline="Twice")
    content = ContainerFactory(slots=[draft, twice, twice]).snapshot()
    assert ContainerFactory().warnings(content) == [
        "“Draft” isn’t live. Another story takes its place until it is published.",
        "“Twice” is picked 2 times. Readers see it once.",
    ]


@pytest.mark.once
def test_a_container_goes_through_review_like_a_story(now: Any) -> None:
    container = ContainerFactory()
    actions.submit(container, container.owner)
    container.refresh_from_db()
    assert container.review == Review.SUBMITTED


# --- breaking news of a story --------------------------------------------------------------------------------


def banners(now: Any) -> list[str]:
    """Return the texts of the banners that readers see, after a second."""
    now.shift(1)
    return [version.read()["text"] for version in AlertRevision.objects.live(clock.now())]


def test_a_banner_has_the_live_headline_and_links_to_the_story(now: Any) -> None:
    story = published(headline="The bridge is closed")
    edited(story, headline="A headline that nobody has read yet")
    now.shift(1)
    banner = front_actions.raise_banner(story, desk())
    assert (banner.text, banner.story, banner.label) == ("The bridge is closed", story, "Breaking news")
    assert banners(now) == ["The bridge is closed"]


def test_a_long_headline_ends_with_a_whole_word(now: Any) -> None:
    story = published(headline="closed " * 28)
    now.shift(1)
    text = front_actions.raise_banner(story, desk()).text
    assert len(text) <= 160
    assert text.endswith("closed…")


def test_a_second_banner_about_a_story_is_refused_and_down_means_down(now: Any) -> None:
    story = published(headline="The bridge is closed")
    now.shift(1)
    front_actions.raise_banner(story, desk())
    now.shift(1)
    with pytest.raises(ActionRefused, match="already has a breaking-news banner"):
        front_actions.raise_banner(story, desk())
    assert len(front_actions.lower_banner(story, desk())) == 1
    assert banners(now) == []
    assert front_actions.lower_banner(story, desk()) == []
    front_actions.raise_banner(story, desk())
    assert banners(now) == ["The bridge is closed"]


def test_a_story_that_is_not_live_gets_no_banner(now: Any) -> None:
    with pytest.raises(ActionRefused, match="Publish the story first"):
        front_actions.raise_banner(ArticleFactory(), desk())
    assert not Alert.objects.exists()


def test_who_may_not_publish_raises_no_banner(now: Any) -> None:
    story = published()
    now.shift(1)
    with pytest.raises(PermissionRefused):
        front_actions.raise_banner(story, journalist())
    assert not Alert.objects.exists()
