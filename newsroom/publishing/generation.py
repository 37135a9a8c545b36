"""The site generation: a number that grows with every change a reader could see, and the key of the page cache.

A request reads it before any data. An action locks it before it reads the clock and bumps it last in its transaction,
so instants and generations grow together, and an old page is never stored under a new number.
"""

from collections.abc import Sequence

from django.db.models import F, Model
from django.db.models.functions import Greatest
from django.dispatch import Signal

from newsroom.publishing import clock
from newsroom.publishing.models import SiteGeneration

MICROSECONDS = 1_000_000

bumped = Signal()
"""Sent with `subjects`, those of what raised the generation, inside its transaction. Without any, anything changed."""

removed = Signal()
"""Sent with `number`, the new generation, inside the transaction of an action that removes something from the site."""


def bump(subjects: Sequence[Model] = ()) -> None:
    """Expire every cached page. Call it last in the transaction that changed something; name the rows, if it was few.

    The number is a time (microseconds since 1970), so that after a restored backup no number is used twice, or one more
    than before if the clock stands still or goes back.
    """
    _raise()
    bumped.send(SiteGeneration, subjects=subjects)


def _raise() -> None:
    instant = int(clock.now().timestamp() * MICROSECONDS)
    while not SiteGeneration.objects.filter(pk=1).update(number=Greatest(F("number") + 1, instant)):
        if SiteGeneration.objects.get_or_create(pk=1, defaults={"number": instant})[1]:
            return  # this call created the row; one that lost the race loops and raises its number


def remove() -> None:
    """Expire every page that was cached before this transaction, even for use during a database outage.

    Call it inside an action that removes something from the site; newsroom/delivery/outage.py says why that is enough.
    """
    _raise()  # the action itself bumps it when it is done
    SiteGeneration.objects.filter(pk=1).update(removal=F("number"))
    removed.send(SiteGeneration, number=SiteGeneration.objects.values_list("number", flat=True).get(pk=1))


def hold() -> None:
    """Lock the generation until the transaction ends. `performing` locks the rows of subjects before it, never after."""
    row = SiteGeneration.objects.select_for_update(no_key=True).filter(pk=1).values_list("number")
    if not row.first():
        SiteGeneration.objects.get_or_create(pk=1)  # waits for a transaction that has just created it
        row.first()
