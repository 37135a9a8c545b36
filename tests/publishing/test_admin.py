"""The admin, through its real views: what is typed is stored, merged, or shown again."""

import re
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.publishing import actions, clock
from newsroom.publishing.admin.state import state_of
from newsroom.publishing.models import AuditEntry, Change, Review
from tests.people import journalist
from tests.publishing.conftest import NINE, edited, shown, written
from tests.publishing.notes.models import Note

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def signed_in(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:notes_note_{name}", args=args)


def saved(client: Client, note: Note, base: int, **fields: Any) -> Any:
    """Post the change form of `note`, based on version `base`."""
    typed = {"headline": "First", "blocks": "[]", "_base": base} | fields
    return client.post(url("change", note.pk), typed)


@pytest.mark.once
def test_a_save_makes_a_revision_by_the_one_who_saved(note: Note, desk: User) -> None:
    response = saved(signed_in(desk), note, 1, headline="Second", _note="Sharper")
    assert response.status_code == 302
    assert (note.head.number, note.head.author, note.head.note) == (2, desk, "Sharper")


@pytest.mark.once
def test_a_new_story_belongs_to_the_one_who_wrote_it(now: Any, writer: User) -> None:
    signed_in(writer).post(url("add"), {"headline": "New", "blocks": "[]"})
    note = Note.objects.get()
    assert (note.owner, note.head.number) == (writer, 1)


@pytest.mark.once
def test_an_unchanged_save_adds_nothing_to_the_history(note: Note, desk: User) -> None:
    saved(signed_in(desk), note, 1)
    assert note.revisions.count() == 1


def test_a_stale_save_of_another_field_is_merged(note: Note, desk: User, writer: User) -> None:
    edited(note, writer, blocks=[{"key": "a", "text": "One"}])
    response = saved(signed_in(desk), note, 1, headline="Second")
    assert response.status_code == 302
    assert note.head.content == {"schema": 1, "headline": "Second", "blocks": [{"key": "a", "text": "One"}]}


@pytest.mark.once
def test_a_stale_save_of_the_same_words_shows_both_and_stores_nothing(note: Note, desk: User, writer: User) -> None:
    edited(note, writer, headline="Theirs")
    response = saved(signed_in(desk), note, 1, headline="Mine")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Theirs" in page
    assert 'value="Mine"' in page
    note.refresh_from_db()
    assert (note.head.number, note.headline) == (2, "Theirs")


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("desk", "You changed the same words in another tab"),
        ("writer", "Somebody else changed the same words"),
    ],
)
def test_a_conflict_says_whose_the_other_change_is(who: str, said: str, note: Note, desk: User, writer: User) -> None:
    edited(note, {"desk": desk, "writer": writer}[who], headline="Theirs")
    assert said in saved(signed_in(desk), note, 1, headline="Mine").content.decode()


@pytest.mark.once
def test_a_merge_with_your_own_second_tab_says_so(note: Note, desk: User) -> None:
    edited(note, desk, blocks=[{"key": "a", "text": "One"}])
    response = signed_in(desk).post(
        url("change", note.pk), {"headline": "Second", "blocks": "[]", "_base": 1}, follow=True
    )
    assert "While you were editing, you saved changes in another tab." in response.content.decode()


@pytest.mark.once
def test_the_audit_log_names_actions_in_words(note: Note, desk: User) -> None:
    actions.bin(note, desk)
    desk.is_superuser = True
    desk.save()
    page = signed_in(desk).get(reverse("admin:publishing_auditentry_changelist")).content.decode()
    assert '<td class="field-action">Move to trash</td>' in page
    assert 'title="Move to trash"' in page or ">Move to trash</a>" in page
    assert "<summary>Action</summary>" in page


@pytest.mark.once
def test_the_audit_log_calls_people_by_their_names(note: Note, desk: User) -> None:
    User.objects.filter(pk=desk.pk).update(first_name="Grace", last_name="Halloran")
    actions.bin(note, desk)
    client, entry = signed_in(desk), AuditEntry.objects.latest("id")
    assert '<td class="field-who">Grace Halloran</td>' in client.get("/admin/publishing/auditentry/").content.decode()
    page = client.get(f"/admin/publishing/auditentry/{entry.pk}/change/").content.decode()
    assert "Grace Halloran" in page
    assert "story-bar" not in page


@pytest.mark.once
@pytest.mark.parametrize(("side", "headline"), [("mine", "Mine"), ("theirs", "Theirs"), ("hand", "Ours")])
def test_choosing_a_side_or_writing_a_third_text_settles_it(
    note: Note, desk: User, writer: User, side: str, headline: str
) -> None:
    edited(note, writer, headline="Theirs")
    answer = {"choose:headline": side, "hand:headline": "Ours"}
    saved(signed_in(desk), note, 1, headline="Mine", _head=2, **answer)
    assert note.head.content["headline"] == headline


@pytest.mark.once
def test_a_passage_of_a_text_is_settled_by_hand_and_the_rest_of_both_texts_is_kept(
    note: Note, desk: User, writer: User
) -> None:
    edited(note, desk, headline="It sent 9 men today")
    edited(note, writer, headline="It sent 11 men today, it says")
    typed = {"headline": "We hear it sent 10 men today", "_head": 3}
    page = saved(signed_in(desk), note, 2, **typed).content.decode()
    name = re.search(r'name="(choose:headline@[^"]+)"', page)
    assert name is not None
    assert "\n10</textarea>" in page
    answer = {name[1]: "hand", name[1].replace("choose:", "hand:"): "10 or 11"}
    saved(signed_in(desk), note, 2, **typed, **answer)
    assert note.head.content["headline"] == "We hear it sent 10 or 11 men today, it says"


@pytest.mark.once
def test_a_choice_made_before_yet_another_save_does_not_count(note: Note, desk: User, writer: User) -> None:
    edited(note, writer, headline="Theirs")
    edited(note, writer, headline="Newer")
    response = saved(signed_in(desk), note, 1, headline="Mine", _head=2, **{"choose:headline": "mine"})
    assert "Newer" in response.content.decode()
    assert note.head.content["headline"] == "Newer"


@pytest.mark.once
def test_a_stale_save_that_is_also_invalid_stores_nothing(note: Note, desk: User, writer: User) -> None:
    edited(note, writer, headline="Theirs")
    response = saved(signed_in(desk), note, 1, blocks="not json")
    note.refresh_from_db()
    assert response.status_code == 200
    assert (note.headline, note.head.number) == ("Theirs", 2)


@pytest.mark.once
def test_a_save_that_does_not_say_what_it_was_based_on_is_shown_again(note: Note, desk: User) -> None:
    response = signed_in(desk).post(url("change", note.pk), {"headline": "Typed", "blocks": "[]"})
    assert "Reload it" in response.content.decode()
    assert 'value="Typed"' in response.content.decode()
    assert note.revisions.count() == 1


@pytest.mark.once
def test_save_and_submit_puts_it_before_the_editors(note: Note, writer: User) -> None:
    saved(signed_in(writer), note, 1, headline="Ready", _submit="1")
    note.refresh_from_db()
    assert (note.review, note.head.content["headline"]) == (Review.SUBMITTED, "Ready")


@pytest.mark.once
def test_the_state_line_says_what_is_live_waiting_and_missing(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    actions.publish(
        note, desk, revision=edited(note, desk, headline="Evening"), at=NINE + 9 * HOUR, change=Change.MINOR
    )
    edited(note, desk, headline="Draft")
    page = signed_in(desk).get(url("change", note.pk)).content.decode()
    assert ">Live since 9 a.m. · 2 unpublished changes · next version 6 p.m., leaves out the last change</span>" in page


def test_live_since_is_when_this_run_began_and_an_update_is_said_besides(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk)
    now.move_to(NINE + HOUR)
    actions.publish(note, desk, revision=edited(note, desk, headline="More"), change=Change.SUBSTANTIVE)
    now.move_to(NINE + 2 * HOUR)
    actions.fix_live(note, desk, {"headline": "Fixed"})  # a minor fix, which isn't the time that readers see
    assert str(state_of(note, clock.now())) == "Live since 9 a.m. · updated 10 a.m."
    actions.unpublish(note, desk)
    now.move_to(NINE + 3 * HOUR)
    actions.publish(note, desk, change=Change.MINOR)
    now.move_to(NINE + 4 * HOUR)
    assert str(state_of(note, clock.now())) == "Live since noon"


@pytest.mark.once
def test_publishing_for_a_time_in_the_newsrooms_zone(note: Note, desk: User) -> None:
    client = signed_in(desk)
    page = client.get(url("verb", note.pk, "publish")).content.decode()
    assert "New York time" in page
    client.post(
        url("verb", note.pk, "publish"), {"when": "later", "at_0": "2024-11-08", "at_1": "10:00", "revision": 1}
    )
    assert shown(note, NINE + HOUR) == "First"
    assert shown(note, NINE + HOUR - timedelta(seconds=1)) is None


def test_an_hour_that_happens_twice_is_offered_in_both_meanings(note: Note, desk: User) -> None:
    with time_machine.travel(NINE - timedelta(days=30), tick=False):
        typed = {"when": "later", "at_0": "2024-11-03", "at_1": "01:30", "revision": 1}
        page = signed_in(desk).post(url("verb", note.pk, "publish"), typed).content.decode()
        assert "happens twice" in page
        assert "first time (EDT)" in page
        assert "second time (EST)" in page
        signed_in(desk).post(url("verb", note.pk, "publish"), typed | {"at_2": "1"})
    assert note.transitions.get().at.isoformat() == "2024-11-03T06:30:00+00:00"


@pytest.mark.once
def test_an_hour_that_does_not_happen_is_named(note: Note, desk: User) -> None:
    typed = {"when": "later", "at_0": "2025-03-09", "at_1": "02:30", "revision": 1}
    page = signed_in(desk).post(url("verb", note.pk, "publish"), typed).content.decode()
    assert "02:30 doesn’t exist on 2025-03-09" in page


@pytest.mark.once
def test_a_refused_verb_shows_the_cure_and_what_was_typed(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    edited(note, desk, headline="Second")
    typed = {"when": "now", "revision": 2, "change": "correction", "correction": "", "reason": "Typed reason"}
    page = signed_in(desk).post(url("verb", note.pk, "publish"), typed).content.decode()
    assert "Write the correction" in page
    assert "Typed reason" in page


@pytest.mark.once
def test_unpublishing_under_a_scheduled_version_asks_and_then_does_what_was_said(
    note: Note, desk: User, now: Any
) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Second"), at=NINE + 2 * HOUR, change=Change.MINOR)
    now.shift(60)
    client = signed_in(desk)
    page = client.post(url("verb", note.pk, "unpublish"), {"when": "now"}).content.decode()
    assert 'name="drop_scheduled"' in page
    client.post(url("verb", note.pk, "unpublish"), {"when": "now", "drop_scheduled": "yes"})
    assert shown(note, NINE + 3 * HOUR) is None


@pytest.mark.once
def test_fixing_the_live_text_from_its_page(note: Note, desk: User) -> None:
    edited(note, desk, blocks=[{"key": "a", "text": "Teh army"}])
    actions.publish(note, desk)
    edited(note, desk, headline="Draft")
    client = signed_in(desk)
    page = client.get(url("verb", note.pk, "fix_live")).content.decode()
    assert "Teh army" in page
    typed = {"live": 2, "change": "minor", "text0": "First", "text1": "The army"}
    page = client.post(url("verb", note.pk, "fix_live"), typed | {"_see": "1"}).content.decode()
    assert page.count("<ins>The</ins>") == 2  # for readers, and in the working copy
    assert note.live(NINE + HOUR).number == 2
    client.post(url("verb", note.pk, "fix_live"), typed | seen(page))
    note.refresh_from_db()
    assert note.live(NINE + HOUR).content["blocks"][0]["text"] == "The army"
    assert (note.headline, note.blocks[0]["text"]) == ("Draft", "The army")


@pytest.mark.once
def test_a_live_fix_that_clashes_with_the_draft_shows_both(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    edited(note, desk, headline="Draft headline")
    client = signed_in(desk)
    typed = {"live": 1, "change": "minor", "text0": "Fixed headline"}
    page = client.post(url("verb", note.pk, "fix_live"), typed).content.decode()
    assert "<ins>Draft</ins> headline" in page
    page = client.post(url("verb", note.pk, "fix_live"), typed | seen(page)).content.decode()
    assert "For each conflict, choose which text to keep." in page
    assert shown(note, NINE + HOUR) == "First"
    client.post(url("verb", note.pk, "fix_live"), typed | seen(page) | {"choose:2:headline": "theirs"})
    note.refresh_from_db()
    assert note.headline == shown(note, NINE + HOUR) == "Fixed headline"


@pytest.mark.once
def test_a_live_fix_that_clashes_with_the_draft_is_settled_by_hand_there(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    edited(note, desk, headline="Draft headline")
    client = signed_in(desk)
    typed = {"live": 1, "change": "minor", "text0": "Fixed headline"}
    answer = {"choose:2:headline": "hand", "hand:2:headline": "Draft, fixed"}
    page = client.post(url("verb", note.pk, "fix_live"), typed | answer).content.decode()
    assert re.search(r'name="choose:2:headline" value="hand" checked', page)
    assert "\nDraft, fixed</textarea>" in page
    client.post(url("verb", note.pk, "fix_live"), typed | seen(page) | answer)
    note.refresh_from_db()
    assert (note.headline, shown(note, NINE + HOUR)) == ("Draft, fixed", "Fixed headline")


def seen(page: str) -> dict[str, str]:
    """Return the preview key on the form."""
    found = re.search(r'name="_seen" value="([0-9a-f]+)"', page)
    return {"_seen": found[1] if found else ""}


@pytest.mark.once
def test_a_fix_that_was_changed_after_it_was_shown_is_shown_again(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    client = signed_in(desk)
    typed = {"live": 1, "change": "minor", "text0": "Fixed headline"}
    page = client.post(url("verb", note.pk, "fix_live"), typed).content.decode()
    again = client.post(
        url("verb", note.pk, "fix_live"), typed | seen(page) | {"text0": "Another one"}
    ).content.decode()
    assert "<ins>Another one</ins>" in again
    assert shown(note, NINE + HOUR) == "First"
    client.post(url("verb", note.pk, "fix_live"), typed | seen(again) | {"text0": "Another one"})
    assert shown(note, NINE + HOUR) == "Another one"


@pytest.mark.once
def test_of_several_versions_that_clash_with_a_fix_each_has_its_own_choice(note: Note, desk: User) -> None:
    actions.publish(note, desk)
    actions.publish(note, desk, revision=edited(note, desk, headline="Later"), at=NINE + HOUR, change=Change.MINOR)
    edited(note, desk, headline="Draft headline")
    client = signed_in(desk)
    typed = {"live": 1, "change": "minor", "text0": "Fixed headline", "choose:2:headline": "mine"}
    page = client.post(url("verb", note.pk, "fix_live"), typed).content.decode()
    assert re.search(r'name="choose:2:headline" value="mine"[^>]* checked', page)
    assert not re.search(r'name="choose:3:headline"[^>]* checked', page)
    client.post(url("verb", note.pk, "fix_live"), typed | seen(page) | {"choose:3:headline": "theirs"})
    note.refresh_from_db()
    assert shown(note, NINE + HOUR - SECOND) == "Fixed headline"
    assert shown(note, NINE + HOUR) == "Later"
    assert note.headline == "Fixed headline"


@pytest.mark.once
def test_where_nothing_is_live_there_is_nothing_to_fix(note: Note, desk: User) -> None:
    client, page = signed_in(desk), url("verb", note.pk, "fix_live")
    assert client.get(page).status_code == 200
    assert (
        "Another version went live in the meantime"
        in client.post(page, {"live": 1, "change": "minor"}).content.decode()
    )


def test_bulk_scheduling_has_a_result_for_each_row(note: Note, desk: User, writer: User) -> None:
    empty = written("", writer)
    typed = {
        "action": "bulk_publish",
        "_selected_action": [note.pk, empty.pk],
        "_do": "1",
        "when": "later",
        "at_0": "2024-11-08",
        "at_1": "12:00",
    }
    page = signed_in(desk).post(url("changelist"), typed).content.decode()
    assert "Scheduled: it goes live at Nov. 8, 2024, noon." in page
    assert "Not done. Not ready for readers. Write a headline." in page
    assert shown(note, NINE + 3 * HOUR) == "First"


def test_the_list_counts_nothing_and_asks_the_same_for_any_number_of_rows(
    note: Note, desk: User, writer: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(desk)
    for number in range(60):
        written(f"Note {number}", writer)
    with django_assert_max_num_queries(8) as queries:
        page = client.get(url("changelist")).content.decode()
    assert "Note 59" in page
    assert not [query for query in queries if "COUNT(*)" in query["sql"]]
    assert "50+ notes" in page
    assert "Note 5<" not in page
    following = lxml.html.fromstring(page).xpath("//a[@rel='next']/@href")
    assert "Note 5<" in client.get(url("changelist") + following[0]).content.decode()


@pytest.mark.once
def test_history_names_every_version_and_verb(note: Note, desk: User) -> None:
    actions.publish(note, desk, reason="It is ready")
    page = signed_in(desk).get(url("history", note.pk)).content.decode()
    assert "It is ready" in page
    assert "desk" in page


@pytest.mark.once
def test_two_versions_are_compared_with_what_went_and_what_came(note: Note, desk: User) -> None:
    edited(note, desk, headline="First and second")
    page = signed_in(desk).get(url("compare", note.pk), {"old": 1, "new": 2}).content.decode()
    assert "<ins>and second</ins>" in page


@pytest.mark.once
def test_preview_shows_a_version_at_its_own_instant(note: Note, desk: User) -> None:
    actions.publish(note, desk, at=NINE + HOUR)
    response = signed_in(desk).get(url("preview", note.pk))
    assert response.content.decode() == "First at 2024-11-08T15:00:00+00:00"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.once
def test_preview_at_the_width_of_a_phone_is_the_same_page_in_a_frame_that_no_other_site_may_show(
    note: Note, desk: User
) -> None:
    client, address = signed_in(desk), url("preview", note.pk)
    whole, phone = client.get(address), client.get(address, {"width": "phone", "revision": "1"})
    assert 'src="?width=frame&amp;revision=1"' in phone.content.decode()
    assert (phone["X-Frame-Options"], whole["X-Frame-Options"]) == ("DENY", "DENY")
    framed = client.get(address, {"width": "frame", "revision": "1"})
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]


@pytest.mark.once
@pytest.mark.parametrize("typed", ["2024-11-09T08:00", "2024-11-09T13:00:00+00:00"])
def test_preview_shows_a_version_at_any_instant_in_the_newsrooms_zone(note: Note, desk: User, typed: str) -> None:
    response = signed_in(desk).get(url("preview", note.pk), {"revision": "1", "at": typed})
    assert response.content.decode() == "First at 2024-11-09T13:00:00+00:00"


@pytest.mark.once
def test_the_sealed_copy_opens_to_administrators_with_a_reason(note: Note, desk: User, chief: User) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    assert signed_in(desk).post(url("sealed", note.pk), {"reason": "Curious"}).status_code == 403
    page = signed_in(chief).post(url("sealed", note.pk), {"reason": "For counsel"}).content.decode()
    assert "First" in page
    assert AuditEntry.objects.filter(verb="open_sealed", reason="For counsel").count() == 1


def test_an_administrator_who_opens_the_page_of_taken_down_text_is_in_the_audit_log(
    note: Note, desk: User, chief: User
) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    assert signed_in(chief).get(url("change", note.pk)).status_code == 200
    assert AuditEntry.objects.get(verb="open_sealed").actor == chief


@pytest.mark.once
@pytest.mark.parametrize("name", ["change", "preview", "history", "compare"])
def test_taken_down_text_stays_shut_for_editors(note: Note, desk: User, chief: User, name: str) -> None:
    actions.publish(note, desk)
    actions.take_down(note, chief, reason="Court order")
    assert signed_in(desk).get(url(name, note.pk), {"old": 1, "new": 1}).status_code == 403


@pytest.mark.once
def test_what_was_typed_before_the_session_ended_is_handed_back(note: Note) -> None:
    response = saved(
        Client(headers={"origin": "http://testserver"}), note, 1, headline="Three paragraphs that must not be lost"
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "Three paragraphs that must not be lost" in page
    assert "Send again" in page


@pytest.mark.once
def test_what_was_typed_with_a_rotated_token_is_handed_back(note: Note, desk: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    client.force_login(desk)
    page = saved(client, note, 1, headline="Three paragraphs that must not be lost").content.decode()
    assert "Three paragraphs that must not be lost" in page


@pytest.mark.once
def test_a_form_of_another_site_is_not_offered_to_be_sent(note: Note, desk: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    client.force_login(desk)
    assert "Send again" not in saved(client, note, 1, headline="Forged").content.decode()


@pytest.mark.once
def test_what_was_typed_by_someone_who_may_not_is_handed_back(note: Note, desk: User, db: None) -> None:
    actions.publish(note, desk)
    with time_machine.travel(NINE + HOUR, tick=False):
        response = saved(signed_in(journalist()), note, 1, headline="A long remark from a colleague")
    assert response.status_code == 403
    assert "A long remark from a colleague" in response.content.decode()
