"""The clock runs during an action, or stands at the very instant of a transition."""

import time_machine
from django.contrib.auth.models import User

from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.publishing.conftest import NINE, shown, written
from tests.publishing.notes.models import Note


def test_verbs_act_while_the_clock_runs(writer: User, desk: User, chief: User) -> None:
    note = written("First", writer)
    first = actions.publish(note, desk)
    actions.fix_live(note, desk, {"headline": "Fixed"})
    actions.unpublish(note, desk)
    actions.publish(note, desk, revision=first, change=Change.SUBSTANTIVE)
    actions.correct(note, desk, text="It was 11,000.")
    actions.take_down(note, chief, reason="Court order")
    assert note.transitions.count() == 5


def test_a_verb_at_the_very_instant_of_a_transition_comes_just_after_it(
    note: Note, desk: User, now: time_machine.Traveller
) -> None:
    actions.publish(note, desk, at=NINE.replace(hour=15))
    now.move_to(NINE.replace(hour=15))
    fixed = actions.fix_live(note, desk, {"headline": "Fixed"}).live
    fixed.refresh_from_db()
    assert fixed.live_from == NINE.replace(hour=15, microsecond=1)
    assert shown(note, NINE.replace(hour=15)) == "First"
