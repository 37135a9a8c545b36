"""The site generation: a number that grows with every change a reader could see.

A reader takes it before any data and keys the cache with it; a verb bumps it last, inside its
transaction. The row lock serialises those commits, so an old page is never stored under a new number.
"""

from django.db.models import F

from newsroom.publishing.models import SiteGeneration


def current() -> int:
    """The number to key cached pages with; 0 before the first publication."""
    return SiteGeneration.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def bump() -> None:
    """Let every cached page go stale. To be called last in the transaction that changed something."""
    if not SiteGeneration.objects.filter(pk=1).update(number=F("number") + 1):
        SiteGeneration.objects.get_or_create(pk=1, defaults={"number": 1})
