from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from newsroom.delivery import current_generation
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, ConfirmationRequired, EditConflict, PermissionRefused
from newsroom.publishing.models import AuditEntry, Change, Review
from newsroom.publishing.next_change import next_transition
from tests.people import journalist
from tests.publishing.conftest import NINE, edited, shown, written
from tests.publishing.notes.models import Note

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def block(key: str, text: str) -> dict[str, str]:
    return {"key": key, "text": text}


def test_an_unchanged_save_makes_no_revision(note: Note, writer: User) -> None:
    head = note.head
    assert actions.save(note, writer) == head
    assert note.revisions.count() == 1


def test_every_changing_save_is_a_revision_based_on_the_one_before(note: Note, writer: User) -> None:
    first = note.head
    second = edited(note, writer, headline="Second")
    assert (second.number, second.based_on, second.author) == (2, first, writer)
    assert first.content["headline"] == "First"


def test_scheduled_version_is_live_at_its_second_and_not_one_before(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    assert shown(note, NINE + HOUR - SECOND) is None
    assert shown(note, NINE + HOUR) == "First"


def test_draft_over_a_live_version_is_seen_by_no_reader(note: Note, desk: User, writer: User) -> None:
    actions.publish(note, desk)
    edited(note, writer, headline="Not yet")
    assert shown(note, NINE + HOUR) == "First"


def test_publishing_needs_no_separate_approval_and_names_the_publisher_as_approver(note: Note, desk: User) -> None:
    assert actions.publish(note, desk).approved_by == desk
    note.refresh_from_db()
    assert note.review == Review.APPROVED
    assert AuditEntry.objects.get(verb="publish").approver == desk


def test_an_earlier_approver_stays_the_approver(note: Note, desk: User, chief: User) -> None:
    actions.approve(note, chief)
    assert actions.publish(note, desk).approved_by == chief


def test_time_in_the_past_is_refused(note: Note, desk: User) -> None:
    with pytest.raises(ActionRefused, match=r"Nov\. 8, 2024, 9 a\.m\. has passed"):
        actions.publish(note, desk, at=NINE)


def test_incomplete_text_is_refused_with_the_cure(writer: User, desk: User, now: time_machine.Traveller) -> None:
    with pytest.raises(ActionRefused, match="Write a headline"):
        actions.publish(written("", writer), desk)


def test_a_typo_fix_keeps_the_unpublishing_that_was_set(note: Note, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(note, desk)
    actions.unpublish(note, desk, at=NINE + 9 * HOUR)
    now.shift(8 * HOUR)
    actions.publish(note, desk, revision=edited(note, desk, headline="Fixed"), change=Change.MINOR)
    assert shown(note, NINE + 8 * HOUR + SECOND) == "Fixed"
    assert shown(note, NINE + 9 * HOUR) is None


def test_unscheduling_gives_the_time_back_to_the_version_before(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    actions.publish(
        note, desk, revision=edited(note, desk, headline="Second"), at=NINE + HOUR, change=Change.SUBSTANTIVE
    )
    assert shown(note, NINE + 2 * HOUR) == "Second"
    actions.unschedule(note, desk, at=NINE + HOUR)
    assert shown(note, NINE + 2 * HOUR) == "First"


def test_what_has_passed_cannot_be_unscheduled(note: Note, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    now.shift(HOUR)
    with pytest.raises(ActionRefused, match="has passed"):
        actions.unschedule(note, desk, at=NINE + HOUR)


def test_rescheduling_moves_the_version(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    actions.publish(note, desk, at=NINE + 2 * HOUR)
    assert shown(note, NINE + HOUR) is None
    assert shown(note, NINE + 2 * HOUR) == "First"
    assert note.transitions.count() == 1


def test_two_things_cannot_be_due_at_one_instant(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    with pytest.raises(ActionRefused, match=r"already scheduled for .* 10 a\.m\."):
        actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + HOUR, change=Change.MINOR)


def test_publishing_what_is_live_is_refused(note: Note, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(note, desk)
    now.shift(1)
    with pytest.raises(ActionRefused, match="nothing new"):
        actions.publish(note, desk)


def test_republishing_an_old_version_makes_a_new_one_with_that_content(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    first = actions.publish(note, desk)
    now.shift(HOUR)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), change=Change.MINOR)
    now.shift(HOUR)
    again = actions.publish(note, desk, revision=first, change=Change.SUBSTANTIVE)
    assert again.number == 3
    assert shown(note, NINE + 2 * HOUR) == "First"
    assert shown(note, NINE + HOUR) == "Second"


def test_republishing_an_old_version_keeps_the_draft_as_the_newest(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    first = actions.publish(note, desk)
    now.shift(HOUR)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), change=Change.MINOR)
    edited(note, desk, headline="Draft")
    actions.publish(note, desk, revision=first, change=Change.SUBSTANTIVE)
    note.refresh_from_db()
    assert shown(note, NINE + HOUR + SECOND) == "First"
    assert (note.headline, note.head.content["headline"]) == ("Draft", "Draft")


def test_unpublishing_under_a_scheduled_version_must_say_what_becomes_of_it(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 2 * HOUR, change=Change.MINOR)
    now.shift(HOUR)
    with pytest.raises(ConfirmationRequired) as asked:
        actions.unpublish(note, desk)
    assert asked.value.argument == "drop_scheduled"
    actions.unpublish(note, desk, drop_scheduled=True)
    assert shown(note, NINE + 3 * HOUR) is None


def test_unpublishing_may_keep_what_is_scheduled(note: Note, desk: User, now: time_machine.Traveller) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 2 * HOUR, change=Change.MINOR)
    now.shift(HOUR)
    actions.unpublish(note, desk, drop_scheduled=False)
    assert [shown(note, NINE + hours * HOUR) for hours in (0, 1, 2)] == ["First", None, "Second"]


def test_nothing_live_cannot_be_unpublished(note: Note, desk: User) -> None:
    with pytest.raises(ActionRefused, match="nothing to unpublish"):
        actions.unpublish(note, desk)


def test_a_minor_fix_keeps_the_updated_time_and_a_substantive_one_moves_it(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk)
    now.shift(HOUR)
    minor = actions.publish(note, desk, revision=edited(note, desk, headline="Typo"), change=Change.MINOR)
    now.shift(HOUR)
    update = actions.publish(note, desk, revision=edited(note, desk, headline="News"), change=Change.SUBSTANTIVE)
    for revision in (minor, update):
        revision.refresh_from_db()
    assert (minor.first_published_at, minor.updated_at) == (NINE, NINE)
    assert (update.first_published_at, update.updated_at) == (NINE, NINE + 2 * HOUR)


def test_publishing_over_a_live_version_must_say_what_kind_of_change(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    with pytest.raises(ActionRefused, match="Choose the kind of change"):
        actions.publish(note, desk, revision=edited(note, desk, headline="Second"))


def test_a_correction_needs_its_text_and_is_appended_as_it_goes_live(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    second = edited(note, desk, headline="Second")
    with pytest.raises(ActionRefused, match="Write the correction"):
        actions.publish(note, desk, revision=second, change=Change.CORRECTION)
    actions.publish(note, desk, revision=second, change=Change.CORRECTION, correction="It was 11,000, not 12,000.")
    second.refresh_from_db()
    assert note.corrections.get().at == second.live_from


def test_a_version_scheduled_before_a_correction_cannot_lose_it(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + HOUR, change=Change.MINOR)
    actions.correct(note, desk, text="It was 11,000.")
    assert note.corrections.count() == 1


def test_what_readers_never_saw_is_not_corrected(note: Note, desk: User) -> None:
    with pytest.raises(ActionRefused, match="haven’t seen"):
        actions.correct(note, desk, text="It was 11,000.")


def test_a_save_voids_the_approval(note: Note, desk: User, writer: User) -> None:
    actions.submit(note, writer)
    actions.approve(note, desk)
    changed = edited(note, writer, headline="Changed after approval")
    note.refresh_from_db()
    assert note.review == Review.DRAFT
    assert changed.approved_by is None


def test_its_writer_takes_a_submission_back(note: Note, desk: User, writer: User) -> None:
    actions.submit(note, writer)
    with pytest.raises(PermissionRefused):
        actions.take_back(note, desk)
    actions.take_back(note, writer)
    note.refresh_from_db()
    assert note.review == Review.DRAFT
    with pytest.raises(ActionRefused, match="waiting for review any more"):
        actions.take_back(note, writer)


def test_sending_back_needs_a_note(note: Note, desk: User, writer: User) -> None:
    actions.submit(note, writer)
    with pytest.raises(ActionRefused, match="Write a note"):
        actions.send_back(note, desk, note=" ")
    actions.send_back(note, desk, note="Who says so?")
    note.refresh_from_db()
    assert (note.review, note.review_note) == (Review.SENT_BACK, "Who says so?")


def test_approving_an_older_version_than_the_newest_is_refused(note: Note, desk: User, writer: User) -> None:
    read = note.head
    edited(note, writer, headline="Changed meanwhile")
    with pytest.raises(ActionRefused, match="saved a newer version"):
        actions.approve(note, desk, revision=read)


def test_a_second_reader_is_somebody_else(writer: User, note: Note, desk: User, settings: object) -> None:
    settings.SECOND_READER = True  # type: ignore[attr-defined]
    own = written("By the desk", desk)
    with pytest.raises(ActionRefused, match="second reader"):
        actions.publish(own, desk)
    actions.publish(note, desk)
    note.owner = desk
    note.save()
    with pytest.raises(ActionRefused, match="second reader"):
        actions.fix_live(note, desk, {"headline": "Fixed"})


def test_own_breaking_story_is_live_audited_and_queued_for_review(now: time_machine.Traveller, db: None) -> None:
    reporter = journalist(permission="publishing.publish_own_breaking")
    note = written("Breaking", reporter)
    published = actions.publish(note, reporter)
    note.refresh_from_db()
    assert shown(note, clock.now() + SECOND) == "Breaking"
    assert published.approved_by is None
    assert note.review == Review.SUBMITTED
    assert AuditEntry.objects.get(verb="publish").reason == "No second reader."


def test_own_breaking_story_may_not_be_scheduled_unread(now: time_machine.Traveller, db: None) -> None:
    reporter = journalist(permission="publishing.publish_own_breaking")
    with pytest.raises(ActionRefused, match="editor has to approve"):
        actions.publish(written("Breaking", reporter), reporter, at=NINE + HOUR)


def test_a_journalist_may_not_publish(note: Note, writer: User) -> None:
    with pytest.raises(PermissionRefused):
        actions.publish(note, writer)


def test_live_fix_reaches_readers_the_waiting_version_and_the_draft(note: Note, desk: User) -> None:
    edited(note, desk, blocks=[block("a", "Teh army"), block("b", "Old")])
    actions.publish(note, desk)
    waiting = edited(note, desk, blocks=[block("a", "Teh army"), block("b", "New")])
    actions.publish(note, desk, revision=waiting, at=NINE + HOUR, change=Change.SUBSTANTIVE)
    edited(note, desk, headline="Draft headline")
    actions.fix_live(note, desk, {"blocks/a/text": "The army"})
    texts = [note.live(at).content["blocks"] for at in (NINE + SECOND, NINE + HOUR)]
    assert texts == [[block("a", "The army"), block("b", "Old")], [block("a", "The army"), block("b", "New")]]
    note.refresh_from_db()
    assert (note.headline, note.blocks) == ("Draft headline", texts[1])


def test_live_fix_of_words_changed_in_the_draft_is_shown_and_writes_nothing(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    edited(note, desk, headline="Draft headline")
    with pytest.raises(EditConflict) as conflict:
        actions.fix_live(note, desk, {"headline": "Fixed headline"})
    (clash,) = conflict.value.clashes
    assert (clash.base, clash.mine, clash.theirs) == ("First", "Draft headline", "Fixed headline")
    assert note.revisions.count() == 2
    actions.fix_live(note, desk, {"headline": "Fixed headline"}, choices={"headline": "mine"})
    note.refresh_from_db()
    assert (shown(note, NINE + SECOND), note.headline) == ("Fixed headline", "Draft headline")


def test_live_fix_where_the_draft_is_the_waiting_version_makes_one_new_version_of_it(note: Note, desk: User) -> None:
    edited(note, desk, blocks=[block("a", "Teh")])
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Later"), at=NINE + HOUR, change=Change.MINOR)
    fix = actions.fix_live(note, desk, {"blocks/a/text": "The"})
    assert fix.waiting == [fix.head]
    assert shown(note, NINE + HOUR) == "Later"


def test_embargo_refuses_while_something_earlier_is_due(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    with pytest.raises(ActionRefused, match="Unschedule or unpublish it first"):
        actions.set_embargo(note, desk, until=NINE + 2 * HOUR, reason="Report is under embargo", source="The ministry")


def test_nothing_goes_live_before_an_embargo_without_the_permission_and_the_word(
    note: Note, desk: User, chief: User
) -> None:
    actions.set_embargo(note, desk, until=NINE + HOUR, reason="Report is under embargo", source="The ministry")
    with pytest.raises(ActionRefused, match=r"embargo until Nov\. 8, 2024, 10 a\.m\."):
        actions.publish(note, desk)
    with pytest.raises(ConfirmationRequired):
        actions.publish(note, chief)
    actions.publish(note, desk, at=NINE + HOUR)
    actions.publish(note, chief, break_embargo=True)
    assert shown(note, NINE + SECOND) == "First"


def test_taken_down_text_is_gone_from_every_instant(
    note: Note, desk: User, chief: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 2 * HOUR, change=Change.MINOR)
    now.shift(HOUR)
    actions.take_down(note, chief, reason="Court order 12/2024")
    assert [shown(note, NINE + hours * HOUR) for hours in (0, 1, 2)] == [None, None, None]


def test_taken_down_text_opens_to_administrators_alone_and_each_opening_is_audited(
    note: Note, desk: User, chief: User
) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    with pytest.raises(PermissionRefused):
        actions.open_sealed(note, desk, reason="Curious")
    with pytest.raises(PermissionRefused):
        actions.save(note, desk)
    assert actions.open_sealed(note, chief, reason="For counsel").content["headline"] == "First"
    assert AuditEntry.objects.filter(verb="open_sealed").count() == 1


def test_taken_down_text_cannot_be_saved_again_as_it_was(note: Note, desk: User, chief: User) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    with pytest.raises(ActionRefused, match="Remove what must not be published"):
        actions.save(note, chief)
    assert note.is_sealed()


def test_a_clean_version_after_a_take_down_can_be_published(note: Note, desk: User, chief: User) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    edited(note, chief, headline="Clean")
    actions.publish(note, desk, change=Change.SUBSTANTIVE)
    assert shown(note, NINE + SECOND) == "Clean"


def test_restoring_makes_a_new_revision_and_changes_no_old_one(note: Note, writer: User) -> None:
    first = note.head
    edited(note, writer, headline="Second")
    restored = actions.restore(note, writer, first)
    note.refresh_from_db()
    assert (restored.number, note.headline) == (3, "First")


def test_only_drafts_go_to_the_bin(note: Note, writer: User, desk: User) -> None:
    actions.bin(note, writer)
    note.refresh_from_db()
    assert note.binned_at
    actions.unbin(note, writer)
    actions.publish(note, desk)
    with pytest.raises(ActionRefused, match="can’t go to the trash"):
        actions.bin(note, writer)


def test_first_published_follows_the_schedule_until_it_has_passed(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk, at=NINE + 2 * HOUR)
    actions.publish(note, desk, at=NINE + HOUR)
    now.shift(2 * HOUR)
    actions.unpublish(note, desk)
    now.shift(HOUR)
    actions.publish(note, desk, change=Change.SUBSTANTIVE)
    note.refresh_from_db()
    assert note.first_published_at == NINE + HOUR


def test_two_verbs_in_one_microsecond_get_different_instants(note: Note, desk: User) -> None:
    for headline in ("Second", "Third", "Fourth"):
        actions.publish(note, desk, revision=edited(note, desk, headline=headline), change=Change.MINOR)
    assert shown(note, NINE + SECOND) == "Fourth"


def test_drafts_leave_the_site_generation_alone_and_publishing_bumps_it(note: Note, writer: User, desk: User) -> None:
    before = current_generation.read()
    actions.submit(note, writer)
    edited(note, writer, headline="Draft")
    assert current_generation.read() == before
    actions.publish(note, desk)
    assert current_generation.read() > before


def test_a_refused_verb_writes_nothing(note: Note, desk: User) -> None:
    before = current_generation.read(), AuditEntry.objects.count()
    with pytest.raises(ActionRefused):
        actions.publish(note, desk, at=NINE - HOUR)
    assert (current_generation.read(), AuditEntry.objects.count()) == before


def test_next_transition_is_the_first_instant_at_which_a_page_changes(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    actions.unpublish(note, desk, at=NINE + 2 * HOUR)
    assert next_transition(NINE) == NINE + HOUR
    assert next_transition(NINE + HOUR) == NINE + 2 * HOUR


def test_the_audit_row_tells_the_schedule_before_and_after(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR, reason="For the evening")
    entry = AuditEntry.objects.get(verb="publish")
    assert (entry.actor, entry.revision, entry.instant, entry.reason) == (desk, 1, NINE + HOUR, "For the evening")
    assert (entry.before, entry.after) == ([], [["2024-11-08T15:00:00+00:00", 1]])


def test_an_archive_is_published_in_its_own_past(writer: User, desk: User, now: time_machine.Traveller) -> None:
    then = datetime(2001, 9, 1, tzinfo=UTC)
    with clock.pretending(then):
        note = written("Old", writer)
        actions.publish(note, desk)
    assert shown(note, then) == "Old"
