"""After each action that readers notice, the content delivery network forgets the pages that it may have changed.

The action writes two tasks, in its transaction; the worker purges, now and again later, as a page that was on its way may
arrive after the first time. What fails is tried again for longer than the network may keep any page.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.dispatch import receiver
from django_tasks import task

from newsroom.delivery.cdn import cdn
from newsroom.delivery.surrogate_keys import SITE, keys_of
from newsroom.publishing import clock, generation

logger = logging.getLogger(__name__)

AGAIN = timedelta(seconds=15)  # a page takes up to 5 seconds to make (LONGEST_MADE), and nginx keeps it for 4
# After a failure, how long to wait for the next attempt; together longer than the network keeps any page.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))
MOST = 100  # subjects of one action; after one on more, everything is purged

Subjects = list[tuple[str, int]]  # of models and ids


@receiver(generation.bumped)
def queue(subjects: Sequence[Model], **_signal: Any) -> None:
    """Write the tasks that purge what a change of these rows may have changed; everything, if none are known."""
    if settings.CDN_PURGE:
        named = [(row._meta.label, row.pk) for row in subjects] if len(subjects) <= MOST else []
        purge.enqueue(subjects=named)
        purge.using(run_after=clock.now() + AGAIN).enqueue(subjects=named)


@task(priority=90)  # only the sign of life comes before
def purge(subjects: Subjects, tries: int = 0) -> None:
    """The worker's task: purge what an action on these subjects may have changed."""
    network = cdn()
    if network is None:  # it was switched off meanwhile
        return
    keys = iter(sorted(keys_after(subjects)))
    try:
        while batch := list(islice(keys, network.most)):
            network.purge(batch)
    except Exception as error:
        logger.warning("The CDN was not purged (attempt %s): %s", tries + 1, error)
        if tries == len(WAITS):
            raise
        purge.using(run_after=clock.now() + WAITS[tries]).enqueue(subjects=subjects, tries=tries + 1)


def keys_after(subjects: Subjects) -> set[str]:
    """Return the keys of every page that an action on these subjects may have changed."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, pk in subjects:
        ids[label].append(pk)
    return set().union(*(keys_of(apps.get_model(label), pks) for label, pks in ids.items())) if ids else {SITE}
