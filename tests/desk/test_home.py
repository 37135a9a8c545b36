"""The home page of the desk: what waits for its user."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from articles.error_reports import actions as report_actions
from articles.models import Article, RelatedLink
from articles.notes import actions as notes
from newsroom.desk.home import Item, home_of
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from newsroom.publishing import actions, clock
from newsroom.text.person_name import name_in_row, name_of
from tests.articles.factories import ArticleFactory, AuthorFactory, edited, published
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.people import journalist
from tests.publishing.conftest import written
from tests.timelines.factories import TimelineFactory

HOUR = timedelta(hours=1)


def home(user: User) -> dict[str, list[Item]]:
    return {each.title: each.items for each in home_of(user, clock.now())}


def titles(user: User, name: str) -> list[str]:
    return [item.title for item in home(user).get(name, [])]


def test_what_waits_says_who_since_when_and_how_long_it_is(
    writer: User, desk: User, now: time_machine.Traveller
) -> None:
    story = ArticleFactory(headline="Second", owner=writer, text="<p>One two three four.</p>")
    timeline = TimelineFactory(title="First", owner=writer)
    actions.submit(timeline, writer)
    now.shift(HOUR)
    actions.submit(story, writer, note="Please check the figures.")
    notes.resolve(notes.write(story, writer, "Done with"), writer)
    asked = notes.write(story, writer, "Call the harbor")
    notes.write(story, desk, "Called", asked)
    now.shift(2 * HOUR)
    now.shift(-2 * HOUR)
    assert home(desk)["To review"][1].when == "just submitted"
    now.shift(2 * HOUR)
    first, second = home(desk)["To review"]
    assert (first.title, first.about) == ("First", "writer, 9 a.m.")
    assert (second.title, second.about, second.note) == (
        "Second",
        "writer, 10 a.m. · 4 words · 1 note",
        "Please check the figures.",
    )
    assert second.when == "waiting 2\xa0hours"
    edited(story, headline="Second, better")
    assert home(desk)["To review"][1].about == "writer, 10 a.m. · edited noon · 4 words · 1 note"
    assert (first.late, second.late) == (True, False)  # after two hours


def test_users_are_called_by_their_full_names_where_they_have_one(writer: User, desk: User) -> None:
    writer.first_name, writer.last_name = "Priya", "Nair"
    writer.save()
    for user in (writer, desk):
        story = ArticleFactory(headline=f"By {user.username}", owner=user)
        actions.submit(story, user)
        assert story.revisions.values_list(name_in_row("author"), flat=True).get() == name_of(user)
    assert [item.about.partition(",")[0] for item in home(desk)["To review"]] == ["Priya Nair", desk.username]


def test_a_publishable_of_another_app_waits_for_review_too(writer: User, desk: User) -> None:
    for title in ("A note", ""):
        actions.submit(written(title, writer), writer)
    assert titles(desk, "To review") == ["A note", "Note without a title"]


@pytest.mark.once
def test_a_story_is_in_the_list_of_what_is_to_be_done_with_it(
    writer: User, desk: User, now: time_machine.Traveller
) -> None:
    for headline in ("Draft", "Back", "Waiting", "Live", "Changed", "Due"):
        ArticleFactory(headline=headline, owner=writer)
    story = {each.headline: each for each in Article.objects.all()}
    actions.submit(story["Back"], writer)
    actions.send_back(story["Back"], desk, note="Who said so?")
    actions.submit(story["Waiting"], writer)
    actions.publish(story["Live"], desk)
    actions.publish(story["Changed"], desk)
    edited(story["Changed"], standfirst="Another.")
    actions.publish(story["Due"], desk, at=clock.now() + 30 * HOUR)
    now.shift(HOUR)
    found = {name: [item.title for item in items] for name, items in home(writer).items()}
    assert set(found.pop("My recent stories")) == set(story)
    assert found == {
        "Sent back to me": ["Back"],
        "My drafts": ["Draft"],
        "Live with unpublished changes": ["Changed"],
        "My stories in review": ["Waiting"],
        "Published in the last 24 hours": ["Changed", "Live"],
        "Scheduled": ["Due"],
        "Going live in the next hour": [],
    }
    assert home(writer)["Sent back to me"][0].note == "Who said so?"


def test_what_is_approved_stays_on_home_until_somebody_publishes_or_schedules_it(
    writer: User, desk: User, now: time_machine.Traveller
) -> None:
    for headline in ("Ferry", "Harbor", "Not approved"):
        ArticleFactory(headline=headline, owner=writer)
    ferry, harbor, _ = Article.objects.order_by("pk")
    for story in (ferry, harbor):
        actions.submit(story, writer)
        actions.approve(story, desk)
    for user in (desk, writer):
        assert titles(user, "Approved, not scheduled") == ["Harbor", "Ferry"]
    assert home(desk)["Approved, not scheduled"][0].about == "writer"
    assert "Approved, not scheduled" not in home(journalist("other"))
    actions.publish(ferry, desk)
    actions.publish(harbor, desk, at=clock.now() + HOUR)
    now.shift(HOUR / 2)
    assert "Approved, not scheduled" not in home(desk) | home(writer)


def test_a_writer_is_told_what_was_published_since_yesterday(
    writer: User, desk: User, now: time_machine.Traveller
) -> None:
    early, late = (ArticleFactory(headline=headline, owner=writer) for headline in ("Early", "Late"))
    published(headline="Not mine")
    actions.publish(early, desk)
    actions.publish(late, desk, at=clock.now() + 2 * HOUR)
    now.shift(HOUR)
    assert titles(writer, "Published in the last 24 hours") == ["Early"]
    now.shift(2 * HOUR)
    [first, second] = home(writer)["Published in the last 24 hours"]
    assert (first.title, first.state, first.when) == ("Late", "Went live", "11 a.m.")
    assert second.title == "Early"
    now.shift(22 * HOUR)
    assert titles(writer, "Published in the last 24 hours") == ["Late"]


@pytest.mark.once
def test_what_was_taken_down_is_nobodys_draft(
    writer: User, desk: User, chief: User, now: time_machine.Traveller
) -> None:
    story = ArticleFactory(headline="Libel", owner=writer)
    actions.publish(story, desk)
    actions.take_down(story, chief, reason="Court order")
    now.shift(HOUR)
    assert titles(writer, "My drafts") == []


@pytest.mark.once
def test_who_signs_a_story_finds_it_among_their_own(writer: User, now: time_machine.Traveller) -> None:
    signed = ArticleFactory(headline="Signed", authors=[AuthorFactory(user=writer)])
    signed.shared_with.add(writer)
    ArticleFactory(headline="Somebody else’s")
    assert titles(writer, "My drafts") == ["Signed"]


def test_an_editor_finds_the_queue_of_corrections_and_the_rights_that_run_out(
    desk: User, now: time_machine.Traveller
) -> None:
    story = published(headline="Ferry")
    report_actions.send(story.live(clock.now()), what="It sails at ten, not at nine.", address=None)
    actions.correct(story, desk, text="An earlier version gave a wrong hour.")
    down = published(headline="Gone")
    actions.correct(down, desk, text="Readers do not see this one.")
    actions.unpublish(down, desk)
    PictureFactory(title="The bridge", usable_until=clock.now() + 48 * HOUR)
    PictureFactory(title="The harbor", usable_until=clock.now() + 600 * HOUR)
    MediaFileFactory(title="The ferry", usable_until=clock.now() + 49 * HOUR)
    now.shift(HOUR)
    assert titles(desk, "Correction requests") == ["It sails at ten, not at nine."]
    assert titles(desk, "Recent corrections") == ["An earlier version gave a wrong hour."]
    assert titles(desk, "Expiring rights") == ["The bridge", "The ferry"]
    MediaFile.objects.update(taken_down_at=clock.now())
    Picture.objects.update(usable_until=datetime(2024, 11, 11, 4, 59, 59, tzinfo=UTC))
    assert {item.when for item in home(desk)["Expiring rights"]} == {"Nov. 10, 2024"}


@pytest.mark.once
def test_the_next_hour_is_on_every_home(writer: User, desk: User, now: time_machine.Traveller) -> None:
    published(ArticleFactory(headline="Mine", owner=writer), at=clock.now() + HOUR / 2)
    published(headline="Not mine", at=clock.now() + HOUR / 3)
    published(headline="Later", at=clock.now() + HOUR)
    assert titles(writer, "Going live in the next hour") == ["Mine"]
    assert titles(desk, "Going live in the next hour") == ["Not mine", "Mine"]
    assert titles(desk, "Due today") == ["Not mine", "Mine", "Later"]


def test_recent_stories_are_those_that_one_changed_last_or_began(
    writer: User, desk: User, now: time_machine.Traveller
) -> None:
    for headline in ("First", "Second", "Not mine"):
        ArticleFactory(headline=headline, owner=desk if headline == "Not mine" else writer)
        now.shift(HOUR)
    first, second, other = Article.objects.order_by("pk")
    edited(first, headline="First again")
    actions.publish(second, desk)
    actions.bin(other, desk)
    found = home(writer)["My recent stories"]
    assert [(item.title, item.state) for item in found] == [("Second", "Live"), ("First again", "Draft")]
    assert titles(desk, "My recent stories") == ["Second"]


def test_conflicts_are_named_in_a_sentence(writer: User, desk: User, now: time_machine.Traveller) -> None:
    draft = ArticleFactory(headline="Harbor", owner=writer)
    story = ArticleFactory(headline="Ferry", owner=writer, rows=[RelatedLink(story=draft)])
    actions.publish(story, desk, at=clock.now() + HOUR)
    for user in (writer, desk):
        [item] = home(user)["Conflicts"]
        assert (item.title, item.when) == ("Ferry", "10 a.m.")
        assert item.wrong == "The linked story “Harbor” isn’t live then, so readers won’t see the link."
