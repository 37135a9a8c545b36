"""The actions, one function each: the only code that writes revisions and schedules.

Each runs in one transaction, framed by `performing`. It either succeeds or raises an `ActionRefused` that says why and
what to do, having written nothing. A confirmation is an argument. Instants are aware datetimes; `at=None` means now.
"""

from newsroom.publishing.actions.corrections import amend_correction as amend_correction
from newsroom.publishing.actions.corrections import correct as correct
from newsroom.publishing.actions.drafts import bin as bin
from newsroom.publishing.actions.drafts import restore as restore
from newsroom.publishing.actions.drafts import save as save
from newsroom.publishing.actions.drafts import unbin as unbin
from newsroom.publishing.actions.live_fix import fix_live as fix_live
from newsroom.publishing.actions.publication import publish as publish
from newsroom.publishing.actions.publication import publish_together as publish_together
from newsroom.publishing.actions.review import approve as approve
from newsroom.publishing.actions.review import send_back as send_back
from newsroom.publishing.actions.review import submit as submit
from newsroom.publishing.actions.review import take_back as take_back
from newsroom.publishing.actions.schedule import set_embargo as set_embargo
from newsroom.publishing.actions.schedule import unpublish as unpublish
from newsroom.publishing.actions.schedule import unschedule as unschedule
from newsroom.publishing.actions.take_down import open_sealed as open_sealed
from newsroom.publishing.actions.take_down import take_down as take_down
