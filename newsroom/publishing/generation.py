"""The site generation: a number that grows with every change a reader could see.

A reader takes it before any data and keys the cache with it; an action locks it before it reads the clock and
bumps it last, inside its transaction. The row lock serializes actions, so instants and numbers grow together, and an
old page is never stored under a new number.
"""

from django.db.models import F
from django.db.models.functions import Greatest
from django.dispatch import Signal

from newsroom.publishing import clock
from newsroom.publishing.models import SiteGeneration

MICROSECONDS = 1_000_000

removed = Signal()
"""Sent with `number`, the new generation, inside the transaction of an action that takes something from readers."""


def bump() -> None:
    """Let every cached page go stale. To be called last in the transaction that changed something.

    The number is a time (microseconds since 1970) as soon as it can be: after the return to a backup no number comes
    again under which pages of the lost days are cached. Where the clock stands or goes back, it is one more than before.
    """
    instant = int(clock.now().timestamp() * MICROSECONDS)
    while not SiteGeneration.objects.filter(pk=1).update(number=Greatest(F("number") + 1, instant)):
        if SiteGeneration.objects.get_or_create(pk=1, defaults={"number": instant})[1]:
            return  # the first of all; a second one loops, and raises the number that the first has made


def remove() -> None:
    """Let go of every page that was kept before this transaction, during an outage of the database, too.

    To be called inside an action that takes something from readers: newsroom/delivery/outage.py says why that
    suffices. The action itself bumps as every other does.
    """
    bump()
    SiteGeneration.objects.filter(pk=1).update(removal=F("number"))
    removed.send(SiteGeneration, number=SiteGeneration.objects.values_list("number", flat=True).get(pk=1))


def hold() -> None:
    """Lock the generation until the transaction ends: one action that readers notice is under way at a time.

    Rows of subjects are locked before it, never after it, by `performing`.
    """
    row = SiteGeneration.objects.select_for_update(no_key=True).filter(pk=1).values_list("number")
    if not row.first():
        SiteGeneration.objects.get_or_create(pk=1)  # waits for a transaction that has just created it
        row.first()
