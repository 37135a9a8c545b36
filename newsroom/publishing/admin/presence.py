"""Who has the form of a publishable open: each open page tells every minute, by static/js/autosave.js."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils.timesince import timesince

from newsroom.publishing import clock
from newsroom.publishing.admin import autosave
from newsroom.publishing.models import Presence, Publishable
from newsroom.text.person_name import name_of

GONE_AFTER = timedelta(seconds=150)  # without a word from the page


def tell(user: Any, subject: Publishable) -> None:
    """Store that `user` has the form of `subject` open now."""
    about = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk, "user": user}
    now = clock.now()
    if Presence.objects.filter(**about).update(seen_at=now):
        return
    Presence.objects.over(now).delete()
    Presence.objects.bulk_create([Presence(**about, seen_at=now)], ignore_conflicts=True)


@receiver(user_logged_out, dispatch_uid="presence")
def leave(user: Any, **_: Any) -> None:
    """Forget what `user` has open, who signs out (None: nobody was signed in). A page still open elsewhere tells again."""
    if user is not None:
        Presence.objects.filter(user=user).delete()


def others(user: Any, subject: Publishable) -> str:
    """Return who else has the form of `subject` open, as sentences; first those who type. Two queries."""
    typed = autosave.others_there(user, subject)
    open_there = Presence.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, seen_at__gt=clock.now() - GONE_AFTER
    )
    seen = open_there.exclude(user=user).filter(user__is_active=True).select_related("user").order_by("user__username")
    typing_names = {name_of(row.user) for row in typed}
    names = [name for row in seen if (name := name_of(row.user)) not in typing_names]
    here = f"Also here: {', '.join(names)}." if names else ""
    return " ".join(filter(None, (typing(typed), here)))


def typing(others: Any) -> str:
    """Return who else is editing, as a sentence; "" if nobody is. `others` is what they typed, the newest first."""
    latest: dict[str, datetime] = {}
    for row in others:
        latest.setdefault(name_of(row.user), row.kept_at)
    now = clock.now()
    ago = [f"{name} ({timesince(last, now)} ago)" for name, last in latest.items()]
    return f"Also editing: {', '.join(ago)}." if ago else ""
